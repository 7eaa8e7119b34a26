import { describe, expect, test } from '@jest/globals';
import type { Source } from '../../src/domain/fact-set.js';
import { queryFromTemplate } from '../../src/fhir/client/fhir-query.js';
import { judgePrefetch, openPrefetch, prefetchKey } from '../../src/fhir/sources/prefetch-source.js';
import { ALL_SOURCES, PATIENT, hookRequest, link, observation, searchset } from './support/samples.js';
import type { Json } from './support/samples.js';

function judge(value: unknown, source: Source = 'creatinine'): string {
  const query = queryFromTemplate(ALL_SOURCES[source].template, hookRequest());
  const judged = judgePrefetch(openPrefetch(value), source, query, 'pat-1');
  return judged.kind === 'absent' || judged.kind === 'bundle' ? judged.kind : `${judged.kind}: ${judged.problem}`;
}

function empty(self: string | null, more: Json = {}): Json {
  return { resourceType: 'Bundle', type: 'searchset', total: 0, ...(self === null ? {} : link('self', self)), ...more };
}

function outcome(...severities: readonly string[]): Json {
  return { resourceType: 'OperationOutcome', issue: severities.map((severity) => ({ severity, code: 'processing' })) };
}

describe('what a prefetch key means [CDS Hooks: prefetch]', () => {
  test.each<[string, unknown, string]>([
    ['missing', undefined, 'failed: not-provided'],
    ['null says that no data exist', null, 'absent'],
    ['OperationOutcome', outcome('error'), 'failed: operation-outcome'],
    ['OperationOutcome of mere information is no answer either', outcome('information'), 'failed: operation-outcome'],
    ['entries', searchset([observation('o1')]), 'bundle'],
    ['entries of a page with a next link', searchset([observation('o1')], link('next', 'x')), 'bundle'],
    [
      'total above the entries, and no link to the rest',
      searchset([observation('o1')], { total: 7 }),
      'part: pages-missing',
    ],
    ['the total as a text', searchset([observation('o1')], { total: '7' }), 'part: pages-missing'],
    ['a total that is no number', searchset([observation('o1')], { total: 'many' }), 'bundle'],
    ...[
      { tag: [{ code: 'SUBSETTED' }] },
      { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'REDACTED' }] },
      { security: { code: 'MASKED' } },
    ].map((meta): [string, unknown, string] => [
      `entries, and it says that something was withheld: ${JSON.stringify(meta)}`,
      searchset([observation('o1')], { meta }),
      'part: pages-missing',
    ]),
    [
      'nothing, and it says that something was withheld',
      empty(null, { meta: { tag: [{ code: 'SUBSETTED' }] } }),
      'failed: not-an-answer',
    ],
    [
      'entries, and a tag about something else',
      searchset([observation('o1')], { meta: { tag: [{ code: 'HTEST' }] } }),
      'bundle',
    ],
    ['error entry beside results', searchset([observation('o1'), outcome('error')]), 'part: operation-outcome'],
    ['error entry alone', searchset([outcome('fatal')]), 'failed: operation-outcome'],
    ['Epic: total 0 and a warning entry', { ...empty(null), entry: [{ resource: outcome('warning') }] }, 'absent'],
    ['a list of results is read, and nobody has said that it is all', [observation('o1')], 'part: not-an-answer'],
    ['an empty list', [], 'failed: fetch-failed'],
    ['a Bundle without its type', { entry: [{ resource: observation('o1') }] }, 'part: not-an-answer'],
    ['a Bundle in a Bundle', searchset([searchset([observation('o1')])]), 'bundle'],
    [
      'with pages that nobody can ask for',
      searchset([searchset([observation('o1')], link('next', 'x'))]),
      'part: pages-missing',
    ],
    [
      'of which something was withheld',
      searchset([searchset([observation('o1')], { meta: { tag: [{ code: 'SUBSETTED' }] } })]),
      'part: pages-missing',
    ],
    ['an entry that is the resource itself', { ...searchset([]), entry: [observation('o1')] }, 'bundle'],
    ['string', 'Observation', 'failed: fetch-failed'],
    ['number', 7, 'failed: fetch-failed'],
    ['object without a type', { entry: [] }, 'failed: fetch-failed'],
    ['single resource where a search was asked', observation('o1'), 'part: not-an-answer'],
    ['entries of another type only', searchset([PATIENT]), 'absent'],
  ])('%s', (_name, value, meaning) => {
    expect(judge(value)).toBe(meaning);
  });

  test('a Patient, for a read', () => {
    expect(judge(PATIENT, 'patient')).toBe('bundle');
  });
  test('a Patient in a Bundle, for a read', () => {
    expect(judge(searchset([PATIENT]), 'patient')).toBe('bundle');
  });
  test('an empty Bundle for a read is no answer', () => {
    expect(judge(empty(null), 'patient')).toBe('failed: not-an-answer');
  });
});

