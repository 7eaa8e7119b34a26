import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFhirServer, type FhirServerOptions } from '../../sandbox/fhir-server/start-fhir-server.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import { PAGE_LINK_LABEL, type Card } from '../../src/domain/card.js';
import type { SmartRegistration } from '../../src/server/smart/registrations.js';
import type { ServiceSettings } from '../../src/server/start/settings.js';
import { cardsIn, NOW, startTestService, type TestService } from '../support/running-service.js';
import { Browser, type Visit } from '../support/browser.js';
import { send } from '../server/http/test-app.js';

/** The SMART app from the click in the EHR to the page, over real sockets: an EHR that launches, a browser with cookies, the service. */
const STORIES = allStories(NOW).filter(({ id }) => ['aki-stage-2', 'aki-ratio-1-49'].includes(id));
const [ill = '', other = ''] = ['aki-stage-2', 'aki-ratio-1-49'].map((id) => patientOf(id));

function patientOf(story: string): string {
  const found = STORIES.find(({ id }) => id === story)?.resources.find((each) => each.resourceType === 'Patient');
  return found?.id ?? '';
}

const running: { close(): Promise<unknown> }[] = [];
afterAll(() => Promise.all(running.map((each) => each.close())));

function startEhr(smart: FhirServerOptions['smart'] = {}) {
  const resources = STORIES.flatMap((story) => story.resources);
  return kept(startFhirServer({ host: '127.0.0.1', port: 0, resources, smart }));
}

async function startApp(
  bases: readonly string[],
  changes: Partial<ServiceSettings> = {},
  registration: Partial<SmartRegistration> = {},
): Promise<TestService> {
  const own: SmartRegistration = {
    client: 'hospital',
    bases,
    clientId: 'tacrolimus-cds',
    proof: { kind: 'public' },
    frameAncestors: [],
    dialect: 'generic',
  };
  return kept(startTestService({ smart: [{ ...own, ...registration }], ...changes }));
}

async function kept<T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  running.push(started);
  return started;
}

const launchUrl = (app: TestService, iss: string, launch = ill) =>
  `${app.url}/smart/launch?${new URLSearchParams({ iss, launch }).toString()}`;
const heading = ({ text }: Visit) => /<h1>(.*?)<\/h1>\s*(?:<p>(.*?)<\/p>)?/s.exec(text)?.slice(1) ?? [];
const whys = ({ logged }: TestService) => logged.flatMap(({ fields }) => ('why' in fields ? [fields.why] : []));

let ehr: Awaited<ReturnType<typeof startEhr>>;
let app: TestService;
beforeAll(async () => {
  ehr = await startEhr();
  app = await startApp([ehr.url]);
});

