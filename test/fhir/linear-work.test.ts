import { describe, expect, test } from '@jest/globals';
import type { Json } from './support/samples.js';
import { drug, loinc, mapperContext, observation, OURS, passOf } from './support/samples.js';
import type { Source } from '../../src/domain/fact-set.js';
import { codedText } from '../../src/fhir/elements/coded-text.js';
import { reportedValue } from '../../src/fhir/elements/observation-parts.js';
import { terminology } from '../terminology/shipped-terminology.js';

/** Counts every look at a member of anything in it: the steps of a pass, whatever the machine. */
function watched(whole: unknown, counter: { looks: number }): unknown {
  // What is looked at twice is the same object.
  const made = new WeakMap<object, object>();
  const watch = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = made.get(value);
    if (known !== undefined) return known;
    const proxy = new Proxy(value, {
      get(target, name, receiver) {
        counter.looks += 1;
        return watch(Reflect.get(target, name, receiver));
      },
    });
    made.set(value, proxy);
    return proxy;
  };
  return watch(whole);
}

function looksAt(source: Source, resources: readonly Json[]): number {
  const counter = { looks: 0 };
  passOf(
    source,
    resources.map((resource) => watched(resource, counter) as Json),
    mapperContext(),
  );
  return counter.looks;
}

const many = <T>(count: number, one: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => one(n));

describe('each dimension doubled costs at most double: steps, not time', () => {
  const request = (changes: Json): Json => ({
    resourceType: 'MedicationRequest',
    id: 'r',
    status: 'active',
    ...OURS,
    ...changes,
  });
  test.each<[string, Source, (count: number) => readonly Json[]]>([
    ['results of one instant', 'creatinine', (count) => many(count, (n) => observation(`o${n}`))],
    ['results without an id', 'creatinine', (count) => many(count, () => observation('o', { id: undefined }))],
    [
      'components of one panel',
      'creatinine',
      (count) => [
        observation('o', {
          component: many(count, () => ({ code: loinc('2160-0'), valueQuantity: { value: 1, unit: 'mg/dL' } })),
        }),
      ],
    ],
    [
      'codings of one code',
      'creatinine',
      (count) => [observation('o', { code: { coding: many(count, () => ({ code: '2160-0' })) } })],
    ],
    [
      'reasons, each of them contained',
      'medicationRequests',
      (count) => [
        request({
          ...drug('108513'),
          reasonReference: many(count, (n) => ({ reference: `#c${n}` })),
          contained: many(count, (n) => ({
            resourceType: 'Condition',
            id: `c${n}`,
            code: { text: 'ulcerative colitis' },
          })),
        }),
      ],
    ],
    [
      'dosage instructions',
      'medicationRequests',
      (count) => [request({ ...drug('108513'), dosageInstruction: many(count, () => ({ text: '1 mg' })) })],
    ],
    [
      'activities of a plan',
      'carePlans',
      (count) => [
        {
          resourceType: 'CarePlan',
          id: 'p',
          status: 'active',
          ...OURS,
          activity: many(count, () => ({ detail: { status: 'scheduled', code: { text: 'azathioprine' } } })),
        },
      ],
    ],
    [
      'versions of one record',
      'creatinine',
      (count) => many(count, (n) => observation('o1', { meta: { versionId: String(n) } })),
    ],
  ])('%s', (_name, source, resources) => {
    const [once, twice] = [looksAt(source, resources(200)), looksAt(source, resources(400))];
    expect(twice).toBeLessThanOrEqual(2.1 * once);
  });
});

describe('texts are cut where no real one reaches', () => {
  const long = 'x'.repeat(100_000);
  test('system, code and words', () => {
    const { codings, text } = codedText({
      coding: [{ system: `${'/'.repeat(100_000)}a`, code: long, display: long }],
      text: long,
    });
    expect([codings[0]?.system?.length, codings[0]?.code.length, codings[0]?.display?.length, text?.length]).toEqual([
      500, 250, 1_000, 1_000,
    ]);
  });
  test('unit, and a number in words', () => {
    const value = reportedValue({ valueQuantity: { value: 1, unit: `m${'\t'.repeat(100_000)}g` } });
    expect(value.kind === 'quantity' ? value.raw.unit?.length : null).toBe(200);
    expect(reportedValue({ valueString: `1${' '.repeat(100_000)}mg/dL` }).kind).toBe('malformed');
  });
});

