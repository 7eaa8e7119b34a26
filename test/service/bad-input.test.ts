import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOOKS } from '../../src/domain/service-definition.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import { post, send } from '../server/http/test-app.js';
import { changed, findingsIn, NOW, refusal, startPair, type Pair } from '../support/running-service.js';

/** What a client gets wrong is its 4xx, named and without an echo; nothing a client sends is a 5xx. */
const story = allStories(NOW).find(({ id }) => id === 'trough-20-1')!;
let pair: Pair;
beforeAll(async () => {
  pair = await startPair(story.resources);
});
afterAll(() => pair.close());

const SECRET = 'Jane-Doe-19700101';
const authorization = {
  access_token: 'abc',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'patient/*.read',
  subject: 'cds',
};

function good(): ReturnType<typeof toRequest> {
  return toRequest(story, 'order-sign', { fhirServer: pair.fhir.url, prefetch: null });
}

const url = (id = 'tacrolimus-order-sign') => `${pair.service.url}/cds-services/${id}`;

test('the request that the others are made of is good', async () => {
  expect(findingsIn(await pair.service.call('order-sign', good()))).toEqual(['trough-high critical']);
});

describe('what only fetching needs spoils only fetching: without prefetch, 412', () => {
  test.each<[string, Record<string, unknown>]>([
    ['fhirServer that is no URL', { fhirServer: SECRET }],
    ['authorization without a server', { fhirAuthorization: authorization, fhirServer: undefined }],
    ['no access token', { fhirAuthorization: { ...authorization, access_token: undefined } }],
    ['a token with a line break', { fhirAuthorization: { ...authorization, access_token: 'a\r\nb' } }],
    ['a token of another type', { fhirAuthorization: { ...authorization, token_type: SECRET } }],
  ])('%s', async (_what, changes) => {
    const answer = await pair.service.call('order-sign', { ...good(), ...changes });
    expect(refusal(answer)).toMatchObject({ status: 412 });
    expect(answer.text).not.toContain(SECRET);
  });

  test('expires_in as text is a number of seconds', async () => {
    const body = { ...good(), fhirAuthorization: { ...authorization, expires_in: '300' } };
    expect(findingsIn(await pair.service.call('order-sign', body))).toEqual(['trough-high critical']);
  });
});

describe('400 that names the field', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['no hook', { hook: undefined }, 'hook'],
    ['hook of another service', { hook: 'patient-view' }, 'hook'],
    ['hook that is a number', { hook: 3 }, 'hook'],
    ['no context', { context: undefined }, 'context'],
    ['context that is a list', { context: [] }, 'context'],
    ['prefetch that is a list', { prefetch: [SECRET] }, 'prefetch'],
    ['prefetch that is text', { prefetch: SECRET }, 'prefetch'],
    ['extension that is text', { extension: SECRET }, 'extension'],
    ['fhirServer of another scheme', { fhirServer: `file:///${SECRET}` }, 'fhirServer'],
    ['fhirServer with a password', { fhirServer: `http://u:${SECRET}@127.0.0.1/fhir` }, 'fhirServer'],
  ])('%s', async (_what, changes, field) => {
    const body = 'context' in changes ? { ...good(), ...changes } : { ...changed(good(), {}), ...changes };
    const answer = await pair.service.call('order-sign', body);
    expect(refusal(answer)).toMatchObject({ status: 400, expression: [field] });
    expect(answer.text).not.toContain(SECRET);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no patientId', { patientId: undefined }, 'context.patientId'],
    ['patientId that climbs out of the URL', { patientId: `../${SECRET}` }, 'context.patientId'],
    ['patientId with a query', { patientId: 'a?_id=b' }, 'context.patientId'],
    ['draftOrders that is a list', { draftOrders: [SECRET] }, 'context.draftOrders'],
    ['draftOrders of another type', { draftOrders: { resourceType: SECRET } }, 'context.draftOrders.resourceType'],
    [
      'entries that are no list',
      { draftOrders: { resourceType: 'Bundle', entry: SECRET } },
      'context.draftOrders.entry',
    ],
    [
      'an entry that is text',
      { draftOrders: { resourceType: 'Bundle', entry: [SECRET] } },
      'context.draftOrders.entry[0]',
    ],
  ])('%s', async (_what, context, field) => {
    const answer = await pair.service.call('order-sign', changed(good(), { context }));
    expect(refusal(answer)).toMatchObject({ status: 400, expression: [field] });
    expect(answer.text).not.toContain(SECRET);
  });

  test('selections that are no texts', async () => {
    const body = { ...changed(good(), { context: { selections: [{ id: SECRET }] } }), hook: 'order-select' };
    const answer = await pair.service.call('order-select', body);
    expect(refusal(answer)).toMatchObject({ status: 400, expression: ['context.selections[0]'] });
    expect(answer.text).not.toContain(SECRET);
  });

  test.each([
    ['half of the JSON', () => JSON.stringify(good()).slice(0, -20)],
    ['no JSON at all', () => SECRET],
    ['nothing', () => ''],
    ['a list', () => '[]'],
    ['null', () => 'null'],
    ['a hundred thousand brackets', () => '['.repeat(100_000)],
  ])('a body that is %s', async (_what, body) => {
    const answer = await post(url(), body());
    expect([answer.status, answer.body.resourceType]).toEqual([400, 'OperationOutcome']);
    expect(answer.text).not.toContain(SECRET);
  });
});

