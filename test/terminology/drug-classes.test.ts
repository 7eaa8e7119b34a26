import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DRUG_CLASSES } from '../../src/domain/medication.js';
import { TEST_CLASSES } from '../../src/domain/lab-result.js';
import {
  ATC,
  coded,
  LOINC,
  medication,
  named,
  RXNORM,
  shippedFiles,
  SNOMED,
  terminology,
} from './shipped-terminology.js';

const CVX = 'http://hl7.org/fhir/sid/cvx';
const by = (text: string, route?: string) =>
  terminology.classifyDrug(medication(named(text), route === undefined ? {} : { routes: [named(route)] }));

describe('what another drug means beside tacrolimus', () => {
  test.each<[string, readonly string[]]>([
    ['Clarithromycin 500 mg tablets', ['cyp3a-inhibitor-strong']],
    ['Voriconazole 200 mg', ['cyp3a-inhibitor-strong']],
    ['Fluconazole 150 mg capsule', ['cyp3a-inhibitor-moderate']],
    ['Diltiazem 90 mg', ['cyp3a-inhibitor-moderate']],
    ['rifampicin 600 mg', ['cyp3a-inducer-strong']],
    ['Efavirenz 600 mg', ['cyp3a-inducer-moderate']],
    ['Ciclosporin 100 mg capsules', ['cni-or-mtor', 'ciclosporin']],
    ['Everolimus 0.75 mg', ['cni-or-mtor']],
    ['Ibuprofen 400 mg', ['nsaid']],
    ['Diclofenac 1 % gel', []],
    ['Gentamicin 80 mg i.v.', ['aminoglycoside']],
    ['Gentamicin eye drops', []],
    ['Vancomycin 1 g infusion', ['vancomycin']],
    ['Vancomycin 125 mg capsules', ['c-difficile-treatment']],
    ['Fidaxomicin 200 mg', ['c-difficile-treatment']],
    ['Metronidazole 400 mg tablet', ['c-difficile-treatment']],
    ['Metronidazole 1 % cream', []],
    ['Entecavir 0.5 mg', ['hepatitis-b-antiviral']],
    ['Tenofovir alafenamide 25 mg', ['hepatitis-b-antiviral']],
    ['Ketoconazole 2 % cream', []],
    ['Allopurinol 100 mg', ['xanthine-oxidase-inhibitor']],
    ['Febuxostat 80 mg', ['xanthine-oxidase-inhibitor']],
    ['Spironolactone 25 mg', ['potassium-sparing']],
    ['Prednisolone 5 mg', ['corticosteroid']],
    ['aspirin 81 mg', []],
    ['Azithromycin 500 mg', []],
    ['Pantoprazole 40 mg', []],
    ['Metronidazole 400 mg', ['c-difficile-treatment']],
    ['Ciprofloxacin 500 mg', []],
    ['Aciclovir 400 mg', []],
    // Brands of the coded products, by their names alone.
    ['Paxlovid', ['cyp3a-inhibitor-strong']],
    ['Biaxin 500 mg', ['cyp3a-inhibitor-strong']],
    ['Rapamune 1 mg', ['cni-or-mtor']],
    ['Zortress 0.5 mg tablet', ['cni-or-mtor']],
    ['Toradol 10 mg', ['nsaid']],
    ['Voltaren 50 mg tablet', ['nsaid']],
    ['Voltaren 1 % gel', []],
    ['Voltaren Emulgel', []],
    ['Nizoral 2 % shampoo', []],
    ['Nizoral cream', []],
    ['Bactrim DS', ['trimethoprim', 'pjp-prophylaxis']],
    ['CellCept 500 mg', ['mycophenolate']],
    ['Rimactane 300 mg', ['cyp3a-inducer-strong']],
  ])('%s', (text, classes) => {
    expect(by(text)).toEqual(classes);
  });

  // Charts of other countries: INN spellings, brands and scripts. A name that is in no list would be some other drug.
  test.each<[readonly string[], readonly string[]]>([
    [
      [
        'Itraconazol 100 mg',
        'Clarithromycine 500',
        'claritromicina 250 mg',
        'кларитромицин',
        'クラリスロマイシン錠',
        '克拉霉素片',
        'Klacid',
      ],
      ['cyp3a-inhibitor-strong'],
    ],
    [['Klaricid XL 500 mg', 'Fromilid', 'クラリス錠200', 'Vorikonazol', 'ritonawir'], ['cyp3a-inhibitor-strong']],
    [
      ['Rifampicina 300', 'Carbamazepin ret.', 'fenitoína', 'リファンピシン', 'Eremfat', 'Orkambi'],
      ['cyp3a-inducer-strong'],
    ],
    [['Oxcarbazepin 300 mg', 'oxcarbazepine'], ['cyp3a-inducer-moderate']],
    [
      ['Sandimmun Optoral 50 mg', 'ciklosporin', 'ネオーラルカプセル', '环孢素软胶囊'],
      ['cni-or-mtor', 'ciclosporin'],
    ],
    [['Certican 0,75 mg', 'Votubia', 'Lupkynis', 'Sirolimús', 'エベロリムス錠'], ['cni-or-mtor']],
    [
      [
        'Ibuprofène 400',
        'Nurofen',
        'diklofenak',
        'Arcoxia 90',
        'ロキソニン錠',
        '布洛芬胶囊',
        'dexketoprofeno',
        'mefenamic acid',
      ],
      ['nsaid'],
    ],
    [['Gentamicina 80 mg', 'Refobacin', '硫酸阿米卡星'], ['aminoglycoside']],
    [['AmBisome', 'Anfotericina B liposomiale', 'Fungizone'], ['amphotericin']],
    [['Colistimethate sodium 1 MIU', 'Kolistimetat', 'foskarnet'], ['colistin-foscarnet-cidofovir']],
    [
      [
        'Stamaril',
        'MMR vaccine',
        'Priorix',
        'Varilrix',
        'Zostavax',
        'Gelbfieber-Impfstoff',
        'vaccin fièvre jaune',
        'FluMist',
      ],
      ['vaccine-live'],
    ],
    [
      ['Cotrim forte', 'co-trimoxazole 960 mg', 'バクタ配合錠'],
      ['trimethoprim', 'pjp-prophylaxis'],
    ],
    [['Prednisolon', 'prednizolon', '泼尼松片'], ['corticosteroid']],
    [['Entecavirum', 'энтекавир', 'バラクルード エンテカビル'], ['hepatitis-b-antiviral']],
    // Not absorbed, not live, or another drug.
    [['Ketoprofen patch', 'ロキソニンテープ100mg', 'Diclofenac-Pflaster', 'ibuprofen cerotto'], []],
    [['Shingrix', 'Typhim Vi', 'influenza vaccine inactivated', 'hepatitis B vaccine', 'Prevenar'], []],
    [['Metamizol 500 mg', 'Paracetamol', 'indapamid', 'Pantoprazol'], []],
    // What goes through a feeding tube is absorbed.
    [['clarithromycin via NG tube', 'voriconazole suspension, feeding tube'], ['cyp3a-inhibitor-strong']],
  ])('%j', (names, classes) => {
    expect(names.filter((name) => String(by(name)) !== String(classes))).toEqual([]);
  });

  test.each<[string, string, string, readonly string[]]>([
    ['clarithromycin, ATC', ATC, 'J01FA09', ['cyp3a-inhibitor-strong']],
    ['any NSAID of the ATC group', ATC, 'M01AE01', ['nsaid']],
    ['any aminoglycoside of the ATC group', ATC, 'J01GB03', ['aminoglycoside']],
    ['ramipril by its ATC group', ATC, 'C09AA05', ['ace-inhibitor-or-arb']],
    ['voriconazole, SNOMED CT', SNOMED, '385469007', ['cyp3a-inhibitor-strong']],
    ['allopurinol, RxNorm', RXNORM, '519', ['xanthine-oxidase-inhibitor']],
    ['MMR', CVX, '03', ['vaccine-live']],
    ['yellow fever, ATC', ATC, 'J07BL01', ['vaccine-live']],
    ['an inactivated vaccine', CVX, '140', []],
    ['vancomycin capsule, RxNorm', RXNORM, '313570', ['c-difficile-treatment']],
    ['vancomycin by mouth, ATC', ATC, 'A07AA09', ['c-difficile-treatment']],
    ['entecavir, ATC', ATC, 'J05AF10', ['hepatitis-b-antiviral']],
    ['metformin', ATC, 'A10BA02', []],
  ])('%s', (_, system, code, classes) => {
    expect(terminology.classifyDrug(medication(coded(system, code)))).toEqual(classes);
  });

  test('an ingredient counts, and a route in words', () => {
    const house = medication(named('House 7'), { ingredients: [coded(ATC, 'J02AC03')] });
    expect(terminology.classifyDrug(house)).toEqual(['cyp3a-inhibitor-strong']);
    expect(by('vancomycin', 'oral')).toEqual(['c-difficile-treatment']);
    expect(by('vancomycin', 'intravenous')).toEqual(['vancomycin']);
    expect(by('ibuprofen', 'auf die Haut')).toEqual([]);
  });

  test('each class is a set, and its drugs are positively another drug', () => {
    for (const name of DRUG_CLASSES) {
      const { include } = shippedFiles.get(`drug-${name}.json`)!.compose;
      const coding = include.find(
        ({ system }) => system === ATC || system === RXNORM || system === SNOMED || system === CVX,
      )!;
      const description = medication(coded(coding.system!, coding.concept![0]!.code));
      expect(terminology.recogniseDrug(description).outcome).toBe('other');
    }
  });
});

