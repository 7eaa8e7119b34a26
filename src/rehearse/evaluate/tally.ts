/**
 * Counts that add up: what one shard came to, or all of them. Numbers add, lists of numbers add place by place, and names that only one
 * of them has are taken over. So the parts of a run may be added in any order, on any machine, and give the same sum.
 */
export type Tally = { readonly [name: string]: number | readonly number[] | Tally };

export type OpenTally = { [name: string]: number | number[] | OpenTally };

export function count(tally: OpenTally, path: readonly string[], by = 1): void {
  if (by === 0) return;
  const group = groupAt(tally, path, path.length - 1);
  const last = path[path.length - 1] ?? '';
  const known = group[last];
  group[last] = (typeof known === 'number' ? known : 0) + by;
}

/** The group so many names down the path. */
function groupAt(tally: OpenTally, path: readonly string[], depth = path.length): OpenTally {
  let group = tally;
  for (let at = 0; at < depth; at += 1) {
    const name = path[at] ?? '';
    const known = group[name];
    if (typeof known === 'object' && !Array.isArray(known)) {
      group = known;
      continue;
    }
    const fresh: OpenTally = {};
    group[name] = fresh;
    group = fresh;
  }
  return group;
}

/** Adds a list of numbers place by place. */
export function addList(tally: OpenTally, path: readonly string[], values: readonly number[]): void {
  const group = groupAt(tally, path, path.length - 1);
  const last = path[path.length - 1] ?? '';
  const known = group[last];
  group[last] = Array.isArray(known) ? known.map((value, at) => value + (values[at] ?? 0)) : [...values];
}

export function addTally(into: OpenTally, from: Tally): void {
  for (const [name, value] of Object.entries(from)) {
    if (typeof value === 'number') count(into, [name], value);
    else if (isList(value)) addList(into, [name], value);
    else addTally(groupAt(into, [name]), value);
  }
}

function isList(value: readonly number[] | Tally): value is readonly number[] {
  return Array.isArray(value);
}

export function numberAt(tally: Tally, path: readonly string[]): number {
  const value = path.reduce<number | readonly number[] | Tally | undefined>(
    (at, name) => (typeof at === 'object' && !Array.isArray(at) ? (at as Tally)[name] : undefined),
    tally,
  );
  return typeof value === 'number' ? value : 0;
}

export function tallyAt(tally: Tally, path: readonly string[]): Tally {
  const value = path.reduce<number | readonly number[] | Tally | undefined>(
    (at, name) => (typeof at === 'object' && !Array.isArray(at) ? (at as Tally)[name] : undefined),
    tally,
  );
  return typeof value === 'object' && !Array.isArray(value) ? (value as Tally) : {};
}

export function listAt(tally: Tally, path: readonly string[]): readonly number[] {
  const [last = '', ...above] = [...path].reverse();
  const value = tallyAt(tally, above.reverse())[last];
  return typeof value === 'object' && isList(value) ? value : [];
}

/** The same counts in one order of names: the text of it is the same whatever order they were added in. */
export function sorted(tally: Tally): Tally {
  const names = Object.keys(tally).sort();
  return Object.fromEntries(
    names.map((name) => {
      const value = tally[name] ?? 0;
      return [name, typeof value === 'number' || isList(value) ? value : sorted(value)];
    }),
  );
}
