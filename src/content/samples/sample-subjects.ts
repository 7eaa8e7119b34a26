import type { CardSubject } from '../../domain/card-context.js';
import { akiSamples } from './aki-samples.js';
import { gapSamples, planSamples } from './plan-samples.js';
import { troughSamples } from './trough-samples.js';

/** Every kind of card several times: all bands, all switches, nulls, and texts as bad as a record can hold. */
export const sampleSubjects: readonly CardSubject[] = [
  ...[...akiSamples, ...troughSamples, ...planSamples].map((finding): CardSubject => ({ kind: 'finding', finding })),
  ...gapSamples.map((notEvaluated): CardSubject => ({ kind: 'not-evaluated', notEvaluated })),
];
