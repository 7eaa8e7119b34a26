import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource, MedicationRequest } from 'fhir/r4.js';
import { DRUGS, ROUTES, TESTS } from '../../sandbox/patients/codes.js';
import { medicationRequest, type RequestPlan } from '../../sandbox/patients/medication-resources.js';
import { testOrderResource } from '../../sandbox/patients/record-resources.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import type { HookName } from '../../src/domain/service-definition.js';
import type { Answer } from '../server/http/test-app.js';
import { cardsIn, findingsIn, gapCard, NOW, refusal, startPair, type Pair } from '../support/running-service.js';

/**
 * What may stand in the orders of one session, for the patient in whom everything is wrong
 * (docs/clinical/when-it-speaks.md#trigger).
 */
const ID = 'everything-at-once';
const story = allStories(NOW).find(({ id }) => id === ID)!;
const ALL_FOUR = ['aki-stage critical', 'duration-over warning', 'thiopurine-plan warning', 'trough-high critical'];
const STORED_MEDICATION = { resourceType: 'Medication', id: 'capsule', code: DRUGS.prograf } as const;

let pair: Pair;
beforeAll(async () => {
  pair = await startPair([...story.resources, STORED_MEDICATION]);
});
afterAll(() => pair.close());

function draft(id: string, changes: Partial<RequestPlan> = {}): MedicationRequest {
  const plan = { patientId: ID, id, drug: DRUGS.tacrolimusCapsule, status: 'draft', authoredOn: '2026-11-22' } as const;
  return medicationRequest({ ...plan, ...changes });
}

const capsule = draft('capsule-order');
const ointment = draft('ointment', { drug: DRUGS.tacrolimusOintment, route: ROUTES.topical });
const suppository = draft('suppository', { drug: DRUGS.tacrolimusSuppository, route: ROUTES.rectal });
const mesalazine = draft('mesalazine', { drug: DRUGS.mesalazine });
const azathioprine = draft('azathioprine', { drug: DRUGS.azathioprine });
const genotype = {
  ...testOrderResource({ patientId: ID, id: 'genotype', code: TESTS.thiopurinePanel, authored: '2026-11-22' }),
  status: 'draft',
} as FhirResource;
const bloodCount: FhirResource = {
  resourceType: 'ServiceRequest',
  id: 'count',
  status: 'draft',
  intent: 'order',
  code: { text: 'Full blood count' },
  subject: { reference: `Patient/${ID}` },
};

interface Orders {
  readonly orders: readonly unknown[];
  readonly selections?: readonly string[];
  readonly fhirServer?: string | null;
  readonly prefetch?: Readonly<Record<string, unknown>>;
}

function call(hook: HookName, { orders, selections, fhirServer = pair.fhir.url, prefetch }: Orders): Promise<Answer> {
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: orders.map((resource) => ({ resource })) };
  return pair.service.call(hook, {
    hook,
    hookInstance: '6d2c3f1c-0b9e-4c71-9a52-8a4c07a7f6d1',
    ...(fhirServer === null ? {} : { fhirServer }),
    context: {
      userId: 'Practitioner/dr-1',
      patientId: ID,
      ...(hook === 'medication-prescribe' ? { medications: bundle } : { draftOrders: bundle }),
      ...(selections === undefined ? {} : { selections }),
    },
    ...(prefetch === undefined ? {} : { prefetch }),
  });
}

