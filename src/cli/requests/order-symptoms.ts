import type { ServiceDefinition } from '../../domain/service-definition.js';
import { describeMedication } from '../../fhir/elements/dosage.js';
import { medicationOrders } from '../../fhir/facts/draft-orders.js';
import type { MapperContext } from '../../fhir/facts/mapper-context.js';
import { medicationName } from '../../fhir/facts/medication-name.js';
import type { HookRequest } from '../../cds-hooks/request/hook-request.js';
import { codeNames } from './harmless.js';
import type { Symptom } from './symptoms.js';

/** What is wrong with the orders of one request. */
export function orderSymptoms(request: HookRequest, service: ServiceDefinition, context: MapperContext): Symptom[] {
  if (service.hook === 'patient-view') return [];
  if (request.orders.length === 0) return [{ kind: 'no-orders', detail: service.hook }];
  return medicationOrders(request).flatMap(({ resource }): Symptom[] => {
    const name = medicationName(resource, resource, context.index);
    if (name.kind === 'none') return [{ kind: 'order-without-drug', detail: service.hook }];
    if (name.concept === null) return [{ kind: 'order-unresolved', detail: service.hook }];
    const form = name.kind === 'named' ? name.form : null;
    const recognition = context.terminology.recogniseDrug(describeMedication(resource, name.concept, form));
    if (recognition.outcome === 'unidentified') return drugs('drug-not-identified', codeNames(name.concept));
    if (recognition.outcome === 'other' || recognition.basis !== 'text') return [];
    return drugs('drug-by-name-only', codeNames(name.concept));
  });
}

function drugs(kind: 'drug-not-identified' | 'drug-by-name-only', codes: readonly string[]): Symptom[] {
  return codes.length === 0 ? [{ kind, detail: 'no code at all' }] : codes.map((detail) => ({ kind, detail }));
}
