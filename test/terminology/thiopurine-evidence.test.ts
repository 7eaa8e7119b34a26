import { describe, expect, test } from '@jest/globals';
import type { CodedText } from '../../src/domain/coding.js';
import { coded, LOINC, named, RXNORM, SNOMED, terminology } from './shipped-terminology.js';

describe('TPMT and NUDT15 phenotypes', () => {
  test.each<[CodedText, 'poor' | 'intermediate' | 'known' | 'not-readable']>([
    [coded(LOINC, 'LA9657-3'), 'poor'],
    [coded(LOINC, 'LA10317-8'), 'intermediate'],
    [coded(LOINC, 'LA25391-6'), 'known'],
    [coded(LOINC, 'LA25390-8'), 'known'],
    [coded(LOINC, 'LA10315-2'), 'known'],
    [named('Poor metaboliser'), 'poor'],
    [named('TPMT poor metabolizer; NUDT15 normal metabolizer'), 'poor'],
    [named('Intermediate metaboliser'), 'intermediate'],
    [named('Not a poor metabolizer'), 'known'],
    [named('TPMT deficient'), 'poor'],
    [named('Deficiency'), 'poor'],
    [named('partial deficiency (heterozygous)'), 'intermediate'],
    [named('no deficiency detected'), 'known'],
    [named('Homozygous'), 'poor'],
    [named('homozygous wild type'), 'known'],
    [named('homozygous normal'), 'known'],
    [named('heterozygous'), 'intermediate'],
    [named('Normal activity'), 'known'],
    [named('TPMT *3A/*3C'), 'poor'],
    [named('NUDT15 *3 / *3'), 'poor'],
    [named('TPMT *1/*3A'), 'intermediate'],
    [named('*1/*1'), 'known'],
    [named('*1/*1 homozygous'), 'known'],
    [named('Cys/Cys'), 'poor'],
    [named('NUDT15 Arg139Cys: Cys/His'), 'poor'],
    [named('codon 139 His/His'), 'poor'],
    [named('Arg/Cys'), 'intermediate'],
    [named('Arg/Arg'), 'known'],
    [named('c.415C>T: T/T'), 'poor'],
    [named('NUDT15 c.415C>T C/T'), 'intermediate'],
    [named('c.415C>T (C/C)'), 'known'],
    [named('p.Arg139Cys homozygous'), 'poor'],
    [named('stark erniedrigt'), 'poor'],
    [named('activité effondrée'), 'poor'],
    [named('low activity'), 'poor'],
    [named('NUDT15 Arg/His'), 'intermediate'],
    [named('TPMT normal; NUDT15 heterozygous'), 'intermediate'],
    [named('reduced activity'), 'intermediate'],
    [named('intermediäre Aktivität'), 'intermediate'],
    [named('normale Aktivität'), 'known'],
    [coded('http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', 'L'), 'poor'],
    [coded('http://hl7.org/fhir/v2/0078', 'LL'), 'poor'],
    [coded('http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', 'N'), 'not-readable'],
    [named('low risk of toxicity'), 'known'],
    [named('*8/*9'), 'not-readable'],
    [named('see report'), 'not-readable'],
    [named('12.4'), 'not-readable'],
    [{ codings: [], text: null }, 'not-readable'],
  ])('%j -> %s', (value, phenotype) => {
    expect(terminology.readPhenotype(value)).toBe(phenotype);
  });
});

describe('allergies to maintenance drugs', () => {
  test.each<[string, string | null]>([
    ['Infliximab', 'infliximab'],
    ['Remicade infusion reaction', 'infliximab'],
    ['no allergy to infliximab', null],
    ['Penicillin', null],
  ])('%s', (text, drug) => {
    expect(terminology.recogniseMaintenanceAllergy(named(text))).toBe(drug);
  });
});

describe('allergies and intolerances', () => {
  test.each<[string, CodedText, string | null]>([
    ['allergy to azathioprine', coded(SNOMED, '293799001'), 'azathioprine'],
    ['allergy to mercaptopurine', coded(SNOMED, '293772003'), 'mercaptopurine'],
    ['azathioprine substance', coded(SNOMED, '372574004'), 'azathioprine'],
    ['tioguanine substance', coded(SNOMED, '387407006'), 'thioguanine'],
    ['mercaptopurine, RxNorm', coded(RXNORM, '103'), 'mercaptopurine'],
    ['a product as the code of the allergy', coded(RXNORM, '105611'), 'azathioprine'],
    ['"AZA - pancreatitis"', named('AZA - pancreatitis'), 'azathioprine'],
    ['"6MP"', named('6MP'), 'mercaptopurine'],
    ['"azathioprine and mercaptopurine"', named('azathioprine and mercaptopurine'), 'thiopurine'],
    ['"Thiopurines"', named('Thiopurines'), 'thiopurine'],
    ['"no allergy to azathioprine"', named('no allergy to azathioprine'), null],
    ['azacitidine', named('azacitidine'), null],
    ['penicillin', named('Penicillin'), null],
    ['allopurinol', coded(RXNORM, '519'), null],
  ])('%s', (_, code, drug) => {
    expect(terminology.recogniseThiopurineAllergy(code)).toBe(drug);
  });
});
