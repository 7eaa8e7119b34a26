import type { BundleContent } from './bundle.js';
import type { FhirQuery } from '../client/fhir-query.js';

/**
 * Whether a prefetched Bundle without a fitting entry means "there is none" (docs/clinical/facts.md#empty-answers: "An
 * empty Bundle counts as absent only if it answers our query"). A lenient server answers a query with an unresolved
 * `{{token}}` with an empty Bundle too; its self link gives it away.
 * @param query what we would have asked; null when that cannot be told
 */
export function answersQuery(
  bundle: BundleContent,
  query: FhirQuery | null,
  types: readonly string[],
  patientId: string,
): boolean {
  if (query?.kind !== 'search') return false;
  if (bundle.self === null) return bundle.type === 'searchset';
  if (/\{\{|%7b%7b/i.test(bundle.self)) return false;
  const base = 'http://self.invalid/';
  if (!URL.canParse(bundle.self, base)) return false;
  const self = new URL(bundle.self, base);
  const path = self.pathname.split('/').filter((segment) => segment !== '' && segment !== '_search');
  if (!types.includes(path.at(-1) ?? '')) return false;
  return namesPatient(self.searchParams, path, patientId) && sharesCode(self.searchParams, query);
}

function namesPatient(params: URLSearchParams, path: readonly string[], patientId: string): boolean {
  if (path.at(-3) === 'Patient' && path.at(-2) === patientId) return true;
  const values = ['patient', 'subject', 'patient:Patient', 'subject:Patient'].flatMap((name) => params.getAll(name));
  return values.length > 0 && values.every((value) => value === patientId || value.endsWith(`Patient/${patientId}`));
}

/** Without a `code` the question was wider than ours, which is as good. */
function sharesCode(params: URLSearchParams, query: FhirQuery & { kind: 'search' }): boolean {
  const asked = codesIn(params.getAll('code'));
  const ours = new Set(codesIn(query.params.code ?? []));
  return asked.length === 0 || ours.size === 0 || asked.some((code) => ours.has(code));
}

/** `system|code,code` to bare codes. */
function codesIn(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(',')).map((token) => token.slice(token.lastIndexOf('|') + 1));
}
