import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { CdsError } from '../../../src/domain/cds-error.js';
import { createFhirDispatcher } from '../../../src/fhir/client/dispatcher.js';
import { createFhirServers } from '../../../src/fhir/client/fhir-servers.js';
import { type FhirResult, openFhirAccess } from '../../../src/fhir/client/fhir-access.js';
import { DEFAULT_FHIR_LIMITS } from '../../../src/fhir/client/limits.js';
import { createApp, type RunningServer, startHttpServer } from '../../../src/server/http/app.js';
import type { Metrics } from '../../../src/server/monitoring/create-metrics.js';
import { currentScope, traceHookCall } from '../../../src/server/monitoring/tracing.js';
import {
  type FakeFhirServer,
  hang,
  json,
  reset,
  startFakeFhirServer,
  status,
} from '../../fhir/support/fake-fhir-server.js';
import { searchset } from '../../fhir/support/samples.js';
import { post, send } from '../http/test-app.js';
import { counted, parseExposition, testMetrics } from './exposition.js';
import { recordSpans } from './recording-tracer.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const VALID = `00-${TRACE}-${SPAN}-01`;
// Ten times what a quiet machine needs: only the server that never answers waits so long.
const limits = { ...DEFAULT_FHIR_LIMITS, perCallTimeoutMs: 3_000 };
const SILENT_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

let metrics: Metrics;
let own: FakeFhirServer;
let foreign: FakeFhirServer;
let dispatcher: Dispatcher;
let server: RunningServer;
let url: string;
/** What the hook call asks of which server; a test may replace it. */
let ask: (signal: AbortSignal) => Promise<unknown>;

/** The service as the lead wires it, with a chart reader reduced to one question. */
beforeEach(async () => {
  metrics = testMetrics();
  own = await startFakeFhirServer();
  foreign = await startFakeFhirServer();
  own.on('Observation', json(searchset([])));
  foreign.on('Observation', json(searchset([])));
  dispatcher = createFhirDispatcher(limits).compose(metrics.fhirObserver);
  ask = (signal) => search(own, signal);
  const app = createApp({
    version: '0.1.0',
    discovery: () => ({ services: [] }),
    health: () => ({ ready: true }),
    log: SILENT_LOG,
    cors: { allowedOrigins: [] },
    call: async (service, _body, { signal }) => {
      const call = { service, hook: 'order-sign', client: 'hospital-a', fhirServer: own.base };
      return traceHookCall(call, async () => {
        await ask(signal);
        return { cards: [] };
      });
    },
  });
  server = await startHttpServer(metrics.httpObserver(app), { host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${server.port}`;
});

afterEach(async () => {
  await Promise.all([server.close(), own.close(), foreign.close(), dispatcher.close()]);
});

function search(fhir: FakeFhirServer, signal: AbortSignal): Promise<FhirResult> {
  const access = openFhirAccess({
    server: createFhirServers({ limits }).of(new URL(fhir.base)),
    token: 'secret-token',
    signal,
    limits,
    maxCalls: 10,
    dispatcher,
    mayAsk: () => true,
  });
  return access.get({ kind: 'search', resourceType: 'Observation', params: { patient: ['pat-1234'] } });
}

function call(headers: Record<string, string> = {}) {
  return post(`${url}/cds-services/tacrolimus-order-sign`, { hook: 'order-sign' }, headers);
}

describe('a trace that came with the call', () => {
  test('goes on to the FHIR server of the client, unchanged where no SDK records it', async () => {
    const answer = await call({ traceparent: VALID });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('traceparent')).toBe(VALID);
    expect(own.requests.map(({ headers }) => headers.traceparent)).toEqual([VALID]);
    // What was there before is still there.
    expect(own.requests[0]!.headers.authorization).toBe('Bearer secret-token');
  });

  test('does not reach a server of another origin, not even another port of the same host', async () => {
    ask = (signal) => search(foreign, signal);
    await call({ traceparent: VALID });
    expect(foreign.requests).toHaveLength(1);
    expect(foreign.requests[0]!.headers.traceparent).toBeUndefined();
  });

  test('two calls at the same time keep their own traces', async () => {
    const other = VALID.replaceAll('4bf9', '5ca1');
    await Promise.all([call({ traceparent: VALID }), call({ traceparent: other }), call()]);
    expect(own.requests.map(({ headers }) => headers.traceparent ?? 'none').sort()).toEqual(
      [VALID, other, 'none'].sort(),
    );
  });

  test.each([
    ['absent', {}],
    ['malformed', { traceparent: 'not-a-trace' }],
    ['of zeros', { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` }],
    ['of 8,000 characters', { traceparent: `01-${TRACE}-${SPAN}-01-${'x'.repeat(8_000)}` }],
    ['the id of a patient', { traceparent: 'Patient/pat-1234' }],
  ])('%s: the call is answered and nothing goes on', async (_title, headers: Record<string, string>) => {
    const answer = await call(headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('traceparent')).toBeNull();
    expect(own.requests[0]!.headers.traceparent).toBeUndefined();
  });

  test('only a call that has a trace to carry enters an async context: others would pay for it with every promise', async () => {
    const origins: (string | null)[] = [];
    ask = () => Promise.resolve(origins.push(currentScope().fhirOrigin));
    await call();
    await call({ traceparent: VALID });
    expect(origins).toEqual([null, new URL(own.base).origin]);
  });

  test('tracestate and baggage, which may hold anything, stay here', async () => {
    await call({ traceparent: VALID, tracestate: 'ehr=Patient-1234', baggage: 'patient=1234' });
    expect(own.requests[0]!.headers).not.toHaveProperty('tracestate');
    expect(own.requests[0]!.headers).not.toHaveProperty('baggage');
  });
});

