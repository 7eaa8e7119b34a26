import type { BundleContent, BundleEntry } from '../sources/bundle.js';
import { readBundle } from '../sources/bundle.js';
import type { FhirAccess } from './fhir-access.js';
import type { FhirLimits } from './limits.js';

export interface Pages {
  readonly entries: readonly BundleEntry[];
  /**
   * False when a next link could not be followed to its end (refused, failed, a loop, or past the limits), or when a page
   * holds something that cannot be read.
   */
  readonly complete: boolean;
  readonly saysFailed: boolean;
}

/**
 * Follows `Bundle.link[next]` from a first page, within the limits.
 * @param access null when nothing may be fetched; then a next link means that pages are missing
 */
export async function collectPages(
  first: BundleContent,
  access: Pick<FhirAccess, 'page'> | null,
  limits: Pick<FhirLimits, 'maxPages' | 'maxEntries'>,
): Promise<Pages> {
  const entries = [...first.entries];
  const seen = new Set<string>();
  let saysFailed = first.saysFailed;
  let next = first.next;
  let complete = true;
  let unreadable = first.unreadable;
  for (let pages = 1; next !== null; pages += 1) {
    complete = false;
    if (access === null || pages >= limits.maxPages || entries.length >= limits.maxEntries || seen.has(next)) break;
    seen.add(next);
    const result = await access.page(next);
    if (!result.ok) break;
    const page = readBundle(result.resource);
    entries.push(...page.entries);
    saysFailed ||= page.saysFailed;
    unreadable ||= page.unreadable;
    next = page.next;
    complete = true;
  }
  if (entries.length > limits.maxEntries)
    return { entries: entries.slice(0, limits.maxEntries), complete: false, saysFailed };
  return { entries, complete: complete && !unreadable, saysFailed };
}
