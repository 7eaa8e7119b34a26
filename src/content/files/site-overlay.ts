import { stringify } from 'yaml';
import { mergeYaml } from './merge-yaml.js';
import { readYaml } from './yaml-source.js';

/** The text of every content file, by the name that messages use: `hooks/rules.yaml`, `cards/partials/evidence.md`. */
export type ContentFiles = ReadonlyMap<string, string>;

/** One text of a content file, with the name that messages use: `hooks/rules.yaml`, `my-site/hooks/rules.yaml`. */
export interface Layer {
  readonly file: string;
  readonly text: string;
}

/**
 * Content files with a site's own laid over them. To everybody who only reads, it is a map like any other and holds what
 * is in force: of a YAML file both layers merged, of every other file the site's alone. {@link layersOf} tells where it
 * came from.
 */
export class LayeredFiles extends Map<string, string> {
  constructor(
    private readonly layers: ReadonlyMap<string, readonly Layer[]>,
    /** What the shipped files said that the site replaced as a whole. */
    readonly replaced: ContentFiles,
  ) {
    super([...layers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, inForce(name, each)]));
  }

  layersOf(name: string): readonly Layer[] {
    return this.layers.get(name) ?? [];
  }
}

/** @param overlayName the first part of the names of its files in messages */
export function layOver(shipped: ContentFiles, overlay: ContentFiles, overlayName: string): LayeredFiles {
  const layers = new Map<string, readonly Layer[]>([...shipped].map(([name, text]) => [name, [{ file: name, text }]]));
  const replaced = new Map<string, string>();
  for (const [name, text] of overlay) {
    // YAML is laid over key by key, so that a site writes only what differs; anything else would be half a text.
    const below = name.endsWith('.yaml') ? (layers.get(name) ?? []) : [];
    const before = shipped.get(name);
    if (before !== undefined && below.length === 0) replaced.set(name, before);
    layers.set(name, [...below, { file: `${overlayName}/${name}`, text }]);
  }
  return new LayeredFiles(layers, replaced);
}

/** Content files as they are sent to another process. */
export interface SentFiles {
  readonly layers: readonly (readonly [string, readonly Layer[]])[];
  readonly replaced: readonly (readonly [string, string])[];
}

export function sendFiles(files: ContentFiles): SentFiles {
  return {
    layers: [...files.keys()].map((name) => [name, layersOf(files, name)] as const),
    replaced: files instanceof LayeredFiles ? [...files.replaced] : [],
  };
}

export function receiveFiles({ layers, replaced }: SentFiles): ContentFiles {
  return new LayeredFiles(new Map(layers), new Map(replaced));
}

/** Where a file comes from, the site's layer last; empty where there is no such file. */
export function layersOf(files: ContentFiles, name: string): readonly Layer[] {
  if (files instanceof LayeredFiles) return files.layersOf(name);
  const text = files.get(name);
  return text === undefined ? [] : [{ file: name, text }];
}

/** The shipped text of a file that the site replaced as a whole; null where it did not. */
export function replacedText(files: ContentFiles, name: string): string | null {
  return files instanceof LayeredFiles ? (files.replaced.get(name) ?? null) : null;
}

/** The name that messages use for a file of one layer; a merged file knows for each line. */
export function messageName(files: ContentFiles, name: string): string {
  const layers = layersOf(files, name);
  return layers.length === 1 ? (layers[0]?.file ?? name) : name;
}

function inForce(name: string, layers: readonly Layer[]): string {
  const texts = layers.map(({ text }) => text);
  if (layers.length === 1 || !name.endsWith('.yaml')) return texts.at(-1) ?? '';
  const readings = layers.map(({ file, text }) => readYaml(file, text));
  const sources = readings.flatMap((reading) => (reading.ok ? [reading.source] : []));
  // A file that cannot be read is refused later, with its place; until then any text will do.
  return sources.length < layers.length
    ? texts.join('\n')
    : stringify(sources.reduce(mergeYaml).value, { lineWidth: 0 });
}
