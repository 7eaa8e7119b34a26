import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOOKS } from '../../src/domain/service-definition.js';
import { createLogger } from '../../src/server/monitoring/log-target.js';
import { startService } from '../../src/server/start/service.js';
import {
  drip,
  hang,
  json,
  raw,
  reset,
  startFakeFhirServer,
  status,
  type FakeFhirServer,
  type Reply,
} from '../fhir/support/fake-fhir-server.js';
import { rawExchange } from '../server/http/raw-exchange.js';
import { send, type Answer } from '../server/http/test-app.js';
import {
  claims,
  ecKey,
  headerOf,
  NOW,
  NOW_S,
  ORDER_SIGN,
  signToken,
  testClient,
  type TestKey,
} from '../server/security/tokens.js';
import { testSettings } from '../support/running-service.js';
import {
  ALL_FOUR,
  findingsOf,
  fullPrefetch,
  hookCall,
  type CallOptions,
  type Json,
  type Prefetch,
  without,
} from './support/chart.js';
import { endChild, startChild, type RunningChild } from './support/child-service.js';
import { MARK, MARKED_CHART, PATIENT } from './support/marked.js';
import { freePort } from '../support/free-port.js';

/**
 * A chart in which everything is marked goes through success and failure of every path; then the marks are looked for in all that
 * was logged, printed, stored, counted, and answered with anything but cards.
 */
const key = ecKey('ehr-1');
const stranger = ecKey('ehr-1');
const ISSUER = 'https://ehr.example/fhir/R4';
const ACCESS_TOKEN = `${MARK}-access-token`;

/** Marks, and tokens whose marks are not to be seen because they are encoded. */
const secrets = new Set([MARK, Buffer.from(MARK).toString('base64').replace(/=+$/, '')]);

interface Target {
  readonly url: string;
  /** Whole seconds since the epoch by the target's clock. */
  readonly nowS: number;
}

type Sent = readonly [what: string, answer: Answer | string];

function jwt(target: Target, payload: Json = {}, signer: TestKey = key, header: Json = {}): string {
  const token = signToken(signer, headerOf(signer, header), {
    ...claims({
      iss: ISSUER,
      aud: target.url + ORDER_SIGN,
      iat: target.nowS,
      exp: target.nowS + 300,
      sub: `${MARK}-subject`,
      ...payload,
    }),
    jti: `${MARK}-${Math.random()}`,
  });
  for (const part of token.split('.')) secrets.add(part);
  return `Bearer ${token}`;
}

const marked = (options: CallOptions = {}, hook = 'order-sign' as (typeof HOOKS)[number]): Json => ({
  ...hookCall(hook, { story: MARKED_CHART, ...options }),
  hookInstance: `${MARK}-instance`,
  extension: { [`${MARK}-extension`]: MARK },
});

const DISTRACTING: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  'x-request-id': `${MARK} no id`,
  'user-agent': MARK,
  referer: `https://${MARK}.example/`,
  cookie: `session=${MARK}`,
  origin: `https://${MARK}.example`,
  'x-forwarded-for': MARK,
  traceparent: MARK,
};

