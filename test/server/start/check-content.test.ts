import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { checkContent } from '../../../src/server/start/check-content.js';
import { contentOf } from '../../../src/content/load-content.js';
import { startTestService } from '../../support/running-service.js';
import { OverlayFolder } from '../../content/overlay-folder.js';

let site: OverlayFolder;

beforeAll(async () => {
  site = await OverlayFolder.make();
});

afterAll(() => site.discard());

const check = (limits?: Parameters<typeof checkContent>[1]) =>
  checkContent({ hooksDir: 'hooks', cardsDir: 'cards', overlayDir: site.path }, limits);

test('sound content is found sound, as the version that loading it gives', async () => {
  expect((await contentOf(await check())).version).toBe((await site.load()).version);
});

test('a slip is told with its place, as loading it would', async () => {
  await site.write('hooks/rules.yaml', 'trough:\n  limit: 999\n');
  await expect(check()).rejects.toThrow(/^my-site\/hooks\/rules.yaml:2:/);
  await site.remove('hooks/rules.yaml');
});

test.each([
  [
    'a loop in a card',
    'cards/trough-high.md',
    (card: string) => `${card}{% for n in (1..900000000) %}{{ n }}{% endfor %}\n`,
  ],
  [
    '30,000 keys in a list of settings',
    'hooks/rules.yaml',
    () => Array.from({ length: 30_000 }, (_none, n) => `key${n}: {a: ${n}}\n`).join(''),
  ],
])('%s is refused at the limit at the latest, while this thread goes on', async (_name, file, change) => {
  await site.write(file, change(await readFile(file, 'utf8')));
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 10);
  try {
    await expect(check({ timeMs: 20_000, heapMb: 256 })).rejects.toThrow();
  } finally {
    clearInterval(turning);
    await site.remove(file);
  }
  expect(turns).toBeGreaterThan(10);
});

test('60,000 tabs in a card are no reason to refuse it, and cost nothing', async () => {
  const card = await readFile('cards/trough-high.md', 'utf8');
  await site.write('cards/trough-high.md', card.replace('\n---\n\n', `\n---\n\n${'\t'.repeat(60_000)}x`));
  expect((await check()).get('cards/trough-high.md')).toContain('\t');
  await site.remove('cards/trough-high.md');
});

test('a check that nobody waits for any more ends at once', async () => {
  const closing = new AbortController();
  const checked = checkContent(
    { hooksDir: 'hooks', cardsDir: 'cards', overlayDir: site.path },
    undefined,
    closing.signal,
  );
  closing.abort();
  await expect(checked).rejects.toThrow('aborted');
});

test('what takes longer than the limit is refused', async () => {
  await expect(check({ timeMs: 1, heapMb: 256 })).rejects.toThrow('content:1:1 was not checked within 0.001 s');
});

test('what needs more memory than the limit is refused, and only that process ends', async () => {
  const card = await readFile('cards/trough-high.md', 'utf8');
  await site.write('cards/trough-high.md', `${card}{% for n in (1..900000000) %}{{ n }}{% endfor %}\n`);
  await expect(check({ timeMs: 60_000, heapMb: 128 })).rejects.toThrow('needs more than 128 MB');
  await site.remove('cards/trough-high.md');
});

test('content that is saved over and over is taken over, each check what it read', async () => {
  const service = await startTestService({ overlayDir: site.path });
  try {
    let saved = 0;
    const save = () => {
      saved += 1;
      return site.write('hooks/rules.yaml', `approvedOn: 2026-01-${String((saved % 28) + 1).padStart(2, '0')}\n`);
    };
    await save();
    // Faster than any check: no version lives as long as its own.
    const saving = setInterval(() => void save(), 100);
    const result = await service.reload().finally(() => clearInterval(saving));
    expect(result).toBe('reloaded');
    expect(saved).toBeGreaterThan(2);
    expect(service.logged.filter(({ message }) => message === 'content refused')).toEqual([]);
  } finally {
    await service.close();
    await site.remove('hooks/rules.yaml');
  }
});
