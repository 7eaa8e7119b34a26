import { buildStory } from '../build-story.js';
import type { PatientStory } from '../patient-story.js';
import { createTimeline } from '../timeline.js';
import { AKI_STORIES } from './aki-stories.js';
import { DURATION_STORIES } from './duration-stories.js';
import { ELECTROLYTE_STORIES } from './electrolyte-stories.js';
import { GATE_STORIES } from './gate-stories.js';
import { INTERACTION_STORIES } from './interaction-stories.js';
import { PLAN_STORIES } from './plan-stories.js';
import { RECORD_STORIES } from './record-stories.js';
import { RISK_STORIES } from './risk-stories.js';
import { START_STORIES } from './start-stories.js';
import { TROUGH_STORIES } from './trough-stories.js';

/**
 * Every labelled patient, in a fixed order.
 *
 * @param asOf - milliseconds since the epoch: when each order is placed
 * @param timeZone - IANA name; the calendar of the stories that turn on a day
 */
export function allStories(asOf: number, timeZone = 'UTC'): readonly PatientStory[] {
  const timeline = createTimeline(asOf, timeZone);
  return [
    ...AKI_STORIES,
    ...RISK_STORIES,
    ...TROUGH_STORIES,
    ...ELECTROLYTE_STORIES,
    ...INTERACTION_STORIES,
    ...START_STORIES,
    ...PLAN_STORIES,
    ...DURATION_STORIES,
    ...GATE_STORIES,
    ...RECORD_STORIES,
  ].map((plan) => buildStory(plan, timeline));
}
