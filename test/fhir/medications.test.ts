import { describe, expect, test } from '@jest/globals';
import type { MedicationFact } from '../../src/domain/medication.js';
import type { Source } from '../../src/domain/fact-set.js';
import { SOURCE_TYPES } from '../../src/fhir/sources/source-types.js';
import { passOver } from '../../src/fhir/facts/chart-pass.js';
import { drained, drug, mapperContext, OURS, passOf, reading, tacrolimus } from './support/samples.js';
import type { Json } from './support/samples.js';

function one(source: Source, resource: Json): MedicationFact | undefined {
  return passOf(source, [{ id: 'm1', status: 'active', ...OURS, ...tacrolimus(), ...resource }]).medications.items[0];
}

const request = (changes: Json): MedicationFact | undefined =>
  one('medicationRequests', { resourceType: 'MedicationRequest', ...changes });
const statement = (changes: Json): MedicationFact | undefined =>
  one('medicationStatements', { resourceType: 'MedicationStatement', ...changes });
const dispense = (changes: Json): MedicationFact | undefined =>
  one('medicationDispenses', { resourceType: 'MedicationDispense', ...changes });
const administration = (changes: Json): MedicationFact | undefined =>
  one('medicationAdministrations', { resourceType: 'MedicationAdministration', ...changes });

const day = (text: string): unknown => expect.objectContaining({ reported: text });
const bounds = (repeat: Json): Json => ({ timing: { repeat } });

test('a request becomes a fact with all its fields', () => {
  const fact = request({
    intent: 'order',
    authoredOn: '2026-08-01',
    statusReason: { text: 'planned' },
    reasonCode: [{ text: 'Ulcerative colitis' }],
    dosageInstruction: [bounds({ boundsPeriod: { start: '2026-08-03', end: '2026-10-31' } })],
    dispenseRequest: { numberOfRepeatsAllowed: 2, expectedSupplyDuration: { value: 30, unit: 'days', code: 'd' } },
  });
  expect(fact).toEqual({
    source: 'request',
    drug: { kind: 'tacrolimus', route: 'systemic', release: 'immediate' },
    basis: 'code',
    status: 'active',
    intent: 'order',
    doNotPerform: false,
    statusReason: 'planned',
    start: day('2026-08-03'),
    end: day('2026-10-31'),
    supplyDays: 90,
    recordedOn: day('2026-08-01'),
    changedOn: null,
    reasons: [
      {
        classes: ['ibd'],
        display: 'Ulcerative colitis',
        reference: null,
        clinicalStatus: 'not-stated',
        lastDone: null,
        notedOn: null,
      },
    ],
    reference: 'MedicationRequest/m1',
    display: 'Tacrolimus 1 MG Oral Capsule [Prograf]',
  });
});

