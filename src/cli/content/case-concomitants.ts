import type {
  ConcomitantFact,
  ConcomitantOrder,
  DraftOrder,
  DrugClass,
  MedicationFact,
} from '../../domain/medication.js';

/** Drugs beside tacrolimus that the tables know by name, with their classes as `hooks/valuesets` has them. */
const CLASSES: Readonly<Record<string, readonly DrugClass[]>> = {
  ciclosporin: ['cni-or-mtor', 'ciclosporin'],
  everolimus: ['cni-or-mtor'],
  clarithromycin: ['cyp3a-inhibitor-strong'],
  itraconazole: ['cyp3a-inhibitor-strong'],
  fluconazole: ['cyp3a-inhibitor-moderate'],
  rifampicin: ['cyp3a-inducer-strong'],
  phenytoin: ['cyp3a-inducer-strong'],
  efavirenz: ['cyp3a-inducer-moderate'],
  ibuprofen: ['nsaid'],
  gentamicin: ['aminoglycoside'],
  'amphotericin B': ['amphotericin'],
  foscarnet: ['colistin-foscarnet-cidofovir'],
  vancomycin: ['vancomycin'],
  tenofovir: ['tenofovir-disoproxil'],
  cisplatin: ['cisplatin'],
  ramipril: ['ace-inhibitor-or-arb'],
  spironolactone: ['potassium-sparing'],
  'potassium chloride': ['potassium'],
  'co-trimoxazole': ['trimethoprim', 'pjp-prophylaxis'],
  'yellow fever vaccine': ['vaccine-live'],
  allopurinol: ['xanthine-oxidase-inhibitor'],
  febuxostat: ['xanthine-oxidase-inhibitor'],
  mycophenolate: ['mycophenolate'],
  prednisolone: ['corticosteroid'],
  entecavir: ['hepatitis-b-antiviral'],
  fidaxomicin: ['c-difficile-treatment'],
  mesalazine: ['aminosalicylate'],
};

export const CONCOMITANT_NAMES: readonly string[] = Object.keys(CLASSES);

/** Whether the drug of a line or of an order is one beside tacrolimus: `active request of clarithromycin, written 3 d`. */
export function isConcomitant(text: string): boolean {
  const [head = ''] = text.split(', ');
  return CLASSES[head.replace(/^\S+ (?:request|statement|dispense|administration) of /, '')] !== undefined;
}

/** @param line with its words, as of any drug; its display is the name of this language */
export function concomitantFact(line: MedicationFact): ConcomitantFact {
  const { source, status, intent, doNotPerform, start, end, supplyDays, recordedOn, changedOn, reference, display } =
    line;
  const said = {
    source,
    status,
    intent,
    doNotPerform,
    start,
    end,
    supplyDays,
    recordedOn,
    changedOn,
    reference,
    display,
  };
  return { ...said, name: display, classes: CLASSES[display] ?? [] };
}

export function concomitantOrder({
  status,
  doNotPerform,
  reference,
  display,
  triggering,
}: DraftOrder): ConcomitantOrder {
  return { triggering, status, doNotPerform, reference, display, name: display, classes: CLASSES[display] ?? [] };
}
