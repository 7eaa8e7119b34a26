import type { CodeableConcept, FhirResource, MedicationRequest } from 'fhir/r4.js';
import { DRUGS, PROBLEMS, RESULTS, TESTS } from './codes.js';
import { CREATININE, TACROLIMUS, at, labResource } from './lab-resources.js';
import type { LabPoint } from './lab-resources.js';
import { medicationRequest } from './medication-resources.js';
import type { RequestPlan } from './medication-resources.js';
import type { ExpectedCard, OtherDraft, PatientStory } from './patient-story.js';
import { conditionResource, patientResource, phenotypeResource } from './record-resources.js';
import type { Gender } from './record-resources.js';
import type { Timeline } from './timeline.js';

/** What a story may say of itself beyond the tables. */
export interface StoryChart {
  readonly patientId: string;
  readonly timeline: Timeline;
  /** First day of the course; null on a first order. */
  readonly courseStart: string | null;
  /** A FHIR id of this story's own. */
  id(name: string): string;
}

/** A story as its author writes it. What is left out is an unremarkable patient, in whom every rule is silent. */
export interface StoryPlan {
  readonly id: string;
  readonly title: string;
  readonly story: string;
  readonly expected: readonly ExpectedCard[];
  readonly gender?: Gender;
  readonly age?: number;
  readonly problems?: readonly CodeableConcept[];
  /** First day of tacrolimus as days ago, or as a date; null where this is the first order. Default 70 days ago. */
  readonly course?: number | ((timeline: Timeline) => string) | null;
  /** False where the course is told by `more` in the place of one active request. */
  readonly courseRequest?: boolean;
  /** An active azathioprine request. Default true: a plan there is. */
  readonly thiopurine?: boolean;
  /** False where no infection test is on record. Before a first order the default is that all are, and negative. */
  readonly screened?: boolean;
  readonly creatinine?: readonly LabPoint[];
  readonly levels?: readonly LabPoint[];
  readonly more?: (chart: StoryChart) => readonly FhirResource[];
  readonly order?: (chart: StoryChart) => Partial<RequestPlan>;
  readonly otherDrafts?: (chart: StoryChart) => readonly OtherDraft[];
}

const DEFAULT_COURSE_DAYS = 70;

export function buildStory(plan: StoryPlan, timeline: Timeline): PatientStory {
  const courseStart = startOf(plan, timeline);
  const courseDays = courseStart === null ? null : timeline.daysSince(courseStart);
  const chart: StoryChart = { patientId: plan.id, timeline, courseStart, id: (name) => `${plan.id}-${name}` };
  const labs = [
    ...(plan.creatinine ?? steadyCreatinine(66, courseDays)).map((point, index) =>
      labResource(chart, chart.id(`creatinine-${index + 1}`), point, CREATININE),
    ),
    ...(plan.levels ?? steadyLevels(courseDays)).map((point, index) =>
      labResource(chart, chart.id(`level-${index + 1}`), point, TACROLIMUS),
    ),
  ];
  return {
    id: plan.id,
    title: plan.title,
    story: plan.story,
    resources: [
      patientResource(plan.id, plan.gender ?? 'female', plan.age ?? 34, timeline.daysAgo(0)),
      ...(plan.problems ?? [PROBLEMS.ulcerativeColitis]).map((code, index) =>
        conditionResource({
          patientId: plan.id,
          id: chart.id(`problem-${index + 1}`),
          code,
          onset: timeline.daysAgo(2000),
        }),
      ),
      ...courseRequest(plan, chart),
      ...thiopurineRequest(plan, chart, courseDays),
      ...labs,
      ...(courseStart === null && plan.screened !== false ? screening(chart) : []),
      ...(plan.more?.(chart) ?? []),
    ],
    order: draftOrder(plan, chart),
    otherDrafts: plan.otherDrafts?.(chart) ?? [],
    expected: plan.expected,
  };
}

/** What is looked for before a first order, and was not found. */
function screening(chart: StoryChart): readonly FhirResource[] {
  const { patientId, timeline } = chart;
  const result = (name: string, code: CodeableConcept, daysAgo: number, found: CodeableConcept) =>
    phenotypeResource({ patientId, id: chart.id(name), code, time: timeline.daysAgo(daysAgo), result: found });
  return [
    result('c-difficile', TESTS.cDifficile, 3, RESULTS.notDetected),
    result('hbsag', TESTS.hbsag, 60, RESULTS.negative),
    result('anti-hbc', TESTS.antiHbc, 60, RESULTS.negative),
  ];
}

function startOf(plan: StoryPlan, timeline: Timeline): string | null {
  if (plan.course === null) return null;
  if (typeof plan.course === 'function') return plan.course(timeline);
  return timeline.daysAgo(plan.course ?? DEFAULT_COURSE_DAYS);
}

function courseRequest(plan: StoryPlan, chart: StoryChart): readonly MedicationRequest[] {
  if (chart.courseStart === null || plan.courseRequest === false) return [];
  const { patientId, courseStart } = chart;
  const drug = DRUGS.tacrolimusCapsule;
  return [
    medicationRequest({ patientId, id: chart.id('tacrolimus'), drug, authoredOn: courseStart, start: courseStart }),
  ];
}

function thiopurineRequest(
  plan: StoryPlan,
  chart: StoryChart,
  courseDays: number | null,
): readonly MedicationRequest[] {
  if (plan.thiopurine === false) return [];
  const start = chart.timeline.daysAgo(courseDays === null ? 20 : Math.max(1, courseDays - 14));
  const id = chart.id('azathioprine');
  return [medicationRequest({ patientId: chart.patientId, id, drug: DRUGS.azathioprine, authoredOn: start, start })];
}

function draftOrder(plan: StoryPlan, chart: StoryChart): MedicationRequest {
  return medicationRequest({
    patientId: chart.patientId,
    id: chart.id('draft'),
    drug: DRUGS.tacrolimusCapsule,
    status: 'draft',
    authoredOn: chart.timeline.hoursAgo(0),
    supplyDays: 30,
    ...plan.order?.(chart),
  });
}

/** Two results on treatment and two from before it, one unit apart: no rule has anything to say about them. */
function steadyCreatinine(value: number, courseDays: number | null): readonly LabPoint[] {
  const before = courseDays ?? 0;
  return [at(5, value), at(26, value + 1), at(before + 40, value - 1), at(before + 80, value)];
}

function steadyLevels(courseDays: number | null): readonly LabPoint[] {
  if (courseDays === null) return [];
  return courseDays > 33 ? [at(5, 7.2), at(33, 8.1)] : [at(5, 7.2)];
}
