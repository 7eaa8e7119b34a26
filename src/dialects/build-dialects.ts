import type { CardRenderer } from '../content/card-renderer.js';
import { ContentError, type ContentProblem } from '../content/content-error.js';
import type { ContentFiles } from '../content/content-files.js';
import { loadYamlFile } from '../content/load-yaml-file.js';
import { SOURCES } from '../domain/fact-set.js';
import type { ServiceDefinition } from '../domain/service-definition.js';
import { cardCatalogue } from './card-catalogue.js';
import { bindDialect, type Dialect } from './dialect.js';
import { DIALECT_NAMES, dialectFile, type DialectFile, type DialectName } from './dialect-schema.js';

const FOLDER = 'hooks/dialects/';

export type Dialects = Readonly<Record<DialectName, Dialect>>;

/** What the profiles are read from and applied to; loaded content has it all. */
export interface DialectSubject {
  readonly files: ContentFiles;
  readonly cards: CardRenderer;
  readonly services: readonly ServiceDefinition[];
}

/**
 * Reads `hooks/dialects/*.yaml`, a site's own laid over the shipped ones.
 * @throws ContentError listing every problem with file, line and column
 */
export function buildDialects(content: DialectSubject): Dialects {
  const problems: ContentProblem[] = [];
  const { suggestions } = cardCatalogue(content.cards);
  const read = DIALECT_NAMES.map((name): [DialectName, Dialect | null] => {
    const file = readDialect(name, content, problems);
    return [name, file === null ? null : bindDialect(file, suggestions)];
  });
  for (const file of content.files.keys()) {
    if (!file.startsWith(FOLDER) || DIALECT_NAMES.some((name) => file === fileOf(name))) continue;
    const message = `no EHR has this name; there are ${DIALECT_NAMES.join(', ')}`;
    problems.push({ file, line: 1, column: 1, path: '', message });
  }
  if (problems.length > 0) throw new ContentError(problems);
  return Object.freeze(Object.fromEntries(read)) as Dialects;
}

function readDialect(
  name: DialectName,
  { files, services }: DialectSubject,
  problems: ContentProblem[],
): DialectFile | null {
  const loaded = loadYamlFile(files, fileOf(name), dialectFile, problems);
  if (loaded === null) return null;
  const { source, content } = loaded;
  const report = (path: readonly string[], message: string) =>
    problems.push({ ...source.positionOf(path), path: path.join('.'), message });
  if (content.name !== name) report(['name'], `must be ${name}, like the file`);
  for (const key of SOURCES) {
    if (content.search.leaveOut[key] === undefined) continue;
    if (services.some(({ sources }) => sources[key]?.required === true)) {
      report(['search', 'leaveOut', key], 'is required (hooks/sources.yaml), so it cannot be left out');
    }
  }
  return content;
}

function fileOf(name: DialectName): string {
  return `${FOLDER}${name}.yaml`;
}
