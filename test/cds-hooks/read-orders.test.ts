import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { readOrders } from '../../src/cds-hooks/request/read-orders.js';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import type { HookName } from '../../src/domain/service-definition.js';

type Body = Record<string, unknown>;
const order = (id: string, more: Body = {}): Body => ({ resourceType: 'MedicationRequest', id, ...more });
const bundle = (...entry: unknown[]): Body => ({ resourceType: 'Bundle', entry });
const sign = (draftOrders: unknown) => readOrders('order-sign', { draftOrders }, null);
const ids = ({ orders }: ReturnType<typeof readOrders>) => orders.map(({ resource }) => (resource as Body).id);
const IN = 'context.draftOrders';

describe('where an order is found', () => {
  test.each<[string, Body, unknown[], string[]]>([
    ['in its entry', bundle({ resource: order('1') }), ['1'], [`${IN}.entry[0].resource`]],
    ['as the entry itself', bundle(order('1')), ['1'], [`${IN}.entry[0]`]],
    ['as the entry, without a type', bundle({ id: '1', medicationCodeableConcept: {} }), ['1'], [`${IN}.entry[0]`]],
    ['without a type', bundle({ resource: { id: '1', medication: {} } }), ['1'], [`${IN}.entry[0].resource`]],
    ['in a Bundle without a type', { entry: [{ resource: order('1') }] }, ['1'], [`${IN}.entry[0].resource`]],
    [
      'in a Bundle in the Bundle',
      bundle({ resource: bundle({ resource: order('1') }, { resource: order('2') }) }),
      ['1', '2'],
      [`${IN}.entry[0].resource.entry[0].resource`, `${IN}.entry[0].resource.entry[1].resource`],
    ],
    [
      'in a Bundle without a type in the Bundle',
      bundle({ resource: { entry: [{ resource: order('1') }] } }),
      ['1'],
      [`${IN}.entry[0].resource.entry[0].resource`],
    ],
  ])('%s', (_where, orders, expectedIds, places) => {
    const read = sign(orders);
    expect(ids(read)).toEqual(expectedIds);
    expect(read.orders.map(({ at }) => at)).toEqual(places);
    expect(read.unreadableOrders).toEqual([]);
  });
});

describe('an entry in which no resource can be found is named', () => {
  const nested = (depth: number): Body =>
    depth === 0 ? bundle({ resource: order('1') }) : bundle({ resource: nested(depth - 1) });
  test.each<[string, Body, string]>([
    ['nothing', bundle({}), `${IN}.entry[0]`],
    ['only a fullUrl', bundle({ fullUrl: 'urn:uuid:1' }), `${IN}.entry[0]`],
    ['a resource that is null', bundle({ resource: null }), `${IN}.entry[0]`],
    ['a resource that is text', bundle({ resource: 'MedicationRequest/1' }), `${IN}.entry[0]`],
    ['a resource that is a list', bundle({ resource: [order('1')] }), `${IN}.entry[0]`],
    ['a resource that nothing tells', bundle({ resource: { id: '1', status: 'draft' } }), `${IN}.entry[0]`],
    [
      'a Bundle whose entries are no list',
      bundle({ resource: { resourceType: 'Bundle', entry: 7 } }),
      `${IN}.entry[0]`,
    ],
    ['a nested entry that is text', bundle({ resource: bundle('x') }), `${IN}.entry[0].resource.entry[0]`],
    ['Bundles nested five deep', nested(5), `${IN}.entry[0].resource.entry[0].resource.entry[0].resource.entry[0]`],
  ])('%s', (_what, orders, place) => {
    expect(sign(orders)).toEqual({ orders: [], unreadableOrders: [place] });
  });

  it('the readable ones beside it are read', () => {
    expect(ids(sign(bundle({}, { resource: order('1') }, { resource: 7 })))).toEqual(['1']);
  });
});

test('an order with a list longer than anybody writes is named, and the others are read', () => {
  const reasons = (count: number) => ({ reasonReference: new Array<unknown>(count).fill({}) });
  const read = sign(bundle({ resource: order('1', reasons(1_000)) }, { resource: order('2', reasons(1_001)) }));
  expect(ids(read)).toEqual(['1']);
  expect(read.unreadableOrders).toEqual([`${IN}.entry[1]`]);
});

test('more orders than one session can have are refused', () => {
  const orders = (count: number) => () => sign(bundle(...Array.from({ length: count }, (_, n) => order(String(n)))));
  expect(orders(1_000)).not.toThrow();
  expect(orders(1_001)).toThrow('holds more than 1000 orders');
});

describe('orders under the name of another hook', () => {
  const orders = bundle({ resource: order('1') });
  test.each<[HookName, Body, string]>([
    ['order-sign', { medications: orders }, 'context.medications.entry[0].resource'],
    ['order-select', { medications: orders, draftOrders: bundle() }, 'context.medications.entry[0].resource'],
    ['medication-prescribe', { draftOrders: orders }, 'context.draftOrders.entry[0].resource'],
    ['medication-prescribe', { medications: orders, draftOrders: orders }, 'context.medications.entry[0].resource'],
  ])('%s with %j', (hook, context, at) => {
    expect(readOrders(hook, context, null).orders.map((entry) => entry.at)).toEqual([at]);
  });
});

