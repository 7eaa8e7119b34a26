/** Own code system for names as people write them; such rows are matched as whole words, never as codes. */
export const WHOLE_WORD_TEXT = 'http://tacrolimus-cds.org/CodeSystem/whole-word-text';
/** Own code system for the beginning of names that nothing else begins with; found inside longer words as well. */
export const WORD_STEM = 'http://tacrolimus-cds.org/CodeSystem/word-stem';

/** ICD-10 and its national versions share one bucket, because the codes of the gates are the same in all of them. */
export type CodeSystemName =
  'rxnorm' | 'snomed' | 'loinc' | 'ndc' | 'atc' | 'edqm' | 'cvx' | 'jlac10' | 'npu' | IcdName | (string & {});
export type IcdName = 'icd-10' | 'icd-10-cm' | 'icd-10-gm' | 'icd-10-other';

/**
 * System without scheme, `www.`, `urn:oid:`, version and trailing slash, lower case -> the system's name. The short names are
 * those of HL7 v2 table 0396 and what interfaces leave of a URI.
 */
const ALIASES: ReadonlyMap<string, CodeSystemName> = new Map<string, CodeSystemName>([
  ...names('rxnorm', 'nlm.nih.gov/research/umls/rxnorm', '2.16.840.1.113883.6.88', 'rxnorm', 'rxn', 'rxnorm.info'),
  // The codes of the NHS dictionary of medicines and devices are SNOMED CT codes of the UK extension.
  ...names(
    'snomed',
    'snomed.info/sct',
    '2.16.840.1.113883.6.96',
    'dmd.nhs.uk',
    'sct',
    'snomed',
    'snomed-ct',
    'snomedct',
  ),
  ...names('snomed', 'snomed ct', 'snomed.info', 'dmd'),
  ...names('loinc', 'loinc.org', '2.16.840.1.113883.6.1', 'loinc', 'ln', 'lnc'),
  ...names('ndc', 'hl7.org/fhir/sid/ndc', '2.16.840.1.113883.6.69', 'ndc'),
  ...names('atc', 'whocc.no/atc', '2.16.840.1.113883.6.73', 'fhir.de/codesystem/bfarm/atc', 'atc', 'wc'),
  ...names('atc', 'fhir.de/codesystem/dimdi/atc', 'whocc.no', 'atcddd.fhi.no', 'atcddd.fhi.no/atc_ddd_index'),
  ...names('edqm', 'standardterms.edqm.eu', '0.4.0.127.0.16.1.1.2.1'),
  ...names('cvx', 'hl7.org/fhir/sid/cvx', '2.16.840.1.113883.12.292', 'cvx'),
  ...names('icd-10', 'hl7.org/fhir/sid/icd-10', '2.16.840.1.113883.6.3', 'icd-10', 'icd10', 'i10'),
  ...names('icd-10-cm', 'hl7.org/fhir/sid/icd-10-cm', 'hl7.org/fhir/sid/icd-10-us', '2.16.840.1.113883.6.90'),
  ...names('icd-10-cm', 'icd-10-cm', 'icd10cm', 'i10c'),
  ...names('icd-10-gm', 'fhir.de/codesystem/bfarm/icd-10-gm', 'fhir.de/codesystem/dimdi/icd-10-gm'),
  ...names('icd-10-gm', 'hl7.org/fhir/sid/icd-10-de', '1.2.276.0.76.5.409'),
  // Danish SKS: ICD-10 behind a D.
  ...names('icd-10-other', '1.2.208.176.2.4', '1.2.208.176.2.4.12'),
  ...names('icd-11', 'id.who.int/icd/release/11/mms', 'hl7.org/fhir/sid/icd-11', 'icd-11', 'icd11', 'icd-11-mms'),
  ...names('jlac10', 'medis.or.jp/codesystem/master-jlac10-17digits', '1.2.392.200119.4.504', 'jlac10', 'jc10'),
  ...names('jlac10', 'jpfhir.jp/fhir/codesystem/jlac10'),
  // Denmark, Sweden, Norway (NLK: NPU codes and codes of its own that begin with NOR).
  ...names('npu', 'npu-terminology.org', '1.2.208.176.2.1', '1.2.752.108.1', '2.16.578.1.12.4.1.1.7280', 'npu'),
  ...names('hl7-route', 'terminology.hl7.org/codesystem/v2-0162', 'hl7.org/fhir/v2/0162', '2.16.840.1.113883.12.162'),
  ...names('v3-route', 'terminology.hl7.org/codesystem/v3-routeofadministration'),
  ...names('v3-route', 'hl7.org/fhir/v3/routeofadministration', '2.16.840.1.113883.5.112'),
  ...names('flags', 'terminology.hl7.org/codesystem/v3-observationinterpretation', '2.16.840.1.113883.5.83'),
  ...names('flags', 'hl7.org/fhir/v3/observationinterpretation', 'hl7.org/fhir/v2/0078', '2.16.840.1.113883.12.78'),
  ...names('flags', 'terminology.hl7.org/codesystem/v2-0078'),
]);

