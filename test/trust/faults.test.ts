import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { startFhirServer, type RunningFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import {
  drip,
  hang,
  json,
  raw,
  reset,
  startFakeFhirServer,
  status,
  type Reply,
} from '../fhir/support/fake-fhir-server.js';
import { post, send, type Answer } from '../server/http/test-app.js';
import { startFhirProxy } from '../service/fhir-proxy.js';
import { ALL_FOUR, CHART, findingsOf, fullPrefetch, gapText, hookCall, type Json, without } from './support/chart.js';
import { startDevelopment, type SecuredService } from './support/secured-service.js';

/**
 * A FHIR server that is slow, broken or hostile, for the whole chart, for one required source, for one
 * optional source. The answer is what can be said and what could not be had, within the deadline, or 412: never a 5xx, never a
 * hang, and never an empty list of cards for data that were not obtained.
 */
const DEADLINE_MS = 30_000;
/** For one FHIR call: what hangs is given up after it, and what does not needs a small part of it. */
const CALL_MS = 4_000;
/** For a machine that does many things at once; a hang would be seen all the same. */
const SLACK_MS = 20_000;

type Harm =
  /** Nothing usable came: 412 for all sources, a named gap for one. */
  | 'lost'
  /** As `lost`; where an optional source is not offered, that is no news. */
  | 'not-offered'
  /** Some of it may have come: a named gap at least. */
  | 'part';

const outcome = (severity: string): Json => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code: 'exception' }],
});
const bundle = (more: Json): Json => ({ resourceType: 'Bundle', type: 'searchset', ...more });
const PADDING = 'x'.repeat(12_000_000);
/** A valid Bundle: it may not be read all the same. */
const BOMB = gzipSync(JSON.stringify(bundle({ padding: 'x'.repeat(60_000_000) })));

const gzipBody =
  (body: Buffer): Reply =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-encoding': 'gzip' }).end(body);
  };
const cutOff: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '100000' });
  response.write('{"resourceType":"Bundle","type":"searchset","entry":[', () => response.destroy());
};
/** A next link that never ends, each page with another name; `url` is the request's own. */
const endlessPages: Reply = (response, url) => {
  const page = Number(url.searchParams.get('page') ?? 1) + 1;
  const next = `http://${response.req.headers.host ?? ''}${url.pathname}?page=${page}`;
  json(bundle({ link: [{ relation: 'next', url: next }] }))(response, url);
};
const loopingPages: Reply = (response, url) => {
  const next = `http://${response.req.headers.host ?? ''}${url.pathname}?page=2`;
  json(bundle({ link: [{ relation: 'next', url: next }] }))(response, url);
};
const firstThenFault: Reply = (response, url) => {
  if (url.searchParams.has('page')) status(500)(response, url);
  else loopingPages(response, url);
};

const FAULTS: readonly (readonly [fault: string, reply: Reply, harm: Harm])[] = [
  ['hangs', hang, 'lost'],
  ['sends one byte at a time', drip, 'lost'],
  ['answers too late', (response, url) => void setTimeout(() => status(200)(response, url), CALL_MS + 500), 'lost'],
  ['resets the connection', reset, 'lost'],
  ['breaks off in the middle', cutOff, 'lost'],
  ...[401, 403, 500, 502, 503, 504, 418, 599].map((code) => [`answers ${code}`, status(code), 'lost'] as const),
  ...[400, 404, 405, 501].map((code) => [`answers ${code}`, status(code), 'not-offered'] as const),
  ['answers 429 without Retry-After', status(429), 'lost'],
  ['answers 429, Retry-After 0', status(429, { 'retry-after': '0' }), 'lost'],
  ['answers 429, Retry-After an hour', status(429, { 'retry-after': '3600' }), 'lost'],
  ['answers 503, Retry-After a date', status(503, { 'retry-after': 'Fri, 31 Dec 2999 23:59:59 GMT' }), 'lost'],
  ['answers 503, Retry-After nonsense', status(503, { 'retry-after': '-1; soon' }), 'lost'],
  ['answers 204', (response) => void response.writeHead(204).end(), 'lost'],
  ['answers 200 and no body', raw(''), 'lost'],
  [
    'answers a page for people',
    raw('<!doctype html><title>Maintenance</title>', 200, { 'content-type': 'text/html' }),
    'lost',
  ],
  ['answers JSON cut short', raw('{"resourceType":"Bundle","entry":[{"resou'), 'lost'],
  ['answers two JSON values', raw('{"resourceType":"Bundle"}{"resourceType":"Bundle"}'), 'lost'],
  ['answers null', raw('null'), 'lost'],
  ['answers a list', raw('[]'), 'lost'],
  ['answers a text', raw('"no results"'), 'lost'],
  ['answers a number', raw('1e999'), 'lost'],
  ['answers an object without a type', json({ entry: [] }), 'lost'],
  ['answers a type that is no text', json({ resourceType: ['Bundle'] }), 'lost'],
  ['answers an OperationOutcome', json(outcome('error')), 'lost'],
  ['answers an OperationOutcome of warnings', json(outcome('warning')), 'lost'],
  ['answers a Bundle that holds an error only', json(bundle({ entry: [{ resource: outcome('fatal') }] })), 'lost'],
  ['answers another resource', json({ resourceType: 'Immunization', id: '1' }), 'lost'],
  [
    'answers a Bundle of another type of resource',
    json(bundle({ entry: [{ resource: { resourceType: 'Immunization', id: '1' } }] })),
    'lost',
  ],
  ['answers a count and no entries', json(bundle({ total: 7 })), 'lost'],
  ['answers entries that are a text', json(bundle({ entry: 'none' })), 'lost'],
  ['answers entries that are null, numbers and lists', json(bundle({ entry: [null, 7, 'x', []] })), 'lost'],
  [
    'answers entries without a resource',
    json(bundle({ entry: [{ resource: null }, { resource: 'x' }, { resource: [] }] })),
    'lost',
  ],
  ['answers 12 MB', raw(JSON.stringify(bundle({ padding: PADDING }))), 'lost'],
  ['answers a gzip bomb of 60 MB', gzipBody(BOMB), 'lost'],
  ['answers gzip cut short', gzipBody(gzipSync(JSON.stringify(bundle({}))).subarray(0, 20)), 'lost'],
  ['answers what is not gzip', gzipBody(Buffer.from('plain')), 'lost'],
  ['answers bytes that are not UTF-8', raw('{"resourceType":"\ud800'), 'lost'],
  ['answers an unclosed tower of lists', raw('['.repeat(1_000_000)), 'lost'],
  ['pages without end', endlessPages, 'part'],
  ['pages in a circle', loopingPages, 'part'],
  ['fails on the second page', firstThenFault, 'part'],
];

