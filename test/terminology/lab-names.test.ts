import { describe, expect, test } from '@jest/globals';
import type { CodedText } from '../../src/domain/coding.js';
import { coded, LOINC, named, SNOMED, terminology } from './shipped-terminology.js';

const JLAC10 = 'urn:oid:1.2.392.200119.4.504';
const NPU = 'urn:oid:1.2.208.176.2.1';
const LOCAL = 'urn:hospital:laboratory';

function say(code: CodedText): string {
  const lab = terminology.recogniseLab(code, null);
  if (lab.lab === 'unknown') return (lab.mayBe ?? null) === null ? 'nobody can tell' : `may be ${lab.mayBe}`;
  return lab.lab === 'other' ? 'another test' : lab.lab;
}
const displayed = (system: string | null, code: string, display: string): CodedText => ({
  codings: [{ system, code, display }],
  text: null,
});

describe('codes of the countries, and spellings of their systems', () => {
  test.each<[string, CodedText, string]>([
    ['venous blood', coded(LOINC, '101475-2'), 'creatinine'],
    ['https, a slash', coded('https://loinc.org/', '14682-9'), 'creatinine'],
    ['by OID', coded('urn:oid:2.16.840.1.113883.6.1', '2160-0'), 'creatinine'],
    ['OID without urn', coded('2.16.840.1.113883.6.1', '2160-0'), 'creatinine'],
    ['OID in capitals', coded('URN:OID:2.16.840.1.113883.6.1', '2160-0'), 'creatinine'],
    ['LN, as HL7 v2 calls it', coded('LN', '2160-0'), 'creatinine'],
    ['"loinc"', coded('loinc', '2160-0'), 'creatinine'],
    ['with a version', coded('http://loinc.org|2.77', '2160-0'), 'creatinine'],
    ['a code without a system', coded(null, '14682-9'), 'creatinine'],
    ['blanks around the code', coded(LOINC, ' 14682-9 '), 'creatinine'],
    ['Denmark, NPU', coded(NPU, 'NPU18016'), 'creatinine'],
    ['UK', coded(SNOMED, '1000731000000107'), 'creatinine'],
    ['Japan, JLAC10', coded(JLAC10, '3C015000002327101'), 'creatinine'],
    ['Japan, another spelling', coded('http://jpfhir.jp/fhir/CodeSystem/JLAC10', '3C015000002327101'), 'creatinine'],
    ['Japan, a level', coded(JLAC10, '3M810000001905301'), 'tacrolimus'],
    ['Japan, a level without the kind of result', coded(JLAC10, '3M8100000019053'), 'tacrolimus'],
    ['Sweden, NPU', coded('urn:oid:1.2.752.108.1', 'NPU18016'), 'creatinine'],
    ['Norway, NLK', coded('urn:oid:2.16.578.1.12.4.1.1.7280', 'NPU18016'), 'creatinine'],
    ['Norway, a code of its own', coded('urn:oid:2.16.578.1.12.4.1.1.7280', 'NOR05863'), 'nobody can tell'],
    ['Japan, another method', coded(JLAC10, '3C015000002399901'), 'creatinine'],
    [
      'Japan, by MEDIS',
      coded('http://medis.or.jp/CodeSystem/master-JLAC10-17digits', '3C015-0000-023-271-01'),
      'creatinine',
    ],
    ['Japan, urine, no words', coded(JLAC10, '3C015000000127101'), 'nobody can tell'],
    ['another LOINC code, no words', coded(LOINC, '2951-2'), 'another test'],
    ['no LOINC code at all', coded(LOINC, 'KR-7'), 'nobody can tell'],
    ['a local code', coded(LOCAL, 'KR-7'), 'nobody can tell'],
    ['a local code repeated as its name', displayed(LOCAL, 'KR7', 'KR7'), 'nobody can tell'],
    ['UK, another code, no words', coded(SNOMED, '1000661000000107'), 'nobody can tell'],
    ['no code, no words', { codings: [], text: null }, 'nobody can tell'],
  ])('%s', (_, code, said) => {
    expect(say(code)).toBe(said);
  });
});

describe('tests by their words alone', () => {
  test.each([
    ...['Kreatinin i.S.', 'Kreatinin', 'KREATININ (ENZYM.)', 'Krea', 'P-Kreatinin', 'Kreatinin/Serum'],
    ...['Créatinine', 'Créatininémie', 'Creatinina sérica', 'Creatinina', 'Creatininemia', 'Creatinine, serum', 'CREA'],
    ...[
      'Kreatynina w surowicy',
      'Креатинин крови',
      'Κρεατινίνη',
      'クレアチニン',
      'ｸﾚｱﾁﾆﾝ',
      '血清肌酐',
      '크레아티닌',
      'كرياتينين',
    ],
  ])('%s may be a creatinine', (text) => {
    expect(say(named(text))).toBe('may be creatinine');
    expect(say(displayed(LOCAL, 'K7', text))).toBe('may be creatinine');
  });

  test.each([
    ...[
      'Tacrolimus Talspiegel',
      'FK506',
      'FK-506 level',
      'Tacrolimus (FK506)',
      'タクロリムス血中濃度',
      '他克莫司血药浓度',
    ],
    ...['Такролимус', 'TAC', 'Prograf-Spiegel', 'Takrolimus B', '타크로리무스'],
  ])('%s may be a level', (text) => {
    expect(say(named(text))).toBe('may be tacrolimus-level');
  });

  test.each([
    ...[
      'Hemoglobin',
      'Natrium',
      'Kalium im Serum',
      'ヘモグロビン',
      '血糖',
      'Глюкоза',
      'Sodium',
      'Ciclosporin',
      'CRP',
      'Na',
    ],
    ...[
      'Kreatinin im Urin',
      'U-Kreatinin',
      'Creatinine, urine',
      'Creatinine clearance',
      'Kreatinin-Clearance',
      'eGFR (Creatinine)',
    ],
    ...[
      'Albumin/Creatinine ratio',
      'Protein/Kreatinin-Quotient',
      'クレアチニン(尿)',
      'Creatinina en orina',
      'Creatine kinase',
    ],
    ...['Créatininurie des 24h', 'Sirolimus'],
  ])('%s is another test', (text) => {
    expect(say(named(text))).toBe('another test');
  });

  test.each(['Befund', 'see comment', 'Lab result', 'K7', '***', '検査結果', 'Blut'])('%s is no name', (text) => {
    expect(say(named(text))).toBe('nobody can tell');
  });

  test('words of ours outweigh a code that is not listed, a code of ours outweighs words', () => {
    expect(say(displayed(LOINC, '99999-1', 'Creatinine [Mass/volume] in Capillary blood'))).toBe('may be creatinine');
    expect(say(displayed(LOINC, '2160-0', 'Hemoglobin'))).toBe('creatinine');
  });
});
