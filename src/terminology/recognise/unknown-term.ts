import type { CodedText, Coding } from '../../domain/coding.js';
import { codeSystemName } from '../value-sets/code-systems.js';
import type { ReportedQuantity } from '../units/measurement.js';
import { isNameable, isNameableSystem, type UnknownTerm } from '../../domain/unknown-term.js';

/** The code of a result that nobody knows: LOINC where there is one, else the first that may be named; null for none. */
export function unknownCode({ codings }: CodedText): UnknownTerm | null {
  const terms = codings.map(termOf).filter(isNameable);
  return terms.find(({ system }) => system === 'loinc') ?? terms[0] ?? null;
}

/** With the spaces that are left out. */
const LONGEST_UNIT = 64;

/** The unit of a value, as printed or else as coded; null where it may not be named. Spaces around `/`, `.`, `*` are left out. */
export function unknownUnit({ unit, code }: Pick<ReportedQuantity, 'unit' | 'code'>): UnknownTerm | null {
  const terms = [unit, code]
    .filter((text) => text !== null)
    .filter((text) => text.length <= LONGEST_UNIT)
    .map((text): UnknownTerm => ({
      kind: 'unit',
      system: null,
      code: text.trim().replace(/(?<!\s)\s*([/.*])\s*/g, '$1'),
    }));
  return terms.find(isNameable) ?? null;
}

function termOf({ system, code }: Coding): UnknownTerm {
  const name = codeSystemName(system);
  return { kind: 'code', system: name !== null && isNameableSystem(name) ? name : null, code: code.trim() };
}
