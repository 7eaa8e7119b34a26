import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { CREATININE_MICROMOL_PER_MG_DL, type CreatinineResult, type TacrolimusLevel } from '../../domain/lab-result.js';
import type { MedicationFact } from '../../domain/medication.js';
import type { TimeInterval } from '../../domain/time.js';
import type { RuleParams } from '../../rules/index.js';
import { type KidneyCriteria, stage3Limit } from '../../rules/shared/aki-stage.js';
import { type Baseline } from '../../rules/shared/baselines.js';
import { formatDate, formatTime } from '../../rules/shared/calendar.js';
import { criteriaOf } from '../../rules/shared/children.js';
import { readCourse } from '../../rules/shared/course.js';
import { comparableCreatinine, latest } from '../../rules/shared/results.js';
import { type AkiEpisode, akiEpisodes, type AkiStage, assessorOf } from './aki-episodes.js';

export interface TimelinePoint {
  /** Milliseconds since the epoch: the end of the day where only a day is known. */
  readonly at: number;
  /** In the unit of its panel. */
  readonly value: number;
  /** As the record has it, with its comparator: `<2 ng/mL`. */
  readonly reported: string;
  /** In the site's calendar. */
  readonly time: string;
  /** False for a preliminary result: shown, and judged by no rule. */
  readonly isConfirmed: boolean;
  /** `AKI warning stage 2`: as the rule would have staged it then. Left out where it would not have. */
  readonly stage?: string;
}

export interface TimelineLimit {
  readonly value: number;
  /** `stage 1 from 150`, `limit 15`. */
  readonly label: string;
}

export interface TimelinePanel {
  readonly title: string;
  readonly unit: string;
  readonly points: readonly TimelinePoint[];
  readonly limits: readonly TimelineLimit[];
  /** What the limits are multiples of; null where there is none. */
  readonly baseline: TimelineLimit | null;
  /** Times in which each result met the criteria of AKI; oldest first. */
  readonly episodes: readonly TimelineEpisode[];
}

export interface TimelineEpisode {
  readonly from: number;
  readonly to: number;
  /** The highest stage of it: `AKI 2`. */
  readonly label: string;
}

export interface TimelineEvent {
  readonly at: number;
  readonly time: string;
  readonly what: string;
  /** Of a line of the tacrolimus history that says its dose: `2 mg x 2`. */
  readonly dose?: string;
  /** Dialysis or a transplant: after it creatinine means something else. */
  readonly isOfKidneys?: true;
}

/** What a picture of the course needs, worked out by the functions that the rules ask. It holds facts of a patient. */
export interface Timeline {
  /** The moment of the call. */
  readonly asOf: number;
  readonly creatinine: TimelinePanel;
  readonly level: TimelinePanel;
  /** Oldest first: the start of the course, lines of the tacrolimus history, dialysis and transplants. */
  readonly events: readonly TimelineEvent[];
  readonly courseStart: TimelineEvent | null;
}

export function timelineOf(
  snapshot: ClinicalSnapshot,
  params: RuleParams,
  words: TimelineWords = ENGLISH_TIMELINE,
): Timeline {
  const { asOf, timeZone } = snapshot;
  const reading = readCourse(snapshot, params.course, 'any-route');
  const course = reading.state === 'current' ? reading.course : null;
  const dated = (time: TimeInterval, what: string): TimelineEvent => ({
    at: time.from,
    time: formatDate(time, timeZone),
    what,
  });
  const start = course === null ? null : dated(course.start, course.startKnown ? words.begun : words.orEarlier);
  const events = [
    ...snapshot.medications.items.flatMap((fact) => doseEvent(fact, dated, words)),
    ...[...snapshot.procedures.items, ...snapshot.conditions.items].flatMap(({ classes, display, lastDone }) =>
      lastDone !== null && classes.some((each) => each === 'dialysis' || each === 'transplant')
        ? [{ ...dated(lastDone, display), isOfKidneys: true } as const]
        : [],
    ),
  ];
  return {
    asOf,
    creatinine: creatininePanel(snapshot, params, course?.start ?? null, words),
    level: levelPanel(snapshot, params, words),
    events: events.sort((a, b) => a.at - b.at),
    courseStart: start,
  };
}

/** Each line of the history at its start; how long it lasts is the rules' matter. */
function doseEvent(
  { drug, start, recordedOn, source, display, dose }: MedicationFact,
  dated: (time: TimeInterval, what: string) => TimelineEvent,
  words: TimelineWords,
): TimelineEvent[] {
  const time = start ?? recordedOn;
  if (drug.kind !== 'tacrolimus' || drug.route === 'topical' || time === null) return [];
  const event = dated(time, `${words.sources[source]}: ${display}`);
  if (dose === undefined) return [event];
  const short = dose.timesADay === null ? dose.text : `${dose.text} x ${dose.timesADay}`;
  return [{ ...event, what: `${event.what}, ${short}`, dose: short }];
}

