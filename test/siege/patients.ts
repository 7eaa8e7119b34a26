import type { FhirResource } from 'fhir/r4.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import type { PatientStory } from '../../sandbox/patients/patient-story.js';

/** One patient of the siege. Every value ever measured in him ends in his two digits: 21.007 is of the patient 07. */
export interface SiegePatient {
  readonly mark: string;
  readonly story: PatientStory;
}

/** The story in which every rule speaks, so that an answer quotes as many values as an answer can. */
const STORY = 'everything-at-once';
const MOST = 99;

/**
 * @param count at most 99
 * @param now milliseconds since the epoch: when the orders are placed
 */
export function siegePatients(count: number, now: number): readonly SiegePatient[] {
  const story = allStories(now).find(({ id }) => id === STORY);
  if (story === undefined || count > MOST) throw new Error(`no story ${STORY}, or more than ${MOST} patients`);
  return Array.from({ length: count }, (_none, index) => patientOf(story, index + 1));
}

function patientOf(story: PatientStory, number: number): SiegePatient {
  const mark = String(number).padStart(2, '0');
  const id = `siege-${mark}`;
  const owned = JSON.parse(JSON.stringify(story).replaceAll(story.id, id)) as PatientStory;
  return { mark, story: { ...owned, resources: owned.resources.map((resource) => withMark(resource, number)) } };
}

function withMark(resource: FhirResource, number: number): FhirResource {
  if (resource.resourceType !== 'Observation' || resource.valueQuantity?.value === undefined) return resource;
  const value = Math.trunc(resource.valueQuantity.value * 10) / 10 + number / 1_000;
  return { ...resource, valueQuantity: { ...resource.valueQuantity, value: Number(value.toFixed(3)) } };
}

/**
 * Whose values a text quotes: the last two digits of every number with three decimals. What is worked out (ratios, limits) has
 * fewer, and a DOI more.
 */
export function marksIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(?<![\d.])\d{1,3}\.\d(\d\d)(?!\d)/g)].map(([, mark]) => mark ?? ''));
}