describe('the burden of positive identification', () => {
  test('every drug of the lists beside ours is another drug by its name alone: no order of one is a question', () => {
    const questions = [...shippedFiles.values()]
      .filter(({ id }) => id.startsWith('drug-'))
      .flatMap(({ compose }) => compose.include)
      .filter(({ system }) => system === RXNORM || system === SNOMED)
      .flatMap(({ concept }) => concept!.map(({ display }) => display ?? ''))
      .filter((display) => terminology.recogniseDrug(medication(named(display))).outcome === 'unidentified');
    expect(questions).toEqual([]);
  });

  test.each([
    ...[
      'ASS 100',
      'HCT 25 mg',
      'NaCl 0,9 % 1000 ml',
      'KCl 40 mmol',
      'MCP Tropfen',
      'L-Thyroxin 75',
      'Vitamin B12',
      'ISMN 20',
    ],
    ...[
      'Novalgin',
      'Paracetamol 1g',
      'Bisoprolol 2.5mg',
      'amoxi/clav',
      'Furosemid',
      'インスリン',
      '胰岛素',
      'Инсулин',
      '5-FU',
    ],
  ])('%s is another drug', (text) => {
    expect(terminology.recogniseDrug(medication(named(text)))).toEqual({ outcome: 'other' });
  });
});

