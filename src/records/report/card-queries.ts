import { type Kysely, sql } from 'kysely';
import { COUNTED_RESULTS } from '../store/counted-calls.js';
import type { Tables } from '../store/tables.js';
import { type Period, toNumber } from './period.js';

/**
 * Category of a code of HL7's Non-Adherence Reason Codes (3.0.0-ballot). Feedback may have been kept with the code that a
 * site's own reason stands for in place of its category; reports count both by the category.
 */
const CATEGORIES: ReadonlyMap<string, string> = new Map(
  ['patient-ineligible', 'indication-order-exists', 'action-completed', 'action-unsuccessful'].map((code) => [
    code,
    'cds-not-applicable',
  ]),
);

function hl7Category(reason: string): string {
  return CATEGORIES.get(reason) ?? reason;
}

/** What calls have in common. Every report is added up from cells, so that its tables cannot contradict each other. */
export interface CallKey {
  readonly week: string;
  readonly client: string;
  readonly service: string;
  readonly hook: string;
  readonly contentVersion: string;
}

export interface EvaluationCell extends CallKey {
  readonly result: string;
  readonly evaluations: number;
  readonly tacrolimusOrders: number;
  /**
   * Different patients of those calls; and of the tacrolimus orders among them. An order that is only counted stands for a patient,
   * and so does one like it of a release that kept each: a series must not change where it was upgraded.
   */
  readonly patients: number;
  readonly patientsWithOrders: number;
}

export interface CardCell extends CallKey {
  /** null: the data-gap card, which belongs to no rule. */
  readonly rule: string | null;
  readonly severity: string;
  readonly shown: number;
  /** Of those, at a tacrolimus order (and not when a chart was opened). */
  readonly shownOnOrders: number;
  readonly accepted: number;
  readonly overridden: number;
}

export interface OverrideCell {
  readonly rule: string | null;
  /** Category of HL7's Non-Adherence Reason Codes; without one how the reason came: `none`, `unlisted`, `ehr`, `listed`. */
  readonly reason: string;
  readonly overridden: number;
}

export interface People {
  readonly patients: number;
  readonly clinicianDays: number;
  /** Shown cards of calls that named a patient; a user. */
  readonly cardsOfPatients: number;
  readonly cardsOfClinicians: number;
}

const CALL_KEY = ['e.week', 'e.client', 'e.service', 'e.hook', 'e.content_version'] as const;

export async function queryEvaluations(db: Kysely<Tables>, period: Period): Promise<readonly EvaluationCell[]> {
  return [...(await queryKept(db, period)), ...(await queryCounted(db, period))];
}

/** Calls that are only counted, by the day: a period has the days whose first moment lies in it. */
async function queryCounted(db: Kysely<Tables>, { from, to }: Period): Promise<readonly EvaluationCell[]> {
  const key = ['week', 'client', 'service', 'hook', 'content_version', 'result'] as const;
  const begins = sql<string>`day || 'T00:00:00.000Z'`;
  const rows = await db
    .selectFrom('counted_calls')
    .where(begins, '>=', from)
    .where(begins, '<', to)
    .select(key)
    .select(({ fn }) => fn.sum<number | string>('calls').as('calls'))
    .groupBy(key)
    .orderBy('week')
    .execute();
  return rows.map((row) => ({
    ...callKey(row),
    result: row.result,
    evaluations: toNumber(row.calls),
    tacrolimusOrders: 0,
    patients: toNumber(row.calls),
    patientsWithOrders: 0,
  }));
}

async function queryKept(db: Kysely<Tables>, { from, to }: Period): Promise<readonly EvaluationCell[]> {
  const rows = await db
    .selectFrom('evaluations as e')
    .where('e.at', '>=', from)
    .where('e.at', '<', to)
    .select([...CALL_KEY, 'e.result'])
    .select(({ fn }) => [
      fn.count('e.id').as('evaluations'),
      fn.sum<number | string>('e.tacrolimus_order').as('tacrolimus_orders'),
      sql<number | string>`count(distinct coalesce(e.patient_hmac, e.id))`.as('patients'),
      sql<number | string>`count(distinct case when e.tacrolimus_order = 1 then coalesce(e.patient_hmac, e.id) end)`.as(
        'patients_with_orders',
      ),
    ])
    .groupBy([...CALL_KEY, 'e.result'])
    .orderBy('e.week')
    .execute();
  return rows.map((row) => ({
    ...callKey(row),
    result: row.result,
    evaluations: toNumber(row.evaluations),
    tacrolimusOrders: toNumber(row.tacrolimus_orders),
    patients: toNumber(COUNTED_RESULTS.has(row.result) ? row.evaluations : row.patients),
    patientsWithOrders: toNumber(row.patients_with_orders),
  }));
}

