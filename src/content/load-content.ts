import type { ServiceDefinition } from '../domain/service-definition.js';
import { ruleParams, type RuleParams } from '../rules/params.js';
import { createTerminology } from '../terminology/create-terminology.js';
import type { Terminology } from '../terminology/terminology.js';
import type { ValueSetResource } from '../terminology/value-set-resource.js';
import type { CardRenderer } from './card-renderer.js';
import { buildCards } from './build-cards.js';
import { ContentError, type ContentProblem } from './content-error.js';
import {
  hashContent,
  readContentFiles,
  wholeFile,
  type ContentDirectories,
  type ContentFiles,
} from './content-files.js';
import { deepFreeze } from './deep-freeze.js';
import { loadCards } from './load-cards.js';
import { loadServices } from './load-services.js';
import { codesByValueSet, loadValueSets } from './load-value-sets.js';
import { loadYamlFile } from './load-yaml-file.js';
import { packageVersion } from './package-version.js';

/** What the informatics team owns, checked and ready: when the service speaks, by which limits, in which words. */
export interface Content {
  /** Package version + hash of all content files: `0.1.0+3f2a9c01b7de`. Two servers with the same one speak alike. */
  readonly version: string;
  readonly services: readonly ServiceDefinition[];
  readonly params: RuleParams;
  readonly terminology: Terminology;
  readonly cards: CardRenderer;
}

/**
 * Reads `hooks/` and `cards/`, checks them completely and freezes the result.
 * @throws ContentError that lists every problem with file, line and column; nothing is half loaded
 */
export async function loadContent(directories: ContentDirectories): Promise<Content> {
  const problems: ContentProblem[] = [];
  const files = await readContentFiles(directories, problems);
  const content = buildContent(files, await packageVersion(), problems);
  if (problems.length > 0 || content === null) throw new ContentError(problems);
  return content;
}

/** As {@link loadContent}, from files in memory; null when there are problems, which are added to `problems`. */
export function buildContent(files: ContentFiles, release: string, problems: ContentProblem[]): Content | null {
  const version = `${release}+${hashContent(files)}`;
  const params = loadYamlFile(files, 'hooks/rules.yaml', ruleParams, problems)?.content ?? null;
  const valueSets = loadValueSets(files, problems);
  // Half a set of codes would blame the templates and the program for what is missing.
  const valueSetsAreSound = !problems.some(({ file }) => file.startsWith('hooks/valuesets'));
  const terminology = valueSetsAreSound ? buildTerminology(valueSets, problems) : null;
  const services = loadServices(files, valueSetsAreSound ? codesByValueSet(valueSets) : null, problems);
  const cardFiles = loadCards(files, problems);
  const cards = cardFiles === null ? null : buildCards(cardFiles, version, problems);
  if (problems.length > 0 || params === null || terminology === null || cards === null) return null;
  return Object.freeze({ version, services: deepFreeze(services), params: deepFreeze(params), terminology, cards });
}

function buildTerminology(valueSets: readonly ValueSetResource[], problems: ContentProblem[]): Terminology | null {
  try {
    return Object.freeze(createTerminology(deepFreeze(valueSets)));
  } catch (error) {
    problems.push(wholeFile('hooks/valuesets', error instanceof Error ? error.message : 'cannot be used'));
    return null;
  }
}