describe('an empty Bundle counts as absent only if it answers our query', () => {
  const base = 'http://ehr/fhir';
  test.each<[string, Json, string]>([
    ['searchset without self link', empty(null), 'absent'],
    ['no type and no self link', { resourceType: 'Bundle' }, 'failed: not-an-answer'],
    ['collection without self link', { resourceType: 'Bundle', type: 'collection' }, 'failed: not-an-answer'],
    ['our query', empty(`${base}/Observation?code=http%3A%2F%2Floinc.org%7C2160-0&patient=pat-1`), 'absent'],
    ['our query, no type', empty(`${base}/Observation?patient=pat-1`, { type: undefined }), 'absent'],
    ['relative', empty('Observation?patient=pat-1'), 'absent'],
    ['subject=Patient/id', empty(`${base}/Observation?subject=Patient/pat-1`), 'absent'],
    ['absolute patient', empty(`${base}/Observation?patient=${base}/Patient/pat-1`), 'absent'],
    ['POST search', empty(`${base}/Observation/_search?patient=pat-1`), 'absent'],
    ['compartment', empty(`${base}/Patient/pat-1/Observation?code=2160-0`), 'absent'],
    ['a bare code that is ours among others', empty(`${base}/Observation?patient=pat-1&code=1-1,14682-9`), 'absent'],
    ['other resource type', empty(`${base}/Condition?patient=pat-1`), 'failed: not-an-answer'],
    ['other patient', empty(`${base}/Observation?patient=pat-2`), 'failed: not-an-answer'],
    ['patient whose id ends like ours', empty(`${base}/Observation?patient=other-pat-1`), 'failed: not-an-answer'],
    ['no patient', empty(`${base}/Observation?code=2160-0`), 'failed: not-an-answer'],
    ['two patients', empty(`${base}/Observation?patient=pat-1&subject=pat-2`), 'failed: not-an-answer'],
    ['other codes', empty(`${base}/Observation?patient=pat-1&code=http://loinc.org|718-7`), 'failed: not-an-answer'],
    ['unresolved token', empty(`${base}/Observation?patient={{context.patientId}}`), 'failed: not-an-answer'],
    [
      'unresolved token, encoded',
      empty(`${base}/Observation?patient=pat-1&date=%7B%7Btoday()%7D%7D`),
      'failed: not-an-answer',
    ],
    ['total above 0', empty(`${base}/Observation?patient=pat-1`, { total: 3 }), 'failed: not-an-answer'],
  ])('%s', (_name, bundle, meaning) => {
    expect(judge(bundle)).toBe(meaning);
  });
});

test('a key typed into Epic with a leading hyphen is found', () => {
  const key = (...sent: readonly string[]) => prefetchKey(new Map(sent.map((name) => [name, null])), 'creatinine');
  expect(key('-creatinine')).toBe('-creatinine');
  expect(key('creatinine', '-creatinine')).toBe('creatinine');
});
