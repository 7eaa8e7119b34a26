import type { ThiopurineTestResult } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import { textsOf } from '../text/terms.js';
import { VALUE_SET } from '../value-sets/value-set-ids.js';
import type { ValueSetIndex } from '../value-sets/value-set-index.js';

export type Phenotype = ThiopurineTestResult['phenotype'];

/** `*3A/*3A`, `*1 / *3C`: the two inherited forms of one gene. */
const DIPLOTYPE = /\*\s?(\d{1,2}[a-z]?)\s?[/|]\s?(?:TPMT|NUDT15)?\s?\*\s?(\d{1,2}[a-z]?)/gi;
/** No-function alleles of TPMT (*2, *3A, *3B, *3C, *4) and NUDT15 (*2, *3), CPIC thiopurine guideline 2018. */
const NO_FUNCTION: ReadonlySet<string> = new Set(['2', '3', '3A', '3B', '3C', '4']);
/**
 * Codon 139 of NUDT15 in amino acids, as Japanese laboratories report it: `Cys/Cys`, `Arg/His`. Both but arginine have lost
 * their function (rs116855232, rs147390019).
 */
const CODON_139 = /(?<![a-z])(arg|cys|his)\s?[/|-]\s?(arg|cys|his)(?![a-z])/gi;
/** The same as changes of the protein, one for each inherited form: `R139C/R139C`, `[p.Arg139Cys];[p.Arg139Cys]`. */
const CHANGE_139 = /(?:arg|r)139(?:cys|c|his|h)\]?\s?[/;|]\s?\[?(?:p\.)?(?:arg|r)139(?:cys|c|his|h)(?![a-z])/i;
/** c.415C>T of NUDT15 in bases: `T/T`, `CT`. */
const BASES_415 = /(?:415\s?c\s?>\s?t|rs116855232)\b[^a-z]{0,10}\(?\s?([ct])\s?[/|]?\s?([ct])(?![a-z])/gi;
const MAX_GENOTYPE_TEXT = 500;

/**
 * Reads a TPMT or NUDT15 result. Codes first (LOINC answer list LL3856-3), then "poor metaboliser", then the genotype (star
 * alleles, codon 139), then weaker words and flags: "deficient", "homozygous" or a flag for low mean poor only where nothing
 * says intermediate, normal or wild type.
 */
export function phenotypeReader(index: ValueSetIndex): (value: CodedText) => Phenotype {
  return (value) => {
    const poor = [VALUE_SET.poorMetaboliser];
    const intermediate = [VALUE_SET.intermediatePhenotype];
    const known = [VALUE_SET.knownPhenotype];
    const deficient = [VALUE_SET.deficientWords];
    if (index.holdsCode(poor, value)) return 'poor';
    if (index.holdsCode(intermediate, value)) return 'intermediate';
    if (index.holdsCode(known, value)) return 'known';
    const texts = textsOf(value);
    if (index.holdsText(poor, texts)) return 'poor';
    const genotype = readGenotypes(value);
    if (genotype === 'poor') return 'poor';
    if (genotype === 'intermediate' || index.holdsText(intermediate, texts)) return 'intermediate';
    if (genotype === 'known' || index.holdsText(known, texts)) return 'known';
    return index.holdsCode(deficient, value) || index.holdsText(deficient, texts) ? 'poor' : 'not-readable';
  };
}

function readGenotypes({ text, codings }: CodedText): Phenotype {
  const phenotypes = [text, ...codings.slice(0, MAX_CODINGS).map((coding) => coding.display)]
    .filter((written) => written !== null)
    .map((written) => written.slice(0, MAX_GENOTYPE_TEXT).normalize('NFKC'))
    .flatMap((written) => [
      ...Array.from(written.matchAll(DIPLOTYPE), ([, first = '', second = '']) => starAlleles(first, second)),
      ...Array.from(written.matchAll(CODON_139), ([, first = '', second = '']) => lost(first, second, 'arg')),
      ...(CHANGE_139.test(written) ? (['poor'] as const) : []),
      ...Array.from(written.matchAll(BASES_415), ([, first = '', second = '']) => lost(first, second, 'c')),
    ]);
  return (
    (['poor', 'intermediate', 'known'] as const).find((phenotype) => phenotypes.includes(phenotype)) ?? 'not-readable'
  );
}

const MAX_CODINGS = 20;

function starAlleles(first: string, second: string): Phenotype {
  const alleles = [first.toUpperCase(), second.toUpperCase()];
  if (alleles.every((allele) => NO_FUNCTION.has(allele))) return 'poor';
  if (alleles.every((allele) => allele === '1')) return 'known';
  if (!alleles.includes('1')) return 'not-readable';
  return alleles.some((allele) => NO_FUNCTION.has(allele)) ? 'intermediate' : 'known';
}

/** Two forms that work are normal, one is intermediate. */
function lost(first: string, second: string, working: string): Phenotype {
  const works = [first, second].filter((form) => form.toLowerCase() === working).length;
  return (['poor', 'intermediate', 'known'] as const)[works] ?? 'not-readable';
}
