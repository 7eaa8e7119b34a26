import type { ConditionClass } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import { type ReadText, textsOf } from '../text/fold.js';
import { VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';

const CLASSES: readonly (readonly [ConditionClass, readonly string[]])[] = [
  ['ibd', [VALUE_SET.ulcerativeColitis, VALUE_SET.crohnDisease, VALUE_SET.ibdUnclassified, VALUE_SET.pouchitis]],
  [
    'transplant',
    [
      VALUE_SET.transplant,
      VALUE_SET.kidneyTransplant,
      VALUE_SET.organTransplantProcedure,
      VALUE_SET.marrowTransplantProcedure,
    ],
  ],
  ['kidney-transplant', [VALUE_SET.kidneyTransplant]],
  ['tissue-graft', [VALUE_SET.tissueGraft]],
  ['dialysis', [VALUE_SET.dialysis]],
  ['other-indication', [VALUE_SET.otherIndication]],
];

/**
 * Sorts a diagnosis, procedure or reason into the classes that the gates ask for; empty when it is none of them.
 * The words are read only where no code was recognised, and not where the text holds a negation, a doubt, a relative, a donor or
 * a plan: `family history of ulcerative colitis` says nothing about this patient.
 */
export function conditionClassifier(index: ValueSetIndex): (code: CodedText) => readonly ConditionClass[] {
  return (code) => {
    const byCode = classesWhere((ids) => index.holdsCode(ids, code));
    if (byCode.length > 0) return byCode;
    const texts = unqualified(index, textsOf(code));
    return classesWhere((ids) => index.holdsText(ids, texts));
  };
}

function classesWhere(isIn: (ids: readonly string[]) => boolean): readonly ConditionClass[] {
  return CLASSES.filter(([, ids]) => isIn(ids)).map(([name]) => name);
}

/** The texts that state something, without negation, doubt, relatives or plans. */
export function unqualified(index: ValueSetIndex, texts: readonly ReadText[]): readonly ReadText[] {
  return texts.filter((text) => !index.holdsText([VALUE_SET.textQualifier], [text]));
}
