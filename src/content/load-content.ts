import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import type { FindingId, RuleId, SuggestionId } from '../domain/finding.js';
import type {
  BurdenContract,
  OneAlertPerDecision,
  RuleModeSetting,
  ServiceDefinition,
} from '../domain/service-definition.js';
import type { RuleParams } from '../rules/index.js';
import { createTerminology, type ExplainableTerminology } from '../terminology/value-sets/create-terminology.js';
import { ALTERNATIVE_PREFIX, alternativeName } from '../terminology/value-sets/value-set-ids.js';
import type { ValueSetResource } from '../terminology/value-sets/value-set-index.js';
import { buildCards } from './cards/build-cards.js';
import { findStrayTranslations, inLanguage, translationOf, untranslated } from './cards/translation.js';
import { TRANSLATIONS } from './files/content-folders.js';
import type { Language } from '../domain/language.js';
import type { CardFrontMatter, Evidence, SuggestionContent } from './cards/card-schemas.js';
import type { GapWords } from '../domain/ports.js';
import { createGapWords } from './cards/card-templates.js';
import { type CardFiles, loadCards } from './cards/load-cards.js';
import { mapOverrideReasons, type MappedOverrideReason } from './cards/override-reasons.js';
import { parameterUnit } from './cards/parameter-units.js';
import { ContentError, type ContentProblem } from './files/content-error.js';
import {
  type ContentDirectories,
  type ContentFiles,
  hashContent,
  hashLayers,
  readContentFiles,
  wholeFile,
} from './files/content-files.js';
import { findUnusedFiles } from './files/find-unused-files.js';
import { messageName } from './files/site-overlay.js';
import { loadYamlFile } from './files/load-yaml-file.js';
import type { YamlSource } from './files/yaml-source.js';
import { pathText } from './check/check-shape.js';
import { checkOnce } from './check/check-memory.js';
import { recallProof } from './check/proven-checks.js';
import { loadServices } from './services/load-services.js';
import { findUnknownSnoozeReasons, oneAlertSettings, readBurdenContract } from './services/one-alert-schema.js';
import { rulesFile } from './services/service-schemas.js';
import { codesByValueSet, loadValueSets } from './value-sets/load-value-sets.js';
import type { CardRenderer } from '../domain/ports.js';

const PACKAGE = z.object({ name: z.literal('tacrolimus-cds'), version: z.string() });

/** The version in our package.json: above `src/` in a checkout, above `dist/src/` once built. */
export async function packageVersion(from: string = import.meta.dirname): Promise<string> {
  const text = await readFile(join(from, 'package.json'), 'utf8').catch(() => null);
  const found = text === null ? null : PACKAGE.safeParse(JSON.parse(text) as unknown);
  if (found?.success === true) return found.data.version;
  if (dirname(from) === from) throw new Error('package.json of tacrolimus-cds not found');
  return packageVersion(dirname(from));
}

/** What the informatics team owns, checked and ready: when the service speaks, by which limits, in which words. */
export interface Content {
  /** Package version + hash of all content in force: `0.1.0+3f2a9c01b7de`. Two servers with the same one speak alike. */
  readonly version: string;
  readonly services: readonly ServiceDefinition[];
  readonly params: RuleParams;
  /** Modes of the whole site; each service knows them too. */
  readonly siteRules: Readonly<Record<RuleId, RuleModeSetting>>;
  /** How many cards the site has agreed to; null where it has not. */
  readonly burden: BurdenContract | null;
  readonly terminology: ExplainableTerminology;
  /** What a clinician is not told twice. */
  readonly oneAlertPerDecision: OneAlertPerDecision;
  readonly cards: CardRenderer;
  /** What was not checked and why, for those who explain a call. */
  readonly words: GapWords;
  /** Cards and sentences in each language; `cards` and `words` above are the shipped wording. */
  inLanguage(language: Language): Wording;
  /** What a translation leaves in the shipped wording, one line for each file. */
  untranslated(): readonly string[];
  readonly catalogue: ContentCatalogue;
  /** What cards cite, by key. */
  readonly evidence: Readonly<Record<string, Evidence>>;
  /** The sets of codes, whole. */
  readonly valueSets: readonly ValueSetResource[];
  /** The day on which the site approved this content; null where it does not say. */
  readonly approvedOn: string | null;
  /** The texts it was made of, with the site's own laid over them. */
  readonly files: ContentFiles;
}

