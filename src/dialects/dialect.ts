import type { SuggestionId } from '../domain/finding.js';
import type { CardCoding } from '../protocol/card.js';
import type { DialectFile } from './dialect-schema.js';
import type { SuggestionEntry } from './card-catalogue.js';

/** A profile, together with what it needs to know about the content it is applied to. Frozen. */
export interface Dialect extends DialectFile {
  /** `system|code` of a suggested order, FHIR spelling -> the order that the site built for it. */
  readonly siteOrders: ReadonlyMap<string, CardCoding>;
}

/** Ties the codes that a site filled in to the codes that `cards/suggestions.yaml` has. */
export function bindDialect(
  file: DialectFile,
  suggestions: Readonly<Partial<Record<SuggestionId, SuggestionEntry>>>,
): Dialect {
  const { orderCodes } = file.suggestions;
  const siteOrders = new Map<string, CardCoding>();
  for (const [id, code] of Object.entries(orderCodes?.codes ?? {}) as [SuggestionId, string | null][]) {
    const entry = suggestions[id];
    if (orderCodes === null || code === null || entry === undefined) continue;
    siteOrders.set(codeKey(entry.coding), { system: orderCodes.system, code, display: entry.text });
  }
  return Object.freeze({ ...file, siteOrders });
}

export function codeKey({ system, code }: { readonly system: string; readonly code: string }): string {
  return `${system}|${code}`;
}
