import { describe, expect, test } from '@jest/globals';
import type { MedicationDescription } from '../../src/domain/medication.js';
import {
  ATC,
  coded,
  LOINC,
  medication,
  named,
  NDC,
  RXNORM,
  shippedFiles,
  SNOMED,
  terminology,
} from './shipped-terminology.js';

/** `tacrolimus systemic extended`, `azathioprine`, `vedolizumab`, `other`, `unidentified` - what a pharmacist would say. */
function say(description: MedicationDescription): string {
  const recognition = terminology.recogniseDrug(description);
  if (recognition.outcome !== 'recognised') return recognition.outcome;
  const { drug } = recognition;
  return drug.kind === 'tacrolimus' ? `tacrolimus ${drug.route} ${drug.release}` : `${drug.kind} ${drug.name}`;
}
const code = (value: string) => ({ system: null, code: value, display: null });

function basisOf(description: MedicationDescription): string {
  const recognition = terminology.recogniseDrug(description);
  return recognition.outcome === 'recognised' ? recognition.basis : recognition.outcome;
}

describe('tacrolimus by RxNorm code', () => {
  test.each([
    ['immediate-release capsules', ['313190', '198377', '198378', '261134', '108513', '108514'], 'immediate'],
    ['Hecoria capsules', ['1235241', '1235243', '1235245'], 'immediate'],
    ['Accord capsules with BX rating', ['2665161', '2665162', '2665163'], 'immediate'],
    ['retired oral tablets', ['427808', '427807'], 'immediate'],
    ['granules', ['2052605', '2052609', '2052703', '2052704'], 'immediate'],
    ['Astagraf XL', ['1431971', '1431980', '1431985', '1431977', '1431982', '1431987'], 'extended'],
    ['Envarsus XR', ['1664456', '1664461', '1664434', '1664458', '1664463', '1664440'], 'extended'],
    ['retired extended-release codes', ['1431978', '1431979', '1431983', '1431984', '1431988', '1431989'], 'extended'],
    ['retired Envarsus codes', ['1664441', '1664442', '1664459', '1664460', '1664464', '1664465'], 'extended'],
    ['injection 5 mg/mL', ['198379', '108515', '1738338', '1738339'], 'not-known'],
    ['Prograf', ['196463'], 'immediate'],
    ['other brands', ['1431972', '1664435'], 'extended'],
    ['strength only', ['330404', '316758', '316759', '1664455', '1664432', '2052503', '317510'], 'not-known'],
  ])('%s -> systemic', (_, codes, release) => {
    const said = codes.map((code) => say(medication(coded(RXNORM, code))));
    expect(said).toEqual(codes.map(() => `tacrolimus systemic ${release}`));
  });

  test.each([
    '313189',
    '314266',
    '284521',
    '284520',
    '331550',
    '331549',
    '379082',
    '367339',
    '1182458',
    '1164204',
    '284848',
  ])('ointment %s -> topical', (code) => {
    expect(say(medication(coded(RXNORM, code)))).toBe('tacrolimus topical not-known');
    expect(basisOf(medication(coded(RXNORM, code)))).toBe('code');
  });

  test('an ingredient code alone -> the route is not recorded', () => {
    for (const code of ['42316', '484288', '235991']) {
      expect(say(medication(coded(RXNORM, code)))).toBe('tacrolimus not-recorded not-known');
      expect(basisOf(medication(coded(RXNORM, code)))).toBe('ingredient-code');
    }
  });

  test('every code of the CDS Hooks Sandbox is recognised', () => {
    const ours = [
      ['tacrolimus-systemic', /^tacrolimus systemic/],
      ['thiopurine-azathioprine', /^thiopurine azathioprine$/],
      ['thiopurine-mercaptopurine', /^thiopurine mercaptopurine$/],
      ['thiopurine-thioguanine', /^thiopurine thioguanine$/],
      ['alternative-maintenance-methotrexate', /^alternative-maintenance methotrexate$/],
    ] as const;
    const counts = ours.map(([id, expected]) => {
      const include = shippedFiles.get(`${id}.json`)!.compose.include;
      const codes = include
        .filter(
          (one) => one.system === RXNORM && one.extension!.some((it) => it.valueString.includes('cds-hooks/sandbox')),
        )
        .flatMap((one) => one.concept!.map((concept) => concept.code));
      for (const code of codes) expect(say(medication(coded(RXNORM, code)))).toMatch(expected);
      return codes.length;
    });
    expect(counts).toEqual([31, 17, 8, 5, 21]);
  });
});