describe('with an SDK', () => {
  test('there is a span for the call and one per FHIR request, under the trace of the caller', async () => {
    const recording = recordSpans();
    const { spans } = recording;
    try {
      own.on('Observation', status(503), json(searchset([])));
      await call({ traceparent: VALID });
    } finally {
      recording.stop();
    }
    expect(spans.map(({ name, parent, ended }) => [name, parent?.spanId, ended])).toEqual([
      ['POST /cds-services/{id}', SPAN, 1],
      ['GET Observation', spans[0]!.own.spanId, 1],
      ['GET Observation', spans[0]!.own.spanId, 1],
    ]);
    expect(spans[1]!.attributes['error.type']).toBe('fetch-failed');
    expect(own.requests.map(({ headers }) => headers.traceparent)).toEqual(
      spans.slice(1).map(({ own: { spanId } }) => `00-${TRACE}-${spanId}-01`),
    );
  });

  test('no attribute holds a patient, a token or a URL', async () => {
    const recording = recordSpans();
    const { spans } = recording;
    try {
      await call({ traceparent: VALID });
      ask = () => Promise.reject(new CdsError('wrong-patient', 'Patient/pat-1234 is not the patient of the context'));
      await call();
    } finally {
      recording.stop();
    }
    const told = JSON.stringify(spans);
    for (const secret of ['pat-1234', 'secret-token', 'patient=', 'http://', '/fhir'])
      expect(told).not.toContain(secret);
    expect(spans.at(-1)!.attributes['error.type']).toBe('wrong-patient');
    expect(Object.keys(spans[1]!.attributes).sort()).toEqual([
      'fhir.resource_type',
      'http.request.method',
      'server.address',
    ]);
  });
});

describe('durations', () => {
  test.each([
    ['an answer', json(searchset([])), 'ok', 1],
    ['403', status(403), 'refused', 1],
    ['404', status(404), 'not-offered', 1],
    ['500', status(500), 'fetch-failed', 1],
    // Without a byte of an answer it is sent once more.
    ['a reset connection', reset, 'reset', 2],
    ['no answer in time', hang, 'timeout', 1],
  ])('%s of the FHIR server is measured', async (_title, reply, result, times) => {
    own.on('Observation', reply);
    await call();
    expect(await counted(metrics, 'cds_fhir_client_duration_seconds_count')).toEqual([
      `resource_type=Observation result=${result}: ${times}`,
    ]);
  });

  test('a client that hangs up ends its FHIR request, and neither counts as a fault', async () => {
    const left = new AbortController();
    const hungUp = new Promise<void>((resolve) => {
      own.on('Observation', (response) => {
        response.once('close', resolve);
        left.abort();
      });
    });
    const answer = fetch(`${url}/cds-services/tacrolimus-order-sign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: left.signal,
    });
    await expect(answer).rejects.toThrow();
    await hungUp;
    expect(await counted(metrics, 'cds_fhir_client_duration_seconds_count')).toEqual([
      'resource_type=Observation result=aborted: 1',
    ]);
    expect(await counted(metrics, 'http_server_request_duration_seconds_count')).toEqual(
      expect.arrayContaining(['http_route=/cds-services/{id} status_class=client-closed: 1']),
    );
  });

  test('requests are measured by template and class, never by path', async () => {
    await call();
    await send(`${url}/cds-services`);
    await send(`${url}/readyz`);
    await send(`${url}/Patient/pat-1234?name=Doe`);
    ask = () => Promise.reject(new CdsError('data-unavailable', 'nothing'));
    await call();
    ask = () => Promise.reject(new Error('boom'));
    await call();
    expect(await counted(metrics, 'http_server_request_duration_seconds_count')).toEqual([
      'http_route=/cds-services status_class=2xx: 1',
      'http_route=/cds-services/{id} status_class=2xx: 1',
      'http_route=/cds-services/{id} status_class=4xx: 1',
      'http_route=/cds-services/{id} status_class=5xx: 1',
      'http_route=health status_class=2xx: 1',
      'http_route=other status_class=4xx: 1',
    ]);
    const text = await metrics.text();
    expect(text).not.toMatch(/pat-1234|Doe/);
    const buckets = parseExposition(text).samples.filter(
      ({ name, labels }) => name === 'http_server_request_duration_seconds_bucket' && labels.http_route === 'health',
    );
    expect(buckets.map(({ labels }) => labels.le)).toEqual(
      expect.arrayContaining(['0.005', '0.01', '0.5', '1', '10', '+Inf']),
    );
  });
});
