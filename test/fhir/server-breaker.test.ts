import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { createFhirDispatcher } from '../../src/fhir/client/dispatcher.js';
import { type FhirAccess, silentAccess } from '../../src/fhir/client/fhir-access.js';
import type { Unheard } from '../../src/fhir/client/fhir-failure.js';
import { createServerBreaker, type ServerBreaker } from '../../src/fhir/client/server-breaker.js';
import { DEFAULT_FHIR_LIMITS } from '../../src/fhir/client/limits.js';
import { scopeAllows } from '../../src/server/security/scopes.js';
import { hang, json, reset, startFakeFhirServer, status } from './support/fake-fhir-server.js';
import type { FakeFhirServer } from './support/fake-fhir-server.js';
import { callContext, hookRequest, order, searchset, service, readSnapshot, readOrders } from './support/samples.js';
import { testTerminology } from './support/test-terminology.js';

const limits = { ...DEFAULT_FHIR_LIMITS, perCallTimeoutMs: 1_500, breakerFailures: 3, breakerPauseMs: 1_000 };
const dispatcher = createFhirDispatcher(limits);
afterAll(() => dispatcher.close());

let server: FakeFhirServer;
let other: FakeFhirServer;
beforeEach(async () => {
  server = await startFakeFhirServer();
  other = await startFakeFhirServer();
});
afterEach(() => Promise.all([server.close(), other.close()]));

describe('a FHIR server that is asked and never heard', () => {
  function newCaller() {
    const reader = createFhirChartReader({ terminology: testTerminology, limits, dispatcher });
    return async (fhirServer: string) => {
      const request = hookRequest({ fhirServer, prefetch: new Map() });
      const { conditions } = await readSnapshot(reader, request, service('conditions'), callContext());
      return conditions.problems[0]?.code ?? 'none';
    };
  }
  const pause = () => new Promise((resolve) => setTimeout(resolve, limits.breakerPauseMs + 50));

  test('is left alone after 3 such calls in a row, which harms no other, and asked again after the pause', async () => {
    const call = newCaller();
    server.on('Condition', hang);
    expect([await call(server.base), await call(server.base), await call(server.base)]).toEqual([
      'timeout',
      'timeout',
      'timeout',
    ]);
    const askedBefore = server.requests.length;
    // The reason for which it is left alone.
    expect(await call(server.base)).toBe('timeout');
    expect(server.requests).toHaveLength(askedBefore);
    other.on('Condition', json(searchset([])));
    expect(await call(other.base)).toBe('none');

    server.on('Condition', json(searchset([])));
    await pause();
    expect(await call(server.base)).toBe('none');
    expect(await call(server.base)).toBe('none');
  });

  test('a server that answers errors is heard, and stays in use', async () => {
    const call = newCaller();
    server.on('Condition', status(500));
    for (let calls = 0; calls < 5; calls += 1) expect(await call(server.base)).toBe('fetch-failed');
    expect(server.requests.length).toBeGreaterThanOrEqual(5);
  });
});

describe('the clock of the breaker', () => {
  const access = (state: ReturnType<FhirAccess['state']>): FhirAccess => ({
    ...silentAccess({ base: 'https://a' }),
    state: () => state,
  });
  /** Whether the round was let through to the server. */
  const round = (breaker: ServerBreaker<Unheard>, state: ReturnType<FhirAccess['state']>) => {
    const mine = access(state);
    return breaker.run(mine, silent, (given) => Promise.resolve(given === mine));
  };
  const silent = () => silentAccess({ base: 'https://a' });
  let time = 0;
  const newBreaker = () => createServerBreaker<Unheard>({ failures: 2, pauseMs: 1_000, now: () => time });

  test('it is one that never goes back: the wall clock may be set while the breaker is open', async () => {
    const breaker = createServerBreaker<Unheard>({ failures: 1, pauseMs: 50, now: () => performance.now() });
    await round(breaker, 'asked-not-heard');
    const wall = jest.spyOn(Date, 'now').mockReturnValue(0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await round(breaker, 'heard')).toBe(true);
    wall.mockRestore();
  });

  test('open for the pause, then one round tries, and the others wait for what it finds', async () => {
    const breaker = newBreaker();
    time = 0;
    expect([await round(breaker, 'asked-not-heard'), await round(breaker, 'asked-not-heard')]).toEqual([true, true]);
    time = 999;
    expect(await round(breaker, 'heard')).toBe(false);
    time = 1_000;
    const mine = access('asked-not-heard');
    const trial = breaker.run(mine, silent, async (given) => [given === mine, await round(breaker, 'heard')]);
    expect(await trial).toEqual([true, false]);
    // It was not heard: another pause.
    time = 1_999;
    expect(await round(breaker, 'heard')).toBe(false);
    time = 2_000;
    expect([await round(breaker, 'heard'), await round(breaker, 'asked-not-heard')]).toEqual([true, true]);
    expect(await round(breaker, 'heard')).toBe(true);
  });

  test('a round in which nobody was asked neither opens nor closes it; a fault of ours ends the trial', async () => {
    const breaker = newBreaker();
    time = 0;
    for (let times = 0; times < 5; times += 1) expect(await round(breaker, 'not-asked')).toBe(true);
    await round(breaker, 'asked-not-heard');
    await round(breaker, 'asked-not-heard');
    time = 1_000;
    await expect(breaker.run(access('heard'), silent, () => Promise.reject(new Error('ours')))).rejects.toThrow('ours');
    expect(await round(breaker, 'heard')).toBe(true);
  });
});

