import { describe, expect, test } from '@jest/globals';
import type { CodedText } from '../../src/domain/coding.js';
import { coded, LOINC, named, shippedFiles, SNOMED, terminology } from './shipped-terminology.js';

function say(code: CodedText, specimen: CodedText | null = null): string {
  const lab = terminology.recogniseLab(code, specimen);
  switch (lab.lab) {
    case 'creatinine':
      return `creatinine ${lab.use} ${lab.scale}`;
    case 'tacrolimus':
      return `tacrolimus ${lab.timing}`;
    case 'thiopurine-test':
      return lab.enzyme;
    case 'test':
      return lab.tests.join(', ');
    case 'excluded':
      return `excluded ${lab.reason}`;
    case 'other':
      return 'another test';
    case 'unknown':
      return (lab.mayBe ?? null) === null ? 'unknown' : `may be ${lab.mayBe}`;
  }
}

describe('tacrolimus levels', () => {
  test.each([
    ['trough', ['33929-1', '77348-1'], 'tacrolimus trough'],
    ['timing not coded', ['11253-2', '74096-9', '74097-7', '32721-3', '76494-4'], 'tacrolimus not-coded'],
    [
      'AUC, post-dose, mass of dose, dried spot, antibodies',
      [
        '92727-7',
        '59822-7',
        '59823-5',
        '92728-5',
        '92729-3',
        '92730-1',
        '32594-4',
        '80550-7',
        '72945-9',
        '72946-7',
        '73132-3',
        '73133-1',
      ],
      'excluded not-a-trough',
    ],
    ['codes met by mistake in public repositories', ['4023-8', '35548-5'], 'another test'],
  ])('LOINC: %s', (_, codes, said) => {
    expect(codes.map((code) => say(coded(LOINC, code)))).toEqual(codes.map(() => said));
  });

  test.each([
    ['UK description id, whole blood', '2313241000000118', 'tacrolimus not-coded'],
    ['UK description id, serum', '457522012', 'excluded not-whole-blood'],
    ['UK description id, plasma', '14853870118', 'excluded not-whole-blood'],
  ])('%s', (_, code, said) => {
    expect(say(coded(SNOMED, code))).toBe(said);
  });

  test.each<[string, CodedText | null, string]>([
    ['no specimen', null, 'tacrolimus trough'],
    ['blood, coded', coded(SNOMED, '119297000'), 'tacrolimus trough'],
    ['"EDTA whole blood"', named('EDTA whole blood'), 'tacrolimus trough'],
    ['plasma, coded', coded(SNOMED, '119361006'), 'excluded not-whole-blood'],
    ['serum, coded', coded(SNOMED, '119364003'), 'excluded not-whole-blood'],
    ['"Serum"', named('Serum'), 'excluded not-whole-blood'],
    ['"EDTA-Plasma"', named('EDTA-Plasma'), 'excluded not-whole-blood'],
    ['dried blood spot, coded', coded(SNOMED, '440500007'), 'excluded not-whole-blood'],
  ])('specimen: %s', (_, specimen, said) => {
    expect(say(coded(LOINC, '33929-1'), specimen)).toBe(said);
  });

  test('an excluded code beside an accepted one -> excluded', () => {
    const code = { codings: [...coded(LOINC, '11253-2').codings, ...coded(LOINC, '59823-5').codings], text: null };
    expect(say(code)).toBe('excluded not-a-trough');
  });

  test('"Tacrolimus trough" as text only is not read, and may be a level: nothing says that it is whole blood', () => {
    expect(say(named('Tacrolimus trough level'))).toBe('may be tacrolimus-level');
    expect(say(coded('urn:oid:1.2.3', 'FK', 'Tacrolimus'))).toBe('may be tacrolimus-level');
    // A LOINC code is written like nothing else.
    expect(say(coded(null, '33929-1'))).toBe('tacrolimus trough');
  });
});

