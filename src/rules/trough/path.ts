import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { PathStep } from '../rule.js';
import { currentLevel, isAbove } from '../shared/current-level.js';
import { courseOf, courseStep, described, unreadableStep } from '../shared/path-steps.js';
import type { TroughRuleParams } from './params.js';

/** The course, and the level that is judged against the limits (docs/clinical/trough.md#limits). */
export function troughPath(snapshot: ClinicalSnapshot, params: TroughRuleParams): PathStep[] {
  const current = currentLevel(snapshot, courseOf(snapshot, params.course), params.trough);
  const level = current.latest;
  const { limit, critical } = params.trough;
  const verdict = (threshold: number) =>
    level === null ? 'no level' : isAbove(level, threshold) ? 'above' : 'not above';
  return [
    courseStep(snapshot, params, 'any-route'),
    {
      looked: `latest level, current for ${current.windowDays} days`,
      saw: level === null ? 'none' : `${described(level, snapshot)}${current.isCurrent ? '' : ': too old'}`,
    },
    ...unreadableStep(snapshot, 'tacrolimusLevels', level),
    { looked: `above ${limit} ng/mL (trough.limit)`, saw: verdict(limit) },
    { looked: `above ${critical} ng/mL (trough.critical)`, saw: verdict(critical) },
  ];
}
