import type { RuleOutcome } from '../../domain/finding.js';
import type { ClinicalCase } from './clinical-case.js';

/**
 * What a row states beside the outcome and the rule did not say: facts handed to the card, suggestions. Only the facts
 * named are compared, of the first finding or of what is missing first.
 * @returns `facts.ratio: expected 1.5, got 1.49`, one per difference
 */
export function statedFactsMissed(row: ClinicalCase, outcome: RuleOutcome): string[] {
  const said =
    outcome.kind === 'findings'
      ? outcome.findings[0]
      : outcome.kind === 'indeterminate'
        ? outcome.missing[0]
        : undefined;
  return [
    ...differences('facts', row.facts, said?.facts ?? {}),
    ...(row.suggestions === undefined ? [] : differences('suggestions', row.suggestions, said?.suggestions ?? [])),
  ];
}

function differences(path: string, expected: unknown, got: unknown): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) return [told(path, expected, got)];
    return expected.flatMap((item: unknown, at) => differences(`${path}[${at}]`, item, got[at]));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof got !== 'object' || got === null) return [told(path, expected, got)];
    const known = got as Readonly<Record<string, unknown>>;
    return Object.entries(expected).flatMap(([key, value]) => differences(`${path}.${key}`, value, known[key]));
  }
  return expected === got ? [] : [told(path, expected, got)];
}

function told(path: string, expected: unknown, got: unknown): string {
  return `${path}: expected ${JSON.stringify(expected)}, got ${got === undefined ? 'nothing' : JSON.stringify(got)}`;
}
