import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { FactRow } from '../../domain/finding.js';
import type { MonitoringResult, MonitoringTest } from '../../domain/lab-result.js';
import { daysAgo, formatDate } from './calendar.js';
import { reaches } from './comparison.js';
import { find } from './indication.js';
import { resultRow, type Scale } from './printed-amount.js';
import { latest } from './results.js';

export type Electrolyte = Exclude<MonitoringTest, 'height'>;

/** Days for which a result speaks (docs/clinical/electrolyte.md#windows). Fixed: a choice of this service. */
const WINDOW_DAYS: Readonly<Record<Electrolyte, number>> = { potassium: 7, magnesium: 14, glucose: 14 };

/** mmol/L, inclusive, fixed: there it threatens life (docs/clinical/electrolyte.md#limits). */
export const POTASSIUM_CRITICAL = 6;

/** Of the table of facts: keys of `cards/labels.yaml`. */
export const ELECTROLYTE_ROWS = ['potassium', 'magnesium', 'glucose', 'tremor'] as const;

/** The latest result, however old. Of two of one instant the worse: the higher, of magnesium the lower. */
export function latestOf(snapshot: ClinicalSnapshot, test: Electrolyte): MonitoringResult | null {
  const results = snapshot.monitoringTests.items.filter((result) => result.test === test);
  const found = latest(results);
  if (found === null || test !== 'magnesium') return found;
  const [lowest = found] = results
    .filter(({ time }) => time.from === found.time.from && time.to === found.time.to)
    .sort((a, b) => a.measurement.canonical - b.measurement.canonical);
  return lowest;
}

/** The latest result, if it still speaks. An older one is neither judged nor missed: these tests are optional. */
export function currentElectrolyte(snapshot: ClinicalSnapshot, test: Electrolyte): MonitoringResult | null {
  const result = latestOf(snapshot, test);
  if (result === null) return null;
  return daysAgo(result.time, snapshot.asOf, snapshot.timeZone) <= WINDOW_DAYS[test] ? result : null;
}

/** At the limit or above it; "< x" never is: it may be anything below. */
export function isFrom(result: MonitoringResult | null | undefined, limit: number): boolean {
  const comparator = result?.measurement.comparator;
  if (result === null || result === undefined || comparator === '<' || comparator === '<=') return false;
  return reaches(result.measurement.canonical, limit);
}

/** Tacrolimus raises potassium: beside a dangerous one holding it may be right (docs/clinical/duration.md#taper). */
export function isPotassiumDangerous(snapshot: ClinicalSnapshot): boolean {
  return isFrom(currentElectrolyte(snapshot, 'potassium'), POTASSIUM_CRITICAL);
}

/** @param limits that a printed value has to stand on the right side of */
export function electrolyteScale(...limits: readonly number[]): Scale {
  return { unit: 'mmol/L', limits };
}

/** What a kidney or a level card shows of them, whatever the value; tremor too (docs/clinical/electrolyte.md#rows). */
export function electrolyteRows(snapshot: ClinicalSnapshot): FactRow[] {
  const { timeZone } = snapshot;
  const results = (['potassium', 'magnesium', 'glucose'] as const).flatMap((test): FactRow[] => {
    const result = currentElectrolyte(snapshot, test);
    return result === null ? [] : [resultRow(test, result, electrolyteScale(), timeZone)];
  });
  const tremor = find(
    snapshot.conditions.items.filter(({ clinicalStatus }) => clinicalStatus !== 'over'),
    'tremor',
  );
  if (tremor === null) return results;
  const time = tremor.notedOn === null ? '' : formatDate(tremor.notedOn, timeZone);
  return [...results, { what: 'tremor', reported: tremor.display, converted: '', time, code: '' }];
}
