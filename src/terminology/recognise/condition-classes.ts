import type { ConditionClass, DiagnosticCertainty } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import { foldText, nameTeller, type ReadText, readText, textsOf } from '../text/terms.js';
import { certaintyLetter, isOfWholeSystem } from '../value-sets/code-systems.js';
import { VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';
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
  ['contrast', [VALUE_SET.contrast]],
  ['lower-endoscopy', [VALUE_SET.lowerEndoscopy]],
  ['hepatitis-b', [VALUE_SET.hepatitisB]],
  ['hepatitis-c', [VALUE_SET.hepatitisC]],
  ['hiv', [VALUE_SET.hiv]],
  ['tuberculosis', [VALUE_SET.tuberculosis, VALUE_SET.latentTuberculosis]],
  ['latent-tuberculosis', [VALUE_SET.latentTuberculosis]],
  ['c-difficile', [VALUE_SET.clostridioides]],
  ['cmv', [VALUE_SET.cmv]],
  ['neurotoxicity', [VALUE_SET.neurotoxicity]],
  ['tremor', [VALUE_SET.tremor]],
];

const LEAST_SURE_FIRST = ['excluded', 'uncertain', 'certain'] as const;

/** Reads a diagnosis, procedure or reason with what its record states of how sure it is: the less sure of the two holds. */
export function diagnosisReader(
  index: ValueSetIndex,
): (code: CodedText, stated: readonly CodedText[]) => DiagnosisReading {
  const readConcept = conceptReader(index);
  const isExcludedByWords = (concept: CodedText) => index.holdsText([VALUE_SET.textQualifier], textsOf(concept));
  return (code, stated) => {
    const words = readConcept(code);
    const said = statedCertainty([...stated, ...lettersIn(code)], isExcludedByWords);
    const surest = LEAST_SURE_FIRST.find((each) => each === words.certainty || each === said.certainty);
    return { ...words, certainty: surest ?? 'certain', past: words.past || said.past };
  };
}

/**
 * Reads a diagnosis, procedure or reason: the classes that the gates ask for, and how sure the record is of them. The words are
 * read for a class only where no code was recognised. Words of the sender's own beside a code may still make it uncertain: a code
 * for a transplant beside "Mutter: Nierentransplantation" is not this patient's for certain.
 */
function conceptReader(index: ValueSetIndex): (code: CodedText) => DiagnosisReading {
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
      code.isCut !== true &&
      (texts.some(isName) ||
        code.codings.some(({ system, code: value }) => isOfWholeSystem('diagnosis', system, value)));
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
  const otherwise = sets.has(VALUE_SET.intermediatePhenotype) || sets.has(VALUE_SET.knownPhenotype);
  const deficient = enzyme && lacking && !otherwise;
  return classesIn(deficient ? new Set([...sets, VALUE_SET.thiopurineDeficiency]) : sets);
}

function classesIn(sets: ReadonlySet<string>): readonly ConditionClass[] {
  return CLASSES.filter(([, ids]) => ids.some((id) => sets.has(id))).map(([name]) => name);
}

/** A part of a text, and how sure its writer was that it is true of this patient. */
interface Statement {
  readonly text: ReadText;
  readonly certainty: DiagnosticCertainty;
  /** "Z.n.", "status post": it was, and may be over. */
  readonly past: boolean;
}

/** Nobody writes more into a diagnosis; what stands behind is read as one. */
const MAX_CLAUSES = 12;
const MAX_NEGATIONS = 6;

/** "kidney transplant?": who asks does not know. */
const QUESTION = /[?？¿؟]/;

/** "Dialysis: no", "Dialys - nej"; but a text that was cut off behind "without" answers nothing. */
const ASKED = /[:=–—-]$/;
const SAYS_ANYTHING = /[\p{L}\p{N}]/u;

/** Where a statement ends; not behind the short forms in "kein Z.n. NTX"; a comma may also stand inside one ("no fever, chills"). */
const END = /[;\n。；]|(?<=\p{L}{3})\. | but | aber | mais | pero | però | men | но /u;

/**
 * Takes a text apart into statements. A word of another person, of a donor or of an exclusion anywhere in it speaks of the whole
 * text; a word of doubt too; a negation ("keine", "pas de", "no evidence of") only of what stands behind it, so that "ulcerative
 * colitis without complications" stays one. Behind a comma nobody can tell how far a negation reaches. One that ends a form
 * answers what was asked before it, back to a comma: "Dialysis: no".
 */
export function certaintyReader(index: ValueSetIndex): (text: ReadText) => readonly Statement[] {
  const negation = negationOf(index);
  return (text) => {
    if (index.holdsText([VALUE_SET.textQualifier], [text])) return [{ text, certainty: 'excluded', past: false }];
    const isDoubted = QUESTION.test(text.folded) || index.holdsText([VALUE_SET.textDoubt], [text]);
    const whole: DiagnosticCertainty = isDoubted ? 'uncertain' : 'certain';
    const past = index.holdsText([VALUE_SET.textPast], [text]);
    return clauses(text.folded).flatMap((clause) => {
      const parts = clause.split(negation, MAX_NEGATIONS);
      const [before = '', answer] = parts;
      const isAnswer = answer !== undefined && !SAYS_ANYTHING.test(answer) && ASKED.test(before.trimEnd());
      const from = isAnswer ? before.lastIndexOf(',') + 1 : before.length;
      const statements: Statement[] = [
        { text: readText(before.slice(0, from)), certainty: whole, past },
        { text: readText(before.slice(from)), certainty: 'excluded', past: false },
      ];
      for (const negated of parts.slice(1)) {
        const [near = '', ...far] = negated.split(',');
        statements.push({ text: readText(near), certainty: 'excluded', past: false });
        statements.push({ text: readText(far.join(',')), certainty: 'uncertain', past: false });
      }
      return statements;
    });
  };
}

