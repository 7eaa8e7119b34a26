import type { FhirResource } from 'fhir/r4.js';
import type { FhirRelease } from '../../src/domain/card-context.js';

type Json = Record<string, unknown>;

/** The same record in the shape of an older FHIR release; what has not changed for our purpose stays as it is. */
export function inRelease(resource: FhirResource, release: FhirRelease): Json {
  const json = structuredClone(resource) as unknown as Json;
  if (release === 'R4') return json;
  if (resource.resourceType === 'MedicationRequest') {
    return release === 'DSTU2' ? medicationOrder(json) : { ...json, ...stu3Parts, ...dosage(json, 'periodUnit') };
  }
  if (resource.resourceType === 'Condition') return condition(json, release);
  if (resource.resourceType === 'AllergyIntolerance' && release === 'DSTU2') {
    return renamed({ ...json, status: 'active' }, 'code', 'substance');
  }
  return json;
}

const stu3Parts = { requester: { agent: { reference: 'Practitioner/dr-1' } } };

/** DSTU2 has no intent, and calls the patient and the date otherwise. */
function medicationOrder(json: Json): Json {
  const order = renamed(
    renamed({ ...json, ...dosage(json, 'periodUnits') }, 'subject', 'patient'),
    'authoredOn',
    'dateWritten',
  );
  return { ...renamed(order, 'intent', null), resourceType: 'MedicationOrder' };
}

/** Before R4 the dose stood beside the timing, not in `doseAndRate`. */
function dosage({ dosageInstruction }: Json, unitName: 'periodUnit' | 'periodUnits'): Json {
  if (!Array.isArray(dosageInstruction)) return {};
  return {
    dosageInstruction: (dosageInstruction as Json[]).map(({ doseAndRate, timing, ...rest }) => ({
      ...rest,
      ...(timing === undefined
        ? {}
        : { timing: { repeat: renamed((timing as { repeat: Json }).repeat, 'periodUnit', unitName) } }),
      ...(Array.isArray(doseAndRate) ? { doseQuantity: (doseAndRate as Json[])[0]?.doseQuantity } : {}),
    })),
  };
}

/** Statuses were plain codes until R4. */
function condition(json: Json, release: 'DSTU2' | 'STU3'): Json {
  const coded = { ...json, clinicalStatus: 'active', verificationStatus: 'confirmed' };
  return release === 'DSTU2' ? renamed(coded, 'subject', 'patient') : coded;
}

/** A copy with a member under another name, or (null) without it. */
function renamed(json: Json, from: string, to: string | null): Json {
  const { [from]: value, ...rest } = json;
  return to === null || value === undefined ? rest : { ...rest, [to]: value };
}
