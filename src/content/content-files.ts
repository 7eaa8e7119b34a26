import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentProblem } from './content-error.js';

/** The text of every content file, by the name that messages use: `hooks/rules.yaml`, `cards/partials/evidence.md`. */
export type ContentFiles = ReadonlyMap<string, string>;

export interface ContentDirectories {
  /** The folder with rules.yaml, sources.yaml, services/ and valuesets/. */
  readonly hooksDir: string;
  /** The folder with one .md per finding, the shared .yaml files and partials/. */
  readonly cardsDir: string;
}

interface Folder {
  readonly name: string;
  readonly path: string;
  /** The ending that files here have. Others are pointed out: a service in a `.yml` file would silently not exist. */
  readonly endings: readonly string[];
}

/** Reads everything that counts as content, in name order. READMEs, dot files and hooks/schema are not content. */
export async function readContentFiles(
  { hooksDir, cardsDir }: ContentDirectories,
  problems: ContentProblem[],
): Promise<ContentFiles> {
  const folders: readonly Folder[] = [
    { name: 'hooks', path: hooksDir, endings: ['.yaml'] },
    { name: 'hooks/services', path: join(hooksDir, 'services'), endings: ['.yaml'] },
    { name: 'hooks/valuesets', path: join(hooksDir, 'valuesets'), endings: ['.json'] },
    { name: 'cards', path: cardsDir, endings: ['.md', '.yaml'] },
    { name: 'cards/partials', path: join(cardsDir, 'partials'), endings: ['.md'] },
  ];
  const read = await Promise.all(folders.map((folder) => readFolder(folder, problems)));
  return new Map(read.flat().sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readFolder(folder: Folder, problems: ContentProblem[]): Promise<[string, string][]> {
  const entries = await readdir(folder.path, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    problems.push(wholeFile(folder.name, 'this folder cannot be read'));
    return [];
  }
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const content = files.filter((name) => !name.startsWith('.') && name !== 'README.md');
  for (const name of content.filter((each) => !folder.endings.some((ending) => each.endsWith(ending)))) {
    problems.push(wholeFile(`${folder.name}/${name}`, `is not read: files here end in ${folder.endings.join(' or ')}`));
  }
  return Promise.all(
    content
      .filter((name) => folder.endings.some((ending) => name.endsWith(ending)))
      .map(async (name): Promise<[string, string]> => {
        const text = await readFile(join(folder.path, name), 'utf8');
        return [`${folder.name}/${name}`, normalised(text)];
      }),
  );
}

/** The same content has the same hash whatever editor saved it. */
function normalised(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/** The first 12 hexadecimal digits of a SHA-256 over the names and texts of all files. */
export function hashContent(files: ContentFiles): string {
  const hash = createHash('sha256');
  for (const [name, text] of files) hash.update(`${name}\0${text}\0`);
  return hash.digest('hex').slice(0, 12);
}

export function filesIn(files: ContentFiles, folder: string, ending: string): [name: string, text: string][] {
  return [...files].filter(
    ([name]) => name.startsWith(`${folder}/`) && name.endsWith(ending) && !name.slice(folder.length + 1).includes('/'),
  );
}

export function wholeFile(file: string, message: string): ContentProblem {
  return { file, line: 1, column: 1, path: '', message };
}
