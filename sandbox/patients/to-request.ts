import type { Bundle, FhirResource } from 'fhir/r4.js';
import type { HookName } from '../../src/domain/service-definition.js';
import { createResourceStore } from '../fhir-server/resource-store.js';
import { answerPrefetch } from './answer-prefetch.js';
import type { Prefetch, PrefetchContext } from './answer-prefetch.js';
import type { PatientStory } from './patient-story.js';
import { createPrng, seedFrom } from './prng.js';

/** The body of a CDS Hooks call, as an EHR would send it. */
export interface HookRequestBody {
  readonly hook: HookName;
  readonly hookInstance: string;
  readonly fhirServer?: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly prefetch?: Prefetch;
}

export interface RequestOptions {
  /** Where the service may ask for more; null where it may not. */
  readonly fhirServer: string | null;
  /** From `prefetchOf`; null for a client that prefetches nothing. */
  readonly prefetch: Prefetch | null;
}

/** What a request needs of a story: a generated patient has it too. */
export type Requestable = Pick<PatientStory, 'id' | 'resources' | 'order' | 'otherDrafts'>;

const SANDBOX_USER = 'Practitioner/sandbox-clinician';

/** The same story always gives the same body, `hookInstance` included. */
export function toRequest(story: Requestable, hook: HookName, options: RequestOptions): HookRequestBody {
  return {
    hook,
    hookInstance: uuidFrom(`${story.id} ${hook}`),
    ...(options.fhirServer === null ? {} : { fhirServer: options.fhirServer }),
    context: { userId: SANDBOX_USER, patientId: story.id, ...ordersOf(story, hook) },
    ...(options.prefetch === null ? {} : { prefetch: options.prefetch }),
  };
}

/** The whole answer to a service's prefetch templates, from the chart of one story. */
export function prefetchOf(
  story: Requestable,
  templates: Readonly<Record<string, string>>,
  context: Pick<PrefetchContext, 'today' | 'fhirServer' | 'ignoreCount' | 'draftOrders'>,
): Prefetch {
  const store = createResourceStore(story.resources);
  return answerPrefetch(templates, store, { patientId: story.id, userId: SANDBOX_USER, ...context });
}

function ordersOf(story: Requestable, hook: HookName): Readonly<Record<string, unknown>> {
  const drafts = bundleOf([story.order, ...story.otherDrafts]);
  switch (hook) {
    case 'patient-view':
      return {};
    case 'order-sign':
      return { draftOrders: drafts };
    case 'order-select':
      return { selections: [`MedicationRequest/${story.order.id ?? ''}`], draftOrders: drafts };
    case 'medication-prescribe':
      // CDS Hooks 1.0 named the field after the one kind of order it knew.
      return { medications: drafts };
  }
}

function bundleOf(resources: readonly FhirResource[]): Bundle {
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
}

/** A version 4 UUID by its form; it identifies a call of the sandbox, nothing secret. */
function uuidFrom(text: string): string {
  const prng = createPrng(seedFrom(text));
  const hex = Array.from({ length: 32 }, () => prng.int(0, 15).toString(16)).join('');
  const variant = '89ab'.charAt(prng.int(0, 3));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
