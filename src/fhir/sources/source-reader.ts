import { OPTIONAL_TESTS, type Source, SOURCES } from '../../domain/fact-set.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { ServiceDefinition, SourceDefinition } from '../../domain/service-definition.js';
import type { FhirAccess } from '../client/fhir-access.js';
import { detailOf } from '../client/fhir-failure.js';
import { type FhirQuery, fillTemplate, type QueryTemplate, readTemplate } from '../client/fhir-query.js';
import type { FhirLimits } from '../client/limits.js';
import { collectPages, onlyPage, type Pages, searchAll } from '../client/paging.js';
import {
  countOfTypes,
  judgePrefetch,
  type OpenedRequest,
  type PrefetchedSource,
  prefetchKey,
} from './prefetch-source.js';
import {
  notAsked,
  NOTHING_RECEIVED,
  readList,
  type Received,
  received,
  type SourceReading,
  together,
} from './bundle.js';
import { isNarrower, isOfAnother } from './self-link.js';
import { SOURCE_TYPES } from './source-types.js';

export interface SourceReaderContext {
  readonly request: HookRequest;
  readonly opened: OpenedRequest;
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
 * time that are left (docs/clinical/facts.md#fact-sets: without a required source nothing may be concluded). What is not reached is
 * a gap with its reason.
 */
export function readSources(
  context: SourceReaderContext,
): readonly SourceReading[] | Promise<readonly SourceReading[]> {
  const { access, service } = context;
  const given = SOURCES.map((source) => readSource(source, context));
  // Everything was prefetched: nobody is asked, and nobody waited for.
  if (given.every(isReading)) return given;
  const isRequired = (source: Source | undefined) => source !== undefined && service.sources[source]?.required === true;
  const required = given.map((each, at) => (!isReading(each) && isRequired(SOURCES[at]) ? each(access) : each));
  const later = access?.after(Promise.all(required.filter((each) => each instanceof Promise))) ?? null;
  return Promise.all(required.map((each) => Promise.resolve(typeof each === 'function' ? each(later) : each)));
}

/** Asks what is missing of a source. */
type Ask = (access: FhirAccess | null) => Promise<SourceReading>;

function isReading(given: SourceReading | Ask): given is SourceReading {
  return typeof given !== 'function';
}

/** Of tests that are measured every day the newest are wanted, and they come first: not a page for each month of a stay. */
const TEST_PAGES = 2;

/**
 * One source: what prefetch gave, or how it is completed or replaced by a fetch where that is needed and possible
 * (CDS Hooks: a service compares the prefetch with its templates and fetches only what is missing). Never throws for a
 * remote fault. Whatever came in the prefetch stays in the reading, a fetch or not.
 */
function readSource(source: Source, context: SourceReaderContext): SourceReading | Ask {
  const definition = context.service.sources[source];
  if (definition === undefined) return notAsked(source);
  const { request, opened } = context;
  const query = fillTemplate(templateOf(definition), request);
  const prefetch = opened.prefetch(prefetchKey(request.prefetch, source));
  const given = judgePrefetch(prefetch, source, query, request.patientId);
  const { required } = definition;
  // What is whole as it came is read without anybody being asked, and nobody waited for.
  if (given.kind === 'absent') {
    return readingOf({ source, required }, given.received, given.self, query);
  }
  if (given.kind === 'bundle' && given.bundle.next === null) {
    const pages = onlyPage(given.bundle, context.limits.maxEntries);
    return readingOf({ source, required }, pages, pages.self, query, problemOf(pages));
  }
  const maxPages = Math.min(TEST_PAGES, context.limits.maxPages);
  const limits = OPTIONAL_TESTS.includes(source) ? { ...context.limits, maxPages } : context.limits;
  const asked = isNarrower(null, query) ? 'narrower' : 'whole';
  const base = { ...NOTHING_RECEIVED, source, required, problem: null, asked } as const;
  return (access) => complete(given, base, query, { ...context, limits, access });
}

/** What prefetch gave, and no more. */
function readingOf(
  { source, required }: Pick<SourceReading, 'source' | 'required'>,
  { entries, unreadable, messages, overLimit }: Received,
  self: string | null,
  query: FhirQuery | null,
  problem: ReturnType<typeof problemOf> = null,
): SourceReading {
  return {
    entries,
    unreadable,
    messages,
    overLimit,
    source,
    required,
    problem,
    asked: isNarrower(self, query) ? 'narrower' : 'whole',
    provenance: 'prefetch',
    extent: problem === null ? 'whole' : 'part',
  };
}

async function complete(
  given: Exclude<PrefetchedSource, { readonly kind: 'absent' }>,
  base: ReadingBase,
  query: FhirQuery | null,
  context: SourceReaderContext,
): Promise<SourceReading> {
  const { access, limits } = context;
  switch (given.kind) {
    case 'bundle': {
      const pages = await collectPages(given.bundle, access, limits);
      return fromPages({ ...base, provenance: 'prefetch' }, pages, query);
    }
    case 'part': {
      const fetched = await fetchSource(base, query, context);
      if (fetched.ok) return { ...fetched.reading, ...together(given.received, fetched.reading) };
      return { ...base, ...given.received, provenance: 'prefetch', extent: 'part', problem: given.problem };
    }
    case 'failed': {
      const fetched = await fetchSource(base, query, context);
      const reading = { ...fetched.reading, ...together(given.received, fetched.reading) };
      if (fetched.ok || access !== null || given.problem === 'not-provided') return reading;
      return { ...reading, problem: given.problem };
    }
  }
}

/** The templates of the content in force, each taken apart once; they go with their content. */
const templates = new WeakMap<SourceDefinition, QueryTemplate>();

function templateOf(definition: SourceDefinition): QueryTemplate {
  const known = templates.get(definition);
  if (known !== undefined) return known;
  const template = readTemplate(definition.template);
  templates.set(definition, template);
  return template;
}

type ReadingBase = Received & Pick<SourceReading, 'source' | 'required' | 'problem' | 'asked'>;

async function fetchSource(
  base: ReadingBase,
  query: FhirQuery | null,
  { request, access, limits }: SourceReaderContext,
): Promise<Attempt> {
  const failed = { ...base, provenance: 'failed', extent: 'nothing' } as const;
  if (access === null || query === null) {
    const problem = request.fetchFault === null ? 'not-provided' : 'access-unreadable';
    return { ok: false, reading: { ...failed, problem } };
  }
  if (query.kind === 'read') {
    const result = await access.get(query);
    if (!result.ok) return { ok: false, reading: { ...failed, problem: result.problem, ...detailOf(result) } };
    const came = received(readList([result.resource]));
    return { ok: true, reading: { ...base, ...came, provenance: 'fetched', extent: 'whole' } };
  }
  const searched = await searchAll(query, access, limits);
  if (!searched.ok) {
    return { ok: false, reading: { ...failed, problem: searched.problem, ...detailOf(searched) } };
  }
  const { pages, total } = searched;
  const matches = countOfTypes(pages, SOURCE_TYPES[base.source]);
  const missing = (total ?? 0) > matches;
  const unusable = { ...failed, ...received(pages) };
  if (matches === 0 && pages.saysFailed) {
    return { ok: false, reading: { ...unusable, problem: 'operation-outcome' } };
  }
  // "None" is a statement about the patient; a count without entries, or entries of another kind, do not make it.
  if (matches === 0 && (pages.unreadable > 0 || missing || pages.entries.length > 0 || searched.problem !== null)) {
    return { ok: false, reading: { ...unusable, problem: searched.problem ?? 'fetch-failed' } };
  }
  const complete = pages.complete && !missing;
  const reading = fromPages({ ...base, provenance: 'fetched' }, { ...pages, complete }, query);
  const isOthers = matches === 0 && isOfAnother(pages.self, query, SOURCE_TYPES[base.source], request.patientId);
  return { ok: true, reading: isOthers ? { ...reading, asked: 'narrower' } : reading };
}

function problemOf({ saysFailed, complete: isComplete }: Pages): 'operation-outcome' | 'pages-missing' | null {
  if (saysFailed) return 'operation-outcome';
  return isComplete ? null : 'pages-missing';
}

function fromPages(base: Omit<SourceReading, 'extent'>, pages: Pages, query: FhirQuery | null): SourceReading {
  const problem = problemOf(pages);
  return {
    ...base,
    ...received(pages),
    extent: problem === null ? 'whole' : 'part',
    problem,
    asked: isNarrower(pages.self, query) ? 'narrower' : 'whole',
  };
}
