import { afterAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../scripts/check-citations.mjs', import.meta.url));
/** Written in two pieces, so that the script does not find them in this file. */
const [PAGES, OUTSIDE, CLAUSE] = ['docs/' + 'clinical', 'clinical-' + 'spec', 'spec ' + '3.1'];
const folder = mkdtempSync(join(tmpdir(), 'citations-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PAGE = '# A page\n\n## Baseline <a id="pre"></a>\n\n| <a id="aki.maxAgeDays"></a>`aki.maxAgeDays` |\n';

/** Runs the script over a project of these files and one page `aki.md`; the lines it prints, the sum left out. */
function check(files: Readonly<Record<string, string>>): { readonly status: number | null; readonly found: string[] } {
  const root = mkdtempSync(join(folder, 'project-'));
  for (const [path, text] of Object.entries({ [`${PAGES}/aki.md`]: PAGE, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, '--root', root], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return { status, found: stdout.trimEnd().split('\n').slice(0, -1) };
}

describe('a citation that leads somewhere', () => {
  test.each([
    ['in a comment', 'src/rules/aki.ts', `/** PRE (${PAGES}/aki.md#pre). */`],
    ['of a number, at the end of a sentence', 'test/cases/aki.yaml', `about: ${PAGES}/aki.md#aki.maxAgeDays.`],
    ['of a whole page in a document', 'README.md', `See [AKI](${PAGES}/aki.md).`],
    ['by a relative link', 'docs/adr/0001-a.md', '[why](../clinical/aki.md#pre)'],
    ['from one page to another', `${PAGES}/trough.md`, '[AKI](aki.md#pre), [an address](https://example.org/x.md#y)'],
    ['inside of a page', `${PAGES}/trough.md`, '<a id="here"></a> [above](#here)'],
    ['of a file of the project', `${PAGES}/trough.md`, '`docs/none`, `test/cases/`, `aki.maxAgeDays`'],
    ['of another standard', 'src/a.ts', '// CDS Hooks spec 2.0, section 4'],
  ])('%s', (_what, path, text) => {
    expect(check({ [path]: text, 'test/cases/a.yaml': '' })).toEqual({ status: 0, found: [] });
  });
});

describe('a citation that leads nowhere', () => {
  test.each([
    [
      'an unknown page',
      'src/a.ts',
      `// ${PAGES}/akj.md#pre`,
      /^src\/a\.ts:1 cites .*akj\.md, and there is no such page$/,
    ],
    [
      'an unknown anchor',
      'hooks/a.yaml',
      `a: 1\n# ${PAGES}/aki.md#per`,
      /^hooks\/a\.yaml:2 cites .*#per, and that page has no/,
    ],
    [
      'a heading without an anchor',
      'cards/a.md',
      `${PAGES}/aki.md#a-page`,
      /#a-page, and that page has no such anchor$/,
    ],
    ['code that does not say where', 'src/a.ts', `// ${PAGES}/aki.md`, /without an anchor/],
    ['a relative link', 'docs/adr/0001-a.md', '[why](../clinical/aki.md#per)', /^docs\/adr\/0001-a\.md:1 cites/],
    ['a link inside of a page', `${PAGES}/trough.md`, '[above](#gone)', /trough\.md#gone/],
    ['a link from a page', `${PAGES}/trough.md`, '[ADR](../adr/0009-gone.md)', /links to docs\/adr\/0009-gone\.md/],
    [
      'a test that is not there',
      `${PAGES}/trough.md`,
      '`test/gone.yaml`',
      /names test\/gone\.yaml, and there is no such file/,
    ],
    [
      'a document outside',
      'src/a.ts',
      `// (${OUTSIDE} 3.1, step 2)`,
      /cites "clinical-.*which is not in the repository/,
    ],
    ['a bare clause', 'test/a.ts', `// ${CLAUSE}: stages`, /cites "spec 3\.1"/],
    ['a document that nobody has', 'src/a.ts', '// the walls of blueprint.md', /names blueprint\.md/],
    ['an anchor that stands twice', `${PAGES}/trough.md`, '<a id="x"></a><a id="x"></a>', /has the anchor #x twice/],
  ])('%s', (_what, path, text, says) => {
    const { status, found } = check({ [path]: text });
    expect(status).toBe(1);
    expect(found).toEqual([expect.stringMatching(says)]);
  });
});
