import { parameterUnit } from '../../content/cards/parameter-units.js';
import type { OneAlertPerDecision } from '../../domain/service-definition.js';
import type { ParamChange, ParamValue } from '../../engine/explain/compare-params.js';

/** What each setting of `oneAlertPerDecision` means at a value, in the words of a committee. */
const WORDS: Readonly<Record<string, (value: ParamValue) => string>> = {
  enabled: (v) =>
    v === true ? 'a user is not told the same of the same patient twice' : 'every call tells all that it finds',
  repeatAfterHours: (v) => `order-sign does not repeat for ${v} hours what order-select showed`,
  alwaysRepeatCritical: (v) =>
    v === true
      ? 'order-sign repeats critical findings all the same'
      : 'order-sign does not repeat critical findings either',
  'snooze.reasons': (v) => `these reasons keep a finding quiet: ${v === '' ? 'none' : v}`,
  'snooze.hours.info': (v) => (v === 0 ? 'no information is snoozed' : `information stays quiet for ${v} hours`),
  'snooze.hours.warning': (v) => (v === 0 ? 'no warning is snoozed' : `a warning stays quiet for ${v} hours`),
};

/** The settings of `oneAlertPerDecision` that differ, in the order of `rules.yaml`. */
export function compareRepeats(before: OneAlertPerDecision, after: OneAlertPerDecision): ParamChange[] {
  const [was, is] = [leavesOf(before), leavesOf(after)];
  return Object.entries(WORDS).flatMap(([name, words]) => {
    const [old, value] = [was[name], is[name]];
    if (old === undefined || value === undefined || old === value) return [];
    const path = `oneAlertPerDecision.${name}`;
    const unit = parameterUnit(path.split('.'));
    const values = `${old} -> ${value}${unit === null ? '' : ` ${unit}`}`;
    return [{ path, before: old, after: value, words: `${values}: ${words(value)}` }];
  });
}

function leavesOf({ snooze, ...settings }: OneAlertPerDecision): Readonly<Record<string, ParamValue>> {
  return {
    ...settings,
    'snooze.reasons': snooze.reasons.map(({ code }) => code).join(', '),
    'snooze.hours.info': snooze.hours.info,
    'snooze.hours.warning': snooze.hours.warning,
  };
}
