import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Finding, FindingId, SuggestionId } from '../../domain/finding.js';
import { formatDate } from '../shared/calendar.js';
import { type Course, readCourse } from '../shared/course.js';
import { diagnosesOnRecord, find } from '../shared/indication.js';
import { indeterminate, missing } from '../shared/missing.js';
import { isSuppliedAsWritten } from '../shared/supply.js';
import { type Basis, nothingFound, type RuleAnswer } from '../silence.js';
import type { LateTest, Monitored, OverdueFacts } from './facts.js';
import { partOfCourse, TESTS_OF, checkTest, type CheckedTest } from './late-tests.js';
import { MONITORED_PARTS, type MonitoredPart, type MonitoringRuleParams } from './params.js';

/** What is late (docs/clinical/monitoring.md#intervals). "Late" is said of what is whole only: a newer result may be unread. */
export function evaluateMonitoring(snapshot: ClinicalSnapshot, params: MonitoringRuleParams): RuleAnswer {
  if (find(diagnosesOnRecord(snapshot), 'transplant') !== null) return { kind: 'not-applicable', why: 'transplant' };
  const reading = readCourse(snapshot, params.course, 'any-route');
  if (reading.state !== 'current') {
    const restsOn: readonly Basis[] = [{ set: 'medications', kinds: ['tacrolimus'], undecided: reading.undecided }];
    return { kind: 'not-applicable', why: 'first-order', restsOn };
  }
  // A transplant may stand there, and has intervals of its own.
  if (snapshot.conditions.state === 'unavailable') return indeterminate(missing('conditions-unavailable'));

  const { course } = reading;
  const checked = checkTests(course, snapshot, params);
  const findings = FINDINGS.flatMap(({ id, parts }) =>
    (['live', 'silent'] as const).flatMap((mode) => {
      const late = parts
        .filter((part) => params.monitoring.modes[part] === mode)
        .flatMap((part) => checked.filter(({ test, isOpen }) => TESTS_OF[part].includes(test) && !isOpen))
        .flatMap((each) => each.late ?? []);
      if (late.length === 0) return [];
      const found = finding(id, late, course, snapshot, params);
      return mode === 'silent' ? [{ ...found, silent: true as const }] : [found];
    }),
  );
  const restsOn = checked.flatMap((each) => (each.late === null ? [] : (each.restsOn ?? [])));
  return findings.length === 0 ? nothingFound(restsOn) : { kind: 'findings', findings, restsOn };
}

/** Creatinine and levels raise the card; the others are information beside it. */
const FINDINGS: readonly { readonly id: FindingId; readonly parts: readonly MonitoredPart[] }[] = [
  { id: 'overdue', parts: ['creatinine', 'level'] },
  { id: 'overdue-electrolytes', parts: ['potassium-magnesium', 'glucose'] },
];

/** Every test that is not switched off. */
export function checkTests(course: Course, snapshot: ClinicalSnapshot, params: MonitoringRuleParams): CheckedTest[] {
  return MONITORED_PARTS.filter((part) => params.monitoring.modes[part] !== 'off')
    .flatMap((part) => TESTS_OF[part])
    .flatMap((test) => checkTest(test, course, snapshot, params) ?? []);
}

const SUGGESTED: Readonly<Partial<Record<Monitored, SuggestionId>>> = {
  creatinine: 'order-creatinine',
  level: 'order-tacrolimus-level',
  potassium: 'order-potassium',
  magnesium: 'order-magnesium',
};

function finding(
  id: FindingId,
  late: readonly LateTest[],
  course: Course,
  snapshot: ClinicalSnapshot,
  params: MonitoringRuleParams,
): Finding {
  const { severity } = params.monitoring;
  // Whether an old order that nothing bears out is taken at all, or one whose supply ran out on paper, nobody knows.
  const isTaken = course.isCertain && isSuppliedAsWritten(snapshot, params.course);
  const isRaised = id === 'overdue' && isTaken && late.some(({ isTwice }) => isTwice);
  const facts: OverdueFacts = {
    late,
    start: course.startKnown ? formatDate(course.start, snapshot.timeZone) : '',
    part: partOfCourse(course, snapshot),
  };
  return {
    rule: 'monitoring',
    id,
    severity: isRaised ? severity.twice : id === 'overdue' ? severity.late : 'info',
    facts,
    rows: [],
    suggestions: late.flatMap(({ test }) => SUGGESTED[test] ?? []),
  };
}
