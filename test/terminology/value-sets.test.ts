import { describe, expect, test } from '@jest/globals';
import { createTerminology } from '../../src/terminology/value-sets/create-terminology.js';
import { ALTERNATIVE_PREFIX, REQUIRED_VALUE_SETS } from '../../src/terminology/value-sets/value-set-ids.js';
import { indexValueSets, type ValueSetResource } from '../../src/terminology/value-sets/value-set-index.js';
import { shippedFiles } from './shipped-terminology.js';

const files = [...shippedFiles];
const TEXT = 'http://tacrolimus-cds.org/CodeSystem/whole-word-text';
const STEM = 'http://tacrolimus-cds.org/CodeSystem/word-stem';
const KEPT = new Set([
  'http://www.nlm.nih.gov/research/umls/rxnorm',
  'http://hl7.org/fhir/sid/ndc',
  'http://snomed.info/sct',
  'http://www.whocc.no/atc',
  'http://loinc.org',
  'http://hl7.org/fhir/sid/icd-10-cm',
  'http://hl7.org/fhir/sid/icd-10',
  'http://fhir.de/CodeSystem/bfarm/icd-10-gm',
  'http://id.who.int/icd/release/11/mms',
  'urn:oid:1.2.208.176.2.1',
  'http://standardterms.edqm.eu',
  'http://medis.or.jp/CodeSystem/master-JLAC10-17digits',
  'http://hl7.org/fhir/sid/cvx',
  'http://terminology.hl7.org/CodeSystem/v2-0162',
  'http://terminology.hl7.org/CodeSystem/v2-0078',
  'http://terminology.hl7.org/CodeSystem/v2-0493',
  'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration',
  'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  STEM,
  TEXT,
]);

/** Codes that were collected without a public source. One that has found one since is shipped with that source, and is not listed here. */
const UNVERIFIED: readonly (readonly [system: string, code: string])[] = [
  [TEXT, 'Hypericum perforatum'],
  [TEXT, 'Johanniskraut'],
  [TEXT, 'hipérico'],
  ['http://www.nlm.nih.gov/research/umls/rxnorm', '60212'],
  ['http://www.nlm.nih.gov/research/umls/rxnorm', '10831'],
  ['http://www.nlm.nih.gov/research/umls/rxnorm', '5492'],
  ['http://hl7.org/fhir/sid/cvx', '187'],
  ...['B20', 'Z21', 'A16', 'Z22.7', 'R76.12', 'Z90.49', 'R25.1', 'G25.1', 'E87.5', 'R73.9', 'E09'].map(
    (code) => ['http://hl7.org/fhir/sid/icd-10-cm', code] as const,
  ),
];

test('no code is shipped that was collected without a public source', () => {
  const shipped = files.flatMap(([file, { compose }]) =>
    compose.include.flatMap(({ system, concept }) => (concept ?? []).map(({ code }) => ({ file, system, code }))),
  );
  expect(shipped.length).toBeGreaterThan(5_000);
  const found = shipped.filter(({ system, code }) => UNVERIFIED.some(([s, c]) => s === system && c === code));
  expect(found).toEqual([]);
});

describe.each(files)('%s', (file, valueSet) => {
  test('is a FHIR R4 ValueSet with provenance and notices', () => {
    expect(valueSet).toMatchObject({
      resourceType: 'ValueSet',
      status: 'active',
      url: `http://tacrolimus-cds.org/ValueSet/${valueSet.id}`,
    });
    expect(`${valueSet.id}.json`).toBe(file);
    expect(valueSet.id).toMatch(/^[a-z0-9-]{1,64}$/);
    expect(valueSet.name).toMatch(/^[A-Z][A-Za-z0-9_]{1,254}$/);
    for (const text of [valueSet.version, valueSet.title, valueSet.description, valueSet.purpose, valueSet.copyright]) {
      expect(text).toMatch(/\S/);
    }
    for (const { system, concept, extension } of valueSet.compose.include) {
      expect(KEPT).toContain(system);
      expect(extension![0]!.valueString).toMatch(/\S/);
      expect(concept!.length).toBeGreaterThan(0);
      // FHIR `code`: no space at the ends, none doubled inside.
      for (const { code } of concept!) expect(code).toMatch(/^\S+( \S+)*$/);
    }
  });

  test('lists no code twice, and says how ICD prefixes and text are read', () => {
    const codes = valueSet.compose.include.flatMap(({ system, concept }) =>
      concept!.map(({ code }) => `${system!}|${code}`),
    );
    expect(new Set(codes).size).toBe(codes.length);
    const systems = valueSet.compose.include.map(({ system }) => system);
    expect(valueSet.description.includes('prefixes')).toBe(systems.some((system) => system!.includes('icd-10')));
    expect(valueSet.description.includes('whole words')).toBe(systems.includes(TEXT));
  });
});

