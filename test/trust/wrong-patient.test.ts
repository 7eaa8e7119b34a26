import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PROBLEMS } from '../../sandbox/patients/codes.js';
import { json, startFakeFhirServer, type FakeFhirServer } from '../fhir/support/fake-fhir-server.js';
import { post, type Answer } from '../server/http/test-app.js';
import {
  ALL_FOUR,
  CHART,
  findingsOf,
  fullPrefetch,
  gapText,
  hookCall,
  without,
  type Json,
  type Prefetch,
} from './support/chart.js';
import { startDevelopment, type SecuredService } from './support/secured-service.js';

/** Whose data: no card may rest on another patient's record, whichever way it came in. */
const OTHER = { reference: 'Patient/somebody-else' };
const OURS = { reference: `Patient/${CHART.id}` };

let service: SecuredService;
let fhir: FakeFhirServer;
let prefetch: Prefetch;
beforeAll(async () => {
  service = await startDevelopment();
  prefetch = await fullPrefetch(service.url);
});
afterAll(() => service.close());
beforeEach(async () => {
  fhir = await startFakeFhirServer();
});
afterEach(() => fhir.close());

const call = (body: Json): Promise<Answer> => post(`${service.url}/cds-services/tacrolimus-order-sign`, body);
const order = { ...CHART.order } as unknown as Json;
const signing = (drafts: readonly Json[], more: Json = {}): Json => {
  const body = hookCall('order-sign', { prefetch });
  const draftOrders = { resourceType: 'Bundle', type: 'collection', entry: drafts.map((resource) => ({ resource })) };
  return { ...body, context: { ...(body.context as Json), draftOrders }, ...more };
};
const token = (patient: unknown): Json => ({
  fhirServer: fhir.base,
  fhirAuthorization: {
    access_token: 't',
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'patient/*.read',
    subject: 's',
    patient,
  },
});
const bundleOf = (key: string): Json => prefetch[key] as Json;

describe('the call stops with 400 and an OperationOutcome that names the field', () => {
  test.each<[string, () => Json, string]>([
    [
      'the prefetched Patient is another',
      () =>
        hookCall('order-sign', {
          prefetch: { ...prefetch, patient: { resourceType: 'Patient', id: 'somebody-else' } },
        }),
      'prefetch.patient',
    ],
    [
      'the prefetched Patient has no id',
      () => hookCall('order-sign', { prefetch: { ...prefetch, patient: { resourceType: 'Patient' } } }),
      'prefetch.patient',
    ],
    [
      'two Patients, one of them ours',
      () =>
        hookCall('order-sign', {
          prefetch: {
            ...prefetch,
            patient: {
              resourceType: 'Bundle',
              type: 'searchset',
              entry: [{ resource: prefetch.patient }, { resource: { resourceType: 'Patient', id: 'somebody-else' } }],
            },
          },
        }),
      'prefetch.patient',
    ],
    [
      'the order is for another',
      () => signing([{ ...order, subject: OTHER }]),
      'context.draftOrders.entry[0].resource.subject',
    ],
    [
      'the second order is for another',
      () => signing([order, { ...order, id: 'second', subject: OTHER }]),
      'context.draftOrders.entry[1].resource.subject',
    ],
    [
      'the order is for ours by subject and for another by patient',
      () => signing([{ ...order, patient: OTHER }]),
      'context.draftOrders.entry[0].resource.subject',
    ],
    [
      'the order names a patient that nobody can resolve',
      () => signing([{ ...order, subject: { reference: 'urn:uuid:0d8e8d14-7b0c-4c4f-9c0d-3a0a4f9b1f11' } }]),
      'context.draftOrders.entry[0].resource.subject',
    ],
    [
      'the order is for an id that begins like ours',
      () => signing([{ ...order, subject: { reference: `Patient/${CHART.id}2` } }]),
      'context.draftOrders.entry[0].resource.subject',
    ],
    [
      'the order is for a Group of our id',
      () => signing([{ ...order, subject: { reference: `Group/${CHART.id}` } }]),
      'context.draftOrders.entry[0].resource.subject',
    ],
    ['the token is bound to another', () => signing([order], token('somebody-else')), 'fhirAuthorization.patient'],
    [
      'the token is bound to another, as a reference',
      () => signing([order], token('Patient/somebody-else')),
      'fhirAuthorization.patient',
    ],
  ])('%s', async (_what, body, field) => {
    const answer = await call(body());
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'business-rule', expression: [field] }],
    });
    expect(answer.text).not.toContain('somebody-else');
    expect(fhir.requests).toEqual([]);
  });

  test('the Patient that the FHIR server gives is another', async () => {
    fhir.on(`Patient/${CHART.id}`, json({ resourceType: 'Patient', id: 'somebody-else', gender: 'male' }));
    const answer = await call(
      hookCall('order-sign', { prefetch: without(prefetch, 'patient'), fhirServer: fhir.base }),
    );
    expect([answer.status, answer.body.resourceType]).toEqual([400, 'OperationOutcome']);
  });
});

