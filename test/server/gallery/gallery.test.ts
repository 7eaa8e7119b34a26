import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, loadContent } from '../../../src/content/load-content.js';
import type { CliIo } from '../../../src/cli/run/terminal-io.js';
import { CliError } from '../../../src/cli/run/terminal-io.js';
import { addGallery } from '../../../src/cli/site/gallery-command.js';
import { buildProfiles } from '../../../src/ehr/profile/build-profiles.js';
import { galleryCards } from '../../../src/server/gallery/gallery-cards.js';
import { CARD_IDS } from '../../../src/rules/index.js';
import type { RunningServer } from '../../../src/server/http/app.js';
import { freePort } from '../../support/free-port.js';

const ROOT = process.cwd();
let folder = '';
let content: Content;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gallery-'));
  await mkdir(join(folder, 'site', 'cards'), { recursive: true });
  content = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` });
});
afterAll(() => rm(folder, { recursive: true }));

async function gallery(...args: string[]): Promise<{ out: string; server: RunningServer | null }> {
  const said: string[] = [];
  let server: RunningServer | null = null;
  const io: CliIo = {
    out: (text) => void said.push(text),
    err: (text) => void said.push(text),
    readStdin: () => Promise.resolve(''),
    width: 120,
    color: false,
    now: () => 0,
    cwd: folder,
    packageRoot: ROOT,
    serve: () => Promise.resolve(0),
  };
  const program = new Command('tacrolimus-cds').exitOverride();
  addGallery(
    program,
    io,
    () => undefined,
    (started) => (server = started),
  );
  await program.parseAsync(['gallery', ...args], { from: 'user' });
  return { out: said.join('\n'), server };
}

describe('the cards of the gallery', () => {
  it('are every card in every severity that its rule can give it, for each profile', () => {
    const profiles = Object.values(buildProfiles(content)).filter((each) => each !== undefined);
    expect(profiles.length).toBeGreaterThanOrEqual(5);
    for (const ehr of profiles) {
      const cards = galleryCards(content, ehr);
      expect([...new Set(cards.map(({ finding }) => finding))].sort()).toEqual([...CARD_IDS].sort());
      const keys = cards.map(({ finding, severity }) => `${finding} ${severity}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toEqual(
        expect.arrayContaining(['trough-high warning', 'trough-high critical', 'aki-stage critical']),
      );
      for (const { card, severity } of cards) expect(card.indicator).toBe(severity);
    }
  });

  it('are worded for the EHR', () => {
    const { generic, athena } = buildProfiles(content);
    const textOf = (ehr: typeof generic) => JSON.stringify(galleryCards(content, ehr));
    expect(textOf(athena)).not.toBe(textOf(generic));
  });
});

describe('tacrolimus-cds gallery', () => {
  it('--out writes one page without a script', async () => {
    expect((await gallery('--out', 'all.html', '--profile', 'epic')).out).toBe('all.html written');
    const page = await readFile(join(folder, 'all.html'), 'utf8');
    for (const id of CARD_IDS) expect(page).toContain(`id="${id}"`);
    expect(page).not.toContain('<script');
    // What a bad record holds is shown and does nothing.
    expect(page).not.toMatch(/<(?:img|iframe|script)/i);
  });

  it.each([
    [['--out', 'x.html', '--profile', 'nobody'], /--profile: there is no profile "nobody"; there are .*epic/],
    [['--port', 'many'], /--port: must be a number/],
    [['--content', 'nowhere'], /nowhere: there is no such folder/],
  ])('%j -> a clear sentence', async (args, message) => {
    await expect(gallery(...args)).rejects.toThrow(message);
  });

  it('serves the page, follows an edit, and keeps the last good one when an edit is refused', async () => {
    const { server, out } = await gallery('--content', 'site', '--port', String(await freePort()));
    const url = /http:\S+\/gallery/.exec(out)?.[0] ?? '';
    const get = async (path = '') => (await fetch(`${url}${path}`, { headers: { connection: 'close' } })).text();
    const until = async (isIt: (state: string) => boolean) => {
      for (let tries = 0; tries < 400; tries += 1) {
        const state = await get('/state');
        if (isIt(state)) return state;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error('nothing happened');
    };
    const before = await get('/state');
    expect(await get()).toContain('reload.js');
    expect(await get('?profile=oracle')).toMatch(/Oracle[^<]*<\/a>/);

    const card = `${await readFile(join(ROOT, 'cards/duration-over.md'), 'utf8')}\nPlease review it.\n`;
    await writeFile(join(folder, 'site/cards/duration-over.md'), card);
    await until((state) => state !== before);
    expect(await get()).toContain('Please review');

    await writeFile(join(folder, 'site/cards/duration-over.md'), card.replace('topic:', 'topik:'));
    expect(await until((state) => state.includes('\n'))).toContain('duration-over.md');
    const page = await get();
    expect([page.includes('The newest edit is not shown'), page.includes('Please review')]).toEqual([true, true]);
    await server?.close();
  });

  it('a port that is taken is said in words', async () => {
    const port = String(await freePort());
    const { server } = await gallery('--port', port);
    const again = gallery('--port', port);
    await expect(again).rejects.toThrow(CliError);
    await expect(again).rejects.toThrow(/another program is using the port/);
    await server?.close();
  });
});
