import { unknownUnit } from '../../src/terminology/recognise/unknown-term.js';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseQuantityText } from '../../src/terminology/units/quantity-text.js';
import { terminology } from './shipped-terminology.js';
import type { Analyte, ReportedQuantity } from '../../src/terminology/units/measurement.js';

const UCUM = 'http://unitsofmeasure.org';

function quantity(value: number | null, unit: string | null, rest: Partial<ReportedQuantity> = {}): ReportedQuantity {
  return { value, unit, system: null, code: null, comparator: null, ...rest };
}
/** The canonical amount, or why there is none. */
function read(analyte: Analyte, raw: ReportedQuantity): number | string {
  const reading = terminology.readMeasurement(analyte, raw);
  return reading.ok ? reading.measurement.canonical : reading.reason;
}

describe('conversion to umol/L and ng/mL', () => {
  test.each<[Analyte, number, string, number]>([
    ['creatinine', 0.3, 'mg/dL', 26.5205092],
    ['creatinine', 1, 'mg/dL', 88.4016973],
    ['creatinine', 1.5, 'mg/dL', 132.602546],
    ['creatinine', 4, 'mg/dL', 353.606789],
    ['creatinine', 162, 'umol/L', 162],
    ['creatinine', 0.088, 'mmol/L', 88],
    ['creatinine', 10, 'mg/L', 88.4016973],
    ['potassium', 5.9, 'mmol/L', 5.9],
    ['potassium', 5.9, 'mEq/L', 5.9],
    ['magnesium', 1, 'mEq/L', 0.5],
    ['magnesium', 1.7, 'mg/dL', 0.699444559],
    ['glucose', 200, 'mg/dL', 11.1014898],
    ['height', 1.4, 'm', 140],
    ['height', 55, '[in_i]', 139.7],
    ['tacrolimus', 15, 'ng/mL', 15],
    ['tacrolimus', 15, 'ug/L', 15],
    ['tacrolimus', 1.5, 'ug/dL', 15],
    ['tacrolimus', 1500, 'ng/dL', 15],
    ['tacrolimus', 6.22, 'nmol/L', 5.0010666],
    ['tacrolimus', 12.44, 'nmol/L', 10.0021332],
    ['tacrolimus', 18.66, 'nmol/L', 15.0031998],
    ['tacrolimus', 24.87, 'nmol/L', 19.9962261],
  ])('%s %d %s -> %d', (analyte, value, unit, canonical) => {
    expect(read(analyte, quantity(value, unit))).toBe(canonical);
  });

  test.each<[Analyte, string, number, number]>([
    ['creatinine', 'µmol/L', 90, 90], // U+00B5
    ['creatinine', 'μmol/L', 90, 90], // U+03BC
    ['creatinine', 'µmol/l', 90, 90],
    ['creatinine', 'umol/l', 90, 90],
    ['creatinine', 'UMOL/L', 90, 90],
    ['creatinine', 'micromol/L', 90, 90],
    ['creatinine', 'mcmol/L', 90, 90],
    ['creatinine', 'umol / L', 90, 90],
    ['creatinine', 'mg/dl', 1, 88.4016973],
    ['creatinine', 'MG/DL', 1, 88.4016973],
    ['creatinine', 'mg/100mL', 1, 88.4016973],
    ['tacrolimus', 'ng/ml', 7.5, 7.5],
    ['tacrolimus', 'NG/ML', 7.5, 7.5],
    ['tacrolimus', 'mcg/L', 7.5, 7.5],
    ['tacrolimus', 'µg/l', 7.5, 7.5],
    ['tacrolimus', 'μg/L', 7.5, 7.5],
    ['tacrolimus', 'UG/L', 7.5, 7.5],
    ['tacrolimus', 'ng/ML', 22, 22],
    ['tacrolimus', 'ｎｇ/ｍＬ', 7.5, 7.5],
    ['tacrolimus', '㎍/L', 7.5, 7.5],
    ['tacrolimus', 'μg／L', 7.5, 7.5],
    ['tacrolimus', 'нг/мл', 7.5, 7.5],
    ['tacrolimus', 'microg/L', 7.5, 7.5],
    ['creatinine', 'ｍｇ／ｄＬ', 1, 88.4016973],
    ['creatinine', 'мкмоль/л', 90, 90],
    ['creatinine', '㎎/㎗', 1, 88.4016973],
  ])('%s in %s is understood', (analyte, unit, value, canonical) => {
    expect(read(analyte, quantity(value, unit))).toBe(canonical);
    expect(read(analyte, quantity(value, null, { system: UCUM, code: unit }))).toBe(canonical);
  });

  test('what is kept: the number and the UCUM unit as reported, the comparator, the text', () => {
    const reading = terminology.readMeasurement(
      'tacrolimus',
      quantity(2, 'ng/ml', { comparator: '<', system: UCUM, code: 'ng/mL' }),
    );
    expect(reading).toEqual({
      ok: true,
      measurement: { value: 2, unit: 'ng/mL', comparator: '<', canonical: 2, reported: '<2 ng/ml' },
    });
  });

  test('mg/dL and back is the same number within 9 significant digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 30, noNaN: true }), (mgPerDl) => {
        const umol = read('creatinine', quantity(mgPerDl, 'mg/dL'));
        const mgPerL = read('creatinine', quantity(mgPerDl * 10, 'mg/L'));
        expect(umol).toBe(mgPerL);
        expect(Math.abs((Number(umol) * 113.12) / 10_000 - mgPerDl)).toBeLessThanOrEqual(mgPerDl * 1e-8);
      }),
    );
  });
});

