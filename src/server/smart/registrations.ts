import { isAllowedFhirServer } from '../security/callers.js';

/** This service as a SMART app of one EHR. */
export interface SmartRegistration {
  /** The client of the clients file; null in the sandbox, where whoever calls has no entry. */
  readonly client: string | null;
  /** FHIR bases that may launch it; a path below a base is allowed too. */
  readonly bases: readonly string[];
  /** As the EHR knows the app. */
  readonly clientId: string;
  /** null: a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
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
