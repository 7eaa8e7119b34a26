import type { FhirQuery } from '../client/fhir-query.js';
import type { BundleContent } from './bundle.js';
import { QUESTION_OF_TYPE } from './source-types.js';

type Search = FhirQuery & { readonly kind: 'search' };

// Named, because a pattern that is written where it is used is made anew at each use, and every answer has a link.
const MODIFIER = /[:.]/;
const UNPLAIN = /[#{\s]|%7b/i;
const UNPLAIN_NAMES = /[#{]|%7b/i;
/** `{{token}}`, left by a client that did not know it. */
const UNFILLED = /\{\{|%7b%7b/i;

/** A longer link is not looked at: no server's own is a tenth of it. */
const LONGEST_LINK = 16_384;

/**
 * Whether a prefetched Bundle without a fitting entry means "there is none" (docs/clinical/facts.md#empty-answers: "An
 * empty Bundle counts as absent only if it answers our query"). A lenient server answers a query with an unresolved
 * `{{token}}` with an empty Bundle too; its self link gives it away.
 * @param query what we would have asked; null when that cannot be told
 */
export function answersQuery(
  bundle: Pick<BundleContent, 'self' | 'type'>,
  query: FhirQuery | null,
  types: readonly string[],
  patientId: string,
): boolean {
  if (query?.kind !== 'search') return false;
  if (bundle.self === null) return bundle.type === 'searchset';
  const self = plainSelf(bundle.self) ?? anySelf(bundle.self);
  if (self === null) return false;
  const path = self.path.split('/').filter((segment) => segment !== '' && segment !== '_search');
  if (!types.includes(path.at(-1) ?? '')) return false;
  return namesPatient(self.params, path, patientId) && sharesCode(self.params, query);
}

/** A self link taken apart. */
interface SelfLink {
  readonly path: string;
  /** In the order of the link. */
  readonly params: readonly SelfParam[];
}

interface SelfParam {
  readonly name: string;
  readonly value: string;
  /** The value is as it stands in the link. */
  readonly isEscaped: boolean;
}

function anySelf(link: string): SelfLink | null {
  const self = readSelf(link);
  if (self === null) return null;
  return {
    path: self.pathname,
    params: [...self.searchParams].map(([name, value]) => ({ name, value, isEscaped: false })),
  };
}

/** Of `code` the colons, bars and commas are escaped, which is nearly all that a server escapes. */
const PLAIN_PATH = /^(?!.*\/\.)\/[\w./-]*$/;
const PLAIN_PARAM = /^[\w/.:-]*$/;

/**
 * The same, without `URL`, of a link in which only the codes are escaped: every empty answer of every call has one.
 * null for any other.
 */
export function plainSelf(link: string): SelfLink | null {
  if (link.length > LONGEST_LINK || !PLAIN_LINK.test(link) || UNPLAIN.test(link)) return null;
  const mark = link.indexOf('?');
  const path = link.slice(link.indexOf('/', 'https://'.length), mark);
  if (!PLAIN_PATH.test(path)) return null;
  const params: SelfParam[] = [];
  for (const param of link.slice(mark + 1).split('&')) {
    if (param === '') continue;
    const equals = param.indexOf('=');
    const [name, value] = equals < 0 ? [param, ''] : [param.slice(0, equals), param.slice(equals + 1)];
    const isPlain = PLAIN_PARAM.test(value);
    if (!PLAIN_PARAM.test(name) || (!isPlain && name !== 'code')) return null;
    params.push({ name, value, isEscaped: !isPlain });
  }
  return { path, params };
}

/** As a form is read. */
function valueOf({ value, isEscaped }: SelfParam): string {
  return isEscaped ? (new URLSearchParams(`v=${value}`).get('v') ?? '') : value;
}

/**
 * Whether the question that was answered had limits that "all there is" has not: a date or a status in our own template, or
 * any search parameter in the self link that we did not send. Then an empty answer does not say that there is none.
 */
export function isNarrower(self: string | null, query: FhirQuery | null): boolean {
  if (query?.kind !== 'search') return false;
  for (const name in query.params) if (LIMITS_IN_TEMPLATE.has(baseName(name))) return true;
  if (self === null || self.length > LONGEST_LINK) return false;
  const names = plainNames(self) ?? [...(readSelf(self)?.searchParams.keys() ?? [])].map(baseName);
  for (const name of names) if (isLimit(name, query)) return true;
  return false;
}

/**
 * Whether the link names another question than ours: another type, another patient, other codes. What it is silent about it does
 * not contradict: behind a link there may be an opaque token.
 */
export function isOfAnother(
  self: string | null,
  query: FhirQuery | null,
  types: readonly string[],
  patientId: string,
): boolean {
  if (self === null || query?.kind !== 'search') return false;
  const link = plainSelf(self) ?? anySelf(self);
  if (link === null) return false;
  const path = link.path.split('/').filter((segment) => segment !== '' && segment !== '_search');
  const type = path.at(-1) ?? '';
  if (QUESTION_OF_TYPE.has(type) && !types.includes(type)) return true;
  const isNamed = link.params.some(({ name }) => PATIENT_PARAMS.includes(name));
  return (isNamed && !namesPatient(link.params, path, patientId)) || !sharesCode(link.params, query);
}

/** The beginning of a link that certainly is one. What is spelt in other ways is taken apart by `URL`. */
const PLAIN_LINK = /^https?:\/\/(?!xn--)[a-z][a-z0-9-]*(?:\.(?!xn--)[a-z][a-z0-9-]*)*(?::\d{1,4})?\/[\w./-]*\?/i;
const NAME = /^[\w-]*$/;

/**
 * The names of the parameters of a link in which none has to be decoded, without taking it apart: every source of every call has
 * such a link. null for any other.
 */
function plainNames(link: string): readonly string[] | null {
  if (!PLAIN_LINK.test(link) || UNPLAIN_NAMES.test(link)) return null;
  const names: string[] = [];
  for (let at = link.indexOf('?') + 1; ;) {
    const next = link.indexOf('&', at);
    const end = next === -1 ? link.length : next;
    const equals = link.indexOf('=', at);
    const name = link.slice(at, equals === -1 || equals > end ? end : equals);
    const base = baseName(name);
    if (!NAME.test(base)) return null;
    if (end > at) names.push(base);
    if (next === -1) return names;
    at = next + 1;
  }
}

function isLimit(base: string, query: Search): boolean {
  return (LIMITS_IN_TEMPLATE.has(base) || OTHER_LIMITS.has(base)) && !isOurs(base, query);
}

function isOurs(base: string, { params }: Search): boolean {
  for (const name in params) if (baseName(name) === base) return true;
  return false;
}

/** Times and statuses, by their names in R4 and before. */
const LIMITS_IN_TEMPLATE: ReadonlySet<string> = new Set([
  ...['date', '_lastupdated', 'authoredon', 'authored', 'datewritten', 'effective', 'effective-time', 'effectivetime'],
  ...['whenhandedover', 'whenprepared', 'onset-date', 'onset', 'recorded-date', 'date-recorded', 'asserted-date'],
  ...['period', 'occurrence', 'performed', 'abatement-date', 'status', 'clinical-status', 'clinicalstatus'],
]);

/**
 * What else a FHIR search may be narrowed by (hl7.org/fhir/R4/search.html and the pages of the types that are asked for); the
 * parameters by which servers turn pages are none of these.
 */
const OTHER_LIMITS: ReadonlySet<string> = new Set([
  ...[
    '_id',
    '_tag',
    '_security',
    '_profile',
    '_source',
    '_list',
    '_in',
    '_has',
    '_filter',
    '_query',
    '_text',
    '_content',
  ],
  ...['_type', '_language', '_maxresults', 'identifier', 'category', 'type', 'intent', 'priority', 'severity', 'stage'],
  ...[
    'encounter',
    'context',
    'performer',
    'requester',
    'author',
    'recorder',
    'asserter',
    'source',
    'specimen',
    'device',
  ],
  ...['method', 'focus', 'based-on', 'part-of', 'has-member', 'derived-from', 'data-absent-reason', 'value-quantity'],
  ...['value-string', 'value-concept', 'value-date', 'code-value-quantity', 'code-value-string', 'code-value-concept'],
  ...['code-value-date', 'component-code', 'component-value-quantity', 'component-code-value-quantity', 'combo-code'],
  ...[
    'combo-value-quantity',
    'combo-code-value-quantity',
    'verification-status',
    'medication',
    'criticality',
    'location',
  ],
  ...['organization', 'body-site', 'evidence', 'evidence-detail', 'intended-dispenser', 'prescription', 'receiver'],
  ...['responsibleparty', 'request', 'reason-code', 'reason-given', 'care-team', 'condition', 'goal'],
]);

function baseName(name: string): string {
  const end = name.search(MODIFIER);
  return (end < 0 ? name : name.slice(0, end)).toLowerCase();
}

function readSelf(link: string): URL | null {
  if (link.length > LONGEST_LINK || UNFILLED.test(link)) return null;
  const base = 'http://self.invalid/';
  try {
    return new URL(link, base);
  } catch {
    return null;
  }
}

const PATIENT_PARAMS: readonly string[] = ['patient', 'subject', 'patient:Patient', 'subject:Patient'];

function namesPatient(params: SelfLink['params'], path: readonly string[], patientId: string): boolean {
  if (path.at(-3) === 'Patient' && path.at(-2) === patientId) return true;
  let isNamed = false;
  for (const { name, value } of params) {
    if (!PATIENT_PARAMS.includes(name)) continue;
    if (value !== patientId && !value.endsWith(`Patient/${patientId}`)) return false;
    isNamed = true;
  }
  return isNamed;
}

/** Without a `code` the question was wider than ours, which is as good. */
function sharesCode(params: SelfLink['params'], query: Search): boolean {
  const first = params.find(({ name }) => name === 'code');
  const wanted = query.params.code ?? NO_CODES;
  // Most servers repeat the question as it was asked, and it may name hundreds of codes.
  if (first === undefined || (first.isEscaped && escaped(wanted).includes(first.value))) return true;
  const values = params.filter(({ name }) => name === 'code').map(valueOf);
  if (wanted.includes(values[0] ?? '')) return true;
  const asked = codesIn(values);
  const ours = new Set(codesIn(wanted));
  return asked.length === 0 || ours.size === 0 || asked.some((code) => ours.has(code));
}

const NO_CODES: readonly string[] = [];
const escapedLists = new WeakMap<readonly string[], readonly string[]>();

/** The codes of a template as they stand in a link, which go with their template: nothing of a call is in them. */
function escaped(codes: readonly string[]): readonly string[] {
  const known = escapedLists.get(codes);
  if (known !== undefined) return known;
  const lists = codes.map(encodeURIComponent);
  escapedLists.set(codes, lists);
  return lists;
}

/** `system|code,code` to bare codes. */
function codesIn(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(',')).map((token) => token.slice(token.lastIndexOf('|') + 1));
}
