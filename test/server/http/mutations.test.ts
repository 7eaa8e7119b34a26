import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { capturedSandboxBody, orderSelectBody } from '../../cds-hooks/request-samples.js';
import { send, startTestApp, type Answer, type TestApp } from './test-app.js';
import { isJsonObject } from '../../../src/cds-hooks/request/json-body.js';

/** Same seed, same bodies: a failure can be repeated. */
const SEED = 20_261_122;
const BASES = [orderSelectBody(), capturedSandboxBody('order-select.rx-view.json')];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

function call(body: string | Uint8Array<ArrayBuffer>): Promise<Answer> {
  return send(`${app.url}/cds-services/tacrolimus-order-select`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
}

/** Harmless or refused; never a fault of ours, and always JSON. */
function expectSane({ status, body }: Answer): void {
  expect([200, 400]).toContain(status);
  if (status === 200) expect(body).toEqual({ cards: [] });
  else expect(body.resourceType).toBe('OperationOutcome');
}

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '__proto__',
  '../..',
  'x'.repeat(5_000),
  [],
  [null],
  [[]],
  {},
  { toString: 1 },
  { __proto__: null, constructor: { prototype: {} } },
  { resourceType: 'Bundle', entry: 'x' },
  { resourceType: 'OperationOutcome', issue: [] },
];

/** Paths to every member of a JSON value. */
function pathsOf(value: unknown): (string | number)[][] {
  const children: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item])
    : isJsonObject(value)
      ? Object.entries(value)
      : [];
  return children.flatMap(([step, child]) => [[step], ...pathsOf(child).map((path) => [step, ...path])]);
}

/** A copy with the member at `path` replaced; `undefined` removes it. */
function withMember(value: unknown, [step, ...rest]: readonly (string | number)[], replacement: unknown): unknown {
  if (step === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === step ? withMember(item, rest, replacement) : item));
  }
  const object = isJsonObject(value) ? value : {};
  return { ...object, [step]: withMember(object[step], rest, replacement) };
}

const base = fc.constantFrom(...BASES);
const oneMutation = base.chain((body) =>
  fc.record({
    body: fc.constant(body as unknown),
    path: fc.constantFrom(...pathsOf(body)),
    value: fc.oneof(fc.constantFrom(undefined, ...ODD_VALUES), fc.jsonValue({ maxDepth: 3 })),
  }),
);

describe('bodies that are almost right', () => {
  it('400 with one member replaced or removed -> 200 or 400', async () => {
    const property = fc.asyncProperty(oneMutation, async ({ body, path, value }) => {
      expectSane(await call(JSON.stringify(withMember(body, path, value))));
    });
    await fc.assert(property, { seed: SEED, numRuns: 400 });
  });

  it('200 with bytes flipped -> 200 or 400', async () => {
    const flips = fc.array(fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) }), {
      minLength: 1,
      maxLength: 5,
    });
    const property = fc.asyncProperty(base, flips, async (body, changes) => {
      const bytes = Uint8Array.from(Buffer.from(JSON.stringify(body)));
      for (const { at, to } of changes) bytes[at % bytes.length] = to;
      expectSane(await call(bytes));
    });
    await fc.assert(property, { seed: SEED, numRuns: 200 });
  });

  it('100 cut short -> 400', async () => {
    const property = fc.asyncProperty(base, fc.nat(), async (body, at) => {
      const text = JSON.stringify(body);
      expect((await call(text.slice(0, at % text.length))).status).toBe(400);
    });
    await fc.assert(property, { seed: SEED, numRuns: 100 });
  });

  it('100 of any JSON at all -> 400', async () => {
    const property = fc.asyncProperty(fc.json({ maxDepth: 5 }), async (text) => {
      expect((await call(text)).status).toBe(400);
    });
    await fc.assert(property, { seed: SEED, numRuns: 100 });
  });

  it.each([
    ['numbers beyond any number', '{"hook": "order-select", "hookInstance": "1", "context": {"patientId": 1e999}}'],
    ['a number of 100,000 digits', `{"hook": ${'9'.repeat(100_000)}}`],
    ['the same member twice', '{"hook": "order-sign", "hook": "order-select", "hook": 1}'],
    ['100,000 members', `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join(',')}}`],
  ])('%s -> 400', async (_what, text) => {
    expect((await call(text)).status).toBe(400);
  });

  it('prototype keys at every level change nothing for the next call', async () => {
    const poison = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const text = JSON.stringify(orderSelectBody()).replace(/\{"/g, `{"__proto__":${poison},"`);
    expectSane(await call(text));
    expect({}).not.toHaveProperty('polluted');
    expect((await call(JSON.stringify(orderSelectBody()))).status).toBe(200);
  });

  it('nothing was logged as a fault of ours', () => {
    expect(app.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
