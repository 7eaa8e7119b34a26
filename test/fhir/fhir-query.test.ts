import { describe, expect, test } from '@jest/globals';
import { fhirReleaseOf } from '../../src/fhir/chart-reader.js';
import { queryFromTemplate } from '../../src/fhir/client/fhir-query.js';
import { hookRequest, order } from './support/samples.js';

describe('a prefetch template becomes a query', () => {
  const request = hookRequest({ patientId: 'pat-1' });

  test('a read', () => {
    expect(queryFromTemplate('Patient/{{ context.patientId }}', request, 'R4')).toEqual({
      kind: 'read',
      resourceType: 'Patient',
      id: 'pat-1',
    });
  });

  test('a search, with repeated parameters kept', () => {
    const template = 'Observation?patient={{context.patientId}}&code=http://loinc.org|2160-0&date=ge2025&date=le2026';
    expect(queryFromTemplate(template, request, 'R4')).toEqual({
      kind: 'search',
      resourceType: 'Observation',
      params: { patient: ['pat-1'], code: ['http://loinc.org|2160-0'], date: ['ge2025', 'le2026'] },
    });
  });

  test('a value cannot add a parameter or a path', () => {
    const hostile = hookRequest({ patientId: '1&patient=2/../3?x' });
    expect(queryFromTemplate('Condition?patient={{context.patientId}}', hostile, 'R4')).toMatchObject({
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
    expect(queryFromTemplate(template, request, 'R4')).toBeNull();
  });

  test.each([
    ['DSTU2', 'MedicationRequest', 'MedicationOrder'],
    ['DSTU2', 'ServiceRequest', 'DiagnosticOrder'],
    ['STU3', 'MedicationRequest', 'MedicationRequest'],
    ['STU3', 'ServiceRequest', 'ProcedureRequest'],
    ['R4', 'ServiceRequest', 'ServiceRequest'],
  ] as const)('on %s, %s is asked as %s', (version, r4, name) => {
    const query = queryFromTemplate(`${r4}?patient={{context.patientId}}&intent=order`, request, version);
    expect(query?.resourceType).toBe(name);
    expect(query).toMatchObject({ params: version === 'DSTU2' ? { patient: ['pat-1'] } : { intent: ['order'] } });
  });
});

describe('the FHIR release of a client, by what it sends', () => {
  test.each([
    ['R4', order()],
    ['R4', order({ dosageInstruction: [{ doseAndRate: { doseQuantity: { value: 1 } } }] })],
    ['STU3', order({ dosageInstruction: [{ doseQuantity: { value: 1, unit: 'mg' } }] })],
    ['R4', order({ requester: { reference: 'Practitioner/1' }, dosageInstruction: [{ doseQuantity: { value: 1 } }] })],
    ['STU3', order({ requester: { agent: { reference: 'Practitioner/1' } } })],
    ['STU3', { resourceType: 'ProcedureRequest' }],
    ['DSTU2', { resourceType: 'MedicationOrder' }],
    ['DSTU2', { resourceType: 'DiagnosticOrder' }],
  ])('%s: %j', (version, resource) => {
    expect(fhirReleaseOf([resource])).toBe(version);
  });

  test('nothing sent -> R4', () => {
    expect(fhirReleaseOf([])).toBe('R4');
  });
});
