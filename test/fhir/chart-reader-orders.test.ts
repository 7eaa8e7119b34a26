import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OrdersInContext } from '../../src/domain/ports.js';
import type { HookRequest, OrderEntry } from '../../src/domain/hook-request.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { createFhirDispatcher } from '../../src/fhir/client/dispatcher.js';
import { DEFAULT_FHIR_LIMITS } from '../../src/fhir/client/limits.js';
import { hang, json, startFakeFhirServer, status } from './support/fake-fhir-server.js';
import type { FakeFhirServer, Reply } from './support/fake-fhir-server.js';
import {
  OURS,
  RXNORM,
  THEIRS,
  bearer,
  callContext,
  drug,
  hookRequest,
  order,
  prefetch,
  searchset,
  service,
  readOrders,
} from './support/samples.js';
import type { Json } from './support/samples.js';
import { testTerminology } from './support/test-terminology.js';

const limits = { ...DEFAULT_FHIR_LIMITS, perCallTimeoutMs: 300 };
const dispatcher = createFhirDispatcher(limits);
const reader = createFhirChartReader({ terminology: testTerminology, limits, dispatcher });
afterAll(() => dispatcher.close());

function entry(resource: unknown, fullUrl: string | null = null, selected = true): OrderEntry {
  return { fullUrl, resource, at: 'context.draftOrders.entry[0].resource', selected };
}

async function read(
  orders: readonly (Json | OrderEntry)[],
  changes: Partial<HookRequest> = {},
): Promise<OrdersInContext> {
  const entries = orders.map((item) => ('resource' in item && 'fullUrl' in item ? (item as OrderEntry) : entry(item)));
  return readOrders(reader, hookRequest({ orders: entries, ...changes }), service(), callContext());
}

/** `tacrolimus!` for a triggering draft, `azathioprine` for one that is context. */
function names({ drafts }: OrdersInContext): readonly string[] {
  return drafts.map(({ drug: found, triggering }) => {
    const name = found.kind === 'tacrolimus' ? 'tacrolimus' : found.name;
    return triggering ? `${name}!` : name;
  });
}

const MEDICATION = { resourceType: 'Medication', id: 'm1', code: { coding: [{ system: RXNORM, code: '108513' }] } };
const noDrug = { medicationCodeableConcept: undefined };
const referring = (reference: string, more: Json = {}): Json =>
  order({ ...noDrug, medicationReference: { reference }, ...more });

