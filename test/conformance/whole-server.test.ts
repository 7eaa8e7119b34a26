import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bundle } from 'fhir/r4.js';
import { DRUGS } from '../../sandbox/patients/codes.js';
import { medicationRequest } from '../../sandbox/patients/medication-resources.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import { HOOKS, type HookName } from '../../src/domain/service-definition.js';
import { startFakeFhirServer, type FakeFhirServer } from '../fhir/support/fake-fhir-server.js';
import type { Answer } from '../server/http/test-app.js';
import { inRelease } from '../service/chart-releases.js';
import { OPERATION_OUTCOME, startFhirProxy, type FhirProxy } from '../service/fhir-proxy.js';
import { serviceTemplates } from '../service/service-templates.js';
import { cardsIn, findingsIn, gapCard, NOW, startPair, withoutUuids, type Pair } from '../support/running-service.js';
import { findJsonFaults } from '../../src/cds-hooks/response/validate-response.js';

/** Requirements that only the whole product can meet: real content, real rules, a real FHIR server and its log. */
const TOKEN = 'canary-token-5f2b9c';
const stories = new Map(allStories(NOW).map((story) => [story.id, story]));
const ALL_FOUR = ['aki-stage critical', 'duration-over warning', 'thiopurine-plan warning', 'trough-high critical'];

let pair: Pair;
let proxy: FhirProxy;
/** Another origin, which must never hear of anything. */
let canary: FakeFhirServer;
beforeAll(async () => {
  pair = await startPair([...stories.values()].flatMap(({ resources }) => resources));
  proxy = await startFhirProxy(pair.fhir.url);
  canary = await startFakeFhirServer();
});
afterEach(() => proxy.reset());
afterAll(async () => {
  await Promise.all([proxy.close(), canary.close()]);
  await pair.close();
});

type Json = Readonly<Record<string, unknown>>;

function prefetch(id = 'everything-at-once', ignoreCount = true): Json {
  const context = { today: '2026-11-22', fhirServer: proxy.url, ignoreCount };
  return prefetchOf(stories.get(id)!, serviceTemplates(pair.service), context);
}

interface Call {
  readonly id?: string;
  readonly prefetch?: Json | null;
  readonly fhirServer?: string | null;
  readonly token?: boolean;
  readonly changes?: Json;
}

function call(hook: HookName, options: Call = {}): Promise<Answer> {
  const { id = 'everything-at-once', prefetch: given = null, fhirServer = proxy.url, token = false } = options;
  const body = toRequest(stories.get(id)!, hook, { fhirServer, prefetch: null });
  return pair.service.call(hook, {
    ...body,
    ...(given === null ? {} : { prefetch: given }),
    ...(token ? { fhirAuthorization: authorization() } : {}),
    ...options.changes,
  });
}

function authorization(): Json {
  return { access_token: TOKEN, token_type: 'Bearer', expires_in: 300, scope: 'patient/*.read', subject: 'cds' };
}

function without(all: Json, key: string): Json {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== key));
}

const asked = () => proxy.requests.map(({ target }) => target.split('?')[0]);

