import { randomUUID } from 'node:crypto';
import { readJwksFile } from './config/clients-file.js';
import { SettingsError } from './config/environment.js';
import { loadContent, type Content } from './content/load-content.js';
import { CdsError } from './domain/cds-error.js';
import type { EngineDeps } from './engine/evaluate-service.js';
import { evaluateService } from './engine/evaluate-service.js';
import type { Clock, EventSink } from './engine/ports.js';
import { createFhirChartReader } from './fhir/chart-reader.js';
import { createFhirDispatcher } from './fhir/dispatcher.js';
import { DEFAULT_FHIR_LIMITS } from './fhir/limits.js';
import type { AppDeps, Logger } from './http/app-deps.js';
import { createApp } from './http/app.js';
import { startHttpServer, type RunningServer } from './http/server.js';
import { discoveryDocument } from './protocol/discovery.js';
import { parseHookRequest } from './protocol/parse-hook-request.js';
import { RULES } from './rules/index.js';
import { createCallers, type Callers } from './security/callers.js';
import { createClientAuthenticator } from './security/client-jwt.js';
import type { CdsClient } from './security/clients.js';
import { checkProfile, type ProfileSettings } from './security/profile.js';
import { createInMemoryReplayStore } from './security/replay-store.js';
import { sandboxClient } from './security/sandbox-client.js';
import { scopeAllows } from './security/scopes.js';

export interface ServiceSettings {
  readonly profile: 'development' | 'production';
  readonly host: string;
  readonly port: number;
  /** null: `http://<host>:<port>`, which only development accepts. */
  readonly publicBaseUrl: string | null;
  readonly clients: readonly CdsClient[];
  readonly discovery: 'open' | 'authenticated';
  readonly fhirPrivateNetworks: readonly string[];
  readonly hooksDir: string;
  readonly cardsDir: string;
  readonly deadlineMs: number;
  readonly maxInFlight: number;
  readonly corsOrigins: readonly string[];
  /** Variables that make libraries leak, so that production can refuse them. */
  readonly environment: NonNullable<ProfileSettings['environment']>;
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
 * Wires the service together and starts it: content, clients, chart reader, engine, HTTP.
 * @throws SettingsError when the profile forbids to start so; ContentError listing everything that is wrong in `hooks/`
 *   and `cards/`; Error for an address that is taken
 */
export async function startService(settings: ServiceSettings, deps: ServiceDeps): Promise<RunningService> {
  const objections = checkProfile(settings);
  if (objections.length > 0) {
    throw new SettingsError(`The ${settings.profile} profile refuses to start:`, objections);
  }
  const content = await loadContent({ hooksDir: settings.hooksDir, cardsDir: settings.cardsDir });
  const limits = DEFAULT_FHIR_LIMITS;
  const isProduction = settings.profile === 'production';
  const dispatcher = createFhirDispatcher(limits, {
    allowPrivate: isProduction ? settings.fhirPrivateNetworks : true,
  });
  const engine: EngineDeps = {
    chart: createFhirChartReader({ terminology: content.terminology, limits, dispatcher, scopeAllows }),
    rules: RULES,
    params: content.params,
    cards: content.cards,
    contentVersion: content.version,
    clock: deps.clock,
    events: logEvents(deps.log),
    newUuid: randomUUID,
  };
  const gate: { callers: Callers | null; closing: boolean } = { callers: null, closing: false };
  const app = createApp({
    discovery: () => discoveryDocument(content.services),
    call: answerCalls(content, engine, settings.deadlineMs, () => openedGate(gate.callers)),
    health: () => ({ ready: gate.callers !== null && !gate.closing, detail: { contentVersion: content.version } }),
    authenticate: (claim) => openedGate(gate.callers).authenticate(claim),
    log: deps.log,
    cors: { allowedOrigins: settings.corsOrigins },
    limits: { maxInFlight: settings.maxInFlight },
  });
  const server = await startHttpServer(app, { host: settings.host, port: settings.port, log: deps.log });
  // The port may have been chosen by the machine, and the audience of a token names it.
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${server.port}`;
  gate.callers = callersOf(settings, deps, settings.publicBaseUrl ?? spellingsOf(url));
  return {
    ...server,
    url,
    content,
    async close() {
      gate.closing = true;
      await server.close();
      await dispatcher.close();
    },
  };
}

function callersOf(
  settings: ServiceSettings,
  { log, clock }: ServiceDeps,
  publicBaseUrl: string | readonly string[],
): Callers {
  const { profile, discovery } = settings;
  // Development knows the published key of the Sandbox, so that its calls are not refused for being signed.
  const clients = profile === 'development' ? [...settings.clients, sandboxClient()] : settings.clients;
  const now = () => clock.now();
  const authenticator = createClientAuthenticator({
    clients,
    publicBaseUrl,
    now,
    replayStore: createInMemoryReplayStore({ now }),
    readJwksFile,
  });
  return createCallers({
    profile,
    clients,
    authenticator,
    discovery,
    onRejected: (requestId, reason, client) => log.warn({ requestId, reason, client }, 'caller refused'),
  });
}

/** A machine calls itself by number and by name, and a browser puts whichever it used into the audience. */
function spellingsOf(url: string): string[] {
  return [url, url.replace('//127.0.0.1:', '//localhost:')];
}

/** Between listening and knowing our own port there is an instant in which nobody can be let in. */
function openedGate(callers: Callers | null): Callers {
  if (callers === null) throw new CdsError('overloaded', 'The service is starting; try again shortly.');
  return callers;
}

function answerCalls(
  content: Content,
  engine: EngineDeps,
  deadlineMs: number,
  callers: () => Callers,
): AppDeps['call'] {
  const services = new Map(content.services.map((service) => [service.id, service]));
  return async (serviceId, body, { signal, caller }) => {
    const service = services.get(serviceId);
    if (service === undefined) throw new CdsError('unknown-service', 'There is no CDS service of this id.');
    const parsed = parseHookRequest(service, body);
    const request = caller === null ? parsed : callers().restrict(caller.id, parsed);
    return evaluateService(service, request, AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]), engine);
  };
}

function logEvents(log: Logger): EventSink {
  return { record: (event) => log.info({ event }, 'evaluated') };
}