describe('start, end and supply, by resource and version', () => {
  test.each<[string, MedicationFact | undefined, Partial<Record<keyof MedicationFact, unknown>>]>([
    ['request without dates', request({}), { start: null, end: null, supplyDays: null, recordedOn: null }],
    [
      'DSTU2 dateWritten',
      request({ resourceType: 'MedicationOrder', dateWritten: '2026-01-05' }),
      { recordedOn: day('2026-01-05') },
    ],
    [
      'one instruction without an end leaves it open',
      request({
        dosageInstruction: [
          bounds({ boundsPeriod: { start: '2026-01-02', end: '2026-02-01' } }),
          { text: 'then 1 mg' },
        ],
      }),
      { start: day('2026-01-02'), end: null },
    ],
    [
      'earliest start, latest end',
      request({
        dosageInstruction: [
          bounds({ boundsPeriod: { start: '2026-03-01', end: '2026-04-01' } }),
          bounds({ boundsPeriod: { start: '2026-01-01', end: '2026-02-01' } }),
        ],
      }),
      { start: day('2026-01-01'), end: day('2026-04-01') },
    ],
    [
      'boundsDuration counts from authoredOn',
      request({ authoredOn: '2026-01-01', dosageInstruction: [bounds({ boundsDuration: { value: 2, code: 'wk' } })] }),
      { start: null, end: expect.objectContaining({ from: Date.UTC(2026, 0, 15) }) },
    ],
    [
      'DSTU2 boundsQuantity',
      request({
        authoredOn: '2026-01-01',
        dosageInstruction: [bounds({ boundsQuantity: { value: 1, unit: 'months' } })],
      }),
      { end: expect.objectContaining({ from: Date.UTC(2026, 1, 1) }) },
    ],
    [
      'boundsDuration without a start',
      request({ dosageInstruction: [bounds({ boundsDuration: { value: 2, code: 'wk' } })] }),
      { end: null },
    ],
    [
      'supply in weeks, no repeats',
      request({ dispenseRequest: { expectedSupplyDuration: { value: 4, unit: 'weeks' } } }),
      { supplyDays: 28 },
    ],
    [
      'supply without a unit',
      request({ dispenseRequest: { expectedSupplyDuration: { value: 30 } } }),
      { supplyDays: null },
    ],
    [
      'supply in an unknown unit',
      request({ dispenseRequest: { expectedSupplyDuration: { value: 30, unit: 'constructor' } } }),
      { supplyDays: null },
    ],
    [
      'negative supply',
      request({ dispenseRequest: { expectedSupplyDuration: { value: -3, code: 'd' } } }),
      { supplyDays: null },
    ],
    [
      'statement period',
      statement({ effectivePeriod: { start: '2026-02', end: '2026-05' }, dateAsserted: '2026-06-01' }),
      { source: 'statement', start: day('2026-02'), end: day('2026-05'), recordedOn: day('2026-06-01') },
    ],
    ['statement dateTime', statement({ effectiveDateTime: '2026-02-03' }), { start: day('2026-02-03'), end: null }],
    [
      'dispense handed over',
      dispense({ whenHandedOver: '2026-02-03', whenPrepared: '2026-02-01', daysSupply: { value: 28, unit: 'days' } }),
      { source: 'dispense', start: day('2026-02-03'), end: null, supplyDays: 28 },
    ],
    [
      'dispense prepared only; daysSupply names its unit itself',
      dispense({ whenPrepared: '2026-02-01', daysSupply: { value: 28 } }),
      { start: day('2026-02-01'), supplyDays: 28 },
    ],
    [
      'administration',
      administration({ effectiveDateTime: '2026-02-03T08:00:00Z' }),
      { source: 'administration', start: day('2026-02-03T08:00:00Z'), end: null },
    ],
    [
      'administration period',
      administration({ effectivePeriod: { start: '2026-02-03', end: '2026-02-04' } }),
      { start: day('2026-02-03'), end: day('2026-02-04') },
    ],
    ['DSTU2 administration', administration({ effectiveTimeDateTime: '2026-02-03' }), { start: day('2026-02-03') }],
  ])('%s', (_name, fact, expected) => {
    expect(fact).toMatchObject(expected);
  });
});