describe('tacrolimus in other code systems', () => {
  test.each([
    ['ATC systemic', ATC, 'L04AD02', 'tacrolimus systemic not-known'],
    ['ATC dermatological', ATC, 'D11AH01', 'tacrolimus topical not-known'],
    ['ATC in lower case, https', 'https://www.whocc.no/atc/', 'l04ad02', 'tacrolimus systemic not-known'],
    [
      'ATC as the German release sends it',
      'http://fhir.de/CodeSystem/bfarm/atc',
      'L04AD02',
      'tacrolimus systemic not-known',
    ],
    ['SNOMED CT substance', SNOMED, '386975001', 'tacrolimus not-recorded not-known'],
    ['dm+d virtual therapeutic moiety', 'https://dmd.nhs.uk', '109129008', 'tacrolimus not-recorded not-known'],
    ['dm+d 0.5 mg under dmd.nhs.uk', 'https://dmd.nhs.uk', '41770811000001102', 'tacrolimus systemic immediate'],
    ['dm+d 1 mg under SNOMED CT', SNOMED, '41770711000001105', 'tacrolimus systemic immediate'],
    ['older dm+d 5 mg', SNOMED, '327097004', 'tacrolimus systemic immediate'],
    ['dm+d Advagraf', SNOMED, '11619611000001108', 'tacrolimus systemic extended'],
    ['dm+d infusion', SNOMED, '327098009', 'tacrolimus systemic not-known'],
    ['dm+d ointment', SNOMED, '407889001', 'tacrolimus topical not-known'],
    ['SNOMED CT as OID', 'urn:oid:2.16.840.1.113883.6.96', '386975001', 'tacrolimus not-recorded not-known'],
    [
      'SNOMED CT with its edition in the system',
      `${SNOMED}/83821000000107`,
      '327096008',
      'tacrolimus systemic immediate',
    ],
    ['RxNorm as OID', 'urn:oid:2.16.840.1.113883.6.88', '198377', 'tacrolimus systemic immediate'],
    ['Accord capsule, NDC 5-3-2', NDC, '16729-041-01', 'tacrolimus systemic immediate'],
    ['Accord capsule, 11 digits', NDC, '16729004101', 'tacrolimus systemic immediate'],
    ['Accord ointment of the same labeler', NDC, '16729-421-10', 'tacrolimus topical not-known'],
    ['Accord ointment 0.1 %', NDC, '16729-0422-12', 'tacrolimus topical not-known'],
    ['a package size nobody listed', NDC, '16729-041-99', 'tacrolimus systemic immediate'],
    ['product code without package', NDC, '16729-421', 'tacrolimus topical not-known'],
    ['Prograf 4-4-2', NDC, '0469-0617-73', 'tacrolimus systemic immediate'],
    ['Astagraf', NDC, '00469067711', 'tacrolimus systemic extended'],
    ['Envarsus', 'urn:oid:2.16.840.1.113883.6.69', '68992-3010-3', 'tacrolimus systemic extended'],
    ['Teva ointment', NDC, '00093342810', 'tacrolimus topical not-known'],
    ['10 digits without hyphens are ambiguous', NDC, '1672904101', 'unidentified'],
    ['a code without a system', null, '42316', 'unidentified'],
    ['a RxNorm code under LOINC', LOINC, '42316', 'unidentified'],
    ['a local code without a name', 'urn:oid:1.2.3.4', 'TAC1', 'unidentified'],
    ['some other RxNorm drug', RXNORM, '8640', 'other'],
    ['grapefruit allergen extract', RXNORM, '899424', 'other'],
    ['pimecrolimus', SNOMED, '385581009', 'other'],
    ['ciclosporin', ATC, 'L04AD01', 'other'],
  ])('%s', (_, system, code, said) => {
    expect(say(medication(coded(system, code)))).toBe(said);
  });

  test('no product is both systemic and topical', () => {
    for (const id of ['tacrolimus-systemic', 'tacrolimus-topical']) {
      for (const { system, concept } of shippedFiles.get(`${id}.json`)!.compose.include) {
        for (const { code } of concept!) {
          const sets = terminology.lookupSets({ system: system!, code, display: null });
          expect(
            sets.filter((set) => set === 'tacrolimus-systemic' || set === 'tacrolimus-topical').length,
          ).toBeLessThan(2);
        }
      }
    }
  });
});