/** What the picture says in the language of its page. */
export interface TimelineWords {
  readonly sources: Readonly<Record<MedicationFact['source'], string>>;
  readonly begun: string;
  readonly orEarlier: string;
  readonly creatinine: string;
  readonly level: string;
  readonly stage: string;
  /** Of one result. */
  readonly akiStage: string;
  readonly aki: string;
  readonly baseline: string;
  readonly limit: string;
  readonly critical: string;
}

export const ENGLISH_TIMELINE: TimelineWords = {
  sources: { request: 'ordered', statement: 'taken', dispense: 'dispensed', administration: 'given' },
  begun: 'tacrolimus begun',
  orEarlier: 'tacrolimus, or earlier',
  creatinine: 'Creatinine',
  level: 'Tacrolimus level',
  stage: 'stage',
  akiStage: 'AKI warning stage',
  aki: 'AKI',
  baseline: 'baseline',
  limit: 'limit',
  critical: 'critical',
};

/** In the unit of the newest result; the limits are those of its own baseline. */
function creatininePanel(
  snapshot: ClinicalSnapshot,
  params: RuleParams,
  courseStart: TimeInterval | null,
  words: TimelineWords,
): TimelinePanel {
  const { timeZone } = snapshot;
  const results = comparableCreatinine(snapshot);
  const index = latest(results.filter(({ use }) => use === 'any'));
  const criteria = criteriaOf(snapshot, params);
  const isMass = index !== null && stage3Limit(index, criteria).unit === 'mg/dL';
  const [unit, inUnit] = isMass
    ? ['mg/dL', (value: number) => value / CREATININE_MICROMOL_PER_MG_DL]
    : ['umol/L', (value: number) => value];
  const digits = isMass ? 2 : 0;
  const assess = assessorOf(snapshot, results, courseStart, params);
  const staged = akiEpisodes(results, assess);
  const stageOf = new Map(staged.flatMap(({ results: own }) => own));
  const points = snapshot.creatinine.items.map((result) => {
    const stage = stageOf.get(result);
    const point = pointOf(result, inUnit, timeZone);
    return stage === undefined ? point : { ...point, stage: `${words.akiStage} ${stage}` };
  });
  const panel = {
    title: words.creatinine,
    unit,
    points: inTime(points),
    episodes: staged.map((episode) => episodeOf(episode, words)),
  };
  const baseline = index === null ? null : (assess?.(index).baseline ?? null);
  if (index === null || baseline === null) return { ...panel, limits: [], baseline: null };
  const value = inUnit(baseline.value);
  const absolute = criteria.isStage3OfChild === undefined ? stage3Limit(index, criteria).value : Infinity;
  return {
    ...panel,
    limits: stageLimits(baseline, criteria, inUnit, absolute).map(([stage, from]) => ({
      value: from,
      label: `${words.stage} ${stage}: ${from.toFixed(digits)}`,
    })),
    baseline: { value, label: `${words.baseline} ${value.toFixed(digits)}` },
  };
}

function episodeOf({ stage, results }: AkiEpisode, { aki }: TimelineWords): TimelineEpisode {
  const times = results.map(([{ time }]) => time.to);
  return { from: Math.min(...times), to: Math.max(...times), label: `${aki} ${stage}` };
}

/** Where each stage begins. What is AKI at all, and above the absolute limit, is stage 3 below its ratio too. */
function stageLimits(
  { value }: Baseline,
  { ratioStage1, ratioStage2, ratioStage3 }: KidneyCriteria,
  inUnit: (canonical: number) => number,
  absolute: number,
): readonly (readonly [AkiStage, number])[] {
  const [first, second, third] = [ratioStage1, ratioStage2, ratioStage3].map((ratio) => inUnit(value * ratio)) as [
    number,
    number,
    number,
  ];
  const last = Math.max(first, Math.min(third, absolute));
  const below = (
    [
      [1, first],
      [2, second],
    ] as const
  ).filter(([, from]) => from < last);
  return [...below, [3, last]];
}

function levelPanel(snapshot: ClinicalSnapshot, { trough }: RuleParams, words: TimelineWords): TimelinePanel {
  const points = snapshot.tacrolimusLevels.items.map((result) => pointOf(result, (value) => value, snapshot.timeZone));
  return {
    title: words.level,
    unit: 'ng/mL',
    points: inTime(points),
    limits: [
      { value: trough.limit, label: `${words.limit} ${trough.limit}` },
      { value: trough.critical, label: `${words.critical} ${trough.critical}` },
    ],
    baseline: null,
    episodes: [],
  };
}

function pointOf(
  { time, measurement, status }: CreatinineResult | TacrolimusLevel,
  inUnit: (canonical: number) => number,
  timeZone: ClinicalSnapshot['timeZone'],
): TimelinePoint {
  return {
    at: time.to,
    value: inUnit(measurement.canonical),
    reported: measurement.reported,
    time: formatTime(time, timeZone),
    isConfirmed: status !== 'preliminary',
  };
}

function inTime(points: readonly TimelinePoint[]): TimelinePoint[] {
  return [...points].sort((a, b) => a.at - b.at);
}
