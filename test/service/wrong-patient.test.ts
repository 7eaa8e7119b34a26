import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, FhirResource } from 'fhir/r4.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import { HOOKS, type HookName } from '../../src/domain/service-definition.js';
import { json } from '../fhir/support/fake-fhir-server.js';
import type { Answer } from '../server/http/test-app.js';
import { findingsIn, gapCard, NOW, refusal, startPair, type Pair } from '../support/running-service.js';
import { startFhirProxy, type FhirProxy } from './fhir-proxy.js';
import { serviceTemplates } from './service-templates.js';

/**
 * Mixed-up patients are the worst fault a decision can rest on: refused, or dropped and said
 * (docs/clinical/facts.md#patient-match).
 */
const ID = 'everything-at-once';
const OTHER = 'somebody-else';
const story = allStories(NOW).find(({ id }) => id === ID)!;
const ORDER_HOOKS = ['order-sign', 'order-select', 'medication-prescribe'] as const;

let pair: Pair;
let proxy: FhirProxy;
beforeAll(async () => {
  pair = await startPair(story.resources);
  proxy = await startFhirProxy(pair.fhir.url);
});
afterEach(() => proxy.reset());
afterAll(async () => {
  await proxy.close();
  await pair.close();
});

type Json = Record<string, unknown>;

function prefetch(): Record<string, unknown> {
  const context = { today: '2026-11-22', fhirServer: pair.fhir.url, ignoreCount: true };
  return { ...prefetchOf(story, serviceTemplates(pair.service), context) };
}

function body(hook: HookName, changes: { prefetch?: Json | null; fhirServer?: string | null } = {}) {
  const { prefetch: given = prefetch(), fhirServer = null } = changes;
  const request = toRequest(story, hook, { fhirServer, prefetch: null });
  return given === null ? request : { ...request, prefetch: given };
}

/** The request as JSON, with another text in the place of one: only where it is wanted. */
function expectRefused(answer: Answer, field: string): void {
  expect(refusal(answer)).toMatchObject({ status: 400, expression: [field] });
  expect(answer.body.resourceType).toBe('OperationOutcome');
  expect(answer.text).not.toContain(OTHER);
}

describe.each(HOOKS)('%s is refused', (hook) => {
  test('the Patient in prefetch is somebody else', async () => {
    const other = { ...(prefetch().patient as Json), id: OTHER };
    expectRefused(
      await pair.service.call(hook, body(hook, { prefetch: { ...prefetch(), patient: other } })),
      'prefetch.patient',
    );
  });

  test('the server answers with somebody else', async () => {
    proxy.fail('Patient/', json({ resourceType: 'Patient', id: OTHER, gender: 'male' }));
    const answer = await pair.service.call(hook, body(hook, { prefetch: null, fhirServer: proxy.url }));
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(OTHER);
  });

  test('the access token is bound to somebody else: nothing is fetched with it', async () => {
    const answer = await pair.service.call(hook, {
      ...body(hook, { prefetch: null, fhirServer: proxy.url }),
      fhirAuthorization: {
        access_token: 'secret',
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'patient/*.read',
        subject: 'cds',
        patient: OTHER,
      },
    });
    expectRefused(answer, 'fhirAuthorization.patient');
    expect(proxy.requests).toEqual([]);
  });
});

