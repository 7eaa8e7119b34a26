import type { NotEvaluated } from '../../domain/card-context.js';
import type { SourceProblem } from '../../domain/fact-set.js';
import type { MissingFact, RuleId } from '../../domain/finding.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { RULE_ERROR, type EvaluatedRule } from './outcomes.js';

/**
 * What the data-gap card has to say, or null. An optional source that this server does not offer is
 * named on the cards it concerns, but is no news at every order.
 *
 * @param shown the rules that may speak; where there are none, their gaps are no news to anybody
 * @param unrenderable rules whose card could not be written
 */
export function gapsToTell(
  service: ServiceDefinition,
  shown: readonly EvaluatedRule[],
  unrenderable: readonly RuleId[],
  problems: readonly SourceProblem[],
): NotEvaluated | null {
  if (shown.length === 0) return null;
  const open = shown.flatMap(({ rule, outcome }) =>
    outcome.kind === 'indeterminate' ? [{ rule, missing: outcome.missing }] : [],
  );
  const faulty = unrenderable.map((rule) => ({
    rule,
    missing: RULE_ERROR.kind === 'indeterminate' ? RULE_ERROR.missing : [],
  }));
  const failures = problems.filter((problem) => isNews(service, problem));
  const rules = [...open, ...faulty];
  if (rules.length === 0 && failures.length === 0) return null;
  switch (service.notEvaluatedCard) {
    case 'always':
      return { rules, problems: failures };
    case 'data-unavailable': {
      const dataGaps = rules.filter(({ missing }) => missing.some(isDataGap));
      return dataGaps.length === 0 && failures.length === 0 ? null : { rules: dataGaps, problems: failures };
    }
    case 'never':
      return null;
  }
}

function isNews(service: ServiceDefinition, { source, code }: SourceProblem): boolean {
  const isOptional = service.sources[source]?.required === false;
  return !(isOptional && code === 'not-offered');
}

/** Data that should have come and did not, or a fault of ours - as opposed to a chart that has nothing recent. */
function isDataGap(fact: MissingFact): boolean {
  return fact.unavailable || fact.code.endsWith('-incomplete') || fact.code === 'rule-error';
}
