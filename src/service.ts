import { randomUUID } from 'node:crypto';
import { loadContent, type Content } from './content/load-content.js';
import { CdsError } from './domain/cds-error.js';
import type { EngineDeps } from './engine/evaluate-service.js';
import { evaluateService } from './engine/evaluate-service.js';
import type { Clock, EventSink } from './engine/ports.js';
import { createFhirChartReader } from './fhir/chart-reader.js';
import type { AppDeps, CorsPolicy, Logger } from './http/app-deps.js';
import { createApp } from './http/app.js';
import { startHttpServer, type RunningServer } from './http/server.js';
import { discoveryDocument } from './protocol/discovery.js';
import { parseHookRequest } from './protocol/parse-hook-request.js';
import { RULES } from './rules/index.js';

export interface ServiceSettings {
  readonly host: string;
  readonly port: number;
  readonly hooksDir: string;
  readonly cardsDir: string;
  readonly deadlineMs: number;
  readonly cors: CorsPolicy;
}

export interface ServiceDeps {
  readonly log: Logger;
  readonly clock: Clock;
}

export interface RunningService extends RunningServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  readonly content: Content;
}

/**
 * Wires the service together and starts it: content, chart reader, engine, HTTP.
 * @throws ContentError listing everything that is wrong in `hooks/` and `cards/`; Error for an address that is taken
 */
export async function startService(settings: ServiceSettings, deps: ServiceDeps): Promise<RunningService> {
  const content = await loadContent({ hooksDir: settings.hooksDir, cardsDir: settings.cardsDir });
  const chart = createFhirChartReader({ terminology: content.terminology });
  const engine: EngineDeps = {
    chart,
    rules: RULES,
    params: content.params,
    cards: content.cards,
    contentVersion: content.version,
    clock: deps.clock,
    events: logEvents(deps.log),
    newUuid: randomUUID,
  };
  const app = createApp({
    discovery: () => discoveryDocument(content.services),
    call: answerCalls(content, engine, settings.deadlineMs),
    health: () => ({ ready: true, detail: { contentVersion: content.version } }),
    log: deps.log,
    cors: settings.cors,
  });
  const server = await startHttpServer(app, { host: settings.host, port: settings.port, log: deps.log });
  return { ...server, url: `http://${settings.host}:${server.port}`, content };
}

function answerCalls(content: Content, engine: EngineDeps, deadlineMs: number): AppDeps['call'] {
  const services = new Map(content.services.map((service) => [service.id, service]));
  return async (serviceId, body, { signal }) => {
    const service = services.get(serviceId);
    if (service === undefined) throw new CdsError('unknown-service', 'there is no CDS service of this id');
    const request = parseHookRequest(service, body);
    return evaluateService(service, request, AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]), engine);
  };
}

function logEvents(log: Logger): EventSink {
  return { record: (event) => log.info({ event }, 'evaluated') };
}
