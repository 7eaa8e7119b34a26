import { describe, expect, test } from '@jest/globals';
import type { CodedText } from '../../src/domain/coding.js';
import { coded, ICD10CM, named, shippedFiles, SNOMED, terminology } from './shipped-terminology.js';

const ICD10 = 'http://hl7.org/fhir/sid/icd-10';
const ICD10GM = 'http://fhir.de/CodeSystem/bfarm/icd-10-gm';
const KIDNEY = ['transplant', 'kidney-transplant'];
const GATES = [
  'ibd',
  'transplant',
  'kidney-transplant',
  'tissue-graft',
  'dialysis',
  'kidney-failure',
  'other-indication',
];
/** The classes that open or close a gate; which disease of the bowel it is, is told in diagnosis-words.test.ts. */
const gates = (code: CodedText): readonly string[] =>
  terminology.classifyCondition(code).filter((name) => GATES.includes(name));

describe('conditions by code', () => {
  test.each<[string, string | null, string, readonly string[]]>([
    ['ulcerative colitis', SNOMED, '64766004', ['ibd']],
    ["Crohn's disease", SNOMED, '34000006', ['ibd']],
    ['IBD', SNOMED, '24526004', ['ibd']],
    ['Crohn-like pouch', SNOMED, '671131000124105', ['ibd']],
    ['UC in remission still counts', SNOMED, '697969008', ['ibd']],
    ['K51.90 with the dot', ICD10CM, 'K51.90', ['ibd']],
    ['K5190 without the dot', ICD10CM, 'K5190', ['ibd']],
    ['k50.1 in lower case', ICD10CM, 'k50.1', ['ibd']],
    ['K50 alone', ICD10, 'K50', ['ibd']],
    ['K51.9 in WHO ICD-10', ICD10, 'K51.9', ['ibd']],
    ['K51.9 in ICD-10-GM', ICD10GM, 'K51.9', ['ibd']],
    ['K51.9 in another national ICD-10', 'http://hl7.org/fhir/sid/icd-10-nl', 'K51.9', ['ibd']],
    ['K51.9 in Japan', 'http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full', 'K519', ['ibd']],
    ['K51.9 in Australia', 'http://hl7.org/fhir/sid/icd-10-am', 'K51.9', ['ibd']],
    ['K51.9 in France', 'https://smt.esante.gouv.fr/terminologie-cim-10', 'K51.9', ['ibd']],
    ['K51.9 in Spain', 'https://www.sanidad.gob.es/cie-10-es', 'K51.90', ['ibd']],
    ['DK519 in Denmark', 'urn:oid:1.2.208.176.2.4', 'DK519', ['ibd']],
    ['K51.9G, the certainty behind the code', ICD10GM, 'K51.9G', ['ibd']],
    ['K51.-', ICD10GM, 'K51.-', ['ibd']],
    ['I10, as HL7 v2 calls ICD-10', 'I10', 'K51.9', ['ibd']],
    ['K51.9 as OID', 'urn:oid:2.16.840.1.113883.6.90', 'K51.9', ['ibd']],
    ['K51.40 inflammatory polyps alone', ICD10CM, 'K51.40', []],
    ['K51.411', ICD10CM, 'K51411', []],
    ['K51.4 in ICD-10-GM', ICD10GM, 'K51.4', []],
    ['K52.3 indeterminate colitis', ICD10CM, 'K52.3', ['ibd']],
    ['K52.9 other colitis', ICD10CM, 'K52.9', []],
    ['K52.0 radiation colitis', ICD10CM, 'K52.0', []],
    ['K5 is no category', ICD10CM, 'K5', []],
    ['K91.850 pouchitis (met as "history of colectomy")', ICD10CM, 'K91.850', ['ibd']],
    ['ICD-10-PCS is not ICD-10', 'http://hl7.org/fhir/sid/icd-10-pcs', 'K51.90', []],
    ['a code without a system', null, 'K51.90', []],
    ['kidney transplant status', ICD10CM, 'Z94.0', KIDNEY],
    ['kidney transplant rejection', ICD10CM, 'T86.11', KIDNEY],
    ['kidney transplant rejection, WHO', ICD10, 'T86.1', KIDNEY],
    ['aftercare of a kidney transplant', ICD10CM, 'Z48.22', KIDNEY],
    ['transplanted kidney present', SNOMED, '737295003', KIDNEY],
    ['live donor renal transplant', SNOMED, '175901007', KIDNEY],
    ['liver transplant status', ICD10CM, 'Z94.4', ['transplant']],
    ['liver transplant rejection', ICD10CM, 'T8641', ['transplant']],
    ['transplanted liver present', SNOMED, '737297006', ['transplant']],
    ['marrow transplant', ICD10CM, 'Z94.81', ['transplant']],
    ['pancreas status, WHO', ICD10, 'Z94.8', ['transplant']],
    ['transplantation of bone marrow (procedure)', SNOMED, '23719005', ['transplant']],
    ['chronic GVHD', SNOMED, '402356004', ['transplant']],
    ['T86.5 in ICD-10-CM is stem cells', ICD10CM, 'T86.5', ['transplant']],
    ['T86.5 in ICD-10-GM is a skin graft', ICD10GM, 'T86.5', []],
    ['corneal transplant status', ICD10CM, 'Z94.7', ['tissue-graft']],
    ['skin transplanted', SNOMED, '316057005', ['tissue-graft']],
    ['heart valve transplanted', SNOMED, '316056001', ['tissue-graft']],
    ['artificial heart valve', SNOMED, '316068005', []],
    ['examination of a live donor', SNOMED, '429496005', []],
    ["transplant of the patient's own kidney", SNOMED, '175899003', []],
    ['dialysis dependence', ICD10CM, 'Z99.2', ['dialysis']],
    ['end-stage renal disease', ICD10CM, 'N18.6', ['dialysis']],
    ['end-stage renal disease is not dialysis', SNOMED, '46177005', ['kidney-failure']],
    ['CKD stage 5 is not dialysis', SNOMED, '433146000', ['kidney-failure']],
    ['CKD stage 5 on dialysis', SNOMED, '714152005', ['dialysis']],
    ['end-stage failure with a transplant', SNOMED, '236436003', KIDNEY],
    ['N18.5', ICD10, 'N18.5', ['kidney-failure']],
    ['I12.0 in ICD-10-CM is stage 5', ICD10CM, 'I12.0', ['kidney-failure']],
    ['I12.0 in WHO ICD-10 is any renal failure', ICD10, 'I12.0', []],
    ['adynamic bone disease', SNOMED, '236552002', []],
    ['autoimmune hepatitis', SNOMED, '408335007', ['other-indication']],
    ['autoimmune hepatitis, ICD', ICD10CM, 'K75.4', ['other-indication']],
    ['235890007 is not autoimmune hepatitis', SNOMED, '235890007', []],
    ['lupus nephritis', ICD10CM, 'M32.14', ['other-indication']],
    ['myasthenia gravis, WHO', ICD10, 'G70.0', ['other-indication']],
    ['rheumatoid arthritis', ICD10CM, 'M05.79', ['other-indication']],
    ['atopic dermatitis says nothing', ICD10CM, 'L20.9', []],
    ['uveitis is common in IBD and says nothing', ICD10CM, 'H20.9', []],
  ])('%s', (_, system, code, classes) => {
    expect(gates(coded(system, code))).toEqual(classes);
  });

  test('kidney transplants of every set are both classes', () => {
    for (const { system, concept } of shippedFiles.get('condition-kidney-transplant.json')!.compose.include) {
      if (/whole-word-text|word-stem/.test(system!)) continue;
      for (const { code } of concept!) {
        expect(terminology.classifyCondition(coded(system!, code))).toEqual(expect.arrayContaining(KIDNEY));
      }
    }
  });
});

