import type { Language } from '../../domain/language.js';
import type { ContentProblem } from '../files/content-error.js';
import { wholeFile, type ContentFiles } from '../files/content-files.js';
import { readLayers } from '../files/load-yaml-file.js';
import { didYouMean } from '../files/nearest-name.js';
import { type Layer, LayeredFiles, layersOf } from '../files/site-overlay.js';

/**
 * The files of `cards/` as they are in another language: what its folder holds is laid over the shipped wording, with the
 * site's own on either. What nobody has translated stays as it is. Of a card the settings are merged like YAML, so that a
 * translation repeats no code, no source and no key; its text replaces the other.
 */
export function inLanguage(files: ContentFiles, language: Language): LayeredFiles {
  const layers = new Map<string, readonly Layer[]>();
  for (const name of files.keys()) {
    if (!name.startsWith('cards/') || isTranslation(name, language)) continue;
    const own = layersOf(files, translationOf(name, language));
    const below = name.startsWith('cards/partials/') && own.length > 0 ? [] : layersOf(files, name);
    layers.set(name, [...below, ...own]);
  }
  return new LayeredFiles(layers, new Map());
}

/** `cards/de/aki-stage.md` of `cards/aki-stage.md`. */
export function translationOf(name: string, language: Language): string {
  return `cards/${language}/${name.slice('cards/'.length)}`;
}

function isTranslation(name: string, language: Language): boolean {
  return name.startsWith(`cards/${language}/`);
}

/** Files of a translation that translate nothing: their name is misspelt, or what they translated is gone. */
export function findStrayTranslations(files: ContentFiles, language: Language): ContentProblem[] {
  const names = [...files.keys()].filter((name) => name.startsWith('cards/'));
  const others = names.filter((name) => !isTranslation(name, language)).map((name) => name.slice('cards/'.length));
  return names
    .filter((name) => isTranslation(name, language))
    .map((name) => [name, name.slice(`cards/${language}/`.length)] as const)
    .filter(([, rest]) => !others.includes(rest))
    .map(([name, rest]) =>
      wholeFile(name, `there is no cards/${rest} that it could translate${didYouMean(rest, others)}`),
    );
}

/** Settings that are no words, whatever they stand in. */
const NO_WORDS = new Set([
  ...['system', 'code', 'sameAs', 'url', 'onlyIfFact', 'order', 'coding'],
  ...['overrideReasons', 'type', 'appContext'],
]);

/** What still stands in the shipped wording, one line for each file, with its keys. */
export function untranslated(files: ContentFiles, language: Language): string[] {
  return [...files.keys()]
    .filter((name) => name.startsWith('cards/') && !isTranslation(name, language))
    .flatMap((name) => {
      const own = translationOf(name, language);
      const isMissing = !files.has(own);
      const missing = `${own} is missing: ${name} stands in its place`;
      if (!name.endsWith('.yaml')) return isMissing ? [missing] : [];
      const valueOf = (file: string): unknown => readLayers(files, file, [])?.value;
      const keys = missingWords(valueOf(name), isMissing ? null : valueOf(own), '');
      // A file without words needs no translation.
      if (keys.length === 0) return [];
      return [isMissing ? missing : `${own} does not translate ${keys.join(', ')}`];
    });
}

function missingWords(value: unknown, translated: unknown, path: string): string[] {
  if (typeof value === 'string') return typeof translated === 'string' ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  const own = (typeof translated === 'object' && translated !== null ? translated : {}) as Readonly<
    Record<string, unknown>
  >;
  return Object.entries(value)
    .filter(([key]) => !NO_WORDS.has(key))
    .flatMap(([key, inner]) => missingWords(inner, own[key], path === '' ? key : `${path}.${key}`));
}