describe('status', () => {
  test.each<[string, MedicationFact | undefined, string]>([
    ['as sent, in lower case', request({ status: 'On-Hold' }), 'on-hold'],
    ['a draft of the chart stays: it is a plan', request({ status: 'draft' }), 'draft'],
    ['STU3 taken n', statement({ status: 'active', taken: 'n' }), 'not-taken'],
    ['STU3 taken y', statement({ status: 'active', taken: 'y' }), 'active'],
    ['DSTU2 wasNotTaken', statement({ status: 'completed', wasNotTaken: true }), 'not-taken'],
    ['STU3 notGiven', administration({ status: 'completed', notGiven: true }), 'not-done'],
    ['DSTU2 wasNotGiven', administration({ status: 'completed', wasNotGiven: true }), 'not-done'],
  ])('%s', (_name, fact, status) => {
    expect(fact?.status).toBe(status);
  });
  test.each<[string, Source, Json, string]>([
    ['a request of status unknown', 'medicationRequests', { status: 'unknown' }, 'status-unknown'],
    ['a request without a status', 'medicationRequests', { status: undefined }, 'status-unknown'],
    ['a dispense without a day', 'medicationDispenses', { status: 'completed' }, 'no-time'],
    ['an administration without a day', 'medicationAdministrations', { status: 'completed' }, 'no-time'],
  ])('%s is no fact, and a gap of the history', (_name, source, changes, reason) => {
    const [resourceType] = SOURCE_TYPES[source];
    const line = { resourceType, id: 'm1', ...OURS, ...tacrolimus(), authoredOn: '2026-01-01', ...changes };
    const { medications } = passOf(source, [line]);
    expect(medications).toMatchObject({ state: 'truncated', items: [], unread: [{ reason, mayBe: 'tacrolimus' }] });
  });
  test('entered in error is gone', () => {
    expect(request({ status: 'entered-in-error' })).toBeUndefined();
    expect(statement({ status: 'entered-in-error', taken: 'n' })).toBeUndefined();
  });
  test.each<[string, MedicationFact | undefined, string]>([
    ['R4 request', request({ statusReason: { text: 'nausea' } }), 'nausea'],
    ['R4 statement', statement({ statusReason: [{ text: 'nausea' }] }), 'nausea'],
    [
      'R4 dispense',
      dispense({ whenHandedOver: '2026-02-03', statusReasonCodeableConcept: { text: 'nausea' } }),
      'nausea',
    ],
    ['STU3 statement', statement({ reasonNotTaken: [{ text: 'nausea' }] }), 'nausea'],
    ['DSTU2 order', request({ reasonEnded: { coding: [{ code: 'x', display: 'nausea' }] } }), 'nausea'],
  ])('why: %s', (_name, fact, reason) => {
    expect(fact?.statusReason).toBe(reason);
  });
  test.each<[string, Json]>([
    ['R4 reportedBoolean', { reportedBoolean: true }],
    ['R4 reportedReference', { reportedReference: { reference: 'Patient/pat-1' } }],
    ['R5 reported', { reported: true }],
  ])('home medication counts as a statement: %s', (_name, changes) => {
    expect(request({ intent: 'plan', ...changes })).toMatchObject({ source: 'statement', status: 'active' });
    expect(request({ intent: 'plan', reportedBoolean: false })).toMatchObject({ source: 'request' });
  });
  test('doNotPerform is kept', () => {
    expect(request({ doNotPerform: true })).toMatchObject({ doNotPerform: true });
  });
});

