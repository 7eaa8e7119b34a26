import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle } from 'fhir/r4.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import type { Source } from '../../src/domain/fact-set.js';
import { HOOKS, type HookName } from '../../src/domain/service-definition.js';
import { json, reset, status, type Reply } from '../fhir/support/fake-fhir-server.js';
import type { Answer } from '../server/http/test-app.js';
import {
  cardsIn,
  findingsIn,
  gapCard,
  NOW,
  refusal,
  startPair,
  withoutUuids,
  type Pair,
} from '../support/running-service.js';
import { serviceTemplates } from './service-templates.js';
import { answersOutcome, hang, OPERATION_OUTCOME, startFhirProxy, type FhirProxy } from './fhir-proxy.js';

/** Every hook, with every part of the chart given, missing, broken and empty: right cards, or an honest refusal. */
const stories = new Map(allStories(NOW).map((story) => [story.id, story]));
const ALL_FOUR = ['aki-stage critical', 'duration-over warning', 'thiopurine-plan warning', 'trough-high critical'];

/** What the story `everything-at-once` loses with each source, and how the data-gap card calls that source. */
const LOSSES: readonly (readonly [source: Source, name: string, lost: readonly string[]])[] = [
  ['patient', 'Patient', []],
  ['creatinine', 'Creatinine results', ['aki-stage']],
  ['tacrolimusLevels', 'Tacrolimus levels', ['trough-high']],
  ['thiopurineTests', 'TPMT and NUDT15 results', []],
  ['medicationRequests', 'Medication orders', ['thiopurine-plan', 'duration-over']],
  // An incomplete history can show that a course is long; it cannot show that there is no plan.
  ['medicationStatements', 'Medication statements', ['thiopurine-plan']],
  ['medicationDispenses', 'Dispensed medication', ['thiopurine-plan']],
  ['medicationAdministrations', 'Administered medication', ['thiopurine-plan']],
  ['conditions', 'Problem list', ['thiopurine-plan', 'duration-over']],
  ['procedures', 'Procedures', []],
  ['allergies', 'Allergies', []],
  ['testOrders', 'TPMT and NUDT15 orders', ['thiopurine-plan']],
  ['carePlans', 'Care plans', ['thiopurine-plan']],
];
const ROWS = HOOKS.flatMap((hook) => LOSSES.map(([source, name, lost]) => [hook, source, name, lost] as const));

let pair: Pair;
let proxy: FhirProxy;
/** Nobody listens there any more. */
let deadServer: string;
beforeAll(async () => {
  pair = await startPair([...stories.values()].flatMap(({ resources }) => resources));
  proxy = await startFhirProxy(pair.fhir.url);
  const gone = await startFhirProxy(pair.fhir.url);
  deadServer = gone.url;
  await gone.close();
});
afterEach(() => proxy.reset());
afterAll(async () => {
  await proxy.close();
  await pair.close();
});

type Prefetch = Readonly<Record<string, unknown>>;

/** Made once for each: a test that changes it makes another of it. */
const made = new Map<string, Prefetch>();

function complete(id = 'everything-at-once', ignoreCount = true): Prefetch {
  const key = `${id} ${String(ignoreCount)}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const prefetch = prefetchOf(stories.get(id)!, serviceTemplates(pair.service), {
    today: '2026-11-22',
    fhirServer: pair.fhir.url,
    ignoreCount,
  });
  made.set(key, prefetch);
  return prefetch;
}

/** The answer to all of prefetch, which the others are held against. */
const wholes = new Map<HookName, Promise<string>>();

function whole(hook: HookName): Promise<string> {
  const known = wholes.get(hook) ?? call(hook, complete(), null).then(withoutUuids);
  wholes.set(hook, known);
  return known;
}

function without(key: string, prefetch: Prefetch = complete()): Prefetch {
  return Object.fromEntries(Object.entries(prefetch).filter(([name]) => name !== key));
}

function call(
  hook: HookName,
  prefetch: Prefetch | null,
  fhirServer: string | null,
  id = 'everything-at-once',
): Promise<Answer> {
  const body = toRequest(stories.get(id)!, hook, { fhirServer, prefetch: null });
  return pair.service.call(hook, prefetch === null ? body : { ...body, prefetch });
}

function remaining(lost: readonly string[]): readonly string[] {
  const kept = ALL_FOUR.filter((finding) => !lost.some((each) => finding.startsWith(`${each} `)));
  return [...kept, 'not-evaluated info'].sort();
}

function emptyBundle(selfTarget: string | null): Bundle {
  const self = selfTarget === null ? {} : { link: [{ relation: 'self', url: `https://ehr.example/${selfTarget}` }] };
  return { resourceType: 'Bundle', type: 'searchset', total: 0, ...self };
}