describe('a launch from the chart', () => {
  let page: Visit;
  const browser = new Browser();
  beforeAll(async () => {
    page = await browser.follow(launchUrl(app, ehr.url));
  });

  it('shows the cards, the course, every value and each way to an answer, as the page behind a card does', () => {
    expect([page.status, ...heading(page)]).toEqual([200, 'Tacrolimus in this patient', undefined]);
    expect(page.text).toContain('AKI warning stage 2');
    expect(page.text).toMatch(/<svg [^>]*role="img"/);
    for (const words of [
      '<h2>Behind it: AKI warning stage 2',
      'Creatinine, levels and tacrolimus',
      'Kidney injury (aki)',
      'stage 2:',
    ])
      expect(page.text).toContain(words);
    expect(page.text).toContain('Nothing of it is kept');
  });

  it('asks with state, PKCE by S256, the server that it is for, and no more than to read the open chart', () => {
    const asked = new URL(browser.visited[1] ?? '').searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      response_type: 'code',
      client_id: 'tacrolimus-cds',
      redirect_uri: `${app.url}/smart/callback`,
      scope: expect.stringMatching(/^launch patient\/AllergyIntolerance\.rs (?:patient\/[A-Za-z]+\.rs ?)+$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      aud: ehr.url,
      launch: ill,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  it('runs nothing, loads nothing, stays in no cache, tells no other site its address', () => {
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.text).not.toMatch(/<script|src=|@import|url\(/);
  });

  it('the cookie is short, for no script, for no other site, and gone afterwards', async () => {
    const { headers } = await new Browser().open(launchUrl(app, ehr.url));
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^smart-[0-9a-f]{16}=[\w-]{43}; Path=\/smart\/; Max-Age=300; HttpOnly; SameSite=Lax$/),
    ]);
    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
    expect([...browser.cookies]).toEqual([]);
  });

  it('leaves neither token nor code, state, patient or value in the log, in an address or in a store', () => {
    const lines = JSON.stringify(app.logged);
    for (const address of browser.visited.slice(1)) {
      for (const name of ['state', 'code', 'code_challenge']) {
        const value = new URL(address).searchParams.get(name);
        if (value !== null) expect(lines).not.toContain(value);
      }
      expect(address).not.toContain('sandbox-launch-');
    }
    expect(lines).not.toContain('sandbox-launch-');
    expect(lines).not.toContain(ill);
    expect(lines).not.toMatch(/creatinine|127\.0\.0\.1/i);
    expect(app.logged.filter(({ message }) => message === 'smart page read').map(({ fields }) => fields)).toEqual([
      { requestId: expect.any(String), client: 'hospital', cards: expect.any(Number) },
    ]);
    const routes = app.logged.flatMap(({ message, fields }) => (message === 'request' ? [fields.route] : []));
    expect(new Set(routes)).toEqual(new Set(['smart']));
  });

  it('every question to the FHIR server carried the token of the user', () => {
    const asked = ehr.log.entries().filter(({ target }) => /^(?:Patient|Observation|Condition)/.test(target));
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.every(({ authorized }) => authorized)).toBe(true);
  });

  it('is German where the browser wants it, and says so to caches', async () => {
    const german = await new Browser().follow(launchUrl(app, ehr.url), { 'accept-language': 'de' });
    expect(heading(german)[0]).toBe('Tacrolimus bei diesem Patienten');
    expect(german.text).toContain('AKI-Warnstufe 2');
    expect(german.headers.get('vary')).toMatch(/Accept-Language/i);
  });

  it('of a patient who has no card it shows the course and that all was checked', async () => {
    const quiet = await new Browser().follow(launchUrl(app, ehr.url, other));
    expect(quiet.status).toBe(200);
    expect(quiet.text).toMatch(/<svg [^>]*role="img"/);
    expect(quiet.text).not.toContain('AKI warning stage 2');
  });

  it('the id that the official Sandbox asks for launches too, with the card that the user came from first', async () => {
    const made = await send(`${ehr.url}/_services/smart/Launch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ launch_url: 'x', parameters: { patient: ill, appContext: 'trough-high' } }),
    });
    const { launch_id: id } = made.body as unknown as { readonly launch_id: string };
    const visit = await new Browser().follow(launchUrl(app, ehr.url, id));
    expect([visit.status, visit.text.includes('AKI warning stage 2')]).toEqual([200, true]);
  });
});

describe('is refused, with a page that says what to do', () => {
  /** Stops before the last step. */
  async function untilCallback(browser: Browser, service = app, iss = ehr.url): Promise<string> {
    const first = await browser.open(launchUrl(service, iss));
    const second = await browser.open(first.headers.get('location') ?? '');
    return second.headers.get('location') ?? '';
  }

  it.each([
    ['a foreign iss', 'https://evil.example/fhir', 'x'],
    ['an iss that only begins alike', () => `${ehr.url}x`, 'x'],
    ['an iss with a user in it', () => ehr.url.replace('//', '//a@'), 'x'],
    ['an address of the machine', 'http://169.254.169.254/latest', 'x'],
    ['no launch', () => ehr.url, ''],
    ['no iss', '', 'x'],
  ] as const)('%s: 403, and nobody is asked', async (_what, iss, launch) => {
    const before = ehr.log.entries().length;
    const visit = await new Browser().open(launchUrl(app, typeof iss === 'string' ? iss : iss(), launch));
    expect([visit.status, visit.headers.get('location'), heading(visit)[0]]).toEqual([
      403,
      null,
      'This page could not be opened',
    ]);
    expect(ehr.log.entries()).toHaveLength(before);
  });

  it('a wrong state, none, or that of another browser', async () => {
    const [mine, hers] = [new Browser(), new Browser()];
    const callback = await untilCallback(mine);
    for (const [browser, url] of [
      [mine, callback.replace(/state=[^&]*/, 'state=guessed')],
      [mine, callback.replace(/&?state=[^&]*/, '')],
      [hers, callback],
    ] as const) {
      const visit = await browser.open(url);
      expect([visit.status, heading(visit)[1]]).toEqual([400, expect.stringMatching(/^This launch is over/)]);
    }
    // Whoever tried it in another browser has used it up.
    expect((await mine.open(callback)).status).toBe(400);
  });

  it('a callback that comes a second time', async () => {
    const browser = new Browser();
    const callback = await untilCallback(browser);
    const cookies = [...browser.cookies];
    expect((await browser.open(callback)).status).toBe(200);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.open(callback)).status).toBe(400);
  });

  it('a code that somebody else used before', async () => {
    const [first, second] = [new Browser(), new Browser()];
    const [used, unused] = [await untilCallback(first), await untilCallback(second)];
    await first.open(used);
    const code = new URL(used).searchParams.get('code') ?? '';
    const visit = await second.open(unused.replace(/code=[^&]*/, `code=${code}`));
    expect([visit.status, heading(visit)[1]]).toEqual([403, expect.stringMatching(/^The EHR ended the launch/)]);
  });

  it("a code that was given for another launch's challenge", async () => {
    const [first, second] = [new Browser(), new Browser()];
    const [a, b] = [await untilCallback(first), await untilCallback(second)];
    const code = new URL(a).searchParams.get('code') ?? '';
    expect((await second.open(b.replace(/code=[^&]*/, `code=${code}`))).status).toBe(403);
  });

  it.each([
    ['no PKCE with S256', { methods: ['plain'] }, 502, 'ehr-unfit'],
    ['a user who says no', { grant: (): null => null }, 403, 'not-granted'],
    ['a token of another patient', { opens: () => other }, 403, 'chart-refused'],
    ['a scope without the chart', { grant: (): string => 'launch patient/Immunization.rs' }, 403, 'chart-refused'],
    ['a token that has ended', { expiresIn: 0 }, 403, 'token-over'],
  ] as const)('%s', async (_what, smart, status, why) => {
    const erring = await startEhr(smart);
    const own = await startApp([erring.url]);
    const visit = await new Browser().follow(launchUrl(own, erring.url));
    expect([visit.status, whys(own)]).toEqual([status, [why]]);
    expect(visit.text).not.toMatch(/creatinine|<svg/i);
  });

  it('an EHR that is down, at each step', async () => {
    const down = await startFhirServer({ host: '127.0.0.1', port: 0, resources: [] });
    await down.close();
    const own = await startApp([down.url]);
    const visit = await new Browser().follow(launchUrl(own, down.url));
    expect([visit.status, whys(own)]).toEqual([502, ['ehr-away']]);

    const leaving = await startFhirServer({
      host: '127.0.0.1',
      port: 0,
      resources: STORIES.flatMap((story) => story.resources),
    });
    const late = await startApp([leaving.url]);
    const browser = new Browser();
    const callback = await untilCallback(browser, late, leaving.url);
    await leaving.close();
    const end = await browser.open(callback);
    expect([end.status, whys(late)]).toEqual([502, ['ehr-away']]);
  });

  it.each([
    ['no JSON', 'text/html', '<html>'],
    ['no endpoints', 'application/json', '{}'],
    [
      'an endpoint that is no web address',
      'application/json',
      JSON.stringify({
        authorization_endpoint: 'javascript:alert(1)',
        token_endpoint: 'https://a.example',
        code_challenge_methods_supported: ['S256'],
      }),
    ],
  ])('a configuration that is %s', async (_what, type, body) => {
    const server = await serve((_request, response) => response.setHeader('content-type', type).end(body));
    const own = await startApp([server.url]);
    const visit = await new Browser().open(launchUrl(own, server.url));
    expect([visit.status, visit.headers.get('location'), whys(own)]).toEqual([502, null, ['ehr-unfit']]);
  });

  it('a configuration that leads elsewhere: no redirect is followed', async () => {
    const asked: string[] = [];
    const elsewhere = await serve((request, response) => (asked.push(request.url ?? ''), response.end('{}')));
    const server = await serve((_request, response) =>
      response.writeHead(302, { location: `${elsewhere.url}/x` }).end(),
    );
    const own = await startApp([server.url]);
    expect((await new Browser().open(launchUrl(own, server.url))).status).toBe(502);
    expect(asked).toEqual([]);
  });

  /** An EHR that answers the token as it likes, and the chart too. */
  async function callbackOf(token: object, chart: (path: string) => { status: number; body: object }) {
    const server: { url: string } = await serve((request, response) => {
      const path = (request.url ?? '').slice(1);
      const configuration = {
        authorization_endpoint: `${server.url}/authorize`,
        token_endpoint: `${server.url}/token`,
        code_challenge_methods_supported: ['S256'],
      };
      const granted = { access_token: 'secret-token-of-a-user', token_type: 'Bearer', patient: ill, ...token };
      const { status, body } =
        path === 'token'
          ? { status: 200, body: granted }
          : path.startsWith('.well-known')
            ? { status: 200, body: configuration }
            : chart(path);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    const own = await startApp([server.url]);
    const browser = new Browser();
    const asked = await browser.open(launchUrl(own, server.url));
    const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const visit = await browser.open(`${own.url}/smart/callback?code=c&state=${state}`);
    expect(visit.text).not.toContain('secret-token');
    expect(JSON.stringify(own.logged)).not.toContain('secret-token');
    return { status: visit.status, why: whys(own) };
  }
  const nothing = () => ({ status: 404, body: {} });

  it.each([
    ['no patient', { patient: undefined }, 400, 'no-patient'],
    ['an id that is none', { patient: '../Patient/1' }, 400, 'no-patient'],
    ['a token of another kind', { token_type: 'mac' }, 403, 'code-refused'],
    ['no token', { access_token: undefined }, 403, 'code-refused'],
  ] as const)('a token answer with %s', async (_what, changes, status, why) => {
    expect(await callbackOf(changes, nothing)).toEqual({ status, why: [why] });
  });

  it('a chart in which the Patient is another one', async () => {
    const bundle = { resourceType: 'Bundle', type: 'searchset', entry: [] };
    const chart = (path: string) =>
      path.startsWith('Patient/')
        ? { status: 200, body: { resourceType: 'Patient', id: 'somebody-else' } }
        : { status: 200, body: bundle };
    expect(await callbackOf({}, chart)).toEqual({ status: 502, why: ['wrong-patient'] });
  });

  it('a chart that cannot be read', async () => {
    expect(await callbackOf({}, () => ({ status: 500, body: {} }))).toEqual({ status: 502, why: ['chart-away'] });
  });

  it('another method', async () => {
    const answer = await fetch(`${app.url}/smart/launch`, { method: 'POST', headers: { connection: 'close' } });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

async function serve(answer: Parameters<typeof createServer>[1]): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return kept(Promise.resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }));
}

it('without a registration nothing is at its paths', async () => {
  const plain = await kept(startTestService());
  expect((await new Browser().open(`${plain.url}/smart/launch?iss=x&launch=x`)).status).toBe(404);
});

it('production launches by https only', async () => {
  const { registrationFor } = await import('../../src/server/smart/registrations.js');
  const own: SmartRegistration = {
    client: 'hospital',
    bases: ['https://ehr.example/fhir', 'http://ehr.example/fhir'],
    clientId: 'x',
    proof: { kind: 'public' },
    frameAncestors: [],
    dialect: 'generic',
  };
  const isKnown = (iss: string) => registrationFor(iss, [own], true) !== null;
  expect(
    ['https://ehr.example/fhir', 'https://ehr.example/fhir/tenant-1', 'http://ehr.example/fhir'].map(isKnown),
  ).toEqual([true, true, false]);
});

describe('the link on a card', () => {
  const linksOf = (card: Card | undefined) =>
    (card?.links ?? []).filter(({ label }) => label === PAGE_LINK_LABEL).map(({ type, url }) => ({ type, url }));

  it('is there for a client that has the app, holds the kind of card and nothing of the patient, and the rest is left out', async () => {
    const { smartLinks } = await import('../../src/server/start/smart.js');
    const { testSettings } = await import('../support/running-service.js');
    const story = STORIES.find(({ id }) => id === 'aki-stage-2')!;
    const body = toRequest(story, 'order-sign', { fhirServer: ehr.url, prefetch: null });
    const [card] = cardsIn(await app.call('order-sign', body));
    // Whoever calls without a token is no client, and has no app.
    expect(linksOf(card)).toEqual([]);
    const own: SmartRegistration = {
      client: 'hospital',
      bases: [ehr.url],
      clientId: 'x',
      proof: { kind: 'public' },
      frameAncestors: [],
      dialect: 'generic',
    };
    const link = smartLinks(testSettings({ smart: [own] }), () => 'https://cds.example');
    expect(link('hospital', ehr.url, card!, 'en')).toEqual({
      label: PAGE_LINK_LABEL,
      url: 'https://cds.example/smart/launch',
      type: 'smart',
      appContext: 'aki-stage',
    });
    expect(link('hospital', 'https://other.example/fhir', card!, 'en')).toBeNull();
    expect(link('hospital', null, card!, 'en')).toBeNull();
    expect(link('clinic', ehr.url, card!, 'en')).toBeNull();
  });
});
