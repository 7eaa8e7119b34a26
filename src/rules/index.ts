import * as z from 'zod';
import type { FindingId, MissingCode, NotApplicableReason, RuleId, SuggestionId } from '../domain/finding.js';
import { akiRule } from './aki/index.js';
import { durationRule } from './duration/index.js';
import { electrolyteRule } from './electrolyte/index.js';
import { interactionRule } from './interaction/index.js';
import { monitoringRule } from './monitoring/index.js';
import { startRule } from './start/index.js';
import type { CommonParams, RuleModule, WordedKeys } from './rule.js';
import { courseParams } from './shared/course-params.js';
import { timeZone } from './shared/setting.js';
import { thiopurinePlanRule } from './thiopurine-plan/index.js';
import { troughRule } from './trough/index.js';

/** The rules of docs/clinical, in the order in which their cards stand within one severity. The one list of them. */
const MODULES = [
  akiRule,
  troughRule,
  electrolyteRule,
  interactionRule,
  startRule,
  thiopurinePlanRule,
  durationRule,
  monitoringRule,
] as const;

type Module = (typeof MODULES)[number];
type Sections = { [M in Module as M['id']]: M['params'] };

/** All settings: `hooks/rules.yaml`. An unknown or misspelt key is refused. */
export const ruleParams = z
  .strictObject({
    timeZone,
    course: courseParams,
    ...(Object.fromEntries(MODULES.map(({ id, params }) => [id, params])) as Sections),
  })
  .describe('Every threshold and severity of the service.');

export type RuleParams = CommonParams & { readonly [M in Module as M['id']]: z.infer<M['params']> };

/** What the engine needs of a rule. */
export type Rule = Pick<RuleModule<RuleParams>, 'id' | 'evaluate'>;

export const RULES: readonly RuleModule<RuleParams>[] = MODULES;

/** What the engine itself says where a rule failed. */
const RULE_ERROR_CODE: MissingCode = 'rule-error';
/** The card that collates what could not be checked. */
const NOT_EVALUATED: FindingId = 'not-evaluated';

export const RULE_IDS: readonly RuleId[] = RULES.map(({ id }) => id);
/** One card each; the file in `cards/` has the same name. */
export const CARD_IDS: readonly FindingId[] = [...RULES.flatMap(({ findings }) => findings), NOT_EVALUATED];
/** Without a card of their own: they join the card that collates what could not be checked. */
export const JOINING_IDS: readonly FindingId[] = RULES.flatMap(({ joins = [] }) => joins);
export const FINDING_IDS: readonly FindingId[] = [...CARD_IDS, ...JOINING_IDS];
/** Rules of which nothing ever has a card. What they cannot check opens none either. */
export const JOINING_RULES: readonly RuleId[] = RULES.flatMap(({ id, findings, joins = [] }) =>
  findings.length === 0 && joins.length > 0 ? [id] : [],
);
export const NOT_APPLICABLE_REASONS: readonly NotApplicableReason[] = distinct(
  RULES.flatMap(({ notApplicable }) => notApplicable),
);
export const MISSING_CODES: readonly MissingCode[] = distinct([
  ...RULES.flatMap(({ missing }) => Object.keys(missing)),
  RULE_ERROR_CODE,
]);
export const SUGGESTION_IDS: readonly SuggestionId[] = distinct(RULES.flatMap(({ suggestions }) => suggestions));

/** Sections of `cards/labels.yaml` and `cards/gaps.yaml` that the rules need, each with all its keys. */
export const RULE_LABELS: WordedKeys = merged(RULES.map(({ labels }) => labels));
export const RULE_SENTENCES: WordedKeys = merged(RULES.map(({ sentences }) => sentences));

function merged(all: readonly WordedKeys[]): WordedKeys {
  const sections = distinct(all.flatMap((keys) => Object.keys(keys)));
  return Object.fromEntries(sections.map((section) => [section, distinct(all.flatMap((keys) => keys[section] ?? []))]));
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
