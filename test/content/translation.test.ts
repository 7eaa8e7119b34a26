import { describe, expect, it } from '@jest/globals';
import { contextSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import { wholeDetail } from '../../src/domain/card.js';
import { untranslated } from '../../src/content/cards/translation.js';
import { complaintsOf, edited, ownContent, ownFiles } from './content-in-memory.js';

/** The German cards (ADR 7): complete, of the same facts, and in German throughout. */
const content = ownContent();
const en = content.inLanguage('en');
const de = content.inLanguage('de');
const pairs = sampleSubjects.flatMap((subject) =>
  contextSamples.map((context) => [en.cards.render(subject, context), de.cards.render(subject, context)] as const),
);

/** Words that no German text has; titles of English pages say so in brackets. */
const ENGLISH =
  /\b(?:the|and|of|is|are|were|not|no|with|without|before|after|since|above|below|days?|weeks?|months?|level|trough|baseline|stage|kidney|order|could|by|from|to|or|than|there|this|that|has|have|been|least|repeat|check|record)\b/gi;

describe('the German cards', () => {
  it('leave nothing untranslated; a new card, sentence or label is named here with its file', () => {
    expect(content.untranslated()).toEqual([]);
  });

  it('have the severity, topic, sources, links, reasons and suggestions of the English ones', () => {
    for (const [english, german] of pairs) {
      const codes = ({ indicator, source, links = [], overrideReasons = [], suggestions = [] }: typeof english) => ({
        indicator,
        topic: source.topic?.code,
        source: source.url,
        links: links.map(({ url }) => url),
        reasons: overrideReasons.map(({ system, code }) => `${system}|${code}`),
        orders: suggestions.map(({ actions = [] }) =>
          actions.map(({ type, resourceId, resource }) => [type, resourceId, codingsIn(resource)]),
        ),
      });
      expect(codes(german)).toEqual(codes(english));
    }
  });

  it('have no English word in any branch', () => {
    const found = [...ownFiles]
      .filter(([name]) => name.startsWith('cards/de/'))
      .flatMap(([name, text]) => {
        const words = text
          .replaceAll(/\{\{.*?\}\}|\{%.*?%\}|https?:\S+/gs, ' ')
          .replaceAll(/^ *[\w-]+:/gm, ' ')
          .match(ENGLISH);
        return (words ?? []).map((word) => `${name}: ${word}`);
      });
    expect(found).toEqual([]);
  });

  it('tell the same numbers, as often', () => {
    for (const [english, german] of pairs) {
      expect({ finding: english.extension, numbers: numbersIn(german) }).toEqual({
        finding: english.extension,
        numbers: numbersIn(english),
      });
    }
  });
});

describe('a translation that has a slip is refused, or told of', () => {
  it.each([
    [
      'a fact that is none',
      [
        'cards/de/trough-high.md',
        'facts.limit | num }} ng/mL{% if facts.weekOfCourse',
        'facts.limmit | num }} ng/mL{% if facts.weekOfCourse',
      ],
      'cards/de/trough-high.md:',
    ],
    ['a sentence that is none', ['cards/de/gaps.yaml', 'rule-error:', 'rule-eror:'], 'cards/de/gaps.yaml:'],
    [
      'a piece that cannot be rendered',
      ['cards/de/partials/dose.md', '{{ dose }}', '{{ dos }}'],
      'cards/de/partials/dose.md:',
    ],
  ] as const)('%s', (_what, edit, place) => {
    expect(complaintsOf(edited(edit)).map((line) => line.slice(0, place.length))).toContain(place);
  });

  it('a file that translates nothing', () => {
    const files = new Map([...ownFiles, ['cards/de/aki-stag.md', ownFiles.get('cards/de/aki-stage.md') ?? '']]);
    expect(complaintsOf(files)).toEqual([
      'cards/de/aki-stag.md:1:1 there is no cards/aki-stag.md that it could translate; did you mean "aki-stage.md"?',
    ]);
  });

  it('what is left out stays in the shipped wording, and is told with its file', () => {
    const files = new Map([...ownFiles].filter(([name]) => name !== 'cards/de/aki-risk.md'));
    expect(untranslated(files, 'de')).toEqual([
      'cards/de/aki-risk.md is missing: cards/aki-risk.md stands in its place',
    ]);
    expect(untranslated(edited(['cards/de/labels.yaml', '  pouchitis: Pouchitis\n', '']), 'de')).toEqual([
      'cards/de/labels.yaml does not translate diseases.pouchitis',
    ]);
  });
});

function codingsIn(resource: unknown): string[] {
  return [...JSON.stringify(resource ?? {}).matchAll(/"code":"([^"]*)"/g)].map(([, code = '']) => code);
}

/** How often is a matter of wording; that it is told is not. */
function numbersIn(card: Parameters<typeof wholeDetail>[0] & { readonly summary: string }): string[] {
  const text = `${card.summary} ${wholeDetail(card)}`;
  return [...new Set(text.match(/\d+(?:[.,]\d+)?/g) ?? [])].sort();
}
