import type { CardContext, CardSubject } from '../../domain/card-context.js';
import type { SourceProblem } from '../../domain/fact-set.js';
import type { MissingFact } from '../../domain/finding.js';
import { entryOf } from '../files/keys.js';
import type { CardFrontMatter, Evidence, Labels } from './card-schemas.js';
import type { SharedTexts } from './card-templates.js';
import { SafeText } from './text-engine.js';

export type Dialect = 'markdown' | 'plain';

export interface ScopeContent {
  readonly labels: Labels;
  readonly evidence: Readonly<Record<string, Evidence>>;
  readonly shared: Readonly<Record<Dialect, SharedTexts>>;
}

/** Everything a template may name; documented in cards/README.md. Plain strings in it are text from the record. */
export function cardScope(
  content: ScopeContent,
  front: CardFrontMatter,
  subject: CardSubject,
  context: CardContext,
  dialect: Dialect,
): object {
  const problemText = (problem: SourceProblem) => problemOf(content, problem, dialect);
  const facts = subject.kind === 'finding' ? subject.finding.facts : {};
  const common = {
    order: context.order,
    /** An empty list, for a partial that wants one. */
    none: [],
    evidence: front.evidence.flatMap((key) => evidenceOf(content.evidence[key], facts)),
  };
  if (subject.kind === 'finding') {
    const concerns = (problem: SourceProblem) => front.sources.includes(problem.source);
    return {
      ...common,
      facts,
      rows: subject.finding.rows,
      severity: new SafeText(subject.finding.severity),
      problems: context.problems.filter(concerns).map(problemText),
    };
  }
  return {
    ...common,
    rules: subject.notEvaluated.rules.map(({ rule, missing }) => ({
      title: new SafeText(entryOf(content.labels.rules, rule).title),
      short: new SafeText(entryOf(content.labels.rules, rule).short),
      missing: missing.map((fact) => missingOf(content, fact, dialect)),
    })),
    problems: subject.notEvaluated.problems.map(problemText),
  };
}

function problemOf(content: ScopeContent, problem: SourceProblem, dialect: Dialect) {
  const source = new SafeText(content.labels.sources[problem.source]);
  const template = content.shared[dialect].problems[problem.code];
  const parameter = problem.parameter === undefined ? null : new SafeText(problem.parameter);
  const text = template?.render({ facts: { source, count: problem.count, parameter } }) ?? problem.code;
  return { source, text: new SafeText(text) };
}

function missingOf(content: ScopeContent, missing: MissingFact, dialect: Dialect) {
  const templates = content.shared[dialect].missing[missing.code];
  const scope = { facts: missing.facts };
  return {
    short: new SafeText(templates?.short.render(scope) ?? missing.code),
    text: new SafeText(templates?.text.render(scope) ?? missing.code),
  };
}

/** Evidence about men does not stand on a woman's card. */
function evidenceOf(evidence: Evidence | undefined, facts: Readonly<Record<string, unknown>>) {
  if (evidence === undefined) return [];
  const { onlyIfFact } = evidence;
  if (onlyIfFact !== undefined && facts[onlyIfFact] !== true) return [];
  return [
    {
      claim: new SafeText(evidence.claim),
      figure: evidence.figure === undefined ? null : new SafeText(evidence.figure),
      population: new SafeText(evidence.population),
      caveat: new SafeText(evidence.caveat),
      url: new SafeText(evidence.url),
    },
  ];
}