describe('results that cannot be used, and why', () => {
  test.each<[string, Analyte, ReportedQuantity, string]>([
    ['no value', 'creatinine', quantity(null, 'umol/L'), 'no-value'],
    ['not a number', 'creatinine', quantity(Number.NaN, 'umol/L'), 'no-value'],
    ['infinite', 'creatinine', quantity(Number.POSITIVE_INFINITY, 'umol/L'), 'no-value'],
    ['no unit', 'creatinine', quantity(1.2, null), 'no-unit'],
    ['a blank unit', 'tacrolimus', quantity(15, '  '), 'no-unit'],
    ['a percentage', 'tacrolimus', quantity(15, '%'), 'unknown-unit'],
    ['a mass without volume', 'tacrolimus', quantity(15, 'ng'), 'unknown-unit'],
    ['a count', 'creatinine', quantity(90, '10*9/L'), 'unknown-unit'],
    ['equivalents', 'creatinine', quantity(90, 'meq/L'), 'unknown-unit'],
    ['nonsense', 'tacrolimus', quantity(15, 'see below'), 'unknown-unit'],
    ['a word that every object of JavaScript has', 'tacrolimus', quantity(15, 'constructor'), 'unknown-unit'],
    [
      'the same as a code',
      'creatinine',
      quantity(90, 'toString', { system: UCUM, code: 'constructor' }),
      'unknown-unit',
    ],
    ['a unit of a thousand characters', 'tacrolimus', quantity(15, 'n'.repeat(1000)), 'unknown-unit'],
    ['Mg is a megagram', 'creatinine', quantity(1, 'Mg/dL'), 'implausible'],
    ['code and unit disagree', 'creatinine', quantity(1.2, 'mg/dL', { system: UCUM, code: 'umol/L' }), 'unit-conflict'],
    ['code of another dimension', 'tacrolimus', quantity(15, 'ng/mL', { system: UCUM, code: 'mL' }), 'unit-conflict'],
    ['unit of another dimension', 'tacrolimus', quantity(15, 'mg', { system: UCUM, code: 'ng/mL' }), 'unit-conflict'],
    [
      'only a SNOMED CT unit code',
      'tacrolimus',
      quantity(15, null, { system: 'http://snomed.info/sct', code: '258806002' }),
      'unknown-unit',
    ],
    ['below 10 umol/L', 'creatinine', quantity(9.99, 'umol/L'), 'implausible'],
    ['above 3000 umol/L', 'creatinine', quantity(3000.01, 'umol/L'), 'implausible'],
    ['negative', 'tacrolimus', quantity(-1, 'ng/mL'), 'implausible'],
    ['above 500 ng/mL', 'tacrolimus', quantity(500.5, 'ng/mL'), 'implausible'],
    ['22 ng/L is 0.022 ng/mL', 'tacrolimus', quantity(22, 'ng/L'), 'implausible'],
    ['22 ng/dL is 0.22 ng/mL', 'tacrolimus', quantity(22, 'ng/dL'), 'implausible'],
    ['22 pg/mL', 'tacrolimus', quantity(22, 'pg/mL'), 'implausible'],
    ['250 umol/ML is a millionth', 'creatinine', quantity(250, 'umol/ML'), 'implausible'],
    ['250 nmol/L is a quarter', 'creatinine', quantity(250, 'nmol/L'), 'implausible'],
    ['KDIGO misprint 353.6 mmol/L', 'creatinine', quantity(353.6, 'mmol/L'), 'implausible'],
  ])('%s', (_, analyte, raw, said) => {
    expect(String(read(analyte, raw))).toBe(said);
  });

  test.each<[Analyte, number, string]>([
    ['creatinine', 10, 'umol/L'],
    ['creatinine', 3000, 'umol/L'],
    ['tacrolimus', 0, 'ng/mL'],
    ['tacrolimus', 112, 'ng/mL'],
    ['tacrolimus', 500, 'ng/mL'],
    ['tacrolimus', 0.3, 'ng/mL'],
  ])('the limits are plausible: %s %d', (analyte, value, unit) => {
    expect(read(analyte, quantity(value, unit))).toBe(value);
  });

  test('a unit text beside a readable code may say more, and does not spoil it', () => {
    expect(read('creatinine', quantity(90, 'umol/L (enzymatic)', { system: UCUM, code: 'umol/L' }))).toBe(90);
    expect(read('tacrolimus', quantity(9, 'ng/mL', { system: 'http://snomed.info/sct', code: '258806002' }))).toBe(9);
  });

  test('"below 0.1" is a result, and zero too', () => {
    expect(read('tacrolimus', quantity(0.1, 'ng/mL', { comparator: '<' }))).toBe(0.1);
    expect(read('tacrolimus', quantity(0, 'ng/mL'))).toBe(0);
  });

  test.each(['\t', '/', '.', ' /'])('100,000 of %j as a unit are no unit, and take no time', (character) => {
    const unit = `m${character.repeat(100_000)}g`;
    expect(read('creatinine', quantity(1, unit, { code: unit, system: `http:${'/'.repeat(100_000)}x` }))).toBe(
      'unknown-unit',
    );
    expect(unknownUnit({ unit, code: unit })).toBeNull();
  });

  test('ng/mL and ug/L mean the same amount and do not conflict', () => {
    expect(read('tacrolimus', quantity(9, 'µg/L', { system: UCUM, code: 'ng/mL' }))).toBe(9);
  });
});

