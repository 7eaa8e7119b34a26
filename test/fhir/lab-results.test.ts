import { describe, expect, test } from '@jest/globals';
import { loinc, mapperContext, observation, passOf } from './support/samples.js';
import type { Json } from './support/samples.js';

const noValue = { valueQuantity: undefined };
const level = (changes: Json = {}): Json =>
  observation('l1', { code: loinc('11253-2'), valueQuantity: { value: 16.4, unit: 'ng/mL' }, ...changes });

/** `1.2 mg/dL final` for a result, `status` for a drop. */
function creatinine(changes: Json): readonly string[] {
  const { items, unread } = passOf('creatinine', [observation('o1', changes)]).creatinine;
  return [
    ...items.map(({ measurement, status }) => `${measurement.reported} ${status}`),
    ...unread.map(({ reason }) => reason),
  ];
}

test('a creatinine result, with its time, code and reference', () => {
  const { items, unread } = passOf('creatinine', [observation('o1')]).creatinine;
  const at = Date.UTC(2026, 10, 20, 8);
  expect(unread).toEqual([]);
  expect(items).toEqual([
    {
      reference: 'Observation/o1',
      time: { from: at, to: at, precision: 'instant', reported: '2026-11-20T08:00:00Z' },
      measurement: { value: 1.2, unit: 'mg/dL', comparator: null, canonical: 1.2 * 88.4, reported: '1.2 mg/dL' },
      status: 'final',
      code: { system: 'http://loinc.org', code: '2160-0', display: null },
      use: 'any',
      scale: 'uncorrected',
    },
  ]);
});

