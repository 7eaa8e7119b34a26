import type { Dispatcher } from 'undici';
import type { TestOrderFact } from '../domain/chart-facts.js';
import type { HookRequest } from '../domain/hook-request.js';
import type { FhirRelease } from '../domain/card-context.js';
import { CdsError } from '../domain/cds-error.js';
import { type Source, SOURCES } from '../domain/fact-set.js';
import type { ConcomitantOrder } from '../domain/medication.js';
import type { CallContext, ChartReader, OrdersInContext, Pace } from '../domain/ports.js';
import type { ServiceDefinition } from '../domain/service-definition.js';
import type { ClinicalSnapshot } from '../domain/clinical-snapshot.js';
import { forOneChart } from './facts/for-one-chart.js';
import type { Terminology } from '../terminology/recognise/terminology.js';
import { parseFhirBase } from './client/base-url.js';
import { createFhirDispatcher } from './client/dispatcher.js';
import { type FhirAccess, openFhirAccess, silentAccess } from './client/fhir-access.js';
import { createFhirServers, type FhirServer, type FhirServers } from './client/fhir-servers.js';
import { DEFAULT_FHIR_LIMITS, type FhirLimits } from './client/limits.js';
import { releaseHints } from './client/server-release.js';
import { inTurns } from './client/time-limit.js';
import { conceptReader } from './elements/coded-text.js';
import { asCode, asObject, type JsonObject, typeOf } from './elements/json.js';
import { isUnidentified, medicationOrders, type MedicationOrder, readOrder } from './facts/draft-orders.js';
import type { MapperContext } from './facts/mapper-context.js';
import type { ChartContext, VisitMemory } from './facts/visit-memory.js';
import { passOver } from './facts/chart-pass.js';
import { medicationName } from './facts/medication-name.js';
import { pendingTests } from './facts/plans.js';
import { birthDateIn, mergedWith, refuseWrongPatient } from './patient-match/patient-identity.js';
import { type BundleEntry, type Received, received, type SourceReading } from './sources/bundle.js';
import { type OpenedRequest, openRequest, prefetchKey } from './sources/prefetch-source.js';
import { readOrderedMedications, readMedications } from './sources/medication-lookup.js';
import { indexResources } from './sources/resource-index.js';
import { readSources } from './sources/source-reader.js';
import { SOURCE_TYPES } from './sources/source-types.js';

type ReadOrder = ReturnType<typeof readOrder>;

export interface FhirChartReaderDeps {
  readonly terminology: Terminology;
  readonly limits?: Partial<FhirLimits>;
  /** Defaults to a pool of its own; pass one from `createFhirDispatcher` to be able to close it. */
  readonly dispatcher?: Dispatcher;
  /** What is kept per FHIR base; defaults to one of its own. Share one, so that it outlives new content. */
  readonly servers?: FhirServers;
  /** Whether the scopes of the access token cover reading a resource type; defaults to "nobody knows". */
  readonly scopeAllows?: (scope: string, resourceType: string) => 'yes' | 'no' | 'unknown';
  /** Defaults to one that gives others a turn after some milliseconds. */
  readonly pace?: Pace;
  /** For a reader of one patient's chart at many moments: what each resource came to is not worked out again. */
  readonly visits?: VisitMemory;
}

/**
 * The chart of one patient, from the prefetch of a hook request and its FHIR server.
 * @returns a reader whose methods throw CdsError `wrong-patient` or `fhir-server-not-allowed`, and nothing for remote faults
 */
