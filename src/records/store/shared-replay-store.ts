import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { momentOf } from './evaluation.js';
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
export const PROBE = { id: 'probe', expires_at: '9999-12-31T23:59:59.999Z' };

/** Statements at once: while one gets no answer, the next tokens need not wait for it. */
const STATEMENTS = 2;
/** Rows of one statement. */
const MOST_ROWS = 500;

interface Waiting {
  readonly id: string;
  readonly expiresAtMs: number;
  readonly settle: (outcome: Promise<'new' | 'seen'>) => void;
}

/**
 * Remembers used tokens in the database, so that no instance takes a token that another one has taken. The uniqueness of
 * the row decides, in one statement. Tokens that come while statements are under way go together in the next one: else a process
 * under load could take no more calls than it has connections, each time that it comes round to read their answers. Where the
 * database does not answer the promise rejects, and the caller refuses the call: a token that cannot be recorded is not accepted.
 */
export function createSharedReplayStore({
  ready,
  waitMs = 1_000,
  checkedForMs = 1_000,
}: SharedReplayOptions): SharedReplayStore {
  const queue: Waiting[] = [];
  let underWay = 0;

  const pump = (): void => {
    while (underWay < STATEMENTS && queue.length > 0) {
      underWay += 1;
      void write(queue.splice(0, MOST_ROWS)).finally(() => {
        underWay -= 1;
        pump();
      });
    }
  };

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    const inserted = insertNew(ready, batch);
    for (const { id, settle } of batch) {
      // Of those who showed the same token the first was new, if it was.
      settle(inserted.then((fresh) => (fresh.delete(id) ? 'new' : 'seen')));
    }
    await inserted.catch(() => undefined);
  };

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
      within(
        waitMs,
        () =>
          new Promise<'new' | 'seen'>((resolve) => {
            queue.push({ id: identityOf(issuer, jti), expiresAtMs, settle: resolve });
            pump();
          }),
      ),
  };
}

/** @returns the ids that were not there before */
async function insertNew(ready: SharedReplayOptions['ready'], batch: readonly Waiting[]): Promise<Set<string>> {
  // In one order everywhere, so that two instances cannot wait for each other.
  const rows = [
    ...new Map(batch.map(({ id, expiresAtMs }) => [id, { id, expires_at: momentOf(expiresAtMs) }])).values(),
  ];
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const db = await ready();
  const inserted = await db
    .insertInto('jti')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  return new Set(inserted.map(({ id }) => id));
}

/** Both are text of the client, so neither is kept. JSON keeps ("a b", "c") and ("a", "b c") apart. */
function identityOf(issuer: string, jti: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, jti]))
    .digest('base64url');
}
