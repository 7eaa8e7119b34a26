import type { PatientStory } from '../patients/patient-story.js';
import { toRequest } from '../patients/to-request.js';
import { callService } from './call-service.js';
import type { AnsweredStory } from './story-table.js';

/** Places the order of every story against the running service, one after the other, as one EHR user would. */
export async function tellStories(
  stories: readonly PatientStory[],
  serviceUrl: string,
  fhirServer: string,
  onProgress: (done: number, total: number) => void,
): Promise<AnsweredStory[]> {
  const answered: AnsweredStory[] = [];
  for (const story of stories) {
    const request = toRequest(story, 'order-sign', { fhirServer, prefetch: null });
    answered.push({ story, answer: await callService(serviceUrl, request) });
    onProgress(answered.length, stories.length);
  }
  return answered;
}
