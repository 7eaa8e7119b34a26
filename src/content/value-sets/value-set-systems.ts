import { WHOLE_WORD_TEXT } from '../../terminology/value-sets/code-systems.js';

/** Short names of code systems, as people write them in a table, and the URI that FHIR wants. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  LOINC: 'http://loinc.org',
  RxNorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  SNOMED: 'http://snomed.info/sct',
  ATC: 'http://www.whocc.no/atc',
  'ICD-10': 'http://hl7.org/fhir/sid/icd-10',
  'ICD-10-CM': 'http://hl7.org/fhir/sid/icd-10-cm',
  'ICD-10-GM': 'http://fhir.de/CodeSystem/bfarm/icd-10-gm',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  text: WHOLE_WORD_TEXT,
};

export const SYSTEM_SHORT_NAMES: readonly string[] = Object.keys(SHORT_NAMES);

/** The URI of a code system from its short name (whatever its case) or from the URI itself; null where it is neither. */
export function codeSystemUri(name: string): string | null {
  const wanted = name.trim();
  const short = SYSTEM_SHORT_NAMES.find((each) => each.toLowerCase() === wanted.toLowerCase());
  if (short !== undefined) return SHORT_NAMES[short] ?? null;
  return /^(https?:\/\/|urn:)\S+$/.test(wanted) ? wanted : null;
}
