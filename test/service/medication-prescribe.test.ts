import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, FhirResource } from 'fhir/r4.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import type { FhirRelease } from '../../src/domain/card-context.js';
import type { Card } from '../../src/domain/card.js';
import type { Answer } from '../server/http/test-app.js';
import { cardsIn, findingsIn, NOW, startTestService, type TestService } from '../support/running-service.js';
import { inRelease } from './chart-releases.js';
import { serviceTemplates } from './service-templates.js';

/** The hook of CDS Hooks 1.0, in the three FHIR releases that its clients speak. */
const stories = new Map(allStories(NOW).map((story) => [story.id, story]));
const RELEASES = ['DSTU2', 'STU3', 'R4'] as const;
const FIELDS = ['medications', 'draftOrders'] as const;
const WAYS = RELEASES.flatMap((release) => FIELDS.map((field) => [release, field] as const));

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

/** A story as a client of that release would send it: the orders, and the chart in prefetch. */
function call(id: string, release: FhirRelease, field: (typeof FIELDS)[number]): Promise<Answer> {
  const story = stories.get(id)!;
  const prefetch = prefetchOf(story, serviceTemplates(service), {
    today: '2026-11-22',
    fhirServer: 'https://ehr.example/fhir',
    ignoreCount: true,
  });
  const body = toRequest(story, 'medication-prescribe', { fhirServer: null, prefetch: null });
  const { medications, ...context } = body.context;
  return service.call('medication-prescribe', {
    ...body,
    context: { ...context, [field]: converted(medications as Bundle, release) },
    prefetch: Object.fromEntries(
      Object.entries(prefetch).map(([key, answer]) => [
        key,
        answer.resourceType === 'Bundle' ? converted(answer, release) : inRelease(answer, release),
      ]),
    ),
  });
}

function converted(bundle: Bundle, release: FhirRelease): unknown {
  if (bundle.entry === undefined) return bundle;
  return {
    ...bundle,
    entry: bundle.entry.map((entry) => ({ ...entry, resource: inRelease(entry.resource as FhirResource, release) })),
  };
}

/** Types of the resources that the cards suggest. */
function suggestedTypes(cards: readonly Card[]): readonly string[] {
  const resources = cards.flatMap(({ suggestions = [] }) =>
    suggestions.flatMap(({ actions = [] }) => actions.flatMap(({ resource }) => resource?.resourceType ?? [])),
  );
  return [...new Set(resources)].sort();
}

/** What a clinician reads, without uuids and the drafts behind the buttons. */
function read(answer: Answer): unknown {
  return cardsIn(answer).map(({ summary, detail, indicator, source, extension, suggestions = [] }) => ({
    summary,
    detail,
    indicator,
    source,
    // The type of an order is named otherwise in DSTU2.
    extension: JSON.stringify(extension).replaceAll('MedicationOrder/', 'MedicationRequest/'),
    suggestions: suggestions.map(({ label }) => label),
  }));
}

describe.each([
  'everything-at-once',
  'trough-15-1-male',
  'aki-stage-2',
  'plan-none-first-order',
  'plan-intolerant',
  'duration-6-months-1-day',
  'liver-transplant-toxic',
  'labs-none',
  'rectal',
  'topical-order',
  'all-quiet',
])('%s', (id) => {
  test.each(WAYS)('%s in context.%s: the cards of the story', async (release, field) => {
    const expected = stories.get(id)!.expected.map(({ finding, severity }) => `${finding} ${severity}`);
    expect(findingsIn(await call(id, release, field))).toEqual([...expected].sort());
  });

  test('every release and either field: word for word the same', async () => {
    const reference = read(await call(id, 'R4', 'medications'));
    for (const [release, field] of WAYS) expect(read(await call(id, release, field))).toEqual(reference);
  });
});

describe.each(WAYS)('%s in context.%s', (release, field) => {
  const TYPES = {
    DSTU2: ['DiagnosticOrder', 'MedicationOrder'],
    STU3: ['MedicationRequest', 'ProcedureRequest'],
    R4: ['MedicationRequest', 'ServiceRequest'],
  } as const;

  test('suggested orders are of that release', async () => {
    expect(suggestedTypes(cardsIn(await call('plan-none-day-60', release, field)))).toEqual(TYPES[release]);
  });

  test('suggested orders name the patient as that release does, and have neither id nor dose', async () => {
    const cards = cardsIn(await call('everything-at-once', release, field));
    const resources = cards.flatMap(({ suggestions = [] }) =>
      suggestions.flatMap(({ actions = [] }) => actions.flatMap(({ resource }) => resource ?? [])),
    );
    expect(resources.length).toBeGreaterThan(3);
    for (const resource of resources) {
      const member = resource.resourceType === 'MedicationOrder' ? 'patient' : 'subject';
      expect(resource).toMatchObject({ status: 'draft', [member]: { reference: 'Patient/everything-at-once' } });
      expect(Object.keys(resource)).not.toEqual(expect.arrayContaining(['id']));
      expect(JSON.stringify(resource)).not.toMatch(/"dos/);
      expect('intent' in resource).toBe(release !== 'DSTU2');
    }
  });

  test('a card offers at most one suggestion to be taken: CDS Hooks 1.0 knows no other behaviour', async () => {
    const cards = cardsIn(await call('everything-at-once', release, field));
    const withSuggestions = cards.filter(({ suggestions }) => suggestions !== undefined);
    expect(withSuggestions.length).toBeGreaterThan(0);
    expect(new Set(withSuggestions.map(({ selectionBehavior }) => selectionBehavior))).toEqual(
      new Set(['at-most-one']),
    );
  });
});

test('medications wins over draftOrders where a client sends both', async () => {
  const body = toRequest(stories.get('everything-at-once')!, 'medication-prescribe', {
    fhirServer: null,
    prefetch: null,
  });
  const mesalazine = {
    resourceType: 'MedicationOrder',
    status: 'draft',
    medicationCodeableConcept: { text: 'mesalazine' },
  };
  const other = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: mesalazine }] };
  const answer = await service.call('medication-prescribe', {
    ...body,
    context: { ...body.context, medications: other, draftOrders: body.context.medications },
  });
  expect(answer.body).toEqual({ cards: [] });
});

test('an empty medications hides no draftOrders', async () => {
  const body = toRequest(stories.get('everything-at-once')!, 'medication-prescribe', {
    fhirServer: null,
    prefetch: null,
  });
  const empty = { resourceType: 'Bundle', type: 'collection', entry: [] };
  const answer = await service.call('medication-prescribe', {
    ...body,
    context: { ...body.context, medications: empty, draftOrders: body.context.medications },
  });
  // Nothing was prefetched and no server named: the order was read, and the chart could not be.
  expect(answer.status).toBe(412);
});
