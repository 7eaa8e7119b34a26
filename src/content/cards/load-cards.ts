import { createHash } from 'node:crypto';
import type { FindingId } from '../../domain/finding.js';
import { CARD_IDS } from '../../rules/index.js';
import { ON_ONE_CARD } from '../../rules/reconcile.js';
import {
  cardFrontMatter,
  evidenceFile,
  gapsFile,
  labelsFile,
  overrideReasonsFile,
  suggestionsFile,
  type CardFrontMatter,
  WITHDRAWAL,
} from './card-schemas.js';
import { checkShape, pathText } from '../check/check-shape.js';
import { filesIn, wholeFile, type ContentFiles } from '../files/content-files.js';
import type { ContentProblem } from '../files/content-error.js';
import { type Layer, LayeredFiles, layersOf } from '../files/site-overlay.js';
import { mergeYaml } from '../files/merge-yaml.js';
import { loadYamlFile } from '../files/load-yaml-file.js';
import { nearestName } from '../files/nearest-name.js';
import { ALL_CARDS, loadAllCards, withAllCards } from './all-cards.js';
import { findUnmappedReasons } from './override-reasons.js';
import { readYaml, type YamlSource } from '../files/yaml-source.js';

/** One `cards/<finding>.md` as it was read, with what is needed to point into it. */
export interface CardFile {
  readonly source: YamlSource;
  readonly front: CardFrontMatter;
  /** What is read in five seconds. */
  readonly detail: string;
  /** Everything else; blank where the file has one text only. As many lines stand before it as in the body. */
  readonly appendix: string;
  /** Lines before the body, so that a place in its texts is a place in the file. */
  readonly linesBefore: number;
  /** Hash of everything that the checks of this card read: itself, the shared texts and the partials. */
  readonly hash: string;
}

export interface CardFiles {
  readonly cards: Readonly<Record<FindingId, CardFile>>;
  readonly partials: Readonly<Record<string, string>>;
  readonly evidence: NonNullable<ReturnType<typeof loadShared>>['evidence'];
  readonly overrideReasons: NonNullable<ReturnType<typeof loadShared>>['overrideReasons'];
  readonly suggestions: NonNullable<ReturnType<typeof loadShared>>['suggestions'];
  readonly withdrawal: NonNullable<ReturnType<typeof loadShared>>['withdrawal'];
  readonly labels: NonNullable<ReturnType<typeof loadShared>>['labels'];
  readonly gaps: NonNullable<ReturnType<typeof loadShared>>['gaps'];
  /** Hash of everything but the cards themselves: the shared texts and the partials. */
  readonly sharedHash: string;
  /** Whether a site's own files are laid over these. */
  readonly hasOverlay: boolean;
  /** For positions inside the shared files. */
  readonly sources: {
    readonly evidence: YamlSource;
    readonly gaps: YamlSource;
    readonly overrideReasons: YamlSource;
  };
}

/**
 * Reads everything in `cards/`. What templates make of it is checked later.
 * @returns null when a file is missing or has the wrong shape; the problems are added to `problems`
 */
export function loadCards(files: ContentFiles, problems: ContentProblem[]): CardFiles | null {
  const shared = loadShared(files, problems);
  const cards: Partial<Record<FindingId, CardFile>> = {};
  // What stands on all cards was checked where it stands, and a card with it is as valid as one without.
  const isShared = (name: string) =>
    name.startsWith('cards/partials/') || (name.split('/').length === 2 && !name.endsWith('.md') && name !== ALL_CARDS);
  const sharedHash = hashOf(files, isShared);
  for (const id of CARD_IDS) {
    const card = loadCard(files, `cards/${id}.md`, sharedHash, problems);
    if (card !== null) cards[id] = card;
  }
  const names: readonly string[] = CARD_IDS.map((id) => `cards/${id}.md`);
  for (const [file] of filesIn(files, 'cards', '.md')) {
    if (names.includes(file)) continue;
    const known: readonly string[] = CARD_IDS;
    const hint = nearestName(file.slice('cards/'.length, -'.md'.length), known);
    const message = `no finding has this name${hint === null ? ';' : `, did you mean "${hint}"?`} there are ${known.join(', ')}`;
    problems.push(wholeFile(file, message));
  }
  if (shared === null || !isComplete(cards)) return null;
  const partials = Object.fromEntries(
    filesIn(files, 'cards/partials', '.md').map(([name, text]) => [name.slice('cards/partials/'.length, -3), text]),
  );
  findUnknownKeys(cards, shared, problems);
  problems.push(...findUnmappedReasons(shared.overrideReasons, shared.sources.overrideReasons));
  const allCards = loadAllCards(files, shared.overrideReasons, problems);
  if (allCards === null) return null;
  const complete = Object.entries(cards).map(([id, card]) => [id, withAllCards(card, allCards)] as const);
  return {
    cards: Object.fromEntries(complete),
    partials,
    sharedHash,
    hasOverlay: files instanceof LayeredFiles,
    ...shared,
  };
}

