import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { momentOf } from './moments.js';
import type { Tables } from './tables.js';
import { within } from './within.js';

/** The `ReplayStore` of src/server/security, word for word: the two folders do not know each other. */
export interface SharedReplayStore {
  remember(issuer: string, jti: string, expiresAtMs: number): Promise<'new' | 'seen' | 'full'>;
  /** Whether a token could be remembered now: writes, as `remember` does, and answers within a small bound. */
  isWriting(): Promise<boolean>;
}

export interface SharedReplayOptions {
  /** The database, when it is there. */
  readonly ready: () => Promise<Kysely<Tables>>;
  /** Longest wait before the call is refused. */
  readonly waitMs?: number;
  /** How long the answer of `isWriting` is given again: a probe may ask as often as it likes. */
  readonly checkedForMs?: number;
}

/** A row of ours beside those of tokens, written again with every probe. Never expired, so that retention does not count it. */
const PROBE = { id: 'probe', expires_at: '9999-12-31T23:59:59.999Z' };

/**
 * Remembers used tokens in the database, so that no instance takes a token that another one has taken. The uniqueness of
 * the row decides, in one statement. Where the database does not answer the promise rejects, and the caller refuses the
 * call: a token that cannot be recorded is not accepted.
 */
export function createSharedReplayStore({
  ready,
  waitMs = 1_000,
  checkedForMs = 1_000,
}: SharedReplayOptions): SharedReplayStore {
  const probe = () =>
    within(waitMs, async () => {
      const db = await ready();
      await db
        .insertInto('jti')
        .values(PROBE)
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ expires_at: PROBE.expires_at }))
        .execute();
    }).then(
      () => true,
      () => false,
    );
  let last: { readonly answer: Promise<boolean>; until: number } | null = null;
  return {
    isWriting() {
      if (last !== null && performance.now() < last.until) return last.answer;
      const asked = { answer: probe(), until: Number.POSITIVE_INFINITY };
      void asked.answer.then(() => (asked.until = performance.now() + checkedForMs));
      last = asked;
      return asked.answer;
    },
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
