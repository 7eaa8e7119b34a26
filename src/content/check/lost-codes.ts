import { replacedText, type ContentFiles } from '../files/layered-files.js';
import { codesByValueSet, loadValueSets } from '../value-sets/load-value-sets.js';

/** Codes that counted in the product and count no more, because a site's file took the place of a whole set. */
export interface LostCodes {
  /** The set: `lab-creatinine-blood`. */
  readonly set: string;
  /** `http://loinc.org|2160-0` */
  readonly codes: readonly string[];
}

const found = new WeakMap<ContentFiles, readonly LostCodes[]>();

/** Every value set that a site replaces with one that lacks some of its codes. The readiness page asks again and again. */
export function findLostCodes(files: ContentFiles): readonly LostCodes[] {
  const known = found.get(files) ?? search(files);
  found.set(files, known);
  return known;
}

function search(files: ContentFiles): LostCodes[] {
  return [...files.keys()].flatMap((file) => {
    const set = /^hooks\/valuesets\/(.+)\.json$/.exec(file)?.[1];
    const before = set === undefined ? null : replacedText(files, file);
    if (set === undefined || before === null) return [];
    // A table beside it adds to the set, so what counts is the set and its table together.
    const after = new Map([...files].filter(([name]) => name.startsWith(`hooks/valuesets/${set}.`)));
    const codes = codesLost(set, new Map([[file, before]]), after);
    return codes.length === 0 ? [] : [{ set, codes }];
  });
}

/** Codes of one set that are in `before` and not in `after`. */
export function codesLost(set: string, before: ContentFiles, after: ContentFiles): string[] {
  const codesOf = (files: ContentFiles) =>
    (codesByValueSet(loadValueSets(files, []))(set) ?? []).map(({ system, code }) => `${system}|${code}`);
  const kept = new Set(codesOf(after));
  return codesOf(before).filter((code) => !kept.has(code));
}

/** The first few, and how many more. */
export function codeList(codes: readonly string[], shown = 3): string {
  const rest = codes.length - shown;
  return `${codes.slice(0, shown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