/** Cards and sentences in one language. */
type Wording = Pick<Content, 'cards' | 'words'>;

/** Everything that cards can hold, for those who have to type it into an EHR, compare it or count it. */
export interface ContentCatalogue {
  readonly cards: Readonly<Record<FindingId, CardFrontMatter>>;
  readonly suggestions: Readonly<Record<SuggestionId, SuggestionContent>>;
  readonly overrideReasons: Readonly<Record<string, MappedOverrideReason>>;
}

/**
 * Reads `hooks/` and `cards/`, with a site's overlay where there is one, checks them completely and freezes the result.
 * @param findMore problems of files that others read (`hooks/dialects`), so that all are told at once
 * @throws ContentError that lists every problem with file, line and column; nothing is half loaded
 */
export async function loadContent(
  directories: ContentDirectories,
  findMore: (files: ContentFiles) => readonly ContentProblem[] = () => [],
): Promise<Content> {
  const problems: ContentProblem[] = [];
  const [files] = await Promise.all([readContentFiles(directories, problems), recallProof()]);
  return contentOf(files, findMore, problems);
}

/** As {@link loadContent}, from files that were read before; `problems`: what reading them found. */
export async function contentOf(
  files: ContentFiles,
  findMore: (files: ContentFiles) => readonly ContentProblem[] = () => [],
  problems: ContentProblem[] = [],
): Promise<Content> {
  const release = await packageVersion();
  const key = hashLayers(files, release);
  const known = problems.length === 0 ? recent.get(key) : undefined;
  const others = findMore(known?.files ?? files);
  const content = known ?? buildContent(files, release, problems);
  problems.push(...others);
  if (problems.length > 0 || content === null) {
    // Loaders know a file by its place in the content; the author knows it by the folder that it is in.
    throw new ContentError(problems.map((problem) => ({ ...problem, file: messageName(files, problem.file) })));
  }
  recent.set(key, content);
  return content;
}

/** What was built from the same texts is the same: frozen, and sound. Enough for an edit and its taking back, or for two to compare. */
const recent = new LRUCache<string, Content>({ max: 2 });

/** As {@link loadContent}, from files in memory; null when there are problems, which are added to `problems`. */
export function buildContent(files: ContentFiles, release: string, problems: ContentProblem[]): Content | null {
  const version = `${release}+${hashContent(files)}`;
  const rulesYaml = loadYamlFile(files, 'hooks/rules.yaml', rulesFile, problems, parameterUnit);
  const rules = rulesYaml?.content ?? null;
  const valueSets = loadValueSets(files, problems);
  // Half a set of codes would blame the templates and the program for what is missing.
  const valueSetsAreSound = !problems.some(({ file }) => file.includes('hooks/valuesets'));
  const terminology = valueSetsAreSound ? buildTerminology(valueSets, problems) : null;
  const codesOf = valueSetsAreSound ? codesByValueSet(valueSets) : null;
  if (rulesYaml !== null && valueSetsAreSound) problems.push(...findUnknownOptions(rulesYaml, valueSets));
  const services = loadServices(files, codesOf, problems, rules?.modes);
  problems.push(...findUnusedFiles(files));
  const cardFiles = loadCards(files, problems);
  if (rulesYaml !== null && cardFiles !== null) {
    const reasons = Object.keys(cardFiles.overrideReasons);
    problems.push(...findUnknownSnoozeReasons(rulesYaml.content.oneAlertPerDecision, rulesYaml.source, reasons));
  }
  const cards = cardFiles === null ? null : buildCards(cardFiles, version, problems);
  const translations = cards === null || problems.length > 0 ? null : translate(files, version, release, problems);
  if (problems.length > 0 || rules === null || terminology === null || cardFiles === null || cards === null)
    return null;
  if (translations === null || problems.length > 0) return null;
  const { modes, burden, oneAlertPerDecision, approvedOn, ...params } = rules;
  const catalogue = catalogueOf(cardFiles);
  const words = createGapWords(cardFiles);
  return Object.freeze({
    version,
    services: deepFreeze(services),
    params: deepFreeze(params),
    siteRules: deepFreeze(modes),
    burden: deepFreeze(readBurdenContract(burden)),
    terminology,
    oneAlertPerDecision: deepFreeze(oneAlertSettings(oneAlertPerDecision, catalogue.overrideReasons)),
    cards,
    words,
    inLanguage: (language: Language) => (language === 'en' ? { cards, words } : translations[language]()),
    untranslated: () => TRANSLATIONS.flatMap((language) => untranslated(files, language)),
    catalogue: deepFreeze(catalogue),
    evidence: deepFreeze(cardFiles.evidence),
    valueSets,
    approvedOn: approvedOn ?? null,
    files,
  });
}

