import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contentWarnings } from '../../src/content/check/content-warnings.js';
import { contextSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import type { Card } from '../../src/domain/card.js';
import { FINDING_IDS, JOINING_IDS } from '../../src/rules/index.js';
import { run } from '../cli/cli-harness.js';
import { ownContent } from './content-in-memory.js';
import { OverlayFolder } from './overlay-folder.js';

/** `cards/all-cards.yaml`: a reason, a link and a sentence on every card, without a copy of any. */
const FILE = 'cards/all-cards.yaml';
const REASON = `seen-by-pharmacist:
  system: https://hospital.example.org/reasons
  code: PHARM
  display: A pharmacist has dealt with it
  sameAs: already-done
`;
const ALL = `overrideReasons: [aware, tried-before]
links: [{ label: IBD guideline of this hospital, url: https://hospital.example.org/ibd }]
sentence: 'Questions: IBD pharmacist, pager 4711.'
`;
const [context] = contextSamples;
const own = ownContent();

let site: OverlayFolder;
beforeEach(async () => {
  site = await OverlayFolder.make();
});
afterEach(() => site.discard());

const codes = ({ overrideReasons = [] }: Card) => overrideReasons.map(({ code }) => code);

describe('what a site says on all cards', () => {
  it('stands on each of them behind what is its own, in every sample', async () => {
    await site.write(FILE, ALL);
    const { cards, catalogue } = await site.load();
    const first = { ...context!, above: [] };
    const seen = new Set<string>();
    for (const subject of sampleSubjects) {
      const [before, after] = [own.cards.render(subject, first), cards.render(subject, first)];
      seen.add(subject.kind === 'finding' ? subject.finding.id : 'not-evaluated');
      expect(after.summary).toBe(before.summary);
      expect(after.detail).toBe(`${before.detail ?? ''}\n\nQuestions: IBD pharmacist, pager 4711.`.trim());
      expect(codes(after)).toEqual([...new Set([...codes(before), 'action-unsuccessful'])]);
      expect(after.links).toEqual([
        ...(before.links ?? []),
        { label: 'IBD guideline of this hospital', url: 'https://hospital.example.org/ibd', type: 'absolute' },
      ]);
    }
    // What is overdue joins the card of what was not checked, and has none of its own.
    const withCards = FINDING_IDS.filter((id) => !JOINING_IDS.includes(id));
    expect([...seen].sort()).toEqual([...withCards].sort());
    // What an analyst types into the EHR, and what feedback is counted by, knows of it too.
    expect(Object.values(catalogue.cards).every((card) => card.overrideReasons.includes('tried-before'))).toBe(true);
  });

  it('the sentence ends the first card of an answer and is not read again below it', async () => {
    await site.write(FILE, ALL);
    const { cards } = await site.load();
    const second = { ...context!, above: ['trough-high' as const] };
    for (const subject of sampleSubjects) expect(cards.render(subject, second).detail).not.toContain('pager');
  });

  it('is German on a German card; what is not translated is told', async () => {
    await site.write(FILE, ALL);
    expect((await site.load()).untranslated()).toEqual([
      'cards/de/all-cards.yaml is missing: cards/all-cards.yaml stands in its place',
    ]);
    await site.write('cards/de/all-cards.yaml', "sentence: 'Fragen: CED-Apotheke, Piepser 4711.'\n");
    const content = await site.load();
    expect(content.untranslated()).toEqual(['cards/de/all-cards.yaml does not translate links.0.label']);
    const card = content.inLanguage('de').cards.render(sampleSubjects[0]!, { ...context!, above: [] });
    expect(card.detail).toMatch(/\n\nFragen: CED-Apotheke, Piepser 4711\.$/);
    expect(card.links?.at(-1)?.label).toBe('IBD guideline of this hospital');
  });

  it('an empty file, or none in a folder that replaces the shipped one, says nothing', async () => {
    await site.write(FILE, '# later\n');
    const content = await site.load();
    expect(content.untranslated()).toEqual([]);
    const render = ({ cards }: typeof content) => cards.render(sampleSubjects[0]!, context!).detail;
    expect(render(content)).toBe(render(own));
  });

  it('`diff` tells it in words', async () => {
    await site.write(FILE, ALL);
    await site.write('cards/de/all-cards.yaml', 'sentence: Fragen an die CED-Apotheke.\n');
    const { out, code } = await run(['diff', 'shipped', site.path]);
    expect(code).toBe(1);
    expect(out).toContain('cards/all-cards.yaml: overrideReasons.0: new: {+aware+}');
    expect(out).toContain('cards/all-cards.yaml: sentence: new: {+Questions: IBD pharmacist, pager 4711.+}');
    expect(out).toContain('cards/de/all-cards.yaml: sentence: new: {+Fragen an die CED-Apotheke.+}');
  });
});

it.each<[string, string, string]>([
  ['a reason that is none', 'overrideReasons: [awre]', ':1:19 overrideReasons[0]: "awre" is not in'],
  [
    'four reasons',
    'overrideReasons: [aware, already-done, already-ordered, not-eligible]',
    ':1:18 overrideReasons: has',
  ],
  ['an address that is none', 'links: [{ label: x, url: http://a }]', ':1:26 links[0].url: "http://a" is not an https'],
  [
    'a launch without a SMART link',
    'links: [{ label: x, url: https://a.example, appContext: y }]',
    ':1:57 links[0].appC',
  ],
  ['21 words', `sentence: ${'word '.repeat(21).trim()}`, ':1:11 sentence: "'],
  ['two lines', 'sentence: "a\\nb"', ':1:11 sentence: "a'],
  ['a value', "sentence: '{{ facts.level }}'", ':1:11 sentence: "{{ facts.level }}" has no facts to print'],
  ['HTML', 'sentence: <b>bold</b>', ':1:11 sentence: "<b>bold</b>" holds HTML'],
  ['a misspelt key', 'sentance: x', ':1:1 sentance: unknown key, did you mean "sentence"?'],
])('%s is refused with its place', async (_what, text, message) => {
  await site.write(FILE, `${text}\n`);
  const complaints = await site.complaints();
  expect(complaints.length).toBeGreaterThan(0);
  expect(complaints[0]).toContain(`my-site/${FILE}${message}`);
});

describe('a reason that no card offers', () => {
  const told = async () =>
    contentWarnings(await site.load(), Date.parse('2026-11-22')).map(({ code, message }) => `${code} ${message}`);

  it('is told by name, until a card or all of them offer it', async () => {
    await site.write('cards/override-reasons.yaml', REASON);
    expect(await told()).toEqual([expect.stringMatching(/^reason-not-offered .*seen-by-pharmacist: no card offers/)]);
    const { out } = await run(['validate', site.path]);
    expect(out).toContain('seen-by-pharmacist: no card offers this reason');
    await site.write(FILE, 'overrideReasons: [seen-by-pharmacist]\n');
    expect(await told()).toEqual([]);
  });

  it('is no news where a reason of the site stands in its place, and is counted as it', () => {
    const display = 'A pharmacist has dealt with it';
    const tried = own.catalogue.overrideReasons['tried-before']!;
    const overrideReasons = {
      ...own.catalogue.overrideReasons,
      'seen-by-pharmacist': { ...tried, code: 'PHARM', display },
    };
    const offering = (key: string) => {
      const cards = Object.entries(own.catalogue.cards).map(([id, card]) => [
        id,
        { ...card, overrideReasons: card.overrideReasons.map((each) => (each === 'tried-before' ? key : each)) },
      ]);
      const catalogue = {
        ...own.catalogue,
        overrideReasons,
        cards: Object.fromEntries(cards) as typeof own.catalogue.cards,
      };
      return contentWarnings({ ...own, catalogue }, Date.parse('2026-11-22')).map(({ message }) => message);
    };
    expect(offering('seen-by-pharmacist')).toEqual([]);
    expect(offering('aware')).toEqual([
      expect.stringContaining('tried-before'),
      expect.stringContaining('seen-by-pharmacist'),
    ]);
  });
});
