import type { FhirRelease } from '../../domain/card-context.js';
import { asObject, asString, objectsIn, typeOf } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { FhirServer } from './fhir-servers.js';

/** What the resources that a client sent tell of its release. */
export interface ReleaseHints {
  /** By a type or an element that only one release has; null where there is none. */
  readonly certain: FhirRelease | null;
  /** By the looks of it. */
  readonly likely: FhirRelease;
}

const NO_HINTS: ReleaseHints = { certain: null, likely: 'R4' };

/**
 * Which release a server speaks: the site's setting; what only one release has; what the server said or showed lately; its
 * `/metadata`; then the name of its base, and the looks of what the client sent.
 * @param readMetadata the CapabilityStatement (DSTU2: Conformance); `'unknown'` when the server answered without one, null when
 *   nothing was heard
 */
export async function askRelease(
  server: FhirServer,
  hints: ReleaseHints = NO_HINTS,
  readMetadata: () => Promise<unknown>,
): Promise<FhirRelease> {
  const { base, settings, learned } = server;
  const before = settings.release ?? hints.certain;
  if (before !== null) return before;
  const known = learned.release();
  if (known !== null && known !== 'unknown') return known;
  if (known === null) {
    server.asking ??= readMetadata().finally(() => (server.asking = null));
    const statement = await server.asking;
    const release = releaseOfStatement(statement);
    if (release !== null) {
      learned.learnRelease(release, 'stated');
      return release;
    }
    // A server that was not heard may be asked again soon; one that does not tell will not tell the next caller either.
    if (statement !== null) learned.learnRelease('unknown', 'stated');
  }
  return releaseInPath(base) ?? hints.likely;
}

/**
 * `fhirVersion` of a CapabilityStatement or Conformance: 1.0.2, 3.0.1, 4.0.1, 5.0.0. The ballots of R4 were numbered from 3.2.0 on
 * (hl7.org/fhir/directory.html).
 */
function releaseOfStatement(statement: unknown): FhirRelease | null {
  const resource = asObject(statement);
  if (resource === null || !['CapabilityStatement', 'Conformance'].includes(typeOf(resource) ?? '')) return null;
  const [, major, minor] = /^(\d{1,2})\.(\d{1,2})/.exec(asString(resource.fhirVersion) ?? '') ?? [];
  if (major === undefined) return null;
  const version = Number(major);
  if (version >= 4 || (version === 3 && Number(minor) >= 2)) return 'R4';
  return version <= 1 ? 'DSTU2' : 'STU3';
}

/** `https://ehr.example/api/FHIR/DSTU2` */
function releaseInPath({ pathname }: URL): FhirRelease | null {
  const segments = pathname.toUpperCase().split('/');
  const named = (...names: readonly string[]): boolean => names.some((name) => segments.includes(name));
  if (named('R4', 'R4B', 'R5')) return 'R4';
  if (named('STU3', 'R3', 'DSTU3')) return 'STU3';
  return named('DSTU2', 'R2') ? 'DSTU2' : null;
}

/** What the resources of a hook request tell of the release that their client speaks. In doubt R4. */
export function releaseHints(resources: Iterable<JsonObject>): ReleaseHints {
  let likely: FhirRelease = 'R4';
  for (const resource of resources) {
    const type = typeOf(resource);
    if (type === 'MedicationOrder' || type === 'DiagnosticOrder') return { certain: 'DSTU2', likely: 'DSTU2' };
    if (type === 'ServiceRequest' || (type === 'MedicationRequest' && isSurelyR4(resource))) {
      return { certain: 'R4', likely: 'R4' };
    }
    if (type === 'ProcedureRequest' || (type === 'MedicationRequest' && looksLikeStu3(resource))) likely = 'STU3';
  }
  return { certain: null, likely };
}

/** `doseAndRate` came with R4. */
function isSurelyR4({ dosageInstruction }: JsonObject): boolean {
  return objectsIn(dosageInstruction).some(({ doseAndRate }) => doseAndRate !== undefined);
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
