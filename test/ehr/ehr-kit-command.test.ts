import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliIo } from '../../src/cli/run/terminal-io.js';
import { addEhrKit } from '../../src/cli/site/ehr-kit-command.js';
import { SUGGESTION_KEYS } from '../../src/content/cards/card-schemas.js';
import type { EhrKit } from '../../src/ehr/kit/ehr-kit.js';
import { kitPage } from '../../src/ehr/kit/kit-page.js';
import { BASE_URL, kitOf } from './own-kit.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ehr-kit-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Run {
  readonly exitCode: number | null;
  readonly out: string;
}

async function run(...args: string[]): Promise<Run> {
  const seen: { exitCode: number | null; out: string[] } = { exitCode: null, out: [] };
  const io: CliIo = {
    out: (text) => void seen.out.push(text),
    err: (text) => void seen.out.push(text),
    readStdin: () => Promise.resolve('dialect: epic\n'),
    width: 120,
    color: false,
    now: () => 0,
    cwd: folder,
    packageRoot: process.cwd(),
    serve: () => Promise.resolve(0),
  };
  const program = new Command('tacrolimus-cds')
    .exitOverride()
    .configureOutput({ writeErr: (text) => seen.out.push(text) });
  addEhrKit(program, io, (exitCode) => (seen.exitCode = exitCode));
  await program.parseAsync(['ehr-kit', ...args], { from: 'user' });
  return { exitCode: seen.exitCode, out: seen.out.join('\n') };
}
const epic = ['--dialect', 'epic', '--base-url', BASE_URL];

describe('ehr-kit', () => {
  it('prints the page', async () => {
    const { exitCode, out } = await run(...epic);
    expect(exitCode).toBe(0);
    expect(out).toBe(kitPage(kitOf('epic')).trimEnd());
  });

  it('--out writes it to a file, folders included', async () => {
    await run(...epic, '--out', 'new/epic.md');
    expect(await readFile(join(folder, 'new/epic.md'), 'utf8')).toBe(kitPage(kitOf('epic')));
  });

  it('--json has the same as data', async () => {
    const kit = JSON.parse((await run(...epic, '--json')).out) as EhrKit;
    expect(kit.services).toEqual(kitOf('epic').services);
  });

  it('a blank sheet has problems: exit code 1, each with file and line', async () => {
    await writeFile(join(folder, 'sheet.yaml'), (await run(...epic, '--sheet')).out);
    const { exitCode, out } = await run(...epic, '--check', 'sheet.yaml');
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^sheet\.yaml:6:/);
    expect(out).toMatch(/\d+ problems in sheet\.yaml\.$/);
  });

  it('--check reads standard input too', async () => {
    const { exitCode, out } = await run(...epic, '--check', '-', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false });
  });

  it('a site fills in the orders of Epic in its own folder, key by key', async () => {
    await mkdir(join(folder, 'site/hooks/dialects'), { recursive: true });
    const own = 'suggestions:\n  orderCodes:\n    codes:\n      order-creatinine: "4711"\n';
    await writeFile(join(folder, 'site/hooks/dialects/epic.yaml'), own);
    const kit = JSON.parse((await run(...epic, '--content', 'site', '--json')).out) as EhrKit;
    const others = Array<null>(SUGGESTION_KEYS.length - 1).fill(null);
    expect(kit.suggestions.map(({ siteCode }) => siteCode)).toEqual(['4711', ...others]);
  });

  it('a profile that is wrong is told with file and line', async () => {
    await mkdir(join(folder, 'bad/hooks/dialects'), { recursive: true });
    await writeFile(join(folder, 'bad/hooks/dialects/epic.yaml'), 'summary:\n  maxLength: 500\n');
    await expect(run(...epic, '--content', 'bad')).rejects.toThrow(/epic\.yaml:2:14 summary\.maxLength: 500 is above/);
  });

  it.each(['cds.example.org', 'https://user@cds.example.org', 'https://cds.example.org?x=1', 'ftp://cds.example.org'])(
    'refuses the address %s',
    async (address) => {
      await expect(run('--dialect', 'epic', '--base-url', address)).rejects.toThrow(
        '--base-url: must be an http(s) address',
      );
    },
  );

  it('refuses an EHR that it does not know, and names those it does', async () => {
    await expect(run('--dialect', 'epik', '--base-url', BASE_URL)).rejects.toThrow(
      /no profile "epik"; did you mean "epic"\? there are generic, epic, oracle/,
    );
  });
});
