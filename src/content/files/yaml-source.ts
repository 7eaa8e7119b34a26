import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import type { ContentProblem } from './content-error.js';

export type ContentPath = readonly PropertyKey[];

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A YAML file that was read, with a way back from a value to its place in the file. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** Where the value at `path` stands; the nearest parent where it does not exist. */
  positionOf(path: ContentPath): Place;
  /** Where the key itself stands, for keys that should not be there. */
  positionOfKey(path: ContentPath): Place;
  /** Where the edit stands that made the value at `path` disagree with its neighbours. */
  positionOfCause(path: ContentPath): Place;
}

export type YamlReading =
  | { readonly ok: true; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly ContentProblem[] };

/** What one load has read: it asks for the same text once for each language that has it, and once more for what is in force. */
const readings = new Map<string, YamlReading>();

/** Reads one YAML document. `linesBefore` moves the positions, for front matter inside another file. */
export function readYaml(file: string, text: string, linesBefore = 0): YamlReading {
  const key = JSON.stringify([file, linesBefore, text]);
  const known = readings.get(key);
  if (known !== undefined) return known;
  // A load is one turn of the program; nothing outlives it here.
  if (readings.size === 0) setImmediate(() => readings.clear());
  const reading = parse(file, text, linesBefore);
  readings.set(key, reading);
  return reading;
}

function parse(file: string, text: string, linesBefore: number): YamlReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: line + linesBefore, column: col };
  };
  const faults = [...withoutEchoes([...document.errors, ...document.warnings]), ...findAliases(document)];
  if (faults.length > 0) {
    return { ok: false, problems: faults.map(({ at, message }) => ({ ...place(at), path: '', message })) };
  }
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  return { ok: true, source: sourceOf(file, value, document, place) };
}

interface Fault {
  readonly at: number;
  readonly message: string;
}

/** Every repeated key, but only the first fault of syntax: the parser stumbles over it again and again. */
function withoutEchoes(errors: readonly { readonly pos: [number, number]; readonly message: string }[]): Fault[] {
  const faults = errors.map(({ pos, message }) => ({ at: pos[0], message: plain(message) }));
  const isRepeat = ({ message }: Fault) => message === REPEATED_KEY;
  return [...faults.filter((fault) => !isRepeat(fault)).slice(0, 1), ...faults.filter(isRepeat)];
}

/** No file here needs aliases, and a few of them, nested, can fill the memory. */
function findAliases(document: Document): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Alias: (_key, node) => {
      const message = 'anchors and aliases (& and *) are not used in these files; write the value out';
      faults.push({ at: node.range?.[0] ?? 0, message });
    },
  });
  return faults;
}

function sourceOf(file: string, value: unknown, document: Document, place: (offset: number) => Place): YamlSource {
  const start = (node: Node | null) => place(node?.range?.[0] ?? 0);
  const positionOf = (path: ContentPath) => start(nearestNode(document, path));
  return {
    file,
    value,
    positionOf,
    positionOfCause: positionOf,
    positionOfKey: (path) => {
      const parent = nearestNode(document, path.slice(0, -1));
      const name = String(path.at(-1));
      const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === name) : null;
      return isPair(pair) && isScalar(pair.key) ? start(pair.key) : start(parent);
    },
  };
}

function nearestNode(document: Document, path: ContentPath): Node | null {
  let node: unknown = document.contents;
  for (const step of path) {
    const child: unknown = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
    if (!isMap(child) && !isSeq(child) && !isScalar(child)) break;
    node = child;
  }
  return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
}

const REPEATED_KEY = 'this key stands here a second time';

/** The parser's own words, without the excerpt of the file that it adds. */
function plain(message: string): string {
  if (message.startsWith('Map keys must be unique')) return REPEATED_KEY;
  return `not valid YAML: ${(message.split('\n')[0] ?? message).replace(/:$/, '')}`;
}