function names(system: CodeSystemName, ...keys: readonly string[]): (readonly [string, CodeSystemName])[] {
  return keys.map((key) => [key, system] as const);
}

/** The spellings that nearly every record has, so that no text has to be taken apart for them. */
const EXACT: ReadonlyMap<string, CodeSystemName> = new Map(
  [...ALIASES].flatMap(([key, name]) =>
    ['', 'urn:oid:', 'http://', 'https://', 'http://www.', 'https://www.'].map(
      (start) => [`${start}${key}`, name] as const,
    ),
  ),
);

/**
 * National versions under addresses of their own: `.../sid/icd-10-nl`, `.../CodeSystem/ICD10-2013-full` (Japan), CIM-10
 * (France), CIE-10 (Spain). ICD-10-PCS is a list of procedures.
 */
const NATIONAL_ICD = /(?:^|[^a-z0-9])(?:icd|cim|cie)-?_?10(?![0-9])(?!-?_?pcs)(-?_?(?:gm|cm)(?![a-z]))?/;
/** `http://id.who.int/icd/release/11/2024-01/mms`: the release belongs into `version`. */
const DATED_ICD_11 = /^id\.who\.int\/icd\/release\/11\/[0-9-]{7,10}\/mms$/;
const MAX_SYSTEM_LENGTH = 200;

/** The name of a code system, or its own URI where it is none of ours; null for no (or an absurd) system. */
export function codeSystemName(system: string | null): CodeSystemName | null {
  const exact = system === null ? undefined : EXACT.get(system);
  if (exact !== undefined) return exact;
  const uri = (system ?? '').slice(0, MAX_SYSTEM_LENGTH + 1).trim();
  if (uri === '' || uri.length > MAX_SYSTEM_LENGTH) return null;
  const address = uri.toLowerCase();
  const [withoutVersion = ''] = address.replace(/^(?:https?:\/\/(?:www\.)?|urn:oid:|oid:)/, '').split('|', 1);
  const key = withoutVersion.replace(/(?<!\/)\/+$/, '');
  const known = ALIASES.get(key);
  if (known !== undefined) return known;
  const icd = NATIONAL_ICD.exec(key);
  if (icd !== null) return nationalIcd(icd[1]);
  if (DATED_ICD_11.test(key)) return 'icd-11';
  // An edition URI such as http://snomed.info/sct/83821000000107 belongs into `version`, but is met as the system.
  if (key.startsWith('snomed.info/sct/')) return 'snomed';
  return address.startsWith('urn:oid:') ? `urn:oid:${key}` : key;
}

function nationalIcd(edition: string | undefined): IcdName {
  if (edition === undefined) return 'icd-10-other';
  return edition.endsWith('gm') ? 'icd-10-gm' : 'icd-10-cm';
}

function isIcd(name: CodeSystemName): name is IcdName {
  return name === 'icd-10' || name === 'icd-10-cm' || name === 'icd-10-gm' || name === 'icd-10-other';
}

/** Systems whose rows are prefixes: `K51` covers `K51.90`, `M01A` covers `M01AE01`. */
export function isReadByPrefix(name: CodeSystemName): boolean {
  return isIcd(name) || name === 'atc' || name === 'icd-11';
}

/**
 * Systems of which every code that concerns us is listed, by what they name, and the shape of their codes: a code that is not
 * listed is something else. Of all others (NDC, PZN, dm+d and the other national extensions of SNOMED CT, YJ, HOT, CIP, GTIN,
 * local lists) a sample is held at most, and an unlisted code says nothing.
 */
