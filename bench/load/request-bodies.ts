import type { Bundle, FhirResource, MedicationRequest } from 'fhir/r4.js';
import { DRUGS } from '../../sandbox/patients/codes.js';
import { createTimeline } from '../../sandbox/patients/timeline.js';
import type { HookRequestBody } from '../../sandbox/patients/to-request.js';
import { writeOrderSignRequest } from '../../sandbox/patients/write.js';

/** Prefetch templates of the measured service, from its own discovery. */
export type Templates = Readonly<Record<string, string>>;

/** What is sent, by name. The generator is seeded, so only the dates differ from day to day. */
export interface RequestBodies {
  readonly small: string;
  readonly typical: string;
  readonly large: string;
  /** `typical` with mesalazine as the order: the most frequent call of all, and nothing to say. */
  readonly otherDrug: string;
}

export type Body = keyof RequestBodies;

/** What the service has to find in each: the patient is quiet but for a length of treatment to talk about. */
export const FINDINGS: Readonly<Record<Body, readonly string[]>> = {
  small: ['duration-notice'],
  typical: ['duration-notice'],
  large: ['duration-notice'],
  otherDrug: [],
};

/** The bodies of which the load is drawn: what is sent most, from patients who differ in every id, time and value. */
export function* manyBodies(templates: Templates, asOf: number, patients: number): Generator<readonly [Body, string]> {
  for (let patient = 1; patient < patients; patient += 1) {
    for (const name of ['typical', 'otherDrug'] as const) yield [name, requestBody(name, templates, asOf, patient)];
  }
}

export function requestBodies(templates: Templates, asOf: number): RequestBodies {
  const body = (name: Body) => requestBody(name, templates, asOf);
  return { small: body('small'), typical: body('typical'), large: body('large'), otherDrug: body('otherDrug') };
}

/** Between one patient's times and the next one's, milliseconds: two thousand of them lie within half a day. */
const APART_MS = 20_000;

/** @param patient of as many as are wanted; the first is 0 */
export function requestBody(name: Body, templates: Templates, asOf: number, patient = 0): string {
  const size = name === 'otherDrug' ? 'typical' : name;
  const body = writeOrderSignRequest(size, templates, asOf - patient * APART_MS, patient);
  return JSON.stringify(name === 'otherDrug' ? withOrder(body, DRUGS.mesalazine) : body);
}

/** The typical patient without prefetch: everything has to be asked for. */
export function withoutPrefetch(templates: Templates, asOf: number, fhirServer: string): string {
  return JSON.stringify({ ...writeOrderSignRequest('typical', templates, asOf), fhirServer, prefetch: undefined });
}

/** The chart of the typical patient, for a FHIR server that has to answer those questions. */
export function typicalChart(templates: Templates, asOf: number): FhirResource[] {
  const { prefetch = {} } = writeOrderSignRequest('typical', templates, asOf);
  const found = Object.values(prefetch).flatMap((answer) =>
    answer.resourceType === 'Bundle' ? resourcesIn(answer as Bundle<FhirResource>) : [answer],
  );
  return [...new Map(found.map((resource) => [`${resource.resourceType}/${resource.id ?? ''}`, resource])).values()];
}

const MINUTES_COVERED = 330 * 24 * 60;

/** The small patient with `count` creatinine results over 330 days, each as short as it may be. */
export function withObservations(count: number, templates: Templates, asOf: number): string {
  const body = writeOrderSignRequest('small', templates, asOf);
  const timeline = createTimeline(asOf);
  const creatinine = body.prefetch?.creatinine;
  if (creatinine?.resourceType !== 'Bundle') throw new Error('The service asks for no creatinine.');
  const [model] = resourcesIn(creatinine as Bundle<FhirResource>);
  const entry = Array.from({ length: count }, (_, index) => ({
    resource: {
      ...model,
      id: `result-${index}`,
      effectiveDateTime: timeline.hoursAgo((index * MINUTES_COVERED) / count / 60 + 1),
    } as FhirResource,
  }));
  const results: Bundle = { ...creatinine, total: count, entry };
  return JSON.stringify({ ...body, prefetch: { ...body.prefetch, creatinine: results } });
}

function withOrder(body: HookRequestBody, drug: MedicationRequest['medicationCodeableConcept']): HookRequestBody {
  const drafts = body.context.draftOrders as Bundle<MedicationRequest>;
  const entry = drafts.entry?.map(({ resource }) => ({ resource: { ...resource, medicationCodeableConcept: drug } }));
  return { ...body, context: { ...body.context, draftOrders: { ...drafts, entry } } };
}

function resourcesIn(bundle: Bundle<FhirResource>): FhirResource[] {
  return (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
}
