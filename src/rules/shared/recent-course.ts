import type { RecentCourse, RecentResults } from '../../domain/card-context.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { CreatinineResult, TacrolimusLevel } from '../../domain/lab-result.js';
import type { MedicationFact, OrderedDose } from '../../domain/medication.js';
import { DAY_MS, type TimeInterval, type TimeZone } from '../../domain/time.js';
import { formatDate } from './calendar.js';
import { confirmed, latest, withoutRepeats } from './results.js';

/** With the newest one three to five results: fewer show no course, more are not read (docs/clinical/cards.md#recent). */
const [LEAST_EARLIER, MOST_EARLIER] = [2, 4];
const DAYS_BACK = 60;

/** What a card may say of the weeks before: earlier results, and the last change of the dose. */
export function recentCourse(snapshot: ClinicalSnapshot): RecentCourse {
  const { timeZone } = snapshot;
  const creatinine = confirmed(snapshot.creatinine.items);
  const ofUse = creatinine.every(isForAnyUse) ? creatinine : creatinine.filter(isForAnyUse);
  return {
    creatinine: earlierResults(ofUse, timeZone),
    levels: earlierResults(confirmed(snapshot.tacrolimusLevels.items), timeZone),
    doseChange: lastDoseChange(snapshot),
  };
}

function isForAnyUse({ use }: CreatinineResult): boolean {
  return use === 'any';
}

type Result = CreatinineResult | TacrolimusLevel;

/** Newest first, one of each day; in one unit and on one scale, or not at all. */
function earlierResults(results: readonly Result[], zone: TimeZone): RecentResults | null {
  const newest = latest(results);
  if (newest === null) return null;
  const lastDay = formatDate(newest.time, zone);
  const first = newest.time.from - DAYS_BACK * DAY_MS;
  const ofDay = new Map<string, Result>();
  for (const result of withoutRepeats(results)) {
    if (result.time.from < first || !hasDay(result.time)) continue;
    const day = formatDate(result.time, zone);
    if (day >= lastDay) continue;
    const other = ofDay.get(day);
    if (other === undefined || other.time.from < result.time.from) ofDay.set(day, result);
  }
  const earlier = [...ofDay].sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, MOST_EARLIER);
  const isAlike = earlier.every(([, result]) => unitAndScale(result) === unitAndScale(newest));
  if (earlier.length < LEAST_EARLIER || !isAlike) return null;
  return {
    unit: newest.measurement.unit,
    items: earlier.map(([day, { measurement }]) => ({
      value: `${measurement.comparator ?? ''}${measurement.value}`,
      date: day.slice('2026-'.length),
    })),
  };
}

function hasDay({ precision }: TimeInterval): boolean {
  return precision === 'instant' || precision === 'day';
}

function unitAndScale(result: Result): string {
  return `${result.measurement.unit} ${'scale' in result ? result.scale : ''}`;
}

type Dosed = MedicationFact & { readonly dose: OrderedDose };

/** Two lines that may run side by side are two strengths of one dose, and no change: then nothing is said. */
function lastDoseChange({ medications, asOf, timeZone }: ClinicalSnapshot): RecentCourse['doseChange'] {
  const lines = medications.items
    .filter(isDosed)
    .flatMap((line) => {
      const time = line.start ?? line.recordedOn;
      return time === null || !hasDay(time) || time.from > asOf ? [] : [{ line, time }];
    })
    .sort((a, b) => b.time.from - a.time.from);
  const [now, ...others] = lines;
  if (now === undefined || now.time.from < asOf - DAYS_BACK * DAY_MS) return null;
  const [before, ...earlier] = others.filter(({ line }) => !isSameDose(line.dose, now.line.dose));
  if (before === undefined || others.some(({ line, time }) => mayRunBeside(line, time, now.time))) return null;
  if (earlier.some(({ line, time }) => mayRunBeside(line, time, before.time))) return null;
  return { since: formatDate(now.time, timeZone).slice('2026-'.length), now: now.line.dose, before: before.line.dose };
}

function isDosed(line: MedicationFact): line is Dosed {
  const { dose, drug, source, doNotPerform, status } = line;
  const isOfCourse = drug.kind === 'tacrolimus' && drug.route !== 'topical' && !doNotPerform;
  const isPrescribed = source === 'request' || source === 'statement';
  return isOfCourse && isPrescribed && dose !== undefined && !['draft', 'cancelled', 'not-taken'].includes(status);
}

function isSameDose(a: OrderedDose, b: OrderedDose): boolean {
  return a.text === b.text && a.timesADay === b.timesADay;
}

function mayRunBeside({ status, end }: MedicationFact, begin: TimeInterval, later: TimeInterval): boolean {
  if (begin.from >= later.from) return true;
  if (end !== null) return end.from > later.to + DAY_MS;
  return status === 'active' || status === 'on-hold' || status === 'unknown';
}
