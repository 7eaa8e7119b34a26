import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cohortStories } from '../../sandbox/patients/cohort.js';
import type { PatientStory } from '../../sandbox/patients/patient-story.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import type { CdsResponse } from '../../src/domain/card.js';
import { findResponseFaults } from '../../src/cds-hooks/response/validate-response.js';
import type { HookName } from '../../src/domain/service-definition.js';
import { send, type Answer } from '../server/http/test-app.js';
import { cardsIn, findingsIn, NOW, startPair, withoutUuids, type Pair } from '../support/running-service.js';
import { recordTexts } from './record-texts.js';

/** Every synthetic patient through the whole product, over sockets, by every way in which an EHR can ask. */
const stories = [...allStories(NOW), ...cohortStories(NOW)];
const named = stories.map((story) => [story.id, story] as const);

const ORDER_HOOKS = ['order-sign', 'order-select', 'medication-prescribe'] as const;

/** Stories in which something is known to the server only: prefetch has no template for a Medication. */
const NEEDS_FHIR = new Set(['history-by-reference']);

/**
 * Where a chart without the order says something else. Otherwise the cards are those of the order, without the data-gap
 * card: on patient-view a chart that has nothing recent is no news.
 */
const CHART_ALONE = new Map<string, readonly string[]>([
  // A result that came and could not be read is news wherever the chart is opened.
  ['level-in-the-future', ['not-evaluated info']],
  ['level-unreadable-text', ['not-evaluated info']],
  ['units-missing', ['not-evaluated info']],
  // So is a bad number that no rule judges.
  ['creatinine-preliminary', ['not-evaluated info']],
  ['dialysis', ['not-evaluated info']],
  ['kidney-transplant', ['not-evaluated info', 'trough-high warning']],
  ['first-order-no-creatinine', []],
  ['first-order-low-egfr', []],
  ['plan-none-first-order', []],
  // Interactions are told where a drug is ordered.
  ['clarithromycin-drafted', []],
  ['ibuprofen-since-tuesday', []],
  ['yellow-fever-vaccine-before', []],
  ['ibuprofen-new-with-aki', ['aki-stage critical']],
  ['start-nothing-screened', []],
  ['start-c-difficile', []],
  ['start-second-rescue', []],
  ['start-hepatitis-b', []],
  // The azathioprine is only a draft on another screen.
  ['plan-drafted-together', ['thiopurine-plan warning']],
  // The reason that decided stood on the order; the chart knows both diseases.
  ['autoimmune-hepatitis-order', ['duration-over info', 'thiopurine-plan info']],
  ['autoimmune-hepatitis-overlap', ['thiopurine-plan info']],
  // Opening a chart has no limit of cards, and a preliminary level is said there too.
  ['cohort-06-end', ['duration-over warning', 'maintenance-plan info', 'trough-high warning']],
  ['cohort-11-renal-event', ['duration-over warning', 'maintenance-plan info', 'trough-high critical']],
  ['level-preliminary', ['not-evaluated info']],
]);

let pair: Pair;
let templates: Readonly<Record<string, string>>;
const answers = new Map<string, Promise<Answer>>();

beforeAll(async () => {
  pair = await startPair(stories.flatMap(({ resources }) => resources));
  templates = await discoveredTemplates();
});
afterAll(() => pair.close());

