import { expect, test } from '@jest/globals';
import { isNarrower } from '../../src/fhir/sources/prefetch-source.js';

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
