import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { execFileSync } from 'node:child_process';
import type { runCli } from '../../src/cli/run/run-cli.js';
import { addAlarms } from '../../src/cli/site/alarms-command.js';
import { addComments } from '../../src/cli/site/comments-command.js';
import { addReport } from '../../src/cli/site/report-command.js';
import { addRetention } from '../../src/cli/site/retention-command.js';
import { run } from './cli-harness.js';

const WIDTH = 120;
const unasked = (): never => {
  throw new Error('help needs no settings');
};
const io = { out: () => undefined, err: () => undefined } as unknown as Parameters<typeof addReport>[1];
/** Everything that the installed program has. */
const whole: NonNullable<Parameters<typeof runCli>[2]> = (program) => {
  for (const add of [addReport, addAlarms, addRetention, addComments]) add(program, io, () => undefined, unasked);
};

const pathsBelow = (parent: Command, path: readonly string[]): string[][] =>
  parent.commands.flatMap((each) => [[...path, each.name()], ...pathsBelow(each, [...path, each.name()])]);
const paths: string[][] = [['completion']];
await run(['--version'], {}, (program, finish) => {
  whole(program, finish);
  paths.push(...pathsBelow(program, []));
});

describe('help', () => {
  test('every command is looked at, those below a command too', () => {
    expect(paths.length).toBeGreaterThan(20);
    expect(paths).toContainEqual(['alarms', 'acknowledge']);
    expect(paths).toContainEqual(['rehearse', 'worker']);
  });

  test.each(paths.map((path) => [path.join(' '), path] as const))(
    '%s: an example of itself, lines that fit, no word of ours that nobody else knows, no default that is code',
    async (name, path) => {
      const { code, out } = await run([...path, '--help'], { width: WIDTH }, whole);
      expect([code, out]).toEqual([0, expect.stringMatching(/Examples?: {2}.*tacrolimus-cds/)]);
      expect(out.slice(out.indexOf('Example'))).toContain(`tacrolimus-cds ${name}`);
      expect(out.split('\n').filter((line) => line.length > WIDTH)).toEqual([]);
      expect(out).not.toMatch(/\boverlay\b|\(default: [[{]/);
    },
  );
});

/** The script of a shell; every command of the installed program stands in it. */
async function scriptOf(shell: string): Promise<string> {
  return (await run(['completion', shell], {}, whole)).out;
}

const where = (shell: string) => {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return test;
  } catch {
    return test.skip;
  }
};

/** What was typed, and what may come next. */
const TYPED: readonly (readonly [string, readonly string[]])[] = [
  ['va', ['validate']],
  ['--vers', ['--version']],
  ['diff --j', ['--json']],
  ['completion f', ['fish']],
  ['alarms ac', ['acknowledge']],
  ['alarms acknowledge --b', ['--by']],
  ['alarms acknowledge --as m', ['mended']],
  ['report --format c', ['csv']],
  ['rehearse wor', ['worker']],
  ['rehearse worker --un', ['--until-done']],
  ['validate --vers', []],
];

describe('completion', () => {
  test.each(TYPED)('bash: %s', async (typed, expected) => {
    const words = ['tacrolimus-cds', ...typed.split(' ')];
    const asked = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _tacrolimus_cds; echo "\${COMPREPLY[@]}"`;
    const found = execFileSync('bash', ['-c', `${await scriptOf('bash')}\n${asked}`], { encoding: 'utf8' });
    expect(found.trim().split(' ').filter(Boolean)).toEqual(expected);
  });

  where('fish').each(TYPED)('fish: %s', async (typed, expected) => {
    const asked = `complete -C 'tacrolimus-cds ${typed}'`;
    const found = execFileSync('fish', ['-c', `${await scriptOf('fish')}\n${asked}`], { encoding: 'utf8' });
    const lines = found.split('\n').filter((line) => line !== '');
    expect(lines.map((line) => line.split('\t')[0])).toEqual(expected);
  });

  where('zsh')('zsh: reads the script, and finds the same words in it', async () => {
    const text = await scriptOf('zsh');
    execFileSync('zsh', ['-n'], { input: text });
    expect(text).toContain("'alarms acknowledge') _arguments");
    expect(text).toContain("'--as[what came of it]:value:(mended intended no-fault)'");
    expect(text).toMatch(/'completion'\) _arguments '\*:what:\(bash zsh fish\)'/);
    expect(text).toMatch(/'rehearse'\) _arguments '\*:what:\{ compadd worker; _files \}'/);
  });
});
