import type { FeedbackEntry, KeptFeedback } from '../../cds-hooks/feedback/feedback.js';
import type { CdsResponse } from '../../domain/card.js';
import type { Logger } from '../../domain/ports.js';
import type { SmartApp } from '../smart/smart-visit.js';
import type { CardPages } from '../card-page/card-pages.js';
import type { Content } from '../../content/load-content.js';
import type { FhirFace } from '../fhir-face/face.js';
import type { HomeFacts } from './home-page.js';
import type { Caller, CallerClaim } from '../../domain/caller.js';
import type { Language } from '../../domain/language.js';

/** What the HTTP layer needs to know about the world. Handed in by `main`, replaced by plain objects in tests. */
export interface AppDeps {
  /** The discovery document for a client, or for whoever showed no token (null). */
  discovery(client: string | null): unknown;
  /**
   * Answers one call. `body` is parsed JSON within the limits, otherwise unread.
   * @throws CdsError for every outcome without cards; `unknown-service` for an id that is not ours
   */
  call(serviceId: string, body: unknown, context: CallMeta): Promise<CdsResponse>;
  /** Answers within a small bound. */
  health(): Promise<HealthReport> | HealthReport;
  /** Of the program: `0.1.0`. */
  readonly version: string;
  /** What `GET /` shows to anyone; absent: nothing is at that path. */
  readonly home?: () => HomeFacts;
  /** The content in force as FHIR; absent: nothing is at /fhir. */
  readonly fhir?: FhirFaceDeps;
  /** The page behind each card; absent where there is none. */
  readonly cardPages?: Pick<CardPages, 'read'> | null;
  /** The SMART app; absent where no EHR has one registered. */
  readonly smart?: SmartApp | null;
  /** Absent where nothing is kept: then feedback is not offered. */
  readonly feedback?: FeedbackKeeper | null;
  /** Absent where nothing is kept. */
  readonly reports?: ReportRouteDeps | null;
  /** Absent where no traces are kept: then there is nothing at their path. */
  readonly traces?: TraceReader | null;
  readonly log: Logger;
  /** Proxies of ours before the service, each of which writes X-Forwarded-For; absent: none. */
  readonly proxyHops?: number;
  readonly cors: CorsPolicy;
  readonly limits?: Partial<Limits>;
  /**
   * Proves who calls, before the body is read. Discovery and calls go through it, preflights and health do not.
   * @throws CdsError `unauthorized`, `forbidden` or `rate-limited`
   */
  authenticate?(claim: CallerClaim): Promise<Caller>;
}

export interface CallMeta {
  /** Echoed to the client in X-Request-Id. */
  readonly requestId: string;
  /** Aborted when the client hangs up. */
  readonly signal: AbortSignal;
  /** When its head was read, by the clock of `performance.now()`: its deadline counts from there. */
  readonly arrivedAt: number;
  /** null where nobody was asked to prove who they are. */
  readonly caller: Caller | null;
  /** The language that the call asks for (Accept-Language); null where it asks for none of ours. */
  readonly language: Language | null;
}

export interface HealthReport {
  readonly ready: boolean;
  /** Shown at /readyz to anyone: counts and states only. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

export interface CorsPolicy {
  /** Exact origins (`https://ehr.example`), or `*` for a sandbox. Credentials are never allowed. */
  readonly allowedOrigins: readonly string[] | '*';
}

export interface Limits {
  /** Largest body in bytes, before and after decompression. */
  readonly bodyBytes: number;
  /** Calls evaluated at the same time; more are answered 503. Bodies being received are bounded at four times this. */
  readonly maxInFlight: number;
  /** Bytes of all bodies, unzipped, of calls that are being received or answered; beyond it calls are answered 503. */
  readonly bytesInFlight: number;
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 5 * 1024 * 1024,
  maxInFlight: 200,
  bytesInFlight: 100 * 1024 * 1024,
};

/** Who may read why a card appeared, and where that comes from. */
export interface TraceReader {
  /** `Authorization: Bearer <token>`. Its own: who reads counts in reports need not read charts. */
  readonly token: string;
  /** Why this card appeared, with facts of the patient; null for a card that is not, or no longer, kept. */
  readonly explain: (cardUuid: string) => unknown;
}

/** The content in force as FHIR. */
export interface FhirFaceDeps {
  current(): ShownContent;
  /** `https://cds.example`, without a slash at its end. */
  baseUrl(): string;
  now(): number;
}

export interface ShownContent extends Pick<Content, 'terminology'> {
  readonly face: FhirFace;
  /** When it came into force, milliseconds since the epoch. */
  readonly since: number;
}

export type ReportFormat = 'html' | 'json' | 'csv';

/** Who may read reports, and where they come from. */
export interface ReportRouteDeps {
  /** `Authorization: Bearer <token>`; null: nobody is let in by token. */
  readonly token: string | null;
  /** Header that a reverse proxy sets on requests of people it let in, and removes from all others; null: none. */
  readonly proxyHeader: string | null;
  /**
   * @param from `2026-11-22` or a moment; null where none was given
   * @throws RangeError for a period that cannot be read; CdsError `overloaded`
   */
  readonly render: (format: ReportFormat, from: string | null, to: string | null) => Promise<string>;
}

/** Where feedback goes. The store behind it answers only when what it was given is durable. */
export interface FeedbackKeeper {
  /** Whether this service of ours exists. */
  isService(id: string): boolean;
  /**
   * @returns one result per entry, in their order, once all of them are safe on disk
   * @throws CdsError `overloaded` when they could not be kept; the client may send the same body again
   */
  keep(entries: readonly FeedbackEntry[], origin: FeedbackOrigin): Promise<readonly KeptFeedback[]>;
}

interface FeedbackOrigin {
  readonly service: string;
  /** Id of the proven client; null where nobody was asked. */
  readonly client: string | null;
}
