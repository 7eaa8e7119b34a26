import { asObject, asString } from '../elements/json.js';

/**
 * Sorts plain values into an order that depends on nothing but the values, and leaves one of each. Rules then see the same
 * facts whatever order a server sent them in, and however often. By the record that they come from; only what comes from
 * one record, or from one without an id, is compared as text.
 * @param textOf what tells two values apart
 */
export function inFixedOrder<T>(values: readonly T[], textOf: (value: T) => string = JSON.stringify): readonly T[] {
  if (values.length < 2) return values;
  const byRecord = new Map<string, T[]>();
  for (const value of values) {
    const record = asString(asObject(value)?.reference) ?? '';
    const group = byRecord.get(record);
    if (group === undefined) byRecord.set(record, [value]);
    else group.push(value);
  }
  const sorted: T[] = [];
  for (const record of [...byRecord.keys()].sort()) {
    for (const value of distinct(byRecord.get(record) ?? [], textOf)) sorted.push(value);
  }
  return sorted;
}

function distinct<T>(values: readonly T[], textOf: (value: T) => string): readonly T[] {
  if (values.length < 2) return values;
  const byText = new Map(values.map((value) => [textOf(value), value]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}
