import type { Bundle, Observation, Resource } from 'fhir/r4.js';
import type { Prefetch } from './answer-prefetch.js';
import { buildStory } from './build-story.js';
import type { StoryPlan } from './build-story.js';
import { DRUGS } from './codes.js';
import { at, latest } from './lab-resources.js';
import type { LabPoint } from './lab-resources.js';
import { medicationRequest } from './medication-resources.js';
import { createTimeline } from './timeline.js';
import { prefetchOf, toRequest } from './to-request.js';
import type { HookRequestBody } from './to-request.js';

/** `small` is about 9 KB, `typical` about 80 KB, `large` 1 to 1.6 MB with 5,000 results. */
export type RequestSize = 'small' | 'typical' | 'large';

const RESULTS: Readonly<Record<RequestSize, { creatinine: number; levels: number; requests: number }>> = {
  small: { creatinine: 3, levels: 2, requests: 2 },
  typical: { creatinine: 40, levels: 20, requests: 15 },
  large: { creatinine: 4900, levels: 100, requests: 15 },
};

const DAYS_COVERED = 330;

/**
 * An order-sign request with the whole prefetch in it, for load tests: a quiet patient of 200 days with a notice of
 * duration to give, so that every rule has its full work to do.
 *
 * @param templates - the prefetch templates of the service that is measured
 * @param asOf - milliseconds since the epoch
 * @param patient - which of any number of such patients: ids, values and times differ, and what is found does not
 */
export function writeOrderSignRequest(
  size: RequestSize,
  templates: Readonly<Record<string, string>>,
  asOf: number,
  patient = 0,
): HookRequestBody {
  const timeline = createTimeline(asOf);
  const story = buildStory(planOf(size, patient), timeline);
  const fhirServer = 'https://ehr.example.org/fhir';
  const prefetch = prefetchOf(story, templates, { today: timeline.daysAgo(0), fhirServer, ignoreCount: true });
  return toRequest(story, 'order-sign', { fhirServer, prefetch: size === 'typical' ? prefetch : lean(prefetch) });
}

function planOf(size: RequestSize, patient: number): StoryPlan {
  const { creatinine, levels, requests } = RESULTS[size];
  return {
    id: patient === 0 ? `load-${size}` : `load-${size}-${patient}`,
    title: `Load test, ${size}`,
    story: 'Steady results of a whole year.',
    expected: [],
    course: 160,
    creatinine: series(creatinine, (index) => (660 + 10 * ((index + patient) % 5) + (patient % 9)) / 10),
    levels: series(levels, (index) => 7 + ((index + patient) % 10) / 10),
    more: (chart) =>
      Array.from({ length: requests - 2 }, (_, index) =>
        medicationRequest({
          patientId: chart.patientId,
          id: chart.id(`request-${index + 1}`),
          drug: index % 2 === 0 ? DRUGS.mesalazine : DRUGS.tacrolimusCapsule,
          status: 'completed',
          authoredOn: chart.timeline.daysAgo(150 - index * 10),
          supplyDays: 30,
        }),
      ),
  };
}

function series(count: number, value: (index: number) => number): readonly LabPoint[] {
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? latest(value(0)) : at((index * DAYS_COVERED) / count + 0.5, value(index)),
  );
}

/** 5,000 results stay near 1 MB, and five near 8 KB, only if each says no more than it must. */
function lean(prefetch: Prefetch): Prefetch {
  return Object.fromEntries(
    Object.entries(prefetch).map(([key, answer]) => [
      key,
      answer.resourceType === 'Bundle' ? leanBundle(answer) : answer,
    ]),
  );
}

function leanBundle(bundle: Bundle): Bundle {
  if (bundle.entry === undefined) return bundle;
  const entry = bundle.entry.flatMap(({ resource }) =>
    resource === undefined ? [] : [{ resource: leanResource(resource) }],
  );
  return { ...bundle, entry };
}

function leanResource(resource: Resource): Resource {
  return isObservation(resource) ? leanObservation(resource) : resource;
}

function isObservation(resource: Resource): resource is Observation {
  return resource.resourceType === 'Observation';
}

function leanObservation(resource: Observation): Observation {
  const { id, status, code, subject, effectiveDateTime, valueQuantity } = resource;
  const [coding] = code.coding ?? [];
  return {
    resourceType: 'Observation',
    ...(id === undefined ? {} : { id }),
    status,
    code: coding === undefined ? code : { coding: [{ ...coding, display: undefined }] },
    ...(subject === undefined ? {} : { subject }),
    ...(effectiveDateTime === undefined ? {} : { effectiveDateTime }),
    ...(valueQuantity === undefined ? {} : { valueQuantity: { ...valueQuantity, system: undefined } }),
  };
}
