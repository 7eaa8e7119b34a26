import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { RuleId } from '../../domain/finding.js';
import { RULES, ruleParams, type RuleParams } from '../../rules/index.js';
import { outcomeInWords } from './rule-branches.js';
import { compareParams, LIST, type ParamChange, type ParamValue } from './compare-params.js';

/** A threshold that, changed alone, already changes what the rule says of these facts. */
export type FlipCause = Pick<ParamChange, 'path' | 'before' | 'after' | 'words'>;

/**
 * Which of the changed thresholds flip a rule on the same facts. Each is tried alone on the old ones; where none does so
 * alone, all of them together did, and all are named that the rule's own section holds.
 */
export function flipCauses(
  rule: RuleId,
  snapshot: ClinicalSnapshot,
  before: RuleParams,
  after: RuleParams,
): readonly FlipCause[] {
  const changes = compareParams(before, after);
  const was = outcomeUnder(rule, snapshot, before);
  if (outcomeUnder(rule, snapshot, after) === was) return [];
  const alone = changes.filter(({ path, after: value }) => {
    const changed = withParam(before, path, value);
    return changed !== null && outcomeUnder(rule, snapshot, changed) !== was;
  });
  return alone.length > 0 ? alone : changes;
}

function outcomeUnder(rule: RuleId, snapshot: ClinicalSnapshot, params: RuleParams): string {
  const found = RULES.find(({ id }) => id === rule);
  if (found === undefined) return '';
  const outcome = found.evaluate(snapshot, params);
  return outcome.kind === 'indeterminate' ? JSON.stringify(outcome.missing) : outcomeInWords(outcome);
}

/** null where the one change alone gives thresholds that contradict each other. */
function withParam(params: RuleParams, path: string, value: ParamValue): RuleParams | null {
  const copy = structuredClone<unknown>(params) as Record<string, unknown>;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at = copy;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  at[last] = Array.isArray(at[last]) ? String(value).split(LIST) : value;
  const checked = ruleParams.safeParse(copy);
  return checked.success ? checked.data : null;
}
