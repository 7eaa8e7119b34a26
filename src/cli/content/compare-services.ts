import { RULE_IDS } from '../../rules/index.js';
import type { RuleModes, RuleModeSetting, ServiceDefinition } from '../../domain/service-definition.js';
import { modeFor } from '../../content/services/mode-schema.js';
import { modeMeaning, modeText } from '../../engine/explain/words.js';

export interface ServiceChange {
  readonly service: string;
  readonly what: string;
}

/** Modes of the whole site, which hold in every service. */
export function compareSiteModes(before: RuleModes, after: RuleModes): string[] {
  return RULE_IDS.flatMap((rule) => modeChange(rule, modeFor(before, rule), modeFor(after, rule)));
}

/** What changes for the EHR and for the clinician: services, modes, data asked for, texts of the discovery. */
export function compareServices(
  before: readonly ServiceDefinition[],
  after: readonly ServiceDefinition[],
): ServiceChange[] {
  const old = new Map(before.map((service) => [service.id, service]));
  const now = new Set(after.map(({ id }) => id));
  return [
    ...before
      .filter(({ id }) => !now.has(id))
      .map(({ id, hook }) => ({ service: id, what: `removed: ${hook} is no longer answered under this address` })),
    ...after.flatMap((service) => {
      const was = old.get(service.id);
      const changes = was === undefined ? [`new: answers ${service.hook}`] : changesOf(was, service);
      return changes.map((what) => ({ service: service.id, what }));
    }),
  ];
}

function changesOf(before: ServiceDefinition, after: ServiceDefinition): string[] {
  const modes = RULE_IDS.flatMap((rule) => modeChange(rule, modeFor(before.rules, rule), modeFor(after.rules, rule)));
  const texts = (['hook', 'trigger', 'title', 'description', 'usageRequirements', 'notEvaluatedCard'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => `${field}: "${before[field] ?? ''}" -> "${after[field] ?? ''}"`);
  const shown = (service: ServiceDefinition) => service.findings?.join(', ') ?? 'all';
  const cap = (service: ServiceDefinition) => (service.maxCards === undefined ? 'no limit' : String(service.maxCards));
  return [
    ...modes,
    ...(shown(before) === shown(after) ? [] : [`findings shown: ${shown(before)} -> ${shown(after)}`]),
    ...(cap(before) === cap(after) ? [] : [`cards at most: ${cap(before)} -> ${cap(after)}`]),
    ...texts,
    ...sourceChanges(before.sources, after.sources),
    ...sourceChanges(before.laterSources ?? {}, after.laterSources ?? {}),
  ];
}

function modeChange(rule: string, before: RuleModeSetting, after: RuleModeSetting): string[] {
  const [was, is] = [modeText(before), modeText(after)];
  return was === is ? [] : [`${rule}: ${was} -> ${is}: ${modeMeaning(after)}`];
}

function sourceChanges(before: ServiceDefinition['sources'], after: ServiceDefinition['sources']): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof typeof after)[];
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (was === undefined) return [`${name} is now asked for`];
    if (is === undefined) return [`${name} is no longer asked for`];
    return [
      ...(was.template === is.template
        ? []
        : [`${name}: another question to the EHR (prefetch template); an EHR that has it typed in needs the new one`]),
      ...(was.required === is.required
        ? []
        : [`${name}: ${is.required ? 'now required' : 'no longer required'} to conclude anything`]),
    ];
  });
}
