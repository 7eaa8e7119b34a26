import { describe, expect, test } from '@jest/globals';
import type { Bundle, FhirResource } from 'fhir/r4.js';
import { answerGet, searchPairs } from '../../../sandbox/fhir-server/answer.js';
import { FhirProblem } from '../../../sandbox/fhir-server/fhir-problem.js';
import { createResourceStore } from '../../../sandbox/fhir-server/resource-store.js';

const BASE = 'http://ehr.test/fhir';
const LOINC = 'http://loinc.org';

const observation = (
  id: string,
  effectiveDateTime: string,
  code: string,
  more: Partial<FhirResource> = {},
): FhirResource =>
  ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: LOINC, code }, { code: `local-${code}` }] },
    subject: { reference: 'Patient/a' },
    effectiveDateTime,
    ...more,
  }) as FhirResource;

const RESOURCES: readonly FhirResource[] = [
  {
    resourceType: 'Patient',
    id: 'a',
    gender: 'female',
    birthDate: '1980-05-01',
    name: [{ family: 'Ärmel', given: ['Ada'] }],
  },
  { resourceType: 'Patient', id: 'b', gender: 'male' },
  observation('cr-jan', '2024-01', '2160-0'),
  observation('cr-feb-3', '2024-02-03', '2160-0', { status: 'preliminary' }),
  observation('cr-feb-4', '2024-02-04T10:00:00Z', '14682-9'),
  observation('level', '2024-02-04T09:00:00+01:00', '11253-2'),
  observation('of-b', '2024-02-04', '2160-0', { subject: { reference: 'Patient/b' } }),
  observation('absolute', '2024-03-01', '2160-0', {
    subject: { reference: `${BASE}/Patient/c` },
  }),
  observation('elsewhere', '2024-03-01', '2160-0', {
    subject: { reference: 'http://other.test/fhir/Patient/a' },
  }),
  { resourceType: 'Medication', id: 'm1', code: { coding: [{ system: 'urn:x', code: '1' }] } },
  {
    resourceType: 'MedicationRequest',
    id: 'by-reference',
    status: 'active',
    intent: 'order',
    medicationReference: { reference: 'Medication/m1' },
    subject: { reference: 'Patient/a' },
    authoredOn: '2024-02-01',
  },
  {
    resourceType: 'MedicationRequest',
    id: 'by-code',
    status: 'draft',
    intent: 'plan',
    medicationCodeableConcept: { coding: [{ system: 'urn:x', code: '1' }] },
    subject: { reference: 'Patient/a' },
  },
];

const service = { store: createResourceStore(RESOURCES), base: BASE, limits: { defaultSize: 50, maxSize: 50 } };

function find(query: string): Bundle {
  const [path = '', parameters = ''] = query.split('?', 2);
  return answerGet(service, path, searchPairs(parameters)).body as Bundle;
}

const ids = (query: string): readonly (string | undefined)[] =>
  (find(query).entry ?? []).map(({ resource }) => resource?.id);

function refusalOf(query: string): FhirProblem {
  try {
    find(query);
  } catch (error) {
    if (error instanceof FhirProblem) return error;
    throw error;
  }
  throw new Error('It was answered');
}

describe('token parameters', () => {
  test.each([
    ['Observation?code=2160-0', ['cr-jan', 'cr-feb-3', 'of-b', 'absolute', 'elsewhere']],
    ['Observation?code=http://loinc.org|14682-9', ['cr-feb-4']],
    ['Observation?code=http://loinc.org%7C14682-9,http://loinc.org%7C11253-2', ['cr-feb-4', 'level']],
    ['Observation?code=urn:wrong|14682-9', []],
    ['Observation?code=|local-11253-2', ['level']],
    ['Observation?code=|11253-2', []],
    ['Observation?patient=a&code=http://loinc.org|', ['cr-jan', 'cr-feb-3', 'cr-feb-4', 'level']],
    ['Observation?patient=a&status=preliminary,amended', ['cr-feb-3']],
    ['MedicationRequest?status=active,draft&intent=plan', ['by-code']],
    ['MedicationRequest?code=urn:x|1', ['by-code']],
    ['MedicationRequest?medication=Medication/m1', ['by-reference']],
    ['Patient?_id=a,b', ['a', 'b']],
    ['Patient?gender=male', ['b']],
  ])('%s finds %j', (query, expected) => {
    expect(ids(query)).toEqual(expected);
  });
});

describe('reference parameters', () => {
  test.each([
    ['Observation?patient=b', ['of-b']],
    ['Observation?patient=Patient/b', ['of-b']],
    [`Observation?subject=${BASE}/Patient/b`, ['of-b']],
    ['Observation?patient=b,a&status=preliminary', ['cr-feb-3']],
    ['Observation?patient=http://other.test/fhir/Patient/a', ['elsewhere']],
    ['Observation?patient=Group/b', []],
    ['Observation?patient=nobody', []],
    ['Observation?subject=c', ['absolute']],
  ])('%s finds %j', (query, expected) => {
    expect(ids(query)).toEqual(expected);
  });
});

