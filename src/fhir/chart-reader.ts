import type { Dispatcher } from 'undici';
import type { HookRequest } from '../domain/hook-request.js';
import type { FhirRelease } from '../domain/card-context.js';
import { CdsError } from '../domain/cds-error.js';
import { type Source, SOURCES } from '../domain/fact-set.js';
import type { CallContext, ChartReader, OrdersInContext } from '../domain/ports.js';
import type { ServiceDefinition } from '../domain/service-definition.js';
import type { ClinicalSnapshot } from '../domain/clinical-snapshot.js';
import type { Terminology } from '../terminology/recognise/terminology.js';
import { parseFhirBase } from './client/base-url.js';
import { createFhirDispatcher } from './client/dispatcher.js';
import { type FhirAccess, openFhirAccess } from './client/fhir-access.js';
import { DEFAULT_FHIR_LIMITS, type FhirLimits } from './client/limits.js';
import { createServerBreaker } from './client/server-breaker.js';
import { asCode, asObject, type JsonObject, objectsIn, typeOf } from './elements/json.js';
import { isUnidentified, medicationOrders, readOrder } from './facts/draft-orders.js';
import type { MapperContext } from './facts/mapper-context.js';
import { medicationName } from './facts/medication-name.js';
import { MEDICATION_SOURCES, namelessReferences } from './facts/medications.js';
import { pendingTests } from './facts/plans.js';
import { buildSnapshot, type OwnDataBySource } from './facts/snapshot-builder.js';
import { refuseWrongPatient } from './patient-match/order-guard.js';
import { ownData, type SamePatientData } from './patient-match/same-patient.js';
import type { BundleEntry } from './sources/bundle.js';
import { hookResources, hookResourcesOnDemand } from './sources/hook-resources.js';
import { readOrderedMedications, searchMedications } from './sources/medication-lookup.js';
import { indexResources } from './sources/resource-index.js';
import { readSource } from './sources/source-reader.js';
import { SOURCE_TYPES } from './sources/source-types.js';

export interface FhirChartReaderDeps {
  readonly terminology: Terminology;
  readonly limits?: Partial<FhirLimits>;
  /** Defaults to a pool of its own; pass one from `createFhirDispatcher` to be able to close it. */
  readonly dispatcher?: Dispatcher;
  /** Whether a FHIR base may be called at all: the place for an allow-list or an address guard. Defaults to yes. */
  readonly checkBase?: (base: URL) => boolean;
  /** Whether the scopes of the access token cover reading a resource type; defaults to "nobody knows". */
  readonly scopeAllows?: (scope: string, resourceType: string) => 'yes' | 'no' | 'unknown';
}

/**
 * The chart of one patient, from the prefetch of a hook request and its FHIR server.
 * @returns a reader whose methods throw CdsError `wrong-patient` or `fhir-server-not-allowed`, and nothing for remote faults
 */