describe.each(HOOKS)('%s', (hook) => {
  test('complete prefetch, no FHIR server: all four cards', async () => {
    expect(findingsIn(await call(hook, complete(), null))).toEqual(ALL_FOUR);
  });

  test('no prefetch, FHIR access: the same bytes', async () => {
    const byPrefetch = await whole(hook);
    expect(withoutUuids(await call(hook, null, pair.fhir.url))).toBe(byPrefetch);
    expect(withoutUuids(await call(hook, {}, pair.fhir.url))).toBe(byPrefetch);
  });

  test('complete prefetch, FHIR server down: nobody needed it', async () => {
    expect(findingsIn(await call(hook, complete(), deadServer))).toEqual(ALL_FOUR);
  });

  test.each([
    ['no prefetch and no FHIR server', null, (): string | null => null],
    ['an empty prefetch and no FHIR server', {}, (): string | null => null],
    ['no prefetch and the FHIR server down', null, (): string | null => deadServer],
  ])('%s: 412, never an empty list of cards', async (_what, prefetch, server) => {
    const answer = await call(hook, prefetch, server());
    expect(refusal(answer)).toEqual({
      status: 412,
      diagnostics: expect.stringMatching(/could not be/),
      expression: [],
    });
    expect(answer.body.resourceType).toBe('OperationOutcome');
  });

  test('all of prefetch is an OperationOutcome: 412', async () => {
    const broken = Object.fromEntries(Object.keys(complete()).map((key) => [key, OPERATION_OUTCOME]));
    expect((await call(hook, broken, null)).status).toBe(412);
  });

  test('all of prefetch is null: an empty chart, so a first order for an unknown indication', async () => {
    const empty = Object.fromEntries(Object.keys(complete()).map((key) => [key, null]));
    const expected = hook === 'patient-view' ? [] : ['start info', 'thiopurine-plan info'];
    expect(findingsIn(await call(hook, empty, null))).toEqual(expected);
  });

  test('the page after the first is fetched where a FHIR server is given', async () => {
    const answer = await call(hook, complete('more-than-a-page', false), pair.fhir.url, 'more-than-a-page');
    expect(findingsIn(answer)).toEqual(['aki-stage warning']);
  });

  test.each([
    ['a next link that nobody may follow', (bundle: Bundle) => bundle],
    ['links stripped, but a total that is larger', (bundle: Bundle) => ({ ...bundle, link: [] })],
  ])('first page only, %s: no reassurance from the part', async (_what, edit) => {
    const prefetch = complete('more-than-a-page', false);
    const cut = { ...prefetch, creatinine: edit(prefetch.creatinine as Bundle) };
    const answer = await call(hook, cut, null, 'more-than-a-page');
    expect(findingsIn(answer)).toEqual(['not-evaluated info']);
    expect(gapCard(answer).detail).toContain('Creatinine results: not all of it could be read.');
  });
});