function clauses(folded: string): string[] {
  const all = folded.split(END);
  return all.length <= MAX_CLAUSES ? all : [...all.slice(0, MAX_CLAUSES - 1), all.slice(MAX_CLAUSES - 1).join(' ')];
}

/**
 * Whole words; terms of scripts without word edges anywhere. A word that begins the name of a diagnosis negates nothing:
 * "non-Hodgkin lymphoma" is a lymphoma.
 */
function negationOf(index: ValueSetIndex): RegExp {
  const written = spelledAnyWay(index.termsOf([VALUE_SET.textNegation]));
  const unspaced = written.filter((term) => /[\p{Script=Han}\p{Script=Hangul}]/u.test(term));
  const spaced = written.filter((term) => !unspaced.includes(term)).join('|');
  const begins = new RegExp(`^(?:${spaced})(?![\\p{L}\\p{N}])`, 'u');
  const ofClasses = [...new Set(index.termsOf(CLASSES.flatMap(([, ids]) => ids)).map(foldText))];
  const names = spelledAnyWay(ofClasses.filter((term) => begins.test(term)));
  const notAName = names.length === 0 ? '' : `(?!(?:${names.join('|')})(?![\\p{L}\\p{N}]))`;
  const anywhere = unspaced.map((term) => `${notWithin(term, ofClasses)}${term}`);
  return new RegExp([`(?<![\\p{L}\\p{N}])${notAName}(?:${spaced})(?![\\p{L}\\p{N}])`, ...anywhere].join('|'), 'u');
}

/** Nor does a part of a name: 重症筋無力症 (myasthenia) holds the character for "without". */
function notWithin(negation: string, names: readonly string[]): string {
  const holding = names.filter((name) => name.includes(negation));
  const around = holding.map((name) => name.split(negation).map(literally)).filter((parts) => parts.length === 2);
  return around.map(([before = '', after = '']) => `(?<!${before}(?=${negation}${after}))`).join('');
}

/** The terms as parts of a regular expression, the longest first; a hyphen may also be a blank. */
function spelledAnyWay(terms: readonly string[]): readonly string[] {
  return [...new Set(terms.map(foldText))]
    .sort((a, b) => b.length - a.length)
    .map((term) => literally(term).replaceAll(/[ -]/g, '[ -]'));
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** ICD-10-GM, HL7 condition-ver-status with its forms before R4, and SNOMED CT finding contexts. */
const STATED: ReadonlyMap<string, DiagnosticCertainty> = new Map<string, DiagnosticCertainty>([
  ...(['confirmed', 'g', '410605003', '410515003'] as const).map((code) => [code, 'certain'] as const),
  ...(['z', 'gesichert', 'bestätigt', 'definite', 'certain', 'established'] as const).map(
    (code) => [code, 'certain'] as const,
  ),
  ...(['confirmé', 'confirmée', 'confirmado', 'confirmada', 'confermato', 'confermata'] as const).map(
    (code) => [code, 'certain'] as const,
  ),
  ...(
    ['unconfirmed', 'provisional', 'differential', 'v', '415684004', '410592001', '410590009', '76104008'] as const
  ).map((code) => [code, 'uncertain'] as const),
  // The last two: a category "family history".
  ...(['refuted', 'entered-in-error', 'a', '410516002', '410594000', '57177007', '416471007'] as const).map(
    (code) => [code, 'excluded'] as const,
  ),
]);

/**
 * How sure a record says it is: `verificationStatus`, and the certainty that ICD-10-GM codes carry (A excluded, V suspected, Z state
 * after, G confirmed). Of several the least sure counts. Nothing said is certain; something said that nobody can tell is not.
 */
export function statedCertainty(
  concepts: readonly CodedText[],
  isExcludedByWords: (concept: CodedText) => boolean = () => false,
): { certainty: DiagnosticCertainty; past: boolean } {
  const stated = concepts.filter(({ codings, text }) => codings.length > 0 || text !== null);
  const said = stated.map((concept) => {
    const known = wordsIn(concept).flatMap((word) => STATED.get(word) ?? []);
    if (known.length > 0) return LEAST_SURE_FIRST.find((each) => known.includes(each)) ?? 'certain';
    return isExcludedByWords(concept) ? 'excluded' : 'uncertain';
  });
  const certainty = (['excluded', 'uncertain'] as const).find((each) => said.includes(each)) ?? 'certain';
  return { certainty, past: stated.some((concept) => wordsIn(concept).includes('z')) };
}

function wordsIn({ codings, text }: CodedText): readonly string[] {
  const all = [...codings.flatMap(({ code, display }) => [code, display ?? '']), text ?? ''];
  return all.map((word) => word.trim().toLowerCase()).filter((word) => word !== '');
}

/** `Z94.0 V`, `Z94.0A`: the certainty behind the code itself. */
function lettersIn({ codings }: CodedText): readonly CodedText[] {
  return codings.flatMap(({ system, code }) => {
    const letter = certaintyLetter(system, code);
    return letter === null ? [] : [{ codings: [{ system: null, code: letter, display: null }], text: null }];
  });
}
