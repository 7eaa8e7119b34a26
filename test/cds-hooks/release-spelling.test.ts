import { describe, expect, test } from '@jest/globals';
import {
  isSpelledAlike,
  releasesThatRename,
  spellFor,
  templateFor,
  typeNameIn,
} from '../../src/cds-hooks/discovery/release-spelling.js';

/** `Type?name=value&...` of a search, and back. */
function read(text: string) {
  const [resourceType = '', query = ''] = text.split('?');
  const params: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) (params[name] ??= []).push(value);
  return { resourceType, params };
}
function write({ resourceType, params }: ReturnType<typeof spellFor>): string {
  const parts = Object.entries(params).flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
  return `${resourceType}?${parts.join('&')}`;
}

describe('an R4 search as other releases understand it', () => {
  test.each([
    ['STU3', 'MedicationRequest?patient=1&intent=order', 'MedicationRequest?patient=1&intent=order'],
    ['STU3', 'ServiceRequest?patient=1&code=a', 'ProcedureRequest?patient=1&code=a'],
    ['STU3', 'Observation?code=a&_sort=-date', 'Observation?code=a&_sort=-date'],
    ['DSTU2', 'MedicationRequest?patient=1&intent=order&_count=200', 'MedicationOrder?patient=1&_count=200'],
    ['DSTU2', 'MedicationRequest?patient=1&authoredon=ge2026', 'MedicationOrder?patient=1&datewritten=ge2026'],
    ['DSTU2', 'MedicationRequest?status=active,stopped,cancelled,unknown', 'MedicationOrder?status=active,stopped'],
    ['DSTU2', 'ServiceRequest?patient=1&code=a&status=active', 'DiagnosticOrder?patient=1&code=a'],
    ['DSTU2', 'Observation?code=a&_sort=-date,code', 'Observation?code=a&_sort:desc=date&_sort:asc=code'],
    ['DSTU2', 'Condition?patient=1&clinical-status=active', 'Condition?patient=1&clinicalstatus=active'],
    ['DSTU2', 'CarePlan?patient=1&status=active&intent=plan', 'CarePlan?patient=1'],
    ['R4', 'ServiceRequest?patient=1&_sort=-authored', 'ServiceRequest?patient=1&_sort=-authored'],
  ] as const)('%s: %s -> %s', (release, search, spelled) => {
    expect(write(spellFor(release, read(search)))).toBe(spelled);
  });

  test.each([
    [
      'R4',
      'ServiceRequest?patient={{context.patientId}}&_sort=-x',
      'ServiceRequest?patient={{context.patientId}}&_sort=-x',
    ],
    ['STU3', 'ServiceRequest?patient={{context.patientId}}', 'ProcedureRequest?patient={{context.patientId}}'],
    ['DSTU2', 'Patient/{{context.patientId}}', 'Patient/{{context.patientId}}'],
    [
      'DSTU2',
      'Observation?patient={{context.patientId}}&code=http://loinc.org|1-8,http://loinc.org|2-6&_sort=-date&_count=9',
      'Observation?patient={{context.patientId}}&code=http://loinc.org|1-8,http://loinc.org|2-6&_count=9',
    ],
    [
      'DSTU2',
      'MedicationRequest?patient={{context.patientId}}&intent=order',
      'MedicationOrder?patient={{context.patientId}}',
    ],
  ] as const)('template for %s: %s', (release, template, spelled) => {
    expect(templateFor(release, template)).toBe(spelled);
  });

  test.each([
    ['Observation?patient=1&code=a&_sort=-date', true],
    ['Procedure?patient=1', true],
    ['MedicationRequest?patient=1', false],
    ['ServiceRequest?patient=1', false],
    ['Condition?patient=1', true],
    ['Condition?patient=1&clinical-status=active', false],
  ])('%s is spelled alike everywhere: %s', (search, alike) => {
    expect(isSpelledAlike(read(search))).toBe(alike);
  });

  test.each([
    ['ServiceRequest', 'R4', ['STU3', 'DSTU2']],
    ['ServiceRequest', 'STU3', ['R4', 'DSTU2']],
    ['MedicationRequest', 'R4', ['DSTU2']],
    ['MedicationRequest', 'DSTU2', ['R4']],
    ['Observation', 'R4', []],
  ] as const)('%s, known by its name in %s, has others in %j', (type, release, others) => {
    expect(releasesThatRename(type, release)).toEqual(others);
    expect(new Set(others.map((other) => typeNameIn(other, type))).size).toBe(others.length);
  });
});
