import type { EvaluatedRule } from './outcomes.js';
import type { RuleEvent } from '../../domain/evaluation-event.js';

export function ruleEvent({ rule, mode, outcome, failed }: EvaluatedRule): RuleEvent {
  const base = { rule, mode };
  switch (outcome.kind) {
    case 'findings':
      return {
        ...base,
        outcome: outcome.findings.length === 0 ? 'silent' : 'findings',
        findings: outcome.findings.map(({ id, severity }) => ({ id, severity })),
        reasons: [],
      };
    case 'not-applicable':
      return { ...base, outcome: 'not-applicable', findings: [], reasons: [outcome.why] };
    case 'indeterminate':
      return {
        ...base,
        outcome: failed ? 'failed' : 'indeterminate',
        findings: [],
        reasons: outcome.missing.map(({ code }) => code),
      };
  }
}