test('the shipped sets are the required ones and the alternatives, nothing else', () => {
  const ids = files.map(([, valueSet]) => valueSet.id).filter((id) => !id.startsWith(ALTERNATIVE_PREFIX));
  expect(ids.sort()).toEqual([...REQUIRED_VALUE_SETS].sort());
});

describe('what a site may put in their place', () => {
  const minimal = (id: string): ValueSetResource => ({
    resourceType: 'ValueSet',
    id,
    compose: { include: [{ system: TEXT, concept: [] }] },
  });

  test('missing sets are all named at once', () => {
    expect(() => createTerminology([minimal('lab-tpmt')])).toThrow(
      /tacrolimus-systemic, tacrolimus-ingredient.*alternative-maintenance-<drug>/,
    );
  });
  test('an expansion of a terminology tool is read, nested and without abstract headings', () => {
    const index = indexValueSets([
      {
        resourceType: 'ValueSet',
        id: 'a',
        compose: {
          include: [{ system: 'http://snomed.info/sct', filter: [{ property: 'concept', op: 'is-a', value: '1' }] }],
        },
        expansion: {
          contains: [
            {
              system: 'http://snomed.info/sct',
              code: '1',
              abstract: true,
              contains: [{ system: 'http://snomed.info/sct', code: '2' }],
            },
          ],
        },
      },
    ]);
    const setsOf = (code: string) => index.setsOf({ system: 'http://snomed.info/sct', code, display: null });
    expect([setsOf('1'), setsOf('2')]).toEqual([[], ['a']]);
  });
  test('a filter without an expansion is refused: nobody could tell which codes it means', () => {
    const filtered = {
      resourceType: 'ValueSet',
      id: 'a',
      compose: { include: [{ system: 'http://snomed.info/sct', filter: [{}] }] },
    } as const;
    expect(() => indexValueSets([filtered])).toThrow(
      'value set "a" does not list its codes: expand it with a terminology tool first',
    );
  });
  test('two sets with one id are refused', () => {
    expect(() => indexValueSets([minimal('a'), minimal('a')])).toThrow('two value sets have the id "a"');
  });
  test('a further alternative needs a file and no code', () => {
    const added: ValueSetResource = {
      resourceType: 'ValueSet',
      id: 'alternative-maintenance-obefazimod',
      compose: { include: [{ system: TEXT, concept: [{ code: 'obefazimod' }] }] },
    };
    const terminology = createTerminology([...files.map(([, valueSet]) => valueSet), added]);
    const concept = { codings: [], text: 'Obefazimod 50 mg' };
    expect(
      terminology.recogniseDrug({ concept, form: null, routes: [], dosageTexts: [], doseUnits: [] }),
    ).toMatchObject({
      drug: { kind: 'alternative-maintenance', name: 'obefazimod' },
    });
  });
  test('exact codes can be excluded too', () => {
    const concept = (code: string) => ({ system: 'http://loinc.org', concept: [{ code }] });
    const index = indexValueSets([
      {
        resourceType: 'ValueSet',
        id: 'a',
        compose: { include: [concept('1-1'), concept('2-2')], exclude: [concept('2-2')] },
      },
    ]);
    expect(index.setsOf({ system: 'http://loinc.org', code: '1-1', display: null })).toEqual(['a']);
    expect(index.setsOf({ system: 'https://loinc.org/', code: '2-2', display: null })).toEqual([]);
  });
});
