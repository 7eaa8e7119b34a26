import { describe, expect, test } from '@jest/globals';
import { createResourceStore } from '../../../sandbox/fhir-server/resource-store.js';
import { generatePatients, toNdjson } from '../../../sandbox/patients/generate.js';
import type { Requestable } from '../../../sandbox/patients/to-request.js';
import { createPrng } from '../../../sandbox/patients/prng.js';
import { shapeFaults } from '../support/fhir-shape.js';

const AS_OF = Date.parse('2026-11-22T17:00:00Z');
const make = (seed: number, count: number, labResults?: number): readonly Requestable[] => [
  ...generatePatients({ seed, count, asOf: AS_OF, ...(labResults === undefined ? {} : { labResults }) }),
];

describe('generated patients', () => {
  test('the same seed and moment give the same bytes', () => {
    expect(JSON.stringify(make(7, 50))).toBe(JSON.stringify(make(7, 50)));
  });

  test('another seed gives other patients', () => {
    expect(JSON.stringify(make(7, 5))).not.toBe(JSON.stringify(make(8, 5)));
  });

  test('patient k is the same whatever the count', () => {
    expect(make(7, 3)).toEqual(make(7, 50).slice(0, 3));
  });

  test('five hundred of them are valid FHIR with unique ids, and fit one server', () => {
    const patients = make(1, 500);
    expect(patients.flatMap(({ resources, order }) => [...resources, order]).flatMap(shapeFaults)).toEqual([]);
    expect(() => createResourceStore(patients.flatMap(({ resources, order }) => [...resources, order]))).not.toThrow();
  });

  test('among five hundred there is every trap', () => {
    const text = toNdjson(make(1, 500).flatMap(({ resources }) => resources));
    for (const trap of [
      '"nmol/L"',
      '"mg/dL"',
      '"umol/L"',
      'entered-in-error',
      'preliminary',
      'Z94.0',
      '408335007',
      '"gender":"unknown"',
    ]) {
      expect(text).toContain(trap);
    }
    expect(text).toMatch(/"valueQuantity":\{"value":[\d.]+\}/);
  });

  test('the length of the series can be chosen', () => {
    const [patient] = make(1, 1, 60);
    expect(patient?.resources.filter(({ id }) => id?.includes('-creatinine-'))).toHaveLength(60);
  });

  test('NDJSON has one resource on each line', () => {
    const resources = make(1, 1)[0]?.resources ?? [];
    const lines = toNdjson(resources).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(JSON.parse(JSON.stringify(resources)));
  });
});

describe('the stream of numbers', () => {
  test('is the same on every machine', () => {
    const prng = createPrng(42);
    expect([prng.int(0, 999), prng.int(0, 999), prng.int(0, 999)]).toEqual([601, 448, 852]);
  });

  test('is spread evenly, and normal where asked', () => {
    const prng = createPrng(1);
    const even = Array.from({ length: 20_000 }, () => prng.next());
    const normal = Array.from({ length: 20_000 }, () => prng.normal(10, 2));
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.min(...even)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...even)).toBeLessThan(1);
    expect(mean(even)).toBeCloseTo(0.5, 1);
    expect(mean(normal)).toBeCloseTo(10, 1);
  });
});
