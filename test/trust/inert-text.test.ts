import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { DRUGS, INGREDIENTS, PROBLEMS, RESULTS, TESTS } from '../../sandbox/patients/codes.js';
import { medicationRequest } from '../../sandbox/patients/medication-resources.js';
import { intoleranceResource, phenotypeResource } from '../../sandbox/patients/record-resources.js';
import type { PatientStory } from '../../sandbox/patients/patient-story.js';
import { post } from '../server/http/test-app.js';
import { CHART, fullPrefetch, hookCall, type Json } from './support/chart.js';
import { renderDetail, shapeOf, targetsIn } from './support/render.js';
import { startDevelopment, type SecuredService } from './support/secured-service.js';

/**
 * Whatever somebody typed into a record stays text on a card, even in a client that renders Markdown with HTML
 * switched on. The shape of the rendered card - its tags in order - and its links must be those of the same card with plain words.
 */
const EVIL = 'evil.example';
const PAYLOADS: readonly (readonly [string, string])[] = [
  ['a script', '<script>alert(1)</script>'],
  ['an image with a handler', '<img src=x onerror=alert(1)>'],
  ['a frame', `<iframe src="https://${EVIL}"></iframe>`],
  ['SVG', '<svg/onload=alert(1)>'],
  ['a style', '<style>*{display:none}</style>'],
  ['a form', `<form action="https://${EVIL}"><input name=q></form>`],
  ['the end of the table', '</td></tr></tbody></table><h1>All is well'],
  ['an open comment', '<!-- and the rest'],
  ['a processing instruction', '<?php echo 1 ?>'],
  ['CDATA', '<![CDATA[x]]>'],
  ['an unclosed tag', '<a href="javascript:alert(1)"'],
  ['a tag behind backslashes', '\\<script>alert(1)\\</script>'],
  ['a tag behind two backslashes', '\\\\<script>alert(1)'],
  ['a tag with a zero-width blank', '<\u200bscript>alert(1)</script>'],
  ['a tag in entities', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['a tag in numeric entities', '&#60;script&#62;alert(1)&#x3c;/script&#x3e;'],
  ['full-width brackets', '＜script＞alert(1)'],
  ['a link that runs script', '[x](javascript:alert(1))'],
  ['a link that runs script, in entities', '[x](java&#115;cript:alert(1))'],
  ['a link with data', '[x](data:text/html,<script>1</script>)'],
  ['a link', `[read this](https://${EVIL}/)`],
  ['a link without scheme', `[read this](//${EVIL}/)`],
  ['a picture', `![x](https://${EVIL}/pixel.png)`],
  ['a reference', `[x]: https://${EVIL}/ "title"`],
  ['a reference that is used', `[x][x]\n\n[x]: https://${EVIL}/`],
  ['an autolink in brackets', `<https://${EVIL}/>`],
  ['an autolink', `https://${EVIL}/`],
  ['an autolink in capitals', `HTTPS://${EVIL}/`],
  ['an autolink without scheme', `www.${EVIL}`],
  ['an autolink behind a backslash', `https:\\//${EVIL}`],
  ['an autolink, split by a zero-width blank', `https:\u200b//${EVIL}`],
  ['ftp', `ftp://${EVIL}/`],
  ['a mail address', `somebody@${EVIL}`],
  ['a mail link', `mailto:somebody@${EVIL}`],
  ['a table', '| a | b |\n| --- | --- |\n| c | d |'],
  ['the end of a cell', 'x | y | z'],
  ['the end of a cell, escaped badly', 'x \\| y \\\\| z'],
  ['a line break', 'first\nsecond'],
  ['a paragraph', 'first\n\nsecond\r\n\r\nthird'],
  ['Unicode line breaks', 'first\u2028second\u2029third\u0085fourth'],
  ['a heading', '# Stop all drugs'],
  ['a heading by underlining', 'Stop all drugs\n==='],
  ['a rule', '---'],
  ['a list', '- one\n- two'],
  ['a numbered list', '1. one'],
  ['a task', '- [x] done'],
  ['a quotation', '> said'],
  ['code', '`rm -rf /`'],
  ['a fence', '```\nthe rest of the card'],
  ['indented code', '    code'],
  ['emphasis', '***very*** __much__ ~~not~~'],
  ['emphasis left open', '**bold from here'],
  ['a footnote', '[^1]'],
  ['mathematics', '$\\frac{1}{2}$'],
  ['a Liquid output', '{{ facts | json }}'],
  ['a Liquid tag', '{% include "x" %}{% raw %}'],
  ['a quotation mark and a handler', '" onmouseover="alert(1)'],
];

/** Nothing of this may be seen by nobody and still do something. */
const INVISIBLE: readonly (readonly [string, string])[] = [
  ['right-to-left override', 'Prograf \u202Egm 01'],
  ['isolates', '\u2066tac\u2067rolimus\u2069'],
  ['marks of direction', 'tac\u200E\u200F\u061Crolimus'],
  ['control characters', 'tac\u0000ro\u0007li\u001b[31mmus\u007f\u009b'],
  ['zero-width characters', 'tac\u200B\u200C\u200D\u2060\uFEFFrolimus'],
  ['tag characters', 'tac\u{E0041}\u{E0042}rolimus'],
  ['private use', 'tac\uE000rolimus'],
  ['half a character', 'tac\ud800rolimus'],
];

/** A word for every field, so that it can be told which of them are shown. */
const FIELDS = [
  'order',
  'orderCode',
  'reason',
  'history',
  'problem',
  'allergy',
  'phenotype',
  'stopReason',
  'creatinineUnit',
  'levelUnit',
  'levelText',
  'creatinineConcept',
] as const;
type Field = (typeof FIELDS)[number];
type Words = Readonly<Record<Field, string>>;

const everywhere = (text: string): Words => Object.fromEntries(FIELDS.map((field) => [field, text])) as Words;

const patientId = CHART.id;
const coded = (code: { readonly coding: readonly Json[] }, text: string): Json => ({
  coding: code.coding.map((coding) => ({ ...coding, display: text })),
  text,
});

/** The story in which every rule speaks, with reasons against a thiopurine, and words in all its fields. */
function withFindings(words: Words): PatientStory {
  const tacrolimus = DRUGS.tacrolimusCapsule as unknown as { coding: Json[] };
  const resources = CHART.resources.map((resource) => {
    if (resource.resourceType === 'MedicationRequest')
      return { ...resource, medicationCodeableConcept: coded(tacrolimus, words.history) };
    if (resource.resourceType === 'Condition')
      return { ...resource, code: coded(PROBLEMS.ulcerativeColitis as unknown as { coding: Json[] }, words.problem) };
    return resource;
  });
  const stopped = medicationRequest({
    patientId,
    id: 'stopped',
    drug: DRUGS.mercaptopurine,
    status: 'stopped',
    authoredOn: '2026-03-01',
    start: '2026-03-01',
  });
  return {
    ...CHART,
    order: {
      ...CHART.order,
      medicationCodeableConcept: coded(tacrolimus, words.orderCode),
      reasonCode: [
        { text: words.reason },
        coded(PROBLEMS.ulcerativeColitis as unknown as { coding: Json[] }, words.reason),
      ],
    },
    resources: [
      ...(resources as unknown as FhirResource[]),
      { ...stopped, statusReason: { text: words.stopReason } },
      {
        ...intoleranceResource({ patientId, id: 'allergy', code: INGREDIENTS.azathioprine, recorded: '2025-01-01' }),
        code: coded(INGREDIENTS.azathioprine as unknown as { coding: Json[] }, words.allergy),
      },
      phenotype(words.phenotype),
    ],
  };
}

function phenotype(text: string): FhirResource {
  const value = coded(RESULTS.poorMetaboliser as unknown as { coding: Json[] }, text);
  const plain = phenotypeResource({
    patientId,
    id: 'phenotype',
    code: TESTS.tpmtPhenotype,
    result: RESULTS.poorMetaboliser,
    time: '2026-01-01',
  });
  return { ...plain, valueCodeableConcept: value };
}

/** The same with newer results that cannot be used, so that they are quoted, and an order without a code. */
function withUnusable(words: Words): PatientStory {
  const story = withFindings(words);
  const newer = (id: string, code: string, more: Json): FhirResource =>
    ({
      resourceType: 'Observation',
      id,
      status: 'final',
      subject: { reference: `Patient/${patientId}` },
      code: { coding: [{ system: 'http://loinc.org', code }] },
      effectiveDateTime: '2026-11-22T09:00:00Z',
      ...more,
    }) as unknown as FhirResource;
  return {
    ...story,
    order: { ...story.order, medicationCodeableConcept: { text: `Prograf 1 mg capsule ${words.order}` } },
    resources: [
      ...story.resources,
      newer('odd-creatinine', '14682-9', { valueQuantity: { value: 162, unit: words.creatinineUnit } }),
      newer('odd-level', '77348-1', { valueQuantity: { value: 9, unit: words.levelUnit } }),
      newer('text-level', '77348-1', { valueString: words.levelText }),
      newer('concept-creatinine', '14682-9', { valueCodeableConcept: { text: words.creatinineConcept } }),
    ],
  };
}

interface ShownCard {
  readonly summary: string;
  readonly detail: string;
}

let service: SecuredService;
beforeAll(async () => {
  service = await startDevelopment();
});
afterAll(() => service.close());

/** The cards at the signature and those of the opened chart: where an order has three cards, the rest is only said there in full. */
async function cardsOf(story: PatientStory): Promise<readonly ShownCard[]> {
  const prefetch = await fullPrefetch(service.url, story);
  const cards: ShownCard[] = [];
  for (const hook of ['order-sign', 'patient-view'] as const) {
    const answer = await post(`${service.url}/cds-services/tacrolimus-${hook}`, hookCall(hook, { story, prefetch }));
    expect(answer.status).toBe(200);
    cards.push(...(answer.body.cards as readonly ShownCard[]));
  }
  return cards;
}

const CHARTS = [
  ['findings', withFindings],
  ['unusable results', withUnusable],
] as const;

describe('the fields that are shown', () => {
  test('both charts together show the words of every kind of field', async () => {
    const words = Object.fromEntries(FIELDS.map((field) => [field, `word-${field}`])) as Words;
    const cards = [...(await cardsOf(withFindings(words))), ...(await cardsOf(withUnusable(words)))];
    const shown = cards.map(({ summary, detail }) => summary + detail).join('\n');
    const missing = FIELDS.filter((field) => !shown.includes(`word-${field}`) && !shown.includes(`word\\-${field}`));
    expect(missing).toEqual([]);
  });
});

describe.each(CHARTS)('%s', (_name, build) => {
  let plain: readonly ShownCard[];
  beforeAll(async () => {
    plain = await cardsOf(build(everywhere('word')));
  });

  test.each(PAYLOADS)('%s: the card keeps its shape and its links', async (_payload, text) => {
    const cards = await cardsOf(build(everywhere(text)));
    expect(cards).toHaveLength(plain.length);
    for (const [index, { summary, detail }] of cards.entries()) {
      const html = renderDetail(detail);
      expect(shapeOf(html)).toBe(shapeOf(renderDetail(plain[index]!.detail)));
      expect(html).not.toMatch(/<(script|img|iframe|svg|style|form|input|h1|object|embed)\b/i);
      expect(
        [...targetsIn(html)].filter((target) => !targetsIn(renderDetail(plain[index]!.detail)).has(target)),
      ).toEqual([]);
      // A client may show the detail as HTML at once, or the summary.
      expect(shapeOf(detail.replaceAll(/<https:[^>]+>/g, ''))).toBe(
        shapeOf(plain[index]!.detail.replaceAll(/<https:[^>]+>/g, '')),
      );
      expect(shapeOf(summary)).toBe('');
      expect(summary).not.toMatch(/[\r\n\u2028\u2029]/);
      expect(summary.length).toBeLessThan(140);
    }
  });

  test.each(INVISIBLE)('%s: gone', async (_payload, text) => {
    for (const { summary, detail } of await cardsOf(build(everywhere(text)))) {
      expect(summary + detail).not.toMatch(/[\p{Cf}\p{Cs}\p{Co}]|(?!\n)\p{Cc}/u);
    }
  });

  test.each([
    ['a word of 100,000 letters', 'x'.repeat(100_000)],
    ['100,000 characters that have to be escaped', '*'.repeat(100_000)],
    ['100,000 emoji', '👩‍⚕️'.repeat(20_000)],
    ['100,000 line breaks', '\n'.repeat(100_000)],
    ['a tower of accents', `a${'\u0301'.repeat(100_000)}`],
  ])('%s: bounded', async (_payload, text) => {
    for (const [index, { summary, detail }] of (await cardsOf(build(everywhere(text)))).entries()) {
      expect(summary.length).toBeLessThan(140);
      expect(detail.length).toBeLessThan(plain[index]!.detail.length + 4_096);
    }
  });
});

test('a hundred unusable results: the card stays of a length that somebody reads', async () => {
  const story = withUnusable(everywhere('word'));
  const odd = story.resources.filter(({ id }) => id === 'odd-creatinine' || id === 'odd-level');
  const many = Array.from({ length: 50 }, (_, index) =>
    odd.map(
      (resource) =>
        ({
          ...resource,
          id: `${resource.id ?? ''}-${index}`,
          effectiveDateTime: `2026-11-22T08:${String(index).padStart(2, '0')}:00Z`,
        }) as FhirResource,
    ),
  ).flat();
  const cards = await cardsOf({ ...story, resources: [...story.resources, ...many] });
  expect(cards.some(({ detail }) => detail.includes('162 word'))).toBe(true);
  for (const { detail } of cards) expect(detail.length).toBeLessThan(8_192);
});
