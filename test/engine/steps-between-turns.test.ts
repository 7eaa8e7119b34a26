import { beforeAll, describe, expect, test } from '@jest/globals';
import { hostilePatient, type Json, loinc, many, words } from '../../bench/hostile/hostile-patient.js';
import type { Pace } from '../../src/domain/ports.js';
import { NOW, openOrders } from './one-order.js';

/**
 * What is done of one call between two turns of the others, counted and not timed: each look at a member of the body is a step, and
 * so is each letter of a text that is looked at, of which no more than a thousand count. Every list is filled to what its limits
 * let through, and twice as far: no piece may be longer than the longest of an ordinary chart by much.
 */
const LONGEST_PIECE = 300_000;

interface Steps {
  now: number;
  longest: number;
  all: number;
}

function begun(): Steps {
  return { now: 0, longest: 0, all: 0 };
}

function turn(steps: Steps): void {
  steps.longest = Math.max(steps.longest, steps.now);
  steps.all += steps.now;
  steps.now = 0;
}

/** The same value, of which every look is counted. What is looked at twice is the same object. */
function watched<T>(whole: T, steps: Steps): T {
  const made = new WeakMap<object, object>();
  const watch = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) {
      steps.now += typeof value === 'string' ? 1 + Math.min(value.length, 1_000) : 1;
      return value;
    }
    steps.now += 1;
    const known = made.get(value);
    if (known !== undefined) return known;
    const proxy = new Proxy(value, { get: (target, name, receiver) => watch(Reflect.get(target, name, receiver)) });
    made.set(value, proxy);
    return proxy;
  };
  return watch(whole) as T;
}

let patient: ReturnType<typeof hostilePatient>;
let stepsOf: (body: unknown) => Promise<Steps>;

beforeAll(async () => {
  const steps = begun();
  const pace: Pace = (pieces) => {
    for (;;) {
      const { done, value } = pieces.next();
      turn(steps);
      if (done === true) return Promise.resolve(value);
    }
  };
  const nextTurn = () => {
    turn(steps);
    return Promise.resolve();
  };
  const orders = await openOrders({ pace, turn: nextTurn });
  patient = hostilePatient(orders.templates, NOW);
  stepsOf = async (body) => {
    Object.assign(steps, begun());
    await orders.sign(watched(body, steps)).catch((error: unknown) => {
      if (!(error instanceof Error) || !('code' in error)) throw error;
    });
    turn(steps);
    return { ...steps };
  };
});

const LETTERS = 1_000;
const text = (n: number) => ({ text: words(`no azathio ${n} prine; `, LETTERS) });
const names = (n: number, count: number) => ({
  coding: many(count, (k) => ({ system: `urn:x${k}`, code: `c${n}-${k}`, display: words(`name ${n} ${k} `, LETTERS) })),
});
const product = (id: string, count: number): Json => ({
  resourceType: 'Medication',
  id,
  ingredient: many(Math.min(count, 20), (n) => ({ itemCodeableConcept: names(n, 40) })),
});

const order = (more: Json, n = 0): Json => patient.order(n, more);
const referring = (n: number, more: Json = {}): Json =>
  order({ medicationCodeableConcept: undefined, medicationReference: { reference: '#m0' }, ...more }, n);

/** Each list of a resource, filled with so many members. */
const INSIDE: readonly (readonly [string, string, (count: number) => Json])[] = [
  [
    'components of a panel',
    'creatinine',
    (count) =>
      patient.result(0, {
        component: many(count, (n) => ({ code: text(n), valueQuantity: { value: 1, unit: 'mg/dL' } })),
      }),
  ],
  [
    'results inside a report',
    'creatinine',
    (count) => patient.resource('DiagnosticReport', 0, { contained: many(count, (n) => patient.result(n)) }),
  ],
  [
    'panels inside a report',
    'creatinine',
    (count) =>
      patient.resource('DiagnosticReport', 0, {
        contained: many(count, (n) =>
          patient.result(n, {
            component: many(10, () => ({ code: loinc('2160-0'), valueQuantity: { value: 1, unit: 'mg/dL' } })),
          }),
        ),
      }),
  ],
  ['names of a test', 'creatinine', (count) => patient.result(0, { code: names(0, count) })],
  [
    'interpretations of a result',
    'monitoringTests',
    (count) => patient.result(0, { code: loinc('2823-3'), interpretation: many(count, text) }),
  ],
  [
    'notes on a result',
    'monitoringTests',
    (count) => patient.result(0, { code: loinc('2823-3'), note: many(count, text) }),
  ],
  [
    'members of a panel that did not come',
    'creatinine',
    (count) =>
      patient.result(0, {
        valueQuantity: undefined,
        hasMember: many(count, (n) => ({ reference: `Observation/${words(`q${n}`, LETTERS)}` })),
      }),
  ],
  [
    'activities of a plan',
    'carePlans',
    (count) =>
      patient.resource('CarePlan', 0, {
        activity: many(count, (n) => ({ detail: { status: 'scheduled', code: text(n) } })),
      }),
  ],
  [
    'products of a plan',
    'carePlans',
    (count) =>
      patient.resource('CarePlan', 0, {
        contained: many(count, (n) => ({ resourceType: 'Medication', id: `m${n}`, code: text(n) })),
        activity: many(count, (n) => ({ detail: { status: 'scheduled', productReference: { reference: `#m${n}` } } })),
      }),
  ],
  [
    'reactions of an allergy',
    'allergies',
    (count) => patient.resource('AllergyIntolerance', 0, { reaction: many(count, (n) => ({ substance: text(n) })) }),
  ],
  [
    'statuses of a diagnosis',
    'conditions',
    (count) => patient.resource('Condition', 0, { code: text(0), verificationStatus: many(count, text) }),
  ],
  ['reasons of a line', 'medicationRequests', (count) => order({ reasonCode: many(count, text) })],
  [
    'reasons of a line, each contained',
    'medicationRequests',
    (count) =>
      order({
        reasonReference: many(count, (n) => ({ reference: `#c${n}` })),
        contained: many(count, (n) => ({ resourceType: 'Condition', id: `c${n}`, code: text(n) })),
      }),
  ],
  [
    'instructions of a line',
    'medicationRequests',
    (count) => order({ dosageInstruction: many(count, (n) => ({ ...text(n), route: text(n) })) }),
  ],
  [
    'doses of an instruction',
    'medicationRequests',
    (count) =>
      order({ dosageInstruction: [{ doseAndRate: many(count, (n) => ({ doseQuantity: { value: n, unit: 'mg' } })) }] }),
  ],
  ['words why a line ended', 'medicationRequests', (count) => order({ statusReason: many(count, text) })],
  ['ingredients of a product', 'medicationRequests', (count) => referring(0, { contained: [product('m0', count)] })],
];

