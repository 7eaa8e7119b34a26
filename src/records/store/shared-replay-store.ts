import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { momentOf } from './moments.js';
import type { Tables } from './tables.js';
import { within } from './within.js';

/** The `ReplayStore` of src/security, word for word: the two folders do not know each other. */
export interface SharedReplayStore {
  remember(issuer: string, jti: string, expiresAtMs: number): Promise<'new' | 'seen' | 'full'>;
}

export interface SharedReplayOptions {
  /** The database, when it is there. */
  readonly ready: () => Promise<Kysely<Tables>>;
  /** Longest wait before the call is refused. */
  readonly waitMs?: number;
}

/**
 * Remembers used tokens in the database, so that no instance takes a token that another one has taken. The uniqueness of
 * the row decides, in one statement. Where the database does not answer the promise rejects, and the caller refuses the
 * call: a token that cannot be recorded is not accepted.
 */
export function createSharedReplayStore({ ready, waitMs = 1_000 }: SharedReplayOptions): SharedReplayStore {
  return {
    remember: (issuer, jti, expiresAtMs) =>
      within(waitMs, async () => {
        const db = await ready();
        const inserted = await db
          .insertInto('jti')
          .values({ id: identityOf(issuer, jti), expires_at: momentOf(expiresAtMs) })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .execute();
        return inserted.length === 1 ? 'new' : 'seen';
      }),
  };
}

/** Both are text of the client, so neither is kept. JSON keeps ("a b", "c") and ("a", "b c") apart. */
function identityOf(issuer: string, jti: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, jti]))
    .digest('base64url');
}
