import { describe, expect, test } from '@jest/globals';
import type { Observation } from 'fhir/r4.js';
import { COHORT } from '../../../sandbox/patients/cohort-data.js';
import { cohortStories } from '../../../sandbox/patients/cohort.js';
import type { FindingId } from '../../../src/domain/finding.js';

const stories = cohortStories(Date.parse('2026-11-22T17:00:00Z'));

const patientsWith = (finding: FindingId): readonly number[] => [
  ...new Set(
    stories
      .filter(({ expected }) => expected.some((card) => card.finding === finding))
      .map(({ id }) => Number(id.slice(7, 9))),
  ),
];

describe('the published table, as printed', () => {
  test('nineteen patients: 12 with Crohn’s disease, 6 with ulcerative colitis, one pouch; 13 women in the rows', () => {
    expect(COHORT).toHaveLength(19);
    expect(COHORT.filter(({ disease }) => disease === 'crohns')).toHaveLength(12);
    expect(COHORT.filter(({ disease }) => disease === 'ulcerativeColitis')).toHaveLength(6);
    expect(COHORT.filter(({ sex }) => sex === 'female')).toHaveLength(13);
  });

  test('azathioprine failed in 17, infliximab in 9, adalimumab in 3; mercaptopurine in 8 rows', () => {
    const failed = (drug: string): number => COHORT.filter(({ before }) => before.some((name) => name === drug)).length;
    expect([failed('azathioprine'), failed('infliximab'), failed('adalimumab'), failed('mercaptopurine')]).toEqual([
      17, 9, 3, 8,
    ]);
  });

  test('a thiopurine beside tacrolimus in 7 patients', () => {
    const concurrent = COHORT.filter(({ beside }) =>
      beside.some((name) => name === 'azathioprine' || name === 'mercaptopurine'),
    );
    expect(concurrent.map(({ number }) => number)).toEqual([1, 2, 4, 9, 12, 13, 17]);
  });

  test('prednisolone beside tacrolimus in 8 patients', () => {
    expect(COHORT.filter(({ beside }) => beside.includes('prednisolone'))).toHaveLength(8);
  });
});

describe('cards to expect (docs/clinical/cohort.md#expected)', () => {
  test('a trough above 15: patients 1, 6 and 11', () => {
    expect(patientsWith('trough-high')).toEqual([1, 6, 11]);
  });

  test('past 6 months: patients 4, 6, 8 and 11; exactly 6 are 2, 3, 12 and 13, and silent', () => {
    expect(patientsWith('duration-over')).toEqual([4, 6, 8, 11]);
    expect(patientsWith('duration-notice')).toEqual([1, 9]);
  });

  test('nobody gets the plain card; the twelve with a prior failure get the one about maintenance', () => {
    expect(patientsWith('thiopurine-plan')).toEqual([]);
    expect(patientsWith('maintenance-plan')).toEqual([3, 5, 7, 8, 10, 11, 14, 15, 16, 18, 19]);
  });

  test('patient 11 twice: 162 and 20.8 at the event, 60 and 5.5 two days later', () => {
    const eleven = stories.filter(({ id }) => id.startsWith('cohort-11'));
    const latest = eleven.map(({ id, resources }) =>
      ['creatinine-1', 'level-1'].map(
        (name) => (resources.find((resource) => resource.id === `${id}-${name}`) as Observation).valueQuantity?.value,
      ),
    );
    expect(latest).toEqual([
      [162, 20.8],
      [60, 5.5],
    ]);
    expect(eleven.map(({ expected }) => expected)).toEqual([
      [
        { finding: 'trough-high', severity: 'critical' },
        { finding: 'duration-over', severity: 'warning' },
        { finding: 'not-evaluated', severity: 'info' },
      ],
      [
        { finding: 'duration-over', severity: 'warning' },
        { finding: 'maintenance-plan', severity: 'info' },
        { finding: 'not-evaluated', severity: 'info' },
      ],
    ]);
  });
});