describe('what a real answer looks like', () => {
  it.each(HOOKS)('[C-003] [C-004] [C-005] %s: no null and nothing empty', async (hook) => {
    for (const id of ['everything-at-once', 'labs-none', 'plan-intolerant', 'all-quiet']) {
      const answer = await call(hook, { id });
      expect([id, findJsonFaults(answer.body, '', ['cards'])]).toEqual([id, []]);
    }
  });

  it.each(HOOKS)('[C-006] %s: every suggested resource is FHIR JSON of a known type', async (hook) => {
    const actions = cardsIn(await call(hook)).flatMap(({ suggestions = [] }) =>
      suggestions.flatMap((suggestion) => suggestion.actions ?? []),
    );
    const created = actions.filter(({ type }) => type === 'create');
    expect(created.length).toBeGreaterThan(3);
    for (const { resource } of created) expect(resource?.resourceType).toMatch(/^(ServiceRequest|MedicationRequest)$/);
    // A delete names what it takes back, and holds nothing.
    const others = actions.filter(({ type }) => type !== 'create');
    expect(others.filter(({ type, resourceId, resource }) => type !== 'delete' || !resourceId || resource)).toEqual([]);
  });

  it('[C-092] what is taken back is one of the draft orders of the call', async () => {
    const answer = await call('order-sign');
    const { order, otherDrafts } = stories.get('everything-at-once')!;
    const ids = [order, ...otherDrafts].map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`);
    const deleted = cardsIn(answer)
      .flatMap(({ suggestions = [] }) => suggestions.flatMap(({ actions = [] }) => actions))
      .filter(({ type }) => type === 'delete');
    expect(deleted.length).toBeGreaterThan(0);
    for (const { resourceId } of deleted) expect(ids).toContain(resourceId);
  });

  it.each(HOOKS)('[C-055] [C-061] %s: no member of the 3.0 ballot, no system actions', async (hook) => {
    expect((await call(hook)).text).not.toMatch(/actionSelectionBehavior|systemActions/);
  });

  it('[C-077] each kind of card has a topic of its own, the same for everybody', async () => {
    const topics = new Map<string, Set<string>>();
    for (const id of ['everything-at-once', 'trough-15-1', 'aki-stage-2', 'labs-none']) {
      for (const card of cardsIn(await call('order-sign', { id }))) {
        const finding = (card.extension?.['org.tacrolimus-cds.trace'] as { finding: string }).finding;
        topics.set(finding, (topics.get(finding) ?? new Set()).add(card.source.topic?.code ?? ''));
      }
    }
    expect([...topics.values()].map(({ size }) => size)).toEqual([...topics].map(() => 1));
    expect(new Set([...topics.values()].flatMap((codes) => [...codes])).size).toBe(topics.size);
  });
});

describe('fetching', () => {
  it.each(HOOKS)('[C-047] %s: with all of prefetch nothing is fetched', async (hook) => {
    expect(findingsIn(await call(hook, { prefetch: prefetch() }))).toEqual(ALL_FOUR);
    expect(proxy.requests).toEqual([]);
  });

  it('[C-047] one key is missing: that question is asked, and no other', async () => {
    for (const [key, template] of Object.entries(serviceTemplates(pair.service))) {
      proxy.reset();
      await call('order-sign', { prefetch: without(prefetch(), key) });
      expect([key, asked()]).toEqual([
        key,
        [template.split('?')[0]?.replace('{{context.patientId}}', 'everything-at-once')],
      ]);
    }
  });

  it('[C-047] a key that is null has been answered: nothing is fetched', async () => {
    const none = Object.fromEntries(Object.keys(prefetch()).map((key) => [key, null]));
    await call('order-sign', { prefetch: none });
    expect(proxy.requests).toEqual([]);
  });

  it.each(['order-sign', 'order-select', 'medication-prescribe'] as const)(
    '[C-047] %s: without a tacrolimus order nothing is fetched',
    async (hook) => {
      const drug = { patientId: 'everything-at-once', id: 'm', status: 'draft', authoredOn: '2026-11-22' } as const;
      const entry = [{ resource: medicationRequest({ ...drug, drug: DRUGS.mesalazine }) }];
      const bundle = { resourceType: 'Bundle', type: 'collection', entry };
      const context = { userId: 'Practitioner/1', patientId: drug.patientId, draftOrders: bundle, medications: bundle };
      expect((await call(hook, { changes: { context } })).body).toEqual({ cards: [] });
      expect(proxy.requests).toEqual([]);
    },
  );

  it('[C-047] an ointment is no reason to fetch either', async () => {
    expect((await call('order-sign', { id: 'topical-order' })).body).toEqual({ cards: [] });
    expect(proxy.requests).toEqual([]);
  });

  it('[C-047] what an answer needs is asked side by side: none is answered before the last has arrived', async () => {
    const sources = Object.values(pair.service.content.services.find(({ hook }) => hook === 'order-sign')!.sources);
    const required = sources.filter((source) => source.required).length;
    expect(required).toBeGreaterThan(3);
    proxy.holdUntil(required);
    expect(findingsIn(await call('order-sign'))).toEqual(ALL_FOUR);
    expect(proxy.requests).toHaveLength(sources.length);
    expect(proxy.requests.slice(0, required).map(({ answeredBefore }) => answeredBefore)).toEqual(
      Array.from({ length: required }, () => 0),
    );
  });

  it('[C-037] every search that goes out names the patient, and every Observation search names codes', async () => {
    await call('order-sign');
    for (const { target } of proxy.requests.filter(({ target: each }) => each.includes('?'))) {
      const params = new URLSearchParams(target.split('?')[1]);
      expect(params.get('patient')).toBe('everything-at-once');
      if (target.startsWith('Observation')) expect(params.get('code')).toMatch(/http:\/\/loinc\.org\|/);
    }
  });
});

describe('data that cannot be had', () => {
  it.each(HOOKS)('[C-048] %s: neither prefetched nor reachable -> 412 with an OperationOutcome', async (hook) => {
    for (const given of [null, {}]) {
      const answer = await call(hook, { prefetch: given, fhirServer: null });
      expect([answer.status, answer.body.resourceType]).toEqual([412, 'OperationOutcome']);
    }
  });

  it.each(HOOKS)('[C-048] %s: the FHIR server refuses everything -> 412', async (hook) => {
    for (const code of [401, 403, 404, 500, 503]) {
      proxy.reset();
      proxy.fail('', (response) => response.writeHead(code).end());
      expect([code, (await call(hook)).status]).toEqual([code, 412]);
    }
  });

  it.each(HOOKS)('[C-049] %s: an OperationOutcome as the value of a key is not "no data"', async (hook) => {
    const broken = { ...prefetch(), tacrolimusLevels: OPERATION_OUTCOME };
    const answer = await call(hook, { prefetch: broken, fhirServer: null });
    expect(gapCard(answer).detail).toContain('Tacrolimus levels: the EHR reported an error instead of data.');
    const none = await call(hook, { prefetch: { ...prefetch(), tacrolimusLevels: null }, fhirServer: null });
    expect(none.text).not.toContain('reported an error');
  });

  it.each(HOOKS)(
    '[C-049] %s: an OperationOutcome among the entries: what came is used, its silence is not',
    async (hook) => {
      const outcome = { resource: OPERATION_OUTCOME, search: { mode: 'outcome' } };
      const quiet = prefetch('all-quiet');
      const creatinine = quiet.creatinine as Bundle;
      const broken = { ...quiet, creatinine: { ...creatinine, entry: [...(creatinine.entry ?? []), outcome] } };
      const answer = await call(hook, { id: 'all-quiet', prefetch: broken, fhirServer: null });
      expect(findingsIn(answer)).toEqual(['not-evaluated info']);
      expect(gapCard(answer).detail).toContain('Creatinine results: the EHR reported an error instead of data.');
    },
  );

  it.each(HOOKS)('[C-049] %s: all keys are OperationOutcomes -> 412', async (hook) => {
    const broken = Object.fromEntries(Object.keys(prefetch()).map((key) => [key, OPERATION_OUTCOME]));
    expect((await call(hook, { prefetch: broken, fhirServer: null })).status).toBe(412);
  });

  it.each(HOOKS)('[C-050] %s: null, and an empty searchset, say that there are none', async (hook) => {
    const empty = { resourceType: 'Bundle', type: 'searchset', total: 0 };
    const asNull = await call(hook, { prefetch: { ...prefetch(), allergies: null }, fhirServer: null });
    const asBundle = await call(hook, { prefetch: { ...prefetch(), allergies: empty }, fhirServer: null });
    expect(findingsIn(asNull)).toEqual(ALL_FOUR);
    expect(withoutUuids(asBundle)).toBe(withoutUuids(asNull));
  });

  it.each(HOOKS)('[C-051] %s: the next page of a prefetched Bundle is fetched, with the token', async (hook) => {
    const first = prefetch('more-than-a-page', false);
    const answer = await call(hook, { id: 'more-than-a-page', prefetch: first, token: true });
    expect(findingsIn(answer)).toEqual(['aki-stage warning']);
    expect(proxy.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`]);
    expect(asked()).toEqual(['Observation']);
  });

  it.each(HOOKS)('[C-051] %s: where the next page cannot be had, the data are said to be partial', async (hook) => {
    const first = prefetch('more-than-a-page', false);
    const answer = await call(hook, { id: 'more-than-a-page', prefetch: first, fhirServer: null });
    expect(gapCard(answer).detail).toContain('Creatinine results: not all of it could be read.');
  });
});

