import { createHash } from 'node:crypto';
import { findResponseFaults } from '../../cds-hooks/response/validate-response.js';
import type { CardContext, CardSubject, NotEvaluated } from '../../domain/card-context.js';
import { type Card, wholeDetail } from '../../domain/card.js';
import { CdsError } from '../../domain/cds-error.js';
import type { ProblemCode, SourceProblem } from '../../domain/fact-set.js';
import {
  type Finding,
  type FindingId,
  type MissingFact,
  type RuleId,
  SEVERITIES,
  type Severity,
  type SuggestionId,
} from '../../domain/finding.js';
import type { CardRenderer } from '../../domain/ports.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { JOINING_RULES } from '../../rules/index.js';
import { type EvaluatedRule, RULE_ERROR } from './outcomes.js';

/** What the cards of one answer share. */
export type AnswerContext = Omit<CardContext, 'factsHash'>;

/** What one answer is made of. */
interface AnswerParts {
  readonly service: ServiceDefinition;
  /** Findings to show, in order. */
  readonly findings: readonly Finding[];
  /** Findings that join another card. */
  readonly joined: readonly Finding[];
  /** Findings that have no card, and stand on the "not checked" card where there is one. */
  readonly joins: readonly Finding[];
  /** Rules that may speak to this user. */
  readonly shownRules: readonly EvaluatedRule[];
  readonly problems: readonly SourceProblem[];
}

/**
 * The cards of one answer: one per finding, then what could not be checked - before the findings that are less serious than what
 * joined it. What has no card of its own is told on the last card, or on that one.
 * @returns the cards, the findings that have one, and whether what could not be checked has one
 * @throws CdsError `internal` when not even the data-gap card can be written
 */
export function renderAnswer(
  parts: AnswerParts,
  context: AnswerContext,
  cards: CardRenderer,
): { readonly cards: readonly Card[]; readonly findings: readonly Finding[]; readonly hasGapCard: boolean } {
  const { written, unrenderable } = writeFindings(parts.findings, context, cards);
  const findings = written.map(({ finding }) => finding);
  const joined = parts.joined.length === 0 ? {} : { joined: parts.joined };
  const gaps = gapsToTell(parts, unrenderable);
  if (gaps === null) {
    const last = written.at(-1);
    const all = written.map(({ card }) => card);
    if (last === undefined || parts.joined.length === 0) return { cards: all, findings, hasGapCard: false };
    const lastCard = renderOne(last.subject, { ...last.inAnswer, ...joined }, cards) ?? last.card;
    return { cards: [...all.slice(0, -1), lastCard], findings, hasGapCard: false };
  }
  const above = written.filter(({ finding }) => rank(finding.severity) >= rank(severityOf(gaps)));
  const offeredAbove = above.flatMap(({ finding }) => finding.suggestions);
  const inAnswer = { ...context, above: above.map(({ finding }) => finding.id), offeredAbove, ...joined };
  const gapCard = renderOne({ kind: 'not-evaluated', notEvaluated: gaps }, inAnswer, cards);
  if (gapCard === null) throw new CdsError('internal', 'the data-gap card could not be written');
  const below = written.slice(above.length).map(({ subject, card, inAnswer: before }) => {
    const offered = [...before.offeredAbove, ...offersOf(gaps)];
    return renderOne(subject, { ...before, offeredAbove: offered }, cards) ?? card;
  });
  return { cards: [...above.map(({ card }) => card), gapCard, ...below], findings, hasGapCard: true };
}

interface Written {
  readonly finding: Finding;
  readonly subject: CardSubject;
  readonly card: Card;
  readonly inAnswer: AnswerContext & { readonly offeredAbove: readonly SuggestionId[] };
}

