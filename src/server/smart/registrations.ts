import { isAllowedFhirServer } from '../security/callers.js';
import type { SigningKeys } from '../security/signing-keys.js';

/** How the app proves at the token endpoint that it is itself, beside PKCE. */
export type ClientProof =
  | { readonly kind: 'public' }
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'private-key'; readonly keys: SigningKeys };

/** This service as a SMART app of one EHR. */
export interface SmartRegistration {
  /** The client of the clients file; null in the sandbox, where whoever calls has no entry. */
  readonly client: string | null;
  /** FHIR bases that may launch it; a path below a base is allowed too. */
  readonly bases: readonly string[];
  /** As the EHR knows the app. */
  readonly clientId: string;
  readonly proof: ClientProof;
  /** Origins whose pages may show the app in a frame, as CSP writes them; empty: it has a window of its own. */
  readonly frameAncestors: readonly string[];
  readonly dialect: string;
}

/** The registration whose FHIR server this is; null for every other address, which is then never asked for anything. */
export function registrationFor(
  iss: string,
  registrations: readonly SmartRegistration[],
  requireHttps: boolean,
): SmartRegistration | null {
  return registrations.find(({ bases }) => isAllowedFhirServer(iss, bases, { requireHttps })) ?? null;
}