describe('orders that are read', () => {
  test('an R4 MedicationRequest, with everything a card needs', async () => {
    const { drafts, unidentified } = await read([order({ doNotPerform: false })]);
    expect(unidentified).toBe(0);
    expect(drafts).toEqual([
      {
        drug: { kind: 'tacrolimus', route: 'systemic', release: 'immediate' },
        basis: 'code',
        dose: null,
        triggering: true,
        status: 'draft',
        doNotPerform: false,
        reasons: [],
        reference: 'MedicationRequest/draft-1',
        replaces: null,
        display: 'Tacrolimus 1 MG Oral Capsule [Prograf]',
        code: { system: RXNORM, code: '108513', display: null },
      },
    ]);
  });

  test.each<[string, Json, readonly string[]]>([
    [
      'DSTU2 MedicationOrder',
      order({ resourceType: 'MedicationOrder', subject: undefined, patient: { reference: 'Patient/pat-1' } }),
      ['tacrolimus!'],
    ],
    ['text only', order({ medicationCodeableConcept: { text: 'tacrolimus 1 mg' } }), ['tacrolimus!']],
    [
      'category and reasonCode as objects',
      order({ category: { coding: [{ code: 'community' }] }, reasonCode: { text: 'x' } }),
      ['tacrolimus!'],
    ],
    ['no id, no intent, no status', order({ id: undefined, intent: undefined, status: undefined }), ['tacrolimus!']],
    ['no subject', order({ subject: undefined }), ['tacrolimus!']],
    [
      'doseAndRate as an object',
      order({ dosageInstruction: { doseAndRate: { doseQuantity: { value: 1 } } } }),
      ['tacrolimus!'],
    ],
    ['a type that nobody knows, with a drug', order({ resourceType: 'medicationrequest' }), ['tacrolimus!']],
    ['no type, with a drug', order({ resourceType: undefined }), ['tacrolimus!']],
    ['what is known of a drug', order({ resourceType: 'MedicationKnowledge' }), []],
    ['topical tacrolimus', order(drug('313189')), []],
    ['another drug', order(drug('197700', 'fluconazole')), []],
    ['no drug yet', order(noDrug), []],
    ['an empty coding', order({ medicationCodeableConcept: { coding: [{}] } }), []],
    ['entered in error', order({ status: 'entered-in-error' }), []],
    ['doNotPerform', order({ doNotPerform: true }), ['tacrolimus']],
    ['cancelled', order({ status: 'cancelled' }), ['tacrolimus']],
    ['stopped', order({ status: 'stopped' }), ['tacrolimus']],
    ['completed', order({ status: 'completed' }), ['tacrolimus']],
    ['active: signed again', order({ status: 'active' }), ['tacrolimus!']],
    ['a nutrition order', { resourceType: 'NutritionOrder', ...OURS }, []],
    [
      'a reference that leads nowhere but has a display',
      referring('Medication/x', {
        medicationReference: { reference: 'Medication/x', display: 'PROGRAF 1 MG PO CAPS' },
      }),
      ['tacrolimus!'],
    ],
    [
      'a display without reference',
      order({ ...noDrug, medicationReference: { display: 'MERCAPTOPURINE 50 MG PO TABS' } }),
      ['mercaptopurine!'],
    ],
  ])('%s', async (_name, resource, expected) => {
    const orders = await read([resource]);
    expect(names(orders)).toEqual(expected);
    expect(orders.unidentified).toBe(0);
  });

  test.each([
    null,
    7,
    'x',
    [],
    {},
    { resourceType: 7 },
    { resourceType: 'MedicationRequest', subject: 'x', contained: 7 },
  ])('the entry %j is ignored', async (resource) => {
    expect(await read([entry(resource)])).toMatchObject({
      drafts: [],
      draftTestOrders: [],
      unidentified: 0,
    });
  });

  test('the FHIR release that the orders are written in', async () => {
    expect((await read([order({ resourceType: 'MedicationOrder' })])).fhirRelease).toBe('DSTU2');
    expect((await read([order({ context: { reference: 'Encounter/1' } })])).fhirRelease).toBe('STU3');
    expect((await read([])).fhirRelease).toBe('R4');
  });

  test('other drugs that matter are told beside a tacrolimus order, and not worked out without one', async () => {
    const clarithromycin = order({
      id: 'c1',
      medicationCodeableConcept: { text: 'Clarithromycin 500 mg' },
      status: 'stopped',
    });
    const loratadine = order({ id: 'l1', medicationCodeableConcept: { text: 'Loratadine 10 mg' } });
    const { draftConcomitants } = await read([order(), clarithromycin, loratadine]);
    expect(draftConcomitants).toEqual([
      {
        classes: ['cyp3a-inhibitor-strong'],
        name: 'clarithromycin',
        display: 'Clarithromycin 500 mg',
        reference: 'MedicationRequest/c1',
        status: 'stopped',
        triggering: false,
        doNotPerform: false,
      },
    ]);
    expect((await read([clarithromycin])).draftConcomitants).toEqual([]);
  });

  test('the order that one is placed instead of', async () => {
    const { drafts } = await read([order({ priorPrescription: { reference: 'MedicationRequest/old' } })]);
    expect(drafts[0]?.replaces).toBe('MedicationRequest/old');
  });

  test('TPMT tests among the orders, of every version', async () => {
    const code = { text: 'TPMT genotype' };
    const { draftTestOrders, drafts } = await read([
      { resourceType: 'ServiceRequest', id: 's1', status: 'draft', ...OURS, code },
      { resourceType: 'ServiceRequest', id: 's2', ...OURS, code },
      { resourceType: 'ProcedureRequest', id: 'p1', status: 'active', ...OURS, code },
      { resourceType: 'DiagnosticOrder', id: 'd1', status: 'proposed', ...OURS, item: [{ code }] },
      { resourceType: 'ServiceRequest', id: 's3', status: 'revoked', ...OURS, code },
      { resourceType: 'ServiceRequest', id: 's4', status: 'draft', doNotPerform: true, ...OURS, code },
      { resourceType: 'ServiceRequest', id: 's5', status: 'draft', ...OURS, code: { coding: [{}] } },
    ]);
    expect(drafts).toEqual([]);
    expect(draftTestOrders.map(({ reference }) => reference)).toEqual([
      'ServiceRequest/s1',
      'ServiceRequest/s2',
      'ProcedureRequest/p1',
      'DiagnosticOrder/d1',
    ]);
  });
});

