import { DRUG_CLASSES, type DrugClass, type MedicationDescription } from '../../domain/medication.js';
import { textsOf } from '../text/terms.js';
import { DRUG_CLASS_PREFIX, VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';
import { wholeConcept } from './drug-recognition.js';
import { saysInjected } from './tacrolimus-recognition.js';

const TOPICAL = [VALUE_SET.routeTopical, VALUE_SET.formTopical];
/** `tube`, `TOP`: outweighed by a form or route in words, as for tacrolimus: what goes through a feeding tube is absorbed. */
const TOPICAL_SHORT = [VALUE_SET.formTopicalShort];
const BY_MOUTH = [VALUE_SET.formSystemic, VALUE_SET.routeSystemic];

/**
 * The classes that a drug is in beside tacrolimus: by its codes and those of its ingredients, else by its names. A drug for skin
 * or eye is in none, live vaccines aside; vancomycin by mouth is not absorbed, and treats what is in the bowel; into a vein it does not reach that.
 */
export function drugClassifier(index: ValueSetIndex): (description: MedicationDescription) => readonly DrugClass[] {
  return (description) => {
    const concept = wholeConcept(description);
    const codes = new Set(index.setsOfConcept(concept));
    if (codes.has(VALUE_SET.drugNotOurs)) return [];
    const byCode = classesIn(codes);
    const names = textsOf(concept);
    const found = byCode.length > 0 ? byCode : classesIn(new Set(names.flatMap((name) => [...index.setsOfText(name)])));
    if (found.length === 0) return found;
    const use = [...(description.form === null ? [] : [description.form]), ...description.routes];
    const said = [...textsOf(...use), ...names];
    const isSaid = (ids: readonly string[]) =>
      use.some((one) => index.holdsCode(ids, one)) || index.holdsText(ids, said);
    const systemic = isSaid(BY_MOUTH);
    if (isSaid(TOPICAL) || (isSaid(TOPICAL_SHORT) && !systemic)) return found.filter((name) => name === 'vaccine-live');
    const byMouth = systemic && !saysInjected(said);
    if (byCode.length > 0 || !found.includes('vancomycin')) return found;
    const elsewhere = byMouth ? 'vancomycin' : 'c-difficile-treatment';
    return found.filter((name) => name !== elsewhere);
  };
}

function classesIn(sets: ReadonlySet<string>): readonly DrugClass[] {
  return DRUG_CLASSES.filter((name) => sets.has(`${DRUG_CLASS_PREFIX}${name}`));
}
