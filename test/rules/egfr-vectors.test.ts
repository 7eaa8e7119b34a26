import { describe, expect, test } from '@jest/globals';
import { ckdEpi2021, reportedEgfr } from '../../src/rules/shared/egfr.js';
import { bedsideSchwartz } from '../../src/rules/shared/children.js';
import { AS_OF, creatinine, instant } from '../support/snapshot-builder.js';
import { committedEgfrVectors, type EgfrVector, egfrVectorsOf } from './vectors.js';

function canonical(vector: EgfrVector): number {
  return creatinine(vector.creatinine, vector.unit, instant(AS_OF)).measurement.canonical;
}

// The programs use 88.4 where we use 88.4017: 0.002 % of the creatinine, so less than 0.01 of an eGFR of 140.
const isClose = (vector: EgfrVector) =>
  Math.abs(ckdEpi2021(canonical(vector), vector.age, vector.sex) - vector.egfr) < 0.01;

describe('CKD-EPI 2021 rows computed by independent programs', () => {
  test.each(committedEgfrVectors().map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    expect(isClose(vector)).toBe(true);
    expect(reportedEgfr(canonical(vector), vector.age, vector.sex)).toBe(vector.reported);
  });

  // docs/clinical/facts.md#egfr; F21 is the patient of the published cohort with the creatinine event.
  test.each([
    ['female', 50, 1.0, 'mg/dL', 68.63],
    ['male', 50, 1.0, 'mg/dL', 91.69],
    ['female', 30, 0.7, 'mg/dL', 119.24],
    ['male', 30, 0.9, 'mg/dL', 117.83],
    ['female', 65, 2.0, 'mg/dL', 27.21],
    ['male', 65, 2.0, 'mg/dL', 36.36],
    ['female', 80, 0.8, 'mg/dL', 74.44],
    ['male', 80, 0.8, 'mg/dL', 89.47],
    ['female', 21, 162, 'umol/L', 39.7],
    ['female', 21, 60, 'umol/L', 127.1],
  ] as const)('%s, %i years, %d %s: eGFR %d', (sex, age, value, unit, expected) => {
    const { canonical: micromolPerL } = creatinine(value, unit, instant(AS_OF)).measurement;
    expect(ckdEpi2021(micromolPerL, age, sex)).toBeCloseTo(expected, unit === 'mg/dL' ? 2 : 1);
  });
});

const folder = process.env.VECTORS_DIR;
const describeFolder = folder === undefined ? describe.skip : describe;

describeFolder('every eGFR row of VECTORS_DIR', () => {
  const vectors = folder === undefined ? [] : egfrVectorsOf(folder);

  test('has rows', () => {
    expect(vectors.length).toBeGreaterThan(0);
  });

  test('agrees with the independent programs', () => {
    const disagreements = vectors.filter(
      (vector) => !isClose(vector) || reportedEgfr(canonical(vector), vector.age, vector.sex) !== vector.reported,
    );
    expect(disagreements).toEqual([]);
  });
});

// docs/clinical/children.md#one-to-seventeen
test('bedside Schwartz: 140 cm and 0.8 mg/dL are 72', () => {
  expect(bedsideSchwartz(0.8 * 88.4017, 140)).toBeCloseTo(72.275, 3);
});
