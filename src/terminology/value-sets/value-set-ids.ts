import { TEST_CLASSES } from '../../domain/lab-result.js';
import { DRUG_CLASSES } from '../../domain/medication.js';

/** The sets that the program asks by name; `createTerminology` refuses to start without them. */
export const VALUE_SET = {
  tacrolimusSystemic: 'tacrolimus-systemic',
  tacrolimusIngredient: 'tacrolimus-ingredient',
  tacrolimusTopical: 'tacrolimus-topical',
  tacrolimusIntravenous: 'tacrolimus-intravenous',
  tacrolimusExtendedRelease: 'tacrolimus-extended-release',
  tacrolimusImmediateRelease: 'tacrolimus-immediate-release',
  azathioprine: 'thiopurine-azathioprine',
  mercaptopurine: 'thiopurine-mercaptopurine',
  thioguanine: 'thiopurine-thioguanine',
  allergyAzathioprine: 'allergy-azathioprine',
  allergyMercaptopurine: 'allergy-mercaptopurine',
  allergyThioguanine: 'allergy-thioguanine',
  allergyThiopurine: 'allergy-thiopurine',
  ulcerativeColitis: 'condition-ulcerative-colitis',
  crohnDisease: 'condition-crohn-disease',
  ibdUnclassified: 'condition-ibd-unclassified',
  pouchitis: 'condition-pouchitis',
  transplant: 'condition-transplant',
  kidneyTransplant: 'condition-kidney-transplant',
  tissueGraft: 'condition-tissue-graft',
  dialysis: 'condition-dialysis',
  otherIndication: 'condition-other-tacrolimus-indication',
  organTransplantProcedure: 'procedure-solid-organ-transplant',
  marrowTransplantProcedure: 'procedure-marrow-transplant',
  kidneyFailure: 'condition-kidney-failure',
  thiopurineDeficiency: 'condition-thiopurine-deficiency',
  lymphoma: 'condition-lymphoma',
  pregnancy: 'condition-pregnancy',
  colectomy: 'procedure-total-colectomy',
  contrast: 'procedure-contrast',
  lowerEndoscopy: 'procedure-lower-endoscopy',
  hepatitisB: 'condition-hepatitis-b',
  hepatitisC: 'condition-hepatitis-c',
  hiv: 'condition-hiv',
  tuberculosis: 'condition-tuberculosis',
  latentTuberculosis: 'condition-latent-tuberculosis',
  clostridioides: 'condition-c-difficile',
  cmv: 'condition-cmv',
  neurotoxicity: 'condition-neurotoxicity',
  tremor: 'condition-tremor',
  textQualifier: 'text-qualifier',
  textNegation: 'text-negation',
  textDoubt: 'text-doubt',
  textPast: 'text-past',
  creatinineBlood: 'lab-creatinine-blood',
  creatinineCorrected: 'lab-creatinine-corrected',
  creatinineBaseline: 'lab-creatinine-baseline',
  creatinineExcluded: 'lab-creatinine-excluded',
  creatinineName: 'lab-creatinine-name',
  creatinineElsewhere: 'lab-creatinine-elsewhere',
  creatinineDerived: 'lab-creatinine-derived',
  otherMnemonic: 'lab-other-mnemonic',
  tacrolimusName: 'lab-tacrolimus-name',
  tacrolimusTrough: 'lab-tacrolimus-trough',
  tacrolimusTimingNotCoded: 'lab-tacrolimus-timing-not-coded',
  tacrolimusNotATrough: 'lab-tacrolimus-not-a-trough',
  tacrolimusNotWholeBlood: 'lab-tacrolimus-not-whole-blood',
  tpmt: 'lab-tpmt',
  nudt15: 'lab-nudt15',
  tpmtAndNudt15: 'lab-tpmt-and-nudt15',
  poorMetaboliser: 'phenotype-poor-metaboliser',
  deficientWords: 'phenotype-deficient',
  intermediatePhenotype: 'phenotype-intermediate',
  knownPhenotype: 'phenotype-known',
  resultPositive: 'result-positive',
  resultNegative: 'result-negative',
  haemolysed: 'specimen-haemolysed',
  specimenNotWholeBlood: 'specimen-not-whole-blood',
  routeSystemic: 'route-systemic',
  routeTopical: 'route-topical',
  routeRectal: 'route-rectal',
  formSystemic: 'dose-form-systemic',
  formTopical: 'dose-form-topical',
  formTopicalShort: 'dose-form-topical-short',
  formRectal: 'dose-form-rectal',
  dosageTextTopical: 'dosage-text-topical',
  namesNothing: 'text-names-nothing',
  namesLikeTacrolimus: 'text-like-tacrolimus',
  drugNotOurs: 'drug-not-ours',
} as const;

/** One set for each alternative; the rest of the id is its name on the card. A site may add sets, at least one must be there. */
export const ALTERNATIVE_PREFIX = 'alternative-maintenance-';

/** The name of the drug of such a set, as cards print it. */
export function alternativeName(valueSet: string): string {
  return valueSet.slice(ALTERNATIVE_PREFIX.length).replaceAll('-', ' ');
}

/** Drugs that matter beside tacrolimus, one set for each class. */
export const DRUG_CLASS_PREFIX = 'drug-';

/** Tests that matter beside creatinine and levels, one set for each. */
export const TEST_CLASS_PREFIX = 'test-';

export const REQUIRED_VALUE_SETS: readonly string[] = [
  ...Object.values(VALUE_SET),
  ...DRUG_CLASSES.map((name) => `${DRUG_CLASS_PREFIX}${name}`),
  ...TEST_CLASSES.map((name) => `${TEST_CLASS_PREFIX}${name}`),
];
