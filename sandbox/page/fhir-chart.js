/** A page holds at most this many; what lies beyond is said, not fetched. */
const PAGE = 200;

const SEARCHES = {
  results: 'Observation?_sort=-date',
  requests: 'MedicationRequest?_include=MedicationRequest:medication',
  statements: 'MedicationStatement?_include=MedicationStatement:medication',
  dispenses: 'MedicationDispense?_sort=-whenhandedover',
  administrations: 'MedicationAdministration?_sort=-effective-time',
  conditions: 'Condition?_sort=-recorded-date',
  procedures: 'Procedure?_sort=-date',
  allergies: 'AllergyIntolerance?_sort=-date',
  testOrders: 'ServiceRequest?_sort=-authored',
  carePlans: 'CarePlan?_sort=-date',
};

/**
 * Reads one chart from the FHIR server, as an EHR would show it.
 *
 * @returns {Promise<Record<string, {resources: object[], included: object[], isWhole: boolean} | null>>} null where the
 *   server did not answer: not the same as nothing on record. `patient` is the Patient itself.
 */
export async function readChart(fhirUrl, patientId, signal) {
  const about = `patient=${encodeURIComponent(patientId)}&_count=${PAGE}`;
  const names = Object.keys(SEARCHES);
  const [patient, ...bundles] = await Promise.all([
    read(`${fhirUrl}/Patient/${encodeURIComponent(patientId)}`, signal),
    ...names.map((name) => read(`${fhirUrl}/${SEARCHES[name]}&${about}`, signal)),
  ]);
  return { patient, ...Object.fromEntries(names.map((name, index) => [name, listOf(bundles[index])])) };
}

async function read(url, signal) {
  try {
    const response = await fetch(url, { headers: { accept: 'application/fhir+json' }, signal });
    return response.ok ? await response.json() : null;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

function listOf(bundle) {
  if (bundle === null) return null;
  const entries = bundle.entry ?? [];
  const resourcesOf = (mode) =>
    entries.filter((entry) => (entry.search?.mode ?? 'match') === mode).map((entry) => entry.resource);
  return {
    resources: resourcesOf('match'),
    included: resourcesOf('include'),
    isWhole: !(bundle.link ?? []).some((link) => link.relation === 'next'),
  };
}

export const textOf = (concept) => concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code ?? null;

/** The name of the drug: coded, contained, or in a Medication that came along. */
export function drugOf(resource, included) {
  const reference = resource.medicationReference?.reference;
  const medication =
    resource.contained?.find(({ id }) => reference === `#${id}`) ??
    included.find(({ resourceType, id }) => reference === `${resourceType}/${id}`);
  return textOf(resource.medicationCodeableConcept ?? medication?.code) ?? reference ?? 'drug not named';
}

/** As recorded, to the minute: `2026-11-22 16:16`. */
export const timeText = (time) => (time === undefined ? 'no date' : time.slice(0, 16).replace('T', ' '));