describe('creatinine', () => {
  test.each([
    [
      'serum, plasma, blood',
      LOINC,
      ['2160-0', '14682-9', '38483-4', '59826-8', '35203-9', '77140-2', '103616-9', '21232-4'],
      'creatinine any uncorrected',
    ],
    ['coded as baseline', LOINC, ['40248-7', '40264-4'], 'creatinine baseline-only uncorrected'],
    ['urine', LOINC, ['2161-8', '14683-7', '2162-6', '14684-5'], 'another test'],
    ['dialysis', LOINC, ['11042-9', '11041-1', '51619-5', '51620-3'], 'another test'],
    ['timed and challenge', LOINC, ['39955-0', '39974-1', '72271-0', '44784-7', '93999-1'], 'another test'],
    [
      'UK serum and plasma',
      SNOMED,
      ['1000731000000107', '1001011000000107', '1107001000000108', '1106601000000100', '1109421000000104'],
      'creatinine any uncorrected',
    ],
    ['UK corrected', SNOMED, ['1000981000000109', '1000991000000106', '53641000237107'], 'creatinine any corrected'],
    ['Danish NPU', 'urn:oid:1.2.208.176.2.1', ['NPU18016', 'NPU04998'], 'creatinine any uncorrected'],
    ['eGFR', LOINC, ['98979-8', '62238-1'], 'another test'],
  ])('%s', (_, system, codes, said) => {
    expect(codes.map((code) => say(coded(system, code)))).toEqual(codes.map(() => said));
  });

  test('all 65 timed codes are excluded', () => {
    const codes = shippedFiles.get('lab-creatinine-excluded.json')!.compose.include.flatMap((one) => one.concept!);
    expect(codes).toHaveLength(73);
    for (const { code } of codes) expect(say(coded(LOINC, code))).toBe('another test');
  });
});

describe('TPMT and NUDT15', () => {
  test.each<[string, CodedText, string]>([
    ['TPMT activity', coded(LOINC, '21563-2'), 'TPMT'],
    ['TPMT gene', coded(LOINC, '36922-3'), 'TPMT'],
    ['TPMT interpretation', coded(LOINC, '79713-4'), 'TPMT'],
    ['NUDT15', coded(LOINC, '93194-9'), 'NUDT15'],
    ['both in one code', coded(LOINC, '93193-1'), 'TPMT and NUDT15'],
    ['both by name', named('TPMT/NUDT15 genotype'), 'TPMT and NUDT15'],
    ['TPMT by name', named('Thiopurine S-methyltransferase activity'), 'TPMT'],
    ['a metabolite is no enzyme test', coded(LOINC, '32660-3'), 'another test'],
  ])('%s', (_, code, said) => {
    expect(say(code)).toBe(said);
    expect(terminology.isThiopurineTest(code)).toBe(said !== 'unknown' && said !== 'another test');
  });
});

describe('what is not ours by its name, and whether its amount may still be', () => {
  const OTHER = { lab: 'other' };
  const BY_AMOUNT = { lab: 'other', unlessAmountOf: ['creatinine', 'tacrolimus'] };
  const UNKNOWN = { lab: 'unknown', mayBe: null };
  const loinc = { system: LOINC, code: '718-7', display: null };
  const own = (display: string | null) => ({ system: 'urn:laboratory', code: '1', display });
  test.each<[string, CodedText, object]>([
    ['a name', named('Haemoglobin'), OTHER],
    ['a name of which a part was not read', { ...named('Haemoglobin'), isCut: true }, UNKNOWN],
    ['a code of LOINC, of which a part was not read', { text: null, codings: [loinc], isCut: true }, UNKNOWN],
    ['a short form that no list knows', named('ABCX'), BY_AMOUNT],
    ['such a form with spaces around it', named(' ABCX '), BY_AMOUNT],
    ['such a form, and another as the display', { text: 'ABCX', codings: [own('ABCX1')] }, BY_AMOUNT],
    ['such a form, and a name as the display', { text: 'ABCX', codings: [own('Haemoglobin')] }, OTHER],
    ['such a form beside a code of LOINC', { text: 'ABCX', codings: [own(null), loinc] }, OTHER],
    ['a code of the laboratory without any name', { text: null, codings: [own(null)] }, UNKNOWN],
    [
      'creatinine and what is worked out of it',
      named('Creatinine with eGFR'),
      { lab: 'other', unlessAmountOf: ['creatinine'] },
    ],
  ])('%s', (_what, code, expected) => {
    expect(terminology.recogniseLab(code, null)).toEqual(expected);
  });
});