describe('the route of an ingredient-only order (docs/clinical/when-it-speaks.md#recognition)', () => {
  const ingredient = coded(RXNORM, '42316', 'Tacrolimus');
  test.each<[string, Partial<MedicationDescription>, string]>([
    ['oral route, SNOMED CT', { routes: [coded(SNOMED, '26643006')] }, 'systemic'],
    ['sublingual route, SNOMED CT', { routes: [coded(SNOMED, '37839007')] }, 'systemic'],
    ['intravenous route, EDQM', { routes: [coded('http://standardterms.edqm.eu', '20045000')] }, 'systemic'],
    ['nasogastric route', { routes: [coded(SNOMED, '127492001')] }, 'systemic'],
    ['route as text "PO"', { routes: [named('PO')] }, 'systemic'],
    ['route as text "p.o."', { routes: [named('p.o.')] }, 'systemic'],
    ['topical route, SNOMED CT', { routes: [coded(SNOMED, '6064005')] }, 'topical'],
    ['ophthalmic route', { routes: [coded(SNOMED, '54485002')] }, 'topical'],
    ['cutaneous use, EDQM', { routes: [coded('http://standardterms.edqm.eu', '20003000')] }, 'topical'],
    ['route as text "Topical"', { routes: [named('Topical')] }, 'topical'],
    ['route as text "left eye"', { routes: [named('left eye')] }, 'topical'],
    ['form ointment, SNOMED CT', { form: coded(SNOMED, '385101003') }, 'topical'],
    ['form eye drops, EDQM', { form: coded('http://standardterms.edqm.eu', '10604000') }, 'topical'],
    ['form as text "Salbe"', { form: named('Salbe') }, 'topical'],
    ['form as text "ungüento"', { form: named('Ungüento') }, 'topical'],
    ['form as text "軟膏"', { form: named('タクロリムス軟膏') }, 'topical'],
    ['rectal route', { routes: [coded(SNOMED, '37161004')] }, 'rectal'],
    ['rectal route with a dose in mg', { routes: [coded(SNOMED, '37161004')], doseUnits: ['mg'] }, 'rectal'],
    ['form suppository', { form: named('Suppository'), doseUnits: ['mg'] }, 'rectal'],
    ['rectal ointment', { form: named('Ointment'), routes: [named('Rectal')] }, 'rectal'],
    ['rectal in the dosage text', { dosageTexts: ['insert 2 mg rectally at night, not by mouth'] }, 'rectal'],
    ['a dose in mg', { doseUnits: ['mg'] }, 'systemic'],
    ['a dose in mg/kg', { doseUnits: ['mg/kg/d'] }, 'systemic'],
    ['a dose in capsules', { doseUnits: ['{capsule}'] }, 'systemic'],
    ['a dose in grams', { doseUnits: ['g'] }, 'not-recorded'],
    ['dosage text "take 2 mg by mouth"', { dosageTexts: ['Take 2 mg by mouth twice daily'] }, 'systemic'],
    ['dosage text "apply thinly"', { dosageTexts: ['Apply thinly twice daily'] }, 'topical'],
    [
      'an oral order that also says "avoid sun on skin"',
      { doseUnits: ['mg'], dosageTexts: ['apply sun cream to skin'] },
      'systemic',
    ],
    ['form capsule', { form: named('Capsule') }, 'systemic'],
    ['nothing else', {}, 'not-recorded'],
  ])('%s', (_, rest, route) => {
    expect(say(medication(ingredient, rest))).toMatch(new RegExp(`^tacrolimus ${route} `));
  });

  test('topical outweighs a systemic product code', () => {
    expect(say(medication(coded(RXNORM, '198377'), { routes: [named('topical')] }))).toBe(
      'tacrolimus topical immediate',
    );
    expect(say(medication(coded(RXNORM, '198377', 'Tacrolimus eye drops (compounded)')))).toBe(
      'tacrolimus topical immediate',
    );
  });

  test('a systemic product code outweighs a rectal route and a topical word in the dosage text', () => {
    expect(say(medication(coded(RXNORM, '198377'), { routes: [named('rectal')] }))).toMatch(/systemic/);
    expect(say(medication(coded(RXNORM, '198377'), { dosageTexts: ['apply sun cream'] }))).toMatch(/systemic/);
  });
});

