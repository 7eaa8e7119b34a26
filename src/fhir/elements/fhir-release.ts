import type { FhirRelease } from '../../domain/card-context.js';
import { asObject, objectsIn, typeOf } from './json.js';
import type { JsonObject } from './json.js';

/**
 * The FHIR release that a client speaks, by the shape of what it sent: a hook request does not name it. In doubt R4; the
 * mappers read every release anyway, but what is fetched, and what a card suggests, goes by this.
 */
export function fhirReleaseOf(resources: Iterable<JsonObject>): FhirRelease {
  let release: FhirRelease = 'R4';
  for (const resource of resources) {
    const type = typeOf(resource);
    if (type === 'MedicationOrder' || type === 'DiagnosticOrder') return 'DSTU2';
    if (type === 'ProcedureRequest' || (type === 'MedicationRequest' && looksLikeStu3(resource))) release = 'STU3';
  }
  return release;
}

/** Elements of the STU3 MedicationRequest that R4 renamed or moved. */
function looksLikeStu3(request: JsonObject): boolean {
  const requester = asObject(request.requester);
  if (requester?.agent !== undefined || request.context !== undefined) return true;
  // Published R4 examples put the dose where STU3 had it, so these R4 elements outweigh it.
  if (requester?.reference !== undefined || request.encounter !== undefined) return false;
  return objectsIn(request.dosageInstruction).some(
    ({ doseQuantity, doseRange, doseAndRate }) =>
      (doseQuantity ?? doseRange) !== undefined && doseAndRate === undefined,
  );
}
