import type { FhirQuery } from '../client/fhir-query.js';
import type { BundleContent } from './bundle.js';

type Search = FhirQuery & { readonly kind: 'search' };

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
  const self = readSelf(bundle.self);
  if (self === null) return false;
  const path = self.pathname.split('/').filter((segment) => segment !== '' && segment !== '_search');
  if (!types.includes(path.at(-1) ?? '')) return false;
  return namesPatient(self.searchParams, path, patientId) && sharesCode(self.searchParams, query);
}

/**
 * Whether the question that was answered had limits that "all there is" has not: a date or a status in our own template, or
 * any search parameter in the self link that we did not send. Then an empty answer does not say that there is none.
 */
export function isNarrower(self: string | null, query: FhirQuery | null): boolean {
  if (query?.kind !== 'search') return false;
  if (Object.keys(query.params).some((name) => LIMITS_IN_TEMPLATE.has(baseName(name)))) return true;
  const asked = self === null ? null : readSelf(self);
  if (asked === null) return false;
  const ours = new Set(Object.keys(query.params).map(baseName));
  for (const name of asked.searchParams.keys()) {
    const base = baseName(name);
    if (!ours.has(base) && (LIMITS_IN_TEMPLATE.has(base) || OTHER_LIMITS.has(base))) return true;
  }
  return false;
}

/** Times and statuses, by their names in R4 and before. */
const LIMITS_IN_TEMPLATE: ReadonlySet<string> = new Set([
  ...['date', '_lastupdated', 'authoredon', 'authored', 'datewritten', 'effective', 'effective-time', 'effectivetime'],
  ...['whenhandedover', 'whenprepared', 'onset-date', 'onset', 'recorded-date', 'date-recorded', 'asserted-date'],
  ...['period', 'occurrence', 'performed', 'abatement-date', 'status', 'clinical-status', 'clinicalstatus'],
]);

/** What else a FHIR search may be narrowed by; the parameters by which servers turn pages are none of these. */
const OTHER_LIMITS: ReadonlySet<string> = new Set([
  ...['category', 'encounter', 'context', 'performer', 'requester', 'author', 'specimen', 'device', 'method', 'intent'],
  ...[
    'value-quantity',
    'value-string',
    'value-concept',
    'verification-status',
    'medication',
    'criticality',
    'type',
    '_id',
  ],
]);

function baseName(name: string): string {
  return (name.split(/[:.]/, 1)[0] ?? '').toLowerCase();
}

function readSelf(link: string): URL | null {
  if (link.length > LONGEST_LINK || /\{\{|%7b%7b/i.test(link)) return null;
  const base = 'http://self.invalid/';
  return URL.canParse(link, base) ? new URL(link, base) : null;
}

function namesPatient(params: URLSearchParams, path: readonly string[], patientId: string): boolean {
  if (path.at(-3) === 'Patient' && path.at(-2) === patientId) return true;
  const values = ['patient', 'subject', 'patient:Patient', 'subject:Patient'].flatMap((name) => params.getAll(name));
  return values.length > 0 && values.every((value) => value === patientId || value.endsWith(`Patient/${patientId}`));
}

/** Without a `code` the question was wider than ours, which is as good. */
function sharesCode(params: URLSearchParams, query: Search): boolean {
  const asked = codesIn(params.getAll('code'));
  const ours = new Set(codesIn(query.params.code ?? []));
  return asked.length === 0 || ours.size === 0 || asked.some((code) => ours.has(code));
}

/** `system|code,code` to bare codes. */
function codesIn(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(',')).map((token) => token.slice(token.lastIndexOf('|') + 1));
}