describe('drugs known by name only', () => {
  test.each([
    ['Prograf 1 mg', 'tacrolimus systemic immediate'],
    ['Advagraf 5mg Retardkapseln', 'tacrolimus systemic extended'],
    ['ENVARSUS XR 4 MG', 'tacrolimus systemic extended'],
    ['tacrolimus 1 mg capsule', 'tacrolimus systemic not-known'],
    ['Tacrolimus ER 1 mg tablet', 'tacrolimus systemic extended'],
    ['tacrolimus 1 mg soft gel capsule', 'tacrolimus systemic not-known'],
    ['Tacrólimus', 'tacrolimus not-recorded not-known'],
    ['ＦＫ５０６', 'tacrolimus not-recorded not-known'],
    ['FK 506', 'tacrolimus not-recorded not-known'],
    ['プログラフカプセル1mg', 'tacrolimus systemic immediate'],
    ['タクロリムス水和物', 'tacrolimus not-recorded not-known'],
    ['他克莫司胶囊', 'tacrolimus systemic not-known'],
    ['타크로리무스', 'tacrolimus not-recorded not-known'],
    ['Protopic 0.1 %', 'tacrolimus topical not-known'],
    ['Tacrolimus ointment 0.03 %', 'tacrolimus topical not-known'],
    ['Protopic Salbe', 'tacrolimus topical not-known'],
    ['tacrolimus pommade', 'tacrolimus topical not-known'],
    ['タクロリムス軟膏0.1%', 'tacrolimus topical not-known'],
    ['tacrolimus 2 mg suppository', 'tacrolimus rectal not-known'],
    ['tacrine', 'other'],
    ['pimecrolimus cream', 'other'],
    ['AZA', 'thiopurine azathioprine'],
    ['AZA 150 mg daily', 'thiopurine azathioprine'],
    ['azacitidine', 'other'],
    ['5-AZA', 'other'],
    ['AZA-VEN cycle 2', 'other'],
    ['Colina', 'other'],
    ['Imurek 50 mg', 'thiopurine azathioprine'],
    ['azatioprina', 'thiopurine azathioprine'],
    ['6MP', 'thiopurine mercaptopurine'],
    ['6 MP', 'thiopurine mercaptopurine'],
    ['6-MP', 'thiopurine mercaptopurine'],
    ['6-mercaptopurine 50 mg', 'thiopurine mercaptopurine'],
    ['vitamin B6 MP', 'other'],
    ['Puri-Nethol', 'thiopurine mercaptopurine'],
    ['Purinethol', 'thiopurine mercaptopurine'],
    ['tioguanine', 'thiopurine thioguanine'],
    ['infliximab-dyyb 100 mg', 'alternative-maintenance infliximab'],
    ['Stelara', 'alternative-maintenance ustekinumab'],
    ['Cimzia', 'alternative-maintenance certolizumab pegol'],
    ['MTX 15 mg', 'alternative-maintenance methotrexate'],
    ['prednisolone', 'other'],
  ])('%s', (text, said) => {
    expect(say(medication(named(text)))).toBe(said);
    if (said.includes(' ')) expect(basisOf(medication(named(text)))).toBe('text');
  });

  test.each<[string, MedicationDescription]>([
    ['the product', medication({ codings: [], text: 'ibuprofen', isCut: true })],
    [
      'an ingredient',
      { ...medication(named('ibuprofen')), ingredients: [{ codings: [], text: 'water', isCut: true }] },
    ],
    ['codes', medication({ text: 'ibuprofen', codings: Array.from({ length: 200 }, (_, at) => code(`X${at}`)) })],
  ])('%s of which a part was not read: nobody can tell, so it is no other drug', (_what, description) => {
    expect(say(description)).toBe('unidentified');
  });

  test.each<[string, MedicationDescription, boolean]>([
    ['by its code', medication(coded(SNOMED, '327098009')), true],
    ['by its name', medication(named('tacrolimus 5 mg/mL concentrate for infusion')), true],
    ['by a route in words', { ...medication(named('Prograf')), routes: [named('intravenous')] }, true],
    [
      'by a route in letters',
      { ...medication(named('Prograf')), routes: [{ text: null, codings: [code('PO'), code('IV')] }] },
      true,
    ],
    ['by mouth', { ...medication(named('Prograf')), routes: [named('oral')] }, false],
    ['a capsule by its code', medication(coded(SNOMED, '41770711000001105')), false],
    [
      'an ointment, whatever its instructions say',
      { ...medication(coded(SNOMED, '407889001')), routes: [named('intravenous')] },
      false,
    ],
  ])('goes into a vein: %s', (_how, description, expected) => {
    const recognition = terminology.recogniseDrug(description);
    const drug = recognition.outcome === 'recognised' ? recognition.drug : null;
    expect(drug).toMatchObject({ kind: 'tacrolimus' });
    expect(drug !== null && 'infused' in drug).toBe(expected);
  });

  test.each([
    ['a letter missing', 'tacrolmus 1 mg'],
    ['a letter too many', 'tacroolimus 1 mg'],
    ['a wrong letter', 'tacrulimus 1 mg'],
    ['two neighbours that changed places', 'tacroilmus 1 mg'],
    ['the first two', 'atcrolimus 1 mg'],
  ])('%s: nobody can tell, so it is no other drug (%s)', (_slip, text) => {
    expect(say(medication({ codings: [], text }))).toBe('unidentified');
  });

  test.each([
    ['three slips', 'tacuolinos 1 mg'],
    ['letters of the name in another order', 'mustaclorio 1 mg'],
    ['neighbours but one that changed places, twice', 'catroliums 1 mg'],
  ])('%s is another drug (%s)', (_slip, text) => {
    expect(say(medication({ codings: [], text }))).toBe('other');
  });

  test('neither code nor name -> unidentified', () => {
    expect(say(medication({ codings: [], text: null }))).toBe('unidentified');
    expect(say(medication({ codings: [], text: '  ' }))).toBe('unidentified');
  });

  test('a new product code that nobody listed is known by its display', () => {
    const concept = {
      codings: [{ system: RXNORM, code: '9999999', display: 'tacrolimus 2 MG Oral Capsule [New]' }],
      text: null,
    };
    expect(say(medication(concept))).toBe('tacrolimus systemic not-known');
    expect(basisOf(medication(concept))).toBe('text');
  });

  test('a code outweighs the words beside it', () => {
    expect(say(medication(coded(RXNORM, '1256', 'azathioprine, was on tacrolimus')))).toBe('thiopurine azathioprine');
  });
});

