import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import { post, startTestApp, type TestApp } from '../server/http/test-app.js';
import { orderSelectBody, withContext } from '../cds-hooks/request-samples.js';

type Body = Record<string, unknown>;
type Case = readonly [what: string, body: Body];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const call = (body: unknown) => post(`${app.url}/cds-services/tacrolimus-order-select`, body);
const read = (body: unknown) => parseHookRequest({ id: 'tacrolimus-order-select', hook: 'order-select' }, body);

async function isRefused(_what: string, body: unknown): Promise<void> {
  const answer = await call(body);
  expect([answer.status, answer.body.resourceType]).toEqual([400, 'OperationOutcome']);
}

const authorization = orderSelectBody().fhirAuthorization as Body;
const withAuthorization = (changes: Body) => orderSelectBody({ fhirAuthorization: { ...authorization, ...changes } });

it('[C-040] a valid call is answered 200', async () => {
  expect((await call(orderSelectBody())).status).toBe(200);
});

it('[C-060] [C-062] with nothing to say the answer is an empty cards array', async () => {
  expect((await call(orderSelectBody())).body).toEqual({ cards: [] });
});

describe('calls that are refused', () => {
  it.each<Case>([
    ['no hook', orderSelectBody({ hook: undefined })],
    ['hook of the wrong type', orderSelectBody({ hook: ['order-select'] })],
    ['no hookInstance', orderSelectBody({ hookInstance: undefined })],
    ['hookInstance of the wrong type', orderSelectBody({ hookInstance: 12 })],
    ['no context', orderSelectBody({ context: undefined })],
    ['context of the wrong type', orderSelectBody({ context: 'patient' })],
    ['no patientId', withContext({ patientId: undefined })],
  ])('[C-041] %s', isRefused);

  it.each<Case>([['the hook of another service', orderSelectBody({ hook: 'order-sign' })]])('[C-042] %s', isRefused);

  it.each<Case>([['an extension that is no object', orderSelectBody({ extension: 'x' })]])('[C-046] %s', isRefused);
});

describe('an authorization that cannot be used is used for nothing, and the rest of the call is answered', () => {
  const isRead = (_what: string, body: Body) => {
    expect(read(body)).toMatchObject({ fhirServer: null, fhirAuthorization: null, patientId: 'pat-1' });
  };

  it.each<Case>([['fhirAuthorization without fhirServer', orderSelectBody({ fhirServer: undefined })]])(
    '[C-043] %s',
    isRead,
  );

  it.each<Case>([
    ['no access_token', withAuthorization({ access_token: undefined })],
    ['token_type that is not Bearer', withAuthorization({ token_type: 'mac' })],
    ['expires_in that is no number', withAuthorization({ expires_in: 'soon' })],
    ['scope that is no text', withAuthorization({ scope: {} })],
    ['subject that is no text', withAuthorization({ subject: {} })],
  ])('[C-045] %s', isRead);
});

it.each<Case>([
  ['unknown members', orderSelectBody({ newMember: { a: 1 } })],
  ['an extension', orderSelectBody({ extension: { 'org.example.x': { a: 1 } } })],
  ['unknown context fields', withContext({ newField: [1, 2] })],
  ['unknown prefetch keys', orderSelectBody({ prefetch: { somethingElse: { resourceType: 'Bundle' } } })],
])('[C-046] %s are ignored', async (_what, body) => {
  expect((await call(body)).status).toBe(200);
});

it('[C-050] a prefetch key that is null is kept apart from one that is missing', () => {
  const { prefetch } = read(orderSelectBody({ prefetch: { creatinine: null } }));
  expect([prefetch.has('creatinine'), prefetch.has('tacrolimusLevels')]).toEqual([true, false]);
});

it('[C-056] the same hookInstance again is answered again', async () => {
  expect([(await call(orderSelectBody())).status, (await call(orderSelectBody())).status]).toEqual([200, 200]);
});

it('[C-059] a service that does not exist is 404 with an OperationOutcome', async () => {
  const answer = await post(`${app.url}/cds-services/no-such-service`, orderSelectBody());
  expect([answer.status, answer.body.resourceType]).toEqual([404, 'OperationOutcome']);
});

describe('shapes that published examples and EHRs really send', () => {
  it.each<Case>([
    ['a Bundle without type', withContext({ draftOrders: { resourceType: 'Bundle', entry: [] } })],
    ['no encounterId', withContext({ encounterId: undefined })],
    ['a SMART v2 scope', withAuthorization({ scope: 'patient/*.rs' })],
  ])('[C-040] %s', async (_what, body) => {
    expect((await call(body)).status).toBe(200);
  });
});
