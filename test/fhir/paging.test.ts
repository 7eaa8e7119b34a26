import { describe, expect, test } from '@jest/globals';
import { readBundle } from '../../src/fhir/sources/bundle.js';
import type { FhirResult } from '../../src/fhir/client/fhir-access.js';
import { collectPages } from '../../src/fhir/client/paging.js';
import { link, observation, searchset } from './support/samples.js';
import type { Json } from './support/samples.js';

const LIMITS = { maxPages: 5, maxEntries: 100 };
const first = readBundle(searchset([observation('o0')], link('next', 'p1')));

function pages(answers: Readonly<Record<string, Json | null>>): {
  asked: string[];
  page: (url: string) => Promise<FhirResult>;
} {
  const asked: string[] = [];
  const page = (url: string): Promise<FhirResult> => {
    asked.push(url);
    const resource = answers[url] ?? null;
    return Promise.resolve(resource === null ? { ok: false, problem: 'fetch-failed' } : { ok: true, resource });
  };
  return { asked, page };
}

describe('pages are followed to the end', () => {
  test('three pages', async () => {
    const access = pages({
      p1: searchset([observation('o1')], link('next', 'p2')),
      p2: searchset([observation('o2')]),
    });
    const result = await collectPages(first, access, LIMITS);
    expect(result).toMatchObject({ complete: true, saysFailed: false });
    expect(result.entries.map(({ resource }) => resource.id)).toEqual(['o0', 'o1', 'o2']);
  });

  test('no access -> the first page, incomplete', async () => {
    expect(await collectPages(first, null, LIMITS)).toMatchObject({ complete: false, entries: first.entries });
  });

  test('a page that fails -> what came before, incomplete', async () => {
    const result = await collectPages(first, pages({}), LIMITS);
    expect(result).toMatchObject({ complete: false, entries: first.entries });
  });

  test('a loop ends at the first repetition, incomplete', async () => {
    const access = pages({
      p1: searchset([observation('o1')], link('next', 'p2')),
      p2: searchset([observation('o2')], link('next', 'p1')),
    });
    expect((await collectPages(first, access, LIMITS)).complete).toBe(false);
    expect(access.asked).toEqual(['p1', 'p2']);
  });

  test('endless paging ends at the limit of pages, the first included', async () => {
    const answers = Object.fromEntries(
      Array.from({ length: 50 }, (_, n) => [`p${n}`, searchset([observation(`o${n}`)], link('next', `p${n + 1}`))]),
    );
    const access = pages(answers);
    const result = await collectPages(first, access, LIMITS);
    expect(result.complete).toBe(false);
    expect(access.asked).toHaveLength(4);
    expect(result.entries).toHaveLength(5);
  });

  test('entries are capped, and that is said', async () => {
    const many = readBundle(searchset(Array.from({ length: 101 }, (_, n) => observation(`o${n}`))));
    const result = await collectPages(many, null, LIMITS);
    expect(result).toMatchObject({ complete: false });
    expect(result.entries).toHaveLength(100);
  });

  test.each<[string, Record<string, unknown>[], boolean]>([
    ['the record of the first page once more: the list moved', [observation('o0'), observation('o1')], false],
    ['nothing of what was asked for', [{ resourceType: 'Patient', id: 'p' }], false],
    ['nothing at all', [], true],
    ['what was sent along beside a result', [observation('o1'), { resourceType: 'Patient', id: 'p' }], true],
    ['a later version of the same record', [{ ...observation('o0'), meta: { versionId: '2' } }], true],
    ['a record without an id', [{ ...observation('o1'), id: undefined }], true],
  ])('a second page with %s', async (_name, resources, complete) => {
    expect(await collectPages(first, pages({ p1: searchset(resources) }), LIMITS)).toMatchObject({ complete });
  });

  test('an error entry on a later page is heard', async () => {
    const failure = { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] };
    const result = await collectPages(first, pages({ p1: searchset([failure]) }), LIMITS);
    expect(result).toMatchObject({ complete: true, saysFailed: true });
  });
});
