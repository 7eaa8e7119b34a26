import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unknownCode, unknownUnit } from '../../src/terminology/recognise/unknown-term.js';
import { isNameable } from '../../src/domain/unknown-term.js';

const HOSPITAL = 'urn:hospital:laboratory';
const named = (code: string, system: string | null = HOSPITAL) =>
  unknownCode({ codings: [{ system, code, display: null }], text: null });
const unit = (text: string) => unknownUnit({ unit: text, code: null })?.code ?? null;

describe('a code that nobody knows is named where it is shaped like one', () => {
  test.each([
    ['KR-7', HOSPITAL, HOSPITAL],
    ['CREA', 'http://www.Hospital.example/lab/', 'hospital.example/lab'],
    ['NPU18016', 'urn:oid:1.2.208.176.2.1', 'npu'],
    ['3X999', 'urn:oid:1.2.208.176.9', 'urn:oid:1.2.208.176.9'],
    ['99999-9', 'http://loinc.org', 'loinc'],
    ['1000011000000105', 'http://snomed.info/sct', 'snomed'],
    ['LAB:123456', null, null],
  ])('%s of %s', (code, system, name) => {
    expect(named(code, system)).toEqual({ kind: 'code', system: name, code });
  });

  test.each([
    ['a name', 'Anna Smith'],
    ['a name with a comma', 'Smith,Anna'],
    ['a long word without a digit', 'Smith-Jones'],
    ['a record number', '12345678'],
    ['a record number with letters', 'MRN1234567'],
    ['a birth date', '1985-03-12'],
    ['a social security number', '123-45-6789'],
    ['a telephone number', '+44-20-7946-0958'],
    ['an e-mail address', 'anna@example.org'],
    ['more than 32 characters', 'K'.repeat(33)],
    ['other scripts', 'Креатинин'],
    ['nothing', ''],
    ['a control character', 'KR\u00007'],
    ['a formula of a spreadsheet', '=KR7'],
  ])('%s is not named', (_title, code) => {
    expect(named(code)).toBeNull();
  });

  test('many digits pass only in the shape of the system that they claim', () => {
    expect(named('12345678', 'http://loinc.org')).toBeNull();
    expect(named('1985-03-12', 'http://snomed.info/sct')).toBeNull();
  });

  test.each(['http://ehr.example/Patient/12345678', 'Anna Smith', 'https://ehr.example/?name=smith', ''])(
    'a system such as "%s" is left out, the code stays',
    (system) => {
      expect(named('KR-7', system)).toEqual({ kind: 'code', system: null, code: 'KR-7' });
    },
  );

  test('LOINC goes before a local code, and a local code before one that may not be named', () => {
    const codings = [
      { system: HOSPITAL, code: 'Smith, Anna', display: null },
      { system: HOSPITAL, code: 'KR-7', display: null },
      { system: 'http://loinc.org', code: '99999-9', display: null },
    ];
    expect(unknownCode({ codings, text: null })?.code).toBe('99999-9');
    expect(unknownCode({ codings: codings.slice(0, 2), text: null })?.code).toBe('KR-7');
    expect(unknownCode({ codings: [], text: 'Anna Smith' })).toBeNull();
  });
});

describe('a unit that nobody knows is named where it is shaped like one', () => {
  test.each([
    ['TAC-U', 'TAC-U'],
    ['ng / mL', 'ng/mL'],
    ['10*3/uL', '10*3/uL'],
    ['µg%', 'µg%'],
    ['[IU]/mL', '[IU]/mL'],
    ['micrograms/L', 'micrograms/L'],
    ['{titre}', '{titre}'],
    [' mmol/mol{crea} ', 'mmol/mol{crea}'],
  ])('"%s"', (text, name) => {
    expect(unit(text)).toBe(name);
  });

  test.each([
    'Anna Smith',
    'Smith-Jones',
    'see comment',
    '1985-03-12',
    '12345678',
    '=1+1',
    '@x',
    '-2',
    '',
    'm'.repeat(33),
  ])('"%s" is not named', (text) => {
    expect(unit(text)).toBeNull();
  });

  test('where the printed unit may not be named, its code may', () => {
    expect(unknownUnit({ unit: 'see comment', code: 'TAC-U' })?.code).toBe('TAC-U');
  });
});

test('whatever is sent, what is named has no space, no seventh digit outside its system, and is short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.string({ maxLength: 50 }), (code, system) => {
      for (const term of [named(code, system), unknownUnit({ unit: code, code: system })]) {
        if (term === null) continue;
        expect(isNameable(term)).toBe(true);
        expect(term.code).toMatch(/^[^\s]{1,32}$/);
        if (term.system !== 'loinc' && term.system !== 'snomed') {
          expect(term.code.replace(/\D/g, '').length).toBeLessThanOrEqual(6);
        }
      }
    }),
  );
});
