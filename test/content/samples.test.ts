import { expect, test } from '@jest/globals';
import { contextSamples, gapSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import { ownFiles } from './content-in-memory.js';
import { loadCards } from '../../src/content/cards/load-cards.js';

/** A text that no sample prints would be read for the first time when a clinician is to be shown it: the check at load prints them all. */
test('every sentence of cards/gaps.yaml that holds facts is printed by a sample', () => {
  const gaps = loadCards(ownFiles, [])?.gaps;
  const notChecked = sampleSubjects.flatMap((subject) =>
    subject.kind === 'not-evaluated' ? [subject.notEvaluated] : [],
  );
  const missing = notChecked.flatMap(({ rules }) => rules.flatMap((rule) => rule.missing.map(({ code }) => code)));
  const joins = notChecked.flatMap((subject) => (subject.joins ?? []).map(({ id }) => id));
  const problems = [...contextSamples, ...gapSamples].flatMap((context) => context.problems.map(({ code }) => code));
  const printed = [missing, joins, problems].map((codes) => [...new Set<string>(codes)].sort());
  expect(printed).toEqual([gaps?.missing, gaps?.joins, gaps?.problems].map((texts) => Object.keys(texts ?? {}).sort()));
});
