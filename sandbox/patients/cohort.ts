import type { FhirResource } from 'fhir/r4.js';
import { buildStory } from './build-story.js';
import type { StoryChart, StoryPlan } from './build-story.js';
import { DRUGS, PROBLEMS } from './codes.js';
import { COHORT, RENAL_EVENT, WEEKS_OF_PATIENT_7 } from './cohort-data.js';
import type { CohortDrug, CohortRow } from './cohort-data.js';
import { at, latest } from './lab-resources.js';
import type { LabPoint } from './lab-resources.js';
import { medicationRequest } from './medication-resources.js';
import { card } from './patient-story.js';
import type { ExpectedCard, PatientStory } from './patient-story.js';
import { createTimeline } from './timeline.js';
import type { Timeline } from './timeline.js';

const THIOPURINES: readonly CohortDrug[] = ['azathioprine', 'mercaptopurine'];

/**
 * The published cohort of `cohort-data.ts`, one order each at the end of treatment, and a second one for patient 11 at
 * the renal event. What the paper does not print is not invented: without a creatinine the kidney rule cannot be
 * answered, and that is among the expected cards. Dates of troughs are not printed either: the highest comes last, since
 * the question put to the cohort is whether any trough was above 15.
 *
 * @param asOf - milliseconds since the epoch: when each order is placed
 */
export function cohortStories(asOf: number, timeZone = 'UTC'): readonly PatientStory[] {
  const timeline = createTimeline(asOf, timeZone);
  return COHORT.flatMap((row) => plansOf(row)).map((plan) => buildStory(plan, timeline));
}

function plansOf(row: CohortRow): readonly StoryPlan[] {
  if (row.number !== RENAL_EVENT.patient) return [planOf(row, 'end', levelsOf(row), [])];
  const [lowest = 0] = row.troughs;
  const { creatinine, trough, daysLater, creatinineAfter, troughAfter } = RENAL_EVENT;
  return [
    planOf(row, 'renal-event', [latest(trough), at(30, lowest)], [latest(creatinine)]),
    planOf(
      row,
      'end',
      [latest(troughAfter), at(daysLater, trough), at(30 + daysLater, lowest)],
      [latest(creatinineAfter), at(daysLater, creatinine)],
    ),
  ];
}

function levelsOf(row: CohortRow): readonly LabPoint[] {
  const [lowest, highest] = row.troughs;
  if (lowest === undefined) return [];
  return highest === undefined ? [latest(lowest)] : [latest(highest), at(30, lowest)];
}

function planOf(
  row: CohortRow,
  moment: 'end' | 'renal-event',
  levels: readonly LabPoint[],
  creatinine: readonly LabPoint[],
): StoryPlan {
  const duration = row.months === null ? 'duration not printed' : `${row.months} months`;
  return {
    id: `cohort-${String(row.number).padStart(2, '0')}-${moment}`,
    title: `Published patient ${row.number}${moment === 'end' ? '' : ', at the renal event'}`,
    story: `${row.sex}, ${row.age}, ${PROBLEMS[row.disease].text}; tacrolimus ${duration}; troughs as printed.`,
    gender: row.sex,
    age: row.age,
    problems: [PROBLEMS[row.disease]],
    course: (timeline) => startOfTreatment(row, moment, timeline),
    thiopurine: false,
    creatinine,
    levels,
    more: (chart) => [...treatmentBefore(row, chart), ...treatmentBeside(row, chart)],
    expected: expectedOf(row, levels),
  };
}

/** Quarters and halves of a month are days; whole months end today. The event lies two days before the end. */
function startOfTreatment(row: CohortRow, moment: 'end' | 'renal-event', timeline: Timeline): string {
  if (row.months === null) return timeline.daysAgo(WEEKS_OF_PATIENT_7 * 7);
  if (!Number.isInteger(row.months)) return timeline.daysAgo(Math.round(row.months * 30.4));
  // At the end of a month both may differ: six months must not be over yet, any other number must be reached.
  const start = row.months === 6 ? timeline.startOfExactly(6) : timeline.monthsAgo(row.months);
  return moment === 'end' ? start : timeline.daysAgo(timeline.daysSince(start) - RENAL_EVENT.daysLater);
}

function treatmentBefore(row: CohortRow, chart: StoryChart): readonly FhirResource[] {
  const { patientId, timeline } = chart;
  return row.before.map((drug, index) =>
    medicationRequest({
      patientId,
      id: chart.id(`before-${index + 1}`),
      drug: DRUGS[drug],
      status: 'stopped',
      statusReason: 'Treatment failed',
      authoredOn: timeline.daysAgo(1200 - index * 100),
      start: timeline.daysAgo(1200 - index * 100),
      end: timeline.daysAgo(1110 - index * 100),
    }),
  );
}

function treatmentBeside(row: CohortRow, chart: StoryChart): readonly FhirResource[] {
  const start = chart.courseStart ?? chart.timeline.daysAgo(0);
  return row.beside.map((drug, index) =>
    medicationRequest({
      patientId: chart.patientId,
      id: chart.id(`beside-${index + 1}`),
      drug: DRUGS[drug],
      authoredOn: start,
      start,
    }),
  );
}

/** docs/clinical/cohort.md#expected, from the row itself: no card is written down twice. */
function expectedOf(row: CohortRow, levels: readonly LabPoint[]): readonly ExpectedCard[] {
  const trough = levels[0]?.value ?? 0;
  const months = row.months ?? 0;
  const cards: ExpectedCard[] = [];
  if (trough > 15) cards.push(card('trough-high', trough > 20 ? 'critical' : 'warning'));
  if (months > 6) cards.push(card('duration-over', 'warning'));
  else if (months >= 5 && months < 6) cards.push(card('duration-notice', 'info'));
  // Nobody gets the plain "no plan": seven have a thiopurine, in twelve one has failed and nothing else is in place.
  // It is information, and joins another card where two findings and the card below make three.
  const isFull = cards.length >= 2;
  if (!isFull && !row.beside.some((drug) => THIOPURINES.includes(drug))) cards.push(card('maintenance-plan', 'info'));
  // One creatinine has no baseline; beside the 60 of patient 11's end stands the 162 of two days before, and nothing older.
  cards.push(card('not-evaluated', row.number !== RENAL_EVENT.patient && isLongOverdue(row) ? 'warning' : 'info'));
  return cards;
}

/** No creatinine since the first dose: due on day 7, and a warning when late by twice the window (docs/clinical/monitoring.md#raised). */
function isLongOverdue({ months }: CohortRow): boolean {
  const days = months === null ? WEEKS_OF_PATIENT_7 * 7 : Math.round(months * 30.4);
  const window = days <= 28 ? 7 : days <= 92 ? 28 : 42;
  return days > 7 + 2 * window;
}
