import { randomUUID } from 'node:crypto';
import type { Content } from './content/load-content.js';
import { applyDialectToResponse } from './dialects/apply-dialect.js';
import { buildDialects, type Dialects } from './dialects/build-dialects.js';
import { servicesForDialect } from './dialects/dialect-services.js';
import { CdsError } from './domain/cds-error.js';
import type { ServiceDefinition } from './domain/service-definition.js';
import type { EngineDeps } from './engine/evaluate-service.js';
import { evaluateService } from './engine/evaluate-service.js';
import type { AlertMemory, ChartReader, Clock, EventSink } from './engine/ports.js';
import type { CdsResponse } from './protocol/card.js';
import { discoveryDocument } from './protocol/discovery.js';
import type { HookRequest } from './protocol/hook-request.js';
import { RULES } from './rules/index.js';
import type { CdsClient } from './security/clients.js';

export type DialectName = keyof Dialects;

/** One content and everything that is built from it. A request keeps the one it began with. */
export interface Deployment {
  readonly content: Content;
  readonly discovery: unknown;
  /** For the canary, which brings its own chart; its events go nowhere. */
  readonly engine: EngineDeps;
  /** @throws CdsError `unknown-service` */
  service(id: string, dialect: DialectName): ServiceDefinition;
  /** Evaluates, and words the answer as the caller's EHR wants it. */
  answer(
    service: ServiceDefinition,
    request: HookRequest,
    dialect: DialectName,
    signal: AbortSignal,
    call: { readonly events: EventSink; readonly memory: AlertMemory | null },
  ): Promise<CdsResponse>;
}

/**
 * @param chartFor makes the chart reader that knows this content's codes
 * @throws ContentError when a dialect profile cannot be used
 */
export function deploy(content: Content, chartFor: (content: Content) => ChartReader, clock: Clock): Deployment {
  const dialects = buildDialects(content);
  const services = new Map<string, ServiceDefinition>(
    Object.values(dialects).flatMap((dialect) =>
      servicesForDialect(content.services, dialect).map((each) => [keyOf(each.id, dialect.name), each] as const),
    ),
  );
  const engine: Omit<EngineDeps, 'events'> = {
    chart: chartFor(content),
    rules: RULES,
    params: content.params,
    cards: content.cards,
    contentVersion: content.version,
    oneAlertPerDecision: content.oneAlertPerDecision,
    clock,
    newUuid: randomUUID,
  };
  return {
    content,
    discovery: discoveryDocument(content.services),
    engine: { ...engine, events: { record: () => undefined } },
    service(id, dialect) {
      const service = services.get(keyOf(id, dialect));
      if (service === undefined) throw new CdsError('unknown-service', 'There is no CDS service of this id.');
      return service;
    },
    async answer(service, request, dialect, signal, { events, memory }) {
      const response = await evaluateService(service, request, signal, {
        ...engine,
        events,
        ...(memory === null ? {} : { memory }),
      });
      return applyDialectToResponse(response, dialects[dialect]);
    },
  };
}

function keyOf(id: string, dialect: DialectName): string {
  return `${dialect} ${id}`;
}

/** How each client's EHR wants its answers; whoever is not in the clients file gets plain CDS Hooks. */
export function dialectLookup(clients: readonly CdsClient[]): (clientId: string | null) => DialectName {
  const byId = new Map(clients.map(({ id, dialect }) => [id, dialect]));
  return (clientId) => (clientId === null ? 'generic' : (byId.get(clientId) ?? 'generic'));
}
