import { randomUUID } from 'node:crypto';
import type { Content } from './content/load-content.js';
import { applyDialectToResponse } from './dialects/apply-dialect.js';
import { buildDialects, profileUsers } from './dialects/build-dialects.js';
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
import type { ListedReason } from './store/override-reason.js';

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

/**
 * @param chartFor makes the chart reader that knows this content's codes
 * @param clients whose profiles must be there
 * @throws ContentError when a dialect profile cannot be used, or a client names one that does not exist
 */
export function deploy(
  content: Content,
  chartFor: (content: Content) => ChartReader,
  clock: Clock,
  clients: readonly CdsClient[],
): Deployment {
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
    oneAlertPerDecision: content.oneAlertPerDecision,
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
      const response = await evaluateService(service, request, signal, {
        ...engine,
        events,
        ...(memory === null ? {} : { memory }),
      });
      return applyDialectToResponse(response, dialects[dialect] ?? dialects.generic);
    },
  };
}

function keyOf(id: string, dialect: string): string {
  return `${dialect} ${id}`;
}

/** How each client's EHR wants its answers; whoever is not in the clients file gets plain CDS Hooks. */
export function dialectLookup(clients: readonly CdsClient[]): (clientId: string | null) => string {
  const byId = new Map(clients.map(({ id, dialect }) => [id, dialect]));
  return (clientId) => (clientId === null ? 'generic' : (byId.get(clientId) ?? 'generic'));
}