/** Every request of this file; each answer under a name. */
async function everything(target: Target, fhir: FakeFhirServer, prefetch: Prefetch): Promise<Sent[]> {
  const sent: Sent[] = [];
  const request = async (
    what: string,
    path: string,
    { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Readonly<Record<string, string>> },
  ): Promise<void> => {
    sent.push([what, await send(target.url + path, { ...init, headers: { ...DISTRACTING, ...headers } })]);
  };
  const call = (what: string, body: unknown, headers: Record<string, string> = {}, path = ORDER_SIGN) =>
    request(what, path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });
  const viaFhir = { fhirServer: `${fhir.base}/${MARK}`, token: ACCESS_TOKEN };
  const withoutConditions = without(prefetch, 'conditions');

  for (const hook of HOOKS)
    await call(`cards by prefetch: ${hook}`, marked({ prefetch }, hook), {}, `/cds-services/tacrolimus-${hook}`);
  await call('cards, signed', marked({ prefetch }), { authorization: jwt(target) });
  await call('no cards', {
    ...marked({ prefetch }),
    context: { patientId: PATIENT, userId: MARK, draftOrders: { resourceType: 'Bundle' } },
  });
  await call('412: nothing to go by', marked());

  const replies: readonly (readonly [string, Reply])[] = [
    [
      'honest',
      json({
        resourceType: 'Bundle',
        type: 'searchset',
        entry: MARKED_CHART.resources
          .filter(({ resourceType }) => resourceType === 'Condition')
          .map((resource) => ({ resource })),
      }),
    ],
    ['500', json({ resourceType: 'OperationOutcome', issue: [{ diagnostics: MARK }] }, 500, { 'x-trace': MARK })],
    ['401', json({ error: MARK }, 401, { 'www-authenticate': `Bearer realm="${MARK}"` })],
    ['403', status(403)],
    ['404', raw(`<html>${MARK}</html>`, 404)],
    ['429', status(429, { 'retry-after': MARK })],
    ['redirect', raw('', 302, { location: `https://${MARK}.example/` })],
    ['HTML', raw(`<!doctype html>${MARK}`)],
    ['cut JSON', raw(`{"${MARK}":"${MARK}`)],
    [
      'outcome',
      json({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: MARK, diagnostics: MARK }] }),
    ],
    ['another resource', json({ resourceType: MARK, id: MARK })],
    ['reset', reset],
    ['hang', hang],
    ['drip', drip],
    ['next link', json({ resourceType: 'Bundle', link: [{ relation: 'next', url: `https://${MARK}.example/next` }] })],
  ];
  for (const [name, reply] of replies) {
    fhir.on(`${MARK}/Condition`, reply);
    await call(`one source: ${name}`, marked({ prefetch: withoutConditions, ...viaFhir }));
  }
  fhir.on(`${MARK}/Patient/${PATIENT}`, json({ resourceType: 'Patient', id: `${MARK}-other` }));
  await call("412 or 400: another patient's record from the server", marked(viaFhir));

  const other = { reference: `Patient/${MARK}-other` };
  await call(
    '400: another Patient in prefetch',
    marked({ prefetch: { ...prefetch, patient: { resourceType: 'Patient', id: `${MARK}-other` } } }),
  );
  await call("400: another patient's order", {
    ...marked({ prefetch }),
    context: {
      patientId: PATIENT,
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: { ...MARKED_CHART.order, subject: other } }] },
    },
  });
  await call("400: another patient's token", {
    ...marked({ prefetch, ...viaFhir }),
    fhirAuthorization: {
      access_token: ACCESS_TOKEN,
      token_type: 'Bearer',
      expires_in: 1,
      scope: MARK,
      subject: MARK,
      patient: `${MARK}-other`,
    },
  });
  await call(
    "another patient's result",
    marked({
      prefetch: {
        ...prefetch,
        creatinine: {
          resourceType: 'Bundle',
          entry: [
            {
              resource: {
                ...MARKED_CHART.resources.find(({ resourceType }) => resourceType === 'Observation'),
                subject: other,
              },
            },
          ],
        },
      },
    }),
  );
  await call('412: a drug that nobody can read', {
    ...marked({ prefetch }),
    context: {
      patientId: PATIENT,
      draftOrders: {
        resourceType: 'Bundle',
        entry: [
          {
            resource: {
              ...MARKED_CHART.order,
              medicationCodeableConcept: undefined,
              medicationReference: { reference: `Medication/${MARK}` },
            },
          },
        ],
      },
    },
  });

  await call('400: no JSON', `{"${MARK}": ${MARK}`);
  await call('400: cut', JSON.stringify(marked({ prefetch })).slice(0, 3_000));
  await call('400: not UTF-8', `{"a":"${MARK}`);
  const badFields: readonly Json[] = [
    { hook: MARK },
    { hookInstance: [MARK] },
    { hookInstance: MARK.repeat(50) },
    { fhirServer: `ftp://${MARK}.example` },
    { fhirServer: `https://user:${MARK}@ehr.example` },
    { fhirAuthorization: { access_token: `${MARK}\n` } },
    { fhirAuthorization: MARK },
    { prefetch: MARK },
    { context: { patientId: `${MARK}/../x` } },
    { context: { patientId: PATIENT, draftOrders: MARK } },
    { context: { patientId: PATIENT, draftOrders: { resourceType: MARK } } },
    { context: { patientId: PATIENT, draftOrders: { entry: [MARK] } } },
    { [MARK]: MARK, context: null },
  ];
  for (const [index, fields] of badFields.entries()) await call(`400: bad field ${index}`, { ...marked(), ...fields });
  await call(
    '400: bad selections',
    { ...marked({}, 'order-select'), context: { patientId: PATIENT, selections: [MARK, 5] } },
    {},
    '/cds-services/tacrolimus-order-select',
  );
  await call('400: too deep', `{"${MARK}":`.repeat(100) + '1' + '}'.repeat(100));

  const badTokens: readonly string[] = [
    `Bearer ${MARK}`,
    `Basic ${MARK}`,
    `Bearer ${MARK}.${MARK}.${MARK}`,
    jwt(target, { iss: `https://${MARK}.example` }),
    jwt(target, { aud: `https://${MARK}.example` }),
    jwt(target, { exp: target.nowS - 1_000, iat: target.nowS - 1_200 }),
    jwt(target, { tenant: MARK }, stranger),
    jwt(target, {}, key, { kid: MARK }),
    jwt(target, {}, key, { jku: `https://${MARK}.example/keys` }),
    jwt(target, {}, key, { typ: MARK }),
  ];
  for (const [index, authorization] of badTokens.entries())
    await call(`401: bad token ${index}`, marked({ prefetch }), { authorization });
  await call(
    '403: a FHIR server that is not the client’s',
    marked({ prefetch, fhirServer: `https://${MARK}.example/fhir` }),
    { authorization: jwt(target) },
  );
  await call('404: no such service', marked(), {}, `/cds-services/${MARK}`);
  await request('404: no such path', `/${MARK}?${MARK}=${MARK}`, {});
  await request('400: a path that cannot be decoded', `/cds-services/${MARK}%zz`, { method: 'POST' });
  await request('405: GET', `${ORDER_SIGN}?${MARK}`, {});
  await call('413: too large', `"${MARK.repeat(800_000)}"`);
  await call('415: another type', marked(), { 'content-type': `text/${MARK}` });
  await call('415: another encoding', marked(), { 'content-encoding': MARK });
  await request('preflight', ORDER_SIGN, {
    method: 'OPTIONS',
    headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': MARK },
  });
  const feedback = {
    feedback: [
      {
        card: '9368d37b-283f-44a0-93ea-547cebab93ed',
        outcome: 'overridden',
        outcomeTimestamp: '2026-11-22T12:00:00Z',
        overrideReason: { reason: { code: MARK, system: MARK }, userComment: `${MARK} said the patient` },
      },
    ],
  };
  await call('feedback', feedback, {}, `${ORDER_SIGN}/feedback`);
  await call('feedback that is none', { feedback: MARK }, {}, `${ORDER_SIGN}/feedback`);
  const busy = jwt.bind(null, target, { iss: 'https://busy.example' });
  for (let calls = 0; calls < 2; calls += 1)
    await call('200, then 429: too often', marked({ prefetch }), { authorization: busy() });

  const port = Number(new URL(target.url).port);
  sent.push(['400: no HTTP', await rawExchange(port, `GET /${MARK}\r\n${MARK}\r\n\r\n`)]);
  sent.push([
    '431: headers too large',
    await rawExchange(port, `GET / HTTP/1.1\r\nHost: x\r\n${MARK}: ${MARK.repeat(5_000)}\r\n\r\n`),
  ]);
  const gone = new AbortController();
  fhir.on(`${MARK}/Condition`, () => gone.abort());
  await send(target.url + ORDER_SIGN, {
    method: 'POST',
    headers: DISTRACTING,
    body: JSON.stringify(marked({ prefetch: withoutConditions, ...viaFhir })),
    signal: gone.signal,
  }).catch(() => undefined);
  for (const path of ['/healthz', '/readyz', '/cds-services', '/metrics']) await request(`GET ${path}`, path, {});
  return sent;
}