describe('an order that has no drug of its own', () => {
  test.each<[string, Json, number]>([
    ['tacrolimus in a note', { note: [{ text: 'tacrolimus 1 mg twice a day' }] }, 1],
    ['in the instruction', { dosageInstruction: [{ text: 'tacrolimus 1 mg' }] }, 1],
    ['in the instruction for the patient', { dosageInstruction: [{ patientInstruction: 'tacrolimus 1 mg' }] }, 1],
    ['in the narrative, between its tags', { text: { div: '<div>tacro<b>limus</b> tacrolimus<br/>1 mg</div>' } }, 1],
    ['in its code', { code: { text: 'tacrolimus' } }, 1],
    ['another of our drugs in a note', { note: [{ text: 'azathioprine 50 mg' }] }, 0],
    ['another drug in a note', { note: [{ text: 'fluconazole 200 mg' }] }, 0],
    ['nothing anywhere', {}, 0],
  ])('%s: unidentified %s', async (_where, changes, expected) => {
    const orders = await read([order({ ...noDrug, ...changes })]);
    expect(orders.unidentified).toBe(expected);
    expect(orders.drafts).toEqual([]);
  });

  test('that it is not to be carried out is kept', async () => {
    const { drafts } = await read([
      order(),
      order({ id: 'o2', doNotPerform: true }),
      order({ id: 'o3', doNotPerform: 'true' }),
    ]);
    expect(drafts.map(({ doNotPerform }) => doNotPerform)).toEqual([false, true, false]);
  });
});

test('an order that was not selected is context, and none that triggers', async () => {
  const two = [entry(order(), null, false), entry(order({ id: 'draft-2', ...drug('1256', 'azathioprine') }))];
  expect(names(await read(two))).toEqual(['tacrolimus', 'azathioprine!']);
});

describe('whose order it is', () => {
  test.each<[string, Json]>([
    ['relative', order({ subject: { reference: 'Patient/pat-2' } })],
    ['absolute', order({ subject: { reference: 'https://ehr.example/fhir/Patient/pat-2' } })],
    [
      'DSTU2 patient',
      order({ resourceType: 'MedicationOrder', subject: undefined, patient: { reference: 'Patient/pat-2' } }),
    ],
    ['group', order({ subject: { reference: 'Group/pat-1' } })],
    ['urn that nothing explains', order({ subject: { reference: 'urn:uuid:2f0b6c0e-6a0b-4b5e-9d58-6f0d5b3f1c11' } })],
    ['subject ours, patient not', order({ patient: { reference: 'Patient/pat-2' } })],
    ['another kind of order', { resourceType: 'NutritionOrder', ...THEIRS }],
  ])('another patient (%s) -> wrong-patient', async (_name, resource) => {
    await expect(read([order(), resource])).rejects.toMatchObject({ name: 'CdsError', code: 'wrong-patient' });
  });

  test.each<[string, string]>([
    ['relative', 'Patient/pat-1'],
    ['absolute', 'https://ehr.example/fhir/Patient/pat-1'],
    ['with a version', 'Patient/pat-1/_history/3'],
    ['bare id', 'pat-1'],
    ['urn explained by the Bundle', 'urn:uuid:pp'],
  ])('ours (%s)', async (_name, reference) => {
    const patient = entry({ resourceType: 'Patient', id: 'pat-1' }, 'urn:uuid:pp');
    expect(names(await read([entry(order({ subject: { reference } })), patient]))).toEqual(['tacrolimus!']);
  });

  test('the error names the field and no patient', async () => {
    const caught = await read([order(), order(THEIRS)]).catch((error: unknown) => error);
    expect(caught).toMatchObject({ expression: 'context.draftOrders.entry[0].resource.subject' });
    expect(String(caught)).not.toMatch(/pat-/);
  });

  test('a token bound to another patient -> wrong-patient; bound to ours -> read', async () => {
    await expect(read([order()], { fhirAuthorization: bearer('t'), tokenPatient: 'pat-2' })).rejects.toMatchObject({
      code: 'wrong-patient',
      expression: 'fhirAuthorization.patient',
    });
    expect(names(await read([order()], { fhirAuthorization: bearer('t'), tokenPatient: 'pat-1' }))).toEqual([
      'tacrolimus!',
    ]);
    expect(names(await read([order()], { fhirAuthorization: bearer('t'), tokenPatient: 'Patient/pat-1' }))).toEqual([
      'tacrolimus!',
    ]);
  });
});

