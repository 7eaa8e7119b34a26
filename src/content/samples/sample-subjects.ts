import type { CardSubject } from '../../domain/card-context.js';
import { JOINING_IDS, RULES } from '../../rules/index.js';
import { gapSamples } from './gap-samples.js';

/** Every kind of card several times: all bands, all switches, nulls, and texts as bad as a record can hold. */
export const sampleSubjects: readonly CardSubject[] = [
  ...RULES.flatMap(({ samples }) => samples)
    .filter(({ id }) => !JOINING_IDS.includes(id))
    .map((finding): CardSubject => ({ kind: 'finding', finding })),
  ...gapSamples.map((notEvaluated): CardSubject => ({ kind: 'not-evaluated', notEvaluated })),
];