describe.each(ORDER_HOOKS)('%s with an order for somebody else', (hook) => {
  const field = hook === 'medication-prescribe' ? 'medications' : 'draftOrders';
  const foreign = { ...story.order, id: 'foreign', subject: { reference: `Patient/${OTHER}` } };
  const withOrders = (orders: readonly unknown[]) => {
    const request = body(hook);
    const bundle: Json = { resourceType: 'Bundle', entry: orders.map((resource) => ({ resource })) };
    return { ...request, context: { ...request.context, [field]: bundle, selections: undefined } };
  };

  test('refused, naming the entry', async () => {
    const answer = await pair.service.call(hook, withOrders([foreign]));
    expectRefused(answer, `context.${field}.entry[0].resource.subject`);
  });

  test('refused also where ours stands first', async () => {
    const answer = await pair.service.call(hook, withOrders([story.order, foreign]));
    expectRefused(answer, `context.${field}.entry[1].resource.subject`);
  });

  test('refused also where it is another drug', async () => {
    const mesalazine = { ...foreign, medicationCodeableConcept: { text: 'mesalazine' } };
    expectRefused(
      await pair.service.call(hook, withOrders([story.order, mesalazine])),
      `context.${field}.entry[1].resource.subject`,
    );
  });

  test('refused in the words of DSTU2', async () => {
    const { subject, ...rest } = foreign;
    const order = { ...rest, resourceType: 'MedicationOrder', patient: subject };
    expectRefused(await pair.service.call(hook, withOrders([order])), `context.${field}.entry[0].resource.patient`);
  });
});

describe.each(HOOKS)('%s with one record of somebody else', (hook) => {
  /** The last record of that source once more, as another patient's. */
  const smuggled = (key: string, changes: Json = {}): Json => {
    const all = prefetch();
    const bundle = all[key] as Bundle;
    const last = bundle.entry?.at(-1)?.resource as FhirResource;
    const foreign = { ...last, id: 'foreign', subject: { reference: `Patient/${OTHER}` }, ...changes };
    return { ...all, [key]: { ...bundle, total: undefined, entry: [...(bundle.entry ?? []), { resource: foreign }] } };
  };

  test('among the creatinines: dropped, kidneys not evaluated, and the card says so', async () => {
    const foreign = smuggled('creatinine', { valueQuantity: { value: 777, unit: 'umol/L' } });
    const answer = await pair.service.call(hook, body(hook, { prefetch: foreign }));
    expect(findingsIn(answer)).toEqual([
      'duration-over warning',
      'not-evaluated info',
      'thiopurine-plan warning',
      'trough-high critical',
    ]);
    expect(gapCard(answer).detail).toMatch(
      /Creatinine results: 1 entry of another patient was sent and was left out\. Please report this\./,
    );
    // With word boundaries: uuids and the facts hash are random hexadecimal digits.
    expect(answer.text).not.toMatch(new RegExp(`\\b777\\b|${OTHER}`));
  });

  test('among the levels: dropped, trough not evaluated', async () => {
    const foreign = smuggled('tacrolimusLevels', { valueQuantity: { value: 77.7, unit: 'ng/mL' } });
    const answer = await pair.service.call(hook, body(hook, { prefetch: foreign }));
    expect(findingsIn(answer)).toEqual([
      'aki-stage critical',
      'duration-over warning',
      'not-evaluated info',
      'thiopurine-plan warning',
    ]);
    expect(gapCard(answer).detail).toContain('Tacrolimus levels: 1 entry of another patient');
    expect(answer.text).not.toMatch(new RegExp(`\\b77\\.7\\b|${OTHER}`));
  });

  test('on the problem list: dropped, neither plan nor duration evaluated', async () => {
    const answer = await pair.service.call(hook, body(hook, { prefetch: smuggled('conditions') }));
    expect(findingsIn(answer)).toEqual(['aki-stage critical', 'not-evaluated info', 'trough-high critical']);
    expect(gapCard(answer).detail).toContain('Problem list: 1 entry of another patient');
  });

  test('among the allergies, by `patient`: dropped and said, the rest stands', async () => {
    const allergy = {
      resourceType: 'AllergyIntolerance',
      id: 'f',
      code: { text: 'azathioprine' },
      patient: { reference: `Patient/${OTHER}` },
    };
    const bundle = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: allergy }] };
    const answer = await pair.service.call(hook, body(hook, { prefetch: { ...prefetch(), allergies: bundle } }));
    expect(findingsIn(answer)).toEqual([
      'aki-stage critical',
      'duration-over warning',
      'not-evaluated info',
      'thiopurine-plan warning',
      'trough-high critical',
    ]);
    expect(gapCard(answer).detail).toContain('Allergies: 1 entry of another patient');
    expect(answer.text).not.toContain('Draft azathioprine');
  });
});