describe('medicationReference', () => {
  let server: FakeFhirServer;
  beforeEach(async () => {
    server = await startFakeFhirServer();
  });
  afterEach(() => server.close());

  test('contained', async () => {
    expect(names(await read([referring('#m', { contained: [{ ...MEDICATION, id: 'm' }] })]))).toEqual(['tacrolimus!']);
  });
  test('in the same Bundle, by Type/id [Epic since 2024]', async () => {
    expect(names(await read([referring('Medication/m1'), MEDICATION]))).toEqual(['tacrolimus!']);
  });
  test('in the same Bundle, by fullUrl', async () => {
    const orders = await read([entry(referring('urn:uuid:m')), entry(MEDICATION, 'urn:uuid:m')]);
    expect(names(orders)).toEqual(['tacrolimus!']);
  });
  test('in the same Bundle, absolute', async () => {
    expect(names(await read([referring('https://ehr.example/fhir/Medication/m1'), MEDICATION]))).toEqual([
      'tacrolimus!',
    ]);
  });
  test('anywhere in the prefetch', async () => {
    const given = prefetch({ other: searchset([MEDICATION]) });
    expect(names(await read([referring('Medication/m1')], { prefetch: given }))).toEqual(['tacrolimus!']);
  });

  const setOf = (count: number) =>
    Array.from({ length: count }, (_, n) => referring(`Medication/m${n}`, { id: `draft-${n}` }));
  const formulary = Array.from({ length: 20 }, (_, n) =>
    n === 19 ? { ...MEDICATION, id: 'm19' } : { ...MEDICATION, id: `m${n}`, code: { text: 'azathioprine' } },
  );

  test('all of an order set in one search by id, whatever else the server sends', async () => {
    server.on('Medication', json(searchset([...formulary, { ...MEDICATION, id: 'not-asked-for' }])));
    const orders = await read(setOf(20), { fhirServer: server.base, fhirAuthorization: bearer('token') });
    expect(names(orders).filter((name) => name === 'tacrolimus!')).toHaveLength(1);
    expect(orders.unidentified).toBe(0);
    expect(server.requests.map(({ url }) => decodeURIComponent(url))).toEqual([
      `/fhir/Medication?_id=${formulary.map(({ id }) => id).join(',')}`,
    ]);
  });

  test.each<[string, Reply]>([
    ['refuses that search', status(400)],
    ['does not know it and answers with others', json(searchset([{ ...MEDICATION, id: 'x' }]))],
    ['finds nothing', json(searchset([]))],
  ])('a server that %s: a few one by one, and what was not read is not known', async (_how, reply) => {
    server.on('Medication', reply);
    for (const medication of formulary) server.on(`Medication/${medication.id}`, json(medication));
    const orders = await read(setOf(20), { fhirServer: server.base });
    expect(orders.drafts.length + orders.unidentified).toBe(20);
    expect(orders.drafts.length).toBeGreaterThan(0);
    expect(server.requests.length).toBeLessThanOrEqual(DEFAULT_FHIR_LIMITS.maxOrderReads);
  });

  test('read from the FHIR server, in parallel and with the token', async () => {
    server.on('Medication/m1', json(MEDICATION));
    server.on('Medication/m2', json({ ...MEDICATION, id: 'm2', code: { text: 'azathioprine' } }));
    const orders = await read([referring('Medication/m1'), referring('Medication/m2', { id: 'draft-2' })], {
      fhirServer: server.base,
      fhirAuthorization: bearer('token'),
    });
    expect(names(orders)).toEqual(['tacrolimus!', 'azathioprine!']);
    // One search by id, which this server does not have, and two reads.
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer token'));
  });

  test('the Medication wins over the display', async () => {
    server.on('Medication/m1', json(MEDICATION));
    const reference = { reference: 'Medication/m1', display: 'FK 1' };
    const orders = await read([referring('', { medicationReference: reference })], { fhirServer: server.base });
    expect(orders.drafts[0]).toMatchObject({ basis: 'code' });
  });

  test('an unselected order with a display is not read', async () => {
    const orders = await read(
      [
        entry(
          referring('', { medicationReference: { reference: 'Medication/m1', display: 'Azathioprine' } }),
          null,
          false,
        ),
      ],
      { fhirServer: server.base },
    );
    expect(names(orders)).toEqual(['azathioprine']);
    expect(server.requests).toEqual([]);
  });

  test('leads nowhere and has no display -> unidentified', async () => {
    expect(await read([referring('Medication/m9')], { fhirServer: server.base })).toMatchObject({
      drafts: [],
      unidentified: 1,
    });
    expect(await read([referring('Medication/m9')])).toMatchObject({ drafts: [], unidentified: 1 });
    expect(await read([entry(referring('Medication/m9'), null, false)])).toMatchObject({ unidentified: 0 });
  });

  test('no answer in time -> unidentified', async () => {
    server.on('Medication/m1', hang);
    expect(await read([referring('Medication/m1')], { fhirServer: server.base })).toMatchObject({ unidentified: 1 });
  });

  test('a Medication of another server is not asked for', async () => {
    const orders = await read([referring('https://elsewhere.example/Medication/m1')], { fhirServer: server.base });
    expect(orders.unidentified).toBe(1);
    expect(server.requests).toEqual([]);
  });

  test('reads are bounded, and orders without any name come first', async () => {
    server.on('Medication/m0', json({ ...MEDICATION, id: 'm0' }));
    const withDisplay = Array.from({ length: 9 }, (_, n) =>
      referring('', { id: `d${n}`, medicationReference: { reference: `Medication/x${n}`, display: 'metformin' } }),
    );
    const orders = await read([...withDisplay, referring('Medication/m0')], { fhirServer: server.base });
    expect(names(orders)).toEqual(['tacrolimus!']);
    expect(server.requests).toHaveLength(DEFAULT_FHIR_LIMITS.maxOrderReads);
  });

  test('orders that name their drug cause no request', async () => {
    await read([order(), order(noDrug)], { fhirServer: server.base });
    expect(server.requests).toEqual([]);
  });
});

