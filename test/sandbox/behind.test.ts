import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/open-sandbox.js';
import { openSandbox } from '../../sandbox/open-sandbox.js';
import type { Unseen } from '../../sandbox/behind/look.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import { answersOutcome, startFhirProxy } from '../service/fhir-proxy.js';
import { NOW, testSettings } from '../support/running-service.js';

/** What the small EHR page is told beside the answer of the service: the course, and what stayed silent. */
const stories = allStories(NOW).filter(({ id }) => ['trough-20-1', 'clarithromycin-alone'].includes(id));
const nothing = () => undefined;

function open(fhirUrl?: string): Promise<Sandbox> {
  return openSandbox({
    ...{ host: '127.0.0.1', port: 0, stories },
    ...(fhirUrl === undefined ? {} : { fhirUrl }),
    settings: (corsOrigins) => testSettings({ corsOrigins }),
    deps: { log: { info: nothing, warn: nothing, error: nothing }, clock: { now: () => NOW } },
  });
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await open();
});
afterAll(() => sandbox.close());

const bodyOf = (id: string, fhirServer: string | null) =>
  toRequest(
    stories.find((story) => story.id === id)!,
    'order-sign',
    { fhirServer, prefetch: null },
  );

async function unseen(service: string, body: unknown): Promise<{ status: number; body: Unseen & { reason?: string } }> {
  const answer = await fetch(`${sandbox.origin}/unseen/${service}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Unseen };
}

test('the course of a patient: the picture, and its numbers', async () => {
  const course = (await (await fetch(`${sandbox.origin}/course/trough-20-1`)).json()) as Record<string, unknown>;
  expect(course.picture).toContain('critical 20');
  expect(course.table).toContain('20.1 ng/mL');
  expect(course.notRead).toEqual([]);
});

test('a FHIR server that does not answer: 502 and why, and no empty picture', async () => {
  const down = await open('http://127.0.0.1:9/fhir');
  try {
    const answer = await fetch(`${down.origin}/course/trough-20-1`);
    expect([answer.status, await answer.json()]).toEqual([502, { reason: 'The FHIR server did not answer.' }]);
  } finally {
    await down.close();
  }
});

test('a part that could not be read is named: what the picture lacks is not what never was', async () => {
  const proxy = await startFhirProxy(sandbox.fhir.url);
  proxy.fail('MedicationRequest', answersOutcome);
  const broken = await open(proxy.url);
  try {
    const course = (await (await fetch(`${broken.origin}/course/trough-20-1`)).json()) as Record<string, unknown>;
    expect(course.notRead).toEqual(['doses']);
    expect(course.table).toContain('20.1 ng/mL');
  } finally {
    await broken.close();
    await proxy.close();
  }
});

test('a rule that a service only rehearses: its card as it would read, which the service did not show', async () => {
  const request = bodyOf('clarithromycin-alone', sandbox.fhir.url);
  const { body } = await unseen('tacrolimus-interaction', request);
  expect(body.cards.map(({ indicator }) => indicator)).toEqual(['critical']);
  expect(body.rules.find(({ rule }) => rule.includes('interaction'))).toMatchObject({
    mode: 'silent: evaluated and counted, shows no card',
    outcome: 'interaction critical',
  });
  const answer = await fetch(`${sandbox.service.url}/cds-services/tacrolimus-interaction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  expect(await answer.json()).toEqual({ cards: [] });
});

test('what a service shows is not shown again as silent', async () => {
  const { body } = await unseen('tacrolimus-order-sign', bodyOf('trough-20-1', sandbox.fhir.url));
  expect(body.cards).toEqual([]);
  expect(body.rules.map(({ outcome }) => outcome)).toContain('trough-high critical');
});

test('another FHIR server that a body names is not read', async () => {
  const { status, body } = await unseen(
    'tacrolimus-interaction',
    bodyOf('clarithromycin-alone', 'http://127.0.0.1:9/fhir'),
  );
  expect([status, body.cards.length]).toEqual([200, 1]);
});

test.each([
  ['no-such-service', bodyOf('trough-20-1', null), 'There is no CDS service of this id.'],
  ['tacrolimus-order-sign', { hook: 'order-sign' }, expect.stringContaining('hookInstance')],
])('%s: 422 and why', async (service, body, reason) => {
  expect(await unseen(service, body)).toEqual({ status: 422, body: { reason } });
});
