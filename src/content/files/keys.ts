import { UNREAD_REASONS } from '../../domain/fact-set.js';
import { NOT_APPLICABLE_REASONS, RULE_LABELS, RULE_SENTENCES, SUGGESTION_IDS } from '../../rules/index.js';

/**
 * Keys that a rule or the engine may hand over and that content has to word; the schemas refuse content that leaves one
 * out, and content that words one that nobody hands over.
 */

/** Sections of `cards/labels.yaml` that the rules need. */
export const LABEL_KEYS = RULE_LABELS;

/** Sections of `cards/gaps.yaml` with one fixed sentence per key. */
export const SENTENCE_KEYS: Readonly<Record<string, readonly string[]>> = {
  dropped: UNREAD_REASONS,
  notApplicable: NOT_APPLICABLE_REASONS,
  ...RULE_SENTENCES,
};

/** Drafts that a card may offer. */
export const SUGGESTION_KEYS = SUGGESTION_IDS;

/** @throws Error for a key that a successful load rules out */
export function entryOf<T>(record: Readonly<Record<string, T>>, key: string): T {
  const entry = record[key];
  if (entry === undefined) throw new Error(`the content has no "${key}"`);
  return entry;
}
