import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContentHolder, type ContentHolderEvents, createContentHolder } from '../../src/content/content-holder.js';
import { ContentError, type ContentProblem } from '../../src/content/files/content-error.js';
import { hashContent, readContentFiles } from '../../src/content/files/content-files.js';
import { loadYamlFile } from '../../src/content/files/load-yaml-file.js';
import type { Content } from '../../src/content/load-content.js';
import { rulesFile } from '../../src/content/services/service-schemas.js';
import { ownContent } from './content-in-memory.js';
import { OverlayFolder } from './overlay-folder.js';

const own = ownContent();

/** Reads all files and checks rules.yaml only: these tests are about when content is swapped, not about what it is. */
async function loadRules(): Promise<Content> {
  const problems: ContentProblem[] = [];
  const files = await readContentFiles({ hooksDir: 'hooks', cardsDir: 'cards', overlayDir: site.path }, problems);
  const rules = loadYamlFile(files, 'hooks/rules.yaml', rulesFile, problems);
  if (rules === null || problems.length > 0) throw new ContentError(problems);
  return { ...own, params: rules.content, files, version: hashContent(files) };
}

/** Real files, and the events in the order in which they came. */
let site: OverlayFolder;
let holder: ContentHolder;
let heard: ContentHolderEvents;
let events: (['reloaded', number] | ['refused', string])[];
let wake: (() => void)[];

beforeEach(async () => {
  site = await OverlayFolder.make();
  await site.write('hooks/rules.yaml', 'trough: {limit: 12}\n');
  events = [];
  wake = [];
  const tell = (event: (typeof events)[number]) => {
    events.push(event);
    for (const each of wake.splice(0)) each();
  };
  heard = {
    onReload: ({ params }) => tell(['reloaded', params.trough.limit]),
    onRefused: (problems: readonly ContentProblem[]) => tell(['refused', problems.map(({ path }) => path).join()]),
  };
  holder = await createContentHolder(loadRules, heard);
});

afterEach(async () => {
  holder.close();
  await site.discard();
});

/** Until so many events have come; the test's own deadline ends an endless wait. */
async function eventCount(count: number): Promise<void> {
  while (events.length < count) await new Promise<void>((resolve) => wake.push(resolve));
}

const limit = (content: Content) => content.params.trough.limit;

describe('reload', () => {
  it('new content is in force at once; whoever holds the old one keeps it', async () => {
    const before = holder.current();
    await site.write('hooks/rules.yaml', 'trough: {limit: 13}\n');
    expect(await holder.reload()).toBe('reloaded');
    expect(limit(holder.current())).toBe(13);
    expect(limit(before)).toBe(12);
    expect(before.version).not.toBe(holder.current().version);
    expect(events).toEqual([['reloaded', 13]]);
  });

  it('a bad edit keeps the last good content, says why, and a mended one is taken', async () => {
    const good = holder.current();
    await site.write('hooks/rules.yaml', 'trough: {limit: 150}\n');
    expect(await holder.reload()).toBe('refused');
    expect(holder.current()).toBe(good);
    await site.write('hooks/rules.yaml', 'trough: {limit: 14}\n');
    expect(await holder.reload()).toBe('reloaded');
    expect(events).toEqual([
      ['refused', 'trough.limit'],
      ['reloaded', 14],
    ]);
  });

  it('content that has not changed is no news', async () => {
    const before = holder.current();
    expect(await holder.reload()).toBe('unchanged');
    expect(holder.current()).toBe(before);
    expect(events).toEqual([]);
  });

  it('a folder that vanishes is refused, not fatal', async () => {
    await site.remove('.');
    expect(await holder.reload()).toBe('refused');
    expect(limit(holder.current())).toBe(12);
  });

  it('calls that overlap end with what is on disk', async () => {
    const first = holder.reload();
    await site.write('hooks/rules.yaml', 'trough: {limit: 17}\n');
    const others = [holder.reload(), holder.reload(), holder.reload()];
    expect(new Set(others).size).toBe(1);
    await Promise.all([first, ...others]);
    expect(limit(holder.current())).toBe(17);
  });

  it('closing ends a look under way, and nothing is told of it', async () => {
    const looked: AbortSignal[] = [];
    const closed = await createContentHolder(
      (signal) => {
        looked.push(signal);
        return looked.length === 1 ? Promise.resolve(own) : new Promise((_, reject) => (signal.onabort = reject));
      },
      { onReload: () => events.push(['reloaded', 0]), onRefused: () => events.push(['refused', '']) },
    );
    const look = closed.reload();
    closed.close();
    expect(await look).toBe('unchanged');
    expect(events).toEqual([]);
  });

  it('bad content from the start is thrown: there is no good one to keep', async () => {
    await site.write('hooks/rules.yaml', 'trough: {limit: 150}\n');
    const start = createContentHolder(() => site.load(), { onReload: () => undefined, onRefused: () => undefined });
    await expect(start).rejects.toThrow('my-site/hooks/rules.yaml:1:17 trough.limit: 150 ng/mL is above');
  });
});

describe.each([
  ['told by the system', { debounceMs: 20, pollMs: 60_000 }],
  ['by looking now and then', { debounceMs: 20, pollMs: 100 }],
])('watch, %s', (_title, options) => {
  const still = () => new Promise((resolve) => setTimeout(resolve, 200));

  /** The holder of `beforeEach` watches nothing. */
  async function watchSite(load = loadRules): Promise<void> {
    holder.close();
    holder = await createContentHolder(load, heard, { folders: [site.path], options });
  }

  it('an edit that is saved while the first content is being checked is not lost', async () => {
    let isFirst = true;
    await watchSite(async () => {
      const found = await loadRules();
      if (isFirst) {
        isFirst = false;
        await site.write('hooks/rules.yaml', 'trough: {limit: 150}\n');
      }
      return found;
    });
    expect(limit(holder.current())).toBe(12);
    await eventCount(1);
    expect(events).toEqual([['refused', 'trough.limit']]);
  });

  it('an edit in place is taken over', async () => {
    await watchSite();
    await site.write('hooks/rules.yaml', 'trough: {limit: 14}\n');
    await eventCount(1);
    expect(limit(holder.current())).toBe(14);
  });

  it('so is a new file renamed over the old one, a new folder, and a file that goes', async () => {
    await watchSite();
    const file = join(site.path, 'hooks/rules.yaml');
    await writeFile(`${file}.tmp`, 'trough: {limit: 16}\n');
    await rename(`${file}.tmp`, file);
    await eventCount(1);
    expect(limit(holder.current())).toBe(16);
    await site.write('hooks/services/tacrolimus-patient-view.yaml', 'enabled: false\n');
    await eventCount(2);
    expect(holder.current().files.get('hooks/services/tacrolimus-patient-view.yaml')).toContain('enabled: false');
    await site.remove('hooks');
    await eventCount(3);
    expect(limit(holder.current())).toBe(15);
  });

  it('a bad edit is told once, and not again as long as nobody touches it', async () => {
    await watchSite();
    await site.write('hooks/rules.yaml', 'trough: {limit: 150}\n');
    await eventCount(1);
    await still();
    await still();
    expect(events).toEqual([['refused', 'trough.limit']]);
    expect(limit(holder.current())).toBe(12);
  });
});
