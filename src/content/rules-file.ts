import { ruleParams } from '../rules/params.js';
import { siteModes } from './mode-schema.js';

/** `hooks/rules.yaml`: the thresholds of the rules, and the modes of the whole site. */
export const rulesFile = ruleParams
  .extend({ modes: siteModes })
  .describe('Every threshold and severity of the service, and the mode of each rule in the whole site.');
