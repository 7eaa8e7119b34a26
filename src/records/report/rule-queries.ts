import { type Kysely, sql } from 'kysely';
import type { Tables } from '../store/tables.js';
import { type Period, toNumber } from './period.js';

export interface OutcomeCell {
  readonly week: string;
  readonly client: string;
  readonly rule: string;
  /** `findings`, `silent` (checked, nothing to say), `not-applicable`, `indeterminate`, `failed`. */
  readonly outcome: string;
  readonly evaluations: number;
  /** Different patients of those evaluations. */
  readonly patients: number;
}

/** Why a rule could not be evaluated. One evaluation can have several reasons. */
export interface GapCell {
  readonly week: string;
  readonly client: string;
  readonly rule: string;
  readonly reason: string;
  readonly evaluations: number;
  readonly patients: number;
}

/** What a rule found that may not speak: what would have fired. */
export interface SilentCell {
  readonly rule: string;
  readonly finding: string;
  readonly severity: string;
  /** `silent`, or `pilot-hidden`: found for a user who is not in the pilot. */
  readonly mode: string;
  readonly findings: number;
  readonly findingsOnOrders: number;
}

/** What a rule that may speak found, and the answer left out. */
export interface NotShownCell {
  readonly rule: string;
  readonly finding: string;
  readonly severity: string;
  /** `card-limit`, `told-together`, `on-not-checked-card`, `no-card-of-its-own`, `not-at-this-service`, `already-shown`, `snoozed`. */
  readonly why: string;
  readonly findings: number;
}

export interface PrefetchCell {
  readonly week: string;
  readonly client: string;
  readonly service: string;
  readonly source: string;
  readonly state: string;
  readonly patients: number;
}

/** Results that were in the charts and could not be used. */
export interface DroppedCell {
  readonly week: string;
  readonly client: string;
  readonly source: string;
  readonly reason: string;
  /** The code or unit that nobody here knew; null: none is the reason, or it may not be named. */
  readonly term: Term | null;
  readonly results: number;
  readonly patients: number;
}

export interface Term {
  /** `code` or `unit`. */
  readonly kind: string;
  readonly system: string | null;
  readonly code: string;
}

/** Different patients with a tacrolimus order. */
export interface PatientCell {
  readonly week: string;
  readonly client: string;
  readonly patients: number;
}

/** A code or unit of fewer different patients in a week is not named: whatever it says might be about them. */
export const NAMED_FROM_PATIENTS = 3;
/** As src/records/store/evaluation.ts writes it. */
const NO_TERM = 'none';
/** A call that names no patient counts as one of its own. */
const PATIENTS = sql<number | string>`count(distinct coalesce(e.patient_hmac, e.id))`;

/** What each rule of each call came to: of calls with a set, and of those that an earlier release has written row by row. */
function outcomesOf(db: Kysely<Tables>, { from, to }: Period) {
  const calls = db.selectFrom('evaluations as c').where('c.at', '>=', from).where('c.at', '<', to);
  const columns = [
    'c.id',
    'c.week',
    'c.client',
    'c.patient_hmac',
    'c.tacrolimus_order',
    's.rule',
    's.outcome',
  ] as const;
  return calls
    .innerJoin('outcome_sets as s', 's.set_id', 'c.outcome_set')
    .select(columns)
    .unionAll(calls.innerJoin('rule_outcomes as s', 's.evaluation_id', 'c.id').select(columns));
}

/** How each source of each call was answered, from both as above. */
function statesOf(db: Kysely<Tables>, { from, to }: Period) {
  const calls = db.selectFrom('evaluations as c').where('c.at', '>=', from).where('c.at', '<', to);
  const columns = ['c.id', 'c.week', 'c.client', 'c.service', 'c.patient_hmac', 's.source', 's.state'] as const;
  return calls
    .innerJoin('source_sets as s', 's.set_id', 'c.source_set')
    .select(columns)
    .unionAll(calls.innerJoin('prefetch_states as s', 's.evaluation_id', 'c.id').select(columns));
}

export async function queryOutcomes(
  db: Kysely<Tables>,
  period: Period,
  calls: 'all' | 'tacrolimus-orders',
): Promise<readonly OutcomeCell[]> {
  const rows = await db
    .selectFrom(outcomesOf(db, period).as('e'))
    .$if(calls === 'tacrolimus-orders', (query) => query.where('e.tacrolimus_order', '=', 1))
    .select(['e.week', 'e.client', 'e.rule', 'e.outcome'])
    .select(({ fn }) => [fn.count('e.id').as('evaluations'), PATIENTS.as('patients')])
    .groupBy(['e.week', 'e.client', 'e.rule', 'e.outcome'])
    .execute();
  return rows.map(({ evaluations, patients, ...key }) => ({
    ...key,
    evaluations: toNumber(evaluations),
    patients: toNumber(patients),
  }));
}