describe('date parameters are spans', () => {
  test.each([
    ['2024', ['cr-jan', 'cr-feb-3', 'cr-feb-4', 'level']],
    ['eq2024-02', ['cr-feb-3', 'cr-feb-4', 'level']],
    ['2024-01-15', []],
    ['ge2024-02-04', ['cr-feb-4', 'level']],
    ['gt2024-02-03', ['cr-feb-4', 'level']],
    ['gt2024-01-15', ['cr-jan', 'cr-feb-3', 'cr-feb-4', 'level']],
    ['lt2024-02-03', ['cr-jan']],
    ['le2024-02-03', ['cr-jan', 'cr-feb-3']],
    ['le2024-02-04T08:00:00Z', ['cr-jan', 'cr-feb-3', 'level']],
    ['sa2024-01', ['cr-feb-3', 'cr-feb-4', 'level']],
    ['eb2024-02-03', ['cr-jan']],
    ['ne2024-02', ['cr-jan']],
    ['lt2024-01-10,gt2024-02-04T09:30:00Z', ['cr-jan', 'cr-feb-4']],
  ])('date=%s finds %j', (value, expected) => {
    expect(ids(`Observation?patient=a&date=${value}`)).toEqual(expected);
  });

  test('a repeated parameter is an AND', () => {
    expect(ids('Observation?patient=a&date=ge2024-02-03&date=le2024-02-03')).toEqual(['cr-feb-3']);
  });

  test('birth date and name of a patient', () => {
    expect(ids('Patient?birthdate=lt1990&name=ada')).toEqual(['a']);
    expect(ids('Patient?family=%C3%A4rm')).toEqual(['a']);
  });
});

describe('pages, order and includes', () => {
  test('newest first, and what has no date comes last', () => {
    expect(ids('Observation?patient=a&_sort=-date')).toEqual(['cr-feb-4', 'level', 'cr-feb-3', 'cr-jan']);
    expect(ids('MedicationRequest?_sort=authoredon')).toEqual(['by-reference', 'by-code']);
    expect(ids('MedicationRequest?_sort=-authoredon')).toEqual(['by-reference', 'by-code']);
  });

  test('following the next links gives every result once, in order', () => {
    const seen: (string | undefined)[] = [];
    let query: string | undefined = 'Observation?patient=a&_sort=date&_count=3';
    let pages = 0;
    while (query !== undefined) {
      const page: Bundle = find(query);
      expect(page.total).toBe(4);
      seen.push(...(page.entry ?? []).map(({ resource }) => resource?.id));
      query = page.link?.find(({ relation }) => relation === 'next')?.url.slice(BASE.length + 1);
      pages += 1;
    }
    expect(pages).toBe(2);
    expect(seen).toEqual(['cr-jan', 'cr-feb-3', 'level', 'cr-feb-4']);
  });

  test('a page is never larger than the server allows, whatever _count asks for', () => {
    const small = { ...service, limits: { defaultSize: 2, maxSize: 3 } };
    const size = (query: string): number =>
      ((answerGet(small, 'Observation', searchPairs(query)).body as Bundle).entry ?? []).length;
    expect(size('patient=a')).toBe(2);
    expect(size('patient=a&_count=1000')).toBe(3);
  });

  test('_count=0 answers with the total alone', () => {
    const bundle = find('Observation?patient=a&_count=0');
    expect(bundle).toMatchObject({ type: 'searchset', total: 4 });
    expect(bundle.entry).toBeUndefined();
    expect(bundle.link?.map(({ relation }) => relation)).toEqual(['self']);
  });

  test('nothing found is a Bundle with total 0 and without an empty list', () => {
    expect(find('Observation?patient=nobody')).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 0,
      link: [{ relation: 'self', url: `${BASE}/Observation?patient=nobody` }],
    });
  });

  test('_include brings the Medication, marked as included and outside the total', () => {
    const bundle = find('MedicationRequest?_include=MedicationRequest:medication&_id=by-reference');
    expect(bundle.total).toBe(1);
    expect(bundle.entry?.map(({ fullUrl, search }) => [fullUrl, search?.mode])).toEqual([
      [`${BASE}/MedicationRequest/by-reference`, 'match'],
      [`${BASE}/Medication/m1`, 'include'],
    ]);
  });
});

describe('what is not understood is refused, never ignored', () => {
  test.each([
    ['Observation?cod=2160-0', 400],
    ['Observation?status:not=final', 400],
    ['Observation?subject.name=x', 400],
    ['Observation?date=yesterday', 400],
    ['Observation?date=ap2024', 400],
    ['Observation?code=', 400],
    ['Observation?_count=-1', 400],
    ['Observation?_count=many', 400],
    ['Observation?_sort=code', 400],
    ['Observation?_include=*', 400],
    ['Observation?constructor=x', 400],
    ['MedicationAdministration?effective=2024', 400],
    ['Questionnaire?_id=1', 404],
    ['constructor', 404],
    ['Patient/zzz', 404],
    ['Patient/a/_history/1', 404],
  ])('%s is a %i', (query, status) => {
    expect(refusalOf(query).status).toBe(status);
  });

  test('a refusal does not repeat the value that was searched for', () => {
    expect(refusalOf('Observation?date=Jane-Doe').message).not.toContain('Jane');
  });
});

describe('the store', () => {
  test('two resources of one type and id are refused', () => {
    const twice: FhirResource = { resourceType: 'Patient', id: 'a' };
    expect(() => createResourceStore([twice, twice])).toThrow(TypeError);
  });

  test('a resource without an id is refused', () => {
    expect(() => createResourceStore([{ resourceType: 'Patient' }])).toThrow(TypeError);
  });
});
