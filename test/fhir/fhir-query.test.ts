import { describe, expect, test } from '@jest/globals';
import { queryFromTemplate } from '../../src/fhir/client/fhir-query.js';
import { hookRequest } from './support/samples.js';

describe('a prefetch template becomes a query', () => {
  const request = hookRequest({ patientId: 'pat-1' });

  test('a read', () => {
    expect(queryFromTemplate('Patient/{{ context.patientId }}', request)).toEqual({
      kind: 'read',
      resourceType: 'Patient',
      id: 'pat-1',
    });
  });

  test('a search, with repeated parameters kept', () => {
    const template = 'Observation?patient={{context.patientId}}&code=http://loinc.org|2160-0&date=ge2025&date=le2026';
    expect(queryFromTemplate(template, request)).toEqual({
      kind: 'search',
      resourceType: 'Observation',
      params: { patient: ['pat-1'], code: ['http://loinc.org|2160-0'], date: ['ge2025', 'le2026'] },
    });
  });

  test('a value cannot add a parameter or a path', () => {
    const hostile = hookRequest({ patientId: '1&patient=2/../3?x' });
    expect(queryFromTemplate('Condition?patient={{context.patientId}}', hostile)).toMatchObject({
      params: { patient: ['1&patient=2/../3?x'] },
    });
  });

  test.each([
    ['a field that the context lacks', 'Encounter/{{context.encounterId}}?x=1'],
    ['a field that the context lacks, in a search', 'Condition?encounter={{context.encounterId}}'],
    ['an unknown token', 'Condition?patient={{userPatientId}}'],
    ['an absolute URL', 'https://evil.example/Patient/1'],
    ['a compartment', 'Patient/1/Observation?code=1'],
    ['no search and no id', 'Patient'],
    ['nothing', ''],
  ])('%s -> nothing can be asked', (_name, template) => {
    expect(queryFromTemplate(template, request)).toBeNull();
  });
});
