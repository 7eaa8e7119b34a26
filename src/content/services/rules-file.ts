import { ruleParams } from '../../rules/shared/params.js';
import { burdenContract } from './burden-schema.js';
import { siteModes } from './mode-schema.js';
import { oneAlertFile } from './one-alert-schema.js';

/** `hooks/rules.yaml`: the thresholds of the rules, the modes of the whole site, its burden contract, and what is not told twice. */
export const rulesFile = ruleParams
  .extend({ modes: siteModes, burden: burdenContract, oneAlertPerDecision: oneAlertFile })
  .describe('Every threshold and severity of the service, and the mode of each rule in the whole site.');
