import { ALTERNATIVE_PREFIX, REQUIRED_VALUE_SETS } from '../../terminology/value-sets/value-set-ids.js';
import { wholeFile, type ContentFiles } from './content-files.js';
import type { ContentProblem } from './content-error.js';
import { LayeredFiles } from './site-overlay.js';
import { didYouMean } from './nearest-name.js';

/**
 * Value sets and partials that nothing uses. Their names are free, so a misspelt one could not be told from a new one;
 * but it would lie there without any effect.
 */
export function findUnusedFiles(files: ContentFiles): ContentProblem[] {
  return [...files.keys()].flatMap((file) => {
    const [, folder, name = ''] = /^(hooks\/valuesets|cards\/partials)\/(.*)\.[a-z]+$/.exec(file) ?? [];
    if (folder === 'cards/partials')
      return isRendered(files, name) || isShippedBeneath(files, file) ? [] : [unusedPartial(files, file, name)];
    if (folder !== 'hooks/valuesets' || isAsked(files, name)) return [];
    const hint = didYouMean(name, REQUIRED_VALUE_SETS);
    const message = `nothing uses a value set of this name${hint || `; another maintenance drug is named ${ALTERNATIVE_PREFIX}<drug>`}`;
    return [wholeFile(file, message)];
  });
}

/** A site that replaces a card may leave a piece of the product without one; only what it wrote itself can be a slip. */
function isShippedBeneath(files: ContentFiles, file: string): boolean {
  return files instanceof LayeredFiles && files.layersOf(file).at(-1)?.file === file;
}

/** By the program, as another maintenance drug, or in a prefetch template. */
function isAsked(files: ContentFiles, id: string): boolean {
  if (REQUIRED_VALUE_SETS.includes(id) || id.startsWith(ALTERNATIVE_PREFIX)) return true;
  const templates = (files.get('hooks/sources.yaml') ?? '').matchAll(/\{codes:([^{}]*)\}/g);
  return Array.from(templates, ([, inside = '']) => inside.split(/[\s,]+/)).some((names) => names.includes(id));
}

function isRendered(files: ContentFiles, name: string): boolean {
  return [...files].some(
    ([file, text]) =>
      file.startsWith('cards/') && (text.includes(`render '${name}'`) || text.includes(`render "${name}"`)),
  );
}

function unusedPartial(files: ContentFiles, file: string, name: string): ContentProblem {
  const others = [...files.keys()].flatMap((each) => /^cards\/partials\/(.*)\.md$/.exec(each)?.[1] ?? []);
  const hint = didYouMean(
    name,
    others.filter((each) => each !== name),
  );
  return wholeFile(file, `no card renders a partial of this name${hint}`);
}
