import type { CodedText, Coding } from '../../domain/coding.js';
import type { DrugRecognition, MedicationDescription, RelevantDrug, ThiopurineName } from '../../domain/medication.js';
import { nearSpelling } from '../text/near-spelling.js';
import { nameTeller, type ReadText, textsOf, withoutRepeatedCodes } from '../text/terms.js';
import { isOfWholeSystem } from '../value-sets/code-systems.js';
import { ALTERNATIVE_PREFIX, alternativeName, DRUG_CLASS_PREFIX, VALUE_SET } from '../value-sets/value-set-ids.js';
import { MAX_CODINGS, type ValueSetIndex } from '../value-sets/value-set-index.js';
import { certaintyReader } from './condition-classes.js';
import { recogniseTacrolimus } from './tacrolimus-recognition.js';

const ALLERGENS: readonly (readonly [ThiopurineName, readonly string[]])[] = [
  ['azathioprine', [VALUE_SET.allergyAzathioprine, VALUE_SET.azathioprine]],
  ['mercaptopurine', [VALUE_SET.allergyMercaptopurine, VALUE_SET.mercaptopurine]],
  ['thioguanine', [VALUE_SET.allergyThioguanine, VALUE_SET.thioguanine]],
];

/**
 * The thiopurine that an allergy or intolerance is about: by its finding, substance or product code, else by name.
 * Two of them, or the class, give `thiopurine`; anything else null.
 */
export function thiopurineAllergyRecogniser(
  index: ValueSetIndex,
): (code: CodedText) => ThiopurineName | 'thiopurine' | null {
  const certain = certainTexts(index);
  return (code) => {
    const texts = certain(code);
    return (
      allergen((ids) => index.holdsCode(ids, code)) ??
      allergen((ids) => index.holdsText(ids, texts)) ??
      (index.holdsText([VALUE_SET.allergyThiopurine], texts) ? 'thiopurine' : null)
    );
  };
}

/** What the words say for certain: "no allergy to azathioprine" names none. */
function certainTexts(index: ValueSetIndex): (code: CodedText) => ReadText[] {
  const certaintyOf = certaintyReader(index);
  return (code) =>
    textsOf(code)
      .flatMap((text) => certaintyOf(text))
      .filter(({ certainty }) => certainty === 'certain')
      .map(({ text }) => text);
}

/** The maintenance drug that an allergy or intolerance is about: by its substance or product code, else by name. */
export function maintenanceAllergyRecogniser(index: ValueSetIndex): (code: CodedText) => string | null {
  const certain = certainTexts(index);
  const ids = [...index.ids].filter((id) => id.startsWith(ALTERNATIVE_PREFIX)).sort();
  return (code) => {
    const texts = certain(code);
    const id = ids.find((each) => index.holdsCode([each], code)) ?? ids.find((each) => index.holdsText([each], texts));
    return id === undefined ? null : alternativeName(id);
  };
}

function allergen(isIn: (ids: readonly string[]) => boolean): ThiopurineName | 'thiopurine' | null {
  const [first, second] = ALLERGENS.filter(([, ids]) => isIn(ids)).map(([name]) => name);
  return second === undefined ? (first ?? null) : 'thiopurine';
}

const THIOPURINES: readonly (readonly [ThiopurineName, string])[] = [
  ['azathioprine', VALUE_SET.azathioprine],
  ['mercaptopurine', VALUE_SET.mercaptopurine],
  ['thioguanine', VALUE_SET.thioguanine],
];

/**
 * Says which of our drugs a medication is: by its codes and those of its ingredients, then by the names of both, tacrolimus
 * before the others; a code counts only where it is listed itself, never by its place in a hierarchy. What is not ours has to
 * be something else by its code or its name, or it is unidentified.
 */
export function drugRecogniser(index: ValueSetIndex): (description: MedicationDescription) => DrugRecognition {
  const alternatives = [...index.ids]
    .filter((id) => id.startsWith(ALTERNATIVE_PREFIX))
    .sort()
    .map((id) => [alternativeName(id), id] as const);
  const isSomethingElse = somethingElse(index);
  const byCode = (whole: MedicationDescription, namesOf: () => readonly ReadText[]): DrugRecognition | null => {
    const sets = index.setsOfConcept(whole.concept);
    // A code that is in no set at all needs no questions.
    if (sets.length === 0) return null;
    return (
      recogniseTacrolimus(index, whole, 'code', namesOf) ?? otherDrug(alternatives, (id) => sets.includes(id), 'code')
    );
  };
  const byText = (whole: MedicationDescription, namesOf: () => readonly ReadText[]): DrugRecognition | null =>
    recogniseTacrolimus(index, whole, 'text', namesOf) ??
    otherDrug(alternatives, (id) => index.holdsText([id], namesOf()), 'text');
  const notOurs = ({ concept, ingredients = [] }: MedicationDescription): DrugRecognition => {
    const isCut = [concept, ...ingredients].some((each) => each.isCut === true);
    if (isCut || wholeConcept({ concept, ingredients }).codings.length > MAX_CODINGS)
      return { outcome: 'unidentified' };
    const madeOfOthers = ingredients.length > 0 && ingredients.every(isSomethingElse);
    return { outcome: madeOfOthers || isSomethingElse(concept) ? 'other' : 'unidentified' };
  };
  return (description) => {
    const whole = { ...description, concept: wholeConcept(description) };
    let names: readonly ReadText[] | null = null;
    const namesOf = () => (names ??= textsOf(whole.concept));
    return byCode(whole, namesOf) ?? byText(whole, namesOf) ?? notOurs(description);
  };
}

