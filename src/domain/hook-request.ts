import type { HookName } from './service-definition.js';

/** The client's permission to read its FHIR server, for the length of this call only. Never logged, never stored. */
export interface FhirAuthorization {
  readonly accessToken: string;
  /** Seconds from the call on; null where the client did not say. */
  readonly expiresIn: number | null;
  /** Empty where the client did not say: then the server decides what may be read. */
  readonly scope: string;
  readonly subject: string | null;
  /** The patient the token is bound to, if any. */
  readonly patient: string | null;
}

/** One order of the hook context. The resource stays unread (`unknown`) until the FHIR mappers look at it. */
export interface OrderEntry {
  readonly fullUrl: string | null;
  readonly resource: unknown;
  /** Where the resource stands in the body, for an answer that names it: `context.draftOrders.entry[2].resource`. */
  readonly at: string;
  /** Whether the hook is about this order: named by `context.selections`, or there were none that name any order. */
  readonly selected: boolean;
}

/** Any hook, version and spelling, after this room has read it. */
export interface HookRequest {
  readonly hook: HookName;
  readonly hookInstance: string;
  /** A FHIR id, already checked against `[A-Za-z0-9.-]{1,64}`. */
  readonly patientId: string;
  readonly userId: string | null;
  readonly encounterId: string | null;
  /** `context.draftOrders` or `context.medications`; empty when the client sent none. */
  readonly orders: readonly OrderEntry[];
  /** Entries in which no resource can be found, by place. An order may be lost in each of them. */
  readonly unreadableOrders: readonly string[];
  readonly fhirServer: string | null;
  readonly fhirAuthorization: FhirAuthorization | null;
  /**
   * Why nothing can be fetched although the client named a server: the faulty member, `fhirAuthorization.token_type`.
   * What came as prefetch is judged all the same.
   */
  readonly fetchFault: string | null;
  /** The patient that `fhirAuthorization` is bound to, known even where the rest of it cannot be read. */
  readonly tokenPatient: string | null;
  /** A key that is missing was not provided; a key that is null says that no data exist (CDS Hooks "Prefetch"). */
  readonly prefetch: ReadonlyMap<string, unknown>;
}
