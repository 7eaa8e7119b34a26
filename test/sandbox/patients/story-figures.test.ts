import { describe, expect, test } from '@jest/globals';
import type { Observation } from 'fhir/r4.js';
import { allStories } from '../../../sandbox/patients/stories/all-stories.js';

/**
 * The arithmetic of the stories, done here a second time and by hand: the stories are the measure of the service, so
 * they are measured themselves. Creatinine as (hours before the result judged, umol/L).
 */
const AS_OF = Date.parse('2026-11-22T17:00:00Z');
const stories = new Map(allStories(AS_OF).map((story) => [story.id, story]));

function creatinine(id: string): readonly (readonly [hours: number, value: number])[] {
  const results = (stories.get(id)?.resources ?? [])
    .filter((resource): resource is Observation => resource.resourceType === 'Observation')
    .filter(({ id: key, status }) => key?.includes('-creatinine-') === true && status === 'final')
    .map(({ effectiveDateTime, valueQuantity }) => ({
      time: Date.parse(effectiveDateTime ?? ''),
      value: (valueQuantity?.value ?? Number.NaN) * (valueQuantity?.unit === 'mg/dL' ? 88.4 : 1),
    }))
    .sort((a, b) => b.time - a.time);
  const judged = results[0]?.time ?? Number.NaN;
  return results.map(({ time, value }) => [(judged - time) / 3_600_000, value]);
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

function ratios(id: string): { week: number; year: number; rise48: number } {
  const [[, judged] = [0, Number.NaN], ...prior] = creatinine(id);
  const within = (from: number, to: number): readonly number[] =>
    prior.filter(([hours]) => hours > from && hours <= to).map(([, value]) => value);
  return {
    week: judged / Math.min(...within(-1, 168)),
    year: judged / median(within(168, 365 * 24)),
    rise48: judged - Math.min(...within(-1, 48)),
  };
}

describe('creatinine ratios and rises', () => {
  test.each([
    ['aki-ratio-1-49', 1.49, 1.49],
    ['aki-ratio-1-5', 1.5, 1.5],
    ['aki-ratio-1-99', 1.9875, 1.9875],
    ['aki-stage-2', 2, 2],
    ['aki-stage-3', 3, 3],
    ['aki-stage-3-above-354', 1.5, 1.5],
    ['aki-mg-per-dl', 1.5, 1.5],
    ['aki-units-mixed', 2.025, 162 / 79.56],
    ['aki-minimum-at-168-h', 1.5, 90 / 85],
  ])('%s: %d times the 7-day minimum, %d times the median of the year', (id, week, year) => {
    expect(ratios(id).week).toBeCloseTo(week, 6);
    expect(ratios(id).year).toBeCloseTo(year, 6);
  });

  test.each([
    ['aki-rise-26-in-48-h', 26],
    ['aki-rise-27-in-48-h', 27],
    ['aki-rise-27-at-48-h', 27],
    ['aki-rise-27-at-49-h', Number.NEGATIVE_INFINITY],
  ])('%s: up by %d in 48 hours', (id, rise) => {
    expect(ratios(id).rise48).toBe(rise);
    expect(ratios(id).year).toBeLessThan(1.25);
  });

  test.each([
    'aki-minimum-at-169-h',
    'aki-slow-toxicity',
    'more-than-a-page',
    'ckd-stable',
    'all-quiet',
    'aki-risk-female',
  ])('%s: the baselines of the last year alone show nothing', (id) => {
    expect(ratios(id).year).toBeLessThan(1.25);
  });

  test.each([
    ['aki-slow-toxicity', 120, 1.625],
    ['more-than-a-page', 140, 128 / 82],
    ['aki-risk-male', 70, 1.3],
    ['aki-risk-low-egfr', 70, 1.3],
  ])('%s: %d days into the course, %d times the results from before it', (id, days, ratio) => {
    const [[, judged] = [0, Number.NaN], ...prior] = creatinine(id);
    const before = prior.filter(([hours]) => hours > (days + 7) * 24).map(([, value]) => value);
    expect(before.length).toBeGreaterThan(0);
    expect(judged / median(before)).toBeCloseTo(ratio, 6);
  });

  test('the baseline of more-than-a-page is beyond a page of 200', () => {
    const values = creatinine('more-than-a-page').map(([, value]) => value);
    expect(values.slice(0, 200)).not.toContain(82);
    expect(values.slice(200)).toContain(82);
  });
});

describe('molar levels (1 ng/mL is 1.2437 nmol/L)', () => {
  test.each([
    ['trough-nmol-below', false],
    ['trough-nmol-above', true],
  ])('%s: above 15 ng/mL is %s', (id, above) => {
    const level = stories.get(id)?.resources.find(({ id: key }) => key === `${id}-level-1`) as Observation;
    expect((level.valueQuantity?.value ?? 0) / 1.2437 > 15).toBe(above);
  });
});
