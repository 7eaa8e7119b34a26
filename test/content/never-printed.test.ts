import { describe, expect, test } from '@jest/globals';
import { contextSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import { HOSTILE } from '../../src/rules/shared/sample-parts.js';
import { ownContent, ownFiles } from './content-in-memory.js';

/**
 * What no card says, whatever it is told (docs/clinical/sources.md#d000, docs/clinical/sources.md#d004): doses, figures without what they belong to, and advice that
 * the sources do not carry. Looked for in what is written in cards/, and in every card that can be rendered.
 */
const NEVER: readonly (readonly [string, RegExp])[] = [
  ['a dose by weight', /mg\/kg/i],
  [
    'a factor or a part to reduce by',
    /\b(?:reduce|lower|cut|halve)\w* (?:the dose |tacrolimus )?by\b|\bone third of the dose\b/i,
  ],
  ['levels of autoimmune hepatitis', /\b0\.6 ?(?:-|to) ?1(?:\.0)? ?ng/i],
  ['steroid doses', /predniso\w+[^.\n]{0,20}\d+ ?mg/i],
  ['16 % without what it belongs to', /\b16 ?(?:%|percent)(?!.{0,80}ciclosporin and infliximab)/i],
  ['47 % AKI without its cohort', /\b47 ?%/],
  ['colectomy rates of a document that contradicts itself', /\b36 ?(?:-|to) ?69 ?%/],
  ['"only one attempt"', /only one (?:rescue|attempt)/i],
  ['"wait"', /\bwait\b/i],
  ['"do not start"', /\b(?:do not|don't|never) start\b/i],
];

describe.each(NEVER)('%s', (_what, pattern) => {
  test('stands in no file of cards/', () => {
    const said = [...ownFiles].filter(([file, text]) => /^cards\/(?!README)/.test(file) && pattern.test(text));
    expect(said.map(([file]) => file)).toEqual([]);
  });
});

test('nor in any card, in any release of FHIR', () => {
  const { cards } = ownContent();
  const texts = sampleSubjects.flatMap((subject) =>
    contextSamples.map((context) => {
      const { summary, detail = '' } = cards.render(subject, context);
      return `${summary}\n${detail}`.replaceAll(HOSTILE, '');
    }),
  );
  expect(texts.length).toBeGreaterThan(400);
  const said = NEVER.flatMap(([what, pattern]) => (texts.some((text) => pattern.test(text)) ? [what] : []));
  expect(said).toEqual([]);
});
