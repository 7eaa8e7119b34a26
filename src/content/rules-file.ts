import { ruleParams } from '../rules/params.js';
import { siteModes } from './mode-schema.js';
import { oneAlertFile } from './one-alert-schema.js';

/** `hooks/rules.yaml`: the thresholds of the rules, the modes of the whole site, and what is not told twice. */
export const rulesFile = ruleParams
  .extend({ modes: siteModes, oneAlertPerDecision: oneAlertFile })
  .describe('Every threshold and severity of the service, and the mode of each rule in the whole site.');
