import * as z from 'zod';
import type { RuleId } from '../../domain/finding.js';
import { flattenParams } from '../../engine/explain/compare-params.js';
import { RULE_IDS, type RuleParams, ruleParams } from '../../rules/index.js';
import { settingAt } from '../../rules/shared/setting.js';
import { withNumbers } from './other-numbers.js';

/** A number of `hooks/rules.yaml` that moves one rule, and the values at which it is tried. */
export interface Threshold {
  /** `trough.limit` */
  readonly path: string;
  readonly rule: RuleId;
  readonly unit: string | null;
  readonly what: string;
  /** What the product ships. */
  readonly shipped: number;
  /** What the content in force says. */
  readonly site: number;
  /** In rising order; `params` is null where the value contradicts another setting. */
  readonly steps: readonly { readonly value: number; readonly params: RuleParams | null }[];
}

interface SettingNode {
  readonly properties?: Readonly<Record<string, SettingNode>>;
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly description?: string;
}

/** Every numeric threshold with an allowed range, by the schema of `hooks/rules.yaml`. Worked out once for each content. */
export function thresholdsOf(params: RuleParams): readonly Threshold[] {
  const schema = z.toJSONSchema(ruleParams, { io: 'input' }) as SettingNode;
  const values = flattenParams(params);
  const all = RULE_IDS.flatMap((rule) =>
    leaves(schema.properties?.[rule], rule).map((leaf) => [rule, ...leaf] as const),
  );
  return all.flatMap(([rule, path, leaf]) => {
    const site = values.get(path);
    const { minimum, maximum, default: shipped } = leaf;
    if (minimum === undefined || maximum === undefined || typeof site !== 'number' || typeof shipped !== 'number')
      return [];
    const steps = stepsOf(minimum, maximum, leaf.type === 'integer', [shipped, site]);
    return {
      path,
      rule,
      unit: settingAt(ruleParams, path.split('.'))?.unit ?? null,
      what: leaf.description ?? '',
      shipped,
      site,
      steps: steps.map((value) => ({ value, params: withNumbers(params, rule, [{ path, value }]) })),
    };
  });
}

function leaves(node: SettingNode | undefined, path: string): (readonly [string, SettingNode])[] {
  if (node?.properties === undefined) return node === undefined ? [] : [[path, node]];
  return Object.entries(node.properties).flatMap(([name, child]) => leaves(child, `${path}.${name}`));
}

const MOST_STEPS = 15;
const WIDTHS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 25, 50];

/** At most some 15 even steps over the allowed range, with both ends and the values that matter. */
function stepsOf(from: number, to: number, whole: boolean, always: readonly number[]): number[] {
  const width =
    WIDTHS.find((each) => (to - from) / each <= MOST_STEPS && (!whole || Number.isInteger(each))) ?? to - from;
  const even = Array.from({ length: Math.floor((to - from) / width + 1e-9) + 1 }, (_, at) => from + at * width);
  const rounded = [...even, to, ...always].map((value) => Number(value.toPrecision(9)));
  return [...new Set(rounded)].sort((a, b) => a - b);
}
