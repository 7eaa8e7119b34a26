import type { RuleId } from '../../domain/finding.js';
import { type RuleParams, ruleParams } from '../../rules/index.js';

/**
 * The content with other numbers in the section of one rule; null where they contradict each other. The other sections are the very ones of
 * the content: what is read of a chart by them alone is read once.
 */
export function withNumbers(
  params: RuleParams,
  rule: RuleId,
  numbers: readonly { readonly path: string; readonly value: number }[],
): RuleParams | null {
  const section = rule as keyof RuleParams;
  const copy = structuredClone<unknown>(params[section]) as Record<string, unknown>;
  for (const { path, value } of numbers) set(copy, path.split('.').slice(1), value);
  const checked = ruleParams.shape[section].safeParse(copy);
  return checked.success ? { ...params, [section]: checked.data } : null;
}

function set(into: Record<string, unknown>, path: readonly string[], value: number): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) into[name] = value;
  else set(into[name] as Record<string, unknown>, rest, value);
}
