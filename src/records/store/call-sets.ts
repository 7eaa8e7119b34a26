import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Kysely } from 'kysely';
import { DAY_MS } from '../../domain/time.js';
import type { OutcomeSetRow, SourceSetRow, Tables } from './tables.js';

/**
 * What the rules of a call came to, and how its sources were answered, are the same few combinations over and over: each is kept
 * once, as the rows of a set, and a call names its two sets. A row for each rule and source of each call was four fifths of the store.
 */
const SET_TABLES = ['outcome_sets', 'source_sets'] as const;

/** Whoever finds the same rows finds the same id. Codes hold none of the signs between them. @returns null for a set without rows */
export function setId(rows: readonly Readonly<Record<string, string>>[]): string | null {
  if (rows.length === 0) return null;
  const text = rows.map((row) => Object.values(row).join('\0')).join('\n');
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** Of all who are asked about at once. Sites with many clients have some hundred. */
const MOST_KNOWN = 5_000;
/** After so long a set is written once more, with its day: so retention sees which sets are in use, without a look at the calls. */
const KNOWN_FOR_MS = 3_600_000;

/** The rows of a call, as far as they concern us here. */
interface SetRows {
  readonly outcome_sets: readonly OutcomeSetRow[];
  readonly source_sets: readonly SourceSetRow[];
}

export interface KnownSets {
  /** The batch without the sets that are in the database. */
  withoutKnown<T extends SetRows>(batch: readonly T[]): readonly T[];
  /** To be told once the batch is durable. */
  written(batch: readonly SetRows[]): void;
}

export function createKnownSets(): KnownSets {
  const known = new LRUCache<string, true>({ max: MOST_KNOWN, ttl: KNOWN_FOR_MS });
  return {
    withoutKnown: (batch) =>
      batch.map((rows) => ({
        ...rows,
        outcome_sets: rows.outcome_sets.filter(({ set_id }) => !known.has(set_id)),
        source_sets: rows.source_sets.filter(({ set_id }) => !known.has(set_id)),
      })),
    written(batch) {
      for (const rows of batch)
        for (const table of SET_TABLES) for (const { set_id } of rows[table]) known.set(set_id, true);
    },
  };
}

/** What tells one row of a set from another; the day does not. */
export const OUTCOME_SET_KEY = ['set_id', 'rule'] as const satisfies readonly (keyof OutcomeSetRow)[];
export const SOURCE_SET_KEY = ['set_id', 'source'] as const satisfies readonly (keyof SourceSetRow)[];

/**
 * Sets that no call of these days names any more.
 * @param before ISO 8601, UTC: older calls are deleted. A call at that moment may have found its set as it was written an hour before.
 */
export async function purgeSets(db: Kysely<Tables>, before: string): Promise<void> {
  const day = new Date(Date.parse(before) - DAY_MS).toISOString().slice(0, 10);
  for (const table of SET_TABLES) await db.deleteFrom(table).where('day', '<', day).execute();
}
