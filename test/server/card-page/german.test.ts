import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PROBLEM_CODES } from '../../../src/domain/fact-set.js';
import { PROBLEM_WORDS, withProblems, CHART_NOT_READ } from '../../../src/engine/evaluate/render-answer.js';
import { NOT_SHOWN_WORDS, STATE_WORDS, TEST_WORDS } from '../../../src/engine/explain/words.js';
import { RULES } from '../../../src/rules/index.js';
import { GERMAN_FACTS, GERMAN_NOT_SHOWN, GERMAN_RULES } from '../../../src/server/card-page/german.js';
import { germanNotes } from '../../../src/server/card-page/german-notes.js';
import { GERMAN_OUTCOME, GERMAN_PATH } from '../../../src/server/card-page/german-path.js';
import { phraseBook } from '../../../src/server/card-page/phrase-book.js';
import { refusalIn } from '../../../src/server/start/answer-calls.js';
import { ownContent } from '../../content/content-in-memory.js';
import { snapshot } from '../../support/snapshot-builder.js';

describe('a phrase book', () => {
  const book = phraseBook([
    { from: 'a {} b {}', to: '{1} und {0!}' },
    { from: 'since {#}', to: 'seit {0}' },
    { from: '{} (x.y)', to: '{0}' },
  ]);
  it.each([
    ['a since 3 b q', 'q und seit 3'],
    ['since childhood', 'since childhood'],
    ['1 (x.y)', '1'],
    ['1 (xzy)', '1 (xzy)'],
    ['nothing', 'nothing'],
  ])('%s -> %s', (from, to) => expect(book.translate(from)).toBe(to));
});

it('has every rule, and each step of its way through a chart', () => {
  const { params } = ownContent();
  const steps = RULES.flatMap((rule) => rule.path(snapshot(), params));
  expect(steps.map(({ looked }) => looked).filter((looked) => !GERMAN_PATH.knows(looked))).toEqual([]);
  expect(RULES.map(({ id }) => id).filter((id) => GERMAN_RULES[id] === undefined)).toEqual([]);
});

it('has the words of every state, test and reason why a finding has no card', () => {
  expect(Object.values(STATE_WORDS).filter((text) => !GERMAN_FACTS.knows(text))).toEqual([]);
  // Names that are the same in both languages stay.
  const same = ['HBsAg', 'Anti-HBc', 'anti-HBc', 'HIV', 'Calprotectin'];
  const tests = Object.values(TEST_WORDS).filter((text) => !same.includes(text));
  expect(tests.filter((text) => !GERMAN_FACTS.knows(text))).toEqual([]);
  expect(Object.values(NOT_SHOWN_WORDS).filter((text) => !GERMAN_NOT_SHOWN.knows(text))).toEqual([]);
});

describe('the notes beside a fact', () => {
  it.each([
    [
      'Tacrolimus 1 mg capsule, supply 30 d, not to be given, because: kidneys',
      'Tacrolimus 1 mg capsule, Vorrat 30 Tage, nicht zu geben, Grund: kidneys',
    ],
    [
      '2160-0, preliminary: shown, never judged, corrected scale',
      '2160-0, vorläufig: gezeigt, nie beurteilt, korrigierte Skala',
    ],
    ['ibd, crohn-disease', 'chronisch-entzündliche Darmerkrankung, Morbus Crohn'],
    ['13955-0, not-readable', '13955-0, nicht lesbar'],
    // Words of the record are nobody's to translate.
    ['to be continued, from home', 'to be continued, from home'],
    ['', ''],
  ])('%s', (english, german) => expect(germanNotes(english)).toBe(german));

  it('every class of other drugs has its words', () => {
    const classes = readdirSync(new URL('../../../hooks/valuesets/', import.meta.url))
      .flatMap((name) => /^drug-(.+)\.json$/.exec(name)?.[1] ?? [])
      .filter((name) => name !== 'not-ours');
    expect(classes.length).toBeGreaterThan(20);
    expect(classes.filter((name) => germanNotes(name) === name && !['trimethoprim'].includes(name))).toEqual([]);
  });
});

it('an outcome of two findings is German in both halves', () => {
  expect(GERMAN_OUTCOME.translate('aki-stage critical + trough-high warning (silent: counted, no card)')).toBe(
    'aki-stage (kritisch) + trough-high (Warnung) (gezählt, ohne Karte)',
  );
});

it('a 412 says why in German, with the keys of the prefetch as they are', () => {
  const problems = PROBLEM_CODES.map((code) => ({ source: 'creatinine' as const, code, count: null }));
  const english = withProblems(CHART_NOT_READ, [
    ...problems,
    { ...problems[0]!, code: 'fetch-failed', fault: 'timed out' as never },
  ]);
  const german = refusalIn('de', english);
  expect(german).toMatch(
    /^Nichts war prüfbar, weil die Akte nicht lesbar war\. Nach Prefetch-Schlüssel: creatinine \(/,
  );
  expect(Object.values(PROBLEM_WORDS).filter((words) => german.includes(words))).toEqual([]);
  expect(refusalIn('en', english)).toBe(english);
});