describe('reasons of an order', () => {
  const uc = { coding: [{ system: 'http://snomed.info/sct', code: '64766004', display: 'Ulcerative colitis' }] };
  const condition = { resourceType: 'Condition', id: 'c1', ...OURS, code: uc };
  const classes = ({ drafts }: OrdersInContext): unknown => drafts[0]?.reasons.map((reason) => reason.classes);

  test.each<[string, Json, unknown]>([
    ['reasonCode', { reasonCode: [uc] }, [['ibd']]],
    ['reasonCode as an object', { reasonCode: uc }, [['ibd']]],
    ['empty list', { reasonCode: [] }, []],
    ['DSTU2 reasonCodeableConcept', { reasonCodeableConcept: uc }, [['ibd']]],
    ['a reason in no value set stays, without class', { reasonCode: [{ text: 'eczema' }] }, [[]]],
    [
      'contained',
      { reasonReference: [{ reference: '#c' }], contained: [{ ...condition, id: 'c', subject: undefined }] },
      [['ibd']],
    ],
    [
      'contained, of another patient',
      { reasonReference: [{ reference: '#c' }], contained: [{ ...condition, id: 'c', ...THEIRS }] },
      [],
    ],
    ['display only', { reasonReference: { display: 'Ulcerative colitis' } }, [['ibd']]],
    [
      'refuted',
      {
        reasonReference: { reference: '#c' },
        contained: [{ ...condition, id: 'c', verificationStatus: { coding: [{ code: 'refuted' }] } }],
      },
      [],
    ],
  ])('%s', async (_name, more, expected) => {
    expect(classes(await read([order(more)]))).toEqual(expected);
  });

  test('a Condition of the prefetch', async () => {
    const given = prefetch({ conditions: searchset([condition]) });
    expect(
      classes(await read([order({ reasonReference: [{ reference: 'Condition/c1' }] })], { prefetch: given })),
    ).toEqual([['ibd']]);
  });
});
