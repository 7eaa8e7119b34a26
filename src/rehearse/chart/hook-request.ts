import { type Source, SOURCES } from '../../domain/fact-set.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { HookName, ServiceDefinition } from '../../domain/service-definition.js';
import type { TimeZone } from '../../domain/time.js';
import type { JsonObject } from '../../fhir/elements/json.js';
import { SOURCE_TYPES } from '../../fhir/sources/source-types.js';
import type { DatedResource, PatientRecord } from './patient-record.js';
import { isLaboratoryOfOurs, type ResultKind } from './result-kind.js';
import type { Signing } from './signed-orders.js';
import { type AsItWas, asItWas } from './status-then.js';

/** What a live search would bring at most, newest first: 20 pages of 200 (docs/operations.md). */
const MOST_RESULTS = 4_000;

/** The key under which results come that no search for our codes would have found: read, and counted. */
const OTHER_RESULTS = 'otherResults';

export interface ThenContext {
  readonly hook: HookName;
  readonly service: ServiceDefinition;
  readonly timeZone: TimeZone;
  /** Resource types of which the export holds anything. */
  readonly types: ReadonlySet<string>;
  /** Moments of the patient's tacrolimus orders, oldest first. */
  readonly orders: readonly number[];
}

export interface CallThen {
  readonly request: HookRequest;
  /** How the records of the chart came to their status. */
  readonly statuses: Readonly<Record<AsItWas['how'], number>>;
}

/** The call of the hook that this signing would have made, with the chart as it could be seen then as its prefetch. */
export function callThen(record: PatientRecord, signing: Signing, context: ThenContext): CallThen {
  const statuses = { kept: 0, rebuilt: 0, assumed: 0 };
  const then = { at: signing.at, timeZone: context.timeZone, orders: context.orders };
  const signed = new Set(signing.orders);
  const stood = ({ resource, type }: DatedResource): JsonObject => {
    const was = asItWas(resource, type, then);
    statuses[was.how] += 1;
    return was.resource;
  };
  const visible = (dated: DatedResource) => !signed.has(dated) && isVisible(dated, signing.at);
  const prefetch = new Map<string, unknown>();
  const lines = [...record.drugs, ...record.others].filter(visible);
  for (const source of SOURCES) {
    const types = SOURCE_TYPES[source];
    if (context.service.sources[source] === undefined || !types.some((type) => context.types.has(type))) continue;
    const found: readonly JsonObject[] = types.includes('Observation')
      ? newest(record, signing.at, (kind) => kind === source)
      : lines.filter(({ type }) => types.includes(type)).map(stood);
    prefetch.set(source, answerOf(source, found, record.products));
  }
  const unasked = newest(record, signing.at, (kind) => !isLaboratoryOfOurs(kind));
  if (unasked.length > 0) prefetch.set(OTHER_RESULTS, bundle(unasked));
  return { statuses, request: requestOf(record.id, signing, prefetch, context.hook, record.products) };
}

/**
 * A drug line without any date cannot be placed in time, so it is left out: it may be of the future. A diagnosis without one is most
 * likely older than the treatment.
 */
function isVisible({ moment, type }: DatedResource, at: number): boolean {
  return moment.at === null ? !type.startsWith('Medication') : moment.at <= at;
}

function newest(record: PatientRecord, at: number, isAsked: (kind: ResultKind) => boolean): JsonObject[] {
  return record.results
    .filter(({ kind, moment }) => isAsked(kind) && (moment.at === null || moment.at <= at))
    .map(({ resource }) => resource)
    .reverse();
}

/** `null` says that there is none; a Patient is a read, everything else a search. */
function answerOf(source: Source, found: readonly JsonObject[], products: readonly JsonObject[]): unknown {
  if (source === 'patient') return found[0] ?? null;
  if (found.length === 0) return null;
  return bundle(found, source.startsWith('medication') ? products : []);
}

function bundle(found: readonly JsonObject[], included: readonly JsonObject[] = []): unknown {
  const entries = [...found.slice(0, MOST_RESULTS), ...included].map((resource) => ({ resource }));
  return { resourceType: 'Bundle', type: 'searchset', total: found.length, entry: entries };
}

function requestOf(
  patientId: string,
  { orders, prescriber, tacrolimusOrders }: Signing,
  prefetch: ReadonlyMap<string, unknown>,
  hook: HookName,
  products: readonly JsonObject[],
): HookRequest {
  // What an order refers to comes with the prefetch, also where the patient has no history yet.
  const withProducts = new Map(prefetch);
  if (products.length > 0) withProducts.set('medications', bundle(products));
  return {
    hook,
    hookInstance: '00000000-0000-4000-8000-000000000000',
    patientId,
    userId: prescriber,
    encounterId: null,
    orders: orders.map(({ resource }, at) => ({
      fullUrl: null,
      resource: { ...resource, status: 'draft', statusReason: undefined, meta: undefined },
      at: `context.draftOrders.entry[${at}].resource`,
      // What else was signed is context; the hook of a signing is about all of it.
      selected: hook !== 'order-select' || at < tacrolimusOrders,
    })),
    unreadableOrders: [],
    fhirServer: null,
    fhirAuthorization: null,
    fetchFault: null,
    tokenPatient: null,
    prefetch: withProducts,
  };
}
