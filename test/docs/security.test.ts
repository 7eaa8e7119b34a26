import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whoever has to approve the service follows the proofs: each names a test file that is there, and words that are in it. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const tests = execFileSync('git', ['ls-files', 'test'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file.endsWith('.test.ts'));

interface Proof {
  readonly row: string;
  readonly name: string;
  readonly titles: readonly string[];
}

/** The last column of the tables that have one named Proof: `folder/name`: "words of a title", "others"; `another/one`. */
function proofs(page: string): Proof[] {
  const found: Proof[] = [];
  let hasProof = false;
  for (const line of page.split('\n')) {
    const cells = line.startsWith('|') ? line.split('|').slice(1, -1) : null;
    if (cells === null) {
      hasProof = false;
      continue;
    }
    const [first = '', last = ''] = [cells[0]?.trim(), cells.at(-1)?.trim()];
    if (last === 'Proof') hasProof = true;
    else if (hasProof && !/^-+$/.test(last)) {
      for (const [, name = '', words = ''] of last.matchAll(/`([a-z-]+\/[a-z/-]+)`([^`]*)/g)) {
        found.push({
          row: first.slice(0, 60),
          name,
          titles: [...words.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
        });
      }
    }
  }
  return found;
}

describe('docs/SECURITY.md', () => {
  const all = proofs(readFileSync(`${ROOT}docs/SECURITY.md`, 'utf8'));

  test('has proofs', () => {
    expect(all.length).toBeGreaterThan(60);
  });

  test.each(all.map((proof) => [proof.row, proof.name, proof] as const))('%s: %s', (_row, name, { titles }) => {
    const files = tests.filter((file) => `/${file}`.endsWith(`/${name}.test.ts`));
    expect(files).toHaveLength(1);
    const text = readFileSync(`${ROOT}${files.join()}`, 'utf8').replaceAll("\\'", "'");
    expect(titles.filter((title) => !text.includes(title.replace(/ \.\.\.$/, '')))).toEqual([]);
  });
});
