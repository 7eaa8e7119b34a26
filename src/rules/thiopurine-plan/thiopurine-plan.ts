import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactRow, Finding, Severity, SuggestionId } from '../../domain/finding.js';
import { courseCaveats } from '../shared/caveats.js';
import type { Course } from '../shared/course.js';
import { courseFacts, courseRows, dayOfCourse, readCourse } from '../shared/course.js';
import type { IndicationFacts } from '../shared/finding-facts.js';
import { capped, indicationGate, indicationRows, isRectalOnly } from '../shared/indication.js';
import { indeterminate, missing } from '../shared/missing.js';
import { pneumocystisWithThiopurine } from '../shared/pneumocystis.js';
import { type Basis, nothingFound, openQuestions, type RuleAnswer } from '../silence.js';
import type { MaintenancePlanFacts, PlanCaveat, ReasonAgainst, ThiopurinePlanFacts } from './facts.js';
import { optionFacts, reasonsForNoDraft } from './options.js';
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
    .filter(({ phenotype }) => phenotype === 'known' || phenotype === 'intermediate')
    .map(({ enzyme, display }) => `${enzyme}: ${display}`)
    .sort();
  const options = optionFacts(snapshot, params, indication.disease);
  const noDraft = reasonsForNoDraft(snapshot, params, options);
  const pneumocystis = options.hasLymphoma ? null : pneumocystisWithThiopurine(snapshot, params);
  const facts: ThiopurinePlanFacts = {
    ...indication,
    ...options,
    course: course === null ? null : courseFacts(course, snapshot.asOf, snapshot.timeZone),
    warnFromDay,
    late,
    testsKnown,
    testsNotReadable: noDraft.some(({ kind }) => kind === 'test-not-readable'),
    noDraft,
    hasXanthineOxidaseInhibitor: noDraft.some(({ kind }) => kind === 'xanthine-oxidase-inhibitor'),
    genotypeMatters: !options.hasLymphoma,
    pneumocystis,
    hasPneumocystis: pneumocystis !== null,
    caveats: planCaveats(subject),
  };
  return {
    rule: 'thiopurine-plan',
    id: 'thiopurine-plan',
    severity: planSeverity(late ? severity.late : severity.early, indication),
    facts,
    rows: planRows(subject),
    suggestions: [
      ...(testsKnown.length === 0 && !options.hasLymphoma ? (['order-thiopurine-tests'] as const) : []),
      ...(noDraft.length === 0 ? (['draft-azathioprine'] as const) : []),
    ] satisfies SuggestionId[],
  };
}

function maintenancePlan(subject: PlanSubject, reasonsAgainst: readonly ReasonAgainst[]): Finding {
  const { snapshot, params, course, indication } = subject;
  const facts: MaintenancePlanFacts = {
    ...indication,
    ...optionFacts(snapshot, params, indication.disease),
    course: course === null ? null : courseFacts(course, snapshot.asOf, snapshot.timeZone),
    reasonsAgainst: reasonsAgainst.map(({ kind, text, why }) => ({ kind, text, why })),
    genotypeMatters: reasonsAgainst.some(({ kind }) => kind === 'poor-metaboliser'),
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
    severity: planSeverity(params['thiopurine-plan'].severity.maintenance, indication),
    facts,
    rows: [...planRows(subject), ...reasonRows],
    suggestions: [],
  };
}

/** In pouchitis no trial shows what maintains, so the card is information at most (docs/clinical/thiopurine-plan.md#ageing). */
function planSeverity(severity: Severity, indication: IndicationFacts): Severity {
  return indication.disease === 'pouchitis' ? 'info' : capped(severity, indication);
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
