import type { ConditionClass, ConditionFact } from '../../domain/chart-facts.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactRow, Severity } from '../../domain/finding.js';
import type { DraftOrder } from '../../domain/medication.js';
import { readCourse } from './course.js';
import type { Disease, IndicationFacts } from './finding-facts.js';
import type { CourseParams } from './course-params.js';
import { oncePerChart } from './once-per-chart.js';

export type Gate =
  | { readonly kind: 'applies'; readonly facts: IndicationFacts }
  | { readonly kind: 'stop'; readonly why: 'transplant' | 'other-indication' }
  /** The problem list could not be read: an indication, or a transplant, may stand there. */
  | { readonly kind: 'unknown' };

/**
 * Whether the rescue rules (thiopurine plan, duration) concern this patient. Tacrolimus is mostly a transplant drug, and
 * there both are nonsense: a transplant anywhere wins, then the reason on the order, then the problem list
 * (docs/clinical/thiopurine-plan.md#gate).
 */
export function indicationGate(snapshot: ClinicalSnapshot): Gate {
  const reasons = orderReasons(snapshot);
  const chart = [...snapshot.conditions.items, ...snapshot.procedures.items];
  if (find(diagnosesOnRecord(snapshot), 'transplant') !== null) return { kind: 'stop', why: 'transplant' };

  const reasonIbd = find(reasons, 'ibd');
  if (reasonIbd === null && find(reasons, 'other-indication') !== null)
    return { kind: 'stop', why: 'other-indication' };
  // From here on silence about a transplant matters, and an unread problem list is not silence.
  if (snapshot.conditions.state === 'unavailable') return { kind: 'unknown' };

  const tissueGraft = find(chart, 'tissue-graft')?.display ?? '';
  const applies = (indication: IndicationFacts['indication'], evidence: ConditionFact | null): Gate => ({
    kind: 'applies',
    facts: {
      indication,
      indicationText: evidence?.display ?? '',
      tissueGraft,
      disease: recordedDisease(reasons, chart),
    },
  });
  if (reasonIbd !== null) return applies('ibd', reasonIbd);

  const chartIbd = find(chart, 'ibd');
  const chartOther = find(chart, 'other-indication');
  if (chartIbd !== null) return applies(chartOther === null ? 'ibd' : 'overlap', chartIbd);
  if (chartOther !== null) return { kind: 'stop', why: 'other-indication' };
  // A diagnosis that nobody can tell may be the indication, or one that ends all this.
  const { state, unread } = snapshot.conditions;
  return state === 'truncated' || unread.length > 0 ? { kind: 'unknown' } : applies('not-recorded', null);
}

/**
 * The disease by the reasons on the order, else by the chart (docs/clinical/thiopurine-plan.md#options). A pouch is there because
 * the colon is gone, so pouchitis comes before the colitis of the problem list; beside Crohn's disease nobody can tell.
 */
function recordedDisease(reasons: readonly ConditionFact[], chart: readonly ConditionFact[]): Disease {
  for (const facts of [reasons, chart]) {
    const crohn = find(facts, 'crohn-disease') !== null;
    const pouch = find(facts, 'pouchitis') !== null;
    const colitis = find(facts, 'ulcerative-colitis') !== null;
    if (crohn) return pouch || colitis ? 'unclassified' : 'crohn-disease';
    if (pouch) return 'pouchitis';
    if (colitis) return 'ulcerative-colitis';
  }
  return 'unclassified';
}

/**
 * Every diagnosis, procedure and stated reason of the chart and of the orders being placed. A transplant may be written
 * on an earlier prescription alone.
 */
export const diagnosesOnRecord: (snapshot: ClinicalSnapshot) => readonly ConditionFact[] = oncePerChart(
  (snapshot: ClinicalSnapshot) => [
    ...snapshot.drafts.flatMap((draft) => draft.reasons),
    ...snapshot.medications.items.flatMap((fact) => fact.reasons),
    ...snapshot.conditions.items,
    ...snapshot.procedures.items,
  ],
);

/** Reasons on the order being placed; where it has none (or on patient-view), those on the orders of the course. */
function orderReasons(snapshot: ClinicalSnapshot): ConditionFact[] {
  const placed = tacrolimusOrders(snapshot).flatMap((draft) => draft.reasons);
  // "For the flare" is a reason, but says nothing about which disease.
  if (placed.some(({ classes }) => classes.length > 0)) return placed;
  return snapshot.medications.items
    .filter(({ drug }) => drug.kind === 'tacrolimus' && drug.route !== 'topical')
    .filter((fact) => fact.source === 'request' && fact.status === 'active')
    .flatMap((fact) => fact.reasons);
}

/** The tacrolimus orders that the call is about. */
export function tacrolimusOrders(snapshot: ClinicalSnapshot): DraftOrder[] {
  return snapshot.drafts.filter((draft) => draft.triggering && draft.drug.kind === 'tacrolimus');
}

/**
 * Only a suppository or enema is being placed, or without an order taken: plan and duration do not apply
 * (docs/clinical/when-it-speaks.md#rectal).
 */
export function isRectalOnly(snapshot: ClinicalSnapshot, params: CourseParams): boolean {
  const orders = tacrolimusOrders(snapshot);
  if (orders.length > 0) return orders.every(({ drug }) => drug.kind === 'tacrolimus' && drug.route === 'rectal');
  return (
    readCourse(snapshot, params, 'any-route').state === 'current' &&
    readCourse(snapshot, params, 'systemic').state === 'none'
  );
}

/** The condition of that class with the first display in alphabetical order, so that the card does not depend on arrival. */
export function find(conditions: readonly ConditionFact[], wanted: ConditionClass): ConditionFact | null {
  let first: ConditionFact | null = null;
  for (const condition of conditions) {
    if (condition.classes.includes(wanted) && (first === null || condition.display < first.display)) first = condition;
  }
  return first;
}

/** Without a clear IBD indication the card is information at most (docs/clinical/thiopurine-plan.md#gate). */
export function capped(severity: Severity, indication: IndicationFacts): Severity {
  return indication.indication === 'ibd' ? severity : 'info';
}

/** The diagnosis as a line of the table of facts. */
export function indicationRows(indication: IndicationFacts): FactRow[] {
  if (indication.indicationText === '') return [];
  return [{ what: 'indication', reported: indication.indicationText, converted: '', time: '', code: '' }];
}
