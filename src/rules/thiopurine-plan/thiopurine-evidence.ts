import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { ConditionFact } from '../../domain/chart-facts.js';
import type { ConcomitantFact, MedicationFact, RelevantDrug } from '../../domain/medication.js';
import { DAY_MS, type TimeInterval } from '../../domain/time.js';
import { daysAgo, formatDate } from '../shared/calendar.js';
import { endOfSupply, isBeingOrdered } from '../shared/supply.js';
import type { ReasonAgainst } from './facts.js';
import type { ThiopurinePlanRuleParams } from './params.js';
import { isFailure, isHarm } from './reason-words.js';

const STANDING_REQUEST = ['active', 'draft', 'on-hold', 'proposed', 'planned'];

/**
 * Whether a line of the history shows the drug as given or planned: a standing request (plans and proposals included),
 * an active or intended statement, a dispense or administration whose supply is recent
 * (docs/clinical/thiopurine-plan.md#plan).
 */
export function isCurrentOrPlanned(
  fact: MedicationFact | ConcomitantFact,
  snapshot: ClinicalSnapshot,
  params: ThiopurinePlanRuleParams,
): boolean {
  if (fact.doNotPerform) return false;
  switch (fact.source) {
    case 'request':
      return STANDING_REQUEST.includes(fact.status) && !('drug' in fact && isStale(fact, snapshot, params));
    case 'statement':
      return (
        ['active', 'intended', 'on-hold'].includes(fact.status) &&
        !(fact.status === 'on-hold' && 'drug' in fact && isStale(fact, snapshot, params))
      );
    case 'dispense':
    case 'administration': {
      const start = fact.start ?? fact.recordedOn;
      if (start === null || start.from > snapshot.asOf) return false;
      if (!['completed', 'in-progress', 'preparation', 'active'].includes(fact.status)) return false;
      const suppliedUntil =
        fact.supplyDays === null && fact.end === null
          ? start.to
          : endOfSupply(fact, start, snapshot.asOf, params.course);
      return snapshot.asOf - suppliedUntil <= params['thiopurine-plan'].recentSupplyDays * DAY_MS;
    }
  }
}

/**
 * An open line of the list that is no plan any more (docs/clinical/thiopurine-plan.md#ageing): a thiopurine on hold
 * because of harm, or for long; an old open order beside an allergy to the drug.
 */
function isStale(fact: MedicationFact, snapshot: ClinicalSnapshot, params: ThiopurinePlanRuleParams): boolean {
  if (fact.drug.kind !== 'thiopurine') return false;
  const days = params['thiopurine-plan'].stalePlanDays;
  // A record that was changed last when it was put on hold says since when; one that was not says it by its age alone.
  if (fact.status === 'on-hold') {
    const since = fact.changedOn ?? fact.recordedOn ?? fact.start;
    return isOlderThan(since, snapshot, days) || isHarm(fact.statusReason);
  }
  const isOld = isOlderThan(fact.recordedOn ?? fact.start, snapshot, days);
  return isOld && snapshot.allergies.items.some(({ kind }) => kind === 'thiopurine');
}

/** False for what has no date: nobody can say that it is old. */
function isOlderThan(time: TimeInterval | null, { asOf, timeZone }: ClinicalSnapshot, days: number): boolean {
  return time !== null && daysAgo(time, asOf, timeZone) > days;
}

/**
 * A thiopurine given, planned, ordered in this very session, or its work-up pending. A session may also hold an order that ends
 * one: it is no plan (docs/clinical/thiopurine-plan.md#plan).
 */
export function hasThiopurinePlan(snapshot: ClinicalSnapshot, params: ThiopurinePlanRuleParams): boolean {
  return (
    snapshot.drafts.some((draft) => draft.drug.kind === 'thiopurine' && isBeingOrdered(draft)) ||
    snapshot.draftTestOrders.length > 0 ||
    snapshot.testOrders.items.some(
      ({ orderedOn }) => !isOlderThan(orderedOn, snapshot, params['thiopurine-plan'].pendingTestDays),
    ) ||
    snapshot.carePlans.items.length > 0 ||
    snapshot.medications.items.some(
      (fact) => fact.drug.kind === 'thiopurine' && isCurrentOrPlanned(fact, snapshot, params),
    )
  );
}

/** Maintenance by another drug: anti-TNF, vedolizumab, ustekinumab, JAK, S1P, methotrexate. */
export function hasAlternativeMaintenance(snapshot: ClinicalSnapshot, params: ThiopurinePlanRuleParams): boolean {
  const maintains = (drug: RelevantDrug) =>
    drug.kind === 'alternative-maintenance' && !(drug.name === 'methotrexate' && isUlcerativeColitis(snapshot));
  return (
    snapshot.drafts.some((draft) => maintains(draft.drug) && isBeingOrdered(draft)) ||
    snapshot.medications.items.some((fact) => maintains(fact.drug) && isCurrentOrPlanned(fact, snapshot, params)) ||
    snapshot.procedures.items.some((fact) => isRecentInfusion(fact, snapshot, params))
  );
}

