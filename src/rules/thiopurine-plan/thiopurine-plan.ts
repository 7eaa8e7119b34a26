import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactRow, Finding, SuggestionId } from '../../domain/finding.js';
import { courseCaveats } from '../shared/caveats.js';
import type { Course } from '../shared/course.js';
import { courseFacts, courseRows, dayOfCourse, readCourse } from '../shared/course.js';
import type { IndicationFacts } from '../shared/finding-facts.js';
import { capped, indicationGate, indicationRows, isRectalOnly } from '../shared/indication.js';
import { indeterminate, missing } from '../shared/missing.js';
import { type Basis, nothingFound, openQuestions, type RuleAnswer } from '../silence.js';
import type { MaintenancePlanFacts, PlanCaveat, ReasonAgainst, ThiopurinePlanFacts } from './facts.js';
import type { ThiopurinePlanRuleParams } from './params.js';
import { hasAlternativeMaintenance, hasThiopurinePlan, reasonsAgainstThiopurine } from './thiopurine-evidence.js';

/** Whether somebody on a bridge has a plan for the other bank (docs/clinical/thiopurine-plan.md#plan). */
export function evaluateThiopurinePlan(snapshot: ClinicalSnapshot, params: ThiopurinePlanRuleParams): RuleAnswer {
  if (isRectalOnly(snapshot, params.course)) return { kind: 'not-applicable', why: 'rectal-route' };
  const gate = indicationGate(snapshot);
  if (gate.kind === 'stop') return { kind: 'not-applicable', why: gate.why };
  // A plan is a plan whatever the rest of the chart says, so it needs no other data.
  if (hasThiopurinePlan(snapshot, params)) return nothingFound([]);
  if (gate.kind === 'unknown') return indeterminate(missing('conditions-unavailable'));
  if (gate.facts.indication === 'not-recorded' && params['thiopurine-plan'].noIndication === 'silent') {
    return { kind: 'not-applicable', why: 'no-indication-silent' };
  }
  if (hasAlternativeMaintenance(snapshot, params)) return nothingFound([]);
  // "There is no plan" may be said only when every place where a plan could stand was read.
  const unread = openQuestions(snapshot, PLAN_SOURCES);
  if (unread.length > 0) return indeterminate(...unread);

  const reading = readCourse(snapshot, params.course, 'systemic');
  const course = reading.state === 'current' ? reading.course : null;
  const subject: PlanSubject = { snapshot, params, course, indication: gate.facts };
  const reasons = reasonsAgainstThiopurine(snapshot, params);
  const finding = reasons.length > 0 ? maintenancePlan(subject, reasons) : thiopurinePlan(subject);
  return { kind: 'findings', findings: [finding] };
}

interface PlanSubject {
  readonly snapshot: ClinicalSnapshot;
  readonly params: ThiopurinePlanRuleParams;
  readonly course: Course | null;
  readonly indication: IndicationFacts;
}

/** Where a plan, or maintenance by another drug, could stand. */
const PLAN_SOURCES: readonly Basis[] = [
  { set: 'medications', kinds: ['tacrolimus', 'thiopurine', 'alternative-maintenance'] },
  { set: 'testOrders' },
  { set: 'carePlans' },
];

function thiopurinePlan(subject: PlanSubject): Finding {
  const { snapshot, params, course, indication } = subject;
  const { warnFromDay, severity } = params['thiopurine-plan'];
  const late = course !== null && dayOfCourse(course, snapshot.asOf, snapshot.timeZone) >= warnFromDay;
  const testsKnown = snapshot.thiopurineTests.items
    .filter(({ phenotype }) => phenotype === 'known')
    .map(({ enzyme, display }) => `${enzyme}: ${display}`)
    .sort();
  const allergiesUnknown = snapshot.allergies.state === 'unavailable' || snapshot.allergies.state === 'truncated';
  const facts: ThiopurinePlanFacts = {
    ...indication,
    course: course === null ? null : courseFacts(course, snapshot.asOf, snapshot.timeZone),
    warnFromDay,
    late,
    testsKnown,
    allergiesUnknown,
    caveats: planCaveats(subject),
  };
  return {
    rule: 'thiopurine-plan',
    id: 'thiopurine-plan',
    severity: capped(late ? severity.late : severity.early, indication),
    facts,
    rows: planRows(subject),
    suggestions: [
      ...(testsKnown.length === 0 ? (['order-thiopurine-tests'] as const) : []),
      // Never offer a drug to which an allergy may be recorded where we could not look.
      ...(allergiesUnknown ? [] : (['draft-azathioprine'] as const)),
    ] satisfies SuggestionId[],
  };
}

function maintenancePlan(subject: PlanSubject, reasonsAgainst: readonly ReasonAgainst[]): Finding {
  const { snapshot, params, course, indication } = subject;
  const facts: MaintenancePlanFacts = {
    ...indication,
    course: course === null ? null : courseFacts(course, snapshot.asOf, snapshot.timeZone),
    reasonsAgainst: reasonsAgainst.map(({ kind, text, why }) => ({ kind, text, why })),
    caveats: planCaveats(subject),
  };
  const reasonRows = reasonsAgainst.map(({ text, why }) => ({
    what: 'reason-against',
    reported: why === '' ? text : `${text} (${why})`,
    converted: '',
    time: '',
    code: '',
  }));
  return {
    rule: 'thiopurine-plan',
    id: 'maintenance-plan',
    severity: capped(params['thiopurine-plan'].severity.maintenance, indication),
    facts,
    rows: [...planRows(subject), ...reasonRows],
    suggestions: [],
  };
}

function planCaveats({ snapshot, course }: PlanSubject): PlanCaveat[] {
  const isUnread = (set: { state: string }) => set.state === 'unavailable' || set.state === 'truncated';
  return [
    ...(isUnread(snapshot.allergies) ? (['allergies-unavailable'] as const) : []),
    ...(isUnread(snapshot.thiopurineTests) ? (['tests-unavailable'] as const) : []),
    ...courseCaveats(course),
  ];
}

function planRows({ snapshot, course, indication }: PlanSubject): FactRow[] {
  return [...courseRows(course, snapshot), ...indicationRows(indication)];
}