describe.each(['order-sign', 'medication-prescribe', 'order-select'] as const)('%s', (hook) => {
  test.each<[string, readonly unknown[]]>([
    ['nothing', []],
    ['another drug', [mesalazine]],
    ['a thiopurine alone', [azathioprine]],
    ['an ointment', [ointment]],
    ['a test', [bloodCount]],
    ['a test of the thiopurine work-up', [genotype]],
    ['an order without a drug yet', [{ ...capsule, medicationCodeableConcept: undefined }]],
    ['an order not to give it', [{ ...capsule, doNotPerform: true }]],
    ['a cancelled order', [{ ...capsule, status: 'cancelled' }]],
    ['an order entered in error', [{ ...capsule, status: 'entered-in-error' }]],
    ['a resource type that nobody knows', [{ resourceType: 'Spaceship', id: '1' }]],
  ])('%s: no cards', async (_what, orders) => {
    const answer = await call(hook, { orders });
    expect([answer.status, answer.body]).toEqual([200, { cards: [] }]);
  });

  test.each<[string, readonly unknown[], number]>([
    ['no resource', ['MedicationRequest/1', 7, null], 412],
    ['no resource, beside an order of another drug', [mesalazine, null], 412],
    ['no resource, beside a tacrolimus order', [null, capsule], 200],
  ])('an entry that holds %s may hide an order: %#', async (_what, orders, status) => {
    expect((await call(hook, { orders })).status).toBe(status);
  });

  test.each<[string, readonly unknown[]]>([
    ['one order', [capsule]],
    ['among other orders', [mesalazine, bloodCount, ointment, capsule]],
    ['an order that is signed again', [{ ...capsule, status: 'active' }]],
    [
      'a fixed dose that an EHR wrote as an object',
      [{ ...capsule, dosageInstruction: capsule.dosageInstruction?.[0] }],
    ],
    ['no status, no intent, no subject', [{ ...capsule, status: undefined, intent: undefined, subject: undefined }]],
    ['a Medication on the server', [draft('by-reference', { reference: 'Medication/capsule' })]],
    [
      'a Medication inside the order',
      [draft('contained', { reference: '#m', contained: { ...STORED_MEDICATION, id: 'm' } })],
    ],
    [
      'a Medication beside the order',
      [draft('beside', { reference: 'Medication/new' }), { ...STORED_MEDICATION, id: 'new' }],
    ],
    ['a name and no code', [draft('by-text', { drug: { text: 'Adoport 1 mg capsules' } })]],
  ])('%s: all four cards', async (_what, orders) => {
    expect(findingsIn(await call(hook, { orders }))).toEqual(ALL_FOUR);
  });

  test('several tacrolimus orders: one evaluation, the cards of one order; each is named, and can be taken back', async () => {
    const said = (answer: Answer) =>
      cardsIn(answer).map(({ summary, detail = '' }) => [summary, detail.replace(/^Order: .*$/m, 'Order')]);
    const one = await call(hook, { orders: [capsule] });
    const three = await call(hook, { orders: [capsule, draft('second'), draft('third')] });
    expect(said(three)).toEqual(said(one));
    const references = ['capsule-order', 'second', 'third'].map((id) => `MedicationRequest/${id}`);
    for (const { extension } of cardsIn(three)) {
      expect(extension?.['org.tacrolimus-cds.order']).toMatchObject(references.map((reference) => ({ reference })));
    }
    const withdrawn = cardsIn(three).map(({ suggestions = [] }) =>
      suggestions.flatMap(({ actions = [] }) => actions.flatMap(({ resourceId }) => resourceId ?? [])),
    );
    expect(withdrawn).toEqual([references, [], [], []]);
  });

  test('a capsule and a suppository: the capsule asks for a plan', async () => {
    expect(findingsIn(await call(hook, { orders: [suppository, capsule] }))).toEqual(ALL_FOUR);
  });

  test('a suppository alone: kidneys and level, no plan and no duration', async () => {
    const answer = await call(hook, { orders: [suppository] });
    expect(findingsIn(answer)).toEqual(['aki-stage critical', 'trough-high critical']);
  });

  test.each<[string, FhirResource]>([
    ['a thiopurine', azathioprine],
    ['its work-up', genotype],
  ])('%s in the same session is a plan', async (_what, order) => {
    const expected = ALL_FOUR.filter((finding) => !finding.startsWith('thiopurine-plan'));
    expect(findingsIn(await call(hook, { orders: [capsule, order] }))).toEqual(expected);
  });

  test('a Medication that nobody can read: 412, for it may be tacrolimus', async () => {
    for (const fhirServer of [null, pair.fhir.url]) {
      const answer = await call(hook, { orders: [draft('lost', { reference: 'Medication/lost' })], fhirServer });
      expect(refusal(answer)).toMatchObject({
        status: 412,
        diagnostics: expect.stringContaining('drug of an order could not be identified'),
        expression: [expect.stringMatching(/^context\.(?:draftOrders|medications)\.entry\[0\]\.resource$/)],
      });
    }
  });

  test('a Medication in prefetch is enough', async () => {
    const prefetch = {
      medicationRequests: { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: STORED_MEDICATION }] },
    };
    const answer = await call(hook, {
      orders: [draft('sent', { reference: 'Medication/capsule' })],
      fhirServer: null,
      prefetch,
    });
    // Known to be tacrolimus; of the chart the orders are known, and nothing else.
    expect(findingsIn(answer)).toEqual(['not-evaluated info']);
    expect(gapCard(answer).detail).toContain('Creatinine results could not be had.');
  });
});

