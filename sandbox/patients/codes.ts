import type { CodeableConcept } from 'fhir/r4.js';

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm';

export const UCUM = 'http://unitsofmeasure.org';

/** One coding, and its display as the text, as most EHRs send it. */
export function concept(system: string, code: string, display: string): CodeableConcept {
  return { coding: [{ system, code, display }], text: display };
}

/** Products and ingredients (RxNorm Prescribable, October 2025). */
export const DRUGS = {
  tacrolimusCapsule: concept(RXNORM, '198377', 'tacrolimus 1 MG Oral Capsule'),
  prograf: concept(RXNORM, '108513', 'tacrolimus 1 MG Oral Capsule [Prograf]'),
  envarsus: concept(RXNORM, '1664463', '24 HR tacrolimus 1 MG Extended Release Oral Tablet [Envarsus]'),
  tacrolimusInjection: concept(RXNORM, '198379', '1 ML tacrolimus 5 MG/ML Injection'),
  tacrolimusOintment: concept(RXNORM, '314266', 'tacrolimus 0.001 MG/MG Topical Ointment'),
  tacrolimusIngredient: concept(RXNORM, '42316', 'tacrolimus'),
  tacrolimusSuppository: { coding: [{ system: RXNORM, code: '42316' }], text: 'tacrolimus 2 mg suppository' },
  azathioprine: concept(RXNORM, '197388', 'azathioprine 50 MG Oral Tablet'),
  mercaptopurine: concept(RXNORM, '197931', 'mercaptopurine 50 MG Oral Tablet'),
  methotrexate: concept(RXNORM, '105585', 'methotrexate 2.5 MG Oral Tablet'),
  infliximab: concept(RXNORM, '310994', 'infliximab 100 MG Injection'),
  adalimumab: { text: 'adalimumab 40 mg injection' },
  vedolizumab: concept(RXNORM, '1538137', 'vedolizumab 300 MG Injection'),
  mesalazine: { text: 'mesalazine 1 g modified-release tablet' },
  prednisolone: { text: 'prednisolone 5 mg tablet' },
  clarithromycin: { text: 'clarithromycin 500 mg tablet' },
  ibuprofen: { text: 'ibuprofen 400 mg tablet' },
  rifampicin: { text: 'rifampicin 300 mg capsule' },
  yellowFeverVaccine: concept(SNOMED, '1121000221106', 'Live attenuated Yellow fever vaccine'),
  thalidomide: { text: 'thalidomide 50 mg capsule' },
} satisfies Readonly<Record<string, CodeableConcept>>;

/** Usual oral doses, for the drugs of these charts that are swallowed; the others are written without one. */
export const ORAL_DOSES: ReadonlyMap<CodeableConcept, { readonly mg: number; readonly perDay: number }> = new Map([
  [DRUGS.tacrolimusCapsule, { mg: 2, perDay: 2 }],
  [DRUGS.prograf, { mg: 2, perDay: 2 }],
  [DRUGS.envarsus, { mg: 3, perDay: 1 }],
  [DRUGS.tacrolimusIngredient, { mg: 2, perDay: 2 }],
  [DRUGS.azathioprine, { mg: 100, perDay: 1 }],
  [DRUGS.mercaptopurine, { mg: 50, perDay: 1 }],
]);

