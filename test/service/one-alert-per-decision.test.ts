import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Observation } from 'fhir/r4.js';
import { startFhirServer, type RunningFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import type { HookName } from '../../src/domain/service-definition.js';
import { post } from '../server/http/test-app.js';
import {
  cardsIn,
  changed,
  findingsIn,
  NOW,
  startTestService,
  traceOf,
  type TestService,
} from '../support/running-service.js';

/** `oneAlertPerDecision` on the whole running service, over one SQLite file and a real FHIR server. */
const HL7 = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';
const ON = 'oneAlertPerDecision:\n  enabled: true\n';

const story = allStories(NOW).find(({ id }) => id === 'aki-stage-1-high-trough');
if (story === undefined) throw new Error('the story of AKI stage 1 beside a high level is gone');
const BOTH = ['aki-stage critical', 'trough-high warning'];

let folder: string;
let fhir: RunningFhirServer;
let service: TestService;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'one-alert-'));
  await mkdir(join(folder, 'site', 'hooks'), { recursive: true });
  fhir = await startFhirServer({ host: '127.0.0.1', port: 0, resources: story.resources });
});
afterEach(async () => {
  await service.close();
  await fhir.close();
  await rm(folder, { recursive: true });
});

async function start(rules: string): Promise<void> {
  await writeFile(join(folder, 'site', 'hooks', 'rules.yaml'), rules);
  const store = {
    databaseUrl: null,
    file: join(folder, 'store.sqlite'),
    siteKeys: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    comments: 'reduce' as const,
    recallWaitMs: 20_000,
  };
  service = await startTestService({ overlayDir: join(folder, 'site'), store });
}

const ask = (hook: HookName, context: Readonly<Record<string, unknown>> = {}) =>
  service.call(hook, changed(toRequest(story, hook, { fhirServer: fhir.url, prefetch: null }), { context }));

const setAside = (hook: HookName, card: string, code: string, system = HL7) =>
  post(`${service.url}/cds-services/tacrolimus-${hook}/feedback`, {
    feedback: [
      {
        card,
        outcome: 'overridden',
        outcomeTimestamp: new Date(NOW - 60_000).toISOString(),
        overrideReason: { reason: { system, code } },
      },
    ],
  });

describe('one alert per decision', () => {
  it('off, as shipped: order-sign tells what order-select told', async () => {
    await start('');
    expect(findingsIn(await ask('order-select'))).toEqual(BOTH);
    expect(findingsIn(await ask('order-sign'))).toEqual(BOTH);
  });

  it('on: order-sign does not repeat it to the same user, and the event says so', async () => {
    await start(ON);
    expect(findingsIn(await ask('order-select'))).toEqual(BOTH);
    expect(findingsIn(await ask('order-sign'))).toEqual([]);
    const { event } = service.logged.filter(({ message }) => message === 'evaluated').at(-1)?.fields as {
      event: { cards: number; notShown: unknown };
    };
    expect(event.cards).toBe(0);
    expect(event.notShown).toEqual([
      { finding: 'aki-stage', why: 'already-shown' },
      { finding: 'trough-high', why: 'already-shown' },
    ]);
  });

  it('on: another user is told', async () => {
    await start(ON);
    await ask('order-select');
    expect(findingsIn(await ask('order-sign', { userId: 'Practitioner/another' }))).toEqual(BOTH);
  });

  it('on: a new result in between -> what rests on it is told, what does not is not', async () => {
    await start(ON);
    expect(findingsIn(await ask('order-select'))).toEqual(BOTH);
    await fhir.close();
    const higher = story.resources.map((resource) =>
      resource.resourceType === 'Observation' ? raised(resource, 'umol/L', 1) : resource,
    );
    fhir = await startFhirServer({ host: '127.0.0.1', port: 0, resources: higher });
    const told = findingsIn(await ask('order-sign'));
    expect(told).toContain('aki-stage critical');
  });

  it('on: order-sign alone tells it every time', async () => {
    await start(ON);
    expect(findingsIn(await ask('order-sign'))).toEqual(BOTH);
    expect(findingsIn(await ask('order-sign'))).toEqual(BOTH);
  });

  it('a warning set aside for a reason of the list stays quiet, the critical card does not', async () => {
    await start(`${ON}  snooze:\n    hours:\n      warning: 2\n`);
    const cards = cardsIn(await ask('order-sign'));
    for (const card of cards) await setAside('order-sign', card.uuid, 'action-completed');
    expect(cards.map((card) => traceOf(card).finding).sort()).toEqual(['aki-stage', 'trough-high']);
    expect(findingsIn(await ask('order-sign'))).toEqual(['aki-stage critical']);
    expect(findingsIn(await ask('patient-view'))).toEqual(['aki-stage critical']);
    expect(findingsIn(await ask('order-sign', { userId: 'Practitioner/another' }))).toEqual(BOTH);
  });

  it('a reason in the code of the EHR is the reason of the list that it stands for', async () => {
    const own = { system: 'urn:oid:1.2.3', code: '17' };
    await mkdir(join(folder, 'site', 'hooks', 'dialects'));
    const codes = JSON.stringify({ 'already-done': own });
    await writeFile(join(folder, 'site', 'hooks', 'dialects', 'generic.yaml'), `overrideReasons:\n  codes: ${codes}\n`);
    await start(`${ON}  snooze:\n    hours:\n      warning: 2\n`);
    for (const card of cardsIn(await ask('order-sign'))) {
      expect(JSON.stringify(card.overrideReasons)).toContain('"system":"urn:oid:1.2.3","code":"17"');
      await setAside('order-sign', card.uuid, own.code, own.system);
    }
    expect(findingsIn(await ask('order-sign'))).toEqual(['aki-stage critical']);
  });

  it('a reason that is not in the list keeps nothing quiet', async () => {
    await start(`${ON}  snooze:\n    hours:\n      warning: 2\n`);
    for (const card of cardsIn(await ask('order-sign'))) {
      await setAside('order-sign', card.uuid, 'recipient-disagrees-evidence');
    }
    expect(findingsIn(await ask('order-sign'))).toEqual(BOTH);
  });

  it('other content in between -> told again', async () => {
    await start(ON);
    await ask('order-select');
    await writeFile(join(folder, 'site', 'hooks', 'rules.yaml'), `${ON}trough:\n  limit: 14\n`);
    expect(await service.reload()).toBe('reloaded');
    expect(findingsIn(await ask('order-sign'))).toEqual(BOTH);
  });

  it('without a store it is said aloud, and everything is told', async () => {
    await writeFile(join(folder, 'site', 'hooks', 'rules.yaml'), ON);
    service = await startTestService({ overlayDir: join(folder, 'site') });
    await ask('order-select');
    expect(findingsIn(await ask('order-sign'))).toEqual(BOTH);
    expect(service.logged.map(({ message }) => message)).toContain(
      'oneAlertPerDecision is switched on, but nothing is kept: every call tells all that it finds',
    );
  });
});

/** Every result of that unit, a little higher. */
function raised(observation: Observation, unit: string, by: number): Observation {
  const quantity = observation.valueQuantity;
  if (quantity?.unit !== unit && quantity?.code !== unit) return observation;
  return { ...observation, valueQuantity: { ...quantity, value: (quantity.value ?? 0) + by } };
}