describe('which results count, and why the others do not', () => {
  test.each<[string, Json, readonly string[]]>([
    ['amended', { status: 'amended' }, ['1.2 mg/dL amended']],
    ['corrected', { status: 'corrected' }, ['1.2 mg/dL corrected']],
    ['preliminary is kept as such', { status: 'preliminary' }, ['1.2 mg/dL preliminary']],
    ['registered', { status: 'registered' }, ['status-registered']],
    ['cancelled is no news', { status: 'cancelled' }, []],
    ['entered-in-error is no news', { status: 'entered-in-error' }, []],
    ['unknown', { status: 'unknown' }, ['status-unknown']],
    ['no status', { status: undefined }, ['status-unknown']],
    ['a status that FHIR does not know', { status: 'F' }, ['status']],
    ['no time', { effectiveDateTime: undefined }, ['no-time']],
    ['issued is not a time', { effectiveDateTime: undefined, issued: '2026-11-20T08:00:00Z' }, ['no-time']],
    ['impossible date', { effectiveDateTime: '2026-02-30' }, ['no-time']],
    ['period', { effectiveDateTime: undefined, effectivePeriod: { start: '2026-11-20' } }, ['1.2 mg/dL final']],
    [
      'a period of which the end is known',
      { effectiveDateTime: undefined, effectivePeriod: { end: '2026-11-20' } },
      ['1.2 mg/dL final'],
    ],
    ['timing', { effectiveDateTime: undefined, effectiveTiming: { event: ['2026-11-20'] } }, ['1.2 mg/dL final']],
    ['instant', { effectiveDateTime: undefined, effectiveInstant: '2026-11-20T08:00:00Z' }, ['1.2 mg/dL final']],
    ['today without time is not in the future', { effectiveDateTime: '2026-11-22' }, ['1.2 mg/dL final']],
    ['this month is not in the future', { effectiveDateTime: '2026-11' }, ['1.2 mg/dL final']],
    ['tomorrow', { effectiveDateTime: '2026-11-23' }, ['in-the-future']],
    ['a minute ahead is now', { effectiveDateTime: '2026-11-22T12:01:00Z' }, ['1.2 mg/dL final']],
    ['six minutes ahead', { effectiveDateTime: '2026-11-22T12:06:00Z' }, ['in-the-future']],
    ['at asOf', { effectiveDateTime: '2026-11-22T12:00:00Z' }, ['1.2 mg/dL final']],
    ['another zone, already past', { effectiveDateTime: '2026-11-22T21:00:00+09:00' }, ['1.2 mg/dL final']],
    ['no value', noValue, ['no-value']],
    ['absent for a reason', { ...noValue, dataAbsentReason: { text: 'hemolysed' } }, ['no-value']],
    ['a value beside a reason for its absence', { dataAbsentReason: { text: 'error' } }, ['no-value']],
    ['a range', { ...noValue, valueRange: { low: { value: 1 } } }, ['malformed']],
    ['a concept', { ...noValue, valueCodeableConcept: { text: 'high' } }, ['malformed']],
    ['a primitive that a number cannot be', { ...noValue, valueBoolean: true }, ['malformed']],
    ['no unit', { valueQuantity: { value: 1.2 } }, ['no-unit']],
    ['unknown unit', { valueQuantity: { value: 1.2, unit: 'furlong' } }, ['unknown-unit']],
    ['an integer has no unit', { ...noValue, valueInteger: 1 }, ['no-unit']],
    ['text with a unit', { ...noValue, valueString: '1.4 mg/dL' }, ['1.4 mg/dL final']],
    ['text with a comparator', { ...noValue, valueString: '<0.2 mg/dL' }, ['<0.2 mg/dL final']],
    ['text without a unit', { ...noValue, valueString: '1.4' }, ['no-unit']],
    ['text that is no number', { ...noValue, valueString: 'see comment' }, ['malformed']],
    ['empty text', { ...noValue, valueString: ' ' }, ['no-value']],
    ['text beside a reason for the absence', { ...noValue, valueString: 'lost', dataAbsentReason: {} }, ['no-value']],
    ['comparator', { valueQuantity: { value: 15, comparator: '>', unit: 'mg/dL' } }, ['>15 mg/dL final']],
    [
      'a comparator that FHIR R4 lacks',
      { valueQuantity: { value: 15, comparator: 'ad', unit: 'mg/dL' } },
      ['malformed'],
    ],
    ['a number as text', { valueQuantity: { value: '1.2', unit: 'mg/dL' } }, ['malformed']],
    ['quantity without number', { valueQuantity: { unit: 'mg/dL' } }, ['no-value']],
    ['urine creatinine is another test', { code: loinc('2161-8') }, []],
    ['haemoglobin is another test', { code: loinc('718-7') }, []],
    ['an unknown code', { code: loinc('1-1') }, ['unknown-code']],
    ['no code', { code: undefined }, ['unknown-code']],
    ['a tacrolimus level answers another source', { code: loinc('11253-2') }, []],
    [
      'value in a component',
      {
        ...noValue,
        code: { text: 'renal panel' },
        component: [
          { code: loinc('2160-0'), valueQuantity: { value: 1.5, unit: 'mg/dL' } },
          { code: loinc('718-7'), valueQuantity: { value: 9 } },
        ],
      },
      ['1.5 mg/dL final'],
    ],
    [
      'value in a component of the same code',
      { ...noValue, component: [{ code: loinc('2160-0'), valueQuantity: { value: 1.5, unit: 'mg/dL' } }] },
      ['1.5 mg/dL final'],
    ],
    [
      'value in both',
      { component: { code: loinc('14682-9'), valueQuantity: { value: 106, unit: 'umol/L' } } },
      ['1.2 mg/dL final', '106 umol/L final'],
    ],
    ['a donor in the focus: another test than ours', { focus: [{ reference: 'Patient/pat-2' }] }, []],
    ['the patient in the focus', { focus: [{ reference: 'Patient/pat-1' }] }, ['1.2 mg/dL final']],
    ['a modifier that nobody knows', { modifierExtension: [{ url: 'urn:x', valueBoolean: true }] }, ['modified']],
    ['an empty list of modifiers', { modifierExtension: [] }, ['1.2 mg/dL final']],
    [
      'the range of the laboratory plays no part',
      { interpretation: [{ coding: [{ code: 'N' }] }], referenceRange: [{ high: { value: 9 } }] },
      ['1.2 mg/dL final'],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(creatinine(changes)).toEqual(expected);
  });

  test('a result that has only been issued is listed with that time: it is no younger', () => {
    const issued = { effectiveDateTime: undefined, issued: '2026-11-20T09:00:00Z' };
    const { unread } = passOf('creatinine', [observation('o1', issued)]).creatinine;
    expect(unread).toMatchObject([{ reason: 'no-time', time: { reported: '2026-11-20T09:00:00Z' } }]);
  });

  test('a result a little ahead of our clock is of now', () => {
    const ahead = { effectiveDateTime: '2026-11-22T12:03:00Z' };
    const [result] = passOf('creatinine', [observation('o1', ahead)]).creatinine.items;
    expect(result?.time).toMatchObject({ from: mapperContext().asOf, to: mapperContext().asOf });
  });

  test('a drop is listed with what the record says, shortened', () => {
    const unread = (changes: Json) => passOf('creatinine', [observation('o1', changes)]).creatinine.unread;
    expect(unread({ valueQuantity: { value: 1.2 } })).toEqual([
      {
        source: 'creatinine',
        reference: 'Observation/o1',
        reason: 'no-unit',
        reported: '1.2',
        time: expect.objectContaining({ reported: '2026-11-20T08:00:00Z' }),
        status: 'final',
        name: '2160-0',
        term: null,
        mayBe: 'creatinine',
      },
    ]);
    const concept = { ...noValue, valueCodeableConcept: { text: 'above range' } };
    expect(unread(concept)[0]?.reported).toBe('above range');
    expect(unread({ ...noValue, valueString: 'x'.repeat(500) })[0]?.reported).toHaveLength(80);
  });
});

describe('tacrolimus levels', () => {
  const read = (changes: Json): readonly string[] => {
    const { items, unread } = passOf('tacrolimusLevels', [level(changes)]).tacrolimusLevels;
    return [...items.map(({ timing }) => timing), ...unread.map(({ reason }) => reason)];
  };
  test.each<[string, Json, readonly string[]]>([
    ['timing not coded', {}, ['not-coded']],
    ['coded trough', { code: loinc('33929-1') }, ['trough']],
    ['area under the curve', { code: loinc('92727-7') }, ['not-a-trough']],
    ['plasma by display of the specimen', { specimen: { display: 'Plasma' } }, ['not-whole-blood']],
    [
      'plasma by contained specimen',
      { specimen: { reference: '#s' }, contained: [{ resourceType: 'Specimen', id: 's', type: { text: 'Serum' } }] },
      ['not-whole-blood'],
    ],
    ['whole blood', { specimen: { display: 'Whole blood' } }, ['not-coded']],
    ['creatinine answers another source', { code: loinc('2160-0') }, []],
  ])('%s', (_name, changes, expected) => {
    expect(read(changes)).toEqual(expected);
  });

  test('plasma by a Specimen of the same Bundle', () => {
    const specimen = { resourceType: 'Specimen', id: 's1', type: { text: 'Plasma' } };
    const context = mapperContext([{ fullUrl: null, resource: specimen }]);
    const plasma = level({ specimen: { reference: 'Specimen/s1' } });
    const { unread } = passOf('tacrolimusLevels', [plasma], context).tacrolimusLevels;
    expect(unread.map(({ reason }) => reason)).toEqual(['not-whole-blood']);
  });
});

describe('TPMT and NUDT15 results', () => {
  const read = (changes: Json): readonly string[] => {
    const test = observation('t1', { code: loinc('79713-4'), ...noValue, ...changes });
    const { items, unread } = passOf('thiopurineTests', [test]).thiopurineTests;
    return [
      ...items.map(({ enzyme, phenotype, display }) => `${enzyme} ${phenotype} ${display}`),
      ...unread.map(({ reason }) => reason),
    ];
  };
  test.each<[string, Json, readonly string[]]>([
    ['coded phenotype', { valueCodeableConcept: { text: 'Poor metabolizer' } }, ['TPMT poor Poor metabolizer']],
    ['phenotype in words', { valueString: 'Normal metabolizer' }, ['TPMT known Normal metabolizer']],
    ['activity alone', { valueQuantity: { value: 25, unit: 'U/mL' } }, ['TPMT not-readable 25 U/mL']],
    [
      'activity and an interpretation',
      { valueQuantity: { value: 2, unit: 'U/mL' }, interpretation: [{ text: 'Poor' }] },
      ['TPMT poor 2 U/mL'],
    ],
    ['years ago still counts', { valueString: 'Normal', effectiveDateTime: '2009' }, ['TPMT known Normal']],
    ['undated still counts', { valueString: 'Normal', effectiveDateTime: undefined }, ['TPMT known Normal']],
    ['preliminary does not', { valueString: 'Poor', status: 'preliminary' }, ['status-preliminary']],
    ['in the future', { valueString: 'Poor', effectiveDateTime: '2027' }, ['in-the-future']],
    ['no value', {}, ['no-value']],
    ['unknown code', { code: loinc('1-1'), valueString: 'Poor' }, ['unknown-code']],
  ])('%s', (_name, changes, expected) => {
    expect(read(changes)).toEqual(expected);
  });
});

describe('what nobody knew is named where it is shaped like a code or a unit', () => {
  const termOf = (changes: Json) =>
    passOf('tacrolimusLevels', [level(changes)]).tacrolimusLevels.unread.map(({ reason, term }) => [reason, term]);
  const local = (code: string) => ({ coding: [{ system: 'urn:hospital:laboratory', code }], text: 'Anna Smith' });

  test.each<[string, Json, readonly unknown[]]>([
    [
      'a local code',
      { code: local('TL-9') },
      ['unknown-code', { kind: 'code', system: 'urn:hospital:laboratory', code: 'TL-9' }],
    ],
    ['a name in place of a code', { code: local('Anna Smith') }, ['unknown-code', null]],
    ['text alone', { code: { text: 'tacrolimus' } }, ['unknown-code', null]],
    [
      'a code that is known not to count',
      { code: loinc('11253-2'), specimen: { display: 'plasma' } },
      ['not-whole-blood', null],
    ],
    [
      'a unit',
      { valueQuantity: { value: 1, unit: 'TAC-U' } },
      ['unknown-unit', { kind: 'unit', system: null, code: 'TAC-U' }],
    ],
    ['a comment in place of a unit', { valueQuantity: { value: 1, unit: 'see Anna Smith' } }, ['unknown-unit', null]],
    ['no unit', { valueQuantity: { value: 1 } }, ['no-unit', null]],
  ])('%s', (_title, changes, expected) => {
    expect(termOf(changes)).toEqual([expected]);
  });

  test('a TPMT result under an unknown code', () => {
    const { unread } = passOf('thiopurineTests', [observation('t1', { code: local('TP-1') })]).thiopurineTests;
    expect(unread.map(({ term }) => term?.code)).toEqual(['TP-1']);
  });
});
