import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A page that sends a newcomer to a file that is no longer there costs more than no page. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
const pages = tracked.filter((file) => file.endsWith('.md') && !file.startsWith('test/') && existsSync(ROOT + file));
const sources = tracked.filter((file) => /^(src|sandbox|scripts|bench)\/.*\.(ts|mjs|js)$/.test(file));

/** `src/engine/evaluate`, `hooks/rules.yaml`: in backticks. A place holder in it (`hooks/<id>.yaml`, `*.md`) names no file. */
const IN_PAGES = /`((?:src|hooks|cards|test|scripts|sandbox|bench|deploy|docs)\/[^`\s]+)`/g;
const IN_COMMENTS = /\b(src\/[\w./-]*\w)/g;

function missing(text: string, paths: RegExp): string[] {
  return [...text.matchAll(paths)]
    .map(([, path = '']) => path.replace(/[#:].*$/, ''))
    .filter((path) => !/[*<>{}]|\.\.\./.test(path))
    .filter((path) => !existsSync(ROOT + path) && !existsSync(ROOT + path.replace(/(?:\.js)?$/, '.ts')));
}

describe('a path that is named is there', () => {
  test.each(pages)('in %s', (page) => {
    expect(missing(readFileSync(ROOT + page, 'utf8'), IN_PAGES)).toEqual([]);
  });

  test('in the comments of the source', () => {
    const lost = sources
      .filter((file) => existsSync(ROOT + file))
      .flatMap((file) => missing(readFileSync(ROOT + file, 'utf8'), IN_COMMENTS).map((path) => `${file}: ${path}`));
    expect(lost).toEqual([]);
  });

  test('a path that is not there is noticed', () => {
    expect(missing('see `src/nowhere/at-all.ts` and `hooks/<id>.yaml`', IN_PAGES)).toEqual(['src/nowhere/at-all.ts']);
  });
});
