import { parameterUnit } from '../../src/content/cards/parameter-units.js';
import { type ContentProblem, formatProblem } from '../../src/content/files/content-error.js';
import { type ContentFiles, readContentFiles } from '../../src/content/files/content-files.js';
import { loadYamlFile } from '../../src/content/files/load-yaml-file.js';
import { buildContent, type Content } from '../../src/content/load-content.js';
import { loadServices } from '../../src/content/services/load-services.js';
import { rulesFile } from '../../src/content/services/service-schemas.js';
import { codesByValueSet, loadValueSets } from '../../src/content/value-sets/load-value-sets.js';

/** The project's own content; it is read once and never changed. */
export const ownFiles: ContentFiles = await readContentFiles({ hooksDir: 'hooks', cardsDir: 'cards' }, []);

/** One change: the text `from`, which is there exactly once, becomes `to`. */
export type Edit = readonly [file: string, from: string, to: string];

export function edited(...edits: readonly Edit[]): ContentFiles {
  const files = new Map(ownFiles);
  for (const [file, from, to] of edits) {
    const text = files.get(file) ?? '';
    if (text.split(from).length !== 2) throw new Error(`"${from}" is not exactly once in ${file}`);
    files.set(
      file,
      text.replace(from, () => to),
    );
  }
  return files;
}

/** What the operator is told, line by line. Edits of hooks/ alone are not made to wait for the cards. */
export function complaintsOf(files: ContentFiles): string[] {
  const problems: ContentProblem[] = [];
  const changed = [...ownFiles.keys(), ...files.keys()].filter((file) => files.get(file) !== ownFiles.get(file));
  if (changed.every((file) => file === 'hooks/rules.yaml'))
    loadYamlFile(files, 'hooks/rules.yaml', rulesFile, problems, parameterUnit);
  else if (changed.every((file) => /^hooks\/(services\/|sources)/.test(file))) {
    loadServices(files, codesByValueSet(loadValueSets(files, problems)), problems);
  } else buildContent(files, '0.0.0', problems);
  return problems.map(formatProblem);
}

/** Built once for all files of tests (`support/shared-modules.cjs`): it is frozen. */
let own: Content | null = null;

export function ownContent(): Content {
  return (own ??= builtAnew());
}

export function builtAnew(): Content {
  const problems: ContentProblem[] = [];
  const content = buildContent(ownFiles, '0.0.0', problems);
  if (content === null) throw new Error(problems.map(formatProblem).join('\n'));
  return content;
}