const WHOLE_SYSTEMS: Readonly<Record<'drug' | 'laboratory' | 'diagnosis', Readonly<Record<string, RegExp>>>> = {
  drug: { rxnorm: /^[0-9]{1,8}$/, atc: /^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$/, cvx: /^[0-9]{1,3}$/ },
  laboratory: { loinc: /^[0-9]{1,7}-[0-9]$/ },
  diagnosis: {
    'icd-10': /^[A-Z][0-9][0-9A-Z]{1,5}$/,
    'icd-10-cm': /^[A-Z][0-9][0-9A-Z]{1,5}$/,
    'icd-10-gm': /^[A-Z][0-9][0-9A-Z]{1,5}$/,
    'icd-10-other': /^[A-Z][0-9][0-9A-Z]{1,5}$/,
  },
};

/** Whether an unlisted code is thereby something else: its system is whole for this kind of thing, and it has its shape. */
export function isOfWholeSystem(
  kind: 'drug' | 'laboratory' | 'diagnosis',
  system: string | null,
  code: string,
): boolean {
  const name = codeSystemName(system);
  const normal = name === null ? null : normaliseCode(name, code);
  return name !== null && normal !== null && WHOLE_SYSTEMS[kind][name]?.test(normal) === true;
}

const MAX_CODE_LENGTH = 64;
/** Marks of ICD-10 that are no part of the code: dagger, asterisk, `!`, a dash for "any", the certainty letter of Germany. */
const ICD_MARKS = /[.\s†*+!#-]/g;
const DANISH = /^D[A-Z][0-9]{2}/;
const ICD_WITH_CERTAINTY = /^([A-Z][0-9]{2}[0-9]{0,2})([AGVZ])$/;

/**
 * The form in which codes of a system are compared, or null where the code cannot be compared safely.
 * ICD-10: upper case without the dot. ATC: upper case. NDC: labeler and product, see `ndcProduct`. JLAC10: what was measured
 * and in which specimen, whatever the method. RxNorm: without leading zeros.
 */
export function normaliseCode(system: CodeSystemName, code: string): string | null {
  if (code.length > 2 * MAX_CODE_LENGTH) return null;
  const trimmed = code.trim();
  if (trimmed === '' || trimmed.length > MAX_CODE_LENGTH) return null;
  if (isIcd(system)) return icdCode(system, trimmed);
  if (system === 'atc' || system === 'hl7-route' || system === 'v3-route') return trimmed.toUpperCase();
  // An RxCUI is a number; padded with zeros it is the same one.
  if (system === 'rxnorm') return trimmed.replace(/^0+(?=[0-9])/, '');
  // Behind a slash or an ampersand stands what a cluster adds.
  if (system === 'icd-11') return trimmed.toUpperCase().split(/[/&]/, 1)[0]?.replaceAll(/[.\s]/g, '') ?? null;
  if (system === 'ndc') return ndcProduct(trimmed);
  if (system === 'jlac10') return jlacTest(trimmed);
  return trimmed;
}

function icdCode(system: IcdName, code: string): string | null {
  const plain = code.toUpperCase().replaceAll(ICD_MARKS, '');
  if (plain === '') return null;
  if (DANISH.test(plain)) return plain.slice(1);
  // Only ICD-10-GM is written with a certainty behind the code; ICD-10-CM has letters of its own there.
  return system === 'icd-10-gm' ? (ICD_WITH_CERTAINTY.exec(plain)?.[1] ?? plain) : plain;
}

/** The certainty that is written behind a code of ICD-10-GM; null where there is none. */
export function certaintyLetter(system: string | null, code: string): string | null {
  if (codeSystemName(system) !== 'icd-10-gm' || code.length > MAX_CODE_LENGTH) return null;
  return ICD_WITH_CERTAINTY.exec(code.toUpperCase().replaceAll(ICD_MARKS, ''))?.[2] ?? null;
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

/** The first 12 of 17 (or 15) characters: what is measured, and in which material; method and kind of result follow. */
function jlacTest(code: string): string | null {
  const plain = code.replaceAll('-', '').toUpperCase();
  return /^[0-9A-Z]{15,17}$/.test(plain) ? plain.slice(0, 12) : null;
}
