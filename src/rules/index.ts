import { akiRule } from './aki/aki.js';
import { durationRule } from './duration/duration.js';
import type { Rule } from './rule.js';
import { thiopurinePlanRule } from './thiopurine-plan/thiopurine-plan.js';
import { troughRule } from './trough/trough.js';

/** The rules of docs/clinical, in the order in which their cards stand within one severity. */
export const RULES: readonly Rule[] = [akiRule, troughRule, thiopurinePlanRule, durationRule];
