import type { RuleId, RuleOutcome } from '../../domain/finding.js';
import { type RuleParams, RULES } from '../../rules/index.js';

/** A way in which a rule can answer, in the words of the tables: `trough-high warning`, `indeterminate no-level`. */
export type Branch = string;

/** Every answer that a rule can give under these thresholds, silence included; a test proves that no row reaches another. */
export function branchesOf(rule: RuleId, params: RuleParams): readonly Branch[] {
  const module = RULES.find(({ id }) => id === rule);
  if (module === undefined) return [];
  const { findings, notApplicable } = module.answers(params);
  return [
    ...new Set([
      ...findings.map(([id, severity, silent]) => findingWords(id, severity, silent !== undefined)),
      'silent',
      ...notApplicable.map((why) => `not-applicable ${why}`),
      ...Object.keys(module.missing).map((code) => `indeterminate ${code}`),
    ]),
  ];
}

/** `trough-high warning`; what a site only rehearses: `interaction info (silent)`. */
function findingWords(id: string, severity: string, silent: boolean): string {
  return `${id} ${severity}${silent ? ' (silent)' : ''}`;
}

/** The branches that one outcome took. */
export function branchesTaken(outcome: RuleOutcome): readonly Branch[] {
  switch (outcome.kind) {
    case 'findings':
      return outcome.findings.length === 0
        ? ['silent']
        : outcome.findings.map(({ id, severity, silent }) => findingWords(id, severity, silent === true));
    case 'not-applicable':
      return [`not-applicable ${outcome.why}`];
    case 'indeterminate':
      return outcome.missing.map(({ code }) => `indeterminate ${code}`);
  }
}

/** An outcome in the words of the tables. */
export function outcomeInWords(outcome: RuleOutcome): string {
  return outcome.kind === 'indeterminate'
    ? `indeterminate ${outcome.missing.map(({ code }) => code).join(' + ')}`
    : branchesTaken(outcome).join(' + ');
}
