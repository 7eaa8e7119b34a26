import { hostilePatient, type Json, loinc, many, words } from './hostile-patient.js';
import type { Shape } from './shapes.js';
import type { Templates } from '../load/request-bodies.js';

/** Members of one list of a resource that are still read. */
const LONGEST_LIST = 1_000;

/** Bodies whose cost lies inside a few resources, or in what many of them refer to. */
export function innerShapes(templates: Templates, asOf: number): readonly Shape[] {
  const { withPrefetch, withOrders, resource, result, order } = hostilePatient(templates, asOf);
  const text = (n: number) => ({ text: words(`no azathio ${n} prine; `, 1_000) });
  const names = (n: number) => ({
    coding: many(50, (k) => ({ system: `urn:x${k}`, code: `c${n}-${k}`, display: words(`name ${n} ${k} `, 1_000) })),
  });
  const mixture = {
    resourceType: 'Medication',
    id: 'mixture',
    ingredient: many(20, (n) => ({ itemCodeableConcept: names(n) })),
  };
  const inside = (name: string, body: (count: number) => unknown): Shape => ({ name, most: LONGEST_LIST, body });
  const shared = (name: string, key: string, target: Json, one: (n: number) => Json): Shape => ({
    name,
    most: 9_900,
    body: (count) => withPrefetch({ [key]: [...many(count, one), target] }),
  });

  return [
    inside('components with a name of 1,000 letters', (count) =>
      withPrefetch({ creatinine: [result(0, { component: many(count, (n) => ({ code: text(n) })) })] }),
    ),
    inside('panels inside one report', (count) =>
      withPrefetch({
        creatinine: [
          resource('DiagnosticReport', 0, {
            contained: many(count, (n) =>
              result(n, {
                component: many(40, () => ({ code: loinc('2160-0'), valueQuantity: { value: 1, unit: 'mg/dL' } })),
              }),
            ),
          }),
        ],
      }),
    ),
    inside('activities of 1,000 letters', (count) =>
      withPrefetch({
        carePlans: [
          resource('CarePlan', 0, {
            activity: many(count, (n) => ({ detail: { status: 'scheduled', code: text(n) } })),
          }),
        ],
      }),
    ),
    inside('reactions of 1,000 letters', (count) =>
      withPrefetch({
        allergies: [resource('AllergyIntolerance', 0, { reaction: many(count, (n) => ({ substance: text(n) })) })],
      }),
    ),
    inside('reasons of 1,000 letters', (count) =>
      withPrefetch({ medicationRequests: [order(0, { reasonCode: many(count, text) })] }),
    ),
    inside('drafts with instructions of 1,000 letters', (count) =>
      withOrders(many(count, (n) => order(n, { status: 'draft', dosageInstruction: [text(n), text(n + 1)] }))),
    ),
    inside('drafts of other drugs of 1,000 letters', (count) =>
      withOrders(many(count, (n) => order(n, { status: 'draft', medicationCodeableConcept: text(n) }))),
    ),
    inside('orders of one set, each of a product in it', (count) =>
      withOrders([
        resource('RequestGroup', 0, {
          contained: [
            ...many(count / 2, (n) =>
              order(n, { medicationCodeableConcept: undefined, medicationReference: { reference: `#x${n}` } }),
            ),
            ...many(count / 2, (n) => ({ resourceType: 'Medication', id: `x${n}`, code: { text: `stuff ${n}` } })),
          ],
        }),
      ]),
    ),
    shared('lines of one mixture', 'medicationRequests', mixture, (n) =>
      order(n, { medicationCodeableConcept: undefined, medicationReference: { reference: 'Medication/mixture' } }),
    ),
    shared(
      'results of one specimen with notes',
      'monitoringTests',
      { resourceType: 'Specimen', id: 's', note: many(1_000, text) },
      (n) => result(n, { code: loinc('2823-3'), specimen: { reference: 'Specimen/s' } }),
    ),
  ];
}
