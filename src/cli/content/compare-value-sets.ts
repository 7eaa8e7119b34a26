import type { ContentFiles } from '../../content/files/content-files.js';
import { loadValueSets } from '../../content/value-sets/load-value-sets.js';
import type {
  ExpandedConcept,
  ValueSetComponent,
  ValueSetResource,
} from '../../terminology/value-sets/value-set-index.js';

export interface ValueSetChange {
  readonly set: string;
  /** `added http://loinc.org|2160-0 Creatinine ...`, one line per code. */
  readonly lines: readonly string[];
}

/** Codes that a set gains and loses, with what they are called. Both contents were checked at load. */
export function compareValueSets(before: ContentFiles, after: ContentFiles): ValueSetChange[] {
  const [was, is] = [setsOf(before), setsOf(after)];
  const ids = [...new Set([...was.keys(), ...is.keys()])].sort();
  return ids.flatMap((set) => {
    const [old, now] = [was.get(set) ?? NO_CODES, is.get(set) ?? NO_CODES];
    const lines = [...only(now, old, 'added'), ...only(old, now, 'removed')];
    return lines.length === 0 ? [] : [{ set, lines }];
  });
}

type Codes = ReadonlyMap<string, string>;
const NO_CODES: Codes = new Map();

function setsOf(files: ContentFiles): ReadonlyMap<string, Codes> {
  return new Map(loadValueSets(files, []).map((set) => [set.id, codesOf(set)]));
}

function only(these: Codes, others: Codes, word: string): string[] {
  return [...these].filter(([code]) => !others.has(code)).map(([code, display]) => `${word} ${code} ${display}`.trim());
}

/** `system|code` with its display; exclusions are told apart by a word in front. */
function codesOf({ compose, expansion }: ValueSetResource): Codes {
  return new Map([
    ...(compose?.include ?? []).flatMap((component) => listed(component, '')),
    ...(compose?.exclude ?? []).flatMap((component) => listed(component, 'exclusion of ')),
    ...expanded(expansion?.contains ?? []),
  ]);
}

function listed({ system = '', concept = [] }: ValueSetComponent, prefix: string): [string, string][] {
  return concept.map(({ code, display }) => [`${prefix}${system}|${code}`, display ?? '']);
}

function expanded(contains: readonly ExpandedConcept[]): [string, string][] {
  return contains.flatMap(({ system, code, display = '', contains: nested = [] }): [string, string][] => [
    ...(system === undefined || code === undefined ? [] : ([[`${system}|${code}`, display]] as [string, string][])),
    ...expanded(nested),
  ]);
}
