import { describe, expect, test } from '@jest/globals';
import type { Json } from './support/samples.js';
import { drug, loinc, mapperContext, observation, OURS, passOf } from './support/samples.js';
import type { Source } from '../../src/domain/fact-set.js';
import { codedText } from '../../src/fhir/elements/coded-text.js';
import { reportedValue } from '../../src/fhir/elements/observation-parts.js';

/** Counts every look at a member of anything in it: the steps of a pass, whatever the machine. */
function watched(value: unknown, counter: { looks: number }): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name, receiver) {
      counter.looks += 1;
      return watched(Reflect.get(target, name, receiver), counter);
    },
  });
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
      500, 250, 2_000, 2_000,
    ]);
  });
  test('unit, and a number in words', () => {
    const value = reportedValue({ valueQuantity: { value: 1, unit: `m${'\t'.repeat(100_000)}g` } });
    expect(value.kind === 'quantity' ? value.raw.unit?.length : null).toBe(200);
    expect(reportedValue({ valueString: `1${' '.repeat(100_000)}mg/dL` }).kind).toBe('malformed');
  });
});
