import { describe, expect, test } from '@jest/globals';
import type { Bundle } from 'fhir/r4.js';
import { allStories } from '../../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../../sandbox/patients/to-request.js';
import type { HookRequestBody } from '../../../sandbox/patients/to-request.js';
import { writeOrderSignRequest } from '../../../sandbox/patients/write.js';

const AS_OF = Date.parse('2026-11-22T17:00:00Z');
const stories = new Map(allStories(AS_OF).map((story) => [story.id, story]));
const story = stories.get('plan-drafted-together')!;
const FHIR_SERVER = 'http://127.0.0.1:4100/fhir';
const TEMPLATES = {
  patient: 'Patient/{{context.patientId}}',
  creatinine:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|2160-0,http://loinc.org|14682-9&date=ge{{today() - 365 days}}&_count=200',
  medicationRequests: 'MedicationRequest?patient={{ context.patientId }}&_include=MedicationRequest:medication',
  user: '{{context.userId}}',
  absent: 'CarePlan?patient={{context.patientId}}',
  unresolved: 'Observation?encounter={{context.encounterId}}',
  refused: 'Observation?colour=red',
};
const context = { today: '2026-11-22', fhirServer: FHIR_SERVER };

describe('hook requests', () => {
  test('order-sign without prefetch names the server and has every draft', () => {
    const body = toRequest(story, 'order-sign', { fhirServer: FHIR_SERVER, prefetch: null });
    expect(body).toMatchObject({ hook: 'order-sign', fhirServer: FHIR_SERVER, context: { patientId: story.id } });
    expect(Object.keys(body)).not.toContain('prefetch');
    expect(drafts(body, 'draftOrders')).toEqual([`${story.id}-draft`, `${story.id}-azathioprine-draft`]);
  });

  test('order-select selects the order alone, though the other draft is there', () => {
    const body = toRequest(story, 'order-select', { fhirServer: null, prefetch: null });
    expect(body.context.selections).toEqual([`MedicationRequest/${story.id}-draft`]);
    expect(drafts(body, 'draftOrders')).toHaveLength(2);
    expect(Object.keys(body)).not.toContain('fhirServer');
  });

  test('medication-prescribe has medications in the place of draftOrders', () => {
    const body = toRequest(story, 'medication-prescribe', { fhirServer: FHIR_SERVER, prefetch: null });
    expect(drafts(body, 'medications')).toHaveLength(2);
    expect(Object.keys(body.context)).not.toContain('draftOrders');
  });

  test('patient-view has no orders', () => {
    const body = toRequest(story, 'patient-view', { fhirServer: FHIR_SERVER, prefetch: null });
    expect(Object.keys(body.context).sort()).toEqual(['patientId', 'userId']);
  });

  test('hookInstance is a version 4 UUID, its own for each story and hook, and always the same', () => {
    const instances = [...stories.values()].flatMap((each) =>
      (['order-sign', 'patient-view'] as const).map(
        (hook) => toRequest(each, hook, { fhirServer: null, prefetch: null }).hookInstance,
      ),
    );
    for (const instance of instances) {
      expect(instance).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(new Set(instances).size).toBe(instances.length);
    expect(toRequest(story, 'order-sign', { fhirServer: null, prefetch: null }).hookInstance).toBe(
      toRequest(story, 'order-sign', { fhirServer: FHIR_SERVER, prefetch: {} }).hookInstance,
    );
  });
});

describe('prefetch', () => {
  const prefetch = prefetchOf(story, TEMPLATES, context);

  test('reads and searches are answered, a search without results by an empty Bundle', () => {
    expect(prefetch.patient).toMatchObject({ resourceType: 'Patient', id: story.id });
    expect(prefetch.creatinine).toMatchObject({ type: 'searchset', total: 4 });
    expect(prefetch.absent).toMatchObject({ type: 'searchset', total: 0 });
  });

  test('tokens are replaced, also with spaces, also dates', () => {
    const self = (prefetch.creatinine as Bundle).link?.[0]?.url ?? '';
    expect(new URL(self).searchParams.get('date')).toBe('ge2025-11-22');
    expect(prefetch.medicationRequests).toMatchObject({ total: 1 });
  });

  test('what cannot be resolved, is refused or is not there leaves its key out', () => {
    expect(Object.keys(prefetch)).toEqual(['patient', 'creatinine', 'medicationRequests', 'absent']);
  });

  test('a Medication that is only referred to comes with _include', () => {
    const bundle = prefetchOf(stories.get('history-by-reference')!, TEMPLATES, context).medicationRequests as Bundle;
    expect(bundle.entry?.filter(({ search }) => search?.mode === 'include')).toHaveLength(1);
  });

  test('_count leaves a next link on the FHIR server, unless it is to be ignored', () => {
    const long = stories.get('more-than-a-page')!;
    const page = prefetchOf(long, TEMPLATES, context).creatinine as Bundle;
    expect(page.entry).toHaveLength(200);
    expect(page.link?.find(({ relation }) => relation === 'next')?.url).toMatch(
      new RegExp(`^${FHIR_SERVER}/Observation\\?`),
    );
    const whole = prefetchOf(long, TEMPLATES, { ...context, ignoreCount: true }).creatinine as Bundle;
    expect(whole.entry).toHaveLength(whole.total ?? 0);
    expect(whole.link?.map(({ relation }) => relation)).toEqual(['self']);
  });
});

describe('requests of a chosen size', () => {
  const templates = {
    patient: 'Patient/{{context.patientId}}',
    creatinine: TEMPLATES.creatinine,
    tacrolimusLevels: 'Observation?patient={{context.patientId}}&code=http://loinc.org|77348-1',
    medicationRequests: TEMPLATES.medicationRequests,
    conditions: 'Condition?patient={{context.patientId}}',
  };
  const entries = (body: HookRequestBody, key: string): number => ((body.prefetch?.[key] as Bundle).entry ?? []).length;

  test.each([
    ['small', 4, 11, [3, 2, 2]],
    ['typical', 60, 95, [40, 20, 15]],
    ['large', 1000, 2000, [4900, 100, 15]],
  ] as const)('%s is %i to %i KB', (size, from, to, [creatinine, levels, requests]) => {
    const body = writeOrderSignRequest(size, templates, AS_OF);
    const kilobytes = JSON.stringify(body).length / 1024;
    expect(kilobytes).toBeGreaterThan(from);
    expect(kilobytes).toBeLessThan(to);
    expect([
      entries(body, 'creatinine'),
      entries(body, 'tacrolimusLevels'),
      entries(body, 'medicationRequests'),
    ]).toEqual([creatinine, levels, requests]);
  });

  test('the same moment gives the same bytes', () => {
    expect(JSON.stringify(writeOrderSignRequest('typical', templates, AS_OF))).toBe(
      JSON.stringify(writeOrderSignRequest('typical', templates, AS_OF)),
    );
  });
});

function drafts(body: HookRequestBody, field: string): readonly (string | undefined)[] {
  return ((body.context[field] as Bundle).entry ?? []).map(({ resource }) => resource?.id);
}
