import type { CodedText } from '../../domain/coding.js';
import { codedText, isEmptyConcept, lettersOf, MOST_LETTERS, textOnly } from '../elements/coded-text.js';
import { asObject, asString, listed, objectsIn } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { ResourceIndex } from '../sources/resource-index.js';

/**
 * How a resource names its drug: by code or text, by reference to a Medication, in a way that nobody can read, or (a draft
 * being written) not at all. Only what is absent or empty is `none`.
 */
export type MedicationName =
  | ({ readonly kind: 'named' } & NamedProduct)
  /** `concept` is what the reference says of itself, the weakest name there is; null without one. */
  | { readonly kind: 'unresolved'; readonly reference: string; readonly concept: CodedText | null }
  | { readonly kind: 'unreadable'; readonly concept: null }
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
  const members = membersOf(holder, element);
  for (const value of members.concepts) {
    const concept = conceptIn(value);
    if (!isEmptyConcept(concept)) return withReferenced(concept, members.references, from, index);
  }
  for (const field of members.references) {
    const name = referencedName(field, from, index);
    if (name !== null) return name;
  }
  return members.all.every(isEmptyElement) ? { kind: 'none' } : { kind: 'unreadable', concept: null };
}

/**
 * R4 and before have `medicationCodeableConcept` and `medicationReference`, R5 `medication` with `concept` and `reference`.
 * Some clients put the concept, the reference or a text straight into `medication`, or write the names in other cases.
 */
function membersOf(holder: JsonObject, element: string) {
  let concepts: unknown[] | null = null;
  let references: unknown[] | null = null;
  let all: unknown[] | null = null;
  let both: unknown[] | null = null;
  const lower = element[0];
  const upper = lower?.toUpperCase();
  for (const key in holder) {
    // Most members begin otherwise, and then need no spelling of their own.
    const first = key[key.startsWith('_') ? 1 : 0];
    if (first !== lower && first !== upper) continue;
    const name = key.toLowerCase();
    if (!name.startsWith(element, name.startsWith('_') ? 1 : 0)) continue;
    const value = holder[key];
    all = listed(all, value);
    if (name.startsWith('_')) continue;
    const suffix = name.slice(element.length);
    if (suffix === 'codeableconcept') concepts = listed(concepts, value);
    else if (suffix === 'reference') references = listed(references, value);
    else if (suffix === '' && holdsOne(value)) both = listed(both, onlyOne(value));
  }
  for (const value of both ?? NOTHING) {
    const part = asObject(value);
    concepts = listed(concepts, part?.concept);
    references = listed(references, part?.reference);
  }
  for (const value of both ?? NOTHING) {
    concepts = listed(concepts, value);
    references = listed(references, value);
  }
  return { concepts: concepts ?? NOTHING, references: references ?? NOTHING, all: all ?? NOTHING };
}

const NOTHING: readonly unknown[] = [];

/**
 * A concept and a reference beside it (FHIR has one or the other): both name the drug, as a product and its ingredients do. A
 * reference that leads nowhere adds nothing to what the concept says.
 */
function withReferenced(
  concept: CodedText,
  references: readonly unknown[],
  from: JsonObject,
  index: ResourceIndex,
): MedicationName {
  if (references.length === 0) return nameOnly(concept);
  const products = references.flatMap((field) => {
    const name = referencedName(field, from, index);
    return name?.kind === 'named' ? [name] : [];
  });
  const ingredients = products.flatMap((product) => [product.concept, ...product.ingredients]);
  return { kind: 'named', concept, form: products.find(({ form }) => form !== null)?.form ?? null, ingredients };
}

