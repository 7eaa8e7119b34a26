import type { CodeableConcept, Observation } from 'fhir/r4.js';
import type { StoryChart, StoryPlan } from '../build-story.js';
import { DRUGS, RESULTS, TESTS } from '../codes.js';
import { medicationAdministration, medicationRequest } from '../medication-resources.js';
import { SILENCE, card } from '../patient-story.js';
import { phenotypeResource } from '../record-resources.js';

const result = (chart: StoryChart, code: CodeableConcept, daysAgo: number, found: CodeableConcept): Observation =>
  phenotypeResource({
    patientId: chart.patientId,
    id: chart.id(`screen-${daysAgo}`),
    code,
    time: chart.timeline.daysAgo(daysAgo),
    result: found,
  });

const infliximabGiven = (chart: StoryChart, daysAgo: number) =>
  medicationAdministration({
    patientId: chart.patientId,
    id: chart.id('infliximab'),
    drug: DRUGS.infliximab,
    given: chart.timeline.daysAgo(daysAgo),
    infused: true,
  });

/** Infection and earlier rescue before the first dose (docs/clinical/start.md#infection). */
export const START_STORIES: readonly StoryPlan[] = [
  {
    id: 'start-nothing-screened',
    title: 'First order, nothing looked for',
    story: 'No infection test and no creatinine on record: one card before the first dose, not two.',
    course: null,
    screened: false,
    creatinine: [],
    expected: [card('start', 'info')],
  },
  {
    id: 'start-c-difficile',
    title: 'First order, C. difficile positive',
    story: 'The test of three days ago found toxin genes; hepatitis B was looked for last year.',
    course: null,
    screened: false,
    more: (chart) => [
      result(chart, TESTS.cDifficile, 3, RESULTS.detected),
      result(chart, TESTS.hbsag, 300, RESULTS.negative),
      result(chart, TESTS.antiHbc, 301, RESULTS.negative),
    ],
    expected: [card('start', 'warning')],
  },
  {
    id: 'start-second-rescue',
    title: 'Second rescue, infliximab three weeks ago',
    story: 'Infliximab failed; steroid and azathioprine go on, and nothing against Pneumocystis is on the list.',
    course: null,
    more: (chart) => [
      infliximabGiven(chart, 21),
      medicationRequest({
        patientId: chart.patientId,
        id: chart.id('prednisolone'),
        drug: DRUGS.prednisolone,
        authoredOn: chart.timeline.daysAgo(30),
      }),
    ],
    expected: [card('start', 'warning')],
  },
  {
    id: 'start-infliximab-last-year',
    title: 'First order, infliximab last year',
    story: 'Long enough ago; infection tests are on record.',
    course: null,
    more: (chart) => [infliximabGiven(chart, 300)],
    expected: SILENCE,
  },
  {
    id: 'start-hepatitis-b',
    title: 'First order, HBsAg positive',
    story: 'Found five years ago and not repeated; no antiviral on the list.',
    course: null,
    screened: false,
    more: (chart) => [
      result(chart, TESTS.cDifficile, 2, RESULTS.notDetected),
      result(chart, TESTS.hbsag, 1800, RESULTS.positive),
    ],
    expected: [card('start', 'warning')],
  },
];
