import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { DraftOrder, MedicationFact, MedicationLine } from '../../domain/medication.js';
import { DAY_MS, type TimeInterval } from '../../domain/time.js';
import { calendarDaysBetween } from './calendar.js';
import type { CourseParams } from './course-params.js';

/** One stretch of supply. Milliseconds since the epoch, `to` not included. */
export interface Supply {
  readonly from: number;
  readonly to: number;
  readonly start: TimeInterval;
  readonly basis: MedicationFact['source'] | 'level';
  readonly evidence: string;
}

/** An order of a session that ends what was taken, and one that is not placed after all. */
const ENDING = ['stopped', 'completed', 'ended'];
const WITHDRAWN = ['cancelled', 'entered-in-error'];

export function isEnding({ status }: Pick<DraftOrder, 'status'>): boolean {
  return ENDING.includes(status);
}

/** An order of this session that begins something, or goes on with it. */
export function isBeingOrdered({ doNotPerform, status }: Pick<DraftOrder, 'doNotPerform' | 'status'>): boolean {
  return !doNotPerform && !ENDING.includes(status) && !WITHDRAWN.includes(status);
}

/**
 * Some EHRs already store the order that is being signed: written today, it is that order and no history.
 * @param references of the orders of this session
 */
export function storedAlready(
  references: readonly (string | null)[],
  { asOf, timeZone }: Pick<ClinicalSnapshot, 'asOf' | 'timeZone'>,
): (line: Pick<MedicationLine, 'reference' | 'recordedOn'>) => boolean {
  const placed = new Set(references.filter((reference) => reference !== null));
  return ({ reference, recordedOn }) =>
    reference !== null &&
    placed.has(reference) &&
    (recordedOn === null || calendarDaysBetween(recordedOn.from, asOf, timeZone) <= 0);
}

const INTENTS_THAT_ARE_ORDERS = ['order', 'original-order', 'reflex-order', 'filler-order', 'instance-order'];
const REQUEST_NOT_TAKEN = ['draft', 'cancelled', 'unknown', 'entered-in-error', 'proposed', 'planned'];
const STATEMENT_TAKEN = ['active', 'completed', 'stopped', 'on-hold', 'recorded'];
const SUPPLIED = ['completed', 'in-progress', 'on-hold', 'stopped', 'active'];

/** Whether a line of the history says that the drug was, or was meant to be, taken. */
export function isExposure(fact: MedicationLine): boolean {
  if (fact.doNotPerform) return false;
  switch (fact.source) {
    case 'request':
      return (
        !REQUEST_NOT_TAKEN.includes(fact.status) &&
        (fact.intent === null || INTENTS_THAT_ARE_ORDERS.includes(fact.intent))
      );
    case 'statement':
      return STATEMENT_TAKEN.includes(fact.status);
    case 'dispense':
    case 'administration':
      return SUPPLIED.includes(fact.status);
  }
}

export interface SupplyReading {
  readonly asOf: number;
  readonly params: CourseParams;
  readonly use: 'any-route' | 'systemic';
  /** When the tacrolimus orders of the chart and of this session were written, oldest first. */
  readonly orders: readonly number[];
}

export function supplyOf(fact: MedicationFact, { asOf, params, use, orders }: SupplyReading): Supply[] {
  if (fact.drug.kind !== 'tacrolimus' || fact.drug.route === 'topical') return [];
  if (use === 'systemic' && fact.drug.route === 'rectal') return [];
  const start = fact.start ?? fact.recordedOn ?? (isUndated(fact) ? atInstant(asOf) : null);
  if (!isExposure(fact) || start === null || start.from > asOf) return [];
  const to = Math.max(Math.min(endOfTacrolimus(fact, start, { asOf, params, orders }), asOf), start.from);
  return [{ from: start.from, to, start, basis: fact.source, evidence: fact.display }];
}

/** Whether some tacrolimus lasts until today by what its own record says, without the grace for supplies that ran out on paper. */
export function isSuppliedAsWritten({ medications, asOf }: ClinicalSnapshot, params: CourseParams): boolean {
  return medications.items.some((fact) => {
    if (fact.drug.kind !== 'tacrolimus' || fact.drug.route === 'topical' || !isExposure(fact)) return false;
    const start = fact.start ?? fact.recordedOn ?? (isUndated(fact) ? atInstant(asOf) : null);
    return start !== null && start.from <= asOf && endOfSupply(fact, start, asOf, params) >= asOf;
  });
}

