import type { CodedText } from '../../domain/coding.js';
import { MONITORING_TESTS, SCREENING_TESTS } from '../../domain/lab-result.js';
import { nearSpelling } from '../text/near-spelling.js';
import { nameTeller, type ReadText, textsOf, withoutRepeatedCodes } from '../text/terms.js';
import { isOfWholeSystem } from '../value-sets/code-systems.js';
import { TEST_CLASS_PREFIX, VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';
import { likeTacrolimus } from './drug-recognition.js';
import type { LabRecognition } from './terminology.js';

/**
 * Says which laboratory result an observation is. Exclusions come first: an observation that carries an excluded code does not
 * count, whatever else it carries. Creatinine and tacrolimus are read by code only: "tacrolimus" as text does not say which
 * specimen, so such a result is `unknown`, and may be a level. TPMT and NUDT15 tests are also recognised by name, because
 * missing a poor metaboliser would be worse. Another test is one by its code or its name, else nobody can tell.
 */
export function labRecogniser(index: ValueSetIndex): (code: CodedText, specimen: CodedText | null) => LabRecognition {
  const notRead = unreadTest(index);
  return (code, specimen) => {
    const sets = index.setsOfConcept(code);
    return (
      excludedLab(sets) ??
      tacrolimusLevel(index, sets, specimen) ??
      creatinine(sets) ??
      thiopurineTest(index, code) ??
      otherTest(sets) ??
      notRead(code)
    );
  };
}

function excludedLab(sets: readonly string[]): LabRecognition | null {
  if (sets.includes(VALUE_SET.tacrolimusNotATrough)) return { lab: 'excluded', reason: 'not-a-trough' };
  if (sets.includes(VALUE_SET.tacrolimusNotWholeBlood)) return { lab: 'excluded', reason: 'not-whole-blood' };
  return sets.includes(VALUE_SET.creatinineExcluded) ? { lab: 'other' } : null;
}

const TACROLIMUS_NAMES = [VALUE_SET.tacrolimusName, VALUE_SET.tacrolimusIngredient, VALUE_SET.tacrolimusSystemic];

/**
 * A test without a code of ours: may be one of ours by its words (`Kreatinin i.S.`), is another one by its words or by a code of
 * LOINC, which is listed whole, or nobody can tell. Words go first: they outweigh a code that is not listed.
 */
function unreadTest(index: ValueSetIndex): (code: CodedText) => LabRecognition {
  const isName = nameTeller(index.termsOf([VALUE_SET.namesNothing]));
  const isMisspelt = nearSpelling(
    index.termsOf([VALUE_SET.creatinineName]).map((term) => term.toLowerCase()),
    1,
  );
  const isLikeTacrolimus = likeTacrolimus(index);
  const isOfUrine = (text: ReadText) => index.holdsText([VALUE_SET.creatinineElsewhere], [text]);
  const isOtherMnemonic = (text: ReadText) =>
    text.words.length === 1 && index.holdsText([VALUE_SET.otherMnemonic], [text]);
  return (code) => {
    const texts = textsOf(code);
    const named = texts.filter((text) => index.holdsText([VALUE_SET.creatinineName], [text]) || isMisspelt(text));
    const isItself = (text: ReadText) =>
      !isOfUrine(text) && !isPerCreatinine(text) && !index.holdsText([VALUE_SET.creatinineDerived], [text]);
    if (named.some(isItself)) return { lab: 'unknown', mayBe: 'creatinine' };
    if (index.holdsText(TACROLIMUS_NAMES, texts) || texts.some(isLikeTacrolimus))
      return { lab: 'unknown', mayBe: 'tacrolimus-level' };
    // "Creatinine with eGFR", "serum creatinine, IDMS ratio calibrated": what its amount is measured in tells.
    if (named.some((text) => !isOfUrine(text) || index.holdsText([VALUE_SET.specimenNotWholeBlood], [text])))
      return { lab: 'other', unlessAmountOf: ['creatinine'] };
    if (texts.some(isOtherMnemonic)) return { lab: 'other' };
    const own = withoutRepeatedCodes(code);
    const isNamed = textsOf(own).some(isName);
    // "BMP", "TDM" are short too, and name a group: of those nobody can tell, whatever the amount.
    if (isNamed && isShortName(own)) return { lab: 'other', unlessAmountOf: ['creatinine', 'tacrolimus'] };
    if (code.isCut === true) return { lab: 'unknown', mayBe: null };
    const other =
      isNamed || code.codings.some(({ system, code: value }) => isOfWholeSystem('laboratory', system, value));
    return other ? { lab: 'other' } : { lab: 'unknown', mayBe: null };
  };
}

/** `Guanidinoacetate/creatinine`: what stands before the stroke is measured, and creatinine is what it is divided by. */
const PER_CREATININE = /[^\s/] ?\/ ?(?:[ck]reatinin|креатинин|クレアチニン|肌酐|크레아티닌)/;

function isPerCreatinine({ folded }: ReadText): boolean {
  return PER_CREATININE.test(folded);
}

/** What a laboratory calls a test on its screens: `FKLM`, `CRN`. */
const MNEMONIC = /^[A-Z]{2,6}\d?$/;

/**
 * A test that is named by a short form alone, and by one that no list knows. Such a form names something, but not so that it is
 * positively something else.
 */
function isShortName({ text, codings }: CodedText): boolean {
  if (codings.some(({ system, code }) => isOfWholeSystem('laboratory', system, code))) return false;
  const names = [text, ...codings.map(({ display }) => display)]
    .filter((name) => name !== null)
    .map((name) => name.trim());
  return names.length > 0 && names.every((name) => MNEMONIC.test(name));
}

function tacrolimusLevel(
  index: ValueSetIndex,
  sets: readonly string[],
  specimen: CodedText | null,
): LabRecognition | null {
  const trough = sets.includes(VALUE_SET.tacrolimusTrough);
  if (!trough && !sets.includes(VALUE_SET.tacrolimusTimingNotCoded)) return null;
  return isNotWholeBlood(index, specimen)
    ? { lab: 'excluded', reason: 'not-whole-blood' }
    : { lab: 'tacrolimus', timing: trough ? 'trough' : 'not-coded' };
}

/** Levels in plasma or serum are far below whole blood, so 15 ng/mL means nothing there. */
function isNotWholeBlood(index: ValueSetIndex, specimen: CodedText | null): boolean {
  const ids = [VALUE_SET.specimenNotWholeBlood];
  return specimen !== null && (index.holdsCode(ids, specimen) || index.holdsText(ids, textsOf(specimen)));
}

function creatinine(sets: readonly string[]): LabRecognition | null {
  if (sets.includes(VALUE_SET.creatinineCorrected)) return { lab: 'creatinine', use: 'any', scale: 'corrected' };
  if (sets.includes(VALUE_SET.creatinineBaseline))
    return { lab: 'creatinine', use: 'baseline-only', scale: 'uncorrected' };
  return sets.includes(VALUE_SET.creatinineBlood) ? { lab: 'creatinine', use: 'any', scale: 'uncorrected' } : null;
}

const TESTS = [...MONITORING_TESTS, ...SCREENING_TESTS];

/** The tests beside creatinine and levels that the rules ask for: by code only. */
function otherTest(sets: readonly string[]): LabRecognition | null {
  const tests = TESTS.filter((name) => sets.includes(`${TEST_CLASS_PREFIX}${name}`));
  return tests.length === 0 ? null : { lab: 'test', tests };
}

/** Reads what an infection test found: codes first, then words; where the words deny or say both, nobody can tell. */
export function outcomeReader(index: ValueSetIndex): (value: CodedText) => 'positive' | 'negative' | 'not-readable' {
  const [positive, negative] = [[VALUE_SET.resultPositive], [VALUE_SET.resultNegative]];
  return (value) => {
    if (index.holdsCode(positive, value)) return 'positive';
    if (index.holdsCode(negative, value)) return 'negative';
    const texts = textsOf(value);
    const [isPositive, isNegative] = [index.holdsText(positive, texts), index.holdsText(negative, texts)];
    if (isPositive === isNegative) return 'not-readable';
    if (isNegative) return 'negative';
    return index.holdsText([VALUE_SET.textNegation], texts) ? 'not-readable' : 'positive';
  };
}

/** A TPMT or NUDT15 test, whether as a result or as an order. */
export function thiopurineTest(
  index: ValueSetIndex,
  code: CodedText,
): Extract<LabRecognition, { readonly lab: 'thiopurine-test' }> | null {
  const texts = textsOf(code);
  const isIn = (id: string): boolean => index.holdsCode([id], code) || index.holdsText([id], texts);
  const tpmt = isIn(VALUE_SET.tpmt);
  const nudt15 = isIn(VALUE_SET.nudt15);
  if (isIn(VALUE_SET.tpmtAndNudt15) || (tpmt && nudt15)) return { lab: 'thiopurine-test', enzyme: 'TPMT and NUDT15' };
  if (tpmt) return { lab: 'thiopurine-test', enzyme: 'TPMT' };
  return nudt15 ? { lab: 'thiopurine-test', enzyme: 'NUDT15' } : null;
}
