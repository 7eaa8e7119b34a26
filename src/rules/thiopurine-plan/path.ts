import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { PathStep } from '../rule.js';
import { courseStep, rescueGates } from '../shared/path-steps.js';
import { hasAlternativeMaintenance, hasThiopurinePlan, reasonsAgainstThiopurine } from './thiopurine-evidence.js';
import type { ThiopurinePlanRuleParams } from './params.js';

/** Gates, and what there is of a plan (docs/clinical/thiopurine-plan.md#plan). */
export function thiopurinePlanPath(snapshot: ClinicalSnapshot, params: ThiopurinePlanRuleParams): PathStep[] {
  const reasons = reasonsAgainstThiopurine(snapshot, params).map(({ kind, text, why }) =>
    why === '' ? `${kind}: ${text}` : `${kind}: ${text} (${why})`,
  );
  const { warnFromDay } = params['thiopurine-plan'];
  return [
    ...rescueGates(snapshot, params),
    { looked: 'thiopurine given, planned or in work-up', saw: hasThiopurinePlan(snapshot, params) ? 'yes' : 'no' },
    { looked: 'maintenance by another drug', saw: hasAlternativeMaintenance(snapshot, params) ? 'yes' : 'no' },
    { looked: 'reasons against a thiopurine', saw: reasons.length === 0 ? 'none' : reasons.join('; ') },
    courseStep(snapshot, params, 'systemic'),
    { looked: 'a missing plan is late', saw: `from day ${warnFromDay} (thiopurine-plan.warnFromDay)` },
  ];
}