export function createFhirChartReader(deps: FhirChartReaderDeps): ChartReader {
  const { terminology, scopeAllows = () => 'unknown', pace = inTurns } = deps;
  const limits: FhirLimits = { ...DEFAULT_FHIR_LIMITS, ...deps.limits };
  const dispatcher = deps.dispatcher ?? createFhirDispatcher(limits);
  const servers = deps.servers ?? createFhirServers({ limits });

  /** @param sent what the client sent, whose shapes tell of its release */
  function openServer(
    request: HookRequest,
    call: CallContext,
    maxCalls: number,
    sent: () => Iterable<JsonObject>,
    { searchLimits }: Pick<ServiceDefinition, 'searchLimits'> = {},
  ): { readonly access: FhirAccess; readonly server: FhirServer } | null {
    if (request.fhirServer === null) return null;
    const base = parseFhirBase(request.fhirServer);
    if (base === null) {
      throw new CdsError('fhir-server-not-allowed', 'This FHIR server may not be called.', 'fhirServer');
    }
    const { accessToken: token = null, scope = '', expiresIn = null } = request.fhirAuthorization ?? {};
    const mayAsk = (resourceType: string) => scopeAllows(scope, resourceType) !== 'no';
    // A token that says itself that its life is over is shown to nobody (CDS Hooks "FHIR Resource Access": expires_in).
    const tokenExpired = () => expiresIn !== null && performance.now() - call.startedAt >= expiresIn * 1_000;
    const server = servers.of(base);
    const { signal } = call;
    const release = () => releaseHints(sent());
    return {
      server,
      access: openFhirAccess({
        ...{ server, token, signal, limits, maxCalls, dispatcher, mayAsk, tokenExpired, release },
        ...(searchLimits === undefined ? {} : { searchLimits }),
      }),
    };
  }

  /** What a card suggests is shaped as the client's own orders are; where the site has said which release that is, by that. */
  function clientRelease(request: HookRequest, sent: Iterable<JsonObject>): FhirRelease {
    const base = request.fhirServer === null ? null : parseFhirBase(request.fhirServer);
    return (base === null ? null : servers.of(base).settings.release) ?? releaseHints(sent).likely;
  }

  function mapperContext(
    request: HookRequest,
    call: CallContext,
    entries: Iterable<BundleEntry>,
    patients: () => Iterable<BundleEntry>,
  ): ChartContext {
    const { asOf, timeZone } = call;
    const { patientId } = request;
    const isMerged = mergedWith(patientId, () => [...patients()].map(({ resource }) => resource));
    const index = indexResources(entries);
    const reasonsRead: NonNullable<MapperContext['reasonsRead']> = new Map();
    const readCode = conceptReader();
    const visits = deps.visits === undefined ? {} : { visits: deps.visits };
    const bornOn = birthDateIn(patients, patientId, timeZone);
    const read = { readCode, reasonsRead, bornOn, ...visits };
    return { terminology: forOneChart(terminology), asOf, timeZone, patientId, isMerged, index, ...read };
  }

  async function readOrders(
    request: HookRequest,
    opened: OpenedRequest,
    { trigger }: ServiceDefinition,
    call: CallContext,
  ): Promise<OrdersInContext> {
    const entries = { [Symbol.iterator]: () => opened.entries()[Symbol.iterator]() };
    const context = mapperContext(request, call, entries, () => patientsIn(opened, request));
    refuseWrongPatient(request, context);
    const orders = medicationOrders(request);
    // A service for other drugs hears of every order there is: it looks into the body, and asks no server what an order means.
    const unresolved = trigger !== 'other-drug' && (await pace(isAnyUnresolved(orders, context)));
    const sent = request.orders.map(({ resource }) => asObject(resource) ?? {});
    const open = unresolved ? openServer(request, call, limits.maxOrderReads, () => sent) : null;
    const readWith = (access: FhirAccess) => readOrderedMedications(orders, context.index, access, limits);
    const read =
      open === null
        ? []
        : await open.server.breaker.run(open.access, (why) => silentAccess(open.access, why), readWith);
    const complete =
      read.length === 0 ? context : { ...context, index: indexResources([...opened.entries(), ...read]) };
    const readOnes = await pace(readEach(orders, complete));
    const readings = readOnes.map(({ reading }) => reading);
    const unidentified = [
      ...orders.filter((_order, index) => isUnidentified(readings[index])).map(({ at }) => at),
      ...request.unreadableOrders,
    ];
    const drafts = readOnes.flatMap(({ draft }) => draft ?? []);
    // Any order of any drug comes by here: what it means beside tacrolimus is asked where tacrolimus, or the service, is about it.
    const isAsked = trigger === 'other-drug' || drafts.some(({ drug }) => drug.kind === 'tacrolimus');
    return {
      readings,
      drafts,
      draftConcomitants: isAsked ? await pace(each(readOnes, (order) => concomitantsIn(order, terminology))) : [],
      draftTestOrders: await pace(each(request.orders, ({ resource }) => testsIn(resource, complete))),
      fhirRelease: clientRelease(request, sent),
      unidentified: unidentified.length,
      unidentifiedAt: unidentified[0] ?? null,
    };
  }

  function readSnapshot(
    request: HookRequest,
    opened: OpenedRequest,
    service: ServiceDefinition,
    orders: OrdersInContext,
    call: CallContext,
    before: readonly SourceReading[] = [],
  ): Promise<Look> {
    const read = async (access: FhirAccess | null): Promise<Look> => {
      const asked = before.filter(({ provenance }) => provenance !== 'not-asked');
      const open = asked.length === 0 ? service : { ...service, sources: without(service.sources, asked) };
      const came = await readSources({ request, opened, service: open, access, limits });
      const readings =
        asked.length === 0
          ? came
          : came.map((reading) => asked.find(({ source }) => source === reading.source) ?? reading);
      const unasked = otherKeys(opened, request, service);
      const entries = [...opened.orders()];
      for (const reading of unasked) for (const entry of reading.entries) entries.push(entry);
      for (const reading of readings) for (const entry of reading.entries) entries.push(entry);
      const patients = () => readings.flatMap(({ source, entries: given }) => (source === 'patient' ? given : []));
      const context = mapperContext(request, call, entries, patients);
      if (entries.length > FEW_ENTRIES) await pace(context.index.prepare());
      const pass = await pace(passOver(readings, context, unasked));
      const found = access === null ? [] : await readMedications(pass.unresolved, access, limits);
      const complete = found.length === 0 ? context : { ...context, index: indexResources([...entries, ...found]) };
      if (complete !== context && entries.length > FEW_ENTRIES) await pace(complete.index.prepare());
      const { sets, books } = await pace(pass.finish(complete));
      const snapshot = {
        asOf: call.asOf,
        timeZone: call.timeZone,
        drafts: orders.drafts,
        draftTestOrders: orders.draftTestOrders,
        draftConcomitants: orders.draftConcomitants,
        ...sets,
        books,
        provenance: Object.fromEntries(readings.map(({ source, provenance }) => [source, provenance])),
      };
      return { snapshot, readings };
    };
    const sent = () => [...opened.entries()].map(({ resource }) => resource);
    const open = openServer(request, call, limits.maxCalls - limits.maxOrderReads, sent, service);
    return open === null
      ? read(null)
      : open.server.breaker.run(open.access, (why) => silentAccess(open.access, why), read);
  }

  return {
    async openChart(request, service, call) {
      const opened = openRequest(request);
      const orders = await readOrders(request, opened, service, call);
      const { laterSources } = service;
      const look = (sources: ServiceDefinition['sources'], before?: readonly SourceReading[]) =>
        readSnapshot(request, opened, { ...service, sources }, orders, call, before);
      let first: Promise<Look> | null = null;
      const firstLook = () => (first ??= look(service.sources));
      return {
        orders,
        firstLook: async () => (await firstLook()).snapshot,
        snapshot: async () => {
          if (laterSources === undefined) return (await firstLook()).snapshot;
          const { readings } = (await first) ?? { readings: [] };
          return (await look({ ...service.sources, ...laterSources }, readings)).snapshot;
        },
      };
    },
  };
}