describe('one record of another patient among ours', () => {
  const sources: readonly (readonly [key: string, name: string, type: string])[] = [
    ['creatinine', 'Creatinine results', 'Observation'],
    ['tacrolimusLevels', 'Tacrolimus levels', 'Observation'],
    ['thiopurineTests', 'TPMT and NUDT15 results', 'Observation'],
    ['medicationRequests', 'Medication orders', 'MedicationRequest'],
    ['medicationStatements', 'Medication statements', 'MedicationStatement'],
    ['medicationDispenses', 'Dispensed medication', 'MedicationDispense'],
    ['medicationAdministrations', 'Administered medication', 'MedicationAdministration'],
    ['conditions', 'Problem list', 'Condition'],
    ['procedures', 'Procedures', 'Procedure'],
    ['allergies', 'Allergies', 'AllergyIntolerance'],
    ['testOrders', 'TPMT and NUDT15 orders', 'ServiceRequest'],
    ['carePlans', 'Care plans', 'CarePlan'],
  ];
  const foreign = (key: string, type: string): Json => {
    const [own] = (bundleOf(key).entry ?? []) as readonly { resource: Json }[];
    const whose = type === 'AllergyIntolerance' ? { patient: OTHER } : { subject: OTHER };
    return { ...(own?.resource ?? { resourceType: type, status: 'active' }), ...whose, id: 'foreign' };
  };
  const withForeign = (key: string, type: string): Json => ({
    ...bundleOf(key),
    total: undefined,
    entry: [...((bundleOf(key).entry ?? []) as unknown[]), { resource: foreign(key, type) }],
  });

  test.each(sources)('%s, prefetched: left out, counted, and named', async (key, name, type) => {
    const answer = await call(hookCall('order-sign', { prefetch: { ...prefetch, [key]: withForeign(key, type) } }));
    expect(answer.status).toBe(200);
    expect(gapText(answer.body)).toContain(`${name}: 1 entry of another patient was sent and was left out.`);
  });

  test.each(sources)('%s, fetched: left out, counted, and named', async (key, name, type) => {
    fhir.on(type, json({ ...withForeign(key, type), resourceType: 'Bundle', type: 'searchset', link: [] }));
    const answer = await call(hookCall('order-sign', { prefetch: without(prefetch, key), fhirServer: fhir.base }));
    expect(answer.status).toBe(200);
    expect(gapText(answer.body)).toContain(`${name}: 1 entry of another patient was sent and was left out.`);
  });

  test("a high level of another patient's makes no card, and its number stands nowhere", async () => {
    const high = {
      ...foreign('tacrolimusLevels', 'Observation'),
      valueQuantity: { value: 47.11, unit: 'ng/mL' },
      effectiveDateTime: '2026-11-22T09:00:00Z',
    };
    const levels = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: high }] };
    const answer = await call(hookCall('order-sign', { prefetch: { ...prefetch, tacrolimusLevels: levels } }));
    expect(findingsOf(answer.body)).not.toContain('trough-high');
    expect(answer.text).not.toContain('47.11');
  });
});

describe('contained resources', () => {
  const withReason = (contained: Json): Json =>
    signing([{ ...order, contained: [{ ...contained, id: 'reason' }], reasonReference: [{ reference: '#reason' }] }]);
  const transplant: Json = { resourceType: 'Condition', code: PROBLEMS.liverTransplant };

  test('without a subject: judged by the order that holds it, so a transplant there counts', async () => {
    expect(findingsOf((await call(withReason(transplant))).body)).not.toContain('thiopurine-plan');
  });

  test('with our subject: the same', async () => {
    expect(findingsOf((await call(withReason({ ...transplant, subject: OURS }))).body)).not.toContain(
      'thiopurine-plan',
    );
  });

  test("with another patient's subject: it does not count", async () => {
    expect(findingsOf((await call(withReason({ ...transplant, subject: OTHER }))).body)).toEqual(ALL_FOUR);
  });
});

test('100 calls for two patients at once: no card of one carries a word of the other', async () => {
  const forPatient = async (id: string): Promise<Answer> => {
    const body = JSON.stringify(hookCall('order-sign', { prefetch }))
      .replaceAll(CHART.id, id)
      .replaceAll('Ulcerative colitis', `colitis of ${id}`);
    return post(`${service.url}/cds-services/tacrolimus-order-sign`, body);
  };
  const ids = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 'patient-a' : 'patient-b'));
  const answers = await Promise.all(ids.map(forPatient));
  for (const [index, answer] of answers.entries()) {
    expect(findingsOf(answer.body)).toEqual(ALL_FOUR);
    // The suggested orders name their patient.
    expect(answer.text).toContain(`Patient/${ids[index] ?? ''}`);
    expect(answer.text).not.toContain(index % 2 === 0 ? 'patient-b' : 'patient-a');
  }
});
