import type { ConditionFact } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import type { TimeInterval } from '../../domain/time.js';
import type { MapperContext } from '../facts/mapper-context.js';
import { codedText, isEmptyConcept, textOnly } from './coded-text.js';
import { parseFhirDate } from './fhir-date.js';
import { asCode, asObject, asString, type JsonObject, objectsIn } from './json.js';

export type Standing = Pick<ConditionFact, 'standing' | 'lastDone'>;

export const NOT_STATED: Standing = { standing: 'not-stated', lastDone: null };
const ONGOING: Standing = { standing: 'ongoing', lastDone: null };
export const OVER: Standing = { standing: 'over', lastDone: null };

/** HL7 condition-clinical, and the codes of STU3 and DSTU2. */
const ACTIVE: ReadonlySet<string> = new Set(['active', 'recurrence', 'relapse']);
const INACTIVE: ReadonlySet<string> = new Set(['inactive', 'remission', 'resolved']);
/** R4, and `suspended` of STU3 and DSTU2. */
const UNDER_WAY: ReadonlySet<string> = new Set(['in-progress', 'on-hold', 'suspended']);

/** Whether a Condition goes on, by `abatement[x]` and `clinicalStatus`, under the names of every version. */
export function conditionStanding(condition: JsonObject, context: MapperContext): Standing {
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

/** Whether a Procedure goes on, or when it was last done: `performed[x]`, in R5 `occurrence[x]`. */
export function procedureStanding(procedure: JsonObject, { asOf, timeZone }: MapperContext): Standing {
  const date = (value: unknown): TimeInterval | null => parseFhirDate(value, timeZone);
  const status = asCode(procedure.status) ?? '';
  const period = asObject(procedure.performedPeriod ?? procedure.occurrencePeriod);
  const end = date(period?.end);
  if (UNDER_WAY.has(status) || (end !== null && end.from > asOf)) return ONGOING;
  const lastDone = end ?? date(procedure.performedDateTime ?? procedure.occurrenceDateTime ?? period?.start);
  return lastDone === null || lastDone.from > asOf ? NOT_STATED : { standing: 'over', lastDone };
}

/** `http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit`, and what others call the like. */
const CERTAINTY = /sicherheit|certainty|certitude|verification/i;
const MAX_EXTENSIONS = 20;

/**
 * What a Condition or Procedure says by code of how sure it is: `verificationStatus` (a CodeableConcept in R4, a code before) and
 * the certainty that German records hang on the ICD-10 code, its concept or the whole record.
 */
export function statedCertainties(resource: JsonObject): readonly CodedText[] {
  const status = codedText(resource.verificationStatus);
  const code = asObject(resource.code);
  const extensions = [resource, ...(code === null ? [] : [code, ...objectsIn(code.coding)])]
    .flatMap(({ extension }) => objectsIn(extension).slice(0, MAX_EXTENSIONS))
    .filter(({ url }) => CERTAINTY.test((asString(url) ?? '').slice(0, 200)));
  return [
    isEmptyConcept(status) ? textOnly(asString(resource.verificationStatus)) : status,
    ...extensions.map(({ valueCoding, valueCodeableConcept, valueCode, valueString }) =>
      asObject(valueCodeableConcept) === null
        ? codedText({ coding: [valueCoding], text: valueCode ?? valueString })
        : codedText(valueCodeableConcept),
    ),
  ];
}