function loadShared(files: ContentFiles, problems: ContentProblem[]) {
  const evidence = loadYamlFile(files, 'cards/evidence.yaml', evidenceFile, problems);
  const overrideReasons = loadYamlFile(files, 'cards/override-reasons.yaml', overrideReasonsFile, problems);
  const suggestions = loadYamlFile(files, 'cards/suggestions.yaml', suggestionsFile, problems);
  const labels = loadYamlFile(files, 'cards/labels.yaml', labelsFile, problems);
  const gaps = loadYamlFile(files, 'cards/gaps.yaml', gapsFile, problems);
  if (evidence === null || overrideReasons === null || suggestions === null || labels === null || gaps === null) {
    return null;
  }
  const { [WITHDRAWAL]: withdrawal, ...orders } = suggestions.content;
  return {
    evidence: evidence.content,
    overrideReasons: overrideReasons.content,
    suggestions: orders,
    withdrawal,
    labels: labels.content,
    gaps: gaps.content,
    sources: { evidence: evidence.source, gaps: gaps.source, overrideReasons: overrideReasons.source },
  };
}

/** Texts of `cards/` with the names that their problems are told under. */
function hashOf(files: ContentFiles, counts: (name: string) => boolean): string {
  const hash = createHash('sha256');
  for (const name of files.keys()) {
    if (!name.startsWith('cards/') || !counts(name)) continue;
    for (const { file, text } of layersOf(files, name)) hash.update(JSON.stringify([file, text]));
  }
  return hash.digest('hex');
}

function loadCard(files: ContentFiles, file: string, sharedHash: string, problems: ContentProblem[]): CardFile | null {
  const layers = layersOf(files, file);
  if (layers.length === 0) {
    problems.push(wholeFile(file, 'this file is missing: every finding needs a card'));
    return null;
  }
  const read = layers.map((layer) => readLayer(layer, layers.length === 1 ? file : layer.file, problems));
  const last = read.at(-1) ?? null;
  if (last === null || read.includes(null)) return null;
  const merged = read.flatMap((each) => each?.source ?? []).reduce(mergeYaml);
  // Of a translation the settings are laid over those that it translates; what is wrong with the card is told of its own file.
  const source = { ...merged, file: last.source.file };
  const front = checkShape(cardFrontMatter, source, problems);
  const hash = `${sharedHash} ${hashOf(files, (name) => name === file)}`;
  return front === null ? null : { source, front, ...textsOf(last.body), linesBefore: last.linesBefore, hash };
}

function readLayer({ text }: Layer, file: string, problems: ContentProblem[]) {
  const parts = /^---\n([\s\S]*?\n)---\n([\s\S]*)$/.exec(text);
  if (parts === null) {
    problems.push(wholeFile(file, 'must begin with front matter: a line ---, the settings, and another line ---'));
    return null;
  }
  const [, settings = '', body = ''] = parts;
  const reading = readYaml(file, settings, 1);
  if (!reading.ok) {
    problems.push(...reading.problems);
    return null;
  }
  return { source: reading.source, body, linesBefore: settings.split('\n').length + 1 };
}

/** A line `---` in the body parts what is read in five seconds from everything else. */
function textsOf(body: string): Pick<CardFile, 'detail' | 'appendix'> {
  const fence = /^---\n/m.exec(body);
  if (fence === null) return { detail: body, appendix: '' };
  const start = fence.index + fence[0].length;
  const emptyLines = '\n'.repeat(body.slice(0, start).split('\n').length - 1);
  return { detail: body.slice(0, fence.index), appendix: emptyLines + body.slice(start) };
}

function isComplete(cards: Partial<Record<FindingId, CardFile>>): cards is Record<FindingId, CardFile> {
  return CARD_IDS.every((id) => cards[id] !== undefined);
}

/** Two cards that never stand side by side, because one tells the other, share the topic of their decision. */
function areOneDecision(...ids: readonly FindingId[]): boolean {
  return ON_ONE_CARD.some(({ card, tells }) => ids.includes(card) && ids.includes(tells));
}

function findUnknownKeys(
  cards: Readonly<Record<FindingId, CardFile>>,
  shared: { readonly evidence: object; readonly overrideReasons: object },
  problems: ContentProblem[],
): void {
  const topics = new Map<string, { readonly id: FindingId; readonly file: string }>();
  for (const [id, { source, front }] of Object.entries(cards)) {
    const report = (path: readonly (string | number)[], message: string) =>
      problems.push({ ...source.positionOf(path), path: pathText(path), message });
    for (const list of ['evidence', 'overrideReasons'] as const) {
      const home = list === 'evidence' ? 'cards/evidence.yaml' : 'cards/override-reasons.yaml';
      front[list].forEach((key, index) => {
        if (Object.hasOwn(shared[list], key)) return;
        report([list, index], `"${key}" is not in ${home}; there are ${Object.keys(shared[list]).join(', ')}`);
      });
    }
    const other = topics.get(front.topic.code);
    if (other !== undefined && !areOneDecision(id, other.id)) {
      report(['topic', 'code'], `is already the topic of ${other.file}; each card needs its own`);
    }
    topics.set(front.topic.code, { id, file: source.file });
  }
}
