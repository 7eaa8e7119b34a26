import { STEM, TEXT } from './systems.mjs';

/**
 * Rows that the collected code lists lack are written beside the definitions, each with its source. `UNVERIFIED` rows have no
 * stored source and wait for a pharmacist's or coder's review.
 */
const PLAIN = 'plain words, this project';
export const UNVERIFIED = 'general knowledge, unverified';

/** Rows of one system and source; a row is a code, or a code and its display. */
export const rows = (system, source, list) =>
  list.map((row) =>
    Array.isArray(row)
      ? { system, source, code: row[0], display: row[1] }
      : { system, source, code: row, display: row },
  );

export const words = (list, source = PLAIN) => rows(TEXT, source, list);
/** Beginnings of names that nothing else begins with; found inside longer words. */
export const stems = (list, source = PLAIN) => rows(STEM, source, list);
