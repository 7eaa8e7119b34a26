import type { FhirResource } from 'fhir/r4.js';
import type { StoryChart, StoryPlan } from '../build-story.js';
import { DRUGS } from '../codes.js';
import {
  medicationAdministration,
  medicationDispense,
  medicationRequest,
  medicationStatement,
} from '../medication-resources.js';
import type { RequestPlan } from '../medication-resources.js';
import { SILENCE, card } from '../patient-story.js';

const over = [card('duration-over', 'warning')];
const notice = [card('duration-notice', 'info')];

const tacrolimus = (
  chart: StoryChart,
  name: string,
  plan: Partial<RequestPlan> & { authoredOn: string },
): FhirResource =>
  medicationRequest({ patientId: chart.patientId, id: chart.id(name), drug: DRUGS.tacrolimusCapsule, ...plan });

/**
 * The clock of docs/clinical/duration.md#clock, in all the ways a chart can tell it. A thiopurine is on board
 * throughout.
 */
export const DURATION_STORIES: readonly StoryPlan[] = [
  {
    id: 'duration-not-yet-5-months',
    title: 'Not quite 5 months',
    story: 'A few days short of the notice.',
    course: (timeline) => timeline.daysAgo(timeline.daysSince(timeline.startOfExactly(5)) - 5),
    expected: SILENCE,
  },
  {
    id: 'duration-5-months',
    title: '5 months and 10 days',
    story: 'A month ahead of the review: a notice.',
    course: (timeline) => timeline.daysAgo(timeline.daysSince(timeline.startOfExactly(5)) + 10),
    expected: notice,
  },
  {
    id: 'duration-6-months',
    title: '6 months to the day',
    story: 'Not yet past 6 months, and on the day itself silent.',
    course: (timeline) => timeline.startOfExactly(6),
    expected: SILENCE,
  },
  {
    id: 'duration-6-months-1-day',
    title: '6 months and a day',
    story: 'The first day past 6 calendar months.',
    course: (timeline) => timeline.startOfOver(6),
    expected: over,
  },
  {
    id: 'duration-renewals',
    title: 'Renewed every two months for 8 months',
    story: 'Four prescriptions of 30 days with a repeat, each written as the last ran out: one course.',
    course: 235,
    courseRequest: false,
    more: (chart) =>
      [235, 175, 115, 55].map((days, index) =>
        tacrolimus(chart, `renewal-${index + 1}`, {
          authoredOn: chart.timeline.daysAgo(days),
          status: days === 55 ? 'active' : 'completed',
          supplyDays: 30,
          repeats: 1,
        }),
      ),
    expected: over,
  },
  {
    id: 'duration-switch-to-extended-release',
    title: 'Switched from capsules to Envarsus',
    story: 'Seven months in all, three of them on the once-daily tablet: a switch does not restart the clock.',
    course: 215,
    courseRequest: false,
    more: (chart) => [
      tacrolimus(chart, 'prograf', {
        drug: DRUGS.prograf,
        status: 'completed',
        authoredOn: chart.timeline.daysAgo(215),
        start: chart.timeline.daysAgo(215),
        end: chart.timeline.daysAgo(90),
      }),
      tacrolimus(chart, 'envarsus', {
        drug: DRUGS.envarsus,
        authoredOn: chart.timeline.daysAgo(90),
        start: chart.timeline.daysAgo(89),
      }),
    ],
    order: () => ({ drug: DRUGS.envarsus }),
    expected: over,
  },
  {
    id: 'duration-gap-of-25-days',
    title: 'Eight months with a gap of 25 days',
    story: 'A gap of up to 30 days is one course.',
    course: 240,
    courseRequest: false,
    more: (chart) => [
      tacrolimus(chart, 'first', {
        status: 'completed',
        authoredOn: chart.timeline.daysAgo(240),
        start: chart.timeline.daysAgo(240),
        end: chart.timeline.daysAgo(120),
      }),
      tacrolimus(chart, 'second', { authoredOn: chart.timeline.daysAgo(95), start: chart.timeline.daysAgo(95) }),
    ],
    expected: over,
  },
  {
    id: 'duration-restarted',
    title: 'A second course after half a year without',
    story: 'An earlier course ended; the clock of this one started 60 days ago.',
    course: 60,
    more: (chart) => [
      tacrolimus(chart, 'earlier', {
        status: 'completed',
        authoredOn: chart.timeline.daysAgo(300),
        start: chart.timeline.daysAgo(300),
        end: chart.timeline.daysAgo(240),
      }),
    ],
    expected: SILENCE,
  },
  {
    id: 'duration-dispenses-only',
    title: 'Seven months of pharmacy supplies',
    story: 'Prescribed elsewhere: all there is are eight supplies of 30 days.',
    course: 220,
    courseRequest: false,
    more: (chart) =>
      Array.from({ length: 8 }, (_, index) =>
        medicationDispense({
          patientId: chart.patientId,
          id: chart.id(`supply-${index + 1}`),
          drug: DRUGS.tacrolimusCapsule,
          handedOver: chart.timeline.daysAgo(220 - index * 30),
          supplyDays: 30,
        }),
      ),
    expected: over,
  },
  {
    id: 'duration-started-in-hospital',
    title: 'First dose in hospital, 6 months and a day ago',
    story: 'The prescription was written four days later; the clock starts with the first dose.',
    course: (timeline) => timeline.startOfOver(6),
    courseRequest: false,
    more: (chart) => {
      const firstDose = chart.courseStart ?? chart.timeline.daysAgo(184);
      const days = chart.timeline.daysSince(firstDose);
      return [
        medicationAdministration({
          patientId: chart.patientId,
          id: chart.id('first-dose'),
          drug: DRUGS.tacrolimusCapsule,
          given: firstDose,
        }),
        tacrolimus(chart, 'discharge', {
          authoredOn: chart.timeline.daysAgo(days - 4),
          start: chart.timeline.daysAgo(days - 4),
        }),
      ];
    },
    expected: over,
  },
  {
    id: 'duration-statement-only',
    title: 'Tells of tacrolimus for 7 months',
    story: 'Prescribed by another hospital and taken into the medication history here.',
    course: 215,
    courseRequest: false,
    more: (chart) => [
      medicationStatement({
        patientId: chart.patientId,
        id: chart.id('history'),
        drug: DRUGS.tacrolimusCapsule,
        start: chart.timeline.daysAgo(215),
      }),
    ],
    expected: over,
  },
];
