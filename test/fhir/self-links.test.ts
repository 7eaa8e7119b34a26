import { expect, test } from '@jest/globals';
import { answersQuery, isNarrower, plainSelf } from '../../src/fhir/sources/self-link.js';

const query = { kind: 'search', resourceType: 'Observation', params: { patient: ['1'], code: ['a|1,b|2'] } } as const;

/** Most links are read without being taken apart; what is read of them must be what `URL` says. */
test.each([
  ['https://ehr.example.org/fhir/Observation?patient=1&code=a%7C1&_count=100', false],
  ['https://ehr.example.org/fhir/Observation?patient=1&date=ge2026-01-01', true],
  ['https://ehr.example.org/fhir/Observation?patient=1&DATE=ge2026-01-01', true],
  ['https://ehr.example.org/fhir/Observation?patient=1&date:missing=false', true],
  ['https://ehr.example.org/fhir/Observation?patient=1&encounter.class=AMB', true],
  ['https://ehr.example.org/fhir/Observation?date', true],
  ['https://ehr.example.org/fhir/Observation?patient=1&&status=final&', true],
  ['https://ehr.example.org/fhir/Observation?patient=1&stat%75s=final', true],
  ['https://ehr.example.org/fhir/Observation?patient=1&+status=final', false],
  ['https://ehr.example.org/fhir/Observation?patient=date=1', false],
  ['https://ehr.example.org/fhir/Observation?patient=1#&date=1', false],
  ['https://ehr.example.org/fhir/Observation?patient={{x}}&date=1', false],
  ['https://ehr.example.org/fhir/Observation?patient=%7b%7bx}}&date=1', false],
  ['https://10.0.0.1:8080/fhir/Observation?patient=1&date=1', true],
  ['https://ehr.example.org:99999/fhir/Observation?date=1', false],
  ['https://ehr.1/fhir/Observation?date=1', false],
  ['https://xn--a/fhir/Observation?date=1', false],
  ['Observation?patient=1&date=1', true],
  ['http://[', false],
])('%s narrows the question: %s', (link, narrower) => {
  expect(isNarrower(link, query)).toBe(narrower);
});

const PLAIN = [
  'https://ehr.example.org/fhir/Observation?patient=1&code=a%7C1%2Cb%7C2',
  'https://ehr.example.org/fhir/Observation?code=a%7c1+b&patient=Patient/1&_count=100',
  'http://ehr.example.org:8080/r4//Patient/1/Observation?',
  'https://ehr.example.org/fhir/Observation/_search?&subject:Patient=1&code&date=&code=%zz',
];

test.each(PLAIN)('%s: taken apart by hand, it says what `URL` says', (link) => {
  const self = plainSelf(link);
  const { pathname, searchParams } = new URL(link);
  expect(self?.path).toBe(pathname);
  expect(self?.params.map(({ name, value, isEscaped }) => [name, isEscaped ? decoded(value) : value])).toEqual([
    ...searchParams,
  ]);
});

function decoded(value: string): string {
  return new URLSearchParams(`v=${value}`).get('v') ?? '';
}

test.each([
  'https://ehr.example.org/fhir/../Observation?patient=1',
  'https://ehr.example.org/fhir/Observation?patient=a%20b',
  'https://ehr.example.org/fhir/Observation?patient=a+b',
  'https://ehr.example.org/fhir/Observation?p%61tient=1',
  'https://ehr.example.org/fhir/Observation?code=a\n%7C1',
  'https://ehr.example.org/fhir/Observation?patient=1#x',
  'Observation?patient=1',
])('%j is left to `URL`', (link) => {
  expect(plainSelf(link)).toBeNull();
});

test.each([
  ['the same codes, escaped', 'patient=1&code=a%7C1%2Cb%7C2', true],
  ['the same codes, escaped in small letters', 'patient=1&code=a%7c1%2cb%7c2', true],
  ['one of our codes', 'patient=1&code=x%7C9%2Ca%7C1', true],
  ['other codes', 'patient=1&code=x%7C9', false],
  ['other codes first', 'patient=1&code=x%7C9&code=b%7C2', true],
  ['another patient', 'patient=2&code=a%7C1%2Cb%7C2', false],
  ['no patient', 'code=a%7C1%2Cb%7C2', false],
  ['two patients', 'patient=1&subject=2', false],
])('an empty answer to a question with %s (%s) answers ours: %s', (_what, search, answers) => {
  const self = `https://ehr.example.org/fhir/Observation?${search}`;
  const asked = { ...query, params: { ...query.params, code: ['a|1,b|2'] } };
  expect(answersQuery({ self, type: 'searchset' }, asked, ['Observation'], '1')).toBe(answers);
});
