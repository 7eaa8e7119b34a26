import type { Observation, Resource } from 'fhir/r4.js';
import type { Prefetch } from '../../sandbox/patients/answer-prefetch.js';

/** What breaks in the simulated hospital, and in which week (0 is the first) it begins. It stays broken. */
export interface Malfunction {
  readonly week: number;
  readonly what: 'creatinine-code-renamed' | 'level-unit-changed';
}

/** The prefetch as the hospital sends it in that week. */
export function withMalfunctions(prefetch: Prefetch, week: number, malfunctions: readonly Malfunction[]): Prefetch {
  return malfunctions
    .filter((malfunction) => week >= malfunction.week)
    .reduce((sent, { what }) => CHANGES[what](sent), prefetch);
}

const CHANGES: Readonly<Record<Malfunction['what'], (prefetch: Prefetch) => Prefetch>> = {
  // The laboratory gives its own code and drops LOINC; nobody tells the alert's owner.
  'creatinine-code-renamed': (prefetch) =>
    changeObservations(prefetch, 'creatinine', (observation) => ({
      ...observation,
      code: { coding: [{ system: 'urn:hospital:laboratory', code: 'KR-7' }], text: 'KR-7' },
    })),
  // A new analyser reports in a unit that is in no table.
  'level-unit-changed': (prefetch) =>
    changeObservations(prefetch, 'tacrolimusLevels', (observation) => ({
      ...observation,
      valueQuantity: { value: observation.valueQuantity?.value ?? 1, unit: 'TAC-U' },
    })),
};

function changeObservations(
  prefetch: Prefetch,
  key: string,
  change: (observation: Observation) => Observation,
): Prefetch {
  const given = prefetch[key];
  if (given?.resourceType !== 'Bundle') return prefetch;
  const entry = (given.entry ?? []).map((each) => ({ ...each, ...changed(each.resource, change) }));
  return { ...prefetch, [key]: { ...given, entry } };
}

function changed(resource: Resource | undefined, change: (observation: Observation) => Observation) {
  return isObservation(resource) ? { resource: change(resource) } : {};
}

function isObservation(resource: Resource | undefined): resource is Observation {
  return resource?.resourceType === 'Observation';
}
