import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cohortStories } from '../../sandbox/patients/cohort.js';
import type { PatientStory } from '../../sandbox/patients/patient-story.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import { post, send, type Answer } from '../server/http/test-app.js';
import { NOW, startPair, startTestService, type Pair } from '../support/running-service.js';
import { capturedPatient } from './captured-patient.js';
import { expectRecorded, recordedNames, type Answers } from './recorded-answers.js';

/**
 * What the product answered before a change, it answers after it: every synthetic patient on every service, and every
 * body the official Sandbox was seen to send, over sockets and with a clock that stands still. Which answer is right
 * the other tests say; this one says that none of them changed unnoticed. A change that is meant is recorded by
 * `npm run golden:record`, and its diff is what a reviewer reads.
 */
const HOOKS = ['order-sign', 'order-select', 'medication-prescribe', 'patient-view'] as const;
type Hook = (typeof HOOKS)[number];

const all = [...allStories(NOW), ...cohortStories(NOW)];
/** The core tier is content with every tenth. */
const stories = process.env.TESTS === 'core' ? all.filter((_story, index) => index % 10 === 0) : all;

const BODIES = new URL('../fixtures/requests/sandbox/', import.meta.url);
const bodies = readdirSync(BODIES)
  .filter((name) => name.endsWith('.json'))
  .map(
    (name) => [name.replace(/\.json$/, ''), JSON.parse(readFileSync(new URL(name, BODIES), 'utf8')) as object] as const,
  );
const calls = bodies.filter(([, body]) => 'hookInstance' in body);
const feedback = bodies.filter(([, body]) => 'feedback' in body);

/** Nothing listens on the port `discard`. */
const GONE = 'http://127.0.0.1:9/fhir';

let pair: Pair;
let templates: Readonly<Record<Hook, Readonly<Record<string, string>>>>;
let addresses: Readonly<Record<string, string>>;

beforeAll(async () => {
  pair = await startPair([...stories.flatMap(({ resources }) => resources), ...capturedPatient(NOW)]);
  addresses = { [pair.fhir.url]: '<fhir>', [pair.service.url]: '<service>' };
  templates = await discoveredTemplates();
});
afterAll(() => pair.close());

describe('every story on every service', () => {
  test.each(stories.map((story) => [story.id, story] as const))('%s', async (id, story) => {
    expectRecorded(id, await allAnswers(story), addresses);
  });
});

describe('every captured call on every service', () => {
  test.each(calls)('%s', async (name, body) => {
    const answers: Record<string, Answer> = {};
    for (const hook of HOOKS) {
      answers[hook] = await pair.service.call(hook, { ...body, fhirServer: pair.fhir.url });
      answers[`${hook}, the FHIR server gone`] = await pair.service.call(hook, { ...body, fhirServer: GONE });
    }
    expectRecorded(`captured.${name}`, answers, addresses);
  });
});

test.each(feedback)('captured %s on every service, with a store and without', async (name, body) => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  const store = { databaseUrl: null, file: join(folder, 'store.db'), siteKeys: null, comments: 'reduce' as const };
  const keeping = await startTestService({ store });
  try {
    const answers: Record<string, Answer> = {};
    for (const hook of HOOKS) {
      const path = `/cds-services/tacrolimus-${hook}/feedback`;
      answers[hook] = await post(`${keeping.url}${path}`, body);
      answers[`${hook}, without a store`] = await post(`${pair.service.url}${path}`, body);
    }
    expectRecorded(`captured.${name}`, answers, addresses);
  } finally {
    await keeping.close();
    rmSync(folder, { recursive: true });
  }
});

test('the discovery document', async () => {
  expectRecorded('discovery', { 'GET /cds-services': await send(`${pair.service.url}/cds-services`) }, addresses);
});

test('a recorded answer for each, and none for what no longer is', () => {
  // Three kinds of captures: calls, feedback, and the headers, which are no body.
  expect([calls.length, feedback.length, bodies.length]).toEqual([7, 3, 11]);
  const captured = [...calls, ...feedback].map(([name]) => `captured.${name}`);
  expect(recordedNames()).toEqual([...all.map(({ id }) => id), ...captured, 'discovery'].sort());
});

/** By FHIR access, and by a complete prefetch alone; and the refusal where there is nothing to read. */
async function allAnswers(story: PatientStory): Promise<Answers> {
  const answers: Record<string, Answer> = {};
  for (const hook of HOOKS) {
    const context = { today: '2026-11-22', fhirServer: pair.fhir.url, ignoreCount: true };
    const prefetch = prefetchOf(story, templates[hook], context);
    answers[hook] = await pair.service.call(
      hook,
      toRequest(story, hook, { fhirServer: pair.fhir.url, prefetch: null }),
    );
    const prefetched = toRequest(story, hook, { fhirServer: null, prefetch });
    answers[`${hook} by prefetch`] = await pair.service.call(hook, prefetched);
  }
  const nothing = toRequest(story, 'order-sign', { fhirServer: null, prefetch: null });
  answers['order-sign, nothing to read'] = await pair.service.call('order-sign', nothing);
  return answers;
}

/** As an EHR learns them: from the discovery document. */
async function discoveredTemplates(): Promise<Readonly<Record<Hook, Readonly<Record<string, string>>>>> {
  const { body } = await send(`${pair.service.url}/cds-services`);
  const { services } = body as unknown as { services: readonly { hook: Hook; prefetch: Record<string, string> }[] };
  const of = (hook: Hook) => services.find((service) => service.hook === hook)?.prefetch ?? {};
  return Object.fromEntries(HOOKS.map((hook) => [hook, of(hook)])) as typeof templates;
}
