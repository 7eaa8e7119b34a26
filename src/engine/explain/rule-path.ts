import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { RuleId } from '../../domain/finding.js';
import { addCalendarMonths, ageInYears, formatDate } from '../../rules/shared/calendar.js';
import { dayOfCourse, readCourse } from '../../rules/shared/course.js';
import { dialysisOnRecord, type DialysisOnRecord } from '../../rules/aki/dialysis.js';
import { diagnosesOnRecord, find, indicationGate, isRectalOnly } from '../../rules/shared/indication.js';
import type { RuleParams } from '../../rules/shared/params.js';
import {
  hasAlternativeMaintenance,
  hasThiopurinePlan,
  reasonsAgainstThiopurine,
} from '../../rules/thiopurine-plan/thiopurine-evidence.js';
import { NOT_APPLICABLE_WORDS } from './words.js';
import type { PathStep } from './explanation.js';
import { creatinineSteps, levelSteps } from './laboratory-steps.js';

/**
 * What a rule looked at on its way, with the values it saw and the thresholds in force. It asks the same functions as the
 * rule does (`src/rules`), and decides nothing itself.
 */
export function rulePath(rule: RuleId, snapshot: ClinicalSnapshot, params: RuleParams): PathStep[] {
  switch (rule) {
    case 'aki':
      return [
        ...kidneyGates(snapshot, params),
        courseStep(snapshot, params, 'any-route'),
        ...creatinineSteps(snapshot, params),
      ];
    case 'trough':
      return [courseStep(snapshot, params, 'any-route'), ...levelSteps(snapshot, params)];
    case 'thiopurine-plan':
      return [...rescueGates(snapshot, params), ...planSteps(snapshot, params)];
    case 'duration':
      return [...rescueGates(snapshot, params), ...durationSteps(snapshot, params)];
  }
}

function kidneyGates(snapshot: ClinicalSnapshot, params: RuleParams): PathStep[] {
  const birthDate = snapshot.patient.items[0]?.birthDate ?? null;
  const age = birthDate === null ? null : ageInYears(birthDate, snapshot.asOf, snapshot.timeZone);
  const unread = snapshot.conditions.state === 'unavailable' ? ' (the problem list could not be read)' : '';
  const transplant = find(diagnosesOnRecord(snapshot), 'kidney-transplant');
  const dialysis = dialysisOnRecord(snapshot, params.aki);
  return [
    { looked: 'age, 18 or older', saw: age === null ? 'not recorded' : `${age.least}` },
    { looked: 'kidney transplant', saw: transplant?.display ?? `none recorded${unread}` },
    { looked: 'dialysis', saw: dialysisWords(dialysis, unread) },
  ];
}

function dialysisWords(dialysis: DialysisOnRecord, unread: string): string {
  switch (dialysis.kind) {
    case 'none':
      return `none recorded that may go on${unread}`;
    case 'current':
      return dialysis.fact.display;
    case 'not-certain':
      return `${dialysis.fact.display}, and nobody knows whether it goes on`;
  }
}

function rescueGates(snapshot: ClinicalSnapshot, params: RuleParams): PathStep[] {
  const gate = indicationGate(snapshot);
  const route = isRectalOnly(snapshot, params.course) ? 'only rectal tacrolimus' : 'not only rectal';
  return [
    { looked: 'route of tacrolimus', saw: route },
    { looked: 'indication', saw: indicationWords(gate) },
  ];
}

function indicationWords(gate: ReturnType<typeof indicationGate>): string {
  switch (gate.kind) {
    case 'stop':
      return NOT_APPLICABLE_WORDS[gate.why];
    case 'unknown':
      return 'not known: the problem list could not be (fully) read';
    case 'applies':
      return `${gate.facts.indication}${gate.facts.indicationText === '' ? '' : `: ${gate.facts.indicationText}`}`;
  }
}

function courseStep(snapshot: ClinicalSnapshot, params: RuleParams, use: 'any-route' | 'systemic'): PathStep {
  const reading = readCourse(snapshot, params.course, use);
  const looked = 'current course of tacrolimus';
  switch (reading.state) {
    case 'none':
      return { looked, saw: 'none: the order being placed is the first one' };
    case 'unknown':
      return { looked, saw: 'not known: the medication history is incomplete' };
    case 'current': {
      const { start, startKnown, startBasis, startEvidence } = reading.course;
      const day = dayOfCourse(reading.course, snapshot.asOf, snapshot.timeZone);
      const since = `${startKnown ? 'since' : 'at least since'} ${formatDate(start, snapshot.timeZone)}`;
      return { looked, saw: `${since} (day ${day}), by a ${startBasis}: ${startEvidence}` };
    }
  }
}

function planSteps(snapshot: ClinicalSnapshot, params: RuleParams): PathStep[] {
  const reasons = reasonsAgainstThiopurine(snapshot).map(({ kind, text, why }) =>
    why === '' ? `${kind}: ${text}` : `${kind}: ${text} (${why})`,
  );
  const { warnFromDay } = params['thiopurine-plan'];
  return [
    { looked: 'thiopurine given, planned or in work-up', saw: hasThiopurinePlan(snapshot, params) ? 'yes' : 'no' },
    { looked: 'maintenance by another drug', saw: hasAlternativeMaintenance(snapshot, params) ? 'yes' : 'no' },
    { looked: 'reasons against a thiopurine', saw: reasons.length === 0 ? 'none' : reasons.join('; ') },
    courseStep(snapshot, params, 'systemic'),
    { looked: 'a missing plan is late', saw: `from day ${warnFromDay} (thiopurine-plan.warnFromDay)` },
  ];
}

function durationSteps(snapshot: ClinicalSnapshot, params: RuleParams): PathStep[] {
  const reading = readCourse(snapshot, params.course, 'systemic');
  const step = courseStep(snapshot, params, 'systemic');
  if (reading.state !== 'current') return [step];
  const { noticeMonths, limitMonths } = params.duration;
  const after = (months: number) => {
    const day = addCalendarMonths(reading.course.start.from, months, snapshot.timeZone);
    return formatDate({ from: day, to: day, precision: 'day', reported: '' }, snapshot.timeZone);
  };
  return [
    step,
    { looked: `notice from ${noticeMonths} months on (duration.noticeMonths)`, saw: after(noticeMonths) },
    { looked: `over after ${limitMonths} months (duration.limitMonths)`, saw: after(limitMonths) },
  ];
}
