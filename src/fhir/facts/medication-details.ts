import type { ConditionFact } from '../../domain/chart-facts.js';
import { isOverlong } from '../../cds-hooks/request/json-body.js';
import type { CodedText } from '../../domain/coding.js';
import type { MedicationFact } from '../../domain/medication.js';
import type { TimeInterval } from '../../domain/time.js';
import { codedText, displayOf, isEmptyConcept, textOnly } from '../elements/coded-text.js';
import {
  conditionStatus,
  NOT_STATED,
  notedOn,
  type ClinicalStatus,
  statedCertainties,
} from '../elements/condition-status.js';
import { dosageBounds, durationDays } from '../elements/dosage.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import { asNumber, asObject, asString, type JsonObject, objectsIn, referenceTo } from '../elements/json.js';
import { whoseResource } from '../patient-match/patient-identity.js';
import { diagnosisFact, isRuledOut } from './conditions.js';
import type { MapperContext } from './mapper-context.js';
import { notAhead } from './result-status.js';

export type MedicationSource = MedicationFact['source'];
export type MedicationTiming = Pick<MedicationFact, 'start' | 'end' | 'supplyDays' | 'recordedOn'>;

/**
 * When a drug was used, as far as this resource says (docs/clinical/duration.md#course), under the element names of
 * every version. Nobody can have written an order in time to come: then it is not known when it was written.
 */
export function medicationTiming(
  resource: JsonObject,
  kind: MedicationSource,
  { timeZone, asOf }: Pick<MapperContext, 'timeZone' | 'asOf'>,
): MedicationTiming {
  const date = (value: unknown): TimeInterval | null => parseFhirDate(value, timeZone);
  switch (kind) {
    case 'request': {
      const written = date(resource.authoredOn ?? resource.dateWritten);
      const recordedOn = written === null ? null : notAhead(written, asOf);
      const { start, end } = dosageBounds(resource, recordedOn, timeZone);
      return { start, end, supplyDays: requestedDays(resource), recordedOn };
    }
    case 'statement': {
      const period = asObject(resource.effectivePeriod);
      return {
        start: date(period?.start ?? resource.effectiveDateTime),
        end: date(period?.end),
        supplyDays: null,
        recordedOn: date(resource.dateAsserted),
      };
    }
    case 'dispense':
      return {
        start: date(resource.whenHandedOver) ?? date(resource.whenPrepared),
        end: null,
        supplyDays: durationDays(resource.daysSupply, 'days'),
        recordedOn: null,
      };
    case 'administration': {
      const period = asObject(resource.effectivePeriod ?? resource.effectiveTimePeriod);
      return {
        start: date(period?.start ?? resource.effectiveDateTime ?? resource.effectiveTimeDateTime),
        end: date(period?.end),
        supplyDays: null,
        recordedOn: null,
      };
    }
  }
}

/** The first supply and its repeats; `numberOfRepeatsAllowed` does not count the first. */
function requestedDays(resource: JsonObject): number | null {
  const dispense = asObject(resource.dispenseRequest);
  const days = durationDays(dispense?.expectedSupplyDuration);
  return days === null ? null : days * ((asNumber(dispense?.numberOfRepeatsAllowed) ?? 0) + 1);
}

const UNDATED = { ...NOT_STATED, notedOn: null };

/**
 * The indications written on an order: `reasonCode` and `reasonReference`, by their names in every version. References are
 * followed to what is at hand (contained, same Bundle, prefetch), else their display is read. A reason that is in no value
 * set stays, without a class: an indication was recorded.
 */
export function reasonsOf(order: JsonObject, context: MapperContext): readonly ConditionFact[] {
  const reasons: ConditionFact[] = [];
  const add = (reason: ConditionFact | null): void => {
    if (reason !== null) reasons.push(reason);
  };
  for (const coded of [order.reasonCode, order.reasonCodeableConcept]) {
    for (const reason of objectsIn(coded)) add(reasonFact(codedText(reason), [], null, UNDATED, context));
  }
  for (const field of objectsIn(order.reasonReference)) add(referencedReason(field, order, context));
  // R5: one member, with a concept or a reference in it.
  for (const { concept, reference } of objectsIn(order.reason)) {
    if (concept !== undefined) add(reasonFact(codedText(concept), [], null, UNDATED, context));
    for (const field of objectsIn(reference)) add(referencedReason(field, order, context));
  }
  return reasons;
}

function referencedReason(field: JsonObject, order: JsonObject, context: MapperContext): ConditionFact | null {
  const reference = asString(field.reference);
  const condition = reference === null ? null : context.index.find(reference, order);
  if (condition === null) return reasonFact(textOnly(asString(field.display)), [], null, UNDATED, context);
  const known = context.reasonsRead?.get(condition);
  if (known !== undefined) return known;
  const read = readReason(condition, context);
  context.reasonsRead?.set(condition, read);
  return read;
}

function readReason(condition: JsonObject, context: MapperContext): ConditionFact | null {
  const theirs = whoseResource(condition, context) === 'other';
  if (theirs || isRuledOut(condition)) return null;
  // As a diagnosis it is named as unread; that an indication was recorded can be told.
  if (isOverlong(condition)) {
    const display = displayOf(codedText(condition.code));
    return { classes: [], ...UNDATED, display, reference: referenceTo(condition) };
  }
  const status = { ...conditionStatus(condition, context), notedOn: notedOn(condition, context) };
  return reasonFact(
    codedText(condition.code),
    statedCertainties(condition, context),
    referenceTo(condition),
    status,
    context,
  );
}

function reasonFact(
  code: CodedText,
  stated: readonly CodedText[],
  reference: string | null,
  { notedOn: noted, ...status }: ClinicalStatus & Pick<ConditionFact, 'notedOn'>,
  context: MapperContext,
): ConditionFact | null {
  if (isEmptyConcept(code)) return null;
  const reading = context.terminology.readDiagnosis(code, stated);
  return { ...diagnosisFact(reading, status), notedOn: noted, display: displayOf(code), reference };
}

/** Why something was stopped or not done, in words; null where the record does not say. */
export function statusReasonOf(resource: JsonObject): string | null {
  for (const member of STATUS_REASONS) {
    if (resource[member] === undefined) continue;
    for (const reason of objectsIn(resource[member])) {
      const text = displayOf(codedText(reason));
      if (text !== '') return text;
    }
  }
  return null;
}

const STATUS_REASONS: readonly string[] = [
  'statusReason',
  'statusReasonCodeableConcept',
  'reasonEnded', // DSTU2 MedicationOrder
  'reasonNotTaken', // STU3 and DSTU2 MedicationStatement
  'reasonNotGiven', // STU3 and DSTU2 MedicationAdministration
  'notDoneReasonCodeableConcept', // STU3 MedicationDispense
];
