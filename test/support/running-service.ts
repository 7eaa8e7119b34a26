import type { FhirResource } from 'fhir/r4.js';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type RunningFhirServer, startFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import type { Card, CdsResponse } from '../../src/domain/card.js';
import type { Content } from '../../src/content/load-content.js';
import type { HookName } from '../../src/domain/service-definition.js';
import { startService } from '../../src/server/start/service.js';
import type { ServiceSettings } from '../../src/server/start/settings.js';
import { type Answer, type LogLine, post } from '../server/http/test-app.js';

/** The moment at which every order of these tests is placed. */
export const NOW = Date.parse('2026-11-22T17:00:00Z');

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface TestService {
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  readonly content: Content;
  /** What it would have logged. */
  readonly logged: readonly LogLine[];
  /** Calls the service of that hook. */
  call(hook: HookName, body: unknown): Promise<Answer>;
  /** Looks at the overlay now. */
  reload(): Promise<'reloaded' | 'unchanged' | 'refused'>;
  close(): Promise<void>;
}

/** Settings of a development start on a free port; a test changes what it is about. */
export function testSettings(changes: Partial<ServiceSettings> = {}): ServiceSettings {
  return {
    profile: 'development',
    host: '127.0.0.1',
    port: 0,
    publicBaseUrl: null,
    clients: [],
    discovery: 'open',
    fhirPrivateNetworks: [],
    hooksDir: `${ROOT}/hooks`,
    cardsDir: `${ROOT}/cards`,
    overlayDir: null,
    // Generous, so that a busy machine cannot decide a test; those about a limit set their own.
    deadlineMs: 30_000,
    fhirLimits: { perCallTimeoutMs: 10_000, connectTimeoutMs: 10_000 },
    maxInFlight: 200,
    // Tests about strangers set their own.
    refusedPerMinute: 0,
    proxyHops: 0,
    corsOrigins: [],
    environment: {},
    store: { databaseUrl: null, file: null, siteKeys: null, comments: 'reduce' },
    keepDays: 730,
    metrics: null,
    canaryIntervalMs: 0,
    reports: { token: null, proxyHeader: null },
    traces: null,
    cardPages: null,
    ...changes,
  };
}

/** The product as `npm start` wires it, on a free port, with a clock that stands still at `now`. */
export async function startTestService(changes: Partial<ServiceSettings> = {}, now = NOW): Promise<TestService> {
  const logged: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    logged.push({ level, fields, message });
  };
  const service = await startService(testSettings(changes), {
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    clock: { now: () => now },
  });
  return {
    url: service.url,
    content: service.content,
    logged,
    call: (hook, body) => post(`${service.url}/cds-services/tacrolimus-${hook}`, body),
    reload: () => service.reloadContent(),
    close: () => service.close(),
  };
}

export interface Pair {
  readonly service: TestService;
  readonly fhir: RunningFhirServer;
  close(): Promise<void>;
}

/** The service and a sandbox FHIR server that holds these resources. */
export async function startPair(
  resources: readonly FhirResource[],
  changes: Partial<ServiceSettings> = {},
): Promise<Pair> {
  // One after the other: a start that fails must not leave the other one listening.
  const service = await startTestService(changes);
  const fhir = await startFhirServer({ host: '127.0.0.1', port: 0, resources: distinct(resources) });
  return {
    service,
    fhir,
    close: async () => {
      await Promise.all([service.close(), fhir.close()]);
    },
  };
}

/** Two moments of one patient are two stories over one chart. */
function distinct(resources: readonly FhirResource[]): FhirResource[] {
  return [
    ...new Map(resources.map((resource) => [`${resource.resourceType}/${resource.id ?? ''}`, resource])).values(),
  ];
}

/** The cards of an answer that must have some, or an empty list. */
export function cardsIn(answer: Answer): readonly Card[] {
  if (answer.status !== 200) throw new Error(`expected cards, got ${answer.status}: ${answer.text}`);
  return (answer.body as unknown as CdsResponse).cards;
}

interface Trace {
  readonly rule: string;
  readonly finding: string;
}

/** What the card's extension says of its origin. */
export function traceOf(card: Card): Trace {
  return card.extension?.['org.tacrolimus-cds.trace'] as Trace;
}

/** `aki-stage critical`, sorted; or `HTTP 412` for a refusal. */
export function findingsIn(answer: Answer): readonly string[] {
  if (answer.status !== 200) return [`HTTP ${answer.status}`];
  return cardsIn(answer)
    .map((card) => `${traceOf(card).finding} ${card.indicator}`)
    .sort();
}

/** The data-gap card; fails where there is none. */
export function gapCard(answer: Answer): Card {
  const card = cardsIn(answer).find((each) => traceOf(each).finding === 'not-evaluated');
  if (card === undefined) throw new Error(`no data-gap card in ${answer.text}`);
  return card;
}

/** The bytes of an answer with every uuid taken out: what must be the same for the same facts. */
export function withoutUuids(answer: Answer): string {
  return answer.text.replaceAll(/"uuid":"[0-9a-f-]{36}"/g, '"uuid":""');
}

/** The message of a refusal, and the field it names. */
export function refusal(answer: Answer): { status: number; diagnostics: string; expression: readonly string[] } {
  const body = answer.body as { issue?: readonly { diagnostics?: string; expression?: readonly string[] }[] };
  const [issue] = body.issue ?? [];
  return { status: answer.status, diagnostics: issue?.diagnostics ?? '', expression: issue?.expression ?? [] };
}

/** A body with `hookInstance` and a member of the context replaced; `undefined` leaves a member out. */
export function changed(
  body: { readonly context: object },
  changes: { readonly context?: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return { ...body, ...changes, hookInstance: randomUUID(), context: { ...body.context, ...changes.context } };
}

/** With what `npm start` switches on: traces, and the page behind each card. */
export const WITH_PAGES = {
  traces: { token: 'a-token-of-thirty-two-characters!', ageMs: 600_000 },
  cardPages: { ageMs: 600_000 },
} as const satisfies Partial<ServiceSettings>;