describe('thiopurines and alternatives by code', () => {
  test.each([
    ['azathioprine ingredient', RXNORM, '1256', 'thiopurine azathioprine'],
    ['azathioprine ATC', ATC, 'L04AX01', 'thiopurine azathioprine'],
    ['azathioprine substance', SNOMED, '372574004', 'thiopurine azathioprine'],
    ['azathioprine dm+d 50 mg', 'https://dmd.nhs.uk', '41759311000001100', 'thiopurine azathioprine'],
    ['mercaptopurine ingredient', RXNORM, '103', 'thiopurine mercaptopurine'],
    ['Purixan', RXNORM, '1536490', 'thiopurine mercaptopurine'],
    ['mercaptopurine ATC', ATC, 'L01BB02', 'thiopurine mercaptopurine'],
    ['mercaptopurine dm+d', SNOMED, '3832511000001108', 'thiopurine mercaptopurine'],
    ['tioguanine substance', SNOMED, '387407006', 'thiopurine thioguanine'],
    ['thioguanine ingredient', RXNORM, '10485', 'thiopurine thioguanine'],
    ['tioguanine ATC', ATC, 'L01BB03', 'thiopurine thioguanine'],
    ['infliximab', RXNORM, '191831', 'alternative-maintenance infliximab'],
    ['vedolizumab', SNOMED, '704256006', 'alternative-maintenance vedolizumab'],
    ['vedolizumab, older ATC', ATC, 'L04AA33', 'alternative-maintenance vedolizumab'],
    ['adalimumab', SNOMED, '407317001', 'alternative-maintenance adalimumab'],
    ['ustekinumab', RXNORM, '847083', 'alternative-maintenance ustekinumab'],
    ['ustekinumab biosimilar brand', RXNORM, '2700671', 'alternative-maintenance ustekinumab'],
    ['golimumab', SNOMED, '442435002', 'alternative-maintenance golimumab'],
    ['tofacitinib', RXNORM, '1357536', 'alternative-maintenance tofacitinib'],
    ['ozanimod', RXNORM, '2288236', 'alternative-maintenance ozanimod'],
    ['methotrexate', ATC, 'L04AX03', 'alternative-maintenance methotrexate'],
    ['allopurinol', RXNORM, '519', 'other'],
  ])('%s', (_, system, code, said) => {
    expect(say(medication(coded(system, code)))).toBe(said);
  });
});