describe('the tenants of one vendor share an origin', () => {
  test('the outage of one says nothing of the other', async () => {
    const reader = createFhirChartReader({ terminology: testTerminology, limits, dispatcher });
    const conditionsOf = async (tenant: string) => {
      const request = hookRequest({ fhirServer: `${server.base}/${tenant}`, prefetch: new Map() });
      const { conditions } = await readSnapshot(reader, request, service('conditions'), callContext());
      const [problem] = conditions.problems;
      return problem === undefined ? 'none' : { code: problem.code, fault: problem.fault };
    };
    server.on('a/Condition', reset);
    server.on('b/Condition', json(searchset([])));
    for (let calls = 0; calls < limits.breakerFailures; calls += 1) await conditionsOf('a');
    const before = server.requests.length;
    expect(await conditionsOf('a')).toEqual({ code: 'fetch-failed', fault: 'reset' });
    expect(server.requests).toHaveLength(before);
    expect(await conditionsOf('b')).toBe('none');
  });
});

describe('the Medication of an order', () => {
  const medicationReference = { reference: 'Medication/m1' };
  const orders = [
    {
      fullUrl: null,
      resource: order({ medicationCodeableConcept: undefined, medicationReference }),
      at: 'context.draftOrders.entry[0].resource',
      selected: true,
    },
  ];
  const all = service('conditions');
  const complete = new Map([['conditions', null]]);

  test('is read under the same breaker, and a chart that needs no server does not count for the server', async () => {
    const reader = createFhirChartReader({ terminology: testTerminology, limits, dispatcher });
    server.on('Medication/m1', hang);
    const request = hookRequest({ fhirServer: server.base, prefetch: complete, orders });
    for (let calls = 0; calls < limits.breakerFailures; calls += 1) {
      expect(await readOrders(reader, request, all, callContext())).toMatchObject({ drafts: [], unidentified: 1 });
      expect((await readSnapshot(reader, request, all, callContext())).conditions.state).toBe('absent');
    }
    const askedBefore = server.requests.length;
    expect(askedBefore).toBe(limits.breakerFailures);
    expect(await readOrders(reader, request, all, callContext())).toMatchObject({ drafts: [], unidentified: 1 });
    expect(server.requests).toHaveLength(askedBefore);
  });
});

describe('scopes that do not cover a query (SMART v1 and v2)', () => {
  test.each([
    ['patient/Condition.read', 'none', 1],
    ['patient/*.rs', 'none', 1],
    ['patient/Observation.read launch', 'refused', 0],
    ['user/Observation.rs openid', 'refused', 0],
    ['something of the site', 'none', 1],
  ])('%s -> %s, %p requests', async (scope, problem, requests) => {
    const reader = createFhirChartReader({ terminology: testTerminology, limits, dispatcher, scopeAllows });
    server.on('Condition', json(searchset([])));
    const request = hookRequest({
      fhirServer: server.base,
      fhirAuthorization: { accessToken: 't', expiresIn: 300, subject: 'cds', patient: null, scope },
      prefetch: new Map(),
    });
    const { conditions } = await readSnapshot(reader, request, service('conditions'), callContext());
    expect(conditions.problems[0]?.code ?? 'none').toBe(problem);
    expect(server.requests).toHaveLength(requests);
  });
});
