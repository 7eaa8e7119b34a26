import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFhirServer, type RunningFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import { type Card, PAGE_LINK_LABELS } from '../../src/domain/card.js';
import type { ServiceSettings } from '../../src/server/start/settings.js';
import { OverlayFolder } from '../content/overlay-folder.js';
import { post } from '../server/http/test-app.js';
import { ecKey, honestToken, NOW, ORDER_SIGN, PUBLIC_BASE, testClient } from '../server/security/tokens.js';
import { startTestService, type TestService } from '../support/running-service.js';

/** A hospital whose profile is German, and one whose profile says nothing, as two signed clients of one service (ADR 7). */
const keys = { berlin: ecKey('berlin'), bern: ecKey('bern') };
type Place = keyof typeof keys;
const issuerOf = (place: Place) => `https://${place}.example`;
const story = allStories(NOW).find(({ id }) => id === 'aki-stage-2')!;

let site: OverlayFolder;
let ehr: RunningFhirServer;
let service: TestService;
let settings: Partial<ServiceSettings>;
beforeAll(async () => {
  site = await OverlayFolder.make();
  await site.write('hooks/dialects/berlin.yaml', 'extends: generic\ntitle: Berlin\nlanguage: de\n');
  ehr = await startFhirServer({ host: '127.0.0.1', port: 0, resources: story.resources });
  const client = (place: Place, dialect: string) =>
    testClient([keys[place]], { id: place, issuer: issuerOf(place), dialect, fhirServers: [ehr.url] });
  settings = {
    publicBaseUrl: PUBLIC_BASE,
    clients: [client('berlin', 'berlin'), client('bern', 'generic')],
    overlayDir: site.path,
    smart: [
      {
        client: 'berlin',
        bases: [ehr.url],
        clientId: 'tacrolimus-cds',
        proof: { kind: 'public' },
        frameAncestors: [],
        dialect: 'berlin',
      },
    ],
  };
  service = await startTestService(settings, NOW);
});
afterAll(() => Promise.all([service.close(), ehr.close(), site.discard()]));

async function call(place: Place, headers: Readonly<Record<string, string>> = {}) {
  const token = honestToken(keys[place], { iss: issuerOf(place) });
  const body = toRequest(story, 'order-sign', { fhirServer: ehr.url, prefetch: null });
  const answer = await post(`${service.url}${ORDER_SIGN}`, body, { authorization: `Bearer ${token}`, ...headers });
  const [card] = answer.body.cards as readonly Card[];
  return { card: card!, vary: answer.headers.get('vary') ?? '' };
}

const isGerman = ({ summary }: Card) => summary.startsWith('AKI-Warnstufe 2');

describe('the language of an answer', () => {
  it.each([
    ['berlin', {}, true],
    ['berlin', { 'accept-language': 'en' }, true],
    ['bern', {}, false],
    ['bern', { 'accept-language': 'de-CH, en;q=0.8' }, true],
    ['bern', { 'accept-language': 'en, de;q=0.9' }, false],
    ['bern', { 'accept-language': 'fr' }, false],
    ['bern', { 'accept-language': 'de;q=0' }, false],
    ['bern', { 'accept-language': '*' }, false],
  ] as const)('%s with %j: German %s', async (place, headers, german) => {
    const { card, vary } = await call(place, headers);
    expect(isGerman(card)).toBe(german);
    // A cache on the way must not hand one language to who asked for the other.
    expect(vary.split(/,\s*/)).toContain('Accept-Language');
  });
});

it('a refusal is in the language of the profile too', async () => {
  const token = honestToken(keys.berlin, { iss: issuerOf('berlin') });
  const body = toRequest(story, 'order-sign', { fhirServer: null, prefetch: null });
  const answer = await post(`${service.url}${ORDER_SIGN}`, body, { authorization: `Bearer ${token}` });
  expect([answer.status, answer.text]).toEqual([412, expect.stringContaining('weil die Akte nicht lesbar war')]);
  expect(answer.headers.get('vary')).toContain('Accept-Language');
});

describe('the SMART app of that client', () => {
  it('is launched by a link on the card, in the language of the profile, with nothing of the patient', async () => {
    const { card } = await call('berlin');
    const link = card.links?.find(({ type }) => type === 'smart');
    expect(link).toEqual({
      label: PAGE_LINK_LABELS.de,
      url: `${PUBLIC_BASE}/smart/launch`,
      type: 'smart',
      appContext: 'aki-stage',
    });
    // What stands behind the link does not stand on the card.
    expect(card.detail).not.toContain('**Evidenz**');
  });

  it('a client without the app has no such link, and everything on the card', async () => {
    const { card } = await call('bern');
    expect(card.links?.filter(({ type }) => type === 'smart')).toEqual([]);
    expect(card.detail).toContain('**Evidence**');
  });

  const launch = (from: TestService) =>
    fetch(`${from.url}/smart/launch?${new URLSearchParams({ iss: ehr.url, launch: 'aki-stage-2' }).toString()}`, {
      redirect: 'manual',
      headers: { connection: 'close', 'accept-language': 'en' },
    });

  it('opens in German, whatever the browser prefers', async () => {
    const own = await startTestService({ ...settings, publicBaseUrl: null }, NOW);
    try {
      const launched = await launch(own);
      const [cookie = ''] = (launched.headers.getSetCookie()[0] ?? '').split(';');
      const granted = await fetch(launched.headers.get('location') ?? '', { redirect: 'manual' });
      const page = await fetch(granted.headers.get('location') ?? '', { headers: { cookie, connection: 'close' } });
      expect(await page.text()).toContain('<h1>Tacrolimus bei diesem Patienten</h1>');
    } finally {
      await own.close();
    }
  });

  it('behind https its cookie goes by https only, and to this app only', async () => {
    const launched = await launch(service);
    expect(launched.headers.getSetCookie()[0]).toMatch(/; Path=\/tacrolimus\/smart\/; .*; Secure$/);
    const asked = new URL(launched.headers.get('location') ?? '').searchParams;
    expect(asked.get('redirect_uri')).toBe(`${PUBLIC_BASE}/smart/callback`);
  });
});
