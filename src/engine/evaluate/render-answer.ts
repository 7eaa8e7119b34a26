import { createHash } from 'node:crypto';
import type { CardContext, CardSubject } from '../../domain/card-context.js';
import { CdsError } from '../../domain/cds-error.js';
import type { SourceProblem } from '../../domain/fact-set.js';
import type { Finding, FindingId, RuleId } from '../../domain/finding.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import type { Card } from '../../domain/card.js';
import { findResponseFaults } from '../../cds-hooks/response/validate-response.js';
import { gapsToTell } from './data-gaps.js';
import type { EvaluatedRule } from './outcomes.js';
import type { CardRenderer } from '../../domain/ports.js';

/** What the cards of one answer share. */
export type AnswerContext = Omit<CardContext, 'factsHash'>;

/** What one answer is made of. */
export interface AnswerParts {
  readonly service: ServiceDefinition;
  /** Findings to show, in order. */
  readonly findings: readonly Finding[];
  /** Findings that the card limit left out. */
  readonly overLimit: readonly FindingId[];
  /** Rules that may speak to this user. */
  readonly shownRules: readonly EvaluatedRule[];
  readonly problems: readonly SourceProblem[];
}

/**
 * The cards of one answer: one per finding, then what could not be checked. What the card limit left out is named on
 * the last card, so that nobody takes the list for complete.
 * @returns the cards, and the findings that have one
 * @throws CdsError `internal` when not even the data-gap card can be written
 */
export function renderAnswer(
  parts: AnswerParts,
  context: AnswerContext,
  cards: CardRenderer,
): { readonly cards: readonly Card[]; readonly findings: readonly Finding[] } {
  const unrenderable: RuleId[] = [];
  const written = parts.findings.flatMap((finding) => {
    const subject: CardSubject = { kind: 'finding', finding };
    const card = renderOne(subject, context, cards);
    if (card === null) unrenderable.push(finding.rule);
    return card === null ? [] : [{ finding, subject, card }];
  });
  const findings = written.map(({ finding }) => finding);
  const closing = parts.overLimit.length === 0 ? context : { ...context, notShown: parts.overLimit };
  const gaps = gapsToTell(parts.service, parts.shownRules, unrenderable, parts.problems);
  if (gaps !== null) {
    const gapCard = renderOne({ kind: 'not-evaluated', notEvaluated: gaps }, closing, cards);
    if (gapCard === null) throw new CdsError('internal', 'the data-gap card could not be written');
    return { cards: [...written.map(({ card }) => card), gapCard], findings };
  }
  const last = written.at(-1);
  if (last === undefined || closing === context) return { cards: written.map(({ card }) => card), findings };
  const lastCard = renderOne(last.subject, closing, cards) ?? last.card;
  return { cards: [...written.slice(0, -1).map(({ card }) => card), lastCard], findings };
}

/** A card that cannot be written, or that CDS Hooks would refuse, must not vanish: its rule is named as not evaluated. */
function renderOne(subject: CardSubject, context: AnswerContext, cards: CardRenderer): Card | null {
  try {
    const card = cards.render(subject, { ...context, factsHash: factsHash(context.patientId, subject) });
    return findResponseFaults({ cards: [card] }).length === 0 ? card : null;
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
