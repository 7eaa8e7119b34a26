import type { CardContext, CardSubject } from '../../domain/card-context.js';
import { type Card, type OverrideReason, TRACE_EXTENSION } from '../../domain/card.js';
import type { SourceProblem } from '../../domain/fact-set.js';
import type { FindingId, MissingFact, SuggestionId } from '../../domain/finding.js';
import type { CardRenderer } from '../../domain/ports.js';
import type {
  CardFrontMatter,
  Evidence,
  Labels,
  OverrideReasonContent,
  SuggestionContent,
  WithdrawalContent,
} from './card-schemas.js';
import { type CardTemplates, type SharedTexts, entryOf } from './card-templates.js';
import { shorten } from './escape.js';
import { orderExtension, suggestedOrder, withdrawals } from './suggested-orders.js';
import { SafeText } from './text-engine.js';

/** Topics are ours, so is their code system; documented in cards/README.md. */
const TOPIC_SYSTEM = 'http://tacrolimus-cds.org/CodeSystem/card-topic';
/** CDS Hooks: a summary has fewer than 140 characters. */
export const SUMMARY_MAX = 139;

export interface CardContent {
  readonly front: CardFrontMatter;
  readonly templates: CardTemplates;
}

export interface RendererContent {
  readonly cards: Readonly<Record<FindingId, CardContent>>;
  readonly scope: ScopeContent;
  readonly suggestions: Readonly<Record<SuggestionId, SuggestionContent>>;
  readonly withdrawal: WithdrawalContent;
  readonly overrideReasons: Readonly<Record<string, OverrideReasonContent>>;
  readonly version: string;
}

export function createCardRenderer(content: RendererContent): CardRenderer {
  return Object.freeze({
    render: (subject: CardSubject, context: CardContext) => renderCard(content, subject, context),
  });
}

function renderCard(content: RendererContent, subject: CardSubject, context: CardContext): Card {
  const id = findingIdOf(subject);
  const { front, templates } = entryOf(content.cards, id);
  const scope = cardScope(content.scope, front, subject, context, 'markdown');
  const appendix = templates.appendix.render(scope);
  const offered = suggestionIdsOf(subject).filter((suggestion) => context.offeredAbove?.includes(suggestion) !== true);
  const suggestions = [
    ...offered.map((suggestion) => suggestedOrder(entryOf(content.suggestions, suggestion), context)),
    ...(context.offersWithdrawal === true ? withdrawals(content.withdrawal, context) : []),
  ];
  return {
    uuid: context.newUuid(),
    summary: shorten(renderSummary(content, subject, context), SUMMARY_MAX),
    indicator: subject.kind === 'finding' ? subject.finding.severity : 'info',
    detail: `${templates.detail.render(scope)}${joinedNote(content, context)}`,
    ...(appendix === '' ? {} : { appendix }),
    source: {
      label: front.source.label,
      url: front.source.url,
      topic: { system: TOPIC_SYSTEM, code: front.topic.code, display: front.topic.display },
    },
    ...(suggestions.length > 0 ? { suggestions, selectionBehavior: context.selectionBehavior } : {}),
    overrideReasons: front.overrideReasons.flatMap((key) => overrideReason(content.overrideReasons[key])),
    ...(front.links.length > 0 ? { links: front.links.map((link) => ({ ...link })) } : {}),
    extension: {
      [TRACE_EXTENSION]: {
        ...(subject.kind === 'finding' ? { rule: subject.finding.rule } : {}),
        finding: id,
        contentVersion: content.version,
        factsHash: context.factsHash,
      },
      ...orderExtension(context.order),
    },
  };
}

/** The summary before the last cut: the check at load measures this one. */
export function renderSummary(content: RendererContent, subject: CardSubject, context: CardContext): string {
  const { front, templates } = entryOf(content.cards, findingIdOf(subject));
  const scope = cardScope(content.scope, front, subject, context, 'plain');
  const summary = templates.summary.render(scope);
  return summary.length > SUMMARY_MAX && templates.summaryWhenLong !== null
    ? templates.summaryWhenLong.render(scope)
    : summary;
}

export function findingIdOf(subject: CardSubject): FindingId {
  return subject.kind === 'finding' ? subject.finding.id : 'not-evaluated';
}

function suggestionIdsOf(subject: CardSubject): readonly SuggestionId[] {
  if (subject.kind === 'finding') return subject.finding.suggestions;
  return [
    ...new Set(subject.notEvaluated.rules.flatMap(({ missing }) => missing.flatMap(({ suggestions }) => suggestions))),
  ];
}

/** Tells what has no card of its own in the words of its summary. */
function joinedNote(content: RendererContent, context: CardContext): string {
  const { joined = [], ...rest } = context;
  const template = content.scope.shared.markdown.cardLimit;
  if (joined.length === 0 || template === null) return '';
  const summaries = joined.map((finding) => renderSummary(content, { kind: 'finding', finding }, rest));
  return `\n\n${template.render({ facts: { summaries } })}`;
}

function overrideReason(content: OverrideReasonContent | undefined): OverrideReason[] {
  return content === undefined ? [] : [{ system: content.system, code: content.code, display: content.display }];
}

export type Dialect = 'markdown' | 'plain';

interface ScopeContent {
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
    above: context.above ?? [],
    recent: context.recent,
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
  const text =
    template?.render({ facts: { source, count: problem.count, parameter, fault: problem.fault ?? null } }) ??
    problem.code;
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
