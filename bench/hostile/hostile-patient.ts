import type { Templates } from '../load/request-bodies.js';
import { writeOrderSignRequest } from '../../sandbox/patients/write.js';

export type Json = Record<string, unknown>;
type Bundles = Readonly<Record<string, readonly Json[]>>;

export const many = <T>(count: number, one: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => one(n));
/** A text of that length, made of one that is repeated. */
export const words = (text: string, length: number) => text.repeat(Math.ceil(length / text.length)).slice(0, length);
export const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
const rxnorm = (code: string) => ({
  coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code }],
});
export const TACROLIMUS = rxnorm('108513');

/**
 * The small patient of the bench, and the resources with which it is made hostile. Everything is of the patient and of the type
 * that is asked for, so that nothing is put aside before it costs.
 */
export function hostilePatient(templates: Templates, asOf: number) {
  const base = writeOrderSignRequest('small', templates, asOf) as unknown as Json & { context: Json; prefetch: Json };
  const patient = String(base.context.patientId);
  const day = (n: number) => new Date(asOf - 86_400_000 - n * 60_000).toISOString();
  const bundle = (resources: readonly Json[]) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    entry: resources.map((resource) => ({ resource })),
  });
  const withPrefetch = (given: Bundles): unknown => ({
    ...base,
    prefetch: {
      ...base.prefetch,
      ...Object.fromEntries(Object.entries(given).map(([key, list]) => [key, bundle(list)])),
    },
  });
  const withOrders = (orders: readonly Json[], more: Json = {}): unknown => ({
    ...base,
    context: { ...base.context, draftOrders: bundle(orders), ...more },
  });
  const resource = (resourceType: string, n: number, more: Json): Json => ({
    resourceType,
    id: `h${n}`,
    status: 'active',
    subject: { reference: `Patient/${patient}` },
    ...more,
  });
  const result = (n: number, more: Json = {}): Json =>
    resource('Observation', n, {
      status: 'final',
      code: loinc('2160-0'),
      effectiveDateTime: day(n),
      valueQuantity: { value: 1 + (n % 7) / 10, unit: 'mg/dL' },
      ...more,
    });
  const level = (n: number): Json =>
    result(n, { code: loinc('11253-2'), valueQuantity: { value: 5 + (n % 9), unit: 'ng/mL' } });
  const order = (n: number, more: Json = {}): Json =>
    resource('MedicationRequest', n, {
      intent: 'order',
      authoredOn: day(n),
      medicationCodeableConcept: TACROLIMUS,
      ...more,
    });
  /** A draft with so many reasons, each contained in it. */
  const reasons = (count: number): Json => ({
    reasonReference: many(count, (n) => ({ reference: `#c${n}` })),
    contained: many(count, (n) => ({ resourceType: 'Condition', id: `c${n}`, code: { text: 'ulcerative colitis' } })),
  });
  return { base, patient, day, bundle, withPrefetch, withOrders, resource, result, level, order, reasons };
}
