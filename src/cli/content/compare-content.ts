import { RULE_IDS } from '../../rules/index.js';
import type { RuleModes, RuleModeSetting, ServiceDefinition } from '../../domain/service-definition.js';
import { modeFor } from '../../content/services/mode-schema.js';
import { modeMeaning, modeText } from '../../engine/explain/words.js';
import { parse } from 'yaml';
import type { ContentFiles } from '../../content/files/content-files.js';
import { wordDiff } from './word-diff.js';
import { loadValueSets } from '../../content/value-sets/load-value-sets.js';
import type {
  ExpandedConcept,
  ValueSetComponent,
  ValueSetResource,
} from '../../terminology/value-sets/value-set-index.js';

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

export interface TextChange {
  /** `cards/trough-high.md` */
  readonly file: string;
  /** A word diff; `new` or `removed` for whole files and whole entries. */
  readonly what: string;
}

/**
 * What changes in the words of the cards and of the lists that they share. YAML is compared entry by entry, so that
 * comments, quotes and order are no change.
 */
export function compareTexts(before: ContentFiles, after: ContentFiles): TextChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => name.startsWith('cards/')).sort();
  return names.flatMap((file) => {
    const [was, is] = [before.get(file), after.get(file)];
    if (was === is) return [];
    if (file.endsWith('.yaml')) return compareEntries(leavesOf(was), leavesOf(is)).map((what) => ({ file, what }));
    if (was === undefined) return [{ file, what: 'new' }];
    if (is === undefined) return [{ file, what: 'removed' }];
    return [{ file, what: wordDiff(was, is) }];
  });
}

type Leaves = ReadonlyMap<string, string>;

function compareEntries(before: Leaves, after: Leaves): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === is) return [];
    if (was === undefined) return [`${key}: new: {+${is ?? ''}+}`];
    return [is === undefined ? `${key}: removed` : `${key}: ${wordDiff(was, is)}`];
  });
}

/** `missing.no-level.short -> no level`, for every text of the file; none where it is not there, or says nothing. */
function leavesOf(text = ''): Leaves {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) leaves.set(path, String(value));
    else for (const [key, child] of Object.entries(value)) walk(child, path === '' ? key : `${path}.${key}`);
  };
  walk(parse(text) ?? {}, '');
  return leaves;
}

export interface ValueSetChange {
  readonly set: string;
  /** `added http://loinc.org|2160-0 Creatinine ...`, one line per code. */
  readonly lines: readonly string[];
}

/** Codes that a set gains and loses, with what they are called. Both contents were checked at load. */
export function compareValueSets(before: ContentFiles, after: ContentFiles): ValueSetChange[] {
  const [was, is] = [setsOf(before), setsOf(after)];
  const ids = [...new Set([...was.keys(), ...is.keys()])].sort();
  return ids.flatMap((set) => {
    const [old, now] = [was.get(set) ?? NO_CODES, is.get(set) ?? NO_CODES];
    const lines = [...only(now, old, 'added'), ...only(old, now, 'removed')];
    return lines.length === 0 ? [] : [{ set, lines }];
  });
}

type Codes = ReadonlyMap<string, string>;
const NO_CODES: Codes = new Map();

function setsOf(files: ContentFiles): ReadonlyMap<string, Codes> {
  return new Map(loadValueSets(files, []).map((set) => [set.id, codesOf(set)]));
}

function only(these: Codes, others: Codes, word: string): string[] {
  return [...these].filter(([code]) => !others.has(code)).map(([code, display]) => `${word} ${code} ${display}`.trim());
}

/** `system|code` with its display; exclusions are told apart by a word in front. */
function codesOf({ compose, expansion }: ValueSetResource): Codes {
  return new Map([
    ...(compose?.include ?? []).flatMap((component) => listed(component, '')),
    ...(compose?.exclude ?? []).flatMap((component) => listed(component, 'exclusion of ')),
    ...expanded(expansion?.contains ?? []),
  ]);
}

function listed({ system = '', concept = [] }: ValueSetComponent, prefix: string): [string, string][] {
  return concept.map(({ code, display }) => [`${prefix}${system}|${code}`, display ?? '']);
}

function expanded(contains: readonly ExpandedConcept[]): [string, string][] {
  return contains.flatMap(({ system, code, display = '', contains: nested = [] }): [string, string][] => [
    ...(system === undefined || code === undefined ? [] : ([[`${system}|${code}`, display]] as [string, string][])),
    ...expanded(nested),
  ]);
}
