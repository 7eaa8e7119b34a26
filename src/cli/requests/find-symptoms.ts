import { type Source, type SourceProblem, SOURCES, type UnreadReason } from '../../domain/fact-set.js';
import { hookResources } from '../../fhir/sources/prefetch-source.js';
import { asObject, typeOf } from '../../fhir/elements/json.js';
import type { MapperContext } from '../../fhir/facts/mapper-context.js';
import { reportedValue, type ObservationPart, observationParts } from '../../fhir/elements/observation-parts.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { ReportedQuantity } from '../../terminology/units/measurement.js';
import type { Symptom, SymptomKind } from './symptoms.js';
import type { CodedText } from '../../domain/coding.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { readBundle } from '../../fhir/sources/bundle.js';
import { SOURCE_TYPES } from '../../fhir/sources/source-types.js';

/** Codes and units of every Observation in the request that the service cannot use. */
export function laboratorySymptoms(request: HookRequest, context: MapperContext): Symptom[] {
  return hookResources(request)
    .filter(({ resource }) => typeOf(resource) === 'Observation')
    .flatMap(({ resource }) => observationParts(resource, context))
    .flatMap((part) => partSymptoms(part, context));
}

function partSymptoms(part: ObservationPart, { terminology }: MapperContext): Symptom[] {
  const { recognition, code, holder } = part;
  if (recognition.lab === 'unknown') {
    if (code.codings.length === 0) return [{ kind: 'no-code', detail: '' }];
    return codeNames(code).map((detail) => ({ kind: 'unknown-code', detail }));
  }
  if (recognition.lab !== 'creatinine' && recognition.lab !== 'tacrolimus') return [];
  const value = reportedValue(holder);
  if (value.kind === 'none') return [];
  if (value.kind === 'malformed') return [unusable(recognition.lab, 'malformed')];
  const reading = terminology.readMeasurement(recognition.lab, value.raw);
  return reading.ok ? [] : [unitSymptom(recognition.lab, reading.reason, value.raw)];
}

function unitSymptom(
  lab: 'creatinine' | 'tacrolimus',
  reason: UnreadReason,
  { unit, code }: ReportedQuantity,
): Symptom {
  const shown = unitName(unit ?? code ?? '');
  if (reason === 'no-unit') return { kind: 'no-unit', detail: lab };
  if (reason === 'unknown-unit') return { kind: 'unknown-unit', detail: `${lab}: ${shown}` };
  if (reason !== 'unit-conflict') return unusable(lab, reason);
  return { kind: 'unit-conflict', detail: `${lab}: ${shown} and ${unitName(code ?? '')}` };
}

function unusable(lab: string, reason: UnreadReason): Symptom {
  return { kind: 'result-not-usable', detail: `${lab}: ${reason}` };
}

/** What may be printed of a request: names that an EHR was configured with. Anything else could be a patient's. */
const HIDDEN = '(not shown)';

function keyName(key: string): string {
  return /^-?[A-Za-z][A-Za-z0-9_.-]{0,59}$/.test(key) ? key : HIDDEN;
}

/** `http://loinc.org|2160-0`; the words beside it stay unsaid. */
export function codeNames(concept: CodedText): string[] {
  return concept.codings.map(({ system, code }) => {
    const systemName =
      system === null ? '(no system)' : /^(https?:\/\/|urn:)[\w./:~-]{1,120}$/.test(system) ? system : HIDDEN;
    return `${systemName}|${/^[\w.-]{1,30}$/.test(code) ? code : HIDDEN}`;
  });
}

/** A unit has few letters and no digits to speak of: long texts are comments that somebody typed. */
function unitName(unit: string): string {
  return /^[\p{L}%µ/*.^{}[\] 0-9-]{1,16}$/u.test(unit) && !/\d{3}/.test(unit) ? unit : HIDDEN;
}

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
