/** What nobody here knew: the code of a result, or the unit of its value. Only text that is shaped like one. */
export interface UnknownTerm {
  readonly kind: 'code' | 'unit';
  /** `loinc`, `urn:hospital:laboratory`; null for a unit, for no system, and for one that is not shaped like a URI. */
  readonly system: string | null;
  readonly code: string;
}

/*
 * A code or a unit that nobody here knows is worth naming: "since week 30 the laboratory sends KR-7". It is also text of the
 * sender, who may have put anything there. So it is named only where it is shaped like a code or a unit: few characters,
 * no space, not enough digits for a birth date, a telephone or a record number, and no long word without any digit or
 * operator. Else the reason is told alone.
 */

const CODE = /^[A-Za-z0-9][A-Za-z0-9._:/+#^-]{0,31}$/;

/** UCUM's own characters; a unit starts with a letter, a digit, `%`, a bracket or a micro sign. */
const UNIT = /^[A-Za-z0-9%[({\u00b5\u03bc][A-Za-z0-9%[\](){}*/.^_+'\u00b5\u03bc-]{0,31}$/;

const SYSTEM = /^[a-z0-9][a-z0-9.:/_-]{0,79}$/;

const OID = /^urn:oid:[0-9.]{3,72}$/;

const MOST_DIGITS = 6;

/** `CREATININE`; a longer text of letters alone is as likely a name. */
const LONGEST_WORD = 10;

/** Codes of these systems may have more digits, because they can be told from other numbers by their shape. */
const SHAPES: ReadonlyMap<string, RegExp> = new Map([
  ['loinc', /^[0-9]{1,7}-[0-9]$/],
  ['snomed', /^[0-9]{6,18}$/],
]);

/** Whether a term may leave the chart it came from. Whoever keeps or shows one asks again. */
export function isNameable({ kind, system, code }: UnknownTerm): boolean {
  if (kind === 'unit') {
    return system === null && UNIT.test(code) && digitsIn(code) <= MOST_DIGITS && !isLongWord(code, /[0-9/*%[{^]/);
  }
  if (system !== null && !isNameableSystem(system)) return false;
  const shape = system === null ? undefined : SHAPES.get(system);
  if (!CODE.test(code) || isLongWord(code, /[0-9]/)) return false;
  return digitsIn(code) <= MOST_DIGITS || shape?.test(code) === true;
}

function isLongWord(text: string, otherThanWord: RegExp): boolean {
  return text.length > LONGEST_WORD && !otherThanWord.test(text);
}

export function isNameableSystem(name: string): boolean {
  return OID.test(name) || (SYSTEM.test(name) && digitsIn(name) <= MOST_DIGITS);
}

function digitsIn(text: string): number {
  return text.replace(/[^0-9]/g, '').length;
}