describe.each([1_000, 2_000])('lists inside a resource: %i', (count) => {
  test.each(INSIDE)('%s', async (_name, key, resource) => {
    const { longest } = await stepsOf(patient.withPrefetch({ [key]: [resource(count)] }));
    expect(longest).toBeLessThan(LONGEST_PIECE);
  });
});

const IN_THE_BODY: readonly (readonly [string, (count: number) => unknown])[] = [
  ['results', (count) => patient.withPrefetch({ creatinine: many(count, (n) => patient.result(n)) })],
  [
    'names of tests',
    (count) => patient.withPrefetch({ creatinine: many(count, (n) => patient.result(n, { code: text(n) })) }),
  ],
  [
    'versions of one record',
    (count) =>
      patient.withPrefetch({ creatinine: many(count, (n) => patient.result(0, { meta: { versionId: String(n) } })) }),
  ],
  ['lines', (count) => patient.withPrefetch({ medicationRequests: many(count, (n) => order({}, n)) })],
  [
    'diagnoses',
    (count) =>
      patient.withPrefetch({ conditions: many(count, (n) => patient.resource('Condition', n, { code: text(n) })) }),
  ],
  [
    'orders',
    (count) => patient.withOrders(many(count / 2, (n) => order({ status: 'draft', dosageInstruction: [text(n)] }, n))),
  ],
  [
    'orders of other drugs',
    (count) =>
      patient.withOrders(many(count / 2, (n) => order({ status: 'draft', medicationCodeableConcept: text(n) }, n))),
  ],
  [
    'tests that are ordered',
    (count) =>
      patient.withOrders(
        many(count / 2, (n) =>
          patient.resource('ServiceRequest', n, { status: 'draft', item: many(4, (k) => ({ code: text(4 * n + k) })) }),
        ),
      ),
  ],
  [
    'orders of a set, each of a product in it',
    (count) =>
      patient.withOrders([
        patient.resource('RequestGroup', 0, {
          contained: [
            ...many(count / 4, (n) => referring(n, { medicationReference: { reference: `#x${n}` } })),
            ...many(count / 4, (n) => ({ resourceType: 'Medication', id: `x${n}`, code: { text: `stuff ${n}` } })),
          ],
        }),
      ]),
  ],
];

describe.each([1_000, 2_000])('lists of the body: %i', (count) => {
  test.each(IN_THE_BODY)('%s', async (_name, body) => {
    const { longest } = await stepsOf(body(count));
    expect(longest).toBeLessThan(LONGEST_PIECE);
  });
});

test.each<readonly [string, (count: number) => unknown]>([
  [
    'lines of one product of many ingredients',
    (count) =>
      patient.withPrefetch({
        medicationRequests: [
          ...many(10 * count, (n) => referring(n, { medicationReference: { reference: 'Medication/m0' } })),
          product('m0', count),
        ],
      }),
  ],
  [
    'lines with one reason of many names, each named many times',
    (count) =>
      patient.withPrefetch({
        medicationRequests: many(count, (n) =>
          order({ reasonReference: many(10 * count, () => ({ reference: 'Condition/c0' })) }, n),
        ),
        conditions: [{ ...patient.resource('Condition', 0, { code: names(0, 2 * count) }), id: 'c0' }],
      }),
  ],
  [
    'results of one specimen with many notes',
    (count) =>
      patient.withPrefetch({
        monitoringTests: [
          ...many(10 * count, (n) =>
            patient.result(n, { code: loinc('2823-3'), specimen: { reference: 'Specimen/s' } }),
          ),
          { resourceType: 'Specimen', id: 's', note: many(50 * count, text) },
        ],
      }),
  ],
])('what many refer to is not read again for each of them: %s', async (_name, body) => {
  const [once, twice] = [await stepsOf(body(10)), await stepsOf(body(20))];
  // Both lists are doubled: four times as many pairs.
  expect(twice.all).toBeLessThan(3 * once.all);
});
