import type { Observation } from 'fhir/r4.js';
import type { StoryChart, StoryPlan } from '../build-story.js';
import { PROBLEMS, TESTS } from '../codes.js';
import { labResource, latest, MAGNESIUM, POTASSIUM } from '../lab-resources.js';
import { SILENCE, card } from '../patient-story.js';
import { conditionResource } from '../record-resources.js';

const potassium = (chart: StoryChart, value: number): Observation =>
  labResource(chart, chart.id('potassium'), latest(value), POTASSIUM);

/** Potassium, magnesium, neurotoxicity at danger values (docs/clinical/electrolyte.md#limits). */
export const ELECTROLYTE_STORIES: readonly StoryPlan[] = [
  {
    id: 'potassium-6-1',
    title: 'Potassium 6.1',
    story: 'Kidneys and level are steady; the potassium alone is a danger to life.',
    more: (chart) => [potassium(chart, 6.1)],
    expected: [card('electrolyte', 'critical')],
  },
  {
    id: 'potassium-5-5',
    title: 'Potassium 5.5',
    story: 'At the limit of the warning.',
    more: (chart) => [potassium(chart, 5.5)],
    expected: [card('electrolyte', 'warning')],
  },
  {
    id: 'potassium-5-4',
    title: 'Potassium 5.4',
    story: 'Below the limit: a row on another card at most.',
    more: (chart) => [potassium(chart, 5.4)],
    expected: SILENCE,
  },
  {
    id: 'potassium-haemolysed',
    title: 'Potassium 6.8 in a haemolysed specimen',
    story: 'The laboratory says so: not judged, and no gap.',
    more: (chart) => [{ ...potassium(chart, 6.8), note: [{ text: 'Specimen haemolysed.' }] }],
    expected: SILENCE,
  },
  {
    id: 'magnesium-1-1-mg-per-dl',
    title: 'Magnesium 1.1 mg/dL',
    story: '0.45 mmol/L, in the unit of another country.',
    more: (chart) => [
      labResource(chart, chart.id('magnesium'), latest(1.1, { unit: 'mg/dL', code: TESTS.magnesiumMass }), MAGNESIUM),
    ],
    expected: [card('electrolyte', 'warning')],
  },
  {
    id: 'seizure-last-week',
    title: 'Seizure last week',
    story: 'Levels were in range all the time, which does not exclude neurotoxicity.',
    more: (chart) => [
      conditionResource({
        patientId: chart.patientId,
        id: chart.id('seizure'),
        code: PROBLEMS.seizure,
        onset: chart.timeline.daysAgo(6),
      }),
    ],
    expected: [card('electrolyte', 'critical')],
  },
];
