import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, ErrorCode, Node, YAMLError } from 'yaml';
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
function withoutEchoes(errors: readonly YAMLError[]): Fault[] {
  const faults = errors.map((error) => ({ at: error.pos[0], message: yamlFault(error) }));
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

/** The slips of somebody who does not program, by the parser's codes; its own words are about grammar. */
const SLIPS: Readonly<Partial<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: 'a tab; lines are indented with spaces',
  MULTILINE_IMPLICIT_KEY: 'a setting is written "name: value", with a colon and a space between the two',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon, or a line that is indented too far; text that holds a colon stands in quotes',
  BAD_SCALAR_START: 'text that begins with this character stands in quotes',
  MULTIPLE_DOCS: 'a line of three hyphens begins a second document; there is only one in a file',
};

/** The parser's own words, without the excerpt of the file that it adds, where we have none for it. */
export function yamlFault({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  if (code === 'DUPLICATE_KEY') return REPEATED_KEY;
  return `not valid YAML: ${slipOf(code, message) ?? (message.split('\n')[0] ?? message).replace(/:$/, '')}`;
}

/** Two codes stand for slips of several kinds. */
function slipOf(code: ErrorCode, message: string): string | undefined {
  if (code === 'MISSING_CHAR')
    return message.startsWith('Implicit map keys') ? SLIPS.MULTILINE_IMPLICIT_KEY : undefined;
  if (code !== 'BAD_INDENT') return SLIPS[code];
  return message.startsWith('All mapping items')
    ? 'this line is indented differently from the ones it belongs to, or a line above it lacks its colon'
    : undefined;
}