describe('the access token', () => {
  it.each(HOOKS)('[C-053] %s: goes with every FHIR call', async (hook) => {
    for (const id of ['everything-at-once', 'more-than-a-page', 'history-by-reference']) {
      proxy.reset();
      await call(hook, { id, token: true });
      expect(proxy.requests.length).toBeGreaterThanOrEqual(13);
      expect(new Set(proxy.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${TOKEN}`]));
    }
  });

  it('[C-053] is forgotten after the call: the next one, without authorization, sends none', async () => {
    await call('order-sign', { token: true });
    proxy.reset();
    await call('order-sign');
    expect(new Set(proxy.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([undefined]));
  });

  it('[C-053] goes to no other server, whatever a link or a reference says', async () => {
    const first = prefetch('more-than-a-page', false);
    const creatinine = first.creatinine as Bundle;
    const elsewhere = { ...creatinine, link: [{ relation: 'next', url: `${canary.base}/Observation?patient=x` }] };
    const answer = await call('order-sign', {
      id: 'more-than-a-page',
      prefetch: { ...first, creatinine: elsewhere },
      token: true,
    });
    // A server behind a proxy names itself in its links: the page is asked of the address that the request gave.
    expect(proxy.requests.map(({ target }) => target)).toContain('Observation?patient=x');
    expect(answer.status).toBe(200);

    const order = { ...stories.get('all-quiet')!.order, medicationCodeableConcept: undefined };
    const medicationReference = { reference: `${canary.base}/Medication/1` };
    const draftOrders = { resourceType: 'Bundle', entry: [{ resource: { ...order, medicationReference } }] };
    const context = { userId: 'Practitioner/1', patientId: 'all-quiet', draftOrders };
    expect((await call('order-sign', { token: true, changes: { context } })).status).toBe(412);

    proxy.fail('Condition', (response) => response.writeHead(302, { location: `${canary.base}/Condition` }).end());
    await call('order-sign', { token: true });
    expect(canary.requests).toEqual([]);
  });

  it('[C-053] stands in no answer and in no line of the log, nor does anything of the patient', async () => {
    const answers = [await call('order-sign', { token: true })];
    proxy.fail('', (response) => response.socket?.resetAndDestroy());
    answers.push(await call('order-sign', { token: true }), await call('patient-view', { token: true }));
    expect(answers.map(({ status }) => status)).toEqual([200, 412, 412]);
    for (const { text } of answers) expect(text).not.toContain(TOKEN);
    // An operator is told which server could not be reached; that is an address, and nothing else of the call.
    const logged = pair.service.logged.filter(({ message }) => message !== 'FHIR server not reached');
    const log = JSON.stringify(logged);
    expect(logged.length).toBeGreaterThan(3);
    expect(log).not.toMatch(
      new RegExp(`${TOKEN}|everything-at-once|Synthetic|ng/mL|umol/L|${new URL(proxy.url).port}`),
    );
  });
});

describe('prefetch and FHIR access', () => {
  it.each(HOOKS)('[C-054] %s: the same cards by either, byte for byte', async (hook) => {
    for (const id of ['everything-at-once', 'liver-transplant-toxic', 'labs-none', 'plan-intolerant', 'all-quiet']) {
      const fetched = withoutUuids(await call(hook, { id }));
      expect(withoutUuids(await call(hook, { id, prefetch: prefetch(id), fhirServer: null }))).toBe(fetched);
    }
  });
});

describe('FHIR releases', () => {
  const RELEASES = [
    ['DSTU2', ['DiagnosticOrder', 'MedicationOrder']],
    ['STU3', ['MedicationRequest', 'ProcedureRequest']],
    ['R4', ['MedicationRequest', 'ServiceRequest']],
  ] as const;
  const prescribe = (release: (typeof RELEASES)[number][0], id = 'everything-at-once') => {
    const { order } = stories.get(id)!;
    const medications = { resourceType: 'Bundle', entry: [{ resource: inRelease(order, release) }] };
    const context = { userId: 'Practitioner/1', patientId: id, medications };
    return call('medication-prescribe', { prefetch: prefetch(id), fhirServer: null, changes: { context } });
  };

  it.each(RELEASES.map(([release]) => release))('[C-057] an order in %s gives the four cards', async (release) => {
    expect(findingsIn(await prescribe(release))).toEqual(ALL_FOUR);
  });

  it.each(RELEASES)('[C-093] an order in %s is answered with suggestions in %j', async (release, types) => {
    const resources = cardsIn(await prescribe(release, 'plan-none-day-60')).flatMap(({ suggestions = [] }) =>
      suggestions.flatMap(({ actions = [] }) => actions.map(({ resource }) => resource?.resourceType)),
    );
    expect([...new Set(resources)].sort()).toEqual(types);
  });
});
