import type { ConditionFact } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import { codedText, displayOf, isEmptyConcept, textOnly } from '../elements/coded-text.js';
import { diagnosisFact, isRuledOut } from './conditions.js';
import { asString, objectsIn, referenceTo } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { MapperContext } from './mapper-context.js';
import { whoseResource } from '../patient-match/patient-identity.js';
import { statedCertainties } from '../elements/stated-certainty.js';
import { conditionStanding, NOT_STATED, type Standing } from '../elements/clinical-status.js';

/**
 * The indications written on an order: `reasonCode` and `reasonReference`, by their names in every version. References are
 * followed to what is at hand (contained, same Bundle, prefetch), else their display is read. A reason that is in no value
 * set stays, without a class: an indication was recorded.
 */
export function reasonsOf(order: JsonObject, context: MapperContext): readonly ConditionFact[] {
  const coded = [...objectsIn(order.reasonCode), ...objectsIn(order.reasonCodeableConcept)].map((reason) =>
    reasonFact(codedText(reason), [], null, NOT_STATED, context),
  );
  const referenced = objectsIn(order.reasonReference).map((field) => referencedReason(field, order, context));
  return [...coded, ...referenced].filter((reason) => reason !== null);
}

function referencedReason(field: JsonObject, order: JsonObject, context: MapperContext): ConditionFact | null {
  const reference = asString(field.reference);
  const condition = reference === null ? null : context.index.find(reference, order);
  if (condition === null) return reasonFact(textOnly(asString(field.display)), [], null, NOT_STATED, context);
  const theirs = whoseResource(condition, context) === 'other';
  if (theirs || isRuledOut(condition)) return null;
  const standing = conditionStanding(condition, context);
  return reasonFact(codedText(condition.code), statedCertainties(condition), referenceTo(condition), standing, context);
}

function reasonFact(
  code: CodedText,
  stated: readonly CodedText[],
  reference: string | null,
  standing: Standing,
  context: MapperContext,
): ConditionFact | null {
  if (isEmptyConcept(code)) return null;
  const reading = context.terminology.readDiagnosis(code, stated);
  return { ...diagnosisFact(reading, standing), display: displayOf(code), reference };
}

/** Why something was stopped or not done, in words; null where the record does not say. */
export function statusReasonOf(resource: JsonObject): string | null {
  const stated = [
    resource.statusReason,
    resource.statusReasonCodeableConcept,
    resource.reasonEnded, // DSTU2 MedicationOrder
    resource.reasonNotTaken, // STU3 and DSTU2 MedicationStatement
    resource.reasonNotGiven, // STU3 and DSTU2 MedicationAdministration
    resource.notDoneReasonCodeableConcept, // STU3 MedicationDispense
  ]
    .flatMap(objectsIn)
    .map((reason) => displayOf(codedText(reason)));
  return stated.find((text) => text !== '') ?? null;
}
