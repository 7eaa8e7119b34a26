import { pathText } from '../check/check-shape.js';
import type { ContentPath } from '../files/yaml-source.js';
import { ruleParams } from '../../rules/index.js';
import { settingAt } from '../../rules/shared/setting.js';

/** Units of the numbers in `hooks/rules.yaml` that belong to no rule, by path. */
const OTHER_UNITS: Readonly<Record<string, string>> = {
  'oneAlertPerDecision.repeatAfterHours': 'hours',
  'oneAlertPerDecision.snooze.hours.info': 'hours',
  'oneAlertPerDecision.snooze.hours.warning': 'hours',
};

/** `ng/mL` for `trough.limit`; null where there is none. */
export function parameterUnit(path: ContentPath): string | null {
  return settingAt(ruleParams, path)?.unit ?? OTHER_UNITS[pathText(path)] ?? null;
}
