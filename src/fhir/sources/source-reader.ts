import { type Source, SOURCES } from '../../domain/fact-set.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { FhirAccess } from '../client/fhir-access.js';
import { queryFromTemplate } from '../client/fhir-query.js';
import type { FhirQuery } from '../client/fhir-query.js';
import { typeOf } from '../elements/json.js';
import type { FhirLimits } from '../client/limits.js';
import { collectPages, searchAll } from '../client/paging.js';
import type { Pages } from '../client/paging.js';
import { judgePrefetch, prefetchValue } from './prefetch-source.js';
import { notAsked } from './source-reading.js';
import type { SourceReading } from './source-reading.js';
import { SOURCE_TYPES } from './source-types.js';

export interface SourceReaderContext {
  readonly request: HookRequest;
  readonly service: ServiceDefinition;
  /** null: the client named no FHIR server. */
  readonly access: FhirAccess | null;
  readonly limits: FhirLimits;
}

interface Attempt {
  readonly ok: boolean;
  readonly reading: SourceReading;
}

/**
 * Obtains all sources. The required ones come first: the optional ones are asked when they have ended, with the calls and the
 * time that are left (docs/clinical/facts.md: without a required source nothing may be concluded). What is not reached is
 * a gap with its reason.
 */
export async function readSources(context: SourceReaderContext): Promise<readonly SourceReading[]> {
  const { access, service } = context;
  const isRequired = (source: Source) => service.sources[source]?.required === true;
  const required = SOURCES.filter(isRequired).map((source) => readSource(source, context));
  const later = { ...context, access: access?.after(Promise.all(required)) ?? null };
  const optional = SOURCES.filter((source) => !isRequired(source)).map((source) => readSource(source, later));
  const readings = new Map((await Promise.all([...required, ...optional])).map((each) => [each.source, each] as const));
  return SOURCES.flatMap((source) => readings.get(source) ?? []);
}

/**
 * Obtains one source: what prefetch gave, completed or replaced by a fetch where that is needed and possible
 * (CDS Hooks: a service compares the prefetch with its templates and fetches only what is missing). Never throws for a
 * remote fault.
 */
async function readSource(source: Source, context: SourceReaderContext): Promise<SourceReading> {
  const definition = context.service.sources[source];
  if (definition === undefined) return notAsked(source);
  const { request, access, limits } = context;
  const base = { source, required: definition.required, problem: null, entries: [] } as const;
  const query = queryFromTemplate(definition.template, request);
  const given = judgePrefetch(prefetchValue(request.prefetch, source), source, query, request.patientId);
  switch (given.kind) {
    case 'absent':
      return { ...base, provenance: 'prefetch', extent: 'whole' };
    case 'bundle':
      return fromPages({ ...base, provenance: 'prefetch' }, await collectPages(given.bundle, access, limits));
    case 'part': {
      const fetched = await fetchSource(base, query, context);
      if (fetched.ok) return fetched.reading;
      return { ...base, provenance: 'prefetch', entries: given.bundle.entries, extent: 'part', problem: given.problem };
    }
    case 'failed': {
      const fetched = await fetchSource(base, query, context);
      if (fetched.ok || access !== null || given.problem === 'not-provided') return fetched.reading;
      return { ...fetched.reading, problem: given.problem };
    }
  }
}

async function fetchSource(
  base: Pick<SourceReading, 'source' | 'required' | 'problem' | 'entries'>,
  query: FhirQuery | null,
  context: SourceReaderContext,
): Promise<Attempt> {
  const failed = { ...base, provenance: 'failed', extent: 'nothing' } as const;
  const { access, limits } = context;
  if (access === null || query === null) {
    const problem = context.request.fetchFault === null ? 'not-provided' : 'access-unreadable';
    return { ok: false, reading: { ...failed, problem } };
  }
  if (query.kind === 'read') {
    const result = await access.get(query);
    if (!result.ok) return { ok: false, reading: { ...failed, problem: result.problem } };
    const entries = [{ fullUrl: null, resource: result.resource }];
    return { ok: true, reading: { ...base, provenance: 'fetched', entries, extent: 'whole' } };
  }
  const searched = await searchAll(query, access, limits);
  if (!searched.ok) return { ok: false, reading: { ...failed, problem: searched.problem } };
  const { pages, total, unreadable } = searched;
  const matches = pages.entries.filter(({ resource }) => SOURCE_TYPES[base.source].includes(typeOf(resource) ?? ''));
  const missing = (total ?? 0) > matches.length;
  if (matches.length === 0 && pages.saysFailed) {
    return { ok: false, reading: { ...failed, problem: 'operation-outcome' } };
  }
  // "None" is a statement about the patient; a count without entries, or entries of another kind, do not make it.
  if (matches.length === 0 && (unreadable || missing || pages.entries.length > 0 || searched.problem !== null)) {
    return { ok: false, reading: { ...failed, problem: searched.problem ?? 'fetch-failed' } };
  }
  const complete = pages.complete && !missing;
  return { ok: true, reading: fromPages({ ...base, provenance: 'fetched' }, { ...pages, complete }) };
}

function fromPages(base: Omit<SourceReading, 'extent' | 'entries' | 'problem'>, pages: Pages): SourceReading {
  const problem = pages.saysFailed ? 'operation-outcome' : pages.complete ? null : 'pages-missing';
  return { ...base, entries: pages.entries, extent: problem === null ? 'whole' : 'part', problem };
}
