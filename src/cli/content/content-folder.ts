import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ContentError, type ContentProblem } from '../../content/files/content-error.js';
import type { ContentDirectories, ContentFiles } from '../../content/files/content-files.js';
import { type Content, loadContent } from '../../content/load-content.js';
import { buildProfiles, findProfileFaults } from '../../ehr/profile/build-profiles.js';
import { CliError, type CliIo } from '../run/terminal-io.js';

/** Content that a command works with. */
export interface OpenContent {
  /** What the caller named it: a path, or `the shipped content`. */
  readonly label: string;
  readonly content: Content;
  /** The texts it was made of. */
  readonly files: ContentFiles;
}

export const SHIPPED = 'the shipped content';

/**
 * Finds the folders of a content argument: null is the shipped content; a folder with a complete `hooks/` and `cards/` is
 * used alone; any other folder is a site's overlay on the shipped content.
 * @throws CliError when there is no such folder
 */
export async function contentDirectories(folder: string | null, io: CliIo): Promise<ContentDirectories> {
  const shipped = { hooksDir: join(io.packageRoot, 'hooks'), cardsDir: join(io.packageRoot, 'cards') };
  if (folder === null) return shipped;
  const path = resolve(io.cwd, folder);
  if (await isFile(path)) throw new CliError(`${folder}: is a file; name the folder that holds hooks and cards`);
  if (!(await isFolder(path))) throw new CliError(`${folder}: there is no such folder`);
  if (['hooks', 'cards'].includes(basename(path)) && !(await isFolder(join(path, basename(path))))) {
    throw new CliError(`${folder}: is a part of a content folder; name the folder that holds it`);
  }
  const own = { hooksDir: join(path, 'hooks'), cardsDir: join(path, 'cards') };
  const isComplete =
    (await isFile(join(own.hooksDir, 'sources.yaml'))) && (await isFolder(join(own.cardsDir, 'partials')));
  return isComplete ? own : { ...shipped, overlayDir: path };
}

/** Loads content for a command that needs it sound. @throws CliError listing every problem with it */
export async function openContent(folder: string | null, io: CliIo): Promise<OpenContent> {
  const label = folder ?? SHIPPED;
  const opened = await checkContent(folder, io);
  if ('problems' in opened) {
    throw new CliError(`${label} cannot be used:\n${new ContentError(opened.problems).message}`);
  }
  return opened;
}

/**
 * As {@link openContent}, with the problems as a value: finding them is what `validate` is for.
 * @param named profiles that must be there, see `profileUsers`
 */
export async function checkContent(
  folder: string | null,
  io: CliIo,
  named: ReadonlyMap<string, string> = new Map(),
): Promise<OpenContent | { readonly problems: readonly ContentProblem[] }> {
  const directories = await contentDirectories(folder, io);
  try {
    const content = await loadContent(directories, findProfileFaults);
    // The service speaks to each EHR in its dialect: content with a profile that cannot be used is not sound either.
    buildProfiles(content, named);
    return { label: folder ?? SHIPPED, content, files: content.files };
  } catch (error) {
    if (error instanceof ContentError) return { problems: error.problems };
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
