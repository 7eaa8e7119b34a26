import type { CodedText } from '../../domain/coding.js';
import { codedText, isEmptyConcept, textOnly } from '../elements/coded-text.js';
import { asObject, asString, objectsIn } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { ResourceIndex } from '../sources/resource-index.js';

/** How a resource names its drug: by code or text, by reference to a Medication, or (a draft being written) not at all. */
export type MedicationName =
  | ({ readonly kind: 'named' } & NamedProduct)
  /** `concept` is the display of the reference, the weakest name there is; null without one. */
  | { readonly kind: 'unresolved'; readonly reference: string; readonly concept: CodedText | null }
  | { readonly kind: 'none' };

interface NamedProduct {
  readonly concept: CodedText;
  readonly form: CodedText | null;
  /** One for each ingredient of the Medication; an empty concept is one that nobody can read. */
  readonly ingredients: readonly CodedText[];
}

/** The names of the two elements: `medication` almost everywhere, `product` in CarePlan. */
export function medicationName(
  holder: JsonObject,
  from: JsonObject,
  index: ResourceIndex,
  element: 'medication' | 'product' = 'medication',
): MedicationName {
  const concept = codedText(holder[`${element}CodeableConcept`]);
  if (!isEmptyConcept(concept)) return nameOnly(concept);

  const field = asObject(holder[`${element}Reference`]);
  const display = asString(field?.display);
  const reference = asString(field?.reference);
  if (reference === null) return display === null ? { kind: 'none' } : nameOnly(textOnly(display));
  const medication = index.find(reference, from);
  const product = medication === null ? null : productOf(medication, from, index);
  if (product !== null) return { kind: 'named', ...product };
  return { kind: 'unresolved', reference, concept: display === null ? null : textOnly(display) };
}

function nameOnly(concept: CodedText): MedicationName {
  return { kind: 'named', concept, form: null, ingredients: [] };
}

/** A compounded product may have no code of its own, only ingredients; the first that can be read is then its name. */
function productOf(medication: JsonObject, from: JsonObject, index: ResourceIndex): NamedProduct | null {
  const code = codedText(medication.code);
  const ingredients = ingredientsOf(medication, from, index);
  const concept = isEmptyConcept(code) ? ingredients.find((one) => !isEmptyConcept(one)) : code;
  return concept === undefined ? null : { concept, form: formOf(medication), ingredients };
}

/** Nobody writes more; a reference to a Medication that is made of itself ends after one step. */
const MAX_INGREDIENTS = 20;

/** R4 and STU3 `item[x]`, DSTU2 under `product`, R5 `item.concept` and `item.reference`. */
function ingredientsOf(medication: JsonObject, from: JsonObject, index: ResourceIndex): readonly CodedText[] {
  return (
    [...objectsIn(medication.ingredient), ...objectsIn(asObject(medication.product)?.ingredient)]
      // What is named as inactive is no drug.
      .filter(({ isActive }) => isActive !== false)
      .slice(0, MAX_INGREDIENTS)
      .map(({ item, itemCodeableConcept, itemReference }) => {
        const both = asObject(item);
        const concept = codedText(itemCodeableConcept ?? both?.concept ?? item);
        const field = asObject(itemReference ?? both?.reference ?? item);
        return isEmptyConcept(concept) ? referencedItem(field, medication, from, index) : concept;
      })
  );
}

/** A Substance or another Medication; contained ones lie beside the Medication or in the order that holds it. */
function referencedItem(
  field: JsonObject | null,
  medication: JsonObject,
  from: JsonObject,
  index: ResourceIndex,
): CodedText {
  const reference = asString(field?.reference);
  const item = reference === null ? null : (index.find(reference, medication) ?? index.find(reference, from));
  const code = codedText(item?.code);
  // R5: Substance.code is a CodeableReference.
  const found = isEmptyConcept(code) ? codedText(asObject(item?.code)?.concept) : code;
  return isEmptyConcept(found) ? textOnly(asString(field?.display)) : found;
}

/** DSTU2 keeps the form under `product`. */
function formOf(medication: JsonObject): CodedText | null {
  const form = codedText(medication.form ?? asObject(medication.product)?.form);
  return isEmptyConcept(form) ? null : form;
}
