import type { Source, UnreadResource } from '../../domain/fact-set.js';

/** What could not be read of one set. */
export interface UnreadList {
  add(entry: UnreadResource): void;
  all(): readonly UnreadResource[];
}

/** @param most so many are named one by one; of the others it is said how many they are, by source */
export function unreadList(most: number): UnreadList {
  const named: UnreadResource[] = [];
  const others = new Map<Source, number>();
  return {
    add(entry) {
      if (named.length < most) named.push(entry);
      else others.set(entry.source, (others.get(entry.source) ?? 0) + 1);
    },
    all: () =>
      others.size === 0 ? named : [...named, ...[...others].map(([source, count]) => together(source, count))],
  };
}

function together(source: Source, count: number): UnreadResource {
  return {
    source,
    reference: null,
    reason: 'over-limit',
    reported: count === 1 ? '1 entry' : `${count} entries`,
    ...{ time: null, status: null, name: null, term: null, mayBe: null },
  };
}
