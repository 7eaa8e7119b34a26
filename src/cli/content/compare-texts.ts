import { parse } from 'yaml';
import type { ContentFiles } from '../../content/files/content-files.js';
import { wordDiff } from './word-diff.js';

export interface TextChange {
  /** `cards/trough-high.md` */
  readonly file: string;
  /** A word diff; `new` or `removed` for whole files and whole entries. */
  readonly what: string;
}

/**
 * What changes in the words of the cards and of the lists that they share. YAML is compared entry by entry, so that
 * comments, quotes and order are no change.
 */
export function compareTexts(before: ContentFiles, after: ContentFiles): TextChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => name.startsWith('cards/')).sort();
  return names.flatMap((file) => {
    const [was, is] = [before.get(file), after.get(file)];
    if (was === is) return [];
    if (file.endsWith('.yaml')) return compareEntries(leavesOf(was), leavesOf(is)).map((what) => ({ file, what }));
    if (was === undefined) return [{ file, what: 'new' }];
    if (is === undefined) return [{ file, what: 'removed' }];
    return [{ file, what: wordDiff(was, is) }];
  });
}

type Leaves = ReadonlyMap<string, string>;

function compareEntries(before: Leaves, after: Leaves): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === is) return [];
    if (was === undefined) return [`${key}: new: {+${is ?? ''}+}`];
    return [is === undefined ? `${key}: removed` : `${key}: ${wordDiff(was, is)}`];
  });
}

/** `missing.no-level.short -> no level`, for every text of the file; none where it is not there, or says nothing. */
function leavesOf(text = ''): Leaves {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) leaves.set(path, String(value));
    else for (const [key, child] of Object.entries(value)) walk(child, path === '' ? key : `${path}.${key}`);
  };
  walk(parse(text) ?? {}, '');
  return leaves;
}