export async function queryCards(db: Kysely<Tables>, { from, to }: Period): Promise<readonly CardCell[]> {
  const rows = await shownCards(db, { from, to })
    .select([...CALL_KEY, 'c.rule', 'c.severity'])
    .select(({ fn }) => [
      fn.count('c.card_uuid').as('shown'),
      fn.sum<number | string>('e.tacrolimus_order').as('shown_on_orders'),
      sql<number | string>`sum(case when a.outcome = 'accepted' then 1 else 0 end)`.as('accepted'),
      sql<number | string>`sum(case when a.outcome = 'overridden' then 1 else 0 end)`.as('overridden'),
    ])
    .groupBy([...CALL_KEY, 'c.rule', 'c.severity'])
    .execute();
  return rows.map((row) => ({
    ...callKey(row),
    rule: row.rule,
    severity: row.severity,
    shown: toNumber(row.shown),
    shownOnOrders: toNumber(row.shown_on_orders),
    accepted: toNumber(row.accepted),
    overridden: toNumber(row.overridden),
  }));
}

export async function queryOverrides(db: Kysely<Tables>, period: Period): Promise<readonly OverrideCell[]> {
  const rows = await shownCards(db, period)
    .where('a.outcome', '=', 'overridden')
    .select(['c.rule', 'a.reason_parent', 'a.reason_state'])
    .select(({ fn }) => fn.count('c.card_uuid').as('overridden'))
    .groupBy(['c.rule', 'a.reason_parent', 'a.reason_state'])
    .execute();
  return rows.map(({ rule, reason_parent, reason_state, overridden }) => ({
    rule,
    reason: hl7Category(reason_parent ?? reason_state ?? 'none'),
    overridden: toNumber(overridden),
  }));
}

/** Counts of different people cannot be added up over groups, so they are asked for the whole period. */
export async function people(db: Kysely<Tables>, { from, to }: Period): Promise<People> {
  const calls = await db
    .selectFrom('evaluations')
    .where('at', '>=', from)
    .where('at', '<', to)
    // A hospital may ask us about every order: those without tacrolimus would dilute what a clinician bears.
    .where('result', 'in', ['cards', 'data-unavailable'])
    .select([
      sql<number | string>`count(distinct patient_hmac)`.as('patients'),
      sql<number | string>`count(distinct (user_hmac || ' ' || day))`.as('clinician_days'),
    ])
    .executeTakeFirst();
  const cards = await db
    .selectFrom('cards_shown as c')
    .innerJoin('evaluations as e', 'e.id', 'c.evaluation_id')
    .where('e.at', '>=', from)
    .where('e.at', '<', to)
    .select(({ fn }) => [fn.count('e.patient_hmac').as('of_patients'), fn.count('e.user_hmac').as('of_clinicians')])
    .executeTakeFirst();
  return {
    patients: toNumber(calls?.patients),
    clinicianDays: toNumber(calls?.clinician_days),
    cardsOfPatients: toNumber(cards?.of_patients),
    cardsOfClinicians: toNumber(cards?.of_clinicians),
  };
}

/** Feedback about a card that this service never showed to that client is kept, and answers nothing here. */
function shownCards(db: Kysely<Tables>, { from, to }: Period) {
  return (
    db
      // The last word counts: a clinician may dismiss a card and accept it afterwards (docs/adr/0005).
      .with('answers', (cte) =>
        cte
          .selectFrom('feedback')
          .select([
            'card_uuid',
            'service',
            'client',
            'outcome',
            'reason_parent',
            'reason_state',
            sql<number>`row_number() over (partition by card_uuid, service, client order by outcome_at desc, id)`.as(
              'nth',
            ),
          ]),
      )
      .selectFrom('cards_shown as c')
      .innerJoin('evaluations as e', 'e.id', 'c.evaluation_id')
      .leftJoin('answers as a', (join) =>
        join
          .onRef('a.card_uuid', '=', 'c.card_uuid')
          .onRef('a.service', '=', 'e.service')
          .onRef('a.client', '=', 'e.client')
          .on('a.nth', '=', 1),
      )
      .where('e.at', '>=', from)
      .where('e.at', '<', to)
  );
}

interface CallColumns {
  readonly week: string;
  readonly client: string;
  readonly service: string;
  readonly hook: string;
  readonly content_version: string;
}

function callKey({ week, client, service, hook, content_version }: CallColumns): CallKey {
  return { week, client, service, hook, contentVersion: content_version };
}
