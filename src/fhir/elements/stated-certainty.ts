import type { CodedText } from '../../domain/coding.js';
import type { JsonObject } from '../../domain/json.js';
import { codedText, isEmptyConcept, textOnly } from './coded-text.js';
import { asObject, asString, objectsIn } from './json.js';

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
