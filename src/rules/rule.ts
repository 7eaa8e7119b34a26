import type { ClinicalSnapshot } from '../domain/clinical-snapshot.js';
import type { RuleId, RuleOutcome } from '../domain/finding.js';
import type { RuleParams } from './shared/params.js';

/** One clinical rule: pure, no clock, no I/O. Everything it may know is in the snapshot. */
export interface Rule {
  readonly id: RuleId;
  evaluate(snapshot: ClinicalSnapshot, params: RuleParams): RuleOutcome;
}
