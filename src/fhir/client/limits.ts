/** What the reader may spend on one hook call, and on one answer of a FHIR server. */
export interface FhirLimits {
  /** Milliseconds for one FHIR call, its retry included. */
  readonly perCallTimeoutMs: number;
  /** Milliseconds to open a connection. */
  readonly connectTimeoutMs: number;
  /** Bytes of one answer after decompression; the same cap holds for the bytes on the wire. */
  readonly maxResponseBytes: number;
  /** Pages of one search, the first included. */
  readonly maxPages: number;
  /** FHIR calls of one hook call: reads, searches, pages, `/metadata`. */
  readonly maxCalls: number;
  /** Calls of one hook call that are sent once more, because the first got no answer or was told to wait. */
  readonly maxRetries: number;
  /** Entries of one search, over all its pages. */
  readonly maxEntries: number;
  /** Of `maxCalls`, how many may go into finding out which drug an order is. */
  readonly maxOrderReads: number;
  /** Medications looked up by id, in one search, for the medication history. */
  readonly maxMedicationLookups: number;
  /** Open connections per FHIR server. */
  readonly maxConnections: number;
  /** Milliseconds after which a request makes room for another at its server; see `CallSlots`. */
  readonly slowCallMs: number;
  /** Rounds of questions (orders, chart) in a row in which a server was asked and never heard, before it is left alone. */
  readonly breakerFailures: number;
  /** Milliseconds for which it is left alone. */
  readonly breakerPauseMs: number;
}

export const DEFAULT_FHIR_LIMITS: FhirLimits = Object.freeze({
  perCallTimeoutMs: 2_000,
  connectTimeoutMs: 1_000,
  maxResponseBytes: 10_000_000,
  maxPages: 20,
  maxCalls: 30,
  maxRetries: 15,
  maxEntries: 10_000,
  maxOrderReads: 5,
  maxMedicationLookups: 50,
  maxConnections: 64,
  slowCallMs: 500,
  breakerFailures: 10,
  breakerPauseMs: 1_000,
});
