import { describe, expect, test } from '@jest/globals';
import { OURS, PATIENT, passOf } from './support/samples.js';
import type { Json } from './support/samples.js';

const SPCU = 'http://hl7.org/fhir/StructureDefinition/patient-sexParameterForClinicalUse';
const spcu = (code: string, period?: Json): Json => ({
  url: SPCU,
  extension: [
    { url: 'value', valueCodeableConcept: { coding: [{ code }] } },
    ...(period === undefined ? [] : [{ url: 'period', valuePeriod: period }]),
  ],
});

describe('Patient', () => {
  test.each<[string, Json, string | null]>([
    ['gender female', {}, 'female'],
    ['gender male', { gender: 'male' }, 'male'],
    ['gender other', { gender: 'other' }, null],
    ['gender unknown', { gender: 'unknown' }, null],
    ['no gender', { gender: undefined }, null],
    ['a gender that JavaScript knows', { gender: 'constructor' }, null],
    ['sex for clinical use wins', { extension: [spcu('male-typical')] }, 'male'],
    ['sex for clinical use "specified" leaves it open', { extension: [spcu('specified')] }, null],
    ['contradicting statements leave it open', { extension: [spcu('male-typical'), spcu('female-typical')] }, null],
    ['a statement that is over', { extension: [spcu('male-typical', { end: '2020' })] }, 'female'],
    ['a statement that is current', { extension: [spcu('male-typical', { start: '2020' })] }, 'male'],
    [
      'Epic',
      {
        extension: [
          {
            url: 'http://open.epic.com/FHIR/StructureDefinition/extension/sex-for-clinical-use',
            valueCodeableConcept: { coding: [{ code: 'male' }] },
          },
        ],
      },
      'male',
    ],
    [
      'in words',
      { extension: [{ url: SPCU, extension: [{ url: 'value', valueCodeableConcept: { text: 'Male' } }] }] },
      'male',
    ],
    [
      'another extension',
      { extension: [{ url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex', valueCode: 'M' }] },
      'female',
    ],
  ])('%s', (_name, changes, sex) => {
    expect(passOf('patient', [{ ...PATIENT, ...changes }]).patient.items[0]?.sex).toBe(sex);
  });
  test('birth date is an interval; an impossible one is none', () => {
    expect(passOf('patient', [PATIENT]).patient.items[0]?.birthDate).toMatchObject({
      precision: 'day',
      reported: '1990-05-17',
    });
    expect(passOf('patient', [{ ...PATIENT, birthDate: '1990' }]).patient.items[0]?.birthDate?.precision).toBe('year');
    expect(passOf('patient', [{ ...PATIENT, birthDate: '1990-02-31' }]).patient.items[0]?.birthDate).toBeNull();
  });
});

const uc = { coding: [{ system: 'http://snomed.info/sct', code: '64766004', display: 'Ulcerative colitis' }] };
const verification = (code: string): Json => ({ verificationStatus: { coding: [{ code }] } });

describe('Condition', () => {
  test.each<[string, Json, boolean]>([
    ['active', { clinicalStatus: { coding: [{ code: 'active' }] } }, true],
    ['in remission still counts', { clinicalStatus: { coding: [{ code: 'remission' }] } }, true],
    ['resolved still counts', { clinicalStatus: { coding: [{ code: 'resolved' }] } }, true],
    ['unconfirmed', verification('unconfirmed'), true],
    ['refuted', verification('refuted'), false],
    ['entered in error', verification('entered-in-error'), false],
    ['refuted, as a code before R4', { verificationStatus: 'refuted' }, false],
    ['in no value set', { code: { text: 'eczema' } }, false],
    ['no code', { code: undefined }, false],
  ])('%s -> counts: %s', (_name, changes, counts) => {
    const condition = { resourceType: 'Condition', id: 'c1', ...OURS, code: uc, ...changes };
    expect(passOf('conditions', [condition]).conditions.items).toEqual(
      counts
        ? [expect.objectContaining({ classes: ['ibd'], display: 'Ulcerative colitis', reference: 'Condition/c1' })]
        : [],
    );
  });
});

describe('Procedure', () => {
  test.each<[string, Json, number]>([
    ['completed', { status: 'completed' }, 1],
    ['no status', {}, 1],
    ['not done', { status: 'not-done' }, 0],
    ['entered in error', { status: 'entered-in-error' }, 0],
    ['STU3 notDone', { status: 'completed', notDone: true }, 0],
    ['DSTU2 notPerformed', { status: 'completed', notPerformed: true }, 0],
  ])('%s', (_name, changes, count) => {
    const transplant = { resourceType: 'Procedure', ...OURS, code: { coding: [{ code: '70536003' }] }, ...changes };
    expect(passOf('procedures', [transplant]).procedures.items).toHaveLength(count);
  });
});

/** Only dialysis is asked whether it goes on; AS_OF of the mapper context is 2026-11-22T12:00Z. */
describe('what the record says of dialysis today', () => {
  const dialysis = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z99.2' }] };
  const status = (code: string): Json => ({ clinicalStatus: { coding: [{ code }] } });
  test.each<[string, Json, string]>([
    ['active', status('active'), 'ongoing'],
    ['recurrence', status('recurrence'), 'ongoing'],
    ['relapse', status('relapse'), 'ongoing'],
    ['inactive', status('inactive'), 'over'],
    ['remission', status('remission'), 'over'],
    ['resolved', status('resolved'), 'over'],
    ['resolved, as a code before R4', { clinicalStatus: 'resolved' }, 'over'],
    ['active, as a code before R4', { clinicalStatus: 'active' }, 'ongoing'],
    ['unknown (R5)', status('unknown'), 'not-stated'],
    ['no status', {}, 'not-stated'],
    ['abated', { abatementDateTime: '2024-03' }, 'over'],
    ['active, and abated all the same', { ...status('active'), abatementDateTime: '2024-03-01' }, 'over'],
    ['to abate next year', { ...status('active'), abatementDateTime: '2027' }, 'ongoing'],
    ['abated over a period', { abatementPeriod: { start: '2024-01', end: '2024-03' } }, 'over'],
    ['abated at an age', { abatementAge: { value: 40, unit: 'a' } }, 'over'],
    ['abated, DSTU2', { abatementBoolean: true }, 'over'],
    ['not abated, DSTU2', { abatementBoolean: false }, 'ongoing'],
    ['abatement in words', { abatementString: 'see letter' }, 'not-stated'],
  ])('Condition: %s -> %s', (_name, changes, clinicalStatus) => {
    const condition = { resourceType: 'Condition', id: 'c1', ...OURS, code: dialysis, ...changes };
    expect(passOf('conditions', [condition]).conditions.items).toMatchObject([
      { classes: ['dialysis'], clinicalStatus, lastDone: null, notedOn: null },
    ]);
  });

  test.each<[string, Json, string | null]>([
    ['it began', { onsetDateTime: '2026-11-10' }, '2026-11-10'],
    ['it began in a period', { onsetPeriod: { start: '2026-11-09', end: '2026-11-12' } }, '2026-11-09'],
    ['it was written down', { recordedDate: '2026-11-12' }, '2026-11-12'],
    ['it was written down, STU3', { assertedDate: '2026-11-12' }, '2026-11-12'],
    ['it was written down, DSTU2', { dateRecorded: '2026-11-12' }, '2026-11-12'],
    ['it began long before it was written down', { onsetDateTime: '2010', recordedDate: '2026-11-12' }, '2010'],
    ['an onset in words', { onsetString: 'last week', recordedDate: '2026-11-12' }, '2026-11-12'],
    ['at an age', { onsetAge: { value: 40, unit: 'a' } }, null],
    ['a day that lies ahead', { onsetDateTime: '2026-11-24' }, null],
    ['no date', {}, null],
  ])('Condition: when %s', (_name, changes, expected) => {
    const condition = { resourceType: 'Condition', id: 'c1', ...OURS, code: dialysis, ...changes };
    const [fact] = passOf('conditions', [condition]).conditions.items;
    expect(fact?.notedOn?.reported ?? null).toBe(expected);
  });

  const done = (period: Json): Json => ({ status: 'completed', performedPeriod: period });
  test.each<[string, Json, string, string | null]>([
    ['in progress', { status: 'in-progress' }, 'ongoing', null],
    ['paused', { status: 'on-hold' }, 'ongoing', null],
    ['paused, DSTU2', { status: 'suspended' }, 'ongoing', null],
    ['completed', { status: 'completed', performedDateTime: '2026-11-20' }, 'over', '2026-11-20'],
    ['R5', { status: 'completed', occurrenceDateTime: '2026-11-20' }, 'over', '2026-11-20'],
    ['a period', done({ start: '2026-09-01', end: '2026-09-14' }), 'over', '2026-09-14'],
    ['a period without end', done({ start: '2026-09-01' }), 'over', '2026-09-01'],
    ['a period that ends next year', done({ start: '2026-09-01', end: '2027' }), 'ongoing', null],
    ['no date', { status: 'completed' }, 'not-stated', null],
    ['a date in words', { status: 'completed', performedString: 'last spring' }, 'not-stated', null],
  ])('Procedure: %s -> %s', (_name, changes, clinicalStatus, lastDone) => {
    const code = { coding: [{ system: 'http://snomed.info/sct', code: '265764009' }] };
    const procedure = { resourceType: 'Procedure', ...OURS, code, ...changes };
    const { items } = passOf('procedures', [procedure]).procedures;
    expect(items).toMatchObject([{ classes: ['dialysis'], clinicalStatus }]);
    expect(items[0]?.lastDone?.reported ?? null).toBe(lastDone);
  });

  test.each<Json>([
    ...[{ performedDateTime: '2019' }, { status: 'preparation', performedDateTime: '2026-12-01' }],
    ...[
      { status: 'stopped', performedDateTime: '2019' },
      { status: 'completed', performedDateTime: '2026-12-01' },
    ],
  ])('Procedure: with %j nobody knows that it was done, so it silences nothing', (changes) => {
    const code = { coding: [{ system: 'http://snomed.info/sct', code: '265764009' }] };
    const procedure = { resourceType: 'Procedure', ...OURS, code, ...changes };
    expect(passOf('procedures', [procedure]).procedures.items).toMatchObject([{ classes: [] }]);
  });
});

describe('AllergyIntolerance', () => {
  const code = { coding: [{ code: '293799001', display: 'Allergy to azathioprine' }] };
  test.each<[string, Json, number]>([
    ['code', { code }, 1],
    ['DSTU2 substance', { substance: code }, 1],
    ['substance of a reaction', { code: { text: 'drug' }, reaction: [{ substance: { text: 'azathioprine' } }] }, 1],
    ['refuted', { code, ...verification('refuted') }, 0],
    ['entered in error', { code, ...verification('entered-in-error') }, 0],
    ['DSTU2 entered in error', { substance: code, status: 'entered-in-error' }, 0],
    ['resolved', { code, clinicalStatus: { coding: [{ code: 'resolved' }] } }, 1],
    ['another substance', { code: { text: 'penicillin' } }, 0],
  ])('%s', (_name, changes, count) => {
    const allergy = { resourceType: 'AllergyIntolerance', patient: { reference: 'Patient/pat-1' }, ...changes };
    expect(passOf('allergies', [allergy]).allergies.items).toHaveLength(count);
  });
});

describe('maintenance drugs that did not agree with the patient', () => {
  test('an allergy is one of that drug, with its date', () => {
    const allergy = {
      resourceType: 'AllergyIntolerance',
      patient: { reference: 'Patient/pat-1' },
      code: { text: 'Infliximab' },
      recordedDate: '2026-03',
    };
    expect(passOf('allergies', [allergy]).allergies.items).toMatchObject([
      { kind: 'alternative-maintenance', drug: 'infliximab', recordedOn: { reported: '2026-03' } },
    ]);
  });
  test.each([
    ['Loss of response to infliximab', {}, ['infliximab']],
    ['Loss of response to infliximab', { verificationStatus: { coding: [{ code: 'provisional' }] } }, []],
    ['Loss of response', {}, []],
  ])('a diagnosis "%s" %j names %j', (text, changes, drugs) => {
    const condition = { resourceType: 'Condition', ...OURS, code: { text }, ...changes };
    const named = passOf('conditions', [condition]).conditions.items.map(({ drug }) => drug);
    expect(named).toEqual(drugs);
  });
});

describe('pending TPMT orders', () => {
  const code = { text: 'TPMT activity' };
  test.each<[string, Json, number]>([
    ['active', { status: 'active', code }, 1],
    ['draft', { status: 'draft', code }, 1],
    ['on hold', { status: 'on-hold', code }, 1],
    ['DSTU2 requested, in an item', { resourceType: 'DiagnosticOrder', status: 'requested', item: [{ code }] }, 1],
    ['completed', { status: 'completed', code }, 0],
    ['revoked', { status: 'revoked', code }, 0],
    ['no status', { code }, 0],
    ['not to be performed', { status: 'active', doNotPerform: true, code }, 0],
    ['another test', { status: 'active', code: { text: 'potassium' } }, 0],
  ])('%s', (_name, changes, count) => {
    const order = { resourceType: 'ServiceRequest', ...OURS, ...changes };
    expect(passOf('testOrders', [order]).testOrders.items).toHaveLength(count);
  });
});

describe('CarePlan activities', () => {
  const aza = { productCodeableConcept: { text: 'azathioprine' } };
  test.each<[string, Json, Json, number]>([
    ['scheduled thiopurine in an active plan', {}, { status: 'scheduled', ...aza }, 1],
    ['named by code', {}, { status: 'not-started', code: { text: 'azathioprine' } }, 1],
    [
      'product by reference with a display',
      {},
      { status: 'in-progress', productReference: { display: 'Azathioprine' } },
      1,
    ],
    ['the work-up', {}, { status: 'not-started', code: { text: 'TPMT genotype' } }, 1],
    ['plan on hold', { status: 'on-hold' }, { status: 'scheduled', ...aza }, 1],
    ['plan revoked', { status: 'revoked' }, { status: 'scheduled', ...aza }, 0],
    ['plan completed', { status: 'completed' }, { status: 'scheduled', ...aza }, 0],
    ['activity cancelled', {}, { status: 'cancelled', ...aza }, 0],
    ['activity completed', {}, { status: 'completed', ...aza }, 0],
    ['not to be performed', {}, { status: 'scheduled', doNotPerform: true, ...aza }, 0],
    [
      'tacrolimus is no plan for after it',
      {},
      { status: 'scheduled', productCodeableConcept: { text: 'tacrolimus' } },
      0,
    ],
    ['another product', {}, { status: 'scheduled', productCodeableConcept: { text: 'iron' } }, 0],
  ])('%s', (_name, plan, detail, count) => {
    const carePlan = { resourceType: 'CarePlan', id: 'p', status: 'active', ...OURS, ...plan, activity: [{ detail }] };
    expect(passOf('carePlans', [carePlan]).carePlans.items).toHaveLength(count);
  });
});

describe('what a care plan contains, leaves open or writes out', () => {
  const azathioprine = { resourceType: 'MedicationRequest', medicationCodeableConcept: { text: 'azathioprine' } };
  const open = { status: 'scheduled', productCodeableConcept: { text: 'azathioprine' } };
  const undecided = { ...open, status: 'unknown' };
  const said = (text: string): Json => ({ activity: [{ progress: [{ text }] }] });
  test.each<[string, Json, string]>([
    ['an order that it contains', { contained: [{ ...azathioprine, status: 'active' }] }, 'azathioprine'],
    ['such an order that is over', { contained: [{ ...azathioprine, status: 'completed' }] }, ''],
    ['such an order not to give it', { contained: [{ ...azathioprine, doNotPerform: true }] }, ''],
    ['an order of the test', { contained: [{ resourceType: 'ServiceRequest', code: { text: 'TPMT' } }] }, 'TPMT'],
    [
      'an order of another drug',
      { contained: [{ ...azathioprine, medicationCodeableConcept: { text: 'folate' } }] },
      '',
    ],
    ['an order that names nothing', { contained: [{ resourceType: 'ServiceRequest' }] }, ''],
    ['an activity that nobody can tell', { activity: [{ detail: undecided }] }, 'status-unknown'],
    ['such an activity that is prohibited', { activity: [{ detail: { ...undecided, prohibited: true } }] }, ''],
    [
      'such an activity of another drug',
      { activity: [{ detail: { status: 'unknown', code: { text: 'folate' } } }] },
      '',
    ],
    ['one open and one that nobody can tell', { activity: [{ detail: open }, { detail: undecided }] }, 'azathioprine'],
    [
      'a plan of which nobody knows whether it stands',
      { status: 'unknown', activity: [{ detail: open }] },
      'status-unknown',
    ],
    ['a title', { title: 'Bridge to azathioprine' }, 'in-words'],
    ['a description', { description: 'azathioprine in March' }, 'in-words'],
    ['a note', { note: [{ text: 'azathioprine was discussed' }] }, 'in-words'],
    ['an allergy in words', { note: [{ text: 'allergy to azathioprine' }] }, 'in-words'],
    ['the progress of an activity', said('start azathioprine'), 'in-words'],
    [
      'the description of one',
      { activity: [{ detail: { status: 'scheduled', description: 'azathioprine' } }] },
      'in-words',
    ],
    [
      'the description of one that is over',
      { activity: [{ detail: { status: 'completed', description: 'azathioprine' } }] },
      '',
    ],
    ['the name of what it refers to', { activity: [{ reference: { display: 'azathioprine 100 mg' } }] }, 'in-words'],
    ['the same in R5', { activity: [{ plannedActivityReference: { display: 'azathioprine 100 mg' } }] }, 'in-words'],
    ['words about something else', { title: 'Nutrition', ...said('more iron') }, ''],
    ['entered in error', { status: 'entered-in-error', activity: [{ detail: open }] }, ''],
    ['over, with words', { status: 'completed', title: 'azathioprine' }, ''],
  ])('%s', (_name, changes, expected) => {
    const plan = { resourceType: 'CarePlan', id: 'p', status: 'active', ...OURS, ...changes };
    const { items, unread } = passOf('carePlans', [plan]).carePlans;
    expect([...items.map(({ display }) => display), ...unread.map(({ reason }) => reason)].join(' ')).toBe(expected);
  });
});

describe('an order of tests', () => {
  const order = (changes: Json): Json => ({
    resourceType: 'ServiceRequest',
    id: 's',
    status: 'active',
    ...OURS,
    ...changes,
  });
  test.each<[string, Json, string]>([
    ['of a TPMT test', order({ code: { text: 'TPMT' } }), 'TPMT'],
    [
      'of DSTU2, with the tests as items',
      order({ item: [{ code: { text: 'CBC' } }, { code: { text: 'TPMT' } }] }),
      'TPMT',
    ],
    ['that names no test', order({}), 'not-identified'],
    ['that names no test, entered in error', order({ status: 'entered-in-error' }), ''],
    ['not to do it', order({ code: { text: 'TPMT' }, doNotPerform: true }), ''],
    ['of another test', order({ code: { text: 'CBC' } }), ''],
  ])('%s', (_name, resource, expected) => {
    const { items, unread } = passOf('testOrders', [resource]).testOrders;
    expect([...items.map(({ display }) => display), ...unread.map(({ reason }) => reason)].join(' ')).toBe(expected);
  });

  test('is of the day on which it was ordered; of DSTU2, of its first event', () => {
    const days = [{ authoredOn: '2026-11-02' }, { event: [{ dateTime: '2026-11-03' }, { dateTime: '2026-11-09' }] }];
    const orders = days.map((changes, at) => order({ id: `s${at}`, code: { text: 'TPMT' }, ...changes }));
    const { items } = passOf('testOrders', orders).testOrders;
    expect(items.map(({ orderedOn }) => orderedOn?.reported)).toEqual(['2026-11-02', '2026-11-03']);
  });
});