/** What of the secrets stands in a text, and where. */
function leaksIn(text: string): string[] {
  return [...secrets].flatMap((secret) => {
    const at = text.indexOf(secret);
    return at < 0 ? [] : [text.slice(Math.max(0, at - 150), at + secret.length + 20)];
  });
}

function leaksInAnswers(sent: readonly Sent[]): string[] {
  return sent.flatMap(([what, answer]) => {
    if (typeof answer === 'string') return leaksIn(answer).map((leak) => `${what}: ${leak}`);
    // Only cards may say what is in the chart, and only where there are cards.
    const body = answer.status === 200 && Array.isArray(answer.body.cards) ? '' : answer.text;
    return [...leaksIn(body), ...leaksIn(JSON.stringify([...answer.headers]))].map(
      (leak) => `${what} (${answer.status}): ${leak}`,
    );
  });
}

const statusesOf = (sent: readonly Sent[]): Set<number> =>
  new Set(
    sent.flatMap(([, answer]) =>
      typeof answer === 'string' ? [Number(/ (\d{3}) /.exec(answer)?.[1])] : [answer.status],
    ),
  );

const CLIENTS = [
  testClient([key], { fhirServers: ['https://ehr.example/fhir'] }),
  testClient([key], { id: 'busy', issuer: 'https://busy.example', rateLimit: { requestsPerMinute: 1 } }),
];

let fhir: FakeFhirServer;
beforeAll(async () => {
  fhir = await startFakeFhirServer();
});
afterAll(() => fhir.close());

