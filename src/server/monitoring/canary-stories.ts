import { RULES } from '../../rules/index.js';
import type { ChartAt } from '../../rules/rule.js';
import type { CanaryStory } from './canary.js';

/** One story per rule. Each fires under every setting that is allowed, so a red canary is a broken rule, never a choice. */
export const CANARY_STORIES: readonly CanaryStory<ChartAt>[] = RULES.map(({ id, story }) => ({
  rule: id,
  expects: story.expects,
  story: story.chart,
}));
