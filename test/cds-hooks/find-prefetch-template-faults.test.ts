import { describe, expect, it } from '@jest/globals';
import { HOOKS } from '../../src/domain/service-definition.js';
import { findPrefetchTemplateFaults } from '../../src/cds-hooks/discovery/find-prefetch-template-faults.js';

describe('templates that every client carries out', () => {
  it.each([
    'Patient/{{context.patientId}}',
    'Encounter/{{context.encounterId}}',
    'Observation?patient={{context.patientId}}&code=http://loinc.org|2160-0,http://loinc.org|38483-4&_count=200&_sort=-date',
    'Observation?subject=Patient/{{context.patientId}}&code=2160-0&date=ge2024-01-01',
    'MedicationRequest?patient={{context.patientId}}&status=active,completed,stopped&intent=order',
    'Condition?patient={{context.patientId}}',
    'Patient?_id={{context.patientId}}',
    'AllergyIntolerance?patient={{context.patientId}}&_lastUpdated=gt2020',
  ])('%s', (template) => {
    for (const hook of HOOKS) expect(findPrefetchTemplateFaults(template, hook)).toEqual([]);
  });
});

describe('templates that are refused', () => {
  const search = 'Condition?patient={{context.patientId}}';
  const labs = 'Observation?patient={{context.patientId}}';
  it.each([
    ['[C-030] single braces', 'Patient/{context.patientId}', 'braces'],
    ['[C-030] an open token', 'Patient/{{context.patientId', 'braces'],
    ['[C-031] a user token of 2.0', 'Practitioner/{{userPractitionerId}}', 'a token must be'],
    ['[C-031] a date of 3.0', `${search}&onset-date=ge{{today() - 90 days}}`, 'a token must be'],
    ['[C-032] a Bundle', 'Medication/{{context.draftOrders.entry.resource.id}}', 'a token must be'],
    ['[C-032] selections', 'MedicationRequest/{{context.selections}}', 'a token must be'],
    ['[C-033] a bare field', 'Patient/{{patientId}}', 'a token must be'],
    ['[C-033] blanks in the token', 'Patient/{{ context.patientId }}', 'a token must be'],
    ['[C-036] an absolute URL', 'https://ehr.example/Patient/{{context.patientId}}', 'relative'],
    ['[C-036] a leading slash', '/Patient/{{context.patientId}}', 'relative'],
    ['[C-036] climbing out', '../Patient/{{context.patientId}}', '..'],
    ['an empty template', '', 'empty'],
    ['a line break', `${search}\n&a=b`, 'line breaks'],
    ['a literal plus', `${search}&onset-date=ge2024-01-01T00:00:00+01:00`, '%2B'],
    ['an operation', 'Patient/{{context.patientId}}/$everything', 'instance read'],
    ['a type without a search', 'Condition', 'instance read'],
    ['[C-034] a modifier', `${search}&status:not=resolved`, 'status: modifiers'],
    ['[C-034] a chain', `${search}&asserter.name=x`, 'asserter: chained'],
    ['[C-034] _include', `${search}&_include=Condition:asserter`, '_include'],
    ['[C-034] _has', `${search}&_has:Observation:patient:code=1`, '_has'],
    ['[C-034] date prefix ne', `${search}&onset-date=ne2024-01-01`, 'onset-date'],
    ['[C-034] two dates in an OR', `${search}&onset-date=ge2024-01-01,le2025-01-01`, 'onset-date'],
    ['[C-034] _count=0', `${search}&_count=0`, '_count'],
    [
      'two date bounds, which the Sandbox turns into an OR',
      `${search}&onset-date=ge2024&onset-date=le2025`,
      'given once',
    ],
    ['two dates of different kinds', `${search}&onset-date=ge2024&recorded-date=le2025`, 'one date bound'],
    ['a parameter without a value', `${search}&status=`, 'status: must have a value'],
    ['a parameter without a name', `${search}&=active`, 'plain name'],
    ['[C-037] no patient', 'Condition?clinical-status=active', 'limited to'],
    ['[C-037] a fixed patient', 'Condition?patient=pat-1', 'limited to'],
    ['[C-037] another patient read', 'Patient/pat-1', 'patient in context'],
    ['[C-037] whole laboratory category', `${labs}&category=laboratory`, 'list codes'],
    ['[C-037] category beside codes', `${labs}&code=2160-0&category=laboratory`, 'not a category'],
  ])('%s', (_what, template, message) => {
    const faults = findPrefetchTemplateFaults(template, 'order-sign');
    expect(faults.join('\n')).toContain(message);
  });
});
