import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { kidneysToday } from '../shared/aki-today.js';
import { daysAgo } from '../shared/calendar.js';
import { readCourse } from '../shared/course.js';
import { egfrOf, egfrOfEitherSex } from '../shared/egfr.js';
import type { LowKidneys } from './facts.js';
import type { ThiopurinePlanRuleParams } from './params.js';

/** mL/min/1.73 m2: product information of methotrexate (docs/clinical/thiopurine-plan.md#kidneys). Fixed. */
const EGFR_BELOW = 30;

/**
 * Kidney injury of today from stage 2 on, or an eGFR below 30, whatever else is said of it: a graft and an infant have kidneys too. null:
 * neither, as far as the results of today tell.
 */
export function lowKidneys(snapshot: ClinicalSnapshot, params: ThiopurinePlanRuleParams): LowKidneys | null {
  const { index, stage } = kidneysToday(snapshot, params, readCourse(snapshot, params.course, 'any-route'));
  if (index === null || daysAgo(index.time, snapshot.asOf, snapshot.timeZone) > params.aki.maxAgeDays) return null;
  const high = stage === 2 || stage === 3 ? stage : null;
  const egfr = egfrOf(snapshot, index, params) ?? egfrOfEitherSex(snapshot, index);
  const low = egfr !== null && egfr.value < EGFR_BELOW ? egfr : null;
  // No eGFR is shown beside kidney injury (docs/clinical/aki.md#risk).
  return high !== null ? { stage: high, egfr: null } : low === null ? null : { stage: null, egfr: low };
}