describe('conditions written as text', () => {
  test.each<[string, readonly string[]]>([
    ['Ulcerative colitis, extensive', ['ibd']],
    ['Morbus Crohn', ['ibd']],
    ['Crohn’s disease', ['ibd']],
    ['Colitis ulcerosa', ['ibd']],
    ['潰瘍性大腸炎', ['ibd']],
    ['chronic pouchitis', ['ibd']],
    ['Family history of ulcerative colitis', []],
    ['No evidence of Crohn disease', []],
    ['?IBD, rule out infection', []],
    ['s/p liver transplantation 2011', ['transplant']],
    ['kidney transplant 2015', KIDNEY],
    ['Nierentransplantation', KIDNEY],
    ['living kidney donor', []],
    ['liver transplant evaluation', []],
    ['fecal microbiota transplant', []],
    ['hair transplant', []],
    ['penetrating keratoplasty', ['tissue-graft']],
    ['on haemodialysis three times a week', ['dialysis']],
    ['autoimmune hepatitis', ['other-indication']],
    ['重症筋無力症', ['other-indication']],
    ['重症肌无力', ['other-indication']],
    ['無重症筋無力症', []],
    ['潰瘍性大腸炎無し', []],
    ['psoriasis', []],
  ])('%s', (text, classes) => {
    expect(gates(named(text))).toEqual(classes);
  });

  test('words are read only where no code is recognised', () => {
    expect(gates(coded(SNOMED, '64766004', 'UC, liver transplant'))).toEqual(['ibd']);
    expect(gates(coded(SNOMED, '1', 'liver transplant'))).toEqual(['transplant']);
  });
});

describe('whether it is another diagnosis, or nobody can tell', () => {
  const local = { system: 'urn:hospital', code: 'X1', display: null };
  test.each<[string, CodedText, string]>([
    ['a name', named('Fracture of wrist'), 'other'],
    ['a name of which a part was not read', { ...named('Fracture of wrist'), isCut: true }, 'unknown'],
    ['a code of ICD-10', coded(ICD10, 'S62.8'), 'other'],
    ['a code of ICD-10 of which a part was not read', { ...coded(ICD10, 'S62.8'), isCut: true }, 'unknown'],
    ['a code of the hospital without a name', { text: null, codings: [local] }, 'unknown'],
    ['ours, of which a part was not read', { ...named('Ulcerative colitis'), isCut: true }, 'ours'],
    ['nothing', { text: null, codings: [] }, 'unknown'],
  ])('%s', (_what, code, expected) => {
    expect(terminology.readDiagnosis(code, []).recognition).toBe(expected);
  });

  test.each<[string, CodedText, string]>([
    ['a code, and the same in its own name', { ...coded(SNOMED, '64766004'), text: 'Ulcerative colitis' }, 'certain'],
    [
      'a code, and a doubt in words',
      { ...coded(SNOMED, '64766004'), text: 'Suspected ulcerative colitis' },
      'uncertain',
    ],
    [
      'a code, and a doubt about something else',
      { ...coded(SNOMED, '64766004'), text: 'Suspected anaemia' },
      'certain',
    ],
    [
      'a code of which the doubt is its own name',
      {
        text: 'Suspected ulcerative colitis',
        codings: [{ system: SNOMED, code: '64766004', display: 'Suspected ulcerative colitis' }],
      },
      'certain',
    ],
  ])('how sure: %s', (_what, code, expected) => {
    expect(terminology.readDiagnosis(code, []).certainty).toBe(expected);
  });
});
