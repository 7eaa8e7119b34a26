import { describe, expect, test } from '@jest/globals';
import type { Source } from '../../src/domain/fact-set.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { indexResources } from '../../src/fhir/sources/resource-index.js';
import { terminology } from '../terminology/shipped-terminology.js';
import {
  callContext,
  hookRequest,
  type Json,
  loinc,
  mapperContext,
  observation,
  passOf,
  PATIENT,
  prefetch,
  problemCodes,
  searchset,
  service,
} from './support/samples.js';

const SPECIMEN = { resourceType: 'Specimen', id: 's1', condition: [{ coding: [{ code: 'HEM', system: V2('0493') }] }] };
const shipped = {
  ...mapperContext(),
  terminology,
  index: indexResources([{ fullUrl: null, resource: SPECIMEN }]),
};

function V2(table: string): string {
  return `http://terminology.hl7.org/CodeSystem/v2-${table}`;
}

/** `potassium 5.6 mmol/L` for a result, the reason for one that is not read. */
function monitored(code: string, value: number, unit: string | undefined, changes: Json = {}): readonly string[] {
  const result = observation('o1', { code: loinc(code), valueQuantity: { value, unit }, ...changes });
  const { monitoringTests, creatinine, book } = passOf('creatinine', [result], shipped);
  expect(creatinine.unread).toEqual([]);
  expect(book.seen).toBe(1);
  return [
    ...monitoringTests.items.map(({ test: name, measurement }) => `${name} ${measurement.canonical}`),
    ...monitoringTests.unread.map(({ reason }) => reason),
  ];
}

describe('potassium, magnesium, glucose and height, whatever question they came with', () => {
  const potassium = (changes: Json) => monitored('2823-3', 6.2, 'mmol/L', changes);
  test.each<[string, readonly string[], readonly string[]]>([
    ['potassium', monitored('2823-3', 6.2, 'mmol/L'), ['potassium 6.2']],
    ['potassium in whole blood', monitored('6298-4', 6.2, 'mEq/L'), ['potassium 6.2']],
    ['magnesium in mg/dL', monitored('19123-9', 1.2, 'mg/dL'), ['magnesium 0.493725571']],
    ['magnesium in mEq/L', monitored('19123-9', 1, 'meq/L'), ['magnesium 0.5']],
    ['glucose in mg/dL', monitored('2345-7', 200, 'mg/dL'), ['glucose 11.1014898']],
    ['height', monitored('8302-2', 55, '[in_i]'), ['height 139.7']],
    ['no unit', monitored('2823-3', 6.2, undefined), ['no-unit']],
    ['the unit of another quantity', monitored('2823-3', 6.2, 'mg'), ['unknown-unit']],
    ['not plausible', monitored('2823-3', 62, 'mmol/L'), ['implausible']],
    ['preliminary', potassium({ status: 'preliminary' }), ['status-preliminary']],
    ['without a time', potassium({ effectiveDateTime: undefined }), ['no-time']],
    ['tomorrow', potassium({ effectiveDateTime: '2027-01-01' }), ['in-the-future']],
    ['withdrawn', potassium({ status: 'entered-in-error' }), []],
    ['urine', monitored('2828-2', 62, 'mmol/L'), []],
  ])('%s', (_name, said, expected) => {
    expect(said).toEqual(expected);
  });

  test.each<[string, Json, boolean]>([
    ['the condition of the specimen', { specimen: { reference: 'Specimen/s1' } }, true],
    ['a note', { note: [{ text: 'Specimen slightly haemolysed, interpret with caution.' }] }, true],
    ['a comment, before R4', { comments: 'Hämolyse' }, true],
    ['an interpretation', { interpretation: [{ text: 'Hemolyzed' }] }, true],
    ['a note that denies it', { note: [{ text: 'No haemolysis.' }] }, false],
    ['an index', { note: [{ text: 'Hemolysis index: 3' }] }, false],
    ['another note', { note: [{ text: 'Repeat advised' }] }, false],
  ])('haemolysed by %s: %#', (_name, changes, haemolysed) => {
    expect(potassium(changes)).toEqual(haemolysed ? ['haemolysed'] : ['potassium 6.2']);
  });

  test('a correction replaces the result of the same instant, of the same test only', () => {
    const at = (id: string, code: string, value: number, status: string) =>
      observation(id, { code: loinc(code), valueQuantity: { value, unit: 'mmol/L' }, status });
    const { monitoringTests } = passOf(
      'monitoringTests',
      [at('a', '2823-3', 6.9, 'final'), at('b', '2823-3', 4.1, 'corrected'), at('c', '19123-9', 0.8, 'final')],
      shipped,
    );
    expect(monitoringTests.items.map(({ measurement }) => measurement.value)).toEqual([4.1, 0.8]);
  });
});