describe('the tests of the second edition', () => {
  test.each([
    ['potassium', '2823-3'],
    ['magnesium', '19123-9'],
    ['glucose', '2345-7'],
    ['height', '8302-2'],
    ['calprotectin', '38445-3'],
    ['hbsag', '5195-3'],
    ['anti-hbc', '13952-7'],
    ['c-difficile', '34468-9'],
    ['tuberculosis', '71773-6'],
  ])('%s', (name, code) => {
    expect(terminology.recogniseLab(coded(LOINC, code), null)).toEqual({ lab: 'test', tests: [name] });
  });
  test('core antibody of class IgM does not count', () => {
    expect(terminology.recogniseLab(coded(LOINC, '31204-1'), null)).toEqual({ lab: 'other' });
  });
  test('each class is a set', () => {
    expect(TEST_CLASSES.filter((name) => !shippedFiles.has(`test-${name}.json`))).toEqual([]);
  });
});

describe('what does not change which drug it is', () => {
  const NAMES = [
    'Tacrolimus',
    'Azathioprin',
    'Програф',
    'タクロリムス',
    '他克莫司',
    'Mercaptopurina',
    'Vedolizumab',
    'Pantoprazol',
    'Ibuprofen',
  ];
  const kindOf = (text: string) => {
    const found = terminology.recogniseDrug(medication(named(text)));
    return found.outcome === 'recognised' ? found.drug.kind : found.outcome;
  };
  test('case, Unicode normalisation, strengths glued or apart, words around it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'),
        fc.boolean(),
        fc.constantFrom('', 'Rp. ', '1. ', '(', 'Inj. '),
        fc.constantFrom('', ' 1 mg', ' 0,5mg Hartkapseln', '\u00a01\u00a0mg', ')', ' 2x1', '®'),
        (name, form, upper, before, after) => {
          const text = `${before}${upper ? name.toUpperCase() : name}${after}`.normalize(form);
          expect(kindOf(text)).toBe(kindOf(name));
          expect(by(text)).toEqual(by(name));
        },
      ),
    );
  });
  test('each alternative holds its own name, whatever the case, and glued to its strength', () => {
    for (const id of [...shippedFiles.keys()].filter((file) => file.startsWith('alternative-maintenance-'))) {
      const name = id.slice('alternative-maintenance-'.length, -'.json'.length).replaceAll('-', ' ');
      for (const text of [
        name,
        `${name.toUpperCase()} 100 MG`,
        `${name.replaceAll(' ', '')}100mg`.replace('pegol', ''),
      ]) {
        expect(terminology.recogniseDrug(medication(named(text)))).toMatchObject({
          drug: { kind: 'alternative-maintenance', name },
        });
      }
    }
  });
});
