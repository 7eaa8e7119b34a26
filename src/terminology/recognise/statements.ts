import type { DiagnosticCertainty } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import { foldText, type ReadText, readText } from '../text/fold.js';
import { VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';

/** A part of a text, and how sure its writer was that it is true of this patient. */
export interface Statement {
  readonly text: ReadText;
  readonly certainty: DiagnosticCertainty;
  /** "Z.n.", "status post": it was, and may be over. */
  readonly past: boolean;
}

/** Nobody writes more into a diagnosis; what stands behind is not read. */
const MAX_CLAUSES = 12;
const MAX_NEGATIONS = 6;

/** Where a statement ends; a comma may also stand inside one ("no fever, chills"). */
const END = /[;\n。；]|\. | but | aber | mais | pero | però | men | но /;

/**
 * Takes a text apart into statements. A word of another person, of a donor or of an exclusion anywhere in it speaks of the whole
 * text; a word of doubt too; a negation ("keine", "pas de", "no evidence of") only of what stands behind it, so that "ulcerative
 * colitis without complications" stays one. Behind a comma nobody can tell how far a negation reaches.
 */
export function certaintyReader(index: ValueSetIndex): (text: ReadText) => readonly Statement[] {
  const negation = anyOf(index.termsOf([VALUE_SET.textNegation]));
  return (text) => {
    if (index.holdsText([VALUE_SET.textQualifier], [text])) return [{ text, certainty: 'excluded', past: false }];
    const whole: DiagnosticCertainty = index.holdsText([VALUE_SET.textDoubt], [text]) ? 'uncertain' : 'certain';
    const past = index.holdsText([VALUE_SET.textPast], [text]);
    return clauses(text.folded).flatMap((clause) => {
      const parts = clause.split(negation, MAX_NEGATIONS);
      const [before = ''] = parts;
      const statements: Statement[] = [{ text: readText(before), certainty: whole, past }];
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
  return folded.split(END, MAX_CLAUSES);
}

/** Whole words; terms of scripts without word edges anywhere. */
function anyOf(terms: readonly string[]): RegExp {
  const written = [...new Set(terms.map(foldText))]
    .sort((a, b) => b.length - a.length)
    .map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const unspaced = written.filter((term) => /[\p{Script=Han}\p{Script=Hangul}]/u.test(term));
  const spaced = written.filter((term) => !unspaced.includes(term));
  const all = [`(?<![\\p{L}\\p{N}])(?:${spaced.join('|')})(?![\\p{L}\\p{N}])`, ...unspaced];
  return new RegExp(all.join('|'), 'u');
}

/** ICD-10-GM, HL7 condition-ver-status with its forms before R4, and SNOMED CT finding contexts. */
const STATED: ReadonlyMap<string, DiagnosticCertainty> = new Map<string, DiagnosticCertainty>([
  ...(['confirmed', 'g', '410605003', '410515003'] as const).map((code) => [code, 'certain'] as const),
  ...(['z'] as const).map((code) => [code, 'certain'] as const),
  ...(
    ['unconfirmed', 'provisional', 'differential', 'v', '415684004', '410592001', '410590009', '76104008'] as const
  ).map((code) => [code, 'uncertain'] as const),
  ...(['refuted', 'entered-in-error', 'a', '410516002', '410594000'] as const).map(
    (code) => [code, 'excluded'] as const,
  ),
]);

/**
 * How sure a record says it is by code: `verificationStatus` and the certainty that ICD-10-GM codes carry (A excluded, V suspected,
 * Z state after, G confirmed). Of several the least sure counts; nothing said is certain.
 */
export function statedCertainty(concepts: readonly CodedText[]): { certainty: DiagnosticCertainty; past: boolean } {
  const codes = concepts.flatMap(({ codings, text }) => [...codings.map(({ code }) => code), text ?? '']);
  const said = codes.map((code) => STATED.get(code.trim().toLowerCase()));
  const certainty = (['excluded', 'uncertain'] as const).find((each) => said.includes(each)) ?? 'certain';
  return { certainty, past: codes.some((code) => code.trim().toLowerCase() === 'z') };
}