/** An infusion that is on record as a procedure: recent, under way or planned, as a dispense is. */
function isRecentInfusion(
  { drug, lastDone }: ConditionFact,
  { asOf }: ClinicalSnapshot,
  params: ThiopurinePlanRuleParams,
): boolean {
  if (drug === undefined || THIOPURINES.has(drug)) return false;
  return lastDone === null || asOf - lastDone.to <= params['thiopurine-plan'].recentSupplyDays * DAY_MS;
}

/**
 * Methotrexate maintains no remission in ulcerative colitis: relapse 66 v 60 % with placebo (MERIT-UC, doi
 * 10.1053/j.gastro.2018.06.046; docs/clinical/thiopurine-plan.md#ageing). Crohn's disease beside it leaves the question open.
 */
function isUlcerativeColitis({ conditions, drafts }: ClinicalSnapshot): boolean {
  const classes = [...conditions.items, ...drafts.flatMap(({ reasons }) => reasons)].flatMap((fact) => fact.classes);
  return classes.includes('ulcerative-colitis') && !classes.includes('crohn-disease');
}

/** Allergy or intolerance, poor metaboliser or deficiency, an earlier course that was stopped, an order not to give it. */
export function reasonsAgainstThiopurine(
  snapshot: ClinicalSnapshot,
  params: ThiopurinePlanRuleParams,
): ReasonAgainst[] {
  const { allergies, conditions, thiopurineTests, medications, drafts, timeZone } = snapshot;
  const reasons: ReasonAgainst[] = [
    ...allergies.items
      .filter(({ kind }) => kind === 'thiopurine')
      .map(({ display }) => ({ kind: 'allergy' as const, text: display, why: '' })),
    ...thiopurineTests.items
      .filter(({ phenotype }) => phenotype === 'poor')
      .map(({ enzyme, display, time }) => ({
        kind: 'poor-metaboliser' as const,
        text: `${enzyme}: ${display}`,
        why: time === null ? '' : formatDate(time, timeZone),
      })),
    // The deficiency on the problem list says the same as the test that found it.
    ...conditions.items
      .filter(({ classes }) => classes.includes('thiopurine-deficiency'))
      .map(({ display }) => ({ kind: 'poor-metaboliser' as const, text: display, why: '' })),
    ...conditions.items.flatMap(reasonInDiagnosis),
    ...drafts
      .filter((draft) => draft.drug.kind === 'thiopurine' && draft.doNotPerform)
      .map(({ display }) => ({ kind: 'do-not-perform' as const, text: display, why: '' })),
    ...medications.items.flatMap((fact) => reasonInHistory(fact, snapshot, params)),
  ];
  const distinct = new Map(reasons.map((reason) => [`${reason.kind}|${reason.text}|${reason.why}`, reason]));
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reason]) => reason);
}

/** "Azathioprine-induced pancreatitis", "mercaptopurine failure": a diagnosis that only names the drug says nothing. */
function reasonInDiagnosis({ drug, display }: ConditionFact): ReasonAgainst[] {
  if (drug === undefined || !THIOPURINES.has(drug)) return [];
  const kind = isHarm(display) ? 'allergy' : isFailure(display) ? 'stopped' : null;
  return kind === null ? [] : [{ kind, text: display, why: '' }];
}

const THIOPURINES: ReadonlySet<string> = new Set(['azathioprine', 'mercaptopurine', 'thioguanine', 'thiopurine']);

function reasonInHistory(
  fact: MedicationFact,
  snapshot: ClinicalSnapshot,
  params: ThiopurinePlanRuleParams,
): ReasonAgainst[] {
  if (fact.drug.kind !== 'thiopurine') return [];
  const text = fact.display;
  const why = fact.statusReason ?? '';
  if (fact.status === 'on-hold' && isStale(fact, snapshot, params)) {
    return [{ kind: 'on-hold', text, why }];
  }
  if (fact.doNotPerform) return [{ kind: 'do-not-perform', text, why }];
  // Cancelled before it began is a reason only if somebody wrote one.
  const wasStopped =
    (fact.source !== 'administration' && fact.status === 'stopped') ||
    (fact.source === 'statement' && fact.status === 'not-taken') ||
    (fact.status === 'cancelled' && why !== '');
  return wasStopped ? [{ kind: 'stopped', text, why }] : [];
}
