import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { toRequest } from '../../sandbox/patients/to-request.js';
import { startFhirServer, type RunningFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import { findingsIn, NOW, startTestService, testSettings } from '../support/running-service.js';
import { startService } from '../../src/server/start/service.js';

// Each look at a changed content starts a thread that reads the sources anew.
jest.setTimeout(300_000);

/** A site's overlay on the whole running service: what a pharmacist changes is what the next order gets. */
let overlayDir: string;
let fhir: RunningFhirServer;
const story = allStories(NOW).find(({ id }) => id === 'trough-15-0');
if (story === undefined) throw new Error('the story of the trough at its limit is gone');
const { resources } = story;

beforeEach(async () => {
  overlayDir = await mkdtemp(join(tmpdir(), 'site-content-'));
  await mkdir(join(overlayDir, 'hooks'));
  fhir = await startFhirServer({ host: '127.0.0.1', port: 0, resources });
});
afterEach(async () => {
  await fhir.close();
  await rm(overlayDir, { recursive: true });
});

const write = (text: string) => writeFile(join(overlayDir, 'hooks', 'rules.yaml'), text);
const request = () => toRequest(story, 'order-sign', { fhirServer: fhir.url, prefetch: null });

describe('a level of exactly 15.0 ng/mL, and a site that moves the limit', () => {
  it('limit 12 in the overlay -> the level fires; the shipped limit stays silent', async () => {
    await write('trough:\n  limit: 12\n');
    const site = await startTestService({ overlayDir });
    const shipped = await startTestService();
    try {
      expect(findingsIn(await site.call('order-sign', request()))).toContain('trough-high warning');
      expect(findingsIn(await shipped.call('order-sign', request()))).not.toContain('trough-high warning');
    } finally {
      await Promise.all([site.close(), shipped.close()]);
    }
  });

  it('a change while it runs counts for the next order; a bad one is refused and the last good one stays', async () => {
    await write('trough:\n  limit: 15\n');
    const site = await startTestService({ overlayDir });
    try {
      const findings = async () => findingsIn(await site.call('order-sign', request()));
      expect(await findings()).not.toContain('trough-high warning');
      await write('trough:\n  limit: 12\n');
      expect(await site.reload()).toBe('reloaded');
      expect(await findings()).toContain('trough-high warning');
      await write('trough:\n  limit: 150\n');
      expect(await site.reload()).toBe('refused');
      expect(await findings()).toContain('trough-high warning');
      expect(JSON.stringify(site.logged)).toContain('trough.limit: 150 ng/mL is above the allowed maximum 25');
      const home = async () => (await fetch(site.url)).text();
      expect(await home()).toContain('trough.limit: 150 ng/mL is above the allowed maximum 25');
      await write('trough:\n  limit: 12\n');
      expect(await site.reload()).toBe('unchanged');
      expect(await home()).not.toContain('was refused');
    } finally {
      await site.close();
    }
  });

  it('the rule switched to silent for the whole site -> no card, and the event still counts it', async () => {
    await write('trough:\n  limit: 12\nmodes:\n  trough: silent\n');
    const site = await startTestService({ overlayDir });
    try {
      expect(findingsIn(await site.call('order-sign', request()))).not.toContain('trough-high warning');
      expect(JSON.stringify(site.logged)).toContain('"mode":"silent","outcome":"findings"');
    } finally {
      await site.close();
    }
  });

  it('a bad overlay at the start -> the service does not start', async () => {
    await write('trough:\n  limt: 12\n');
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    await expect(startService(testSettings({ overlayDir }), { log, clock: { now: () => NOW } })).rejects.toThrow(
      /limt.*did you mean "limit"/,
    );
  });
});