export function createFhirChartReader(deps: FhirChartReaderDeps): ChartReader {
  const { terminology, checkBase = () => true, scopeAllows = () => 'unknown' } = deps;
  const limits: FhirLimits = { ...DEFAULT_FHIR_LIMITS, ...deps.limits };
  const dispatcher = deps.dispatcher ?? createFhirDispatcher(limits);
  const breaker = createServerBreaker({ failures: limits.breakerFailures, pauseMs: limits.breakerPauseMs });

  function openAccess(request: HookRequest, call: CallContext, maxCalls: number): FhirAccess | null {
    if (request.fhirServer === null) return null;
    const base = parseFhirBase(request.fhirServer);
    if (base === null || !checkBase(base)) {
      throw new CdsError('fhir-server-not-allowed', 'This FHIR server may not be called.', 'fhirServer');
    }
    const { accessToken: token = null, scope = '', expiresIn = null } = request.fhirAuthorization ?? {};
    const mayAsk = (resourceType: string) => scopeAllows(scope, resourceType) !== 'no';
    // A token that says itself that its life is over is shown to nobody (CDS Hooks "FHIR Resource Access": expires_in).
    const tokenExpired = () => expiresIn !== null && performance.now() - call.startedAt >= expiresIn * 1_000;
    return openFhirAccess({ base, token, signal: call.signal, limits, maxCalls, dispatcher, mayAsk, tokenExpired });
  }

  function mapperContext(request: HookRequest, call: CallContext, entries: Iterable<BundleEntry>): MapperContext {
    const { asOf, timeZone } = call;
    return { terminology, asOf, timeZone, patientId: request.patientId, index: indexResources(entries) };
  }

  async function readOrders(request: HookRequest, call: CallContext): Promise<OrdersInContext> {
    const entries = hookResourcesOnDemand(request);
    const context = mapperContext(request, call, entries);
    refuseWrongPatient(request, context.index);
    const orders = medicationOrders(request);
    const unresolved = orders.some(
      ({ resource }) => medicationName(resource, resource, context.index).kind === 'unresolved',
    );
    const access = unresolved ? openAccess(request, call, limits.maxOrderReads) : null;
    const readWith = (open: FhirAccess) => readOrderedMedications(orders, context.index, open, limits.maxOrderReads);
    const read = access === null ? [] : await breaker.run(access, readWith);
    const complete = read.length === 0 ? context : mapperContext(request, call, [...entries, ...read]);
    const readOnes = orders.map((order) => readOrder(order, complete));
    const readings = readOnes.map(({ reading }) => reading);
    return {
      readings,
      drafts: readOnes.flatMap(({ draft }) => draft ?? []),
      draftTestOrders: request.orders.flatMap(({ resource }) => {
        const order = asObject(resource);
        const isTest = order !== null && SOURCE_TYPES.testOrders.includes(typeOf(order) ?? '');
        return isTest ? pendingTests(order, complete, asCode(order.status) ?? 'draft') : [];
      }),
      fhirRelease: fhirReleaseOf(request.orders.map(({ resource }) => asObject(resource) ?? {})),
      unidentified: readings.filter(isUnidentified).length + request.unreadableOrders.length,
    };
  }

  function readSnapshot(
    request: HookRequest,
    service: ServiceDefinition,
    orders: OrdersInContext,
    call: CallContext,
  ): Promise<ClinicalSnapshot> {
    const sent = hookResources(request);
    const release = fhirReleaseOf(sent.map(({ resource }) => resource));
    const read = async (access: FhirAccess | null) => {
      const reader = { request, service, release, access, limits };
      const readings = await Promise.all(SOURCES.map((source) => readSource(source, reader)));
      const entries = [...sent, ...readings.flatMap((reading) => reading.entries)];
      const context = mapperContext(request, call, entries);
      const own = Object.fromEntries(
        readings.map((reading): [Source, SamePatientData] => [
          reading.source,
          ownData(reading, request.patientId, context.index),
        ]),
      ) as OwnDataBySource;
      const history = MEDICATION_SOURCES.flatMap((source) => own[source].resources);
      const nameless = namelessReferences(history, context);
      const found = access === null ? [] : await searchMedications(nameless, access, limits.maxMedicationLookups);
      const complete = found.length === 0 ? context : mapperContext(request, call, [...entries, ...found]);
      return buildSnapshot(own, orders, complete);
    };
    const access = openAccess(request, call, limits.maxCalls - limits.maxOrderReads);
    return access === null ? read(null) : breaker.run(access, read);
  }

  return {
    async openChart(request, service, call) {
      const orders = await readOrders(request, call);
      return { orders, snapshot: async () => readSnapshot(request, service, orders, call) };
    },
  };
}

/**
 * The FHIR release that a client speaks, by the shape of what it sent: a hook request does not name it. In doubt R4; the
 * mappers read every release anyway, but what is fetched, and what a card suggests, goes by this.
 */
export function fhirReleaseOf(resources: Iterable<JsonObject>): FhirRelease {
  let release: FhirRelease = 'R4';
  for (const resource of resources) {
    const type = typeOf(resource);
    if (type === 'MedicationOrder' || type === 'DiagnosticOrder') return 'DSTU2';
    if (type === 'ProcedureRequest' || (type === 'MedicationRequest' && looksLikeStu3(resource))) release = 'STU3';
  }
  return release;
}

/** Elements of the STU3 MedicationRequest that R4 renamed or moved. */
function looksLikeStu3(request: JsonObject): boolean {
  const requester = asObject(request.requester);
  if (requester?.agent !== undefined || request.context !== undefined) return true;
  // Published R4 examples put the dose where STU3 had it, so these R4 elements outweigh it.
  if (requester?.reference !== undefined || request.encounter !== undefined) return false;
  return objectsIn(request.dosageInstruction).some(
    ({ doseQuantity, doseRange, doseAndRate }) =>
      (doseQuantity ?? doseRange) !== undefined && doseAndRate === undefined,
  );
}
