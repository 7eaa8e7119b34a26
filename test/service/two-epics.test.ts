import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, toRequest } from '../../sandbox/patients/to-request.js';
import type { Card } from '../../src/domain/card.js';
import { startService, type RunningService } from '../../src/server/start/service.js';
import { openStore } from '../../src/records/store/open-store.js';
import { post } from '../server/http/test-app.js';
import { ecKey, honestToken, NOW, ORDER_SIGN, PUBLIC_BASE, testClient } from '../server/security/tokens.js';
import { testSettings } from '../support/running-service.js';

/**
 * Two hospitals with the same EHR: each built its own orders and its own reasons, and each gets and sends its own codes.
 * Their profiles are two small files of the site's overlay.
 */
const keys = { north: ecKey('north'), south: ecKey('south') };
type Place = keyof typeof keys;
const REASONS = 'urn:oid:1.2.3';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const story = allStories(NOW).find(({ id }) => id === 'trough-20-1')!;

let site: string;
beforeEach(async () => {
  site = await mkdtemp(join(tmpdir(), 'two-epics-'));
  await mkdir(join(site, 'my-site/hooks/dialects'), { recursive: true });
  for (const [place, number] of [
    ['north', '17'],
    ['south', '99'],
  ]) {
    const text = [
      'extends: epic',
      `suggestions: { orderCodes: { codes: { order-creatinine: "CREA-${place}" } } }`,
      `overrideReasons: { codes: { already-done: { system: "${REASONS}", code: "${number}" } } }`,
    ];
    await writeFile(profile(place!), `${text.join('\n')}\n`);
  }
});
afterEach(() => rm(site, { recursive: true, force: true }));

const profile = (place: string) => join(site, `my-site/hooks/dialects/epic-${place}.yaml`);

function settings(dialectOf: (place: Place) => string) {
  const client = (place: Place) =>
    testClient([keys[place]], { id: place, issuer: issuerOf(place), dialect: dialectOf(place) });
  return testSettings({
    publicBaseUrl: PUBLIC_BASE,
    clients: [client('north'), client('south')],
    overlayDir: join(site, 'my-site'),
    store: { databaseUrl: null, file: join(site, 'store.db'), siteKeys: null, comments: 'reduce' },
  });
}

const issuerOf = (place: Place) => `https://${place}.example/fhir/R4`;
const start = (dialectOf: (place: Place) => string = (place) => `epic-${place}`) =>
  startService(settings(dialectOf), { log, clock: { now: () => NOW } });

async function cardFor({ url, content }: RunningService, place: Place): Promise<Card> {
  const token = honestToken(keys[place], { iss: issuerOf(place) });
  const { sources } = content.services.find(({ hook }) => hook === 'order-sign')!;
  const templates = Object.fromEntries(Object.entries(sources).map(([key, { template }]) => [key, template]));
  const prefetch = prefetchOf(story, templates, { today: '2026-11-22', fhirServer: issuerOf(place) });
  const request = toRequest(story, 'order-sign', { fhirServer: null, prefetch });
  const answer = await post(`${url}${ORDER_SIGN}`, request, { authorization: `Bearer ${token}` });
  const card = (answer.body.cards as readonly Card[]).find(
    ({ source }) => source.topic?.code === 'TacrolimusTroughHigh',
  );
  if (card === undefined) throw new Error(`no card on the level: ${answer.text}`);
  return card;
}

const orderCodes = ({ suggestions = [] }: Card) =>
  suggestions.flatMap(({ actions = [] }) => actions.map(({ resource }) => JSON.stringify(resource?.code)));

describe('two Epic sites behind one service', () => {
  it('each gets the orders it built and the reasons it mapped; nobody gets the other ones', async () => {
    const service = await start();
    try {
      for (const [place, other, number] of [
        ['north', 'south', '17'],
        ['south', 'north', '99'],
      ] as const) {
        const card = await cardFor(service, place);
        expect(orderCodes(card).join()).toContain(`CREA-${place}`);
        expect(JSON.stringify(card)).not.toContain(`CREA-${other}`);
        expect(card.overrideReasons?.filter(({ system }) => system === REASONS).map(({ code }) => code)).toEqual([
          number,
        ]);
      }
    } finally {
      await service.close();
    }
  });

  it('a reason in the code of one site is counted as the HL7 reason that it means', async () => {
    const service = await start();
    try {
      const { uuid } = await cardFor(service, 'north');
      const reason = { reason: { system: REASONS, code: '17' } };
      const entry = {
        card: uuid,
        outcome: 'overridden',
        outcomeTimestamp: '2026-11-22T12:05:00Z',
        overrideReason: reason,
      };
      const path = `${ORDER_SIGN}/feedback`;
      const token = honestToken(keys.north, { iss: issuerOf('north'), aud: `${PUBLIC_BASE}${path}` });
      const kept = await post(`${service.url}${path}`, { feedback: [entry] }, { authorization: `Bearer ${token}` });
      expect([kept.status, kept.text]).toEqual([200, expect.anything()]);
    } finally {
      await service.close();
    }
    const { store } = settings((place) => place);
    const reader = await openStore({ ...store, asCommand: true }, { log, now: () => NOW, reasons: () => [] });
    try {
      const rows = await (await reader.query()).selectFrom('feedback').selectAll().execute();
      expect(rows.map(({ reason_state, reason_parent }) => [reason_state, reason_parent])).toEqual([
        ['listed', 'cds-not-applicable'],
      ]);
    } finally {
      await reader.close();
    }
  });

  it('a client that names a profile which nobody wrote stops the start, and is named', async () => {
    await expect(start((place) => (place === 'north' ? 'epic-nort' : 'epic-south'))).rejects.toThrow(
      /epic-nort\.yaml:1:1 there is no such profile, and client "north" of the clients file uses it; did you mean "epic-north"\?/,
    );
  });

  it('a change that takes away a profile in use is refused, and the client keeps its own', async () => {
    const service = await start();
    try {
      await rm(profile('north'));
      expect(await service.reloadContent()).toBe('refused');
      expect(orderCodes(await cardFor(service, 'north')).join()).toContain('CREA-north');
    } finally {
      await service.close();
    }
  });
});