/** What was read of a chart, and how. */
interface Look {
  readonly snapshot: ClinicalSnapshot;
  readonly readings: readonly SourceReading[];
}

function without(sources: ServiceDefinition['sources'], asked: readonly SourceReading[]): ServiceDefinition['sources'] {
  const known = new Set(asked.map(({ source }) => source));
  return Object.fromEntries(Object.entries(sources).filter(([source]) => !known.has(source as Source)));
}

/** An index of so many is made at once. */
const FEW_ENTRIES = 500;

function readEach(orders: readonly MedicationOrder[], context: MapperContext): Generator<void, ReadOrder[]> {
  return each(orders, (order) => [readOrder(order, context)]);
}

function* each<T, R>(items: readonly T[], read: (item: T) => readonly R[]): Generator<void, R[]> {
  const found: R[] = [];
  for (const item of items) {
    for (const one of read(item)) found.push(one);
    yield;
  }
  return found;
}

function* isAnyUnresolved(orders: readonly MedicationOrder[], { index }: MapperContext): Generator<void, boolean> {
  for (const { resource } of orders) {
    if (medicationName(resource, resource, index).kind === 'unresolved') return true;
    yield;
  }
  return false;
}

function concomitantsIn({ other }: ReadOrder, terminology: Terminology): readonly ConcomitantOrder[] {
  const found = other?.(terminology) ?? null;
  return found === null ? [] : [found];
}

function testsIn(resource: unknown, context: MapperContext): readonly TestOrderFact[] {
  const order = asObject(resource);
  const isTest = order !== null && SOURCE_TYPES.testOrders.includes(typeOf(order) ?? '');
  return isTest ? pendingTests(order, context, asCode(order.status) ?? 'draft') : [];
}

/** The Patients that came in the prefetch: few, and not fetched. */
function patientsIn(opened: OpenedRequest, request: HookRequest): readonly BundleEntry[] {
  return opened.prefetch(prefetchKey(request.prefetch, 'patient')).content.entries;
}

/** What was prefetched under keys that are none of the service's questions. */
function otherKeys(opened: OpenedRequest, request: HookRequest, service: ServiceDefinition): readonly Received[] {
  const others: Received[] = [];
  for (const key of request.prefetch.keys()) {
    if (!isAsked(key, request, service)) others.push(received(opened.prefetch(key).content));
  }
  return others;
}

function isAsked(key: string, { prefetch }: HookRequest, { sources }: ServiceDefinition): boolean {
  const source = SOURCES.find((each) => key.endsWith(each) && prefetchKey(prefetch, each) === key);
  return source !== undefined && sources[source] !== undefined;
}
