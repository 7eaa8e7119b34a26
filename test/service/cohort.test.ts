import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cohortStories } from '../../sandbox/patients/cohort.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import { cardsIn, findingsIn, NOW, startPair, traceOf, type Pair } from '../support/running-service.js';
import type { Answer } from '../server/http/test-app.js';

/**
 * The published cohort of 19 (docs/clinical/cohort.md#expected), each with a tacrolimus order at the end of follow-up
 * and patient 11 a second time at the renal event. The numbers are written out here and not taken from the stories.
 */
const stories = cohortStories(NOW);
let pair: Pair;
const answers = new Map<string, Answer>();

beforeAll(async () => {
  pair = await startPair(stories.flatMap(({ resources }) => resources));
  for (const story of stories) {
    const body = toRequest(story, 'order-sign', { fhirServer: pair.fhir.url, prefetch: null });
    answers.set(story.id, await pair.service.call('order-sign', body));
  }
});
afterAll(() => pair.close());

const numberOf = (id: string) => Number(/^cohort-(\d+)/.exec(id)?.[1]);

/** Patients who got a card of that kind at either moment. */
function patientsWith(finding: string, indicator?: string): readonly number[] {
  const holders = [...answers].filter(([, answer]) =>
    cardsIn(answer).some(
      (card) => traceOf(card).finding === finding && (indicator === undefined || card.indicator === indicator),
    ),
  );
  return [...new Set(holders.map(([id]) => numberOf(id)))].sort((a, b) => a - b);
}

function summaries(id: string): readonly string[] {
  return cardsIn(answers.get(id)!).map(({ summary }) => summary);
}

describe('the published cohort', () => {
  test('all nineteen are there, each answered with cards or silence', () => {
    expect([...new Set([...answers.keys()].map(numberOf))]).toEqual(
      Array.from({ length: 19 }, (_, index) => index + 1),
    );
    expect([...answers.values()].map(({ status }) => status)).toEqual(stories.map(() => 200));
  });

  test('a trough above 15: patients 1, 6 and 11', () => {
    expect(patientsWith('trough-high')).toEqual([1, 6, 11]);
  });

  test('past 6 months: patients 4, 6, 8 and 11', () => {
    expect(patientsWith('duration-over')).toEqual([4, 6, 8, 11]);
  });

  test.each([2, 3, 12, 13])('patient %i, at exactly 6 months: nothing about the length of treatment', (number) => {
    const found = findingsIn(answers.get(`cohort-${String(number).padStart(2, '0')}-end`)!);
    expect(found.filter((finding) => finding.startsWith('duration'))).toEqual([]);
  });

  test('the plain thiopurine card: nobody, for 7 have one and in 12 one has failed', () => {
    expect(patientsWith('thiopurine-plan')).toEqual([]);
    expect(patientsWith('maintenance-plan')).toEqual([3, 5, 7, 8, 10, 11, 14, 15, 16, 18, 19]);
    const concurrent = [1, 2, 4, 9, 12, 13, 17];
    expect(patientsWith('maintenance-plan').filter((number) => concurrent.includes(number))).toEqual([]);
  });

  test('no AKI stage in anybody: the paper prints no baseline, and none is made up', () => {
    expect(patientsWith('aki-stage')).toEqual([]);
  });

  test('patient 11 at the renal event: critical trough with the creatinine beside it, and no stage for want of a baseline', () => {
    const [trough, ...others] = summaries('cohort-11-renal-event');
    expect(trough).toBe('Tacrolimus 20.8 ng/mL (2026-11-22) is above 20 ng/mL: repeat, check creatinine');
    expect(cardsIn(answers.get('cohort-11-renal-event')!)[0]?.detail).toContain('| Latest creatinine | 162 umol/L |');
    expect(others.at(-1)).toBe('Not checked: AKI (no baseline)');
  });

  test('patient 11 two days later: 60 and 5.5, nothing but that no creatinine is older', () => {
    const [answer, said] = [answers.get('cohort-11-end')!, summaries('cohort-11-end').at(-1)];
    expect(findingsIn(answer)).toEqual(['duration-over warning', 'maintenance-plan info', 'not-evaluated info']);
    expect(said).toBe('Not checked: AKI (no older baseline)');
  });
});
