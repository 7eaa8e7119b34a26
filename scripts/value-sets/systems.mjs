/** Code systems kept in `hooks/valuesets`, in the order in which they are written, with the notice each licence asks for. */
export const TEXT = 'http://tacrolimus-cds.org/CodeSystem/whole-word-text';
export const STEM = 'http://tacrolimus-cds.org/CodeSystem/word-stem';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
export const NDC = 'http://hl7.org/fhir/sid/ndc';
export const SNOMED = 'http://snomed.info/sct';
export const ATC = 'http://www.whocc.no/atc';
export const LOINC = 'http://loinc.org';
export const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm';
export const ICD10 = 'http://hl7.org/fhir/sid/icd-10';
export const ICD10GM = 'http://fhir.de/CodeSystem/bfarm/icd-10-gm';
/** terminology.hl7.org CodeSystem/ICD11MMS */
export const ICD11 = 'http://id.who.int/icd/release/11/mms';
export const NPU = 'urn:oid:1.2.208.176.2.1';
export const EDQM = 'http://standardterms.edqm.eu';
export const JLAC10 = 'http://medis.or.jp/CodeSystem/master-JLAC10-17digits';
export const CVX = 'http://hl7.org/fhir/sid/cvx';
export const HL7_ROUTE = 'http://terminology.hl7.org/CodeSystem/v2-0162';
export const FLAGS = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
export const V3_ROUTE = 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration';

const icdReading =
  'ICD-10 codes are read as prefixes, with the dot removed on both sides, and are also recognised under the ICD-10 (WHO) and national URIs, ' +
  'unless this set excludes them there.';

/** `notice` goes to ValueSet.copyright, `reading` (how the program reads such a code) to ValueSet.description. */
export const SYSTEMS = new Map([
  [
    RXNORM,
    { notice: 'RxNorm: courtesy of the U.S. National Library of Medicine; the NLM does not endorse this product.' },
  ],
  [
    NDC,
    {
      notice: 'NDC: U.S. Food and Drug Administration, public domain.',
      reading: 'NDC codes are compared on labeler and product (the first 9 of 11 digits): any package size counts.',
    },
  ],
  [
    SNOMED,
    {
      notice:
        'SNOMED CT: copyright SNOMED International (UK extension and dm+d: NHS England). Use needs a SNOMED CT affiliate licence, or a site in a member country.',
    },
  ],
  [
    ATC,
    {
      notice:
        'ATC: copyright WHO Collaborating Centre for Drug Statistics Methodology; not for commercial redistribution.',
    },
  ],
  [
    LOINC,
    {
      notice:
        'LOINC: copyright Regenstrief Institute, Inc. and the LOINC Committee, available at no cost under https://loinc.org/license.',
    },
  ],
  [
    ICD10CM,
    {
      notice: 'ICD-10-CM: U.S. National Center for Health Statistics; ICD-10: copyright World Health Organization.',
      reading: icdReading,
    },
  ],
  [ICD10, { notice: 'ICD-10: copyright World Health Organization.' }],
  [ICD10GM, { notice: 'ICD-10-GM: Bundesinstitut für Arzneimittel und Medizinprodukte (BfArM).' }],
  [
    ICD11,
    {
      notice: 'ICD-11: World Health Organization, CC BY-ND 3.0 IGO.',
      reading: 'ICD-11 codes are read as prefixes, without what follows a slash or an ampersand.',
    },
  ],
  [NPU, { notice: 'NPU terminology: IFCC/IUPAC, national release of Denmark.' }],
  [
    EDQM,
    {
      notice:
        'EDQM Standard Terms: copyright European Directorate for the Quality of Medicines & HealthCare, Council of Europe.',
    },
  ],
  [
    JLAC10,
    {
      notice: 'JLAC10: Japanese Society of Laboratory Medicine.',
      reading: 'JLAC10 codes are compared on their first 12 characters: what is measured and in which material.',
    },
  ],
  [CVX, { notice: 'CVX: U.S. Centers for Disease Control and Prevention, public domain.' }],
  [HL7_ROUTE, { notice: 'HL7 table 0162: Health Level Seven International.' }],
  [FLAGS, { notice: 'HL7 v3 ObservationInterpretation: Health Level Seven International.' }],
  [V3_ROUTE, { notice: 'HL7 v3 RouteOfAdministration: Health Level Seven International.' }],
  [
    STEM,
    {
      notice: 'Word stems: this project.',
      reading: 'Word stems are found inside longer words as well, ignoring case and accents: TACROLIMUS1MG.',
    },
  ],
  [
    TEXT,
    {
      notice: 'Whole-word text: this project.',
      reading:
        'Text is matched as whole words, ignoring case, accents, hyphens and spaces; it is the last resort, after codes.',
    },
  ],
]);
