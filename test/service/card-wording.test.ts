import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import { cardsIn, NOW, startPair, traceOf, type Pair } from '../support/running-service.js';

/**
 * What a clinician must find on a card, and what would mislead there (docs/clinical/cards.md#parts,
 * docs/clinical/cards.md#never).
 */
const stories = new Map(allStories(NOW).map((story) => [story.id, story]));
let pair: Pair;
beforeAll(async () => {
  pair = await startPair([...stories.values()].flatMap(({ resources }) => resources));
});
afterAll(() => pair.close());

async function textOf(id: string, finding: string): Promise<string> {
  const body = toRequest(stories.get(id)!, 'order-sign', { fhirServer: pair.fhir.url, prefetch: null });
  const card = cardsIn(await pair.service.call('order-sign', body)).find((each) => traceOf(each).finding === finding);
  return `${card?.summary ?? 'no such card'}\n${card?.detail ?? ''}`;
}

type Row = readonly [what: string, story: string, finding: string, says: readonly string[], saysNot: readonly RegExp[]];

const ROWS: readonly Row[] = [
  [
    'the result judged, the ratio, the baseline with its date, and what each comparison gave',
    'aki-slow-toxicity',
    'aki-stage',
    [
      'AKI warning stage 1: creatinine 130 umol/L (2026-11-22), 1.62 x baseline',
      '1.62 times the baseline of 80 umol/L (median before tacrolimus; 2026-06-05 – 2026-07-05; 2 results)',
      'Against recent results: criteria not met.',
      'Against the time before tacrolimus: stage 1.',
      '| Baseline, lowest of 7 days | 128 umol/L |',
    ],
    [/eGFR/],
  ],
  [
    'a median of mg/dL results in mg/dL, with the conversion beside it',
    'aki-rise-0-3-mg-per-dl',
    'aki-stage',
    [
      'creatinine 1.4 mg/dL (2026-11-22), rise 0.3 mg/dL',
      '| Creatinine judged | 1.4 mg/dL | 124 umol/L |',
      '| Baseline, median before tacrolimus | 1.1 mg/dL (2) | 97 umol/L |',
    ],
    [/\| 97 umol\/L \(2\)/],
  ],
  [
    'the limit of stage 3 by value, in the text and in the table',
    'aki-stage-3-above-354',
    'aki-stage',
    [
      'Stage 3, because creatinine is also above 354 umol/L, the absolute limit for stage 3.',
      '| Limit, times baseline | from 1.5 |',
      '| Limit, stage 3 by value | above 354 umol/L |',
    ],
    [],
  ],
  [
    'the limit of a stage by ratio',
    'aki-stage-2',
    'aki-stage',
    ['| Limit, times baseline | from 2 |'],
    [/stage 3 by value/],
  ],
  [
    'the limit of a stage by rise',
    'aki-rise-27-in-48-h',
    'aki-stage',
    ['| Limit, rise | above 26.5 umol/L in 48 h |'],
    [/Limit, times baseline/],
  ],
  [
    'the limit of a rise in mg/dL',
    'aki-rise-0-3-mg-per-dl',
    'aki-stage',
    ['| Limit, rise | from 0.3 mg/dL in 48 h |'],
    [],
  ],
  [
    'the limits of a risk without a stage',
    'aki-risk-female',
    'aki-risk',
    ['| Limit, times baseline | from 1.25 to below 1.5 |'],
    [],
  ],
  [
    'the limit of a rise that took longer than 48 hours',
    'aki-rise-27-at-49-h',
    'aki-risk',
    ['| Limit, rise | above 26.5 umol/L in 7 d |'],
    [],
  ],
  [
    'that dialysis is on record, where it may be over',
    'dialysis-years-ago',
    'aki-stage',
    ['- Dialysis or end-stage renal disease is on record, and not whether it goes on;'],
    [],
  ],
  [
    'a median of mixed units in the unit of the rule',
    'aki-units-mixed',
    'aki-stage',
    ['| Creatinine judged | 162 umol/L |'],
    [/0\.9 umol/],
  ],
  [
    'a level in nmol/L with what it is in ng/mL',
    'trough-nmol-above',
    'trough-high',
    [
      'Tacrolimus 18.8 nmol/L (2026-11-22), 15.1 ng/mL, is above 15 ng/mL',
      '**18.8 nmol/L** (15.1 ng/mL)',
      'does not say that it was a trough',
    ],
    [],
  ],
  [
    'a level in ng/mL once',
    'trough-20-1',
    'trough-high',
    ['Tacrolimus 20.1 ng/mL (2026-11-22) is above 20 ng/mL'],
    [/20\.1 ng\/mL(\*\*)? \(20\.1/],
  ],
  [
    'no male sex on a card about a woman',
    'trough-15-1',
    'trough-high',
    ['18 % had AKI while the trough was above 15'],
    [/[Mm]ale sex|4\.38/],
  ],
  [
    'male sex with its one cohort',
    'trough-15-1-male',
    'trough-high',
    ['Male sex went with a higher risk in that one cohort of 93.', 'adjusted odds ratio 4.38', 'One study.'],
    [],
  ],
  [
    'information where no indication is recorded, and no word of a warning',
    'indication-not-recorded-long',
    'thiopurine-plan',
    ['indication not recorded', 'this card assumes inflammatory bowel disease'],
    [/this is a warning|from day 60/i],
  ],
  ['from when on it is a warning', 'plan-none-day-60', 'thiopurine-plan', ['From day 60 on this is a warning.'], []],
  [
    'that the other thiopurine may be tolerated, beside an intolerance',
    'plan-intolerant',
    'maintenance-plan',
    ['azathioprine. Intolerance of one thiopurine does not always mean intolerance of the other.'],
    [],
  ],
  [
    'nothing of the other thiopurine to a poor metaboliser, who tolerates neither',
    'plan-poor-metaboliser',
    'maintenance-plan',
    ['Poor metaboliser: TPMT: Poor metabolizer'],
    [/does not always mean/],
  ],
  [
    'review and not stop, with the evidence for and against',
    'duration-6-months-1-day',
    'duration-over',
    [
      'Tacrolimus for more than 6 months (since 2026-05-21): review',
      'Tacrolimus since 2026-05-21: more than 6 months, past the limit of 6 (2026-11-21).',
      'The limit of 6 calendar months was reached on 2026-11-21.',
      'Sources conflict',
      'Endoscopy',
    ],
    [/must be stopped|stop tacrolimus|while the trough was above 15|for 6 months|past 6 months/i],
  ],
  [
    'a month and more past the limit, how many months it has been',
    'everything-at-once',
    'duration-over',
    [
      'Tacrolimus for 7 months (since 2026-04-',
      '), past 6 months: review',
      ': 7 months, past the limit of 6 (2026-10-21).',
      'The limit of 6 calendar months',
    ],
    [/more than/],
  ],
  [
    'a creatinine that is recent enough without a call for another',
    'first-order-low-egfr',
    'aki-baseline',
    ['Last creatinine: 115 umol/L on 2026-11-17 (5 days ago).'],
    [/is expected/],
  ],
  [
    'how old a creatinine may be where it is too old',
    'first-order-no-creatinine',
    'aki-baseline',
    ['(120 days ago). One of the last 90 days is expected.'],
    [],
  ],
  [
    'which results could not be used, each with its date and reason, once',
    'units-missing',
    'not-evaluated',
    [
      '3 creatinine results were left out and may be the newest: 1.2 (2026-11-22), without a unit; 0.8 (2026-10-27), without a unit;',
    ],
    [/T15:00|A newer/],
  ],
  [
    'that the newest level cannot be read, and what it says',
    'level-unreadable-text',
    'not-evaluated',
    ['1 tacrolimus level was left out and may be the newest: see comment (2026-11-22), not readable.'],
    [],
  ],
  [
    'what the evidence on healing is worth, and where the advice to taper comes from',
    'duration-6-months-1-day',
    'duration-over',
    [
      'about 80 % without mucosal healing, 17 % with it',
      '55 patients with ulcerative colitis',
      'Retrospective; those who healed had also been treated longer, 298 v 137 days.',
      'This advice comes from autoimmune hepatitis, not from IBD.',
    ],
    [/continue/i],
  ],
  [
    'other causes before the drug, and that holding it is for the prescriber to decide',
    'aki-stage-2',
    'aki-stage',
    ['look for other causes, volume loss first', 'reduced or held: a decision for the prescriber'],
    [/do not stop|abruptly/i],
  ],
  ['which drugs move the level', 'trough-15-1', 'trough-high', ['CYP3A inhibitors', 'inducers that were stopped'], []],
  [
    'what else is useful before the first dose',
    'first-order-no-creatinine',
    'aki-baseline',
    ['potassium, magnesium, glucose and blood pressure'],
    [],
  ],
];

describe('a card says', () => {
  test.each(ROWS)('%s', async (_what, story, finding, says, saysNot) => {
    const text = await textOf(story, finding);
    for (const words of says) expect(text).toContain(words);
    for (const words of saysNot) expect(text).not.toMatch(words);
  });
});
