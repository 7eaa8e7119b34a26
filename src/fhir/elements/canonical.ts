import { asObject, asString } from './json.js';

/**
 * Sorts plain values into an order that depends on nothing but the values, and leaves one of each. Rules then see the same
 * facts whatever order a server sent them in, and however often. By the record that they come from; only what comes from
 * one record, or from one without an id, is compared as text.
 */
export function canonical<T>(values: readonly T[]): readonly T[] {
  const byRecord = new Map<string, T[]>();
  for (const value of values) {
    const record = recordOf(value);
    const group = byRecord.get(record);
    if (group === undefined) byRecord.set(record, [value]);
    else group.push(value);
  }
  return [...byRecord.keys()].sort().flatMap((record) => distinct(byRecord.get(record) ?? []));
}

function recordOf(value: unknown): string {
  return asString(asObject(value)?.reference) ?? '';
}

function distinct<T>(values: readonly T[]): readonly T[] {
  if (values.length < 2) return values;
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}