export async function queryGaps(
  db: Kysely<Tables>,
  period: Period,
  calls: 'all' | 'tacrolimus-orders',
): Promise<readonly GapCell[]> {
  const rows = await db
    .selectFrom(outcomesOf(db, period).as('e'))
    .innerJoin('rule_reasons as g', (join) => join.onRef('g.evaluation_id', '=', 'e.id').onRef('g.rule', '=', 'e.rule'))
    .where('e.outcome', 'in', ['indeterminate', 'failed'])
    .$if(calls === 'tacrolimus-orders', (query) => query.where('e.tacrolimus_order', '=', 1))
    .select(['e.week', 'e.client', 'g.rule', 'g.reason'])
    .select(({ fn }) => [fn.count('e.id').as('evaluations'), PATIENTS.as('patients')])
    .groupBy(['e.week', 'e.client', 'g.rule', 'g.reason'])
    .execute();
  return rows.map(({ evaluations, patients, ...key }) => ({
    ...key,
    evaluations: toNumber(evaluations),
    patients: toNumber(patients),
  }));
}

export async function querySilent(db: Kysely<Tables>, { from, to }: Period): Promise<readonly SilentCell[]> {
  const rows = await db
    .selectFrom('rule_findings as f')
    .innerJoin('evaluations as e', 'e.id', 'f.evaluation_id')
    .where('f.mode', 'in', ['silent', 'pilot-hidden'])
    .where('e.at', '>=', from)
    .where('e.at', '<', to)
    .select(['f.rule', 'f.finding', 'f.severity', 'f.mode'])
    .select(({ fn }) => [
      fn.count('e.id').as('findings'),
      fn.sum<number | string>('e.tacrolimus_order').as('findings_on_orders'),
    ])
    .groupBy(['f.rule', 'f.finding', 'f.severity', 'f.mode'])
    .orderBy('f.rule')
    .orderBy('f.finding')
    .execute();
  return rows.map(({ findings, findings_on_orders, ...key }) => ({
    ...key,
    findings: toNumber(findings),
    findingsOnOrders: toNumber(findings_on_orders),
  }));
}

export async function queryNotShown(db: Kysely<Tables>, { from, to }: Period): Promise<readonly NotShownCell[]> {
  const rows = await db
    .selectFrom('rule_findings as f')
    .innerJoin('evaluations as e', 'e.id', 'f.evaluation_id')
    .where('f.not_shown', 'is not', null)
    .where('f.mode', 'in', ['live', 'pilot-shown'])
    .where('e.at', '>=', from)
    .where('e.at', '<', to)
    .select(['f.rule', 'f.finding', 'f.severity', 'f.not_shown'])
    .select(({ fn }) => fn.count('e.id').as('findings'))
    .groupBy(['f.rule', 'f.finding', 'f.severity', 'f.not_shown'])
    .orderBy('f.rule')
    .orderBy('f.finding')
    .orderBy('f.not_shown')
    .execute();
  return rows.map(({ findings, not_shown, ...key }) => ({
    ...key,
    why: not_shown ?? '',
    findings: toNumber(findings),
  }));
}

export async function queryPrefetch(db: Kysely<Tables>, period: Period): Promise<readonly PrefetchCell[]> {
  const rows = await db
    .selectFrom(statesOf(db, period).as('e'))
    .select(['e.week', 'e.client', 'e.service', 'e.source', 'e.state'])
    .select(PATIENTS.as('patients'))
    .groupBy(['e.week', 'e.client', 'e.service', 'e.source', 'e.state'])
    .execute();
  return rows.map(({ patients, ...key }) => ({ ...key, patients: toNumber(patients) }));
}

export async function queryDropped(db: Kysely<Tables>, { from, to }: Period): Promise<readonly DroppedCell[]> {
  const key = ['e.week', 'e.client', 'd.source', 'd.reason', 'd.term_kind', 'd.term_system', 'd.term'] as const;
  const rows = await db
    .selectFrom('dropped_results as d')
    .innerJoin('evaluations as e', 'e.id', 'd.evaluation_id')
    .where('e.at', '>=', from)
    .where('e.at', '<', to)
    .where('e.tacrolimus_order', '=', 1)
    .select(key)
    .select(({ fn }) => [fn.sum<number | string>('d.results').as('results'), PATIENTS.as('patients')])
    .groupBy(key)
    .execute();
  return rows.map(({ week, client, source, reason, term_kind, term_system, term, results, patients }) => ({
    ...{ week, client, source, reason },
    term:
      term_kind === NO_TERM
        ? null
        : { kind: term_kind, system: term_system === NO_TERM ? null : term_system, code: term },
    results: toNumber(results),
    patients: toNumber(patients),
  }));
}

export async function queryPatients(db: Kysely<Tables>, { from, to }: Period): Promise<readonly PatientCell[]> {
  const rows = await db
    .selectFrom('evaluations as e')
    .where('e.at', '>=', from)
    .where('e.at', '<', to)
    .where('e.tacrolimus_order', '=', 1)
    .select(['e.week', 'e.client'])
    .select(PATIENTS.as('patients'))
    .groupBy(['e.week', 'e.client'])
    .execute();
  return rows.map(({ patients, ...key }) => ({ ...key, patients: toNumber(patients) }));
}
