import type { HookName } from './service-definition.js';

/** The client's permission to read its FHIR server, for the length of this call only. Never logged, never stored. */
export interface FhirAuthorization {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly scope: string;
  readonly subject: string;
  /** The patient the token is bound to, if any. */
  readonly patient: string | null;
}

/** An entry of the orders Bundle. The resource stays unread (`unknown`) until the FHIR mappers look at it. */
export interface OrderEntry {
  readonly fullUrl: string | null;
  readonly resource: unknown;
}

/** Any hook, version and spelling, after `protocol` has read it. */
export interface HookRequest {
  readonly hook: HookName;
  readonly hookInstance: string;
  /** A FHIR id, already checked against `[A-Za-z0-9.-]{1,64}`. */
  readonly patientId: string;
  readonly userId: string | null;
  readonly encounterId: string | null;
  /** `context.draftOrders` or `context.medications`; empty when the client sent none. */
  readonly orders: readonly OrderEntry[];
  /** `context.selections` (order-select only); null when not sent, then every order counts as selected. */
  readonly selections: readonly string[] | null;
  readonly fhirServer: string | null;
  readonly fhirAuthorization: FhirAuthorization | null;
  /** A key that is missing was not provided; a key that is null says that no data exist (CDS Hooks "Prefetch"). */
  readonly prefetch: ReadonlyMap<string, unknown>;
}
