import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ContentError } from '../../src/content/files/content-error.js';
import { loadContent } from '../../src/content/load-content.js';
import type { HookRequest } from '../../src/domain/hook-request.js';
import { evaluate, type Evaluation } from '../../src/engine/evaluate/evaluate.js';
import { createMetrics } from '../../src/server/monitoring/create-metrics.js';
import { openShadow, type ShadowDeps } from '../../src/server/start/shadow.js';
import { captures, type Captured } from '../cli/captured.js';
import { ROOT } from '../cli/cli-harness.js';
import { Site } from '../cli/site.js';
import { findingsIn, startTestService, type TestService } from '../support/running-service.js';

let site: Site;
let request: (storyId: string) => Captured;
const services: TestService[] = [];
beforeAll(async () => {
  request = await captures();
  site = await Site.make({
    'limit/hooks/rules.yaml': 'trough:\n  limit: 17\n  critical: 22\n',
    'broken/hooks/rules.yaml': 'trough:\n  limit: 150\n',
  });
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});
afterAll(() => site.discard());

async function start(shadowDir: string | null): Promise<TestService> {
  const service = await startTestService({ shadowDir });
  services.push(service);
  return service;
}

const lines = (service: TestService, message: string) => service.logged.filter((line) => line.message === message);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a second content beside the live one', () => {
  test('sees what was answered, and nobody sees it', async () => {
    const [alone, shadowed] = [await start(null), await start(site.path('limit'))];
    const body = request('trough-15-1');
    const answer = await shadowed.call('order-sign', body);
    expect(findingsIn(answer)).toEqual(findingsIn(await alone.call('order-sign', body)));
    expect(findingsIn(answer)).toContain('trough-high warning');
    await until(() => lines(shadowed, 'shadow evaluated').length === 1);
    const [told] = lines(shadowed, 'shadow evaluated');
    const { shadow, live } = told?.fields as { shadow: Evaluation['event']; live: string };
    expect(live).toBe(shadowed.content.version);
    expect(shadow.contentVersion).not.toBe(live);
    expect(shadow.rules.find(({ rule }) => rule === 'trough')).toMatchObject({ outcome: 'silent', findings: [] });
    expect(answer.text).not.toContain(shadow.contentVersion);
    // Of the call itself one event, of the live content.
    expect(
      lines(shadowed, 'evaluated').map(({ fields }) => (fields.event as Evaluation['event']).contentVersion),
    ).toEqual([live]);
  });

  test('that cannot be used is said, and clinicians are answered', async () => {
    const service = await start(site.path('broken'));
    expect(lines(service, 'shadow content refused')).toEqual([
      expect.objectContaining({
        level: 'error',
        fields: { problems: [expect.stringMatching(/hooks\/rules\.yaml:2:\d+ trough\.limit: 150/)] },
      }),
    ]);
    expect(findingsIn(await service.call('order-sign', request('trough-15-1')))).toContain('trough-high warning');
  });
});

describe('its cost is bounded', () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const answered = (evaluation: Partial<Evaluation>) => ({
    service: 'tacrolimus-order-sign',
    request: { userId: null } as HookRequest,
    evaluation: { ...EMPTY, snapshot: {}, ...evaluation } as Evaluation,
    asOf: 0,
  });
  const EMPTY = {
    answer: { kind: 'cards', cards: [] },
    event: { contentVersion: 'live', rules: [] },
    orders: {},
    findings: [],
    suppressed: [],
  };

  async function shadowOf(put: ShadowDeps['evaluate']) {
    const metrics = createMetrics({ names: { clients: () => [], services: () => [] }, processMetrics: false });
    const content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
    const shadow = await openShadow({
      load: () => Promise.resolve(content),
      log,
      counts: metrics,
      ...(put === undefined ? {} : { evaluate: put }),
    });
    const counted = async (name: string) =>
      Object.fromEntries(
        [...(await metrics.text()).matchAll(new RegExp(`^${name}\\{(.*)\\} (\\d+)$`, 'gm'))]
          .map(([, labels = '', value]) => [labels, Number(value)] as const)
          .filter(([, value]) => value > 0),
      );
    return { shadow, counted };
  }

  test('one call at a time, after the turn in which it was seen; more than 20 that wait are let go, and counted', async () => {
    const running: number[] = [];
    let [now, done] = [0, 0];
    const { shadow, counted } = await shadowOf(async () => {
      now += 1;
      running.push(now);
      await new Promise((resolve) => setImmediate(resolve));
      [now, done] = [now - 1, done + 1];
      return EMPTY as unknown as Evaluation;
    });
    for (let each = 0; each < 25; each += 1) shadow.see(answered({}));
    expect(running).toEqual([]);
    await until(() => done === 20);
    await new Promise((resolve) => setImmediate(resolve));
    expect(Math.max(...running)).toBe(1);
    expect(await counted('cds_shadow_result_total')).toEqual({ 'result="compared"': 20, 'result="shed"': 5 });
  });

  test('content that is refused leaves what there was, and what is mended is taken up', async () => {
    const content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
    const loads = ['refused', '0.1.0+aaaaaaaaaaaa', 'refused', '0.1.0+bbbbbbbbbbbb'];
    const loaded: string[] = [];
    const counts = {
      shadowed: () => undefined,
      shadowLoaded: (version: string) => void loaded.push(version),
    };
    const load = () => {
      const version = loads.shift() ?? 'refused';
      return version === 'refused' ? Promise.reject(new ContentError([])) : Promise.resolve({ ...content, version });
    };
    const versions: string[] = [];
    const put: ShadowDeps['evaluate'] = (_service, _request, _chart, { content: { version } }) => {
      versions.push(version);
      return Promise.resolve(EMPTY as unknown as Evaluation);
    };
    const shadow = await openShadow({ load, log, counts, evaluate: put });
    shadow.see(answered({}));
    for (let each = 1; each <= 3; each += 1) {
      await shadow.reload();
      shadow.see(answered({}));
      await until(() => versions.length === each);
    }
    expect(loaded).toEqual(['0.1.0+aaaaaaaaaaaa', '0.1.0+bbbbbbbbbbbb']);
    expect(versions).toEqual(['0.1.0+aaaaaaaaaaaa', '0.1.0+aaaaaaaaaaaa', '0.1.0+bbbbbbbbbbbb']);
  });

  test('a call that fails under it is counted, and the next one is seen', async () => {
    let calls = 0;
    const { shadow, counted } = await shadowOf((...args) => {
      calls += 1;
      if (calls === 1) throw new Error('quotes a record');
      return calls === 2 ? Promise.resolve(EMPTY as unknown as Evaluation) : evaluate(...args);
    });
    shadow.see(answered({}));
    shadow.see(
      answered({
        findings: [{ id: 'trough-high', rule: 'trough', severity: 'warning' }] as unknown as Evaluation['findings'],
      }),
    );
    // Where no chart was read there is nothing to compare.
    shadow.see(answered({ snapshot: null }));
    await until(() => calls === 2);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await counted('cds_shadow_result_total')).toEqual({ 'result="compared"': 1, 'result="failed"': 1 });
    expect(await counted('cds_shadow_cards_total')).toEqual({ 'content="live",rule="trough",indicator="warning"': 1 });
  });
});
