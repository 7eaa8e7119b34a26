import type { FhirResource } from 'fhir/r4.js';
import type { StoryChart, StoryPlan } from '../build-story.js';
import { DRUGS, INGREDIENTS, PROBLEMS, RESULTS, TESTS } from '../codes.js';
import { medicationRequest } from '../medication-resources.js';
import type { RequestPlan } from '../medication-resources.js';
import { SILENCE, card } from '../patient-story.js';
import { carePlanResource, intoleranceResource, phenotypeResource, testOrderResource } from '../record-resources.js';

const noPlanYet = [card('thiopurine-plan', 'info')];
const noPlanLate = [card('thiopurine-plan', 'warning')];
const reasonAgainst = [card('maintenance-plan', 'info')];

const request = (chart: StoryChart, name: string, plan: Omit<RequestPlan, 'patientId' | 'id'>): FhirResource =>
  medicationRequest({ patientId: chart.patientId, id: chart.id(name), ...plan });

const stoppedAzathioprine = (chart: StoryChart): FhirResource =>
  request(chart, 'azathioprine-before', {
    drug: DRUGS.azathioprine,
    status: 'stopped',
    statusReason: 'No response after 5 months',
    authoredOn: chart.timeline.daysAgo(500),
    start: chart.timeline.daysAgo(500),
    end: chart.timeline.daysAgo(350),
  });

/**
 * Is there a thiopurine to bridge to (docs/clinical/thiopurine-plan.md#plan)? Day 80 of the course unless the story
 * says otherwise.
 */
export const PLAN_STORIES: readonly StoryPlan[] = [
  {
    id: 'plan-none-day-20',
    title: 'No thiopurine plan, day 20',
    story: 'Early in the course: the work-up takes weeks, so it is said, quietly.',
    course: 20,
    thiopurine: false,
    expected: noPlanYet,
  },
  {
    id: 'plan-none-day-58',
    title: 'No thiopurine plan, day 58',
    story: 'Two days short of 60.',
    course: 58,
    thiopurine: false,
    expected: noPlanYet,
  },
  {
    id: 'plan-none-day-60',
    title: 'No thiopurine plan, day 60',
    story: 'From day 60 of the course it is a warning.',
    course: 60,
    thiopurine: false,
    expected: noPlanLate,
  },
  {
    id: 'plan-none-first-order',
    title: 'No thiopurine plan at the first order',
    story: 'The bridge is begun without the other bank.',
    course: null,
    thiopurine: false,
    expected: noPlanYet,
  },
  {
    id: 'plan-none-icd',
    title: 'No thiopurine plan, colitis coded in ICD-10-CM',
    story: 'K51.90 is ulcerative colitis as much as SNOMED CT says so.',
    course: 80,
    thiopurine: false,
    problems: [PROBLEMS.ulcerativeColitisIcd],
    expected: noPlanLate,
  },
  {
    id: 'plan-azathioprine',
    title: 'Azathioprine on board',
    story: 'Overlapping with tacrolimus as intended.',
    course: 80,
    expected: SILENCE,
  },
  {
    id: 'plan-drafted-together',
    title: 'Azathioprine drafted in the same session',
    story: 'Both orders are in front of the clinician: that is a plan.',
    course: 80,
    thiopurine: false,
    otherDrafts: (chart) => [
      medicationRequest({
        patientId: chart.patientId,
        id: chart.id('azathioprine-draft'),
        drug: DRUGS.azathioprine,
        status: 'draft',
        authoredOn: chart.timeline.hoursAgo(0),
      }),
    ],
    expected: SILENCE,
  },
  {
    id: 'plan-on-hold',
    title: 'Mercaptopurine on hold',
    story: 'Planned, and waiting for a blood count.',
    course: 80,
    thiopurine: false,
    more: (chart) => [
      request(chart, 'mercaptopurine', {
        drug: DRUGS.mercaptopurine,
        status: 'on-hold',
        authoredOn: chart.timeline.daysAgo(10),
      }),
    ],
    expected: SILENCE,
  },
  {
    id: 'plan-work-up-pending',
    title: 'TPMT and NUDT15 ordered',
    story: 'The work-up is under way: no result yet, and no reminder.',
    course: 80,
    thiopurine: false,
    more: (chart) => [
      testOrderResource({
        patientId: chart.patientId,
        id: chart.id('genotype-order'),
        code: TESTS.thiopurinePanel,
        authored: chart.timeline.daysAgo(3),
      }),
    ],
    expected: SILENCE,
  },
  {
    id: 'plan-in-care-plan',
    title: 'Azathioprine scheduled in a care plan',
    story: 'Nobody has written the order, but the plan names the drug.',
    course: 80,
    thiopurine: false,
    more: (chart) => [
      carePlanResource({
        patientId: chart.patientId,
        id: chart.id('care-plan'),
        product: DRUGS.azathioprine,
        start: chart.timeline.daysAgo(20),
      }),
    ],
    expected: SILENCE,
  },
  {
    id: 'plan-intolerant',
    title: 'Azathioprine intolerance, no alternative',
    story: 'Pancreatitis on azathioprine: the question is what else will keep the remission.',
    course: 80,
    thiopurine: false,
    more: (chart) => [
      intoleranceResource({
        patientId: chart.patientId,
        id: chart.id('intolerance'),
        code: INGREDIENTS.azathioprine,
        recorded: chart.timeline.daysAgo(700),
      }),
    ],
    expected: reasonAgainst,
  },
  {
    id: 'plan-poor-metaboliser',
    title: 'TPMT poor metaboliser, no alternative',
    story: 'The work-up is done and speaks against a thiopurine.',
    course: 80,
    thiopurine: false,
    more: (chart) => [
      phenotypeResource({
        patientId: chart.patientId,
        id: chart.id('tpmt'),
        code: TESTS.tpmtPhenotype,
        result: RESULTS.poorMetaboliser,
        time: chart.timeline.daysAgo(40),
      }),
    ],
    expected: reasonAgainst,
  },
  {
    id: 'plan-failed-before',
    title: 'Azathioprine failed earlier, no alternative',
    story: 'A stopped course of five months is a reason against another.',
    course: 80,
    thiopurine: false,
    more: (chart) => [stoppedAzathioprine(chart)],
    expected: reasonAgainst,
  },
  {
    id: 'plan-failed-before-vedolizumab',
    title: 'Azathioprine failed earlier, vedolizumab now',
    story: 'Tacrolimus bridges to vedolizumab: nothing is missing.',
    course: 80,
    thiopurine: false,
    more: (chart) => [
      stoppedAzathioprine(chart),
      request(chart, 'vedolizumab', { drug: DRUGS.vedolizumab, authoredOn: chart.timeline.daysAgo(30) }),
    ],
    expected: SILENCE,
  },
  {
    id: 'plan-vedolizumab',
    title: 'Vedolizumab, no thiopurine',
    story: 'Another maintenance is in place, without a word about thiopurines.',
    course: 80,
    thiopurine: false,
    more: (chart) => [
      request(chart, 'vedolizumab', { drug: DRUGS.vedolizumab, authoredOn: chart.timeline.daysAgo(30) }),
    ],
    expected: SILENCE,
  },
];