/**
 * The cards of every other language, checked as strictly as the shipped ones. Where the same texts were found sound before, they are
 * made when they are first asked for: most services speak one language.
 */
function translate(
  files: ContentFiles,
  version: string,
  release: string,
  problems: ContentProblem[],
): Readonly<Record<Exclude<Language, 'en'>, () => Wording>> {
  const texts = hashLayers(files, release);
  const made = TRANSLATIONS.map((language) => {
    let wording: Wording | null = null;
    const found = checkOnce(`translation ${language} ${texts}`, () => {
      const built = buildTranslation(files, language, version);
      wording = built.wording;
      return built.problems;
    });
    problems.push(...found);
    return [language, () => (wording ??= soundWording(buildTranslation(files, language, version)))] as const;
  });
  return Object.fromEntries(made) as ReturnType<typeof translate>;
}

interface BuiltTranslation {
  readonly wording: Wording | null;
  readonly problems: readonly ContentProblem[];
}

function buildTranslation(files: ContentFiles, language: Language, version: string): BuiltTranslation {
  const found = findStrayTranslations(files, language);
  const cardFiles = loadCards(inLanguage(files, language), found);
  const cards = cardFiles === null ? null : buildCards(cardFiles, version, found);
  const problems = found.map((problem) => ({ ...problem, file: ownFile(files, problem.file) }));
  if (cardFiles === null || cards === null) return { wording: null, problems };
  return { wording: Object.freeze({ cards, words: createGapWords(cardFiles) }), problems };
}

/** @throws Error where texts that were found sound are not: they were read under another program */
function soundWording({ wording, problems }: BuiltTranslation): Wording {
  if (wording === null) throw new ContentError(problems);
  return wording;
}

/** What is wrong with a piece is told of the piece that was rendered: the translated one, where there is one. */
function ownFile(files: ContentFiles, file: string): string {
  const own = TRANSLATIONS.map((language) => translationOf(file, language)).find((each) => files.has(each));
  return file.startsWith('cards/partials/') && own !== undefined ? own : file;
}

/** A drug without a value set would be named on cards whatever the chart says of it. */
function findUnknownOptions(
  { content, source }: { readonly content: { readonly 'thiopurine-plan': PlanOptions }; readonly source: YamlSource },
  valueSets: readonly ValueSetResource[],
): ContentProblem[] {
  const known = valueSets.flatMap(({ id }) => (id.startsWith(ALTERNATIVE_PREFIX) ? [alternativeName(id)] : [])).sort();
  return Object.entries(content['thiopurine-plan'].options).flatMap(([list, drugs]) =>
    drugs.flatMap((drug, index) => {
      if (known.includes(drug)) return [];
      const path = ['thiopurine-plan', 'options', list, index];
      const message = `there is no value set hooks/valuesets/${ALTERNATIVE_PREFIX}${drug.replaceAll(' ', '-')}; there are ${known.join(', ')}`;
      return [{ ...source.positionOf(path), path: pathText(path), message }];
    }),
  );
}

type PlanOptions = Pick<RuleParams['thiopurine-plan'], 'options'>;

function catalogueOf({ cards, suggestions, overrideReasons }: CardFiles): ContentCatalogue {
  const fronts = Object.entries(cards).map(([id, { front }]) => [id, front]);
  return {
    cards: Object.fromEntries(fronts) as ContentCatalogue['cards'],
    suggestions,
    overrideReasons: mapOverrideReasons(overrideReasons),
  };
}

function buildTerminology(
  valueSets: readonly ValueSetResource[],
  problems: ContentProblem[],
): ExplainableTerminology | null {
  try {
    return Object.freeze(createTerminology(deepFreeze(valueSets)));
  } catch (error) {
    problems.push(wholeFile('hooks/valuesets', error instanceof Error ? error.message : 'cannot be used'));
    return null;
  }
}

/** Freezes plain data all the way down: what was checked at load must stay as it was checked. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
