import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { DRUGS, PROBLEMS } from '../../sandbox/patients/codes.js';
import { at, CREATININE, labResource, latest, TACROLIMUS } from '../../sandbox/patients/lab-resources.js';
import { medicationRequest } from '../../sandbox/patients/medication-resources.js';
import { conditionResource } from '../../sandbox/patients/record-resources.js';
import { createTimeline } from '../../sandbox/patients/timeline.js';
import { HOOKS, type HookName } from '../../src/domain/service-definition.js';
import type { CdsResponse } from '../../src/domain/card.js';
import { findResponseFaults } from '../../src/cds-hooks/response/validate-response.js';
import { capturedSandboxBodies, capturedSandboxBody } from '../cds-hooks/request-samples.js';
import { cardsIn, findingsIn, NOW, startPair, type Pair } from '../support/running-service.js';

/** Every body that the official CDS Hooks Sandbox was seen to send, against a server that holds its patient. */
const ID = 'tac-1';
const chart = { patientId: ID, timeline: createTimeline(NOW) };

/** Seven months of tacrolimus for colitis, no plan, a level of 21 and a creatinine that doubled. */
const CHART: readonly FhirResource[] = [
  { resourceType: 'Patient', id: ID, gender: 'female', birthDate: '1971-04-02' },
  conditionResource({ patientId: ID, id: 'uc', code: PROBLEMS.ulcerativeColitis, onset: '2015-01-01' }),
  medicationRequest({ patientId: ID, id: 'tac', drug: DRUGS.prograf, authoredOn: '2026-04-20', start: '2026-04-20' }),
  labResource(chart, 'creatinine-1', latest(160), CREATININE),
  labResource(chart, 'creatinine-2', at(5, 80), CREATININE),
  labResource(chart, 'creatinine-3', at(250, 80), CREATININE),
  labResource(chart, 'level-1', latest(21), TACROLIMUS),
];
const ALL_FOUR = ['aki-stage critical', 'duration-over warning', 'thiopurine-plan warning', 'trough-high critical'];

let pair: Pair;
beforeAll(async () => {
  pair = await startPair(CHART);
});
afterAll(() => pair.close());

type Json = Record<string, unknown>;

/** The body as captured, but for the address of the FHIR server. */
function captured(name: string): Json {
  return { ...capturedSandboxBody(name), fhirServer: pair.fhir.url };
}

/** The draft of rx-view, changed. */
function rxView(changes: Json): Json {
  const body = captured('order-select.rx-view.json');
  const context = body.context as { draftOrders: { entry: [{ resource: Json }] } };
  const [{ resource }] = context.draftOrders.entry;
  const draftOrders = { resourceType: 'Bundle', entry: [{ resource: { ...resource, ...changes } }] };
  return { ...body, context: { ...context, draftOrders } };
}

describe('as captured', () => {
  test.each<[string, HookName, readonly string[]]>([
    // Ordered for a transplanted kidney: only the level is judged, and the creatinine is said to be bad and not judged.
    ['order-select.rx-view.json', 'order-select', ['not-evaluated info', 'trough-high critical']],
    ['order-select.rx-view.on-load-no-medication.json', 'order-select', []],
    ['order-select.rx-view.tab-clicked-again.json', 'order-select', []],
    ['order-select.pama.json', 'order-select', []],
    ['mislabelled.screen-rx-view-without-hook.json', 'order-select', []],
    ['order-sign.rx-sign.no-medication.json', 'order-sign', []],
    ['patient-view.json', 'patient-view', ALL_FOUR],
  ])('%s on %s: 200 and its cards', async (name, hook, expected) => {
    const answer = await pair.service.call(hook, captured(name));
    expect([answer.status, findingsIn(answer)]).toEqual([200, expected]);
    expect(findResponseFaults(answer.body as unknown as CdsResponse)).toEqual([]);
  });

  test('none was forgotten', () => {
    expect(capturedSandboxBodies().map(({ name }) => name)).toHaveLength(7);
  });
});

describe('the draft of rx-view, an R4 order as only the Sandbox writes it', () => {
  test('without the transplant as its reason: all four cards', async () => {
    expect(findingsIn(await pair.service.call('order-select', rxView({ reasonCode: undefined })))).toEqual(ALL_FOUR);
  });

  test('for colitis, as an object in the place of an array: all four cards, and the reason is on them', async () => {
    const reasonCode = { text: 'Ulcerative colitis', coding: [{ system: 'http://snomed.info/sct', code: '64766004' }] };
    const answer = await pair.service.call('order-select', rxView({ reasonCode }));
    expect(findingsIn(answer)).toEqual(ALL_FOUR);
    expect(cardsIn(answer).at(-1)?.detail).toContain('Indication: Ulcerative colitis.');
  });

  test('signed: the same cards as selected', async () => {
    const body = { ...rxView({ reasonCode: undefined }), hook: 'order-sign' };
    expect(findingsIn(await pair.service.call('order-sign', body))).toEqual(ALL_FOUR);
  });

  test('mislabelled as patient-view on the order screen: the cards of the order', async () => {
    const body = { ...rxView({ reasonCode: undefined }), hook: 'patient-view' };
    expect(findingsIn(await pair.service.call('order-select', body))).toEqual(ALL_FOUR);
  });
});

describe('where the FHIR server of the capture is gone', () => {
  test.each(capturedSandboxBodies().map(({ name, body }) => [name, body] as const))(
    '%s: never 5xx on any service, and 200 or 412 on its own',
    async (name, body) => {
      const gone = { ...body, fhirServer: 'http://127.0.0.1:9/fhir' };
      for (const hook of HOOKS) {
        const { status } = await pair.service.call(hook, gone);
        expect([name, hook, [200, 400, 412]]).toEqual([name, hook, expect.arrayContaining([status])]);
        if (name.startsWith(`${hook}.`)) expect([200, 412]).toContain(status);
      }
    },
  );

  test('the tacrolimus draft: 412, for nothing of the chart was in its prefetch', async () => {
    const body = { ...rxView({ reasonCode: undefined }), fhirServer: 'http://127.0.0.1:9/fhir' };
    expect((await pair.service.call('order-select', body)).status).toBe(412);
  });
});