export const TESTS = {
  creatinineMolar: concept(LOINC, '14682-9', 'Creatinine [Moles/volume] in Serum or Plasma'),
  creatinineMass: concept(LOINC, '2160-0', 'Creatinine [Mass/volume] in Serum or Plasma'),
  tacrolimusTrough: concept(LOINC, '77348-1', 'Tacrolimus [Mass/volume] in Blood --trough'),
  tacrolimus: concept(LOINC, '11253-2', 'Tacrolimus [Mass/volume] in Blood'),
  /** Method-specific, timing not coded; seen with molar units. */
  tacrolimusUnitless: concept(LOINC, '32721-3', 'Tacrolimus [Mass or Moles/volume] in Blood'),
  tacrolimusPostDose: concept(LOINC, '59823-5', 'Tacrolimus [Mass/volume] in Blood --2 hours post dose'),
  tpmtPhenotype: concept(LOINC, '79713-4', 'TPMT gene product metabolic activity interpretation'),
  thiopurinePanel: concept(LOINC, '93193-1', 'TPMT gene and NUDT15 gene targeted mutation analysis'),
  potassium: concept(LOINC, '2823-3', 'Potassium [Moles/volume] in Serum or Plasma'),
  magnesium: concept(LOINC, '2601-3', 'Magnesium [Moles/volume] in Serum or Plasma'),
  magnesiumMass: concept(LOINC, '19123-9', 'Magnesium [Mass/volume] in Serum or Plasma'),
  cDifficile: concept(LOINC, '54067-4', 'Clostridioides difficile toxin genes [Presence] in Stool by NAA'),
  hbsag: concept(LOINC, '5196-1', 'Hepatitis B virus surface Ag [Presence] in Serum or Plasma by Immunoassay'),
  antiHbc: concept(LOINC, '13952-7', 'Hepatitis B virus core Ab [Presence] in Serum or Plasma by Immunoassay'),
  urineCreatinine: concept(LOINC, '14683-7', 'Creatinine [Moles/volume] in Urine'),
} satisfies Readonly<Record<string, CodeableConcept>>;

export const PROBLEMS = {
  ulcerativeColitis: concept(SNOMED, '64766004', 'Ulcerative colitis'),
  crohns: concept(SNOMED, '34000006', "Crohn's disease"),
  pouchitis: concept(ICD10CM, 'K91.850', 'Pouchitis'),
  ulcerativeColitisIcd: concept(ICD10CM, 'K51.90', 'Ulcerative colitis, unspecified, without complications'),
  autoimmuneHepatitis: concept(SNOMED, '408335007', 'Autoimmune hepatitis'),
  cholangitis: concept(ICD10CM, 'K83.01', 'Primary sclerosing cholangitis'),
  liverTransplant: concept(ICD10CM, 'Z94.4', 'Liver transplant status'),
  kidneyTransplant: concept(ICD10CM, 'Z94.0', 'Kidney transplant status'),
  kidneyFailure: concept(ICD10CM, 'N18.6', 'End stage renal disease'),
  dialysis: concept(ICD10CM, 'Z99.2', 'Dependence on renal dialysis'),
  chronicKidneyDisease: concept(SNOMED, '431856006', 'Chronic kidney disease stage 2'),
  hypertension: concept(SNOMED, '38341003', 'Hypertensive disorder'),
  seizure: { text: 'Seizure' },
  eczema: concept(ICD10CM, 'L30.9', 'Dermatitis, unspecified'),
} satisfies Readonly<Record<string, CodeableConcept>>;

export const PROCEDURES = {
  kidneyTransplant: concept(SNOMED, '70536003', 'Transplant of kidney'),
  liverTransplant: concept(SNOMED, '18027006', 'Transplantation of liver'),
  dialysis: concept(SNOMED, '265764009', 'Renal dialysis'),
} satisfies Readonly<Record<string, CodeableConcept>>;

export const ROUTES = {
  oral: concept(SNOMED, '26643006', 'Oral route'),
  rectal: concept(SNOMED, '37161004', 'Per rectum'),
  topical: concept(SNOMED, '6064005', 'Topical route'),
} satisfies Readonly<Record<string, CodeableConcept>>;

export const INGREDIENTS = {
  azathioprine: concept(RXNORM, '1256', 'azathioprine'),
} satisfies Readonly<Record<string, CodeableConcept>>;

export const RESULTS = {
  detected: concept(LOINC, 'LA11882-0', 'Detected'),
  notDetected: concept(LOINC, 'LA11883-8', 'Not detected'),
  positive: concept(LOINC, 'LA6576-8', 'Positive'),
  negative: concept(LOINC, 'LA6577-6', 'Negative'),
  poorMetaboliser: concept(LOINC, 'LA9657-3', 'Poor metabolizer'),
} satisfies Readonly<Record<string, CodeableConcept>>;
