/** PostgreSQL gives counts and sums as text, SQLite as numbers; a sum over nothing is null. */
export function toNumber(count: number | string | bigint | null | undefined): number {
  return Number(count ?? 0);
}

/** A share or a rate; null where there is nothing to divide by, which is not zero. */
export function ratio(count: number, of: number): number | null {
  return of === 0 ? null : count / of;
}

export function sumOf<T>(rows: readonly T[], count: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + count(row), 0);
}

/** Groups in the order of their keys. */
export function groupBy<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}
