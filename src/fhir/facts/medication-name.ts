import type { CodedText } from '../../domain/coding.js';
import { codedText, isEmptyConcept, textOnly } from '../elements/coded-text.js';
import { asObject, asString, objectsIn } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { ResourceIndex } from '../sources/resource-index.js';

/** How a resource names its drug: by code or text, by reference to a Medication, or (a draft being written) not at all. */
export type MedicationName =
  | { readonly kind: 'named'; readonly concept: CodedText; readonly form: CodedText | null }
  /** `concept` is the display of the reference, the weakest name there is; null without one. */
  | { readonly kind: 'unresolved'; readonly reference: string; readonly concept: CodedText | null }
  | { readonly kind: 'none' };

/** The names of the two elements: `medication` almost everywhere, `product` in CarePlan. */
export function medicationName(
  holder: JsonObject,
  from: JsonObject,
  index: ResourceIndex,
  element: 'medication' | 'product' = 'medication',
): MedicationName {
  const concept = codedText(holder[`${element}CodeableConcept`]);
  if (!isEmptyConcept(concept)) return { kind: 'named', concept, form: null };

  const field = asObject(holder[`${element}Reference`]);
  const display = asString(field?.display);
  const reference = asString(field?.reference);
  if (reference === null) return display === null ? { kind: 'none' } : named(textOnly(display), null);
  const medication = index.find(reference, from);
  const ofMedication = medication === null ? null : conceptOfMedication(medication);
  if (medication !== null && ofMedication !== null) return named(ofMedication, formOf(medication));
  return { kind: 'unresolved', reference, concept: display === null ? null : textOnly(display) };
}

function named(concept: CodedText, form: CodedText | null): MedicationName {
  return { kind: 'named', concept, form };
}

/** A compounded product may have no code of its own, only ingredients. */
function conceptOfMedication(medication: JsonObject): CodedText | null {
  const code = codedText(medication.code);
  if (!isEmptyConcept(code)) return code;
  const ingredients = [...objectsIn(medication.ingredient), ...objectsIn(asObject(medication.product)?.ingredient)]
    .map((ingredient) => codedText(ingredient.itemCodeableConcept))
    .filter((concept) => !isEmptyConcept(concept));
  if (ingredients.length === 0) return null;
  return {
    codings: ingredients.flatMap(({ codings }) => codings),
    text: ingredients.map(({ text }) => text).find((text) => text !== null) ?? null,
  };
}

/** DSTU2 keeps the form under `product`. */
function formOf(medication: JsonObject): CodedText | null {
  const form = codedText(medication.form ?? asObject(medication.product)?.form);
  return isEmptyConcept(form) ? null : form;
}
