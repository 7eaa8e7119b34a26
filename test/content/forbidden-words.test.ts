import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { contextSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import { type Card, wholeDetail } from '../../src/domain/card.js';
import { CARD_IDS } from '../../src/rules/index.js';
import { ownContent } from './content-in-memory.js';

/**
 * What no card may say, in whatever chart (docs/clinical/cards.md#never, docs/clinical/start.md#wording): every sample of every card
 * in every context, and every recorded answer.
 */
const FORBIDDEN: readonly (readonly [what: string, words: RegExp])[] = [
  ['to wait', /\b(?:wait|postpone|defer)/i],
  [
    'that something was not done, where no coded result is all that is known',
    /\bnot (?:done|tested|screened|performed)\b|never (?:done|tested)|unscreened/i,
  ],
  ['how many attempts are allowed', /only one (?:attempt|rescue)|one attempt only/i],
  ['to begin or end the drug', /\b(?:stop|start|begin|discontinue) (?:the )?(?:drug|order|tacrolimus)/i],
  ['doses and troughs of another disease', /0\.6 ?(?:-|to) ?1\.0 ?ng/],
  ['that nothing is wrong', /\b(?:kidneys?|creatinine|level|tacrolimus) (?:is|are) (?:safe|normal)\b/i],
];

/** A figure of one small series stands only with what it belongs to. */
const ITS_POPULATION = '3 of 19, ciclosporin and infliximab, not tacrolimus';

function faultsOf(text: string): string[] {
  const said = FORBIDDEN.filter(([, words]) => words.test(text)).map(([what]) => what);
  return /\b16 ?%/.test(text) && !text.includes(ITS_POPULATION) ? [...said, '16 % without what it belongs to'] : said;
}

const { cards } = ownContent();
const wholeText = (card: Pick<Card, 'summary' | 'detail' | 'appendix' | 'suggestions'>) =>
  [card.summary, wholeDetail(card), ...(card.suggestions ?? []).map(({ label }) => label)].join('\n');

test.each(CARD_IDS)('%s, in every sample and context', (id) => {
  const subjects = sampleSubjects.filter((subject) =>
    subject.kind === 'finding' ? subject.finding.id === id : id === 'not-evaluated',
  );
  expect(subjects.length).toBeGreaterThan(0);
  for (const subject of subjects) {
    for (const context of contextSamples) expect(faultsOf(wholeText(cards.render(subject, context)))).toEqual([]);
  }
});

describe('recorded answers', () => {
  const folder = new URL('../golden/answers/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name !== 'discovery.json');
  test.each(files)('%s', (file) => {
    const recorded = readFileSync(new URL(file, folder), 'utf8');
    // What is quoted from a chart, or told to whoever connects an EHR, is no card.
    const texts = [...recorded.matchAll(/"summary": ("(?:[^"\\]|\\.)*")|"lines": \[([^\]]*)\]/g)].map(
      ([whole]) => whole,
    );
    expect(texts.flatMap(faultsOf)).toEqual([]);
  });
});

test('the words are found where they stand', () => {
  expect(faultsOf('Wait for the result.')).toEqual(['to wait']);
  expect(faultsOf('C. difficile test not done')).toHaveLength(1);
  expect(faultsOf('severe events in 16 %')).toEqual(['16 % without what it belongs to']);
  expect(faultsOf('16 % (3 of 19, ciclosporin and infliximab, not tacrolimus)')).toEqual([]);
});
