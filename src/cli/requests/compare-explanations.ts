import { type Card, wholeDetail } from '../../domain/card.js';
import { cardTrace } from './captured-call.js';
import type { RuleId } from '../../domain/finding.js';
import type { Explained, ExplainedFact, Explanation } from '../../engine/explain/explanation.js';
import type { RuleParams } from '../../rules/index.js';
import { wordDiff } from '../content/word-diff.js';
import { flipCauses } from '../../engine/explain/flip-causes.js';

export interface RuleChange {
  readonly rule: RuleId;
  readonly before: string;
  readonly after: string;
  /** What flipped it: thresholds, modes, or facts that only one content recognises. */
  readonly because: readonly string[];
}

export interface CardChange {
  /** null for the card that collates what could not be checked. */
  readonly rule: RuleId | null;
  readonly finding: string;
  /** `appears`, `disappears`, `warning -> critical`, or a word diff. */
  readonly what: readonly string[];
}

export interface Replay {
  readonly versions: { readonly before: string; readonly after: string };
  readonly rules: readonly RuleChange[];
  readonly cards: readonly CardChange[];
}

/** What one request gets under two contents, and which threshold, mode or fact makes the difference. */
export function compareExplanations(
  before: Explained & { readonly params: RuleParams },
  after: Explained & { readonly params: RuleParams },
): Replay {
  const [a, b] = [before.explanation, after.explanation];
  const facts = factChanges(a, b);
  return {
    versions: { before: a.contentVersion, after: b.contentVersion },
    rules: a.rules.flatMap((was) => {
      const is = b.rules.find(({ rule }) => rule === was.rule);
      if (is === undefined) return [];
      const mode = was.mode === is.mode ? [] : [`mode: ${was.mode} -> ${is.mode}`];
      if (was.outcome === is.outcome && mode.length === 0) return [];
      const thresholds = flipCauses(was.rule, before.snapshot, before.params, after.params);
      const because = [...mode, ...thresholds.map(({ path, words }) => `${path}: ${words}`)];
      // The same thresholds on the same facts: then it is the facts that were read differently.
      const moved = was.outcome === is.outcome || because.length > 0 ? [] : facts;
      return [{ rule: was.rule, before: was.outcome, after: is.outcome, because: [...because, ...moved] }];
    }),
    cards: cardChanges(a.cards, b.cards),
  };
}

/** Facts that only one of the contents recognises or can use. */
function factChanges(before: Explanation, after: Explanation): string[] {
  const inWords = ({ what, reported, time }: ExplainedFact) => [what, reported, time].filter(Boolean).join(', ');
  const lines = ({ facts, dropped }: Explanation) => [
    ...facts.map((fact) => `used: ${inWords(fact)}`),
    ...dropped.map(({ reported, why }) => `left out: ${reported}: ${why}`),
  ];
  const [was, is] = [lines(before), lines(after)];
  return [
    ...is.filter((line) => !was.includes(line)).map((line) => `now ${line}`),
    ...was.filter((line) => !is.includes(line)).map((line) => `no longer ${line}`),
  ];
}

function cardChanges(before: readonly Card[], after: readonly Card[]): CardChange[] {
  const findings = [...new Set([...before, ...after].map(findingOf))];
  return findings.flatMap((finding) => {
    const was = before.find((card) => findingOf(card) === finding);
    const is = after.find((card) => findingOf(card) === finding);
    const what = changesOf(was, is);
    return what.length === 0 ? [] : [{ rule: ruleOf(is ?? was), finding, what }];
  });
}

function changesOf(was: Card | undefined, is: Card | undefined): string[] {
  if (was === undefined) return is === undefined ? [] : [`appears: ${is.indicator}, ${is.summary}`];
  if (is === undefined) return [`disappears: ${was.indicator}, ${was.summary}`];
  return [
    ...(was.indicator === is.indicator ? [] : [`${was.indicator} -> ${is.indicator}`]),
    ...(was.summary === is.summary ? [] : [`summary: ${wordDiff(was.summary, is.summary)}`]),
    ...(wholeDetail(was) === wholeDetail(is) ? [] : [`text: ${wordDiff(wholeDetail(was), wholeDetail(is))}`]),
  ];
}

function ruleOf(card: Card | undefined): RuleId | null {
  const rule = card === undefined ? null : cardTrace(card).rule;
  return typeof rule === 'string' ? rule : null;
}

function findingOf(card: Card): string {
  const { finding } = cardTrace(card);
  return typeof finding === 'string' ? finding : card.summary;
}
