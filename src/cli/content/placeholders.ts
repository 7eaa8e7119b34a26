import type { ParamValue } from '../../engine/explain/compare-params.js';
import { CaseError } from './case-error.js';

/** What `{...}` may name: every threshold in force by its path, and what a generated row adds (`value`, `date`). */
export type Names = ReadonlyMap<string, ParamValue>;

/**
 * Writes thresholds in force into the words of a row: `{trough.limit}`, `{trough.limit + 0.1}`,
 * `{80 * aki.ratioStage1}`. Calculated from left to right.
 * @throws CaseError naming the placeholder
 */
export function fillPlaceholders(value: unknown, names: Names): unknown {
  if (typeof value === 'string')
    return value.replace(/\{([^{}]+)\}/g, (_all, inside: string) => evaluate(inside, names));
  if (Array.isArray(value)) return value.map((item: unknown) => fillPlaceholders(item, names));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillPlaceholders(item, names)]));
  }
  return value;
}

function evaluate(text: string, names: Names): string {
  const [first = '', ...rest] = text.trim().split(/\s+/);
  if (rest.length === 0) return String(resolve(first, names, text));
  let result = numberOf(first, names, text);
  for (let at = 0; at < rest.length; at += 2) {
    result = apply(rest[at] ?? '', result, numberOf(rest[at + 1] ?? '', names, text), text);
  }
  return decimal(result);
}

function resolve(name: string, names: Names, text: string): ParamValue {
  if (/^\d+(\.\d+)?$/.test(name)) return Number(name);
  const value = names.get(name);
  if (value === undefined) throw new CaseError(`{${text}}: "${name}" is neither a number nor a threshold`);
  return value;
}

function numberOf(name: string, names: Names, text: string): number {
  const value = resolve(name, names, text);
  if (typeof value !== 'number') throw new CaseError(`{${text}}: "${name}" is not a number`);
  return value;
}

function apply(operator: string, left: number, right: number, text: string): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    default:
      throw new CaseError(`{${text}}: "${operator}" is none of + - * /`);
  }
}

/** Without an exponent, and without the tail of binary arithmetic: 15.1, not 15.100000000000001. */
export function decimal(value: number): string {
  return String(Number(value.toFixed(7)));
}