describe.each(ROWS)('%s, %s', (hook, source, name, lost) => {
  test.each<[string, (prefetch: Prefetch) => Prefetch, string]>([
    ['key missing', (all) => without(source, all), 'not sent, and there is no FHIR server to ask.'],
    ['an OperationOutcome', (all) => ({ ...all, [source]: OPERATION_OUTCOME }), 'reported an error instead of data.'],
    ['text in the place of a resource', (all) => ({ ...all, [source]: 'timeout' }), 'could not be read.'],
  ])('%s, no FHIR server: its finding is missing, and the card says why', async (_what, edit, reason) => {
    const answer = await call(hook, edit(complete()), null);
    expect(findingsIn(answer)).toEqual(remaining(lost));
    expect(gapCard(answer).detail).toMatch(new RegExp(`- ${name}: .*${reason}`));
  });

  test.each<[string, (prefetch: Prefetch) => Prefetch]>([
    ['key missing', (all) => without(source, all)],
    ['an OperationOutcome', (all) => ({ ...all, [source]: OPERATION_OUTCOME })],
  ])('%s, FHIR access: fetched, the same bytes as with all of prefetch', async (_what, edit) => {
    expect(withoutUuids(await call(hook, edit(complete()), pair.fhir.url))).toBe(await whole(hook));
  });

  test('key missing and the FHIR server down: named, and why', async () => {
    const answer = await call(hook, without(source), deadServer);
    expect(findingsIn(answer)).toEqual(remaining(lost));
    // A server that was not heard for long is left alone for a moment; then nobody knows why.
    const why =
      /the (record system could not be reached \(nothing answers at its address\)|FHIR server could not be read)\./;
    expect(gapCard(answer).detail).toMatch(new RegExp(`- ${name}: ${why.source}`));
  });
});

/** An empty answer is an answer only to our own question (docs/clinical/facts.md#empty-answers). */
describe.each(ROWS.filter(([, source]) => source !== 'patient'))('%s, empty %s', (hook, source, name, lost) => {
  const type = (answer: Prefetch) => {
    const self = (answer[source] as Bundle).link?.find(({ relation }) => relation === 'self')?.url ?? '';
    return new URL(self).pathname.split('/').at(-1) ?? '';
  };

  test('null, an empty searchset, and one whose self link asks our question: the same bytes', async () => {
    const all = complete();
    const none = withoutUuids(await call(hook, { ...all, [source]: null }, null));
    expect(withoutUuids(await call(hook, { ...all, [source]: emptyBundle(null) }, null))).toBe(none);
    const ours = emptyBundle(`${type(all)}?patient=everything-at-once`);
    expect(withoutUuids(await call(hook, { ...all, [source]: ours }, null))).toBe(none);
    expect(none).not.toContain('could not be had');
  });

  test.each<[string, (target: string) => string]>([
    ['another patient', (resource) => `${resource}?patient=somebody-else`],
    ['a token that was never filled in', (resource) => `${resource}?patient={{context.patientId}}`],
    ['another resource type', () => 'Immunization?patient=everything-at-once'],
  ])('a self link with %s: not an answer', async (_what, target) => {
    const all = complete();
    const answer = await call(hook, { ...all, [source]: emptyBundle(target(type(all))) }, null);
    expect(findingsIn(answer)).toEqual(remaining(lost));
    expect(gapCard(answer).detail).toContain(`- ${name}: the empty list that was sent does not answer the question`);
  });
});

