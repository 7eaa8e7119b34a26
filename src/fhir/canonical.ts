/**
 * Sorts plain values into an order that depends on nothing but the values, and leaves one of each. Rules then see the same
 * facts whatever order a server sent them in, and however often.
 */
export function canonical<T>(values: readonly T[]): readonly T[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}
