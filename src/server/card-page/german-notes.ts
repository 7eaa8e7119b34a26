import type { AllergyFact, ConditionClass } from '../../domain/chart-facts.js';
import { of } from './german-path.js';
import { phraseBook } from './phrase-book.js';

/** The notes beside a fact, in German: each is a part of its own, and what no phrase fits is the record's own words or a code. */

/** What a diagnosis or procedure counts as. The compiler names a class without its words. */
const CLASSES: Readonly<Record<ConditionClass, string>> = {
  ibd: 'chronisch-entzündliche Darmerkrankung',
  'ulcerative-colitis': 'Colitis ulcerosa',
  'crohn-disease': 'Morbus Crohn',
  pouchitis: 'Pouchitis',
  transplant: 'Transplantation',
  'kidney-transplant': 'Nierentransplantation',
  'tissue-graft': 'Gewebetransplantat',
  dialysis: 'Dialyse',
  'kidney-failure': 'Nierenversagen',
  'other-indication': 'andere Indikation',
  'thiopurine-deficiency': 'TPMT- oder NUDT15-Mangel',
  lymphoma: 'Lymphom',
  pregnancy: 'Schwangerschaft',
  colectomy: 'Kolektomie',
  contrast: 'Kontrastmittel',
  'lower-endoscopy': 'Koloskopie oder Sigmoidoskopie',
  'hepatitis-b': 'Hepatitis B',
  'hepatitis-c': 'Hepatitis C',
  hiv: 'HIV',
  tuberculosis: 'Tuberkulose',
  'latent-tuberculosis': 'latente Tuberkulose',
  'c-difficile': 'C. difficile',
  cmv: 'CMV',
  neurotoxicity: 'Neurotoxizität',
  tremor: 'Tremor',
};

const ALLERGIES: Readonly<Record<AllergyFact['kind'], string>> = {
  thiopurine: 'Thiopurin',
  'alternative-maintenance': 'anderes Medikament zur Erhaltung',
};

/** Classes of other drugs, by the value sets of hooks/valuesets (`drug-*`). */
const DRUGS: Readonly<Record<string, string>> = {
  'ace-inhibitor-or-arb': 'ACE-Hemmer oder Sartan',
  aminoglycoside: 'Aminoglykosid',
  aminosalicylate: 'Aminosalicylat',
  amphotericin: 'Amphotericin B',
  'c-difficile-treatment': 'Behandlung von C. difficile',
  ciclosporin: 'Ciclosporin',
  cisplatin: 'Cisplatin',
  'cni-or-mtor': 'Calcineurin- oder mTOR-Inhibitor',
  'colistin-foscarnet-cidofovir': 'Colistin, Foscarnet oder Cidofovir',
  corticosteroid: 'Glukokortikoid',
  'cyp3a-inducer-moderate': 'mäßiger CYP3A-Induktor',
  'cyp3a-inducer-strong': 'starker CYP3A-Induktor',
  'cyp3a-inhibitor-moderate': 'mäßiger CYP3A-Hemmer',
  'cyp3a-inhibitor-strong': 'starker CYP3A-Hemmer',
  'hepatitis-b-antiviral': 'Virostatikum gegen Hepatitis B',
  mycophenolate: 'Mycophenolat',
  nsaid: 'NSAR',
  'pjp-prophylaxis': 'Pneumocystis-Prophylaxe',
  potassium: 'Kalium',
  'potassium-sparing': 'kaliumsparendes Diuretikum',
  'tenofovir-disoproxil': 'Tenofovirdisoproxil',
  trimethoprim: 'Trimethoprim',
  'vaccine-live': 'Lebendimpfstoff',
  vancomycin: 'Vancomycin',
  'xanthine-oxidase-inhibitor': 'Xanthinoxidase-Hemmer',
};

const NOTES = phraseBook([
  ...[CLASSES, ALLERGIES, DRUGS].flatMap((words) => Object.entries(words).map(([from, to]) => of(from, to))),
  ...[of('azathioprine', 'Azathioprin'), of('mercaptopurine', 'Mercaptopurin'), of('thioguanine', 'Tioguanin')],
  ...[of('methotrexate', 'Methotrexat')],
  ...[of('poor', 'langsam'), of('intermediate', 'intermediär'), of('known', 'bekannt')],
  ...[of('positive', 'positiv'), of('negative', 'negativ'), of('not-readable', 'nicht lesbar')],
  of('concerns no rule', 'betrifft keine Regel'),
  of('supply {#} d', 'Vorrat {0} Tage'),
  of('not to be given', 'nicht zu geben'),
  of('because: {}', 'Grund: {0}'),
  of('for: {}', 'wegen: {0}'),
  of('preliminary: shown, never judged', 'vorläufig: gezeigt, nie beurteilt'),
  of('timing not coded', 'Zeitpunkt nicht codiert'),
  of('a baseline by its code', 'nach dem Code ein Ausgangswert'),
  of('corrected scale', 'korrigierte Skala'),
]);

/** Notes are separated by commas; the one sentence of ours that has a comma stays whole. */
export function germanNotes(notes: string): string {
  return notes
    .split(/, (?!never judged)/)
    .map((note) => NOTES.translate(note))
    .join(', ');
}
