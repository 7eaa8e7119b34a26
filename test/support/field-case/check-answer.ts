import type { CdsResponse } from '../../../src/domain/card.js';
import type { Answer } from '../../server/http/test-app.js';
import type { Check, FieldCase } from './field-case.js';

/** What is wrong with an answer, in words; an empty list where it meets the check, or one of several. */
export function findAnswerFaults(answer: Answer, check: FieldCase['check']): readonly string[] {
  if (!('anyOf' in check)) return faultsOf(answer, check);
  const each = check.anyOf.map((one) => faultsOf(answer, one));
  return each.some((faults) => faults.length === 0) ? [] : [...new Set(each.map((faults) => faults.join('; ')))];
}

function faultsOf(answer: Answer, check: Check): string[] {
  const { cards = [] } = answer.body as unknown as Partial<CdsResponse>;
  const told = cards.map((card) => `${card.source.topic?.code ?? '?'} ${card.indicator}`);
  if (answer.status !== check.status) return [`status ${answer.status}, not ${check.status} (${brief(answer, told)})`];

  const summaries = cards.map(({ summary }) => summary);
  const details = cards.map(({ detail }) => detail ?? '');
  const suggestions = cards.map((card) => JSON.stringify(card.suggestions ?? []).toLowerCase());
  const has = (texts: readonly string[], words: string) => texts.some((text) => text.includes(words));
  const matches = (pattern: string) => new RegExp(pattern, 'iu').test(answer.text);
  const faults: string[] = [];
  const say = (wrong: boolean, what: string) => {
    if (wrong) faults.push(what);
  };

  if (check.noCards === true) say(cards.length > 0, `cards where none belongs: ${told.join(', ')}`);
  else say(answer.status === 200 && cards.length === 0, 'no card');
  if (check.cards !== undefined) {
    say(!same(told, check.cards), `cards: ${told.join(', ') || 'none'}, not: ${check.cards.join(', ')}`);
  }
  for (const words of check.summariesContain ?? []) say(!has(summaries, words), `no summary says "${words}"`);
  for (const words of check.summariesLack ?? []) say(has(summaries, words), `a summary says "${words}"`);
  for (const words of check.detailContains ?? []) say(!has(details, words), `no detail says "${words}"`);
  for (const words of check.detailLacks ?? []) say(has(details, words), `a detail says "${words}"`);
  for (const words of check.suggestionsLack ?? []) {
    say(has(suggestions, words.toLowerCase()), `"${words}" is among the suggestions`);
  }
  for (const pattern of check.textMatches ?? []) say(!matches(pattern), `nothing in the answer is like /${pattern}/`);
  for (const pattern of check.textLacks ?? []) say(matches(pattern), `something in the answer is like /${pattern}/`);
  return faults.length === 0 ? [] : [...faults, ...summaries.map((summary) => `(told: ${summary})`)];
}

function same(told: readonly string[], expected: readonly string[]): boolean {
  return [...told].sort().join('\n') === [...expected].sort().join('\n');
}

function brief(answer: Answer, told: readonly string[]): string {
  return answer.status === 200 ? told.join(', ') || 'no card' : answer.text.slice(0, 200);
}
