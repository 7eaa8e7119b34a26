import type { CardContext } from '../../domain/card-context.js';
import { allProblems } from './gap-samples.js';
import { HOSTILE } from './sample-parts.js';

const common = { patientId: 'sample', today: '2026-11-22', factsHash: '0'.repeat(64), newUuid: countingUuids() };

/** The three FHIR releases, with and without an order, with and without gaps in the data. */
export const contextSamples: readonly CardContext[] = [
  {
    ...common,
    fhirRelease: 'R4',
    selectionBehavior: 'any',
    order: { display: 'Tacrolimus 1 mg oral capsule', routeNotRecorded: false, recognisedByText: false },
    problems: [],
  },
  {
    ...common,
    fhirRelease: 'STU3',
    selectionBehavior: 'at-most-one',
    order: { display: HOSTILE, routeNotRecorded: true, recognisedByText: true },
    problems: allProblems,
    notShown: ['duration-over', 'thiopurine-plan'],
  },
  { ...common, fhirRelease: 'DSTU2', selectionBehavior: 'at-most-one', order: null, problems: [] },
];

/** Distinct and repeatable: two cards of one check never share one. */
function countingUuids(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}
