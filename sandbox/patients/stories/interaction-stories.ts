import type { CodeableConcept, MedicationRequest } from 'fhir/r4.js';
import type { StoryChart, StoryPlan } from '../build-story.js';
import { DRUGS } from '../codes.js';
import { at } from '../lab-resources.js';
import { medicationRequest } from '../medication-resources.js';
import { SILENCE, card } from '../patient-story.js';

function drafted(chart: StoryChart, drug: CodeableConcept): MedicationRequest {
  const { patientId, timeline } = chart;
  return medicationRequest({
    ...{ patientId, id: chart.id('other'), drug, status: 'draft' },
    authoredOn: timeline.hoursAgo(0),
  });
}

function running(chart: StoryChart, drug: CodeableConcept, days: number): MedicationRequest {
  const since = chart.timeline.daysAgo(days);
  return medicationRequest({
    ...{ patientId: chart.patientId, id: chart.id('other'), drug },
    ...{ authoredOn: since, start: since },
  });
}

/** Other drugs beside tacrolimus (docs/clinical/interaction.md#classes). */
export const INTERACTION_STORIES: readonly StoryPlan[] = [
  {
    id: 'clarithromycin-drafted',
    title: 'Clarithromycin in the same session',
    story: 'A strong CYP3A inhibitor is ordered beside tacrolimus: the level will rise.',
    otherDrafts: (chart) => [drafted(chart, DRUGS.clarithromycin)],
    expected: [card('interaction', 'critical')],
  },
  {
    id: 'ibuprofen-since-tuesday',
    title: 'Ibuprofen since Tuesday',
    story: 'A new NSAID; the kidneys are steady.',
    more: (chart) => [running(chart, DRUGS.ibuprofen, 5)],
    expected: [card('interaction', 'warning')],
  },
  {
    id: 'yellow-fever-vaccine-before',
    title: 'Yellow fever vaccine 20 days ago, first order',
    story: 'A live vaccine shortly before immunosuppression begins.',
    course: null,
    more: (chart) => [
      {
        resourceType: 'MedicationAdministration',
        id: chart.id('vaccine'),
        status: 'completed',
        medicationCodeableConcept: DRUGS.yellowFeverVaccine,
        subject: { reference: `Patient/${chart.patientId}` },
        effectiveDateTime: chart.timeline.daysAgo(20),
      },
    ],
    expected: [card('interaction', 'info')],
  },
  {
    id: 'rifampicin-managed',
    title: 'Rifampicin for 40 days, level in range',
    story: 'A level since the pair began is in range: somebody has looked, so nothing is said.',
    more: (chart) => [running(chart, DRUGS.rifampicin, 40)],
    expected: SILENCE,
  },
  {
    id: 'ibuprofen-new-with-aki',
    title: 'Ibuprofen since Tuesday, creatinine doubled',
    story: 'A new NSAID beside tacrolimus in kidney injury.',
    creatinine: [at(1, 150), at(30, 72), at(110, 70), at(150, 71)],
    more: (chart) => [running(chart, DRUGS.ibuprofen, 5)],
    expected: [card('aki-stage', 'critical'), card('interaction', 'critical')],
  },
  {
    id: 'ibuprofen-running-with-aki',
    title: 'Ibuprofen for two months, creatinine doubled',
    story: 'It has no card of its own any more; the AKI card names it.',
    creatinine: [at(1, 150), at(30, 72), at(110, 70), at(150, 71)],
    more: (chart) => [running(chart, DRUGS.ibuprofen, 60)],
    expected: [card('aki-stage', 'critical')],
  },
  {
    id: 'clarithromycin-alone',
    title: 'Clarithromycin for a patient on tacrolimus',
    story:
      'No tacrolimus is ordered: only the service tacrolimus-interaction looks, and it ships silent. With CONTENT_DIR=sandbox/other-drug it speaks.',
    order: () => ({ drug: DRUGS.clarithromycin }),
    expected: SILENCE,
  },
];