let fhir: RunningFhirServer;
let service: SecuredService;
beforeAll(async () => {
  [fhir, service] = await Promise.all([
    startFhirServer({ host: '127.0.0.1', port: 0, resources: CHART.resources }),
    startDevelopment({ deadlineMs: DEADLINE_MS, fhirLimits: { perCallTimeoutMs: CALL_MS } }),
  ]);
});
afterAll(async () => {
  await Promise.all([fhir.close(), service.close()]);
});

const SCOPES = [
  ['all sources', ''],
  ['one required source', 'Condition'],
  ['one optional source', 'AllergyIntolerance'],
] as const;

interface Told {
  readonly answer: Answer;
  readonly ms: number;
  readonly asked: number;
}

/** One call, with its own server: a broken one must not trip the breaker of the next. */
async function tell(prefix: string, reply: Reply, { url }: SecuredService = service): Promise<Told> {
  const proxy = await startFhirProxy(fhir.url);
  proxy.fail(prefix, reply);
  const started = performance.now();
  const answer = await post(
    `${url}/cds-services/tacrolimus-order-sign`,
    hookCall('order-sign', { fhirServer: proxy.url }),
  );
  const ms = performance.now() - started;
  const asked = proxy.requests.length;
  await proxy.close();
  return { answer, ms, asked };
}

/** What no fault may do. */
function expectHonest({ answer, ms, asked }: Told): void {
  expect([200, 412]).toContain(answer.status);
  if (answer.status === 200) expect(findingsOf(answer.body).length).toBeGreaterThan(0);
  else expect(answer.body.resourceType).toBe('OperationOutcome');
  expect(answer.text).not.toMatch(/null|undefined|NaN|\[object/);
  expect(ms).toBeLessThan(DEADLINE_MS + SLACK_MS);
  expect(asked).toBeLessThanOrEqual(30);
}

describe.each(SCOPES)('%s', (scope, prefix) => {
  const told = new Map<string, Promise<Told>>();
  beforeAll(async () => {
    // Several at a time: most of them wait for a deadline.
    const waiting = [...FAULTS];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [fault, reply] = next;
        const telling = tell(prefix, reply);
        told.set(fault, telling);
        await telling;
      }
    };
    await Promise.all(Array.from({ length: 6 }, worker));
  }, 60_000);

  test.each(FAULTS)('%s', async (fault, _reply, harm) => {
    const outcome = await told.get(fault);
    if (outcome === undefined) throw new Error('not told');
    expectHonest(outcome);
    const { answer } = outcome;
    if (scope === 'all sources') {
      if (harm === 'part') expect(gapText(answer.body)).toMatch(/could be read/);
      else expect(answer.status).toBe(412);
      return;
    }
    expect(answer.status).toBe(200);
    const findings = findingsOf(answer.body);
    if (scope === 'one required source') {
      expect(findings).not.toContain('thiopurine-plan');
      expect(gapText(answer.body)).toMatch(/Problem list: /);
    } else if (harm === 'not-offered') {
      expect(findings).toEqual(ALL_FOUR);
      expect(answer.text).toContain('Allergies: the FHIR server does not offer this search.');
    } else {
      expect(findings).toEqual([...ALL_FOUR, 'not-evaluated'].sort());
      expect(gapText(answer.body)).toMatch(/Allergies: /);
    }
  });
});

