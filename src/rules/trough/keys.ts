import { COURSE_CAVEATS, LEVEL_CAVEATS } from '../shared/caveats.js';

/** `FactRow.what`: keys of `cards/labels.yaml`. */
const ROWS = ['level-current', 'level-preliminary', 'creatinine-latest'] as const;

export const CAVEATS = [...LEVEL_CAVEATS, ...COURSE_CAVEATS] as const;

export const troughLabels = { rows: ROWS };
export const troughSentences = { caveats: CAVEATS };
