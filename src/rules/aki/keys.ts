import { BASELINE_KINDS } from '../shared/baselines.js';
import { COURSE_CAVEATS, CREATININE_CAVEATS } from '../shared/caveats.js';
import { ELECTROLYTE_ROWS } from '../shared/electrolytes.js';
import { BASELINE_REASONS, DRIVERS, OTHER_CAUSES, OWN_CAVEATS } from './facts.js';

/** `FactRow.what`: keys of `cards/labels.yaml`. */
export const ROWS = [
  'creatinine-index',
  'creatinine-lowest-7d',
  'creatinine-median-365d',
  'creatinine-pre-treatment',
  'creatinine-week-before-treatment',
  'creatinine-lowest-48h',
  'creatinine-preliminary',
  'creatinine-latest',
  'limit-ratio',
  'limit-rise',
  'limit-stage-3',
  'level-current',
  'egfr-before-treatment',
  'egfr-now',
  'height',
  ...ELECTROLYTE_ROWS,
] as const;

export const CAVEATS = [...OWN_CAVEATS, ...CREATININE_CAVEATS, ...COURSE_CAVEATS] as const;

export const akiLabels = { rows: ROWS, baselines: BASELINE_KINDS };
export const akiSentences = {
  caveats: CAVEATS,
  drivers: DRIVERS,
  baselineReasons: BASELINE_REASONS,
  otherCauses: OTHER_CAUSES,
};