describe('which drug', () => {
  test.each<[string, Json]>([
    ['topical tacrolimus', drug('313189')],
    ['another drug', drug('197700', 'fluconazole')],
    ['no drug', { medicationCodeableConcept: undefined }],
  ])('%s is left out', (_name, more) => {
    expect(request(more)).toBeUndefined();
  });

  const referring = (reference: string, display?: string): Json => ({
    medicationCodeableConcept: undefined,
    medicationReference: { reference, display },
  });
  test('contained Medication with its form', () => {
    const contained = [{ resourceType: 'Medication', id: 'm', ...{ code: drug('197931').medicationCodeableConcept } }];
    expect(request({ ...referring('#m'), contained })).toMatchObject({
      drug: { name: 'mercaptopurine' },
      basis: 'code',
    });
  });
  test('a compounded Medication is known by its ingredient', () => {
    const contained = [
      { resourceType: 'Medication', id: 'm', ingredient: [{ itemCodeableConcept: { text: 'azathioprine' } }] },
    ];
    expect(request({ ...referring('#m'), contained })).toMatchObject({ drug: { name: 'azathioprine' } });
  });
  test('display of a reference that leads nowhere', () => {
    expect(request(referring('Medication/x', 'Azathioprine 50 mg'))).toMatchObject({
      basis: 'text',
      display: 'Azathioprine 50 mg',
    });
  });

  test('lines whose drug is only referred to are looked up once per Medication, and counted where nobody finds it', () => {
    const lines = ['a', 'a', 'b'].map((id, position) => ({
      resourceType: 'MedicationRequest',
      id: `r${position}`,
      status: 'active',
      ...referring(`Medication/${id}`),
    }));
    const wrong = { resourceType: 'MedicationRequest', status: 'entered-in-error', ...referring('Medication/c') };
    const pass = drained(passOver([reading('medicationRequests', [...lines, wrong])], mapperContext()));
    expect(pass.unresolved).toEqual(['Medication/a', 'Medication/b']);
    const medication = { resourceType: 'Medication', id: 'b', code: drug('1256').medicationCodeableConcept };
    const { sets, books } = drained(pass.finish(mapperContext([{ fullUrl: null, resource: medication }])));
    expect(sets.medications).toMatchObject({
      state: 'truncated',
      items: [{ drug: { name: 'azathioprine' }, reference: 'MedicationRequest/r2' }],
      problems: [{ source: 'medicationRequests', code: 'medication-unresolved', count: 2 }],
    });
    expect(books.medicationRequests).toEqual({
      seen: 4,
      facts: { thiopurine: 1 },
      notOurs: { withdrawn: 1 },
      unread: { 'not-resolved': 2 },
    });
  });

  test.each<[string, Json, string]>([
    ['no drug at all', { medicationCodeableConcept: undefined }, 'not-identified'],
    ['a code that nobody knows, without words', { medicationCodeableConcept: {} }, 'not-identified'],
  ])('%s -> the history has a gap', (_name, more, reason) => {
    const { medications } = passOf('medicationRequests', [{ resourceType: 'MedicationRequest', ...OURS, ...more }]);
    expect(medications.state).toBe('truncated');
    expect(medications.unread.map((line) => line.reason)).toEqual([reason]);
  });
});

describe('a drug that matters beside tacrolimus', () => {
  const CLARITHROMYCIN = { medicationCodeableConcept: { text: '24 HR CLARITHROMYCIN 500 mg' } };
  const line = { resourceType: 'MedicationRequest', id: 'm1', status: 'stopped', ...OURS, ...CLARITHROMYCIN };
  const read = (changes: Json) => passOf('medicationRequests', [{ ...line, ...changes }]);

  test('has its classes, a name of one word, its times and its last change, in a set of its own', () => {
    const { concomitants, medications } = read({
      authoredOn: '2026-11-01',
      meta: { lastUpdated: '2026-11-09T08:00:00Z' },
      dosageInstruction: [bounds({ boundsPeriod: { start: '2026-11-02', end: '2026-11-08' } })],
    });
    expect(medications.items).toEqual([]);
    expect(concomitants.items).toEqual([
      {
        source: 'request',
        classes: ['cyp3a-inhibitor-strong'],
        name: 'clarithromycin',
        status: 'stopped',
        intent: null,
        doNotPerform: false,
        start: day('2026-11-02'),
        end: day('2026-11-08'),
        supplyDays: null,
        recordedOn: day('2026-11-01'),
        changedOn: day('2026-11-09T08:00:00Z'),
        reference: 'MedicationRequest/m1',
        display: '24 HR CLARITHROMYCIN 500 mg',
      },
    ]);
  });

  test('R5 says when its status was changed', () => {
    expect(read({ statusChanged: '2026-11-07' }).concomitants.items[0]?.changedOn).toEqual(day('2026-11-07'));
  });

  test('one that cannot be used is missing from its own set, and leaves our drugs alone', () => {
    const { concomitants, medications } = read({ status: 'unknown' });
    expect([concomitants.state, concomitants.unread.length]).toEqual(['truncated', 1]);
    expect([medications.state, medications.unread.length]).toEqual(['absent', 0]);
  });

  test('a line that may be any drug is missing from both', () => {
    const { concomitants, medications } = read({ medicationCodeableConcept: undefined });
    expect(concomitants.unread).toEqual(medications.unread);
    expect(concomitants.unread).toHaveLength(1);
  });
});
