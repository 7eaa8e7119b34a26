import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../server/http/test-app.js';
import { findAnswerFaults } from '../support/field-case/check-answer.js';
import type { Check } from '../support/field-case/field-case.js';

/** The judge of the field cases: for every part of a check an answer that meets it and one that does not. */
const HIGH = {
  summary: 'Tacrolimus 22 ng/mL (2026-11-26) is above 20 ng/mL',
  detail: 'Repeat it.',
  indicator: 'critical',
  source: { label: 'x', topic: { system: 's', code: 'TacrolimusTroughHigh' } },
  suggestions: [{ label: 'Draft Azathioprine', actions: [] }],
};

function answer(status: number, body: Readonly<Record<string, unknown>>): Answer {
  return { status, body, text: JSON.stringify(body), headers: new Headers() };
}
const told = answer(200, { cards: [HIGH] });
const quiet = answer(200, { cards: [] });
const refused = answer(412, { resourceType: 'OperationOutcome' });

describe.each<[string, Check, Answer, Answer]>([
  ['status', { status: 412 }, refused, told],
  ['noCards', { status: 200, noCards: true }, quiet, told],
  ['a card, where nothing is said of cards', { status: 200 }, told, quiet],
  ['a card, where words are lacking only', { status: 200, summariesLack: ['plan'] }, told, quiet],
  ['cards', { status: 200, cards: ['TacrolimusTroughHigh critical'] }, told, answer(200, { cards: [HIGH, HIGH] })],
  ['summariesContain', { status: 200, summariesContain: ['above 20'] }, told, quiet],
  ['summariesLack', { status: 200, summariesLack: ['Not checked'] }, told, gap('Not checked: AKI')],
  ['detailContains', { status: 200, detailContains: ['Repeat'] }, told, gap('No level')],
  ['detailLacks', { status: 200, detailLacks: ['on record'] }, told, gap('x', 'There is none on record')],
  ['suggestionsLack', { status: 200, suggestionsLack: ['azathioprine'] }, gap('x'), told],
  ['textMatches', { status: 200, textMatches: ['above|beyond'] }, told, gap('x')],
  ['textLacks', { status: 200, textLacks: ['AZATHIOPRINE'] }, gap('x'), told],
])('%s', (_part, check, right, wrong) => {
  test('is met', () => {
    expect(findAnswerFaults(right, check)).toEqual([]);
  });
  test('is not met', () => {
    expect(findAnswerFaults(wrong, check)).not.toEqual([]);
  });
});

test('one of several is enough', () => {
  const check = { anyOf: [{ status: 400 }, { status: 412 }] };
  expect(findAnswerFaults(refused, check)).toEqual([]);
  expect(findAnswerFaults(told, check)).toHaveLength(2);
});

function gap(summary: string, detail = ''): Answer {
  return answer(200, { cards: [{ ...HIGH, summary, detail, suggestions: [] }] });
}
