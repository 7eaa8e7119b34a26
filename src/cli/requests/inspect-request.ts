import type { HookRequest } from '../../domain/hook-request.js';
import { parseHookRequest } from '../../cds-hooks/request/parse-hook-request.js';
import type { Content } from '../../content/load-content.js';
import { CdsError } from '../../domain/cds-error.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { sourceProblems } from '../../engine/evaluate/outcomes.js';
import type { ChartReader } from '../../domain/ports.js';
import { describeMedication } from '../../fhir/elements/dosage.js';
import { asObject, asString } from '../../fhir/elements/json.js';
import { medicationOrders } from '../../fhir/facts/draft-orders.js';
import type { MapperContext } from '../../fhir/facts/mapper-context.js';
import { medicationName } from '../../fhir/facts/medication-name.js';
import { hookResources } from '../../fhir/sources/prefetch-source.js';
import { indexResources } from '../../fhir/sources/resource-index.js';
import { codeNames, laboratorySymptoms, prefetchSymptoms } from './find-symptoms.js';
import type { Symptom } from './symptoms.js';

export interface Inspector {
  readonly content: Content;
  readonly charts: ChartReader;
  readonly asOf: number;
}

/** What is wrong with one captured request. Nothing is fetched, and nothing of the patient is in what comes back. */
export async function inspectRequest(body: unknown, inspector: Inspector): Promise<Symptom[]> {
  if (Array.isArray(asObject(body)?.feedback)) return [{ kind: 'feedback', detail: '' }];
  const { hook, mislabelled } = hookOf(body);
  const service = inspector.content.services.find((each) => each.hook === hook);
  if (service === undefined) return [{ kind: 'unknown-hook', detail: hookName(hook) }];
  const early: Symptom[] = mislabelled ? [{ kind: 'mislabelled-hook', detail: service.hook }] : [];
  try {
    const parsed = parseHookRequest(service, body);
    const request = { ...parsed, fhirServer: null, fhirAuthorization: null };
    return [...early, ...(await symptomsOf(request, service, inspector))];
  } catch (error) {
    if (error instanceof CdsError) return [...early, refusal(error)];
    throw error;
  }
}

async function symptomsOf(
  request: HookRequest,
  service: ServiceDefinition,
  { content, charts, asOf }: Inspector,
): Promise<Symptom[]> {
  const call = {
    asOf,
    timeZone: content.params.timeZone,
    signal: new AbortController().signal,
    startedAt: performance.now(),
  };
  const chart = await charts.openChart(request, service, call);
  const { orders } = chart;
  const snapshot = await chart.snapshot();
  const context = {
    terminology: content.terminology,
    asOf,
    timeZone: content.params.timeZone,
    patientId: request.patientId,
    isMerged: () => false,
    index: indexResources(hookResources(request)),
  };
  const takes = [...orders.drafts, ...snapshot.medications.items].some(({ drug }) => drug.kind === 'tacrolimus');
  const answered = (state: string) => state === 'present' || state === 'absent';
  const without = (set: 'tacrolimusLevels' | 'creatinine') =>
    takes && answered(snapshot[set].state) && snapshot[set].items.length === 0;
  return [
    ...orderSymptoms(request, service, context),
    ...prefetchSymptoms(request, service, sourceProblems(snapshot)),
    ...laboratorySymptoms(request, context),
    ...(without('tacrolimusLevels') ? [symptom('tacrolimus-without-level', service.hook)] : []),
    ...(without('creatinine') ? [symptom('tacrolimus-without-creatinine', service.hook)] : []),
  ];
}

function symptom(kind: Symptom['kind'], detail: string): Symptom {
  return { kind, detail };
}

/** The messages of the parser name a field, and never hold its value. */
function refusal({ code, message, expression }: CdsError): Symptom {
  if (code === 'wrong-patient') return { kind: 'other-patient', detail: expression ?? 'context' };
  return { kind: 'not-a-request', detail: expression === null ? message : `${expression}: ${message}` };
}

/** The Sandbox calls order-select services as patient-view, with the orders in the context. */
function hookOf(body: unknown): { hook: string | null; mislabelled: boolean } {
  const hook = asString(asObject(body)?.hook);
  const context = asObject(asObject(body)?.context) ?? {};
  const mislabelled = hook === 'patient-view' && ('draftOrders' in context || 'selections' in context);
  return { hook: mislabelled ? 'order-select' : hook, mislabelled };
}

function hookName(hook: string | null): string {
  if (hook === null) return '(none)';
  return /^[a-z-]{1,40}$/.test(hook) ? hook : '(not shown)';
}

/** What is wrong with the orders of one request. */
function orderSymptoms(request: HookRequest, service: ServiceDefinition, context: MapperContext): Symptom[] {
  if (service.hook === 'patient-view') return [];
  if (request.orders.length === 0) return [{ kind: 'no-orders', detail: service.hook }];
  return medicationOrders(request).flatMap(({ resource }): Symptom[] => {
    const name = medicationName(resource, resource, context.index);
    if (name.kind === 'none') return [{ kind: 'order-without-drug', detail: service.hook }];
    if (name.concept === null) return [{ kind: 'order-unresolved', detail: service.hook }];
    const product = name.kind === 'named' ? name : null;
    const recognition = context.terminology.recogniseDrug(describeMedication(resource, name.concept, product));
    if (recognition.outcome === 'unidentified') return drugs('drug-not-identified', codeNames(name.concept));
    if (recognition.outcome === 'other' || recognition.basis !== 'text') return [];
    return drugs('drug-by-name-only', codeNames(name.concept));
  });
}

function drugs(kind: 'drug-not-identified' | 'drug-by-name-only', codes: readonly string[]): Symptom[] {
  return codes.length === 0 ? [{ kind, detail: 'no code at all' }] : codes.map((detail) => ({ kind, detail }));
}
