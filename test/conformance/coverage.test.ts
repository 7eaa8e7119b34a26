import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../scripts/conformance-coverage.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the script over a list of requirements and one test file. */
function run(requirements: readonly string[], testFile: string, ...flags: readonly string[]) {
  const csv = join(folder, 'requirements.csv');
  writeFileSync(csv, ['id,level,versions,title,reason', ...requirements, ''].join('\n'));
  writeFileSync(join(folder, 'a.test.ts'), testFile);
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT, '--requirements', csv, '--tests', folder, ...flags], {
    encoding: 'utf8',
  });
  return { status, stdout };
}

/** Built here, so that the script does not take this file for a test of the requirement. */
const tag = (id: string) => `[${id}]`;
const titled = (call: string, id: string) => `${call}('${tag(id)} a title', () => {});`;

describe('the list of requirements', () => {
  it('of this project is covered', () => {
    expect(spawnSync(process.execPath, [SCRIPT], { encoding: 'utf8' }).status).toBe(0);
  });

  it.each<[string, string[], string, number]>([
    ['a SHALL with a test', ['C-901,SHALL,all,A,'], titled('it', 'C-901'), 0],
    ['a SHALL with a table of tests', ['C-901,SHALL,all,A,'], `it.each([[1]])(\n  '${tag('C-901')} %s', () => {});`, 0],
    ['a SHALL with a reason', ['C-901,SHALL,all,A,"no, not here"'], '', 0],
    ['a SHOULD without either', ['C-901,SHOULD,all,A,'], '', 0],
    ['a SHALL without either', ['C-901,SHALL,all,A,'], '', 1],
    ['a SHALL whose test is skipped', ['C-901,SHALL,all,A,'], titled('it.skip', 'C-901'), 1],
    ['a SHALL whose test is still to be written', ['C-901,SHALL,all,A,'], titled('it.todo', 'C-901'), 1],
    ['a SHALL whose test is commented out', ['C-901,SHALL,all,A,'], `// ${titled('it', 'C-901')}`, 1],
    ['a test of a requirement nobody listed', ['C-901,SHOULD,all,A,'], titled('it', 'C-902'), 1],
    ['a level nobody defined', ['C-901,MUST,all,A,'], '', 1],
  ])('%s', (_what, requirements, testFile, status) => {
    expect(run(requirements, testFile).status).toBe(status);
  });

  it('--json names what is uncovered, and the tests of the rest', () => {
    const { stdout } = run(['C-901,SHALL,all,A,', 'C-902,SHALL,all,B,'], titled('it', 'C-902'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      uncovered: ['C-901'],
      rows: [{ tests: [] }, { tests: [expect.stringContaining(`${tag('C-902')} a title`)] }],
    });
  });
});