describe('selections [order-select]', () => {
  const two = bundle(
    { resource: order('draft-1') },
    { fullUrl: 'urn:uuid:7d0c', resource: { ...order('draft-2'), resourceType: 'MedicationOrder' } },
    { fullUrl: 'https://ehr.example/fhir/ServiceRequest/9', resource: { resourceType: 'ServiceRequest' } },
  );
  const selected = (selections: string[] | null) =>
    readOrders('order-select', { draftOrders: two }, selections).orders.flatMap((entry, at) =>
      entry.selected ? [at] : [],
    );

  test.each<[string[] | null, number[]]>([
    [null, [0, 1, 2]],
    [['MedicationRequest/draft-1'], [0]],
    [['MedicationRequest/draft-1/_history/3'], [0]],
    [['draft-2'], [1]],
    [['https://ehr.example/fhir/MedicationRequest/draft-1'], [0]],
    [['urn:uuid:7d0c'], [1]],
    [['7d0c'], [1]],
    [['urn:uuid:draft-2'], [1]],
    // The type under the name of another release.
    [['MedicationOrder/draft-1'], [0]],
    [['MedicationRequest/draft-2'], [1]],
    [['ServiceRequest/9'], [2]],
    [['ProcedureRequest/9'], [2]],
    [['https://ehr.example/fhir/ServiceRequest/9'], [2]],
    // One that names an order is enough; the others are not sent for our sake.
    [['MedicationRequest/draft-1', 'MedicationRequest/gone'], [0]],
    [
      ['MedicationRequest/draft-1', 'draft-2'],
      [0, 1],
    ],
    // Nothing is named: as if selections had not been sent.
    [[], [0, 1, 2]],
    [[''], [0, 1, 2]],
    [['MedicationRequest/gone'], [0, 1, 2]],
    [['ServiceRequest/draft-1'], [0, 1, 2]],
    [
      ['__proto__', 'constructor'],
      [0, 1, 2],
    ],
  ])('%j -> %j', (selections, expected) => {
    expect(selected(selections)).toEqual(expected);
  });
});

it('every entry is an order or named as unreadable, whatever it is', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const resource = fc.oneof(json, fc.constant(order('1')), fc.constant(bundle({ resource: order('2') })));
  const entries = fc.array(
    fc.oneof(fc.record({ resource }), fc.constant(order('3')), fc.dictionary(fc.string(), json)),
  );
  fc.assert(
    fc.property(entries, (entry) => {
      const { orders, unreadableOrders } = sign({ resourceType: 'Bundle', entry });
      const places = [...orders.map(({ at }) => at), ...unreadableOrders];
      const accounted = new Set(places.map((place) => Number(/entry\[(\d+)\]/.exec(place)?.[1])));
      const empty = entry.flatMap((each, index) => {
        const inner = (each as Body).resource ?? each;
        const { resourceType: type, entry: list } = inner as Body;
        const holdsNone =
          (type === 'Bundle' || type === undefined || type === null) &&
          (Array.isArray(list) ? list.length === 0 : list === undefined && type === 'Bundle');
        return holdsNone ? [index] : [];
      });
      for (const index of entry.keys()) expect(accounted.has(index) || empty.includes(index)).toBe(true);
    }),
  );
});

describe('a call without what its hook requires', () => {
  const body = (hook: HookName, context: Body) => ({
    hook,
    hookInstance: '1',
    context: { patientId: 'p', userId: 'Practitioner/1', draftOrders: bundle(), selections: [], ...context },
  });
  const rows: [HookName, Body, string][] = [
    ['order-sign', { draftOrders: undefined }, 'context.draftOrders'],
    ['order-sign', { userId: undefined }, 'context.userId'],
    ['order-sign', { userId: '' }, 'context.userId'],
    ['order-select', { draftOrders: null }, 'context.draftOrders'],
    ['order-select', { selections: undefined }, 'context.selections'],
    ['order-select', { userId: null }, 'context.userId'],
    ['medication-prescribe', { draftOrders: undefined }, 'context.medications'],
  ];
  test.each(rows)('%s with %j -> refused where the client is held to it', (hook, context, expression) => {
    const read = () => parseHookRequest({ id: 'x', hook }, body(hook, context), { strict: true });
    expect(read).toThrow(expect.objectContaining({ code: 'invalid-request', expression }));
  });
  test.each(rows)('%s with %j -> read for the Sandbox', (hook, context) => {
    expect(parseHookRequest({ id: 'x', hook }, body(hook, context)).patientId).toBe('p');
  });
  test('complete -> read', () => {
    for (const hook of ['order-sign', 'order-select', 'medication-prescribe', 'patient-view'] as const)
      expect(parseHookRequest({ id: 'x', hook }, body(hook, {}), { strict: true }).patientId).toBe('p');
  });
});
