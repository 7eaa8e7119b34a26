import { parseBaseUrl, type BaseUrl } from './base-url.js';

export interface FhirServerRules {
  /** CDS Hooks 2.0 "fhirServer": https wherever production data may flow. */
  readonly requireHttps?: boolean;
}

/**
 * Whether a request may name this FHIR server: its origin equals that of an allowed base, and its path is that base's path or
 * lies below it, cut at segment boundaries (`/fhir` allows `/fhir/tenant-1` and not `/fhirx`).
 * Anything that is not a plain, normalised base URL is not allowed, whichever side it stands on.
 */
export function isAllowedFhirServer(
  fhirServer: string,
  allowed: readonly string[],
  { requireHttps = false }: FhirServerRules = {},
): boolean {
  const asked = parseBaseUrl(fhirServer);
  if (asked === null || (requireHttps && asked.protocol !== 'https:')) return false;
  return allowed.some((base) => {
    const parsed = parseBaseUrl(base);
    return parsed !== null && contains(parsed, asked);
  });
}

function contains(base: BaseUrl, asked: BaseUrl): boolean {
  return base.origin === asked.origin && base.segments.every((segment, index) => segment === asked.segments[index]);
}
