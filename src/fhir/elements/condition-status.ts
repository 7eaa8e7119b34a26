import type { ConditionFact } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import type { TimeInterval } from '../../domain/time.js';
import type { MapperContext } from '../facts/mapper-context.js';
import { codedText, isEmptyConcept, textOnly } from './coded-text.js';
import { parseFhirDate } from './fhir-date.js';
import { asCode, asObject, asString, type JsonObject, listOf, objectsIn } from './json.js';

export type ClinicalStatus = Pick<ConditionFact, 'clinicalStatus' | 'lastDone'>;

export const NOT_STATED: ClinicalStatus = { clinicalStatus: 'not-stated', lastDone: null };
const ONGOING: ClinicalStatus = { clinicalStatus: 'ongoing', lastDone: null };
export const OVER: ClinicalStatus = { clinicalStatus: 'over', lastDone: null };

/** HL7 condition-clinical, and the codes of STU3 and DSTU2. */
const ACTIVE: ReadonlySet<string> = new Set(['active', 'recurrence', 'relapse']);
const INACTIVE: ReadonlySet<string> = new Set(['inactive', 'remission', 'resolved']);
/** R4, and `suspended` of STU3 and DSTU2. */
const UNDER_WAY: ReadonlySet<string> = new Set(['in-progress', 'on-hold', 'suspended']);

/** Whether a Condition goes on, by `abatement[x]` and `clinicalStatus`, under the names of every version. */
export function conditionStatus(condition: JsonObject, context: MapperContext): ClinicalStatus {
  // A CodeableConcept in R4, a code before.
  const codes = codedText(condition.clinicalStatus).codings.map(({ code }) => code.toLowerCase());
  const stated = [asCode(condition.clinicalStatus) ?? '', ...codes];
  if (hasAbated(condition, context) || stated.some((code) => INACTIVE.has(code))) return OVER;
  const isActive = condition.abatementBoolean === false || stated.some((code) => ACTIVE.has(code));
  return isActive ? ONGOING : NOT_STATED;
}

/** An abatement in words says nothing that can be relied on. */
function hasAbated(condition: JsonObject, { asOf, timeZone }: MapperContext): boolean {
  const period = asObject(condition.abatementPeriod);
  const time = parseFhirDate(condition.abatementDateTime ?? period?.end ?? period?.start, timeZone);
  if (time !== null) return time.from <= asOf;
  const isAtAnAge = asObject(condition.abatementAge) !== null || asObject(condition.abatementRange) !== null;
  return isAtAnAge || condition.abatementBoolean === true;
}

/**
 * When a diagnosis began, else when it was written down, under the names of every version. A year that is over is no day of this
 * month, so an onset of long ago is not made recent by a problem list that is typed today.
 */
export function notedOn(condition: JsonObject, { asOf, timeZone }: MapperContext): TimeInterval | null {
  const period = asObject(condition.onsetPeriod);
  const onset = parseFhirDate(condition.onsetDateTime ?? period?.start, timeZone);
  // R4, STU3, DSTU2
  const written = condition.recordedDate ?? condition.assertedDate ?? condition.dateRecorded;
  const noted = onset ?? parseFhirDate(written, timeZone);
  return noted === null || noted.from > asOf ? null : noted;
}

/** Whether a Procedure goes on, or when it was last done: `performed[x]`, in R5 `occurrence[x]`. */
export function procedureStatus(procedure: JsonObject, { asOf, timeZone }: MapperContext): ClinicalStatus {
  const date = (value: unknown): TimeInterval | null => parseFhirDate(value, timeZone);
  const status = asCode(procedure.status) ?? '';
  const period = asObject(procedure.performedPeriod ?? procedure.occurrencePeriod);
  const end = date(period?.end);
  if (UNDER_WAY.has(status) || (end !== null && end.from > asOf)) return ONGOING;
  const lastDone = end ?? date(procedure.performedDateTime ?? procedure.occurrenceDateTime ?? period?.start);
  return lastDone === null || lastDone.from > asOf ? NOT_STATED : { clinicalStatus: 'over', lastDone };
}

/** `http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit`, and what others call the like. */
const CERTAINTY = /sicherheit|certainty|certitude|verification/i;
const MAX_EXTENSIONS = 20;

/**
 * What a Condition or Procedure says of how sure it is: `verificationStatus` (a CodeableConcept in R4, a code before), the certainty
 * that German records hang on the ICD-10 code, its concept or the whole record, a category "family history", a modifier that
 * changes its meaning in a way that nobody here knows, a time that has not come.
 */
export function statedCertainties(resource: JsonObject, context: CertaintyContext | null = null): readonly CodedText[] {
  const statuses = listOf(resource.verificationStatus).map((status) => {
    const concept = codedText(status);
    return isEmptyConcept(concept) ? textOnly(asString(status)) : concept;
  });
  const code = asObject(resource.code);
  const extensions = [resource, ...(code === null ? [] : [code, ...objectsIn(code.coding)])]
    .flatMap(({ extension }) => objectsIn(extension).slice(0, MAX_EXTENSIONS))
    .filter(({ url }) => CERTAINTY.test((asString(url) ?? '').slice(0, 200)));
  const isModified = objectsIn(resource.modifierExtension).length > 0;
  return [
    ...statuses,
    ...extensions.map(extensionValue),
    ...listOf(resource.category)
      .filter(saysFamily)
      .map(() => FAMILY_HISTORY),
    ...(isModified || (context !== null && isYetToCome(resource, context)) ? [NOT_SURE] : []),
  ];
}

type CertaintyContext = Pick<MapperContext, 'asOf' | 'timeZone'>;

/** Something is said, and it is none of the known certainties. */
const NOT_SURE: CodedText = { codings: [], text: '-' };
const FAMILY_HISTORY: CodedText = { codings: [{ system: null, code: '57177007', display: null }], text: null };
const FAMILY = /famil|57177007|家族|가족/i;

function saysFamily(category: unknown): boolean {
  const { codings, text } = codedText(category);
  const words = [
    text ?? '',
    asString(category) ?? '',
    ...codings.flatMap(({ code, display }) => [code, display ?? '']),
  ];
  return words.some((word) => FAMILY.test(word.slice(0, 200)));
}

/** Whatever kind of value it is: a number is a statement too, if not one that is understood. */
function extensionValue({
  valueCoding,
  valueCodeableConcept,
  valueCode,
  valueString,
  ...others
}: JsonObject): CodedText {
  if (asObject(valueCodeableConcept) !== null) return codedText(valueCodeableConcept);
  const concept = codedText({ coding: [valueCoding], text: valueCode ?? valueString });
  const isOther = Object.keys(others).some((key) => key.startsWith('value'));
  return isEmptyConcept(concept) && isOther ? NOT_SURE : concept;
}

function isYetToCome(resource: JsonObject, { asOf, timeZone }: CertaintyContext): boolean {
  const time = parseFhirDate(
    resource.onsetDateTime ?? resource.performedDateTime ?? resource.occurrenceDateTime,
    timeZone,
  );
  return time !== null && time.from > asOf;
}

const DONE: ReadonlySet<string | null> = new Set(['completed', 'in-progress', 'on-hold', 'suspended']);

/** The same of a Procedure: one that is planned, stopped or of a status that nobody knows was not done for certain. */
export function procedureCertainties(procedure: JsonObject, context: CertaintyContext): readonly CodedText[] {
  const isDone = DONE.has(asCode(procedure.status));
  return [...statedCertainties(procedure, context), ...(isDone ? [] : [NOT_SURE])];
}
