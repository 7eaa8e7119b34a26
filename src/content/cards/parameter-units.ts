import { pathText } from '../check/check-shape.js';
import type { ContentPath } from '../files/yaml-source.js';

/** Units of the numbers in `hooks/rules.yaml`, by path; the empty text where a number has none. */
export const PARAMETER_UNITS: Readonly<Record<string, string>> = {
  'course.maxGapDays': 'days',
  'course.assumedSupplyDays': 'days',
  'course.levelEvidenceDays': 'days',
  'aki.maxAgeDays': 'days',
  'aki.ratioStage1': '',
  'aki.ratioStage2': '',
  'aki.ratioStage3': '',
  'aki.stage3AboveMicromolPerL': 'umol/L',
  'aki.stage3FromMgPerDl': 'mg/dL',
  'aki.riseHours': 'hours',
  'aki.riseAboveMicromolPerL': 'umol/L',
  'aki.riseFromMgPerDl': 'mg/dL',
  'aki.riskRatio': '',
  'aki.lowEgfr': 'mL/min/1.73 m2',
  'aki.baselineWithinDays': 'days',
  'trough.limit': 'ng/mL',
  'trough.critical': 'ng/mL',
  'trough.earlyDays': 'days',
  'trough.currentEarlyDays': 'days',
  'trough.currentLaterDays': 'days',
  'trough.aboveMaintenance.above': 'ng/mL',
  'trough.aboveMaintenance.afterWeek': 'weeks',
  'trough.low.below': 'ng/mL',
  'trough.low.afterWeek': 'weeks',
  'thiopurine-plan.warnFromDay': 'days',
  'thiopurine-plan.recentSupplyDays': 'days',
  'duration.limitMonths': 'months',
  'duration.noticeMonths': 'months',
  'oneAlertPerDecision.repeatAfterHours': 'hours',
  'oneAlertPerDecision.snooze.hours.info': 'hours',
  'oneAlertPerDecision.snooze.hours.warning': 'hours',
};

/** `ng/mL` for `trough.limit`; null where there is none. */
export function parameterUnit(path: ContentPath): string | null {
  const unit = PARAMETER_UNITS[pathText(path)] ?? '';
  return unit === '' ? null : unit;
}
