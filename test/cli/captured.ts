import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import { loadContent } from '../../src/content/load-content.js';
import type { HookName } from '../../src/domain/service-definition.js';
import { NOW, ROOT } from './cli-harness.js';

export type Captured = Record<string, unknown> & {
  context: Record<string, unknown>;
  prefetch: Record<string, unknown>;
};

/** Reads the prefetch templates once; the function makes the request of a story as an EHR captures it. */
export async function captures(): Promise<(storyId: string, hook?: HookName) => Captured> {
  const content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
  const stories = new Map(allStories(NOW).map((story) => [story.id, story]));
  return (id, hook = 'order-sign') => {
    const service = content.services.find((each) => each.hook === hook);
    const story = stories.get(id);
    if (service === undefined || story === undefined) throw new Error(`no ${hook} of ${id}`);
    const templates = Object.fromEntries(
      Object.entries(service.sources).map(([key, { template }]) => [key, template] as const),
    );
    const prefetch = prefetchOf(story, templates, { today: '2026-11-22', fhirServer: 'https://ehr.example/fhir' });
    return structuredClone(toRequest(story, hook, { fhirServer: null, prefetch })) as unknown as Captured;
  };
}