const CONDITIONS = CHART.resources.filter(({ resourceType }) => resourceType === 'Condition');
const nested = (levels: number): string => '{"extension":['.repeat(levels) + ']}'.repeat(levels);
const withEntries = (...entries: readonly string[]): string =>
  `{"resourceType":"Bundle","type":"searchset","entry":[${[...CONDITIONS.map((item) => JSON.stringify({ resource: item })), ...entries].join(',')}]}`;
const condition = (more: string): string => `{"resource":{"resourceType":"Condition","id":"odd",${more}}}`;

/** The problem list came in full, and something odd with it. */
describe('odd, but not broken', () => {
  const slowly: Reply = (response, url) => void setTimeout(() => raw(withEntries())(response, url), 300);
  test.each<[string, Reply]>([
    ['late, within the deadline', slowly],
    ['with a clock ten years behind', raw(withEntries(), 200, { date: 'Tue, 22 Nov 2016 12:00:00 GMT' })],
    ['with a warning among the entries', raw(withEntries(JSON.stringify({ resource: outcome('warning') })))],
    ['gzipped', gzipBody(gzipSync(withEntries()))],
    [
      'every entry a hundred times',
      raw(withEntries(...Array.from({ length: 100 }, () => JSON.stringify({ resource: CONDITIONS[0] })))),
    ],
    [
      'with __proto__ and constructor',
      raw(withEntries(condition('"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'))),
    ],
    ['code is a number', raw(withEntries(condition('"code":5')))],
    [
      'codings are null',
      raw(withEntries(condition('"code":{"coding":[null,[],"x",{"code":7,"system":{}}],"text":[]}'))),
    ],
    [
      'status is a list, dates are numbers',
      raw(withEntries(condition('"verificationStatus":[[]],"onsetDateTime":1e999,"recordedDate":-1'))),
    ],
    [
      'contained holds itself by name',
      raw(
        withEntries(
          condition(
            '"contained":[{"resourceType":"Patient","id":"#x"},null,7],"evidence":[{"detail":[{"reference":"#odd"}]}]',
          ),
        ),
      ),
    ],
  ])('%s: the same four findings', async (_what, reply) => {
    const { answer, ms } = await tell('Condition', reply);
    expect(findingsOf(answer.body)).toEqual(ALL_FOUR);
    expect(ms).toBeLessThan(DEADLINE_MS + SLACK_MS);
    expect({}).not.toHaveProperty('polluted');
  });

  // An answer that is nested deeper than any server nests is not parsed (docs/SECURITY.md): what rests on it is not checked.
  test.each<[string, Reply]>([
    ['inside a resource', raw(withEntries(condition(`"extension":[${nested(10_000)}]`)))],
    ['for a code', raw(withEntries(condition(`"code":${nested(10_000)}`)))],
  ])('with 10,000 levels %s: what the problem list decides is not checked, and the rest is', async (_what, reply) => {
    const { answer, ms } = await tell('Condition', reply);
    expect(findingsOf(answer.body)).toEqual(['aki-stage', 'not-evaluated', 'trough-high']);
    expect(ms).toBeLessThan(DEADLINE_MS + SLACK_MS);
  });

  test.each<[string, string]>([
    ['its subject is a number', '"subject":7'],
    ['its subject is a list', '"subject":[]'],
    ['its subject is a text', '"subject":"Patient/everything-at-once"'],
    ['its subject has no reference', '"subject":{"reference":{}}'],
  ])('a condition of which %s does no harm', async (_what, more) => {
    const { answer } = await tell('Condition', raw(withEntries(condition(more))));
    expectHonest({ answer, ms: 0, asked: 0 });
    expect(answer.status).toBe(200);
  });

  const creatinine = (more: Json): Json => ({
    resourceType: 'Observation',
    id: 'odd',
    status: 'final',
    subject: { reference: `Patient/${CHART.id}` },
    code: { coding: [{ system: 'http://loinc.org', code: '14682-9' }] },
    effectiveDateTime: '2026-11-21T08:00:00Z',
    valueQuantity: { value: 70, unit: 'umol/L', system: 'http://unitsofmeasure.org', code: 'umol/L' },
    ...more,
  });
  test.each<[string, Json]>([
    ['dated in two years', { effectiveDateTime: '2028-11-21T08:00:00Z' }],
    ['dated never', { effectiveDateTime: '2026-13-45T99:99:99Z' }],
    ['dated by a number', { effectiveDateTime: 20261121 }],
    ['the value as text', { valueQuantity: { value: '70', unit: 'umol/L' } }],
    ['the value as a list', { valueQuantity: [{ value: [70] }] }],
    ['the value null', { valueQuantity: { value: null, unit: 'umol/L' } }],
    ['the value negative', { valueQuantity: { value: -70, unit: 'umol/L' } }],
    ['the value beyond numbers', { valueQuantity: { value: 1e308, unit: 'umol/L' } }],
    ['the unit an object', { valueQuantity: { value: 70, unit: { code: 'umol/L' } } }],
    ['the status a number', { status: 1 }],
  ])('a creatinine result, %s: never a normal value in the place of a high one', async (_what, more) => {
    const own = CHART.resources.filter((item) => item.resourceType === 'Observation');
    const entry = [creatinine(more), ...own].map((resource) => ({ resource }));
    const { answer } = await tell('Observation', json(bundle({ entry })));
    expectHonest({ answer, ms: 0, asked: 0 });
    expect(findingsOf(answer.body)).toContain('trough-high');
    expect(answer.text).toMatch(/aki-stage|creatinine/);
  });
});

