import { SOURCES, type Source, type SourceProblem } from '../../domain/fact-set.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { readBundle } from '../../fhir/sources/bundle.js';
import { asObject, typeOf } from '../../fhir/elements/json.js';
import { SOURCE_TYPES } from '../../fhir/sources/source-types.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { keyName } from './harmless.js';
import type { Symptom, SymptomKind } from './symptoms.js';

const KINDS: Readonly<Partial<Record<SourceProblem['code'], SymptomKind>>> = {
  'operation-outcome': 'prefetch-error',
  'pages-missing': 'prefetch-truncated',
  'fetch-failed': 'prefetch-unusable',
  'not-an-answer': 'prefetch-not-an-answer',
  'other-patient': 'other-patient',
  'medication-unresolved': 'unresolved-reference',
};

/** What is wrong with the prefetch of one request. `problems` are those that the chart reader met without a server. */
export function prefetchSymptoms(
  request: HookRequest,
  service: ServiceDefinition,
  problems: readonly SourceProblem[],
): Symptom[] {
  const strangers = [...request.prefetch.keys()].filter((key) => !isSource(key));
  const asked = SOURCES.filter((source) => service.sources[source] !== undefined);
  const missing = asked.filter((source) => !request.prefetch.has(source) && !request.prefetch.has(`-${source}`));
  const renamed = new Map<Source, string>();
  for (const source of missing) {
    const key = strangers.find((each) => ![...renamed.values()].includes(each) && maybe(source, each, request));
    if (key !== undefined) renamed.set(source, key);
  }
  const taken = [...renamed.values()];
  return [
    ...missing
      .filter((source) => !renamed.has(source))
      .map((source): Symptom => ({ kind: 'prefetch-missing', detail: source })),
    ...[...renamed].map(([source, key]): Symptom => ({
      kind: 'prefetch-renamed',
      detail: `${keyName(key)} instead of ${source}`,
    })),
    ...strangers
      .filter((key) => !taken.includes(key))
      .map((key): Symptom => ({ kind: 'prefetch-unknown', detail: keyName(key) })),
    ...problems.flatMap(({ source, code }): Symptom[] => {
      const kind = KINDS[code];
      return kind === undefined ? [] : [{ kind, detail: source }];
    }),
  ];
}

function isSource(key: string): boolean {
  return (SOURCES as readonly string[]).includes(key.replace(/^-/, ''));
}

/** The same name spelt otherwise; or a name that holds ours, over resources of the right kind. */
function maybe(source: Source, key: string, { prefetch }: HookRequest): boolean {
  const [wanted, seen] = [letters(source), letters(key)];
  if (wanted === seen) return true;
  const stem = wanted.replace(/s$/, '');
  const alike = seen.includes(stem) || (seen.length >= 4 && stem.includes(seen.replace(/s$/, '')));
  return alike && holdsTypes(prefetch.get(key), SOURCE_TYPES[source]);
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function holdsTypes(value: unknown, types: readonly string[]): boolean {
  const resource = asObject(value);
  if (resource === null) return false;
  const held = typeOf(resource) === 'Bundle' ? readBundle(resource).entries.map((entry) => entry.resource) : [resource];
  return held.some((each) => types.includes(typeOf(each) ?? ''));
}