describe('what the cards say of the order', () => {
  test('an ingredient without a route: taken as systemic, and the card says so', async () => {
    const bare = { ...draft('bare', { drug: DRUGS.tacrolimusIngredient }), dosageInstruction: undefined };
    const answer = await call('order-sign', { orders: [bare] });
    expect(findingsIn(answer)).toEqual(ALL_FOUR);
    for (const { detail } of cardsIn(answer))
      expect(detail).toContain('Order: tacrolimus. It does not record a route; it was taken as systemic');
  });

  test('a name without a code: the card says so, and quotes it harmlessly', async () => {
    const named = draft('named', { drug: { text: 'Prograf <img src=x> [here](https://evil.example) 1 mg' } });
    const answer = await call('order-sign', { orders: [named] });
    expect(findingsIn(answer)).toEqual(ALL_FOUR);
    for (const { detail = '' } of cardsIn(answer)) {
      expect(detail).toContain('recognised by its text only');
      expect(detail).not.toMatch(/<img|\]\(https:\/\/evil/);
    }
  });
});

describe('order-select', () => {
  test.each<[string, readonly string[]]>([
    ['another order', ['MedicationRequest/mesalazine']],
    ['another order, and one that is not in the Bundle', ['MedicationRequest/mesalazine', 'MedicationRequest/gone']],
  ])('tacrolimus is drafted, and %s is selected: no cards', async (_what, selections) => {
    const answer = await call('order-select', { orders: [capsule, mesalazine], selections });
    expect(answer.body).toEqual({ cards: [] });
  });

  test.each<[string, readonly string[]]>([
    ['nothing', []],
    ['an order that is not in the Bundle', ['MedicationRequest/gone']],
  ])('tacrolimus is drafted, and %s is selected: as if selections were not sent', async (_what, selections) => {
    const answer = await call('order-select', { orders: [capsule, mesalazine], selections });
    expect(findingsIn(answer)).toEqual(ALL_FOUR);
  });

  test.each([
    ['MedicationRequest/capsule-order'],
    ['capsule-order'],
    ['https://ehr.example/fhir/MedicationRequest/capsule-order'],
  ])('selected as %s: all four cards', async (selection) => {
    const answer = await call('order-select', { orders: [mesalazine, capsule], selections: [selection] });
    expect(findingsIn(answer)).toEqual(ALL_FOUR);
  });

  test('a thiopurine that is drafted and not selected is a plan all the same', async () => {
    const answer = await call('order-select', {
      orders: [capsule, azathioprine],
      selections: ['MedicationRequest/capsule-order'],
    });
    expect(findingsIn(answer)).toEqual(ALL_FOUR.filter((finding) => !finding.startsWith('thiopurine-plan')));
  });
});