describe.each(named)('%s', (_id, story) => {
  const expected = story.expected.map(({ finding, severity }) => `${finding} ${severity}`).sort();

  test.each(ORDER_HOOKS)('%s by FHIR access: exactly the expected cards', async (hook) => {
    expect(findingsIn(await byFhirAccess(story, hook))).toEqual(expected);
  });

  test('every answer is what CDS Hooks allows, and reads as text for people', async () => {
    for (const hook of [...ORDER_HOOKS, 'patient-view'] as const) {
      const answer = await byFhirAccess(story, hook);
      expect([hook, findResponseFaults(answer.body as unknown as CdsResponse)]).toEqual([hook, []]);
      for (const card of cardsIn(answer)) {
        const text = `${card.summary}\n${card.detail ?? ''}`;
        expect(text).not.toMatch(/undefined|NaN|Infinity|\bnull\b|\[object|\{\{|\{%/);
        expect(card.detail ?? '').not.toMatch(/\n{3}/);
      }
    }
  });

  test('no card and no suggested order has a dose', async () => {
    const cards = cardsIn(await byFhirAccess(story, 'order-sign'));
    for (const card of cards) {
      // The dose that the order itself says is quoted (docs/clinical/cards.md#order-named).
      const said = `${card.summary}\n${card.detail ?? ''}`.replace(/^Order: .*$/m, '');
      const ours = withoutTexts(said, recordTexts(story));
      expect(ours).not.toMatch(/\d\s*(?:mg|mcg|microgram|g|ml|capsules?|tablets?)\b(?!\/d?L|\/min)/i);
      expect(JSON.stringify(card.suggestions ?? [])).not.toMatch(/"(?:dos|dispense|quantity|rate)[^"]*":/i);
    }
  });

  test('severest first, and the advice not to stop abruptly stands beside no sign of toxicity', async () => {
    const cards = cardsIn(await byFhirAccess(story, 'order-sign'));
    const ranks = cards.map(({ indicator }) => ['critical', 'warning', 'info'].indexOf(indicator));
    expect(ranks).toEqual([...ranks].sort());
    const isToxic = cards.some(({ summary }) => /AKI warning stage 3|above 20 ng\/mL/.test(summary));
    const taper = cards.filter(({ detail }) => detail?.includes('not abruptly'));
    expect(taper).toHaveLength(!isToxic && expected.some((finding) => finding.startsWith('duration')) ? 1 : 0);
  });

  test('the same call twice gives the same bytes, uuids aside', async () => {
    const first = await byFhirAccess(story, 'order-sign');
    const again = await call(story, 'order-sign', pair.fhir.url, false);
    expect(withoutUuids(again)).toBe(withoutUuids(first));
    const uuids = [first, again].flatMap(({ text }) => text.match(/"uuid":"[^"]+"/g) ?? []);
    expect(new Set(uuids).size).toBe(uuids.length);
  });

  test('signing and selecting give the same bytes, and the hook of CDS Hooks 1.0 the same but for selectionBehavior', async () => {
    const signed = withoutUuids(await byFhirAccess(story, 'order-sign'));
    expect(withoutUuids(await byFhirAccess(story, 'order-select'))).toBe(signed);
    const prescribed = withoutUuids(await byFhirAccess(story, 'medication-prescribe'));
    expect(prescribed).toBe(signed.replaceAll('"selectionBehavior":"any"', '"selectionBehavior":"at-most-one"'));
  });

  test(
    NEEDS_FHIR.has(story.id)
      ? 'complete prefetch without FHIR access: what only the server knows is named on the data-gap card'
      : 'complete prefetch without FHIR access: the same bytes as by FHIR access',
    async () => {
      const answer = await call(story, 'order-sign', null, true);
      if (NEEDS_FHIR.has(story.id)) expect(findingsIn(answer)).toEqual([...expected, 'not-evaluated info']);
      else expect(withoutUuids(answer)).toBe(withoutUuids(await byFhirAccess(story, 'order-sign')));
    },
  );

  test('complete prefetch and FHIR access together: the same bytes again', async () => {
    const answer = await call(story, 'order-sign', pair.fhir.url, true);
    expect(withoutUuids(answer)).toBe(withoutUuids(await byFhirAccess(story, 'order-sign')));
  });

  test('patient-view: the cards of the chart alone', async () => {
    const chart = CHART_ALONE.get(story.id) ?? expected.filter((finding) => !finding.startsWith('not-evaluated'));
    expect(findingsIn(await byFhirAccess(story, 'patient-view'))).toEqual(chart);
  });
});

function byFhirAccess(story: PatientStory, hook: HookName): Promise<Answer> {
  const key = `${story.id} ${hook}`;
  const known = answers.get(key) ?? call(story, hook, pair.fhir.url, false);
  answers.set(key, known);
  return known;
}

function call(story: PatientStory, hook: HookName, fhirServer: string | null, prefetched: boolean): Promise<Answer> {
  const context = { today: '2026-11-22', fhirServer: pair.fhir.url, ignoreCount: fhirServer === null };
  const prefetch = prefetched ? prefetchOf(story, templates, context) : null;
  return pair.service.call(hook, toRequest(story, hook, { fhirServer, prefetch }));
}

/** As an EHR learns them: from the discovery document. */
async function discoveredTemplates(): Promise<Readonly<Record<string, string>>> {
  const { body } = await send(`${pair.service.url}/cds-services`);
  const { services } = body as unknown as { services: readonly { id: string; prefetch: Record<string, string> }[] };
  return services.find(({ id }) => id === 'tacrolimus-order-sign')?.prefetch ?? {};
}

/** Takes the record's own words out; a drug's name may hold its strength. */
function withoutTexts(text: string, texts: readonly string[]): string {
  return texts.reduce((rest, each) => rest.replaceAll(each, ''), text.replaceAll('\\', ''));
}
