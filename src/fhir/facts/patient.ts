import type { AdministrativeSex } from '../../domain/chart-facts.js';
import { codedText } from '../elements/coded-text.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import { asCode, asObject, asString, objectsIn } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { Visit } from './fact-builder.js';
import type { MapperContext } from './mapper-context.js';

/** The HL7 extension (with sub-extensions), its working titles in US Core and CQF, and Epic's own (with a plain value). */
const SEX_FOR_CLINICAL_USE =
  /\/(patient-sexParameterForClinicalUse|patient-sexForClinicalUse|(us-core-|cqf-)?sex-for-clinical-use)$/;

const SEXES: ReadonlyMap<string | null | undefined, AdministrativeSex> = new Map([
  ['male', 'male'],
  ['male-typical', 'male'],
  ['female', 'female'],
  ['female-typical', 'female'],
]);

/**
 * Sex and birth date of the patient of the call.
 * @returns false for another person's Patient, of whom nothing is read
 */
export function readPatient(patient: JsonObject, visit: Visit, context: MapperContext): boolean {
  const id = asString(patient.id);
  const isOurs = id === context.patientId || (id !== null && context.isMerged(id));
  if (isOurs) {
    const birthDate = parseFhirDate(patient.birthDate, context.timeZone);
    visit.fact('patient', 'patient', { sex: sexOf(patient, context), birthDate });
  }
  return isOurs;
}

/**
 * Sex for clinical use where it is stated, else the administrative gender (docs/clinical/facts.md#sex). A statement
 * that is neither male nor female ("specified", "unknown"), or statements that contradict each other, leave it open.
 */
function sexOf(patient: JsonObject, context: MapperContext): AdministrativeSex | null {
  const statements = objectsIn(patient.extension)
    .filter((extension) => SEX_FOR_CLINICAL_USE.test(asString(extension.url) ?? ''))
    .filter((extension) => !isOver(extension, context))
    .map(statedSex);
  const stated = [...new Set(statements)];
  if (stated.length === 0) return SEXES.get(asCode(patient.gender)) ?? null;
  return stated.length === 1 ? (stated[0] ?? null) : null;
}

function statedSex(extension: JsonObject): AdministrativeSex | null {
  const holder = subExtension(extension, 'value') ?? extension;
  const concept = codedText(holder.valueCodeableConcept);
  const words = [...concept.codings.map(({ code }) => code), concept.text, asString(holder.valueCode)];
  return words.map((word) => SEXES.get(word?.toLowerCase())).find((sex) => sex !== undefined) ?? null;
}

function isOver(extension: JsonObject, { timeZone, asOf }: MapperContext): boolean {
  const end = parseFhirDate(asObject(subExtension(extension, 'period')?.valuePeriod)?.end, timeZone);
  return end !== null && end.to < asOf;
}

function subExtension(extension: JsonObject, url: string): JsonObject | null {
  return objectsIn(extension.extension).find((item) => item.url === url) ?? null;
}