describe('a FHIR server that fails in part', () => {
  test.each<[string, Reply, string]>([
    ['500', status(500), 'could not be read.'],
    ['401', status(401), 'refused access.'],
    ['403', status(403), 'refused access.'],
    ['200 with an OperationOutcome', answersOutcome, 'could not be read.'],
    ['200 with another resource', json({ resourceType: 'Patient', id: 'everything-at-once' }), 'could not be read.'],
    ['a page that is no JSON', (response) => response.end('<html>'), 'could not be read.'],
  ])('conditions answered by %s: the other findings stand', async (_what, reply, reason) => {
    proxy.fail('Condition', reply);
    const answer = await call('order-sign', null, proxy.url);
    expect(findingsIn(answer)).toEqual(remaining(['thiopurine-plan', 'duration-over']));
    expect(gapCard(answer).detail).toContain(`Problem list: the FHIR server ${reason}`);
  });

  test('conditions answered by a dropped connection: the other findings stand, and the card says so', async () => {
    proxy.fail('Condition', reset);
    const answer = await call('order-sign', null, proxy.url);
    expect(findingsIn(answer)).toEqual(remaining(['thiopurine-plan', 'duration-over']));
    const why = 'the record system could not be read (the connection broke off)';
    expect(gapCard(answer).detail).toContain(`Problem list: ${why}.`);
  });

  test('nothing of the chart, and nobody listens: the 412 names the fault', async () => {
    const gone = await startFhirProxy(pair.fhir.url);
    await gone.close();
    const answer = await call('order-sign', null, gone.url);
    expect(refusal(answer).diagnostics).toContain('(could not be read: refused-connection)');
  });

  test('404 for a question that is optional: a server without CarePlan is no news', async () => {
    proxy.fail('CarePlan', status(404));
    const answer = await call('order-sign', null, proxy.url);
    expect(findingsIn(answer)).toEqual(ALL_FOUR);
    const plan = cardsIn(answer).find(({ summary }) => summary.startsWith('No thiopurine plan'));
    expect(plan?.detail).toContain('Care plans: the FHIR server does not offer this search.');
  });

  test('404 for a question that is required: the rules that need it are not evaluated', async () => {
    proxy.fail('Condition', status(404));
    const answer = await call('order-sign', null, proxy.url);
    expect(findingsIn(answer)).toEqual(remaining(['thiopurine-plan', 'duration-over']));
  });

  test('one question that is never answered: the others are, and the card says that time ran out', async () => {
    proxy.fail('AllergyIntolerance', hang);
    const answer = await call('order-sign', null, proxy.url);
    expect(findingsIn(answer)).toEqual(remaining([]));
    expect(gapCard(answer).detail).toContain('Allergies: the FHIR server did not answer in time.');
  });

  test('a server that never answers anything: 412', async () => {
    proxy.fail('', hang);
    const answer = await call('order-sign', null, proxy.url);
    expect(refusal(answer)).toMatchObject({
      status: 412,
      diagnostics: expect.stringMatching(/creatinine, .*\(the FHIR server did not answer in time\)\.$/),
    });
  });

  test('the second page is refused: no reassurance from the first', async () => {
    const first = complete('more-than-a-page', false);
    const next = (first.creatinine as Bundle).link?.find(({ relation }) => relation === 'next')?.url ?? '';
    const through = {
      ...(first.creatinine as Bundle),
      link: [{ relation: 'next', url: next.replace(pair.fhir.url, proxy.url) }],
    };
    proxy.fail('Observation', status(403));
    const answer = await call('order-sign', { ...first, creatinine: through }, proxy.url, 'more-than-a-page');
    expect(findingsIn(answer)).toEqual(['not-evaluated info']);
    expect(gapCard(answer).detail).toContain('Creatinine results: not all of it could be read.');
  });
});

describe('a patient who does not take tacrolimus', () => {
  test.each([
    ['by FHIR access', null, true],
    ['by prefetch', 'complete', false],
  ] as const)('chart opened, %s: no cards', async (_what, prefetch, fhir) => {
    const given = prefetch === null ? null : complete('first-order-male');
    const answer = await call('patient-view', given, fhir ? pair.fhir.url : null, 'first-order-male');
    expect(answer.body).toEqual({ cards: [] });
  });

  test('chart opened, the orders unknown: 412, for nobody can tell', async () => {
    const answer = await call(
      'patient-view',
      without('medicationRequests', complete('first-order-male')),
      null,
      'first-order-male',
    );
    expect(refusal(answer)).toMatchObject({ status: 412, diagnostics: expect.stringContaining('medication history') });
  });

  test('chart opened, everything but the medication unknown: no cards', async () => {
    const all = complete('first-order-male');
    const medication = Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith('medication')));
    const answer = await call(
      'patient-view',
      { ...medication, tacrolimusLevels: all.tacrolimusLevels },
      null,
      'first-order-male',
    );
    expect(answer.body).toEqual({ cards: [] });
  });
});