/** The product and what it is made of, as one concept. */
export function wholeConcept({
  concept,
  ingredients = [],
}: Pick<MedicationDescription, 'concept' | 'ingredients'>): CodedText {
  if (ingredients.length === 0) return concept;
  const names = ingredients.flatMap(({ text, codings }) => (text === null ? [] : [nameOnly(text), ...codings]));
  const coded = ingredients.flatMap(({ text, codings }) => (text === null ? codings : []));
  return { text: concept.text, codings: [...concept.codings, ...names, ...coded] };
}

function nameOnly(display: string): Coding {
  return { system: null, code: '', display };
}

function otherDrug(
  alternatives: readonly (readonly [string, string])[],
  isIn: (id: string) => boolean,
  basis: 'code' | 'text',
): DrugRecognition | null {
  const thiopurine = THIOPURINES.find(([, id]) => isIn(id));
  if (thiopurine !== undefined) return recognised({ kind: 'thiopurine', name: thiopurine[0] }, basis);
  const alternative = alternatives.find(([, id]) => isIn(id));
  return alternative === undefined
    ? null
    : recognised({ kind: 'alternative-maintenance', name: alternative[0] }, basis);
}

function recognised(drug: RelevantDrug, basis: 'code' | 'text'): DrugRecognition {
  return { outcome: 'recognised', drug, basis };
}

/**
 * Whether a concept is positively another drug. A code of a list of which only a sample is held may be tacrolimus as well, and
 * so may a house name such as `TAC CAP 1MG`: "some other drug" would be a silent miss.
 */
function somethingElse(index: ValueSetIndex): (concept: CodedText) => boolean {
  const names = nameTeller(
    index.termsOf([
      ...[VALUE_SET.namesNothing, VALUE_SET.formSystemic, VALUE_SET.formTopical, VALUE_SET.formTopicalShort],
      ...[VALUE_SET.formRectal, VALUE_SET.routeSystemic, VALUE_SET.routeTopical, VALUE_SET.routeRectal],
    ]),
  );
  const isLikeOurs = likeTacrolimus(index);
  return (concept) => {
    const byCode = concept.codings.some(
      ({ system, code, display }) =>
        isOfWholeSystem('drug', system, code) ||
        index.setsOf({ system, code, display }).some((id) => id.startsWith(DRUG_CLASS_PREFIX)),
    );
    if (byCode) return true;
    const texts = textsOf(withoutRepeatedCodes(concept));
    return texts.some(names) && !texts.some(isLikeOurs);
  };
}

/** In the long name of the drug; in the shorter one of a brand a second slip may make another drug of it. */
const MOST_SLIPS = 2;
const MOST_SLIPS_IN_BRAND = 1;

/**
 * Prograf, Vingraf, Pangraf, Eligraf: what ends so is for a graft, and nearly always this drug. At the end only: an antibody against
 * T cells begins so, and contrast media (Urografin) hold it within.
 */
const LIKE_PROGRAF = /^\p{L}{2,}(?:graf|граф)$/u;

/**
 * Whether a name is all but that of tacrolimus: misspelt, a brand nobody has listed that sounds like it, a short form. Nobody can
 * tell what it is, unless it names a drug that is known (sirolimus).
 */
export function likeTacrolimus(index: ValueSetIndex): (text: ReadText) => boolean {
  const lower = (id: string): string[] => index.termsOf([id]).map((term) => term.toLowerCase());
  const isMisspelt = nearSpelling(lower(VALUE_SET.tacrolimusIngredient), MOST_SLIPS);
  const isMisspeltBrand = nearSpelling(lower(VALUE_SET.tacrolimusSystemic), MOST_SLIPS_IN_BRAND);
  return (text) => {
    const sets = index.setsOfText(text);
    const isLike = sets.has(VALUE_SET.namesLikeTacrolimus) || text.words.some((word) => LIKE_PROGRAF.test(word));
    if (!isLike && !isMisspelt(text) && !isMisspeltBrand(text)) return false;
    return ![...sets].some((id) => id.startsWith(DRUG_CLASS_PREFIX));
  };
}
