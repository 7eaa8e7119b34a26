import { COURSE_CAVEATS } from '../shared/caveats.js';
import { DISEASES, INDICATION_KINDS } from '../shared/finding-facts.js';
import { NO_DRAFT, OWN_CAVEATS, REASONS_AGAINST, SET_ASIDE } from './facts.js';

export const CAVEATS = [...OWN_CAVEATS, ...COURSE_CAVEATS] as const;

/** `rows` are `FactRow.what`. */
export const thiopurinePlanLabels = {
  rows: ['course-start', 'indication', 'reason-against'],
  indications: INDICATION_KINDS,
  diseases: DISEASES,
};
export const thiopurinePlanSentences = {
  caveats: CAVEATS,
  reasonsAgainst: REASONS_AGAINST,
  noDraft: NO_DRAFT,
  setAside: SET_ASIDE,
};
