import type { ConditionClass, DiagnosticCertainty } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import { type ReadText, textsOf } from '../text/fold.js';
import { nameTeller } from '../text/named-thing.js';
import { isOfWholeSystem } from '../value-sets/code-systems.js';
import { VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';
import { certaintyReader, type Statement } from './statements.js';
import type { DiagnosisReading } from './terminology.js';

const CLASSES: readonly (readonly [ConditionClass, readonly string[]])[] = [
  ['ibd', [VALUE_SET.ulcerativeColitis, VALUE_SET.crohnDisease, VALUE_SET.ibdUnclassified, VALUE_SET.pouchitis]],
  ['ulcerative-colitis', [VALUE_SET.ulcerativeColitis]],
  ['crohn-disease', [VALUE_SET.crohnDisease]],
  ['pouchitis', [VALUE_SET.pouchitis]],
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
  ['kidney-failure', [VALUE_SET.kidneyFailure]],
  ['other-indication', [VALUE_SET.otherIndication]],
  ['thiopurine-deficiency', [VALUE_SET.thiopurineDeficiency]],
  ['lymphoma', [VALUE_SET.lymphoma]],
  ['pregnancy', [VALUE_SET.pregnancy]],
  ['colectomy', [VALUE_SET.colectomy]],
  ['lower-endoscopy', [VALUE_SET.lowerEndoscopy]],
  ['hepatitis-b', [VALUE_SET.hepatitisB]],
  ['hepatitis-c', [VALUE_SET.hepatitisC]],
  ['hiv', [VALUE_SET.hiv]],
  ['tuberculosis', [VALUE_SET.tuberculosis]],
  ['c-difficile', [VALUE_SET.clostridioides]],
  ['cmv', [VALUE_SET.cmv]],
  ['neurotoxicity', [VALUE_SET.neurotoxicity]],
  ['tremor', [VALUE_SET.tremor]],
];

/**
 * Reads a diagnosis, procedure or reason: the classes that the gates ask for, and how sure the record is of them. The words are
 * read for a class only where no code was recognised. Words of the sender's own beside a code may still make it uncertain: a code
 * for a transplant beside "Mutter: Nierentransplantation" is not this patient's for certain.
 */
export function diagnosisReader(index: ValueSetIndex): (code: CodedText) => DiagnosisReading {
  const certaintyOf = certaintyReader(index);
  const isName = nameTeller(index.termsOf([VALUE_SET.namesNothing]));
  return (code) => {
    const byCode = classesIn(new Set(index.setsOfConcept(code)));
    if (byCode.length > 0) {
      const said = ownWords(code).flatMap((text) => certaintyOf(text));
      const doubted = said.some(({ certainty, text }) => certainty !== 'certain' && classesOf(index, text).length > 0);
      const past = said.some((statement) => statement.past);
      return { recognition: 'ours', classes: byCode, certainty: doubted ? 'uncertain' : 'certain', past };
    }
    const texts = textsOf(code);
    const byText = strongest(texts.flatMap((text) => stated(index, certaintyOf(text))));
    if (byText !== null) return byText;
    const other =
      texts.some(isName) || code.codings.some(({ system, code: value }) => isOfWholeSystem('diagnosis', system, value));
    return { recognition: other ? 'other' : 'unknown', classes: [], certainty: 'certain', past: false };
  };
}

/** `text` as the sender wrote it; the display of a code is the code's own name, "without complications" and all. */
function ownWords({ text, codings }: CodedText): readonly ReadText[] {
  if (text === null || codings.some(({ display }) => display === text)) return [];
  return textsOf({ text, codings: [] });
}

function stated(index: ValueSetIndex, statements: readonly Statement[]): DiagnosisReading[] {
  return statements.flatMap(({ text, certainty, past }) => {
    const classes = classesOf(index, text);
    return classes.length === 0 ? [] : [{ recognition: 'ours' as const, classes, certainty, past }];
  });
}

const ORDER: readonly DiagnosticCertainty[] = ['certain', 'uncertain', 'excluded'];

/** The surest of several statements, with the classes of all that are as sure. */
function strongest(readings: readonly DiagnosisReading[]): DiagnosisReading | null {
  const certainty = ORDER.find((each) => readings.some((reading) => reading.certainty === each));
  if (certainty === undefined) return null;
  const surest = readings.filter((reading) => reading.certainty === certainty);
  const classes = CLASSES.map(([name]) => name).filter((name) => surest.some((each) => each.classes.includes(name)));
  return { recognition: 'ours', classes, certainty, past: surest.every(({ past }) => past) };
}

/** TPMT and its deficiency are named apart: `TPMT-Mangel`, `Déficit en thiopurine méthyltransférase`. */
function classesOf(index: ValueSetIndex, text: ReadText): readonly ConditionClass[] {
  const sets = index.setsOfText(text);
  const enzyme = sets.has(VALUE_SET.tpmt) || sets.has(VALUE_SET.nudt15);
  const lacking = sets.has(VALUE_SET.deficientWords) || sets.has(VALUE_SET.poorMetaboliser);
  const deficient = enzyme && lacking && !sets.has(VALUE_SET.knownPhenotype);
  return classesIn(deficient ? new Set([...sets, VALUE_SET.thiopurineDeficiency]) : sets);
}

function classesIn(sets: ReadonlySet<string>): readonly ConditionClass[] {
  return CLASSES.filter(([, ids]) => ids.some((id) => sets.has(id))).map(([name]) => name);
}