/** The cards of the findings, most serious first, and the rules whose card could not be written. */
function writeFindings(
  findings: readonly Finding[],
  context: AnswerContext,
  cards: CardRenderer,
): { readonly written: readonly Written[]; readonly unrenderable: readonly RuleId[] } {
  const unrenderable: RuleId[] = [];
  const offered = new Set<SuggestionId>();
  const above: FindingId[] = [];
  let isWithdrawalOffered = false;
  const written = findings.flatMap((finding): Written[] => {
    const subject: CardSubject = { kind: 'finding', finding };
    const offersWithdrawal = finding.severity === 'critical' && !isWithdrawalOffered;
    const inAnswer = { ...context, above: [...above], offeredAbove: [...offered], offersWithdrawal };
    const card = renderOne(subject, inAnswer, cards);
    if (card === null) {
      unrenderable.push(finding.rule);
      return [];
    }
    finding.suggestions.forEach((suggestion) => offered.add(suggestion));
    isWithdrawalOffered ||= offersWithdrawal;
    above.push(finding.id);
    return [{ finding, subject, card, inAnswer }];
  });
  return { written, unrenderable };
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Information, unless what joins it is more serious. */
function severityOf({ joins = [] }: NotEvaluated): Severity {
  return SEVERITIES.findLast((each) => joins.some(({ severity }) => severity === each)) ?? 'info';
}

function offersOf({ rules, joins = [] }: NotEvaluated): SuggestionId[] {
  return [...joins, ...rules.flatMap(({ missing }) => missing)].flatMap(({ suggestions }) => suggestions);
}

/** A card that cannot be written, or that CDS Hooks would refuse, must not vanish: its rule is named as not evaluated. */
function renderOne(subject: CardSubject, context: AnswerContext, cards: CardRenderer): Card | null {
  try {
    const hash = () => factsHash(context.patientId, subject);
    if (cards.isForCounting === true) {
      const whenAsked = {
        ...context,
        get factsHash() {
          return hash();
        },
      };
      return cards.render(subject, whenAsked);
    }
    const card = cards.render(subject, { ...context, factsHash: hash() });
    // As it is sent where everything stands on the card.
    const whole = card.appendix === undefined ? card : { ...card, detail: wholeDetail(card) };
    return findResponseFaults({ cards: [whole] }).length === 0 ? card : null;
  } catch {
    return null;
  }
}

/** What the calendar changes from one day to the next, although nothing new is known of the patient. */
const COUNTED_FROM_TODAY = new Set(['daysAgo', 'days', 'months', 'weekOfCourse']);

/**
 * SHA-256 over what one card rests on, for its trace and for "the same facts again". Equal facts of two patients differ,
 * because the patient's id goes in; nothing can be read back out. Severity stays outside: whether a finding became more
 * serious is asked for itself.
 */
export function factsHash(patientId: string, subject: CardSubject): string {
  const facts = subject.kind === 'finding' ? findingFacts(subject.finding) : subject.notEvaluated;
  return createHash('sha256')
    .update(JSON.stringify([patientId, facts], withoutToday))
    .digest('hex');
}

function findingFacts({ rule, id, rows, facts }: Finding) {
  return { rule, id, rows, facts };
}

function withoutToday(key: string, value: unknown): unknown {
  return COUNTED_FROM_TODAY.has(key) ? undefined : value;
}

/**
 * What the data-gap card has to say, or null. An optional source that this server does not offer is
 * named on the cards it concerns, but is no news at every order.
 *
 * @param parts where no rule may speak, gaps are no news to anybody
 * @param unrenderable rules whose card could not be written
 */
export function gapsToTell(
  { service, shownRules, problems, joins }: Pick<AnswerParts, 'service' | 'shownRules' | 'problems' | 'joins'>,
  unrenderable: readonly RuleId[],
): NotEvaluated | null {
  if (shownRules.length === 0 || service.notEvaluatedCard === 'never') return null;
  const open = shownRules.flatMap(({ rule, outcome }) =>
    outcome.kind === 'indeterminate' ? [{ rule, missing: outcome.missing }] : [],
  );
  const faulty = unrenderable.map((rule) => ({
    rule,
    missing: RULE_ERROR.kind === 'indeterminate' ? RULE_ERROR.missing : [],
  }));
  const failures = problems.filter((problem) => isNews(service, problem));
  const all = [...open, ...faulty].filter(isShown);
  const rules = service.notEvaluatedCard === 'always' ? all : all.filter(({ missing }) => missing.some(isDataGap));
  if (rules.length === 0 && failures.length === 0) return null;
  return { rules, problems: failures, ...(joins.length === 0 ? {} : { joins }) };
}

/** A rule of which nothing ever has a card tells of nothing that it could not check, unless it failed: the others say the same. */
function isShown({ rule, missing }: NotEvaluated['rules'][number]): boolean {
  return !JOINING_RULES.includes(rule) || missing.some(({ code }) => code === 'rule-error');
}

function isNews(service: ServiceDefinition, { source, code }: SourceProblem): boolean {
  const isOptional = service.sources[source]?.required === false;
  return !(isOptional && code === 'not-offered');
}

/** Data that should have come and did not or cannot be read, or a fault of ours - not a chart that has nothing recent. */
function isDataGap(fact: MissingFact): boolean {
  return (
    fact.unavailable ||
    /-(?:incomplete|unusable|left-out|not-judged|imprecise)$/.test(fact.code) ||
    fact.code === 'rule-error'
  );
}

/**
 * What a 412 says to the people who connect the EHR; clinicians read `cards/gaps.yaml`. Our own words and the keys of the
 * prefetch only: nothing of the patient, no address.
 */
export const PROBLEM_WORDS: Readonly<Record<ProblemCode, string>> = {
  'not-provided': 'not in the request, and no server was asked',
  'access-unreadable': 'not in the request, and fhirServer or fhirAuthorization cannot be read',
  'fetch-failed': 'could not be read',
  timeout: 'the FHIR server did not answer in time',
  refused: 'the FHIR server refused access',
  'token-expired': 'the access token of the request had expired',
  'not-offered': 'the FHIR server does not offer this search',
  'operation-outcome': 'the EHR sent an error (OperationOutcome) instead of data',
  'not-an-answer': 'the empty list that was sent does not answer the question',
  'pages-missing': 'not all of it is there',
  'other-patient': 'holds resources of another patient',
  'medication-unresolved': 'a drug is only referred to, and the reference leads nowhere',
};

export const ORDER_NOT_IDENTIFIED =
  'The drug of an order could not be identified, so whether it is tacrolimus is not known: ' +
  'it has neither code nor text, or its medicationReference could not be read.';

export const MEDICATION_HISTORY_NOT_READ =
  'The medication history could not be read in full, so whether the patient takes tacrolimus is not known.';

export const CHART_NOT_READ = 'Nothing could be evaluated, because the chart could not be read.';

/** Adds what could not be read and why; sources with the same trouble stand together. */
export function withProblems(what: string, problems: readonly SourceProblem[]): string {
  const troubleOf = ({ code, fault }: SourceProblem): string =>
    fault === undefined ? PROBLEM_WORDS[code] : `${PROBLEM_WORDS[code]}: ${fault}`;
  const troubles = [...new Set(problems.map(troubleOf))];
  const groups = troubles.map((trouble) => {
    const sources = problems.filter((problem) => troubleOf(problem) === trouble).map(({ source }) => source);
    return `${sources.join(', ')} (${trouble})`;
  });
  return groups.length === 0 ? what : `${what} By prefetch key: ${groups.join('; ')}.`;
}
