import type { Kysely } from 'kysely';
import { openComment } from './comment.js';
import type { SiteKey } from './site-keys.js';
import type { Tables } from './tables.js';

/** One comment of a clinician, with what it was said of. */
export interface KeptComment {
  /** ISO instant at which the feedback was received. */
  readonly receivedAt: string;
  readonly client: string;
  /** null where no such card is on record any more. */
  readonly finding: string | null;
  readonly severity: string | null;
  readonly reasonCode: string | null;
  /** Or why it cannot be read: its key is not among the site's, or it is not what was written. */
  readonly comment:
    { readonly text: string } | { readonly unreadable: 'key-missing' | 'changed'; readonly key: string };
}

/** What was kept with `FEEDBACK_COMMENTS=encrypt`, oldest first. @param since ISO instant; only what came then or later */
export async function readComments(
  db: Kysely<Tables>,
  keys: readonly SiteKey[],
  since: string | null,
): Promise<readonly KeptComment[]> {
  const asked = db
    .selectFrom('feedback as f')
    .leftJoin('cards_shown as c', 'c.card_uuid', 'f.card_uuid')
    .select(['f.received_at', 'f.client', 'f.card_uuid', 'f.reason_code', 'f.comment_sealed', 'f.comment_key'])
    .select(['c.finding', 'c.severity'])
    .where('f.comment_sealed', 'is not', null)
    .orderBy('f.received_at')
    .orderBy('f.id');
  const rows = await (since === null ? asked : asked.where('f.received_at', '>=', since)).execute();
  return rows.map((row) => {
    const id = row.comment_key ?? '';
    const key = keys.find((each) => each.id === id);
    const text = key === undefined ? null : openComment(key, row.card_uuid, row.comment_sealed ?? '');
    return {
      receivedAt: row.received_at,
      client: row.client,
      finding: row.finding,
      severity: row.severity,
      reasonCode: row.reason_code,
      comment: text === null ? { unreadable: key === undefined ? 'key-missing' : 'changed', key: id } : { text },
    };
  });
}
