import { getHeapStatistics } from 'node:v8';
import { contentWarnings } from '../../content/check/content-warnings.js';
import type { ReloadResult } from '../../content/content-holder.js';
import type { Content } from '../../content/load-content.js';
import { CdsError } from '../../domain/cds-error.js';
import { createFhirChartReader } from '../../fhir/chart-reader.js';
import { createNameLookup } from '../../fhir/client/name-lookup.js';
import { DEFAULT_FHIR_LIMITS } from '../../fhir/client/limits.js';
import { openReports } from '../../records/report/open-reports.js';
import { findStoreFaults, openStore, type Store } from '../../records/store/open-store.js';
import { scheduleRetention } from '../../records/store/retention.js';
import { scheduleWatch } from '../../records/watch/schedule-watch.js';
import { createApp, type RunningServer, startHttpServer } from '../http/app.js';
import { homePaths } from '../http/home-page.js';
import { createObservability, findMetricsFaults } from '../monitoring/observability.js';
import { createTraceRing, TRACE_BOUNDS } from '../monitoring/trace-ring.js';
import type { Callers } from '../security/callers.js';
import { checkProfile } from '../security/profile.js';
import { scopeAllows } from '../security/scopes.js';
import { answerCalls } from './answer-calls.js';
import { createCardPages } from '../card-page/card-pages.js';
import { callersOf } from './callers.js';
import { readHostsFile } from './clients-file.js';
import { openFhirConnections } from './fhir-connections.js';
import { smartAppOf, smartLinks } from './smart.js';
import { deploy, type Deployment, profileLookup, openDeployments, releaseLookup } from './deployment.js';
import { SettingsError } from './environment.js';
import { shadowOf } from './shadow.js';
import type { ServiceDeps, ServiceSettings } from './settings.js';

export interface RunningService extends RunningServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** The content in force at this moment. */
  readonly content: Content;
  /** Why the newest content that was seen is not the one in force, one line for each problem. */
  readonly refused: readonly string[];
  /** Looks at the overlay now, as on SIGHUP. */
  reloadContent(): Promise<ReloadResult>;
}

/**
 * Wires the service together and starts it: content, clients, chart reader, engine, store, HTTP.
 * @throws SettingsError when the profile forbids to start so; ContentError listing everything that is wrong in `hooks/`
 *   and `cards/`; Error for an address that is taken
 */