describe('other refusals', () => {
  test('a service that is not there: 404, whatever the body', async () => {
    for (const body of [good(), {}]) {
      const answer = await post(url('tacrolimus-order-dispatch'), body);
      expect([answer.status, answer.body.resourceType]).toEqual([404, 'OperationOutcome']);
    }
  });

  test('a path that is not there: 404', async () => {
    expect((await send(`${pair.service.url}/cds-service`)).status).toBe(404);
  });

  test.each(HOOKS)('GET on %s: 405 with a hint', async (hook) => {
    const answer = await send(url(`tacrolimus-${hook}`));
    expect(refusal(answer)).toMatchObject({
      status: 405,
      diagnostics: expect.stringMatching(/POST.*GET \/cds-services/),
    });
    expect(answer.headers.get('allow')).toContain('POST');
  });

  test('POST on discovery: 405 with a hint', async () => {
    const answer = await post(`${pair.service.url}/cds-services`, good());
    expect(refusal(answer)).toMatchObject({ status: 405, diagnostics: expect.stringContaining('GET') });
  });

  test('more than 5 MB: 413, plain and compressed', async () => {
    const padding = 'x'.repeat(5 * 1024 * 1024 + 1);
    expect((await post(url(), { ...good(), extension: { padding } })).status).toBe(413);
    const zipped = await send(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify({ ...good(), extension: { padding } })),
    });
    expect(zipped.status).toBe(413);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])('%s: 415', async (type) => {
    const answer = await post(url(), good(), { 'content-type': type });
    expect([answer.status, answer.body.resourceType]).toEqual([415, 'OperationOutcome']);
  });
});

describe('what is odd and still answered', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['members that nobody knows', { context: { ward: 7 } }, { vendor: { a: [1] }, prefetch: { surplus: null } }],
    ['no userId', { context: { userId: undefined } }, {}],
    ['encounterId that is null', { context: { encounterId: null } }, {}],
    ['a token type in lower case', {}, { fhirAuthorization: { ...authorization, token_type: 'bearer' } }],
  ])('%s', async (_what, changes, more) => {
    const answer = await pair.service.call('order-sign', { ...changed(good(), changes), ...more });
    expect(findingsIn(answer)).toEqual(['trough-high critical']);
  });

  test('the same hookInstance twice: answered twice', async () => {
    const body = good();
    expect(findingsIn(await pair.service.call('order-sign', body))).toEqual(['trough-high critical']);
    expect(findingsIn(await pair.service.call('order-sign', body))).toEqual(['trough-high critical']);
  });
});
