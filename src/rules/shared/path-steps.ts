import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult, TacrolimusLevel } from '../../domain/lab-result.js';
import type { CommonParams, PathStep } from '../rule.js';
import { daysAgo, formatDate, formatTime } from './calendar.js';
import { type Course, dayOfCourse, readCourse } from './course.js';
import type { CourseParams } from './course-params.js';
import { indicationGate, isRectalOnly } from './indication.js';
import { leftOutOf } from '../silence.js';

/** Steps that several rules take on their way; each asks the functions that the rules ask. */

export function courseStep(snapshot: ClinicalSnapshot, params: CommonParams, use: 'any-route' | 'systemic'): PathStep {
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

/** The gates of the rescue rules: route and indication. */
export function rescueGates(snapshot: ClinicalSnapshot, params: CommonParams): PathStep[] {
  const route = isRectalOnly(snapshot, params.course) ? 'only rectal tacrolimus' : 'not only rectal';
  return [
    { looked: 'route of tacrolimus', saw: route },
    { looked: 'indication', saw: indicationWords(indicationGate(snapshot)) },
  ];
}

const STOP_WORDS = {
  transplant: 'the patient has a transplant',
  'other-indication': 'tacrolimus is given for another reason than inflammatory bowel disease',
} as const;

function indicationWords(gate: ReturnType<typeof indicationGate>): string {
  switch (gate.kind) {
    case 'stop':
      return STOP_WORDS[gate.why];
    case 'unknown':
      return 'not known: the problem list could not be (fully) read';
    case 'applies':
      return `${gate.facts.indication}${gate.facts.indicationText === '' ? '' : `: ${gate.facts.indicationText}`}`;
  }
}

/** `162 umol/L, 2026-11-20 07:30 (2 days old)`. */
export function described(result: CreatinineResult | TacrolimusLevel, { asOf, timeZone }: ClinicalSnapshot): string {
  const age = Math.floor(daysAgo(result.time, asOf, timeZone));
  return `${result.measurement.reported}, ${formatTime(result.time, timeZone)} (${age} days old)`;
}

export function unreadableStep(
  snapshot: ClinicalSnapshot,
  set: 'creatinine' | 'tacrolimusLevels',
  newest: CreatinineResult | TacrolimusLevel | null,
): PathStep[] {
  const unread = leftOutOf(snapshot, { set, newest: newest?.time ?? null });
  if (unread.length === 0) return [];
  return [
    { looked: 'results left out that may be newer', saw: `${unread.length}: silence may not rest on the one above` },
  ];
}

export function courseOf(snapshot: ClinicalSnapshot, params: CourseParams): Course | null {
  const reading = readCourse(snapshot, params, 'any-route');
  return reading.state === 'current' ? reading.course : null;
}
