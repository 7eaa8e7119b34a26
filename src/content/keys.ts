import { SOURCES, type DropReason, type ProblemCode } from '../domain/fact-set.js';
import type { MissingCode, NotApplicableReason } from '../domain/finding.js';
import type { BaselineFacts, IndicationFacts } from '../rules/finding-facts.js';

/**
 * Every key that a rule or the engine may hand over and that content has to word. `satisfies` makes the compiler refuse
 * a list that a new code in `src/domain` has outgrown; the schemas then refuse content that leaves one out.
 */
const keysOf = <K extends string>(record: Readonly<Record<K, true>>) => Object.keys(record) as [K, ...K[]];

export const PROBLEM_KEYS = keysOf({
  'not-provided': true,
  'fetch-failed': true,
  timeout: true,
  refused: true,
  'token-expired': true,
  'not-offered': true,
  'operation-outcome': true,
  'not-an-answer': true,
  'pages-missing': true,
  'other-patient': true,
  'medication-unresolved': true,
} satisfies Record<ProblemCode, true>);

export const MISSING_KEYS = keysOf({
  'creatinine-unavailable': true,
  'creatinine-incomplete': true,
  'no-creatinine': true,
  'creatinine-stale': true,
  'creatinine-unusable': true,
  'no-baseline': true,
  'levels-unavailable': true,
  'levels-incomplete': true,
  'no-level': true,
  'level-stale': true,
  'level-unusable': true,
  'medications-unavailable': true,
  'medications-incomplete': true,
  'plan-sources-incomplete': true,
  'conditions-unavailable': true,
  'start-date-imprecise': true,
  'rule-error': true,
} satisfies Record<MissingCode, true>);

export const DROPPED_KEYS = keysOf({
  status: true,
  'in-the-future': true,
  'no-time': true,
  'no-value': true,
  'no-unit': true,
  'unknown-unit': true,
  'unit-conflict': true,
  implausible: true,
  'not-whole-blood': true,
  'not-a-trough': true,
  'unknown-code': true,
  'different-scale': true,
  malformed: true,
} satisfies Record<DropReason, true>);

const NOT_APPLICABLE_KEYS = keysOf({
  'under-18': true,
  dialysis: true,
  'kidney-transplant': true,
  transplant: true,
  'other-indication': true,
  'no-indication-silent': true,
  'rectal-route': true,
  'first-order': true,
  'not-on-tacrolimus': true,
  'baseline-not-needed': true,
} satisfies Record<NotApplicableReason, true>);

const BASELINE_KEYS = keysOf({
  'lowest-7d': true,
  'median-365d': true,
  'pre-treatment': true,
  'lowest-48h': true,
} satisfies Record<BaselineFacts['kind'], true>);

const INDICATION_KEYS = keysOf({
  ibd: true,
  'not-recorded': true,
  overlap: true,
} satisfies Record<IndicationFacts['indication'], true>);

export const CAVEAT_KEYS = [
  'age-not-recorded',
  'dialysis-not-certain',
  'conditions-unavailable',
  'creatinine-incomplete',
  'levels-incomplete',
  'medications-incomplete',
  'preliminary-newer-creatinine',
  'preliminary-newer-level',
  'course-start-at-least',
  'level-evidence-only',
  'allergies-unavailable',
  'tests-unavailable',
  'baseline-coded-only',
] as const;

/** Drivers of `aki-risk`. */
export const DRIVER_KEYS = ['rise-older-than-48h', 'ratio-near-stage-1', 'high-trough'] as const;
/** Reasons of `aki-baseline`. */
export const BASELINE_REASON_KEYS = ['no-recent-creatinine', 'low-egfr', 'male'] as const;
/** Kinds of `MaintenancePlanFacts.reasonsAgainst`. */
export const REASON_AGAINST_KEYS = ['allergy', 'poor-metaboliser', 'stopped', 'do-not-perform'] as const;

/** `FactRow.what`. */
export const ROW_KEYS = [
  'creatinine-index',
  'creatinine-lowest-7d',
  'creatinine-median-365d',
  'creatinine-pre-treatment',
  'creatinine-lowest-48h',
  'creatinine-preliminary',
  'creatinine-latest',
  'limit-ratio',
  'limit-rise',
  'limit-stage-3',
  'level-current',
  'level-preliminary',
  'egfr-before-treatment',
  'course-start',
  'course-evidence',
  'indication',
  'reason-against',
  'tpmt-nudt15',
] as const;

/** Sections of `cards/labels.yaml` that hold one label per key. */
export const LABEL_KEYS = {
  rows: ROW_KEYS,
  sources: SOURCES,
  baselines: BASELINE_KEYS,
  indications: INDICATION_KEYS,
} as const;

/** Sections of `cards/gaps.yaml` that hold one sentence per key. */
export const GAP_KEYS = {
  problems: PROBLEM_KEYS,
  dropped: DROPPED_KEYS,
  notApplicable: NOT_APPLICABLE_KEYS,
  caveats: CAVEAT_KEYS,
  drivers: DRIVER_KEYS,
  baselineReasons: BASELINE_REASON_KEYS,
  reasonsAgainst: REASON_AGAINST_KEYS,
} as const;
