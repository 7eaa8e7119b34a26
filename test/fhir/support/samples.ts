import type { FactSet, Source, SourceBook } from '../../../src/domain/fact-set.js';
import { SOURCES } from '../../../src/domain/fact-set.js';
import type { ServiceDefinition, SourceDefinition } from '../../../src/domain/service-definition.js';
import type { ClinicalSnapshot } from '../../../src/domain/clinical-snapshot.js';
import type { CallContext, ChartReader, OrdersInContext } from '../../../src/domain/ports.js';
import type { HookRequest } from '../../../src/domain/hook-request.js';
import { passOver } from '../../../src/fhir/facts/chart-pass.js';
import type { FactSets } from '../../../src/fhir/facts/fact-builder.js';
import { indexResources } from '../../../src/fhir/sources/resource-index.js';
import type { MapperContext } from '../../../src/fhir/facts/mapper-context.js';
import type { BundleEntry, SourceReading } from '../../../src/fhir/sources/bundle.js';
import { testTerminology } from './test-terminology.js';

export type Json = Record<string, unknown>;

/** 2026-11-22T12:00:00Z */
const AS_OF = Date.UTC(2026, 10, 22, 12);
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const OURS = { subject: { reference: 'Patient/pat-1' } };
export const THEIRS = { subject: { reference: 'Patient/pat-2' } };

/** The chart of one call, opened and read to its end. */
export async function readSnapshot(reader: ChartReader, ...call: OpenChartArguments): Promise<ClinicalSnapshot> {
  return (await reader.openChart(...call)).snapshot();
}

export async function readOrders(reader: ChartReader, ...call: OpenChartArguments): Promise<OrdersInContext> {
  return (await reader.openChart(...call)).orders;
}

type OpenChartArguments = Parameters<ChartReader['openChart']>;

export const ALL_SOURCES: Readonly<Record<Source, SourceDefinition>> = {
  patient: { template: 'Patient/{{context.patientId}}', required: true },
  creatinine: {
    template:
      'Observation?patient={{context.patientId}}&code=http://loinc.org|2160-0,http://loinc.org|14682-9&_count=200',
    required: true,
  },
  tacrolimusLevels: {
    template: 'Observation?patient={{context.patientId}}&code=http://loinc.org|11253-2,http://loinc.org|33929-1',
    required: true,
  },
  thiopurineTests: search('Observation', false, '&code=http://loinc.org|79713-4'),
  medicationRequests: search('MedicationRequest', true, '&intent=order'),
  medicationStatements: search('MedicationStatement', false),
  medicationDispenses: search('MedicationDispense', false),
  medicationAdministrations: search('MedicationAdministration', false),
  conditions: search('Condition', true),
  procedures: search('Procedure', false),
  allergies: search('AllergyIntolerance', false),
  testOrders: search('ServiceRequest', false),
  carePlans: search('CarePlan', false),
  monitoringTests: search('Observation', false, '&code=http://loinc.org|2823-3'),
  screeningTests: search('Observation', false, '&code=http://loinc.org|5195-3'),
};

/** A service that asks the sources named, or all of them. */
export function service(...sources: readonly Source[]): ServiceDefinition {
  const asked = sources.length === 0 ? SOURCES : sources;
  return {
    id: 'tacrolimus-order-select',
    hook: 'order-select',
    title: 'Tacrolimus',
    description: 'For tests of the chart reader.',
    usageRequirements: null,
    sources: Object.fromEntries(asked.map((source) => [source, ALL_SOURCES[source]])),
    rules: { aki: 'live', trough: 'live', 'thiopurine-plan': 'live', duration: 'live' },
    notEvaluatedCard: 'always',
  };
}

export function hookRequest(changes: Partial<HookRequest> = {}): HookRequest {
  return {
    hook: 'order-select',
    hookInstance: '2f0b6c0e-6a0b-4b5e-9d58-6f0d5b3f1c11',
    patientId: 'pat-1',
    userId: 'Practitioner/dr-1',
    encounterId: null,
    orders: [],
    unreadableOrders: [],
    fhirServer: null,
    fhirAuthorization: null,
    fetchFault: null,
    tokenPatient: null,
    prefetch: new Map(),
    ...changes,
  };
}

export function bearer(accessToken: string, patient: string | null = null): HookRequest['fhirAuthorization'] {
  return { accessToken, expiresIn: 300, scope: 'patient/*.read', subject: 'cds', patient };
}

export function prefetch(
  values: Partial<Record<Source | `-${Source}` | 'other', unknown>>,
): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(values));
}

export function callContext(changes: Partial<CallContext> = {}): CallContext {
  return {
    asOf: AS_OF,
    timeZone: 'Europe/London',
    signal: new AbortController().signal,
    startedAt: performance.now(),
    ...changes,
  };
}

export function mapperContext(entries: readonly BundleEntry[] = []): MapperContext {
  return {
    terminology: testTerminology,
    timeZone: 'Europe/London',
    asOf: AS_OF,
    patientId: 'pat-1',
    isMerged: () => false,
    index: indexResources(entries),
  };
}

/** One source that gave these resources, in full. */
export function reading(source: Source, resources: readonly Json[]): SourceReading {
  const entries = resources.map((resource) => ({ fullUrl: null, resource }));
  const came = { entries, unreadable: 0, messages: 0, overLimit: 0 };
  return { source, required: true, provenance: 'prefetch', ...came, extent: 'whole', problem: null, asked: 'whole' };
}

/** What one pass makes of the resources of one source; its set, the others, and the book of the source. */
export function passOf(
  source: Source,
  resources: readonly Json[],
  context: MapperContext = mapperContext(resources.map((resource) => ({ fullUrl: null, resource }))),
): FactSets & { readonly book: SourceBook } {
  const { sets, books } = drained(drained(passOver([reading(source, resources)], context)).finish(context));
  return { ...sets, book: books[source] ?? { seen: 0, facts: {}, notOurs: {}, unread: {} } };
}

export function searchset(resources: readonly Json[], more: Json = {}): Json {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })),
    ...more,
  };
}

export function link(relation: string, url: string): Json {
  return { link: [{ relation, url }] };
}

export function order(changes: Json = {}): Json {
  return {
    resourceType: 'MedicationRequest',
    id: 'draft-1',
    status: 'draft',
    intent: 'order',
    ...OURS,
    ...tacrolimus(),
    ...changes,
  };
}

export function tacrolimus(): Json {
  return drug('108513', 'Tacrolimus 1 MG Oral Capsule [Prograf]');
}

export function drug(code: string, text?: string): Json {
  return { medicationCodeableConcept: { ...(text === undefined ? {} : { text }), coding: [{ system: RXNORM, code }] } };
}

export function loinc(code: string): Json {
  return { coding: [{ system: 'http://loinc.org', code }] };
}

export function observation(id: string, changes: Json = {}): Json {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    ...OURS,
    code: loinc('2160-0'),
    effectiveDateTime: '2026-11-20T08:00:00Z',
    valueQuantity: { value: 1.2, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
    ...changes,
  };
}

export const PATIENT: Json = { resourceType: 'Patient', id: 'pat-1', gender: 'female', birthDate: '1990-05-17' };

export function problemCodes(set: FactSet<unknown>): readonly string[] {
  return set.problems.map(({ source, code }) => `${source}: ${code}`);
}

function search(type: string, required: boolean, more = ''): SourceDefinition {
  return { template: `${type}?patient={{context.patientId}}${more}`, required };
}

/** To its end, without a turn for anybody else. */
export function drained<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
