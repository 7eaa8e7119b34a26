import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CdsError } from '../../src/domain/cds-error.js';
import { post, send, startTestApp, type Answer, type TestApp } from '../server/http/test-app.js';
import { FULL_CARD } from '../cds-hooks/card-samples.js';
import { orderSelectBody } from '../cds-hooks/request-samples.js';
import { findJsonFaults } from '../../src/cds-hooks/response/validate-response.js';

let app: TestApp;
let answers: readonly (readonly [what: string, answer: Answer])[];

beforeAll(async () => {
  app = await startTestApp({
    call: (id) =>
      id === 'cards'
        ? Promise.resolve({ cards: [FULL_CARD] })
        : Promise.reject(new CdsError('data-unavailable', 'No data.')),
  });
  const service = (id: string) => `${app.url}/cds-services/${id}`;
  answers = [
    ['discovery', await send(`${app.url}/cds-services`)],
    ['cards', await post(service('cards'), orderSelectBody())],
    ['412', await post(service('other'), orderSelectBody())],
    ['400', await post(service('cards'), '{')],
    ['404', await send(`${app.url}/elsewhere`)],
    ['405', await send(service('cards'))],
    ['415', await post(service('cards'), '{}', { 'content-type': 'text/plain' })],
  ];
});
afterAll(() => app.close());

it('[C-001] every answer, good or bad, is application/json', () => {
  for (const [what, answer] of answers) {
    expect([what, answer.headers.get('content-type')]).toEqual([what, 'application/json; charset=utf-8']);
  }
});

it('[C-003] [C-004] [C-005] no answer holds a null or an empty value', () => {
  for (const [what, answer] of answers) {
    expect([what, findJsonFaults(answer.body, '', ['cards', 'services'])]).toEqual([what, []]);
  }
});

it('[C-063] [C-064] every refusal has an OperationOutcome with severity and code', () => {
  const refusals = answers.filter(([, answer]) => answer.status >= 300);
  expect(refusals.map(([, answer]) => answer.status)).toEqual([412, 400, 404, 405, 415]);
  for (const [, answer] of refusals) {
    expect(answer.body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: expect.any(String), diagnostics: expect.any(String) }],
    });
  }
});

describe('JSON that is none', () => {
  it.each([
    ['a comment', '{"hook": "order-select" // hook\n}'],
    ['a trailing comma', '{"hook": "order-select",}'],
  ])('[C-007] %s -> 400', async (_what, body) => {
    expect((await post(`${app.url}/cds-services/cards`, body)).status).toBe(400);
  });
});

it('[C-122] browser clients of allowed origins are answered, others get no permission', async () => {
  const restricted = await startTestApp({ cors: { allowedOrigins: ['https://ehr.example'] } });
  const allowed = async (origin: string) =>
    (await send(`${restricted.url}/cds-services`, { headers: { origin } })).headers.get('access-control-allow-origin');
  expect(await allowed('https://ehr.example')).toBe('https://ehr.example');
  expect(await allowed('https://other.example')).toBeNull();
  await restricted.close();
});

it('[C-124] a refused login is 401 with WWW-Authenticate and without a reason', async () => {
  const locked = await startTestApp({
    authenticate: () => Promise.reject(new CdsError('unauthorized', 'token expired')),
  });
  const answer = await post(`${locked.url}/cds-services/cards`, orderSelectBody());
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(answer.text).not.toMatch(/expired|token/);
  await locked.close();
});
