import type { CodedText } from '../../domain/coding.js';
import type { ThiopurineName } from '../../domain/medication.js';
import { textsOf } from '../text/coded-texts.js';
import { unqualified } from './condition-classes.js';
import { VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';

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
