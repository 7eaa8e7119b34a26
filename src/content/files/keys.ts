import { UNREAD_REASONS, PROBLEM_CODES, SOURCES } from '../../domain/fact-set.js';
import { NOT_APPLICABLE_REASONS } from '../../domain/finding.js';
import type { BaselineFacts, IndicationFacts } from '../../rules/shared/finding-facts.js';

/**
 * Keys that a rule or the engine may hand over and that content has to word; the schemas refuse content that leaves one
 * out. Where the domain has a type only, `satisfies` makes the compiler refuse a list that it has outgrown.
 */
const keysOf = <K extends string>(record: Readonly<Record<K, true>>) => Object.keys(record) as [K, ...K[]];

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
  problems: PROBLEM_CODES,
  dropped: UNREAD_REASONS,
  notApplicable: NOT_APPLICABLE_REASONS,
  caveats: CAVEAT_KEYS,
  drivers: DRIVER_KEYS,
  baselineReasons: BASELINE_REASON_KEYS,
  reasonsAgainst: REASON_AGAINST_KEYS,
} as const;