describe('in this process, with every level of the log', () => {
  const lines: string[] = [];
  let broken = false;
  let service: Awaited<ReturnType<typeof startService>>;
  let sent: readonly Sent[];
  beforeAll(async () => {
    const log = createLogger('trace', { write: (line: string) => void lines.push(line) });
    const now = (): number => {
      if (broken)
        throw Object.assign(new TypeError(`${MARK} in a fault of ours`), {
          code: `${MARK} code`,
          cause: new Error(MARK),
        });
      return NOW;
    };
    service = await startService(testSettings({ deadlineMs: 800, clients: CLIENTS }), { log, clock: { now } });
    const prefetch = await fullPrefetch(service.url, MARKED_CHART);
    const answers = await everything({ url: service.url, nowS: NOW_S }, fhir, prefetch);
    broken = true;
    const fault = await send(service.url + ORDER_SIGN, {
      method: 'POST',
      headers: DISTRACTING,
      body: JSON.stringify(marked({ prefetch })),
    });
    broken = false;
    sent = [...answers, ['500: a fault of ours', fault]];
  }, 60_000);
  afterAll(() => service.close());

  test('the marks went in: they stand on the cards, and nothing else stopped them', () => {
    const [, first] = sent[0] ?? [];
    if (first === undefined || typeof first === 'string') throw new Error('no answer');
    expect(findingsOf(first.body)).toEqual(ALL_FOUR);
    expect(leaksIn(first.text)).not.toEqual([]);
    expect(fhir.requests.some(({ headers }) => headers.authorization === `Bearer ${ACCESS_TOKEN}`)).toBe(true);
  });

  test('every status was met', () => {
    for (const expected of [200, 204, 400, 401, 403, 404, 405, 412, 413, 415, 429, 431, 500])
      expect([...statusesOf(sent)]).toContain(expected);
  });

  test('the log tells of every request, of refusals with their reasons, and of the fault by its name', () => {
    const fields = lines.map((line) => JSON.parse(line) as Json);
    const count = (name: string) => fields.filter(({ msg }) => msg === name).length;
    expect(count('request')).toBeGreaterThan(60);
    expect(count('caller refused')).toBeGreaterThanOrEqual(10);
    expect(fields.filter(({ msg }) => msg === 'fault')).toMatchObject([{ error: 'TypeError', code: null }]);
    expect(fields.some(({ status: code }) => code === 499)).toBe(true);
  });

  test('no mark and no token in anything that was logged', () => {
    expect(lines.flatMap(leaksIn)).toEqual([]);
  });

  test('no mark and no token in any answer but cards: neither in bodies nor in headers', () => {
    expect(leaksInAnswers(sent)).toEqual([]);
  });

  test('no token even on the cards', () => {
    const cards = sent
      .flatMap(([, answer]) => (typeof answer === 'string' || answer.status !== 200 ? [] : [answer.text]))
      .join('\n');
    expect(cards).not.toContain(ACCESS_TOKEN);
    for (const secret of secrets) if (secret !== MARK) expect(cards).not.toContain(secret);
  });
});

describe('as a process of its own', () => {
  let folder: string;
  let child: RunningChild;
  let sent: readonly Sent[];
  let metrics: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trust-leaks-'));
    await writeFile(join(folder, 'clients.yaml'), JSON.stringify({ clients: CLIENTS }));
    const metricsPort = await freePort();
    child = await startChild({
      LOG_LEVEL: 'debug',
      DEADLINE_MS: '800',
      CLIENTS_FILE: join(folder, 'clients.yaml'),
      STORE_FILE: join(folder, 'store.sqlite'),
      SITE_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
      METRICS_PORT: String(metricsPort),
    });
    const prefetch = await fullPrefetch(child.url, MARKED_CHART);
    sent = await everything({ url: child.url, nowS: Math.floor(Date.now() / 1_000) }, fhir, prefetch);
    metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    child.process.kill('SIGTERM');
    await child.exited;
  }, 90_000);
  afterAll(async () => {
    await endChild(child);
    await rm(folder, { recursive: true, force: true });
  });

  test('no mark and no token on standard output or standard error', () => {
    expect(child.output()).toContain('"msg":"stopped"');
    expect(leaksIn(child.output())).toEqual([]);
  });

  test('nothing on standard error but warnings of Node itself', () => {
    const said = child
      .errors()
      .split('\n')
      .filter((line) => line !== '');
    expect(said.filter((line) => !/^\(node:\d+\) \w+Warning: |^\(Use `node --trace-warnings/.test(line))).toEqual([]);
  });

  test('no mark and no token in any answer but cards', () => {
    expect(leaksInAnswers(sent)).toEqual([]);
  });

  test('no mark and no token in the metrics', () => {
    expect(metrics).toContain('cds_caller_refused_total');
    expect(leaksIn(metrics)).toEqual([]);
  });

  test('no mark and no token in the store, or in any other file that it wrote', async () => {
    const files = (await readdir(folder)).filter((name) => name !== 'clients.yaml');
    expect(files).toContain('store.sqlite');
    const [, kept] = sent.find(([what]) => what === 'feedback') ?? [];
    expect(kept).toMatchObject({ status: 200 });
    const stored = await Promise.all(files.map((name) => readFile(join(folder, name), 'latin1')));
    expect(stored.flatMap(leaksIn)).toEqual([]);
  });
});
