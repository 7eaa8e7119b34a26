import { COURSE_CAVEATS, LEVEL_CAVEATS } from '../shared/caveats.js';
import { ELECTROLYTE_ROWS } from '../shared/electrolytes.js';

/** `FactRow.what`: keys of `cards/labels.yaml`. */
const ROWS = ['level-current', 'level-preliminary', 'creatinine-latest', ...ELECTROLYTE_ROWS] as const;

export const CAVEATS = [...LEVEL_CAVEATS, ...COURSE_CAVEATS] as const;

export const troughLabels = { rows: ROWS };
export const troughSentences = { caveats: CAVEATS };
