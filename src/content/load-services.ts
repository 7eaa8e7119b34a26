import type { z } from 'zod';
import type { Source } from '../domain/fact-set.js';
import type { HookName, ServiceDefinition, SourceDefinition } from '../domain/service-definition.js';
import { findPrefetchTemplateFaults } from '../protocol/find-prefetch-template-faults.js';
import { checkShape } from './check-shape.js';
import { filesIn, wholeFile, type ContentFiles } from './content-files.js';
import type { ContentProblem } from './content-error.js';
import { expandTemplate, type CodesOf } from './expand-template.js';
import { loadYamlFile } from './load-yaml-file.js';
import { serviceFile, sourcesFile, type SourcesContent } from './service-schemas.js';
import { readYaml, type YamlSource } from './yaml-source.js';

type ServiceContent = z.infer<typeof serviceFile>;

interface LoadedService {
  readonly source: YamlSource;
  readonly content: ServiceContent;
}

/**
 * Reads `hooks/sources.yaml` and `hooks/services/*.yaml`; writes the codes of the value sets into the templates.
 * @param codesOf null where the value sets have problems of their own: then the templates stay unchecked
 */
export function loadServices(
  files: ContentFiles,
  codesOf: CodesOf | null,
  problems: ContentProblem[],
): ServiceDefinition[] {
  const sources = loadYamlFile(files, 'hooks/sources.yaml', sourcesFile, problems);
  const services = filesIn(files, 'hooks/services', '.yaml').flatMap(([file, text]) => {
    const reading = readYaml(file, text);
    if (!reading.ok) {
      problems.push(...reading.problems);
      return [];
    }
    const content = checkShape(serviceFile, reading.source, problems);
    return content === null ? [] : [{ source: reading.source, content }];
  });
  if (filesIn(files, 'hooks/services', '.yaml').length === 0) {
    problems.push(wholeFile('hooks/services', 'there is no service: at least one .yaml file is needed'));
  }
  problems.push(...findRepeatedIds(services), ...findEmptyServices(services));
  if (sources === null || codesOf === null) return [];
  const hooks = [...new Set(services.map(({ content }) => content.hook))];
  const definitions = expandSources(sources, hooks, codesOf, problems);
  return services.map(({ content }) => define(content, definitions));
}

function expandSources(
  { source, content }: { source: YamlSource; content: SourcesContent },
  hooks: readonly HookName[],
  codesOf: CodesOf,
  problems: ContentProblem[],
): Partial<Record<Source, SourceDefinition>> {
  const definitions: Partial<Record<Source, SourceDefinition>> = {};
  for (const [key, { template, required }] of Object.entries(content) as [Source, SourceDefinition][]) {
    const expansion = expandTemplate(template, codesOf);
    const faults =
      'faults' in expansion
        ? expansion.faults
        : hooks.flatMap((hook) => findPrefetchTemplateFaults(expansion.template, hook));
    for (const message of new Set(faults)) {
      const path = [key, 'template'];
      problems.push({ file: source.file, ...source.positionOf(path), path: path.join('.'), message });
    }
    if ('template' in expansion) definitions[key] = { template: expansion.template, required };
  }
  return definitions;
}

function define(content: ServiceContent, sources: Partial<Record<Source, SourceDefinition>>): ServiceDefinition {
  const asked = content.sources.flatMap((name) => {
    const definition = sources[name];
    return definition === undefined ? [] : [[name, definition] as const];
  });
  return {
    id: content.id,
    hook: content.hook,
    title: content.title,
    description: content.description,
    usageRequirements: content.usageRequirements ?? null,
    sources: Object.fromEntries(asked),
    rules: content.rules,
    notEvaluatedCard: content.notEvaluatedCard,
  };
}

/** An id is one address; two services behind it could not be told apart. */
function findRepeatedIds(services: readonly LoadedService[]): ContentProblem[] {
  const first = new Map<string, string>();
  return services.flatMap(({ source, content }) => {
    const other = first.get(content.id);
    if (other === undefined) {
      first.set(content.id, source.file);
      return [];
    }
    const message = `the service id "${content.id}" is already used in ${other}; each service needs its own`;
    return [{ file: source.file, ...source.positionOf(['id']), path: 'id', message }];
  });
}

/** A service that can never say anything is a slip, and costs the EHR a call each time. */
function findEmptyServices(services: readonly LoadedService[]): ContentProblem[] {
  return services
    .filter(({ content }) => Object.values(content.rules).every((mode) => mode === 'off'))
    .map(({ source }) => ({
      file: source.file,
      ...source.positionOf(['rules']),
      path: 'rules',
      message: 'every rule is off; remove the file to switch the service off',
    }));
}
