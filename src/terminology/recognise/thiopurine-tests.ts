import type { CodedText } from '../../domain/coding.js';
import { textsOf } from '../text/fold.js';
import { VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';

export type Phenotype = 'poor' | 'known' | 'not-readable';

/** `*3A/*3A`, `*1 / *3C`: the two inherited forms of one gene. */
const DIPLOTYPE = /\*\s?(\d{1,2}[a-z]?)\s?\/\s?\*\s?(\d{1,2}[a-z]?)/gi;
/** No-function alleles of TPMT (*2, *3A, *3B, *3C, *4) and NUDT15 (*2, *3), CPIC thiopurine guideline 2018. */
const NO_FUNCTION: ReadonlySet<string> = new Set(['2', '3', '3A', '3B', '3C', '4']);
const MAX_DIPLOTYPE_TEXT = 500;

/**
 * Reads a TPMT or NUDT15 result. Codes first (LOINC answer list LL3856-3), then "poor metaboliser", then the diplotype,
 * then weaker words: "deficient" or "homozygous" mean poor only where nothing says intermediate, normal or wild type.
 */
export function phenotypeReader(index: ValueSetIndex): (value: CodedText) => Phenotype {
  return (value) => {
    const poor = [VALUE_SET.poorMetaboliser];
    const known = [VALUE_SET.knownPhenotype];
    if (index.holdsCode(poor, value)) return 'poor';
    if (index.holdsCode(known, value)) return 'known';
    const texts = textsOf(value);
    if (index.holdsText(poor, texts)) return 'poor';
    const diplotype = readDiplotypes(value);
    if (diplotype === 'poor') return 'poor';
    if (diplotype === 'known' || index.holdsText(known, texts)) return 'known';
    return index.holdsText([VALUE_SET.deficientWords], texts) ? 'poor' : 'not-readable';
  };
}

function readDiplotypes({ text, codings }: CodedText): Phenotype {
  const pairs = [text, ...codings.map((coding) => coding.display)]
    .filter((written) => written !== null)
    .flatMap((written) => [...written.slice(0, MAX_DIPLOTYPE_TEXT).matchAll(DIPLOTYPE)])
    .map(([, first = '', second = '']) => phenotypeOf(first.toUpperCase(), second.toUpperCase()));
  return (['poor', 'known'] as const).find((phenotype) => pairs.includes(phenotype)) ?? 'not-readable';
}

function phenotypeOf(first: string, second: string): Phenotype {
  if (NO_FUNCTION.has(first) && NO_FUNCTION.has(second)) return 'poor';
  return first === '1' || second === '1' ? 'known' : 'not-readable';
}
