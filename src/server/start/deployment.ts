import { randomUUID } from 'node:crypto';
import { discoveryDocument } from '../../cds-hooks/discovery/discovery.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { CdsResponse } from '../../domain/card.js';
import type { Content } from '../../content/load-content.js';
import { CdsError } from '../../domain/cds-error.js';
import type { OneAlertPerDecision, ServiceDefinition } from '../../domain/service-definition.js';
import { applyDialectToResponse } from '../../ehr/answer/apply-dialect.js';
import { buildDialects, profileUsers } from '../../ehr/profile/build-dialects.js';
import { servicesForDialect } from '../../ehr/profile/dialect-services.js';
import { codeKey, type Dialect } from '../../ehr/profile/dialect.js';
import { type EngineDeps, evaluateService } from '../../engine/evaluate/evaluate-service.js';
import { explainOrders } from '../../engine/explain/explain-orders.js';
import { type AnsweredCall, RESULT_WORDS } from '../../engine/explain/explain-request.js';
import type { AlertMemory, ChartReader, Clock, EventSink } from '../../domain/ports.js';
import type { ListedReason } from '../../records/store/override-reason.js';
import { RULES } from '../../rules/index.js';
import type { TraceRing } from '../monitoring/trace-ring.js';
import { watchCall } from '../monitoring/watched-call.js';
import type { CdsClient } from '../security/clients.js';

/** One content and everything that is built from it. A request keeps the one it began with. */
export interface Deployment {
  readonly content: Content;
  readonly discovery: unknown;
  /** Reasons for setting a card aside: the site's own, and those of the EHRs, each with the HL7 code it counts as. */
  readonly overrideReasons: readonly ListedReason[];
  /** For the canary, which brings its own chart; its events go nowhere. */
  readonly engine: EngineDeps;
  /** @throws CdsError `unknown-service` */
  service(id: string, dialect: string): ServiceDefinition;
  /** Evaluates, and words the answer as the caller's EHR wants it. */
  answer(
    service: ServiceDefinition,
    request: HookRequest,
    dialect: string,
    signal: AbortSignal,
    call: { readonly events: EventSink; readonly memory: AlertMemory | null },
  ): Promise<CdsResponse>;
}

export interface DeploymentDeps {
  /** Makes the chart reader that knows this content's codes. */
  readonly chartFor: (content: Content) => ChartReader;
  readonly clock: Clock;
  /** Their profiles must be there. */
  readonly clients: readonly CdsClient[];
  /** Where calls are remembered for a while; null for nowhere. */
  readonly traces: TraceRing | null;
}

/**
 * @throws ContentError when a dialect profile cannot be used, or a client names one that does not exist
 */
export function deploy(content: Content, { chartFor, clock, clients, traces }: DeploymentDeps): Deployment {
  const dialects = buildDialects(content, profileUsers(clients));
  const profiles = Object.values(dialects).filter((dialect) => dialect !== undefined);
  const services = new Map<string, ServiceDefinition>(
    profiles.flatMap((dialect) =>
      servicesForDialect(content.services, dialect).map((each) => [keyOf(each.id, dialect.name), each] as const),
    ),
  );
  const engine: Omit<EngineDeps, 'events'> = {
    chart: chartFor(content),
    rules: RULES,
    params: content.params,
    cards: content.cards,
    contentVersion: content.version,
    oneAlertPerDecision: inEveryDialect(content.oneAlertPerDecision, profiles),
    clock,
    newUuid: randomUUID,
  };
  return {
    content,
    discovery: discoveryDocument(content.services),
    overrideReasons: [
      ...Object.values(content.catalogue.overrideReasons),
      ...profiles.flatMap(({ siteReasons }) => [...siteReasons.values()]),
    ].map(({ system, code, hl7Code }) => ({ system, code, parent: hl7Code })),
    engine: { ...engine, events: { record: () => undefined } },
    service(id, dialect) {
      const service = services.get(keyOf(id, dialect));
      if (service === undefined) throw new CdsError('unknown-service', 'There is no CDS service of this id.');
      return service;
    },
    async answer(service, request, dialect, signal, { events, memory }) {
      const watched = traces === null ? null : watchCall(engine.chart, events);
      const response = await evaluateService(service, request, signal, {
        ...engine,
        chart: watched?.chart ?? engine.chart,
        events: watched?.events ?? events,
        ...(memory === null ? {} : { memory }),
      });
      const worded = applyDialectToResponse(response, dialects[dialect] ?? dialects.generic);
      const seen = watched?.seen() ?? null;
      if (seen !== null) keepTrace(traces, { service, content, request, ...seen, cards: worded.cards });
      return worded;
    },
  };
}

/** A reason that keeps a finding quiet does so in the code of each EHR, too. */
function inEveryDialect(settings: OneAlertPerDecision, profiles: readonly Dialect[]): OneAlertPerDecision {
  const { snooze } = settings;
  const own = profiles.flatMap(({ siteReasons }) =>
    snooze.reasons.flatMap((each) => siteReasons.get(codeKey(each)) ?? []),
  );
  const reasons = [...snooze.reasons, ...own.map(({ system, code }) => ({ system, code }))];
  return { ...settings, snooze: { ...snooze, reasons } };
}

/** Of the request only what is explained stays: no token, no resources. */
function keepTrace(
  traces: TraceRing | null,
  {
    request,
    ...call
  }: Pick<AnsweredCall, 'service' | 'content' | 'snapshot' | 'cards' | 'notShown'> & { request: HookRequest },
): void {
  try {
    const orders = explainOrders(request, call.content.terminology);
    traces?.keep({ ...call, userId: request.userId, orders, answer: { status: 200, why: RESULT_WORDS.cards } });
  } catch {
    // A clinician waits for the answer; a call that cannot be explained later is still answered.
  }
}

function keyOf(id: string, dialect: string): string {
  return `${dialect} ${id}`;
}

/** How each client's EHR wants its answers; whoever is not in the clients file gets plain CDS Hooks. */
export function dialectLookup(clients: readonly CdsClient[]): (clientId: string | null) => string {
  const byId = new Map(clients.map(({ id, dialect }) => [id, dialect]));
  return (clientId) => (clientId === null ? 'generic' : (byId.get(clientId) ?? 'generic'));
}
