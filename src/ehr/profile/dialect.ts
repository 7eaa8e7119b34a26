import type { MappedOverrideReason } from '../../content/cards/override-reasons.js';
import type { SuggestionId } from '../../domain/finding.js';
import type { CardCoding } from '../../domain/card.js';
import type { DialectFile } from './dialect-schema.js';
import type { SuggestionEntry } from '../kit/card-catalogue.js';

/** A profile, together with what it needs to know about the content it is applied to. Frozen. */
export interface Dialect extends DialectFile {
  /** `system|code` of a suggested order, FHIR spelling -> the order that the site built for it. */
  readonly siteOrders: ReadonlyMap<string, CardCoding>;
  /** `system|code` of an override reason as the cards have it -> as this EHR gets it and sends it back. */
  readonly siteReasons: ReadonlyMap<string, SiteReason>;
}

/** An override reason in the words of one EHR. */
export interface SiteReason {
  readonly system: string;
  readonly code: string;
  /** The HL7 code that it is counted as. */
  readonly hl7Code: string;
}

/** Ties the codes that a site filled in to those of `cards/suggestions.yaml` and `cards/override-reasons.yaml`. */
export function bindDialect(
  file: DialectFile,
  suggestions: Readonly<Partial<Record<SuggestionId, SuggestionEntry>>>,
  reasons: Readonly<Record<string, MappedOverrideReason>>,
): Dialect {
  const { orderCodes } = file.suggestions;
  const siteOrders = new Map<string, CardCoding>();
  for (const [id, code] of Object.entries(orderCodes?.codes ?? {}) as [SuggestionId, string | null][]) {
    const entry = suggestions[id];
    if (orderCodes === null || code === null || entry === undefined) continue;
    siteOrders.set(codeKey(entry.coding), { system: orderCodes.system, code, display: entry.text });
  }
  const siteReasons = new Map<string, SiteReason>();
  for (const [key, own] of Object.entries(file.overrideReasons.codes)) {
    const reason = reasons[key];
    if (reason !== undefined) siteReasons.set(codeKey(reason), { ...own, hl7Code: reason.hl7Code });
  }
  return Object.freeze({ ...file, siteOrders, siteReasons });
}

export function codeKey({ system, code }: { readonly system: string; readonly code: string }): string {
  return `${system}|${code}`;
}