describe('what is beyond what is looked at is named as unread: it may be the thing', () => {
  const unknown = many(50, (n) => ({ system: 'urn:x', code: `x${n}`, display: `Some other name ${n}` }));
  const tooMany = { coding: [...unknown, { system: 'urn:x', code: 'x50', display: 'Some other name' }] };
  const tooLong = { text: `some other name ${'x'.repeat(1_000)}` };
  const of = (resourceType: string, changes: Json): Json => ({
    resourceType,
    id: 'r',
    status: 'active',
    ...OURS,
    ...changes,
  });
  test.each<[string, Source, Json, Json]>([
    ['result', 'creatinine', observation('o', { code: { coding: unknown } }), observation('o', { code: tooMany })],
    ['result', 'creatinine', observation('o', { code: { text: 'sodium' } }), observation('o', { code: tooLong })],
    ['diagnosis', 'conditions', of('Condition', { code: { coding: unknown } }), of('Condition', { code: tooMany })],
    ['diagnosis', 'conditions', of('Condition', { code: { text: 'gout' } }), of('Condition', { code: tooLong })],
    [
      'allergy',
      'allergies',
      of('AllergyIntolerance', { code: { coding: unknown } }),
      of('AllergyIntolerance', { code: tooMany }),
    ],
    [
      'drug',
      'medicationRequests',
      of('MedicationRequest', { medicationCodeableConcept: { coding: unknown } }),
      of('MedicationRequest', { medicationCodeableConcept: tooMany }),
    ],
    [
      'product of 21 ingredients',
      'medicationRequests',
      of('MedicationRequest', { ...madeOf(20) }),
      of('MedicationRequest', { ...madeOf(21) }),
    ],
  ])('%s of %s', (_name, source, atTheLimit, beyond) => {
    const context = { ...mapperContext(), terminology };
    expect(passOf(source, [atTheLimit], context).book).toMatchObject({ seen: 1, unread: {} });
    const { book } = passOf(source, [beyond], context);
    expect({ seen: book.seen, notOurs: book.notOurs, unread: book.unread }).toEqual({
      seen: 1,
      notOurs: {},
      unread: {
        'over-limit': 1,
      },
    });
  });
  test('a list inside a resource; what it contains is not read either', () => {
    const panel = (count: number) =>
      observation('o', {
        code: loinc('24323-8'),
        valueQuantity: undefined,
        component: many(count, () => ({ code: loinc('2160-0'), valueQuantity: { value: 1, unit: 'mg/dL' } })),
      });
    expect(passOf('creatinine', [panel(1_000)]).book.facts).toEqual({ creatinine: 1 });
    const { book, creatinine } = passOf('creatinine', [panel(1_001)]);
    expect(book).toMatchObject({ seen: 1, facts: {}, unread: { 'over-limit': 1 } });
    expect(creatinine.unread).toMatchObject([{ reason: 'over-limit', reported: 'Observation' }]);
    const wordy = observation('o', { component: many(200, (n) => ({ code: { text: `${n}${'x'.repeat(600)}` } })) });
    expect(passOf('creatinine', [wordy]).book).toMatchObject({ seen: 1, facts: {}, unread: { 'over-limit': 1 } });
    const report = (count: number) => [
      { resourceType: 'DiagnosticReport', ...OURS, contained: many(count, (n) => observation(`o${n}`)) },
    ];
    expect(passOf('creatinine', report(1_001)).book).toMatchObject({ seen: 1, unread: { 'over-limit': 1 } });
  });
});

describe('no set grows beyond what rules look at in one go', () => {
  const MOST = 5_000;
  test('facts beyond it are unread, and the books balance', () => {
    const panels = many(6, (n) =>
      observation(`o${n}`, {
        code: loinc('24323-8'),
        valueQuantity: undefined,
        component: many(900, () => ({ code: loinc('2160-0'), valueQuantity: { value: 1 + n, unit: 'mg/dL' } })),
      }),
    );
    const { creatinine, book } = passOf('creatinine', panels);
    expect(book).toMatchObject({ seen: 6, facts: { creatinine: 5 }, unread: { 'over-limit': 1 } });
    expect(creatinine.unread[0]).toMatchObject({ reason: 'over-limit', reference: 'Observation/o5' });
  });
  test('a history of which not every line is a fact is no whole history', () => {
    const lines = many(MOST + 2, (n) => ({
      resourceType: 'MedicationRequest',
      id: `r${n}`,
      status: 'active',
      ...OURS,
      ...drug('108513'),
    }));
    const { medications, book } = passOf('medicationRequests', lines);
    expect(medications.items).toHaveLength(MOST);
    expect(medications.state).toBe('truncated');
    expect(book).toMatchObject({ seen: MOST + 2, facts: { tacrolimus: MOST }, unread: { 'over-limit': 2 } });
  });
  test('what is unread beyond it is named all together', () => {
    const results = many(MOST + 3, (n) => observation(`o${n}`, { effectiveDateTime: undefined }));
    const { creatinine, book } = passOf('creatinine', results);
    expect(creatinine.unread).toHaveLength(MOST + 1);
    expect(creatinine.unread).toContainEqual(
      expect.objectContaining({ source: 'creatinine', reason: 'over-limit', reported: '3 entries' }),
    );
    expect(book).toMatchObject({ seen: MOST + 3, unread: { 'no-time': MOST + 3 } });
  });
});

function madeOf(count: number): Json {
  const ingredient = many(count, (n) => ({ itemCodeableConcept: { text: `Substance ${n}` } }));
  return {
    medicationReference: { reference: '#m' },
    contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'House mixture' }, ingredient }],
  };
}
