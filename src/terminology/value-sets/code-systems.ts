const MAX_CODE_LENGTH = 64;

/**
 * The form in which codes of a system are compared, or null where the code cannot be compared safely.
 * ICD-10: upper case without the dot. ATC: upper case. NDC: labeler and product, see `ndcProduct`.
 */
export function normaliseCode(system: CodeSystemName, code: string): string | null {
  const trimmed = code.trim();
  if (trimmed === '' || trimmed.length > MAX_CODE_LENGTH) return null;
  if (isIcd(system)) return trimmed.replaceAll('.', '').toUpperCase();
  if (system === 'atc') return trimmed.toUpperCase();
  if (system === 'ndc') return ndcProduct(trimmed);
  return trimmed;
}

/**
 * The 9 digits of labeler and product (5-4) of an NDC: one drug in one strength and form, in any package size.
 * One labeler makes capsules and ointment (16729-041, 16729-421), so the labeler alone says nothing; 10 digits without
 * hyphens may be read in three ways and are not compared at all.
 */
function ndcProduct(code: string): string | null {
  if (/^\d{11}$/.test(code)) return code.slice(0, 9);
  const parts = /^(\d{4,5})-(\d{3,4})(?:-(\d{1,2}))?$/.exec(code);
  if (parts === null) return null;
  const [, labeler = '', product = ''] = parts;
  return labeler.padStart(5, '0') + product.padStart(4, '0');
}

/** Own code system for names as people write them; such rows are matched as whole words, never as codes. */
export const WHOLE_WORD_TEXT = 'http://tacrolimus-cds.org/CodeSystem/whole-word-text';

/** ICD-10 and its national versions share one bucket, because the codes of the gates are the same in all of them. */
export type CodeSystemName = 'rxnorm' | 'snomed' | 'loinc' | 'ndc' | 'atc' | 'edqm' | IcdName | (string & {});
export type IcdName = 'icd-10' | 'icd-10-cm' | 'icd-10-gm' | 'icd-10-other';

/** Canonical URI without scheme, `www.` and trailing slash, lower case -> the system's name. */
const ALIASES: ReadonlyMap<string, CodeSystemName> = new Map<string, CodeSystemName>([
  ['nlm.nih.gov/research/umls/rxnorm', 'rxnorm'],
  ['urn:oid:2.16.840.1.113883.6.88', 'rxnorm'],
  ['snomed.info/sct', 'snomed'],
  ['urn:oid:2.16.840.1.113883.6.96', 'snomed'],
  // NHS dictionary of medicines and devices: its codes are SNOMED CT codes of the UK extension.
  ['dmd.nhs.uk', 'snomed'],
  ['loinc.org', 'loinc'],
  ['urn:oid:2.16.840.1.113883.6.1', 'loinc'],
  ['hl7.org/fhir/sid/ndc', 'ndc'],
  ['urn:oid:2.16.840.1.113883.6.69', 'ndc'],
  ['whocc.no/atc', 'atc'],
  ['urn:oid:2.16.840.1.113883.6.73', 'atc'],
  ['fhir.de/codesystem/bfarm/atc', 'atc'],
  ['fhir.de/codesystem/dimdi/atc', 'atc'],
  ['standardterms.edqm.eu', 'edqm'],
  ['urn:oid:0.4.0.127.0.16.1.1.2.1', 'edqm'],
  ['hl7.org/fhir/sid/icd-10', 'icd-10'],
  ['urn:oid:2.16.840.1.113883.6.3', 'icd-10'],
  ['hl7.org/fhir/sid/icd-10-cm', 'icd-10-cm'],
  ['hl7.org/fhir/sid/icd-10-us', 'icd-10-cm'],
  ['urn:oid:2.16.840.1.113883.6.90', 'icd-10-cm'],
  ['fhir.de/codesystem/bfarm/icd-10-gm', 'icd-10-gm'],
  ['fhir.de/codesystem/dimdi/icd-10-gm', 'icd-10-gm'],
  ['hl7.org/fhir/sid/icd-10-de', 'icd-10-gm'],
  ['urn:oid:1.2.276.0.76.5.409', 'icd-10-gm'],
]);

/** The spellings that nearly every record has, so that no text has to be taken apart for them. */
const EXACT: ReadonlyMap<string, CodeSystemName> = new Map(
  [...ALIASES].flatMap(([key, name]) =>
    ['', 'http://', 'https://', 'http://www.', 'https://www.'].map((start) => [`${start}${key}`, name] as const),
  ),
);

const NATIONAL_ICD = /^hl7\.org\/fhir\/sid\/icd-10-(?!pcs$)[a-z]{2,3}$/;
const MAX_SYSTEM_LENGTH = 200;

/** The name of a code system, or its own URI where it is none of ours; null for no (or an absurd) system. */
export function codeSystemName(system: string | null): CodeSystemName | null {
  const exact = system === null ? undefined : EXACT.get(system);
  if (exact !== undefined) return exact;
  const uri = system?.trim() ?? '';
  if (uri === '' || uri.length > MAX_SYSTEM_LENGTH) return null;
  const key = uri
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/\/+$/, '');
  const known = ALIASES.get(key);
  if (known !== undefined) return known;
  if (NATIONAL_ICD.test(key)) return 'icd-10-other';
  // An edition URI such as http://snomed.info/sct/83821000000107 belongs into `version`, but is met as the system.
  return key.startsWith('snomed.info/sct/') ? 'snomed' : key;
}

export function isIcd(name: CodeSystemName): name is IcdName {
  return name === 'icd-10' || name === 'icd-10-cm' || name === 'icd-10-gm' || name === 'icd-10-other';
}

/** Systems that name drugs: a code of one of them that we do not know is some other drug. */
export function namesDrugs(name: CodeSystemName): boolean {
  return name === 'rxnorm' || name === 'snomed' || name === 'ndc' || name === 'atc';
}
