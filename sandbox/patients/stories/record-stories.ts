import type { StoryPlan } from '../build-story.js';
import { DRUGS, PROBLEMS, TESTS } from '../codes.js';
import { at, latest } from '../lab-resources.js';
import { medicationRequest } from '../medication-resources.js';
import { SILENCE, card } from '../patient-story.js';

const gap = [card('not-evaluated', 'info')];
const raisedGap = [card('not-evaluated', 'warning')];

/** Charts with holes, charts that spell things differently, and charts that are longer than a page. */
export const RECORD_STORIES: readonly StoryPlan[] = [
  {
    id: 'all-quiet',
    title: 'Everything in order',
    story: 'Ten weeks on tacrolimus, level 7.2, creatinine steady, azathioprine on board: checked, nothing to say.',
    expected: SILENCE,
  },
  {
    id: 'all-quiet-crohns',
    title: 'Everything in order, Crohn’s disease, man',
    story: 'The same in a man of 51 with the reason on the order.',
    gender: 'male',
    age: 51,
    problems: [PROBLEMS.crohns],
    order: () => ({ reason: PROBLEMS.crohns }),
    expected: SILENCE,
  },
  {
    id: 'everything-at-once',
    title: 'Everything at once',
    story: 'Seven months without a plan, trough 21, creatinine doubled.',
    course: 215,
    thiopurine: false,
    creatinine: [latest(160), at(5, 80), at(26, 80), at(240, 80), at(280, 80)],
    levels: [latest(21), at(30, 14)],
    expected: [
      card('aki-stage', 'critical'),
      card('trough-high', 'critical'),
      card('thiopurine-plan', 'warning'),
      card('duration-over', 'warning'),
    ],
  },
  {
    id: 'labs-none',
    title: 'No laboratory results at all',
    story: 'Ten weeks on tacrolimus and never a sample: one card names both gaps.',
    creatinine: [],
    levels: [],
    expected: raisedGap,
  },
  {
    id: 'labs-stale',
    title: 'Last results two months ago',
    story: 'Creatinine 45 and level 60 days old: too old to judge by.',
    course: 120,
    creatinine: [at(45, 66), at(90, 67), at(150, 66), at(180, 67)],
    levels: [at(60, 7)],
    expected: gap,
  },
  {
    id: 'level-stale',
    title: 'Last level 60 days ago, and too high',
    story: 'Creatinine is current, the level is not, and nobody repeated it.',
    course: 120,
    levels: [at(60, 18)],
    expected: [card('trough-high', 'warning')],
  },
  {
    id: 'level-missing',
    title: 'On tacrolimus without a level',
    story: 'A current course, and no level was ever drawn.',
    levels: [],
    expected: raisedGap,
  },
  {
    id: 'levels-overdue',
    title: 'Overdue: last level 130 days ago',
    story:
      'Five months on tacrolimus, creatinine in order. The last level is late by more than twice its window: a warning.',
    course: 145,
    levels: [at(130, 8.4), at(140, 9)],
    expected: raisedGap,
  },
  {
    id: 'creatinine-stale',
    title: 'Last creatinine 45 days ago',
    story: 'The level is current, the creatinine is not.',
    creatinine: [at(45, 66), at(90, 67), at(130, 66)],
    expected: gap,
  },
  {
    id: 'creatinine-without-baseline',
    title: 'A single creatinine',
    story: 'One result and nothing in the year before it: no stage, and no reassurance.',
    creatinine: [latest(162)],
    expected: gap,
  },
  {
    id: 'units-missing',
    title: 'Results without units',
    story: '1.2 may be mg/dL and 16 may be nmol/L: without a unit nobody may guess.',
    creatinine: [latest(1.2, { unit: null }), at(26, 0.8, { unit: null }), at(90, 0.8, { unit: null })],
    levels: [latest(16, { unit: null })],
    expected: gap,
  },
  {
    id: 'units-print-forms',
    title: 'Units in print spelling',
    story: 'Micro sign, Greek mu and mcg/L in the place of UCUM: read all the same.',
    creatinine: [
      latest(66, { unit: 'μmol/L' }),
      at(26, 67, { unit: 'µmol/l' }),
      at(90, 66, { unit: 'µmol/L' }),
      at(130, 65, { unit: 'micromol/L' }),
    ],
    levels: [latest(15.4, { unit: 'mcg/L' })],
    expected: [card('trough-high', 'warning')],
  },
  {
    id: 'order-by-reference',
    title: 'Order that refers to a Medication',
    story: 'The drug is in a Medication beside the order in the same Bundle. Trough 16.',
    levels: [latest(16)],
    order: (chart) => ({ reference: `Medication/${chart.id('medication')}` }),
    otherDrafts: (chart) => [
      { resourceType: 'Medication', id: chart.id('medication'), code: DRUGS.tacrolimusCapsule, status: 'active' },
    ],
    expected: [card('trough-high', 'warning')],
  },
  {
    id: 'order-by-text',
    title: 'Order with a text in the place of a code',
    story: '“Prograf 1 mg capsules”, and no code. Trough 16.',
    levels: [latest(16)],
    order: () => ({ drug: { text: 'Prograf 1 mg capsules' } }),
    expected: [card('trough-high', 'warning')],
  },
  {
    id: 'order-by-ingredient',
    title: 'Order with the ingredient code only',
    story: 'RxNorm 42316 is the ointment’s ingredient too; the oral route tells. Trough 16.',
    levels: [latest(16)],
    order: () => ({ drug: DRUGS.tacrolimusIngredient }),
    expected: [card('trough-high', 'warning')],
  },
  {
    id: 'history-contained',
    title: 'History that contains its Medication',
    story: 'Seven months of tacrolimus, the drug inside the request.',
    course: 215,
    courseRequest: false,
    more: (chart) => [
      medicationRequest({
        patientId: chart.patientId,
        id: chart.id('tacrolimus'),
        drug: DRUGS.tacrolimusCapsule,
        reference: '#drug',
        contained: { resourceType: 'Medication', id: 'drug', code: DRUGS.tacrolimusCapsule },
        authoredOn: chart.timeline.daysAgo(215),
        start: chart.timeline.daysAgo(215),
      }),
    ],
    expected: [card('duration-over', 'warning')],
  },
  {
    id: 'history-by-reference',
    title: 'Azathioprine known by reference only',
    story: 'The plan is there, but its drug has to be read from the server.',
    course: 80,
    thiopurine: false,
    more: (chart) => [
      { resourceType: 'Medication', id: chart.id('medication'), code: DRUGS.azathioprine, status: 'active' },
      medicationRequest({
        patientId: chart.patientId,
        id: chart.id('azathioprine'),
        drug: DRUGS.azathioprine,
        reference: `Medication/${chart.id('medication')}`,
        authoredOn: chart.timeline.daysAgo(60),
        start: chart.timeline.daysAgo(60),
      }),
    ],
    expected: SILENCE,
  },
  {
    id: 'more-than-a-page',
    title: 'Creatinine twice a day for months',
    story: 'Some 340 results, newest first: the baseline from before treatment, 82, is on the last page.',
    course: 140,
    creatinine: [
      latest(128),
      ...Array.from({ length: 277 }, (_, index) => at(1 + index / 2, 120 + (index % 5))),
      ...Array.from({ length: 60 }, (_, index) => at(148 + index * 3, 82)),
    ],
    more: (chart) => [
      {
        resourceType: 'Observation',
        id: chart.id('potassium'),
        status: 'final',
        code: TESTS.potassium,
        subject: { reference: `Patient/${chart.patientId}` },
        effectiveDateTime: chart.timeline.hoursAgo(2),
        valueQuantity: { value: 4.4, unit: 'mmol/L' },
      },
    ],
    expected: [card('aki-stage', 'warning')],
  },
];
