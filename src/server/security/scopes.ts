export type ScopeCoverage = 'yes' | 'no' | 'unknown';

/** SMART v1 `patient/Observation.read` and v2 `patient/Observation.rs?category=laboratory`; the bare `*.*` is seen in the wild. */
const RESOURCE_SCOPE = /^(?:(?:patient|user|system)\/)?(\*|[A-Z][A-Za-z]*)\.(\*|read|write|[cruds]+)(\?\S+)?$/;

/** Scopes that say nothing about resources. */
const OTHER_SCOPE = /^(?:openid|profile|email|fhirUser|offline_access|online_access|launch(?:\/[A-Za-z]+)?)$/;

/**
 * Whether the granted scopes let us read or search a resource type, so that a query that must fail is not sent and its data
 * are reported as unavailable. SMART App Launch 1.0 and 2.2 "Scopes for requesting FHIR resources".
 *
 * `no` is said only when every scope in the text could be read and none of them covers the type. A v2 scope with a query part
 * grants a slice that may or may not hold what we ask for: `unknown`, as is any spelling that is not ours to judge - the server
 * decides, and its refusal is reported like any other.
 */
export function scopeAllows(scope: string, resourceType: string): ScopeCoverage {
  const granted = scope.split(/\s+/).filter((token) => token !== '' && !OTHER_SCOPE.test(token));
  if (granted.length === 0) return 'unknown';
  const answers = granted.map((token) => coverage(token, resourceType));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

function coverage(token: string, resourceType: string): ScopeCoverage {
  const [, type, interactions, query] = RESOURCE_SCOPE.exec(token) ?? [];
  if (type === undefined || interactions === undefined) return 'unknown';
  if (type !== '*' && type !== resourceType) return 'no';
  const reads =
    interactions === '*' || interactions === 'read' || (interactions !== 'write' && /[rs]/.test(interactions));
  if (!reads) return 'no';
  return query === undefined ? 'yes' : 'unknown';
}
