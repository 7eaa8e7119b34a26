import { type FixedParts, proveFixedParts } from '../../cds-hooks/response/validate-response.js';
import type { CardContext, CardSubject, NotEvaluated } from '../../domain/card-context.js';
import { type Card, type OverrideReason, TRACE_EXTENSION } from '../../domain/card.js';
import type { SourceProblem } from '../../domain/fact-set.js';
import {
  type Finding,
  type FindingId,
  type MissingFact,
  SEVERITIES,
  type Severity,
  type SuggestionId,
} from '../../domain/finding.js';
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

/** What is the same on every card of a finding, made and checked once. */
type Fixed = Readonly<Record<FindingId, FixedParts>>;

export function createCardRenderer(content: RendererContent): CardRenderer {
  const fixed = Object.fromEntries(
    Object.entries(content.cards).map(([id, { front }]) => [id, proveFixedParts(fixedParts(content, front))]),
  ) as Fixed;
  return Object.freeze({
    render: (subject: CardSubject, context: CardContext) => renderCard(content, fixed, subject, context),
  });
}

function fixedParts({ overrideReasons }: RendererContent, front: CardFrontMatter): FixedParts {
  const { source, topic, links } = front;
  return {
    source: {
      label: source.label,
      url: source.url,
      topic: { system: TOPIC_SYSTEM, code: topic.code, display: topic.display },
    },
    overrideReasons: front.overrideReasons.flatMap((key) => overrideReason(overrideReasons[key])),
    ...(links.length > 0 ? { links: links.map((link) => ({ ...link })) } : {}),
  };
}

function renderCard(content: RendererContent, fixed: Fixed, subject: CardSubject, context: CardContext): Card {
  const id = findingIdOf(subject);
  const { front, templates } = entryOf(content.cards, id);
  const scope = cardScope(content.scope, front, subject, context, 'markdown');
  const appendix = templates.appendix.render(scope);
  const offered = suggestionIdsOf(subject).filter((suggestion) => context.offeredAbove?.includes(suggestion) !== true);
  const { source, overrideReasons, links } = entryOf(fixed, id);
  const suggestions = [
    ...offered.map((suggestion) => suggestedOrder(entryOf(content.suggestions, suggestion), context)),
    ...(context.offersWithdrawal === true ? withdrawals(content.withdrawal, context) : []),
  ];
  return {
    uuid: context.newUuid(),
    summary: shorten(renderSummary(content, subject, context), SUMMARY_MAX),
    indicator: severityOf(subject),
    detail: `${templates.detail.render(scope)}${joinedNote(content, context)}`,
    ...(appendix === '' ? {} : { appendix }),
    source,
    ...(suggestions.length > 0 ? { suggestions, selectionBehavior: context.selectionBehavior } : {}),
    ...(overrideReasons === undefined ? {} : { overrideReasons }),
    ...(links === undefined ? {} : { links }),
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

/** What could not be checked is information, unless what joins it is more serious (docs/clinical/monitoring.md#raised). */
function severityOf(subject: CardSubject): Severity {
  if (subject.kind === 'finding') return subject.finding.severity;
  const joins = subject.notEvaluated.joins ?? [];
  return SEVERITIES.findLast((each) => joins.some(({ severity }) => severity === each)) ?? 'info';
}

function suggestionIdsOf(subject: CardSubject): readonly SuggestionId[] {
  if (subject.kind === 'finding') return subject.finding.suggestions;
  const { rules, joins = [] } = subject.notEvaluated;
  const wanted = [...joins, ...rules.flatMap(({ missing }) => missing)];
  return [...new Set(wanted.flatMap(({ suggestions }) => suggestions))];
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

export type Markup = 'markdown' | 'plain';

interface ScopeContent {
  readonly labels: Labels;
  readonly evidence: Readonly<Record<string, Evidence>>;
  readonly shared: Readonly<Record<Markup, SharedTexts>>;
}

/** Everything a template may name; documented in cards/README.md. Plain strings in it are text from the record. */
export function cardScope(
  content: ScopeContent,
  front: CardFrontMatter,
  subject: CardSubject,
  context: CardContext,
  markup: Markup,
): object {
  const problemText = (problem: SourceProblem) => problemOf(content, problem, markup);
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
      severity: new SafeText(severityOf(subject)),
      problems: context.problems.filter(concerns).map(problemText),
    };
  }
  const { joins = [], problems } = subject.notEvaluated;
  const rules = openRules(content, subject.notEvaluated, markup);
  return {
    ...common,
    /** More than information, because of what joined. */
    raised: severityOf(subject) !== 'info',
    rules,
    reasons: byReason(rules.flatMap((rule) => rule.missing.map((reason) => ({ rule, reason })))),
    mainReasons: byReason(rules.flatMap((rule) => rule.missing.slice(0, 1).map((reason) => ({ rule, reason })))),
    joins: joins.map((finding) => joinOf(content, finding, markup)),
    problems: problems.map(problemText),
  };
}

interface Reason {
  readonly short: SafeText;
  readonly text: SafeText;
}

interface OpenRule {
  readonly title: SafeText;
  readonly short: SafeText;
  readonly missing: readonly Reason[];
}

function openRules(content: ScopeContent, { rules }: NotEvaluated, markup: Markup): OpenRule[] {
  return rules.map(({ rule, missing }) => ({
    title: new SafeText(entryOf(content.labels.rules, rule).title),
    short: new SafeText(entryOf(content.labels.rules, rule).short),
    missing: missing.map((fact) => missingOf(content, fact, markup)),
  }));
}

/** What several rules lack is said once, after the names of them all. */
function byReason(lacks: readonly { readonly rule: OpenRule; readonly reason: Reason }[]) {
  const texts = [...new Set(lacks.map(({ reason }) => reason.text.text))];
  return texts.flatMap((text) => {
    const same = lacks.filter(({ reason }) => reason.text.text === text);
    const listed = (words: (rule: OpenRule) => SafeText) =>
      new SafeText([...new Set(same.map(({ rule }) => words(rule).text))].join(', '));
    return same.slice(0, 1).map(({ reason }) => ({
      ...reason,
      titles: listed(({ title }) => title),
      shorts: listed(({ short }) => short),
    }));
  });
}

function joinOf(content: ScopeContent, { id, facts }: Finding, markup: Markup): Reason {
  const templates = content.shared[markup].joins[id];
  return {
    short: new SafeText(templates?.short.render({ facts }) ?? id),
    text: new SafeText(templates?.text.render({ facts }) ?? id),
  };
}

function problemOf(content: ScopeContent, problem: SourceProblem, markup: Markup) {
  const source = new SafeText(content.labels.sources[problem.source]);
  const template = content.shared[markup].problems[problem.code];
  const parameter = problem.parameter === undefined ? null : new SafeText(problem.parameter);
  const text =
    template?.render({ facts: { source, count: problem.count, parameter, fault: problem.fault ?? null } }) ??
    problem.code;
  return { source, text: new SafeText(text) };
}

function missingOf(content: ScopeContent, missing: MissingFact, markup: Markup): Reason {
  const templates = content.shared[markup].missing[missing.code];
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
