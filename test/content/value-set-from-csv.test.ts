import { describe, expect, it } from '@jest/globals';
import { readCsvTable } from '../../src/content/files/csv-table.js';
import { valueSetFromCsv } from '../../src/content/value-sets/value-set-from-csv.js';
import { createTerminology } from '../../src/terminology/value-sets/create-terminology.js';
import { shippedFiles } from '../terminology/shipped-terminology.js';

const options = { id: 'lab-creatinine-blood', title: 'Creatinine in blood' };

function problemsOf(text: string): string[] {
  const reading = valueSetFromCsv(text, options);
  return reading.ok ? [] : reading.problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
}

describe('reading a table', () => {
  it.each([
    ['commas', 'a,b\n1,2\n'],
    ['semicolons, as spreadsheets of many countries write', 'a;b\n1;2\n'],
    ['tabs', 'a\tb\n1\t2\n'],
    ['a byte order mark, Windows line ends and blank lines', '\uFEFFa,b\r\n\r\n1,2\r\n,\r\n'],
    ['no line end at the end', 'a,b\n1,2'],
  ])('%s', (_title, text) => {
    expect(readCsvTable(text).rows.map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('quotes keep separators, doubled quotes and line ends, and lines are counted on', () => {
    expect(readCsvTable('a,b\n"x, ""y""\nz",2\n3,4\n').rows).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x, "y"\nz', '2'] },
      { line: 4, cells: ['3', '4'] },
    ]);
  });

  it.each([
    ['a quote that is never closed', 'a,b\n"1,2\n3,4\n', /^a quote .* never closed$/],
    ['a quote inside a cell that is not doubled', 'a,b\n"1"st,2\n', /^text follows a closing quote/],
  ])('%s is a fault: no row is lost in silence', (_title, text, message) => {
    const { rows, fault } = readCsvTable(text);
    expect(rows).toEqual([]);
    expect(fault?.message).toMatch(message);
  });
});

describe('a ValueSet from a table', () => {
  it('groups the codes by system, understands short names, and keeps a repeated code once', () => {
    const text =
      'Code,System,Display\n2160-0,loinc,Creatinine\n14682-9,LOINC,\nCREA,https://lab.example.org/codes,"Crea, plasma"\n2160-0,http://loinc.org,Creatinine\n';
    expect(valueSetFromCsv(text, options)).toEqual({
      ok: true,
      valueSet: {
        resourceType: 'ValueSet',
        id: 'lab-creatinine-blood',
        url: 'http://tacrolimus-cds.org/ValueSet/lab-creatinine-blood',
        title: 'Creatinine in blood',
        status: 'active',
        compose: {
          include: [
            { system: 'http://loinc.org', concept: [{ code: '2160-0', display: 'Creatinine' }, { code: '14682-9' }] },
            { system: 'https://lab.example.org/codes', concept: [{ code: 'CREA', display: 'Crea, plasma' }] },
          ],
        },
      },
    });
  });

  it.each([
    ['RxNorm', '42316', 'http://www.nlm.nih.gov/research/umls/rxnorm'],
    ['SNOMED', '386975001', 'http://snomed.info/sct'],
    ['ATC', 'L04AD02', 'http://www.whocc.no/atc'],
    ['NDC', '0469-0617', 'http://hl7.org/fhir/sid/ndc'],
  ])('%s is a code system that the terminology recognises', (system, code, uri) => {
    const reading = valueSetFromCsv(`system,code\n${system},${code}\n`, { id: 'extra', title: 'x' });
    const sets = reading.ok ? [...shippedFiles.values(), reading.valueSet] : [];
    expect(createTerminology(sets).lookupSets({ system: uri, code, display: null })).toContain('extra');
  });

  it.each([
    [
      'no names of columns',
      '2160-0,LOINC\n',
      [
        'lab-creatinine-blood.csv:1 the first line must name the columns: system,code,display (display may be left out)',
      ],
    ],
    [
      'no rows',
      'system,code\n',
      ['lab-creatinine-blood.csv:1 there is no code: at least one line is needed below the names'],
    ],
    [
      'an NDC that can be read in three ways',
      'system,code\nNDC,0469061773\n',
      ['lab-creatinine-blood.csv:2 "0469061773" cannot be compared safely: write an NDC with its hyphens'],
    ],
    [
      'several at once',
      'system,code\n,1\nLOINC,\nSNOMED,1.2E+15\n',
      [
        'lab-creatinine-blood.csv:2 "" is no code system known here; allowed: a URI, or one of LOINC, RxNorm, SNOMED, ATC, ICD-10, ICD-10-CM, ICD-10-GM, NDC, text',
        'lab-creatinine-blood.csv:3 is missing: code',
        'lab-creatinine-blood.csv:4 "1.2E+15" was rounded by a spreadsheet; format the column as text and enter the code again',
      ],
    ],
  ])('%s is told', (_title, text, expected) => {
    expect(problemsOf(text)).toEqual(expected.map((line) => line.replace('is missing: code', 'is missing')));
  });
});
