import type { CodedText } from '../../domain/coding.js';
import type { DrugRecognition, MedicationDescription, RelevantDrug, ThiopurineName } from '../../domain/medication.js';
import { type ReadText, textsOf } from '../text/whole-words.js';
import { codeSystemName, namesDrugs, normaliseCode } from '../value-sets/code-systems.js';
import { ALTERNATIVE_PREFIX, VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';
import { unqualified } from './condition-classes.js';
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
  return (code) => {
    const texts = unqualified(index, textsOf(code));
    return (
      allergen((ids) => index.holdsCode(ids, code)) ??
      allergen((ids) => index.holdsText(ids, texts)) ??
      (index.holdsText([VALUE_SET.allergyThiopurine], texts) ? 'thiopurine' : null)
    );
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
 * Says which of our drugs a medication is. Codes before text, tacrolimus before the others; a code counts only where it
 * is listed itself, never by its place in a hierarchy.
 */
export function drugRecogniser(index: ValueSetIndex): (description: MedicationDescription) => DrugRecognition {
  const alternatives = [...index.ids]
    .filter((id) => id.startsWith(ALTERNATIVE_PREFIX))
    .sort()
    .map((id) => [id.slice(ALTERNATIVE_PREFIX.length).replaceAll('-', ' '), id] as const);
  const byCode = (description: MedicationDescription): DrugRecognition | null => {
    const sets = index.setsOfConcept(description.concept);
    // A code that is in no set at all needs no questions.
    if (sets.length === 0) return null;
    return (
      recogniseTacrolimus(index, description, 'code') ?? otherDrug(alternatives, (id) => sets.includes(id), 'code')
    );
  };
  const byText = (description: MedicationDescription): DrugRecognition => {
    const names = textsOf(description.concept);
    return (
      recogniseTacrolimus(index, description, 'text') ??
      otherDrug(alternatives, (id) => index.holdsText([id], names), 'text') ??
      notOurs(description.concept, names)
    );
  };
  return (description) => byCode(description) ?? byText(description);
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

/** A local code without a name may be tacrolimus: nobody can tell, and "some other drug" would be a silent miss. */
function notOurs(concept: CodedText, names: readonly ReadText[]): DrugRecognition {
  if (names.length > 0) return { outcome: 'other' };
  const known = concept.codings.some(({ system, code }) => {
    const name = codeSystemName(system);
    return name !== null && namesDrugs(name) && normaliseCode(name, code) !== null;
  });
  return { outcome: known ? 'other' : 'unidentified' };
}
