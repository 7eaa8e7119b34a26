import { asObject, type JsonObject } from '../../fhir/elements/json.js';
import { describeMedication } from '../../fhir/elements/dosage.js';
import { medicationName } from '../../fhir/facts/medication-name.js';
import { indexResources } from '../../fhir/sources/resource-index.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';

/** What names a line, and the Medication that it refers to: `text`, read from it at once. */
export const TEXTS = [
  '$.resourceType',
  '$.id',
  '$.subject.reference',
  '$.patient.reference',
  '$.medicationReference.reference',
  '$.medication.reference.reference',
  '$.medication.reference',
] as const;

const OF_A_LINE = [
  ['medicationCodeableConcept', '$.medicationCodeableConcept'],
  ['medication', '$.medication'],
  ['contained', '$.contained'],
  ['display', '$.medicationReference.display'],
  ['identifier', '$.medicationReference.identifier'],
] as const;
const OF_A_MEDICATION = [
  ['code', '$.code'],
  ['ingredient', '$.ingredient'],
  ['form', '$.form'],
  ['doseForm', '$.doseForm'],
  ['product', '$.product'],
] as const;

/** What names a drug: `json`, read from a line at once. */
export const DRUG_MEMBERS = [...OF_A_LINE, ...OF_A_MEDICATION].map(([, path]) => path);

/**
 * What names the drug of an order, a dispense, a statement or an administration, as JSON text: lines that name it alike are
 * recognised once.
 */
export const NAME_OF_LINE = jsonOf(OF_A_LINE, 0);

/** The same of a Medication. */
export const NAME_OF_MEDICATION = jsonOf(OF_A_MEDICATION, OF_A_LINE.length);

/** The Medication or the contained resource that a line refers to: its id, `#x`, or null. */
export const MEDICATION_OF_LINE = medicationIn('text[5], text[6], text[7]');

export function medicationIn(references: string): string {
  return `regexp_extract(coalesce(${references}), '((?:^#|(?:^|/)Medication/|^urn:uuid:)[A-Za-z0-9.-]{1,64})(?:/_history/.*)?$', 1)`;
}

function jsonOf(members: readonly (readonly [string, string])[], before: number): string {
  const parts = members.map(([name], at) => `'${name}', json[${before + at + 1}]`);
  return `json_object(${parts.join(', ')})::VARCHAR`;
}

export type NamedDrug = 'tacrolimus' | 'not-identified' | 'other';

/**
 * What a drug is by its name alone, in the service's own reading of it: the value sets of the content decide, and nobody else.
 * @param name {@link NAME_OF_LINE}
 * @param reference {@link MEDICATION_OF_LINE}; empty where the line names its drug itself
 * @param medication {@link NAME_OF_MEDICATION} of that Medication; null where the export does not hold it
 */
export function drugOf(
  name: string,
  reference: string,
  medication: string | null,
  terminology: Terminology,
): NamedDrug {
  const named = asObject(JSON.parse(name) as unknown) ?? {};
  const { display, identifier, ...members } = withoutNulls(named);
  const target = reference.startsWith('#') || reference.startsWith('urn:') ? reference : 'Medication/named';
  const field = withoutNulls({ reference: reference === '' ? null : target, display, identifier });
  const line: JsonObject = {
    resourceType: 'MedicationRequest',
    ...members,
    ...(Object.keys(field).length === 0 ? {} : { medicationReference: field }),
  };
  const known = medication === null ? null : asObject(JSON.parse(medication) as unknown);
  const product = { resourceType: 'Medication', id: 'named', ...withoutNulls(known ?? {}) };
  const entries = known === null ? [] : [{ fullUrl: target.startsWith('urn:') ? target : null, resource: product }];
  const found = medicationName(line, line, indexResources([...entries, { fullUrl: null, resource: line }]));
  if (found.kind === 'none') return 'other';
  if (found.concept === null) return 'not-identified';
  const description = describeMedication(line, found.concept, found.kind === 'named' ? found : null);
  const recognition = terminology.recogniseDrug(description);
  if (recognition.outcome === 'unidentified') return 'not-identified';
  if (recognition.outcome !== 'recognised' || recognition.drug.kind !== 'tacrolimus') return 'other';
  // An ointment alone makes nobody a patient of ours.
  return recognition.drug.route === 'topical' ? 'other' : 'tacrolimus';
}

function withoutNulls(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}
