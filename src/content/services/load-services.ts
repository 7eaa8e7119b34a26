import type * as z from 'zod';
import { findPrefetchTemplateFaults } from '../../cds-hooks/discovery/find-prefetch-template-faults.js';
import type { Source } from '../../domain/fact-set.js';
import type { HookName, RuleModes, ServiceDefinition, SourceDefinition } from '../../domain/service-definition.js';
import { type CodesOf, expandTemplate } from '../cards/card-templates.js';
import type { ContentProblem } from '../files/content-error.js';
import { type ContentFiles, filesIn, wholeFile } from '../files/content-files.js';
import { layersOf } from '../files/site-overlay.js';
import { loadYamlFile } from '../files/load-yaml-file.js';
import { didYouMean } from '../files/nearest-name.js';
import type { YamlSource } from '../files/yaml-source.js';
import { serviceFile, type SourcesContent, sourcesFile } from './service-schemas.js';

type ServiceContent = z.infer<typeof serviceFile>;

interface LoadedService {
  readonly source: YamlSource;
  readonly content: ServiceContent;
}

/**
 * Reads `hooks/sources.yaml` and `hooks/services/*.yaml`; writes the codes of the value sets into the templates.
 * @param codesOf null where the value sets have problems of their own: then the templates stay unchecked
 * @param siteRules modes of the whole site
 */
export function loadServices(
  files: ContentFiles,
  codesOf: CodesOf | null,
  problems: ContentProblem[],
  siteRules: RuleModes = {},
): ServiceDefinition[] {
  const sources = loadYamlFile(files, 'hooks/sources.yaml', sourcesFile, problems);
  const services = filesIn(files, 'hooks/services', '.yaml').flatMap(([file]) => {
    const baseless = findBaseless(files, file);
    problems.push(...baseless);
    return baseless.length > 0 ? [] : (loadYamlFile(files, file, serviceFile, problems) ?? []);
  });
  if (filesIn(files, 'hooks/services', '.yaml').length === 0) {
    problems.push(wholeFile('hooks/services', 'there is no service: at least one .yaml file is needed'));
  }
  problems.push(...findRepeatedIds(services), ...findEmptyServices(services), ...findMisusedTriggers(services));
  if (sources === null || codesOf === null) return [];
  const hooks = [...new Set(services.map(({ content }) => content.hook))];
  const definitions = expandSources(sources, hooks, codesOf, problems);
  // Whoever takes the first service of a hook means tacrolimus.
  const isOther = ({ content }: LoadedService) => Number(content.trigger === 'other-drug');
  return services
    .filter(({ content }) => content.enabled)
    .sort((a, b) => isOther(a) - isOther(b))
    .map(({ content }) => define(content, definitions, siteRules));
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
      problems.push({ ...source.positionOf(path), path: path.join('.'), message });
    }
    if ('template' in expansion) definitions[key] = { ...expansion, required };
  }
  return definitions;
}

function define(
  content: ServiceContent,
  sources: Partial<Record<Source, SourceDefinition>>,
  siteRules: RuleModes,
): ServiceDefinition {
  const definitionsOf = (names: readonly Source[]) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const definition = sources[name];
        return definition === undefined ? [] : [[name, definition] as const];
      }),
    );
  return {
    id: content.id,
    hook: content.hook,
    ...(content.trigger === 'tacrolimus' ? {} : { trigger: content.trigger }),
    ...(content.hookVersion === undefined ? {} : { hookVersion: content.hookVersion }),
    title: content.title,
    description: content.description,
    usageRequirements: content.usageRequirements ?? null,
    sources: definitionsOf(content.sources),
    ...(content.laterSources === undefined ? {} : { laterSources: definitionsOf(content.laterSources) }),
    rules: content.rules,
    // Left out where it changes nothing, so that a definition says what is special about it.
    ...(Object.values(siteRules).every((mode) => mode === 'live') ? {} : { siteRules }),
    ...(content.findings === undefined ? {} : { findings: content.findings }),
    ...(content.maxCards === undefined ? {} : { maxCards: content.maxCards }),
    notEvaluatedCard: content.notEvaluatedCard,
  };
}

/** A part of a service file is meant for one that exists; under a misspelt name it would be a service with holes. */
function findBaseless(files: ContentFiles, file: string): ContentProblem[] {
  const [layer, ...others] = layersOf(files, file);
  if (layer === undefined || others.length > 0 || layer.file === file || /^id:/m.test(layer.text)) return [];
  const known = filesIn(files, 'hooks/services', '.yaml').flatMap(([name]) => (name === file ? [] : [nameIn(name)]));
  const hint = didYouMean(nameIn(file), known);
  const message = `there is no service file of this name to lay this over${hint || ';'} there are ${known.join(', ')}`;
  return [wholeFile(layer.file, message)];
}

function nameIn(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** An id is one address; two services behind it could not be told apart. */
function findRepeatedIds(services: readonly LoadedService[]): ContentProblem[] {
  const first = new Map<string, string>();
  // Shipped ones first, so that the service that a site has added is the one that is pointed out.
  const isAdded = ({ source }: LoadedService) => !source.file.startsWith('hooks/');
  return [...services]
    .sort((a, b) => Number(isAdded(a)) - Number(isAdded(b)))
    .flatMap(({ source, content }) => {
      const other = first.get(content.id);
      if (other === undefined) {
        first.set(content.id, source.file);
        return [];
      }
      const message = `the service id "${content.id}" is already used in ${other}; each service needs its own`;
      return [{ ...source.positionOf(['id']), path: 'id', message }];
    });
}

/** A service that can never say anything is a slip, and costs the EHR a call each time. */
function findEmptyServices(services: readonly LoadedService[]): ContentProblem[] {
  return services
    .filter(({ content }) => content.enabled && Object.values(content.rules).every((mode) => mode === 'off'))
    .map(({ source }) => ({
      ...source.positionOf(['rules']),
      path: 'rules',
      message: 'every rule is off; write `enabled: false` to switch the whole service off',
    }));
}

/** What a service for other drugs needs so that most orders cost nothing, and what no other service has. */
function findMisusedTriggers(services: readonly LoadedService[]): ContentProblem[] {
  return services.flatMap(({ source, content: { trigger, hook, sources, laterSources = [], notEvaluatedCard } }) => {
    const problem = (field: string, message: string) => ({ ...source.positionOf([field]), path: field, message });
    if (trigger === 'tacrolimus') {
      return laterSources.length === 0 ? [] : [problem('laterSources', 'belongs to trigger other-drug')];
    }
    const twice = laterSources.filter((name) => sources.includes(name));
    return [
      ...(hook === 'patient-view' ? [problem('trigger', 'other-drug needs a hook with orders, not patient-view')] : []),
      ...(sources.includes('medicationRequests')
        ? []
        : [
            problem(
              'sources',
              'trigger other-drug needs medicationRequests: they tell whether the patient takes tacrolimus',
            ),
          ]),
      ...(notEvaluatedCard === 'never'
        ? []
        : [problem('notEvaluatedCard', 'must be never with trigger other-drug: its silence does not mean "checked"')]),
      ...(twice.length === 0 ? [] : [problem('laterSources', `${twice.join(', ')} stands under sources too`)]),
    ];
  });
}