describe('results sent as text', () => {
  test.each<[string, number, string | null, string | null]>([
    ['<2', 2, null, '<'],
    ['>30', 30, null, '>'],
    ['< 1.0', 1, null, '<'],
    ['≥30 ng/mL', 30, 'ng/mL', '>='],
    ['<=2', 2, null, '<='],
    ['14.2 ng/mL', 14.2, 'ng/mL', null],
    ['14.2ng/mL', 14.2, 'ng/mL', null],
    ['12,5 ng/mL', 12.5, 'ng/mL', null],
    ['８．１ µg/L', 8.1, 'μg/L', null],
    ['-5', -5, null, null],
  ])('%s', (text, value, unit, comparator) => {
    expect(parseQuantityText(text)).toEqual({ value, unit, system: null, code: null, comparator });
  });

  test.each([
    '',
    'see comment',
    '5-7',
    '1e5',
    '1,234',
    '1,234 ng/mL',
    '14.2 ng/mL H',
    '<',
    '12 5',
    '<<2',
    '1.2.3',
    '2 <5',
    '9'.repeat(65),
  ])('"%s" -> not readable as one number', (text) => {
    expect(parseQuantityText(text)).toBeNull();
  });

  test('a number without a unit stays without a unit', () => {
    expect(read('tacrolimus', parseQuantityText('18.2')!)).toBe('no-unit');
    expect(read('tacrolimus', parseQuantityText('>30 ng/mL')!)).toBe(30);
  });
});