export async function startService(settings: ServiceSettings, deps: ServiceDeps): Promise<RunningService> {
  const objections = [
    ...checkProfile(settings),
    ...findStoreFaults(settings.profile, settings.store),
    ...findMetricsFaults(settings.metrics),
    ...findTraceFaults(settings),
  ];
  if (objections.length > 0) {
    throw new SettingsError(`The ${settings.profile} profile refuses to start:`, objections);
  }
  const { log, clock } = deps;
  const address = { url: '' };
  const baseUrl = () => address.url;
  const limits = { ...DEFAULT_FHIR_LIMITS, ...settings.fhirLimits };
  const observed = createObservability(settings, deps, () => current().content.services.map(({ id }) => id));
  const guard = {
    allowPrivate: settings.profile === 'production' ? settings.fhirPrivateNetworks : true,
    resolve: createNameLookup({ pinned: readHostsFile }),
  };
  const fhir = openFhirConnections(limits, guard, settings.fhirServers ?? [], (pool) => observed.observeFhir(pool));
  const { dispatcher, servers } = fhir;
  const chartsFor = ({ terminology }: Content) =>
    createFhirChartReader({ terminology, limits, dispatcher, servers, scopeAllows });
  const traces =
    settings.traces === null ? null : createTraceRing({ ...TRACE_BOUNDS, ageMs: settings.traces.ageMs }, clock);
  const cardPages =
    settings.cardPages === null || traces === null
      ? null
      : createCardPages({ baseUrl, ...settings.cardPages, clock, callOf: (card) => traces.callOf(card) });
  const smart = smartAppOf(settings, { ...deps, limits, fhir, baseUrl, current });
  const build = (content: Content) => deploy(content, { chartsFor, clients: settings.clients });
  const deployments = await openDeployments(settings, deps, build, observed.metrics);
  function current(): Deployment {
    return deployments.current();
  }
  const contract = () => current().content.burden;
  const store = await openStore(
    { ...settings.store, required: settings.profile === 'production' },
    { log, now: () => clock.now(), reasons: () => current().overrideReasons },
  );

  const shadow = await shadowOf(settings, deps, {
    shadowed(comparison) {
      observed.metrics.shadowed(comparison);
      store.keepShadow(comparison);
    },
    shadowLoaded: (version) => observed.metrics.shadowLoaded(version),
  });

  if (store.kind === 'none' && current().content.oneAlertPerDecision.enabled) {
    log.warn({}, 'oneAlertPerDecision is switched on, but nothing is kept: every call tells all that it finds');
  }
  const profileOf = profileLookup(settings.clients);
  const releaseOf = releaseLookup(settings.clients, settings.fhirServers ?? []);
  const gate: { callers: Callers | null; closing: boolean } = { callers: null, closing: false };
  const version = current().content.version.split('+', 1).join();
  const app = createApp({
    discovery: (client) => current().discovery(profileOf(client), releaseOf(client)),
    call: answerCalls({
      current,
      profileOf,
      callers: () => openedGate(gate.callers),
      // The Sandbox leaves out what its hook requires until something is chosen; any other client has an order to show.
      strict: (ehr) => settings.profile === 'production' && ehr !== 'sandbox',
      clock,
      deadlineMs: settings.deadlineMs,
      log,
      count: (event, client) => observed.metrics.evaluated(event, client),
      store,
      traces,
      shadow,
      cardPages,
      smartLink: smartLinks(settings, baseUrl),
    }),
    version,
    home: () => ({
      version,
      contentVersion: current().content.version,
      // Strangers read this page too: in production they learn that something was refused, and the log says what.
      refused:
        settings.profile === 'production'
          ? deployments
              .refused()
              .slice(0, 1)
              .map(() => 'The log says why.')
          : deployments.refused(),
      // Where discovery asks for a token, this page does not tell in its place.
      services:
        settings.discovery === 'open'
          ? current().content.services.map(({ id, hook, title }) => ({ id, hook, title }))
          : null,
      baseUrl: baseUrl(),
      asksForToken: settings.profile === 'production',
      now: clock.now(),
      paths: homePaths(hasReports(store, settings)),
    }),
    fhir: { current: () => deployments.shown(), baseUrl, now: () => clock.now() },
    // A store that is away is told and does not make the service unready: clinicians are still answered. The exception is
    // the database in which instances share what tokens they have seen: without it every signed call is refused.
    health: async () => {
      const tokens = await tokensState(settings, store);
      return {
        ready: gate.callers !== null && !gate.closing && tokens !== 'refused',
        detail: {
          contentVersion: current().content.version,
          contentWarnings: contentWarnings(current().content, clock.now()).length,
          store: store.kind,
          canary: observed.canaryState(),
          tokens,
          ...storeHealth(store),
        },
      };
    },
    feedback:
      store.kind === 'none'
        ? null
        : observed.countFeedback(
            {
              isService: (id) => current().content.services.some((service) => service.id === id),
              keep: (entries, origin) => store.keepFeedback(entries, origin),
            },
            () => current().overrideReasons,
          ),
    reports:
      store.kind === 'none'
        ? null
        : { ...settings.reports, render: openReports(() => store.query(), { now: () => clock.now(), contract }) },
    cardPages,
    smart,
    traces:
      settings.traces === null || traces === null
        ? null
        : { token: settings.traces.token, explain: (card) => traces.explain(card) },
    authenticate: (claim) => openedGate(gate.callers).authenticate(claim),
    log,
    proxyHops: settings.proxyHops,
    cors: { allowedOrigins: settings.corsOrigins },
    limits: { maxInFlight: settings.maxInFlight, bytesInFlight: bytesInFlight() },
  });
  const { host, port } = settings;
  const server = await startHttpServer(observed.observeRequests(app), { host, port, setting: 'PORT', log });
  // The port may have been chosen by the machine, and the audience of a token names it.
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${server.port}`;
  address.url = (settings.publicBaseUrl ?? url).replace(/\/$/, '');
  await observed.start(current, store).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  gate.callers = await callersOf(settings, deps, store, observed.metrics, settings.publicBaseUrl ?? spellingsOf(url));
  const retention =
    store.kind === 'none' ? null : scheduleRetention({ run: () => store.purge(settings.keepDays), log });
  const watching =
    store.kind === 'none'
      ? null
      : scheduleWatch({
          query: () => store.query(),
          keep: (alarms) => store.keepAlarms(alarms),
          now: () => clock.now(),
          contract,
          log,
        });
  observed.metrics.observeAlarms(() => watching?.current() ?? []);
  return {
    ...server,
    url,
    get content() {
      return current().content;
    },
    get refused() {
      return deployments.refused();
    },
    reloadContent: () => Promise.all([deployments.reload(), shadow?.reload()]).then(([result]) => result),
    async close(graceMs) {
      gate.closing = true;
      await server.close(graceMs);
      deployments.close();
      shadow?.close();
      traces?.clear();
      await observed.close();
      await fhir.close();
      retention?.stop();
      watching?.stop();
      await store.close();
    },
  };
}

function hasReports(store: Store, { reports }: ServiceSettings): boolean {
  return store.kind !== 'none' && (reports.token !== null || reports.proxyHeader !== null);
}

/** Charts are behind a token of their own: who reads counts need not read charts. */
function findTraceFaults({ traces, cardPages, reports, metrics }: ServiceSettings): string[] {
  if (traces === null && cardPages !== null)
    return [
      'CARD_PAGES: the page behind a card is made from the calls that TRACE_TOKEN makes the service remember; set both',
    ];
  if (traces === null || ![reports.token, metrics?.token].includes(traces.token)) return [];
  return ['TRACE_TOKEN: must not be the token of the reports or the metrics; charts are read with it'];
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

/** Of a body, its buffer, its text, its objects and the facts read from them are held at once. */
const MEMORY_PER_BODY_BYTE = 10;

/** What the memory of this process allows (`--max-old-space-size`, or Node's own choice). */
function bytesInFlight(): number {
  return Math.floor(getHeapStatistics().heap_size_limit / MEMORY_PER_BODY_BYTE);
}

/** Development answers strangers too, so it is ready without the database. */
async function tokensState({ profile }: ServiceSettings, store: Store): Promise<'accepted' | 'refused'> {
  const shared = store.kind === 'postgres' ? store.replayStore : null;
  if (shared === null || profile === 'development') return 'accepted';
  return (await shared.isWriting()) ? 'accepted' : 'refused';
}

function storeHealth(store: Store) {
  const { failing, queued, lost } = store.counts();
  return { storeFailing: failing, storeQueued: queued, storeLost: lost };
}