/** Longer ago, an order that was stopped and one that begins are two courses, not a change of dose. */
const REORDER_WITHIN_MS = 366 * DAY_MS;

/**
 * As any supply, with two habits of order entry. An order that is still active after its supply or its bounds ran out on
 * paper goes on for a while (docs/clinical/duration.md#ran-out). One that was stopped or completed without an end lasts
 * until the next order, or where there is none until the record was last changed: stop and reorder is how a dose is changed
 * (docs/clinical/duration.md#reorder).
 */
function endOfTacrolimus(
  fact: MedicationFact,
  start: TimeInterval,
  { asOf, params, orders }: Omit<SupplyReading, 'use'>,
): number {
  const end = endOfSupply(fact, start, asOf, params);
  if (fact.source !== 'request') return end;
  const says = fact.end !== null || fact.supplyDays !== null;
  if (fact.status === 'active') return says ? end + 2 * params.maxGapDays * DAY_MS : end;
  if (says || !['stopped', 'completed'].includes(fact.status)) return end;
  const next = orders[countUpTo(orders, start.from)] ?? fact.changedOn?.from;
  return next !== undefined && next - start.from <= REORDER_WITHIN_MS ? Math.max(end, next) : end;
}

/**
 * The order being placed says that the course goes on, so the rescue rules count to today. It does not say that the drug was
 * taken until now, and asks for no level (`any-route`).
 */
export function ordersInTime(
  { drafts, asOf }: ClinicalSnapshot,
  history: readonly MedicationFact[],
  use: SupplyReading['use'],
): readonly number[] {
  const written = history
    .filter((fact) => fact.source === 'request' && isSystemic(fact.drug) && isExposure(fact))
    .flatMap(({ start, recordedOn }) => (recordedOn ?? start)?.from ?? []);
  const isDrafted =
    use === 'systemic' &&
    drafts.some(({ drug, triggering, doNotPerform }) => triggering && !doNotPerform && isSystemic(drug));
  return [...written, ...(isDrafted ? [asOf] : [])].sort((a, b) => a - b);
}

function isSystemic(drug: MedicationFact['drug']): boolean {
  return drug.kind === 'tacrolimus' && drug.route !== 'topical' && drug.route !== 'rectal';
}

/** An order or a statement of tacrolimus that goes on and has no date at all: it is taken today, nobody knows since when. */
export function isUndated({ drug, source, status, start, recordedOn }: MedicationFact): boolean {
  const goesOn = status === 'active' && (source === 'request' || source === 'statement');
  return drug.kind === 'tacrolimus' && goesOn && start === null && recordedOn === null;
}

/**
 * An order or a statement of tacrolimus of which nobody can tell whether the drug is taken: put on hold at a time unknown, or
 * intended or planned and due to have begun: some EHRs keep what the patient takes as a plan. A proposal is nobody's intention.
 */
export function saysNeither(
  { drug, source, status, intent, start, end, supplyDays, doNotPerform }: MedicationFact,
  asOf: number,
) {
  if (drug.kind !== 'tacrolimus' || doNotPerform) return false;
  if (source === 'request' && status === 'active' && intent === 'plan') {
    return (start === null || start.from <= asOf) && (end === null || end.to > asOf);
  }
  if (end !== null || supplyDays !== null) return false;
  if (source === 'statement' && status === 'intended') return start === null || start.from <= asOf;
  return status === 'on-hold' && (source === 'request' || source === 'statement');
}

function atInstant(ms: number): TimeInterval {
  return { from: ms, to: ms, precision: 'instant', reported: '' };
}

/**
 * When the supply of one line of history ends, docs/clinical/duration.md#supply: at its bounds or period; after its
 * days of supply; today if it is still active and says nothing; else `assumedSupplyDays` after it was written.
 */
export function endOfSupply(fact: MedicationLine, start: TimeInterval, asOf: number, params: CourseParams): number {
  if (fact.end !== null) return fact.end.to;
  if (fact.supplyDays !== null) return start.from + fact.supplyDays * DAY_MS;
  if (fact.source === 'administration') return start.to;
  if (fact.status === 'active' && (fact.source === 'request' || fact.source === 'statement')) return asOf;
  const written = fact.source === 'request' ? (fact.recordedOn ?? start) : start;
  return Math.max(written.from, start.from) + params.assumedSupplyDays * DAY_MS;
}

/** How many of the moments are no later than this one. By halves: a history may hold thousands, and each of its lines asks. */
export function countUpTo(sorted: readonly number[], moment: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}
