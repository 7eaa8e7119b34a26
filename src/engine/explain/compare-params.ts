import { SEVERITIES } from '../../domain/finding.js';
import type { BurdenContract } from '../../domain/service-definition.js';
import { ruleParams, type RuleParams } from '../../rules/index.js';
import { settingAt } from '../../rules/shared/setting.js';

export type ParamValue = string | number | boolean;

/** Between the names of a list. */
export const LIST = ', ';

export interface ParamChange {
  /** `trough.limit` */
  readonly path: string;
  readonly before: ParamValue;
  readonly after: ParamValue;
  /** `15 -> 12 ng/mL: a level above 12 fires` */
  readonly words: string;
}

/** Every threshold, severity, switch and list of names as `path -> value`. */
export function flattenParams(params: RuleParams): ReadonlyMap<string, ParamValue> {
  const leaves = new Map<string, ParamValue>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') leaves.set(path, value);
    else if (Array.isArray(value)) leaves.set(path, value.join(LIST));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) walk(child, path === '' ? key : `${path}.${key}`);
    }
  };
  walk(params, '');
  return leaves;
}

/** The thresholds that differ, in the order of `rules.yaml`. */
export function compareParams(before: RuleParams, after: RuleParams): ParamChange[] {
  const was = flattenParams(before);
  return [...flattenParams(after)].flatMap(([path, value]) => {
    const old = was.get(path);
    return old === undefined || old === value
      ? []
      : [{ path, before: old, after: value, words: words(path, old, value) }];
  });
}

/** What of the burden contract differs; a bound that is not agreed is `none`. */
export function compareBurden(before: BurdenContract | null, after: BurdenContract | null): ParamChange[] {
  const [old, fresh] = [boundsOf(before), boundsOf(after)];
  return Object.keys(old).flatMap((bound) => {
    const [was, is] = [old[bound] ?? 'none', fresh[bound] ?? 'none'];
    return was === is ? [] : [{ path: `burden.${bound}`, before: was, after: is, words: `${was} -> ${is}` }];
  });
}

function boundsOf(contract: BurdenContract | null): Readonly<Record<string, number | null>> {
  const ofSeverity = SEVERITIES.map(
    (severity) => [`maxBySeverity.${severity}`, contract?.maxBySeverity[severity] ?? null] as const,
  );
  return {
    maxCardsPer100Orders: contract?.maxCardsPer100Orders ?? null,
    minCardsPer100Orders: contract?.minCardsPer100Orders ?? null,
    ...Object.fromEntries(ofSeverity),
  };
}

function words(path: string, before: ParamValue, after: ParamValue): string {
  const setting = settingAt(ruleParams, path.split('.'));
  const unit = setting?.unit ?? null;
  const effect = setting === null ? '' : `: ${setting.effect(String(after))}`;
  // A number that other rules read too changes more than its own card.
  const also = setting?.also === undefined ? '' : `; also ${setting.also}`;
  return `${before} -> ${after}${unit === null ? '' : ` ${unit}`}${effect}${also}`;
}
