import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CONTENT_FOLDERS, type ContentFolder } from './content-folders.js';
import type { ContentProblem } from './content-error.js';
import { LayeredFiles, layOver, sendFiles, type ContentFiles } from './site-overlay.js';
import { didYouMean } from './nearest-name.js';

export type { ContentFiles } from './site-overlay.js';

export interface ContentDirectories {
  /** The folder with rules.yaml, sources.yaml, services/ and valuesets/. */
  readonly hooksDir: string;
  /** The folder with one .md per finding, the shared .yaml files and partials/. */
  readonly cardsDir: string;
  /** A site's folder with `hooks/` and `cards/` of its own, which holds only what differs; null for none. */
  readonly overlayDir?: string | null | undefined;
}

/**
 * Reads everything that counts as content, in name order, with the overlay laid over it. READMEs, dot files, editors'
 * backups and hooks/schema are not content; anything else that is not known is a problem, because a misspelt file name
 * would otherwise be a change that silently does not happen.
 */
export async function readContentFiles(
  { hooksDir, cardsDir, overlayDir }: ContentDirectories,
  problems: ContentProblem[],
): Promise<ContentFiles> {
  const shipped = await readFolders({ hooks: hooksDir, cards: cardsDir }, null, problems);
  if (overlayDir === undefined || overlayDir === null) return shipped;
  const overlayName = basename(resolve(overlayDir)) || 'overlay';
  await refuseUnknownEntries(overlayDir, overlayName, problems);
  const homes = { hooks: join(overlayDir, 'hooks'), cards: join(overlayDir, 'cards') };
  return layOver(shipped, await readFolders(homes, overlayName, problems), overlayName);
}

/** What may stand beside `hooks/` and `cards/` in a site's folder. */
const BESIDE = ['hooks', 'cards', 'cases', 'test-cases'];

async function refuseUnknownEntries(folder: string, name: string, problems: ContentProblem[]): Promise<void> {
  const entries = await readdir(folder).catch(() => null);
  if (entries === null) problems.push(wholeFile(name, 'this folder cannot be read'));
  for (const entry of (entries ?? []).filter((each) => !isNoContent(each) && !each.endsWith('.md'))) {
    if (BESIDE.includes(entry)) continue;
    const message = `is not content: a site's folder holds hooks and cards${didYouMean(entry, BESIDE)}`;
    problems.push(wholeFile(`${name}/${entry}`, message));
  }
}

async function readFolders(
  homes: Readonly<Record<'hooks' | 'cards', string>>,
  overlayName: string | null,
  problems: ContentProblem[],
): Promise<ContentFiles> {
  const read = CONTENT_FOLDERS.map((folder) => {
    const path = join(homes[folder.home], folder.name.slice(folder.home.length));
    return readFolder(folder, path, overlayName, problems);
  });
  return new Map((await Promise.all(read)).flat().sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readFolder(
  folder: ContentFolder,
  path: string,
  overlayName: string | null,
  problems: ContentProblem[],
): Promise<[string, string][]> {
  const shownAs = (name: string) => `${overlayName === null ? '' : `${overlayName}/`}${folder.name}${name}`;
  const entries = await readdir(path).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (!Array.isArray(entries)) {
    const mayBeMissing = folder.optional || overlayName !== null;
    if (!mayBeMissing || entries.code !== 'ENOENT') problems.push(wholeFile(shownAs(''), 'this folder cannot be read'));
    return [];
  }
  const read = await Promise.all(
    entries
      .filter((name) => !isNoContent(name) && name !== 'README.md')
      .map((name) => readEntry(folder, name, join(path, name), overlayName !== null)),
  );
  return read.flatMap((entry) => {
    if (entry === null) return [];
    if ('text' in entry) return [[`${folder.name}/${entry.name}`, entry.text] satisfies [string, string]];
    problems.push(wholeFile(shownAs(`/${entry.name}`), entry.fault));
    return [];
  });
}

type Entry = { readonly name: string; readonly text: string } | { readonly name: string; readonly fault: string };

/** null for a folder that is read on its own, or is not content. */
async function readEntry(folder: ContentFolder, name: string, path: string, isOverlay: boolean): Promise<Entry | null> {
  const { endings, names, folders } = folder;
  // Links are followed, because a mounted ConfigMap is a folder of links.
  if ((await stat(path).catch(() => null))?.isDirectory() === true) {
    const fault = `is not read: there is no folder of this name${didYouMean(name, folders)}`;
    return isOverlay && !folders.includes(name) ? { name, fault } : null;
  }
  if (!endings.some((ending) => name.endsWith(ending))) {
    return { name, fault: `is not read: files here end in ${endings.join(' or ')}` };
  }
  if (names !== null && name.endsWith('.yaml') && !names.includes(name)) {
    return { name, fault: `is not read: there is no file of this name${didYouMean(name, names)}` };
  }
  return { name, text: normalised(await readFile(path, 'utf8')) };
}

/** Dot files, and the copies that editors leave behind while and after they save. */
function isNoContent(name: string): boolean {
  return (
    name.startsWith('.') ||
    name.endsWith('~') ||
    /^#.*#$/.test(name) ||
    /\.(tmp|bak|swp)$/.test(name) ||
    /^\d+$/.test(name)
  );
}

/** The same content has the same hash whatever editor saved it. */
function normalised(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/** The first 12 hexadecimal digits of a SHA-256 over the names and texts of all files that are in force. */
export function hashContent(files: ContentFiles): string {
  const hash = createHash('sha256');
  for (const [name, text] of files) hash.update(`${name}\0${text}\0`);
  return hash.digest('hex').slice(0, 12);
}

/** A hash of everything that content is made of: each layer with the names that its problems are told under, and the program's release. */
export function hashLayers(files: ContentFiles, release: string): string {
  const { layers, replaced } = sendFiles(files);
  return createHash('sha256')
    .update(JSON.stringify([release, files instanceof LayeredFiles, layers, replaced]))
    .digest('hex');
}

export function filesIn(files: ContentFiles, folder: string, ending: string): [name: string, text: string][] {
  return [...files].filter(
    ([name]) => name.startsWith(`${folder}/`) && name.endsWith(ending) && !name.slice(folder.length + 1).includes('/'),
  );
}

export function wholeFile(file: string, message: string): ContentProblem {
  return { file, line: 1, column: 1, path: '', message };
}