const LITERAL_REFERENCE = /^\s*(?:#|urn:|https?:|Medication\/)/;

/** A CodeableConcept, one in a list, a lone Coding, or a bare text; anything else gives an empty concept. */
function conceptIn(value: unknown): CodedText {
  const only = onlyOne(value);
  if (typeof only === 'string') return textOnly(LITERAL_REFERENCE.test(only) ? null : asString(only));
  const concept = codedText(only);
  return isEmptyConcept(concept) && asObject(only)?.code !== undefined ? codedText({ coding: only }) : concept;
}

/** A list of one stands for its element; in a longer one nobody can tell which is meant. */
function onlyOne(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const list: readonly unknown[] = value.filter((each) => !isEmptyElement(each));
  return list.length === 1 ? list[0] : undefined;
}

function holdsOne(value: unknown): boolean {
  return !Array.isArray(value) || onlyOne(value) !== undefined;
}

/** A literal reference, a logical one (an identifier that is a product's code), or a display alone. */
function referencedName(value: unknown, from: JsonObject, index: ResourceIndex): MedicationName | null {
  const only = onlyOne(value);
  const field = asObject(only);
  const reference = asString(field === null ? only : field.reference);
  const display = asString(field?.display);
  const identifier = asObject(field?.identifier);
  const code = asString(identifier?.value);
  const codings = code === null ? [] : [{ system: asString(identifier?.system), code, display }];
  const concept = codings.length === 0 && display === null ? null : { codings, text: display };
  if (reference === null) return concept === null ? null : nameOnly(concept);
  const medication = index.find(reference, from);
  const product = medication === null ? null : productOf(medication, from, index);
  return product === null ? { kind: 'unresolved', reference, concept } : { kind: 'named', ...product };
}

/** Nothing in it, however deep: what the Sandbox sends for a drug that is not chosen yet. */
function isEmptyElement(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.values(value).every(isEmptyElement);
}

function nameOnly(concept: CodedText): MedicationName {
  return { kind: 'named', concept, form: null, ingredients: NO_INGREDIENTS };
}

const NO_INGREDIENTS: readonly CodedText[] = [];

/** A compounded product may have no code of its own, only ingredients; the first that can be read is then its name. */
function productOf(medication: JsonObject, from: JsonObject, index: ResourceIndex): NamedProduct | null {
  const code = codedText(medication.code);
  const ingredients = ingredientsOf(medication, from, index);
  const concept = isEmptyConcept(code) ? ingredients.find((one) => !isEmptyConcept(one)) : code;
  return concept === undefined ? null : { concept, form: formOf(medication), ingredients };
}

/** Nobody writes more; a reference to a Medication that is made of itself ends after one step. */
const MAX_INGREDIENTS = 20;

/** R4 and STU3 `item[x]`, DSTU2 under `product`, R5 `item.concept` and `item.reference`; before R4 also what a package holds. */
function ingredientsOf(medication: JsonObject, from: JsonObject, index: ResourceIndex): readonly CodedText[] {
  const named = [
    ...objectsIn(medication.ingredient),
    ...objectsIn(asObject(medication.product)?.ingredient),
    ...objectsIn(asObject(medication.package)?.content),
  ]
    // What is named as inactive is no drug.
    .filter(({ isActive }) => isActive !== false);
  const read: CodedText[] = [];
  let letters = 0;
  for (const ingredient of named) {
    const concept = ingredientOf(ingredient, medication, from, index);
    letters += lettersOf(concept);
    if (read.length === MAX_INGREDIENTS || letters > MOST_LETTERS) {
      return [...read, { codings: [], text: null, isCut: true }];
    }
    read.push(concept);
  }
  return read;
}

function ingredientOf(
  { item, itemCodeableConcept, itemReference }: JsonObject,
  medication: JsonObject,
  from: JsonObject,
  index: ResourceIndex,
): CodedText {
  const both = asObject(item);
  const concept = codedText(itemCodeableConcept ?? both?.concept ?? item);
  // In R5 `item.reference` is a reference itself, in DSTU2 the text of one.
  const field = asObject(itemReference) ?? asObject(both?.reference) ?? both;
  return isEmptyConcept(concept) ? referencedItem(field, medication, from, index) : concept;
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
