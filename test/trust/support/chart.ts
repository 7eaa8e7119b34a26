import { allStories } from '../../../sandbox/patients/stories/all-stories.js';
import type { PatientStory } from '../../../sandbox/patients/patient-story.js';
import { prefetchOf, toRequest } from '../../../sandbox/patients/to-request.js';
import type { HookName } from '../../../src/domain/service-definition.js';
import { send } from '../../server/http/test-app.js';
import { NOW } from '../../server/security/tokens.js';

export type Json = Record<string, unknown>;
export type Prefetch = Readonly<Record<string, unknown>>;

const stories = new Map(allStories(NOW).map((story) => [story.id, story]));
/** The chart on which every rule has something to say: kidney injury, level 21, no plan, seven months. */
export const CHART = storyOf('everything-at-once');
export const ALL_FOUR: readonly string[] = ['aki-stage', 'duration-over', 'thiopurine-plan', 'trough-high'];

function storyOf(id: string): PatientStory {
  const story = stories.get(id);
  if (story === undefined) throw new Error(`no story ${id}`);
  return story;
}

/** The whole chart as prefetch, by the templates that the running service publishes; needs open discovery. */
export async function fullPrefetch(serviceUrl: string, story: PatientStory = CHART): Promise<Prefetch> {
  const { body } = await send(`${serviceUrl}/cds-services`);
  const [service] = body.services as readonly { readonly prefetch: Readonly<Record<string, string>> }[];
  const templates = service?.prefetch ?? {};
  return prefetchOf(story, templates, {
    today: '2026-11-22',
    fhirServer: 'https://ehr.example/fhir',
    ignoreCount: true,
  });
}

export interface CallOptions {
  readonly prefetch?: Prefetch | null;
  readonly fhirServer?: unknown;
  readonly token?: string;
  readonly story?: PatientStory;
}

/** A hook call as an EHR would make it; `fhirServer` may be anything. */
export function hookCall(
  hook: HookName,
  { prefetch = null, fhirServer, token, story = CHART }: CallOptions = {},
): Json {
  return {
    ...toRequest(story, hook, { fhirServer: null, prefetch: null }),
    ...(prefetch === null ? {} : { prefetch }),
    ...(fhirServer === undefined ? {} : { fhirServer }),
    ...(token === undefined
      ? {}
      : {
          fhirAuthorization: {
            access_token: token,
            token_type: 'Bearer',
            expires_in: 300,
            scope: 'patient/*.read',
            subject: 'cds-service',
          },
        }),
  };
}

/** What the findings of an answer are called, sorted; the data-gap card is `not-evaluated`. */
export function findingsOf(body: unknown): readonly string[] {
  const { cards = [] } = body as { cards?: readonly { extension?: Record<string, { finding?: string }> }[] };
  return cards.map(({ extension }) => extension?.['org.tacrolimus-cds.trace']?.finding ?? '?').sort();
}

/** The text of the data-gap card, or ''. */
export function gapText(body: unknown): string {
  const { cards = [] } = body as {
    cards?: readonly { detail?: string; extension?: Record<string, { finding?: string }> }[];
  };
  return (
    cards.find(({ extension }) => extension?.['org.tacrolimus-cds.trace']?.finding === 'not-evaluated')?.detail ?? ''
  );
}

/** A copy without one member. */
export function without(object: Readonly<Record<string, unknown>>, member: string): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== member));
}