describe('what an infection test found', () => {
  const found = (code: string, changes: Json) => {
    const { items, unread } = passOf(
      'screeningTests',
      [observation('o1', { code: loinc(code), valueQuantity: undefined, ...changes })],
      shipped,
    ).screeningTests;
    return [...items.map(({ test: name, outcome }) => `${name} ${outcome}`), ...unread.map(({ reason }) => reason)];
  };
  const words = (text: string): Json => ({ valueCodeableConcept: { text } });
  const flag = (code: string): Json => ({
    interpretation: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code }] },
    ],
  });
  test.each<[string, Json, readonly string[]]>([
    [
      '5195-3',
      { valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '10828004' }] } },
      ['hbsag positive'],
    ],
    [
      '5195-3',
      { valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code: 'LA6577-6' }] } },
      ['hbsag negative'],
    ],
    ['5195-3', words('Non-reactive'), ['hbsag negative']],
    ['5195-3', words('REACTIVE'), ['hbsag positive']],
    ['5195-3', { valueString: 'nicht nachgewiesen' }, ['hbsag negative']],
    ['5195-3', { valueString: 'False positive' }, ['hbsag not-readable']],
    ['5195-3', { valueQuantity: { value: 0.2, unit: 'S/CO' } }, ['hbsag not-readable']],
    ['5195-3', { valueQuantity: { value: 0.2, unit: 'S/CO' }, ...flag('NEG') }, ['hbsag negative']],
    ['5195-3', { valueQuantity: { value: 9, unit: 'S/CO' }, ...flag('POS') }, ['hbsag positive']],
    ['5195-3', { ...words('positive'), status: 'preliminary' }, ['status-preliminary']],
    ['5195-3', {}, ['no-value']],
    ['34468-9', words('Toxin detected'), ['c-difficile positive']],
    ['34468-9', words('No toxin detected'), ['c-difficile not-readable']],
    ['34468-9', words('GDH positive, toxin negative'), ['c-difficile not-readable']],
    ['29615-2', { valueQuantity: { value: 2500, unit: 'IU/mL' } }, ['hbv-dna positive']],
    ['29615-2', { valueQuantity: { value: 10, unit: 'IU/mL', comparator: '<' } }, ['hbv-dna not-readable']],
    ['31204-1', words('positive'), []],
  ])('%s %j', (code, changes, expected) => {
    expect(found(code, changes)).toEqual(expected);
  });
});

describe('what is not sent is no gap', () => {
  const reader = createFhirChartReader({ terminology });
  const snapshotOf = async (sent: Json, ...sources: readonly Source[]) => {
    const request = hookRequest({ prefetch: prefetch({ patient: PATIENT, creatinine: searchset([]), ...sent }) });
    const chart = await reader.openChart(request, service(...sources), callContext());
    return chart.snapshot();
  };
  const potassium = observation('k', { code: loinc('2823-3'), valueQuantity: { value: 6.1, unit: 'mmol/L' } });

  test('not sent, and nothing to fetch from: nothing is known', async () => {
    const { monitoringTests, screeningTests } = await snapshotOf({});
    expect([monitoringTests.state, screeningTests.state]).toEqual(['unavailable', 'unavailable']);
    expect(problemCodes(monitoringTests)).toEqual(['monitoringTests: not-provided']);
  });

  test('not asked by the service: nothing is known, and nothing is wrong', async () => {
    const { monitoringTests } = await snapshotOf({}, 'patient', 'creatinine');
    expect(monitoringTests).toMatchObject({ state: 'unavailable', problems: [] });
  });

  test('sent and empty: there is none', async () => {
    expect((await snapshotOf({ monitoringTests: searchset([]) })).monitoringTests.state).toBe('absent');
  });

  test('a first page without the next is read for what it holds', async () => {
    const page = searchset([potassium], { total: 900 });
    const { monitoringTests } = await snapshotOf({ monitoringTests: page });
    expect(monitoringTests).toMatchObject({ state: 'truncated', items: [{ test: 'potassium' }] });
  });
});