describe('many at once', () => {
  test('50 calls, half of them to a server that hangs: the other half gets its cards, each before any of the hanging ones is given up', async () => {
    const patient = await startDevelopment({ fhirLimits: { perCallTimeoutMs: 15_000 } });
    const hanging = await startFakeFhirServer();
    for (const type of ['Condition', `Patient/${CHART.id}`]) hanging.on(type, hang);
    const prefetch = without(await fullPrefetch(service.url), 'conditions');
    const order: string[] = [];
    const callTo = async (fhirServer: string, name: string) => {
      const answer = await post(
        `${patient.url}/cds-services/tacrolimus-order-sign`,
        hookCall('order-sign', { prefetch, fhirServer }),
      );
      order.push(name);
      return answer;
    };
    const pairs = Array.from(
      { length: 25 },
      () => [callTo(hanging.base, 'hanging'), callTo(fhir.url, 'healthy')] as const,
    );
    const answers = await Promise.all(pairs.flat());
    const healthy = answers.filter((_answer, index) => index % 2 === 1);
    const waited = answers.filter((_answer, index) => index % 2 === 0);
    expect(healthy.map(({ body }) => findingsOf(body))).toEqual(Array(25).fill(ALL_FOUR));
    expect(order.slice(0, 25)).toEqual(Array(25).fill('healthy'));
    for (const answer of waited) {
      expectHonest({ answer, ms: 0, asked: 0 });
      expect(gapText(answer.body)).toMatch(/Problem list: the FHIR server (did not answer in time|could not be read)/);
    }
    await Promise.all([patient.close(), hanging.close()]);
  });

  test('more than the service can take -> 503, Retry-After and an OperationOutcome at once; health and discovery go on', async () => {
    const small = await startDevelopment({ deadlineMs: 10_000, maxInFlight: 2 });
    const hanging = await startFakeFhirServer();
    let arrived: () => void = () => undefined;
    const bothAsked = new Promise<void>((resolve) => (arrived = resolve));
    hanging.on(`Patient/${CHART.id}`, () => {
      if (hanging.requests.filter(({ url }) => url.includes('Patient/')).length === 2) arrived();
    });
    const callIt = () =>
      post(`${small.url}/cds-services/tacrolimus-order-sign`, hookCall('order-sign', { fhirServer: hanging.base }));
    const running = [callIt(), callIt()];
    await bothAsked;
    const shed = await Promise.all([callIt(), callIt(), callIt()]);
    for (const answer of shed) {
      expect([answer.status, answer.body.resourceType]).toEqual([503, 'OperationOutcome']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await send(`${small.url}/healthz`)).status).toBe(200);
    expect((await send(`${small.url}/readyz`)).status).toBe(200);
    expect((await send(`${small.url}/cds-services`)).status).toBe(200);
    expect((await Promise.all(running)).map(({ status: code }) => code)).toEqual([412, 412]);
    await Promise.all([small.close(), hanging.close()]);
  });

  test('the deadline holds while the garbage is collected', async () => {
    const hasty = await startDevelopment({ deadlineMs: 2_000, fhirLimits: { perCallTimeoutMs: 30_000 } });
    setFlagsFromString('--expose-gc');
    const collecting = setInterval(runInNewContext('gc') as () => void, 50);
    const told = await Promise.all(Array.from({ length: 4 }, () => tell('', drip, hasty)));
    clearInterval(collecting);
    for (const each of told) {
      expectHonest(each);
      // Given up by the deadline of the hook call, long before a FHIR call would be.
      expect(each.ms).toBeLessThan(20_000);
    }
    await hasty.close();
  });
});
