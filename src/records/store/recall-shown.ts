import type { Kysely } from 'kysely';
import { SEVERITIES } from '../../domain/finding.js';
import { HOOKS, type ShownFinding } from '../../domain/service-definition.js';
import type { AlertMemory, FindingIdentity } from '../../domain/ports.js';
import { momentOf } from './evaluation.js';
import { pseudonym, type SiteKey } from './site-keys.js';
import type { Tables } from './tables.js';

/** Whose memory is asked. */
export interface ShownTo {
  readonly client: string;
  readonly patientId: string;
  readonly userId: string;
}

type Question = Parameters<AlertMemory['recall']>[0];

/**
 * The cards that this user was shown about this patient, from the same facts and under the same content, each with the user's
 * last word on it. Everything is found by its pseudonym under the key in use, so a change of the key forgets.
 * @throws the database's error where it is away
 */
export async function recallShown(
  db: Kysely<Tables>,
  { client, patientId, userId }: ShownTo,
  { findings, contentVersion, since }: Question,
  key: SiteKey,
): Promise<readonly ShownFinding[]> {
  const asked = new Map(findings.map((each) => [factsOf(each, client, key), each.finding]));
  const rows = await db
    .selectFrom('evaluations')
    .innerJoin('cards_shown', 'cards_shown.evaluation_id', 'evaluations.id')
    .leftJoin('feedback', (join) =>
      join
        .onRef('feedback.card_uuid', '=', 'cards_shown.card_uuid')
        .onRef('feedback.service', '=', 'evaluations.service')
        .onRef('feedback.client', '=', 'evaluations.client'),
    )
    .select([
      'evaluations.at',
      'evaluations.hook',
      'cards_shown.card_uuid',
      'cards_shown.finding',
      'cards_shown.severity',
      'cards_shown.facts_hmac',
      'feedback.outcome',
      'feedback.outcome_at',
      'feedback.received_at',
      'feedback.reason_system',
      'feedback.reason_code',
    ])
    .where('evaluations.patient_hmac', '=', pseudonym(key, 'patient', client, patientId))
    .where('evaluations.user_hmac', '=', pseudonym(key, 'user', client, userId))
    .where('evaluations.client', '=', client)
    .where('evaluations.content_version', '=', contentVersion)
    .where('evaluations.at', '>=', momentOf(since))
    .where('cards_shown.facts_hmac', 'in', [...asked.keys()])
    .execute();
  return [...lastWords(rows).values()].flatMap((row) => toShown(row, asked));
}

/** As `cards_shown` keeps it. */
function factsOf({ factsHash }: FindingIdentity, client: string, key: SiteKey): string {
  return pseudonym(key, 'facts', client, factsHash);
}

interface ShownRow {
  readonly at: string;
  readonly hook: string;
  readonly card_uuid: string;
  readonly finding: string;
  readonly severity: string;
  readonly facts_hmac: string | null;
  readonly outcome: string | null;
  readonly outcome_at: string | null;
  readonly received_at: string | null;
  readonly reason_system: string | null;
  readonly reason_code: string | null;
}

/** A clinician may set a card aside and accept it after all: the last word counts. */
function lastWords(rows: readonly ShownRow[]): ReadonlyMap<string, ShownRow> {
  const last = new Map<string, ShownRow>();
  for (const row of rows) {
    const other = last.get(row.card_uuid);
    if (other === undefined || (row.outcome_at ?? '') > (other.outcome_at ?? '')) last.set(row.card_uuid, row);
  }
  return last;
}

function toShown(row: ShownRow, asked: ReadonlyMap<string, string>): ShownFinding[] {
  const severity = SEVERITIES.find((each) => each === row.severity);
  const hook = HOOKS.find((each) => each === row.hook);
  const { finding } = row;
  if (severity === undefined || hook === undefined) return [];
  if (asked.get(row.facts_hmac ?? '') !== finding) return [];
  return [{ finding, severity, hook, at: Date.parse(row.at), overridden: overrideOf(row) }];
}

function overrideOf({ outcome, outcome_at, received_at, reason_system, reason_code }: ShownRow) {
  if (outcome !== 'overridden' || outcome_at === null || received_at === null) return null;
  const reason = reason_system === null || reason_code === null ? null : { system: reason_system, code: reason_code };
  // The time of the override is the client's word; it cannot have been given after we heard of it.
  return { at: Math.min(Date.parse(outcome_at), Date.parse(received_at)), reason };
}
