import { akiRule } from './aki.js';
import { durationRule } from './duration.js';
import type { Rule } from './rule.js';
import { thiopurinePlanRule } from './thiopurine-plan.js';
import { troughRule } from './trough.js';

/** The rules of clinical-spec 3, in the order in which their cards stand within one severity. */
export const RULES: readonly Rule[] = [akiRule, troughRule, thiopurinePlanRule, durationRule];
