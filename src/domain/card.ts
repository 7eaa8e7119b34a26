import type { Severity } from './finding.js';
import type { Language } from './language.js';

/**
 * The extension that says where a card comes from (docs/clinical/cards.md#trace): rule, finding, content version, hash
 * of its facts.
 */
export const TRACE_EXTENSION = 'org.tacrolimus-cds.trace';

/**
 * The extension that names the draft orders that a card is about (docs/clinical/cards.md#order-named): a list of FHIR
 * References, `reference` where the draft has an id. Left out on patient-view, which is about none.
 */
export const ORDER_EXTENSION = 'org.tacrolimus-cds.order';

/**
 * The CDS Hooks response as it goes over the wire (CDS Hooks 2.0 "CDS Service Response"). One shape that is valid in
 * 1.0, 2.0 and the 3.0 ballot: no 3.0-only members, a uuid everywhere, deletes by `resourceId`.
 * A member without a value is left out: the specification forbids null and empties (everything but `cards`).
 */
export interface CdsResponse {
  readonly cards: readonly Card[];
  /** Only in use that was agreed beforehand; never an empty array. */
  readonly systemActions?: readonly Action[];
  readonly extension?: Extension;
}

/** Names are reverse-domain, so that they are unique across vendors. */
export type Extension = Readonly<Record<string, unknown>>;

/** Any FHIR resource, of the FHIR version of the request. */
export type WireResource = Readonly<Record<string, unknown>> & { readonly resourceType: string };

/** A Coding inside a card: unlike the chart's, it always names its system. */
export interface CardCoding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** Override reasons are shown to people, so each needs a display (3.0 invariant cds-resp-4). */
export interface OverrideReason extends CardCoding {
  readonly display: string;
}

export interface Card {
  /** Needed for feedback; unique among all cards and suggestions of one response. */
  readonly uuid: string;
  /** Plain text on one line, under 140 characters. */
  readonly summary: string;
  /** GitHub-Flavored Markdown, without HTML. What is read in five seconds. */
  readonly detail?: string;
  /**
   * Everything else that the card rests on, Markdown. Never a member of what is sent: it stands on the page behind the card, or
   * where there is none under the detail (`applyProfile`).
   */
  readonly appendix?: string;
  readonly indicator: Severity;
  readonly source: CardSource;
  readonly suggestions?: readonly Suggestion[];
  /** Present exactly when there are suggestions. CDS Hooks 1.0 knows `at-most-one` only. */
  readonly selectionBehavior?: SelectionBehavior;
  readonly overrideReasons?: readonly OverrideReason[];
  readonly links?: readonly Link[];
  readonly extension?: Extension;
}

/** The link to the page behind a card, in each language; a card without it brings everything itself. */
export const PAGE_LINK_LABELS: Readonly<Record<Language, string>> = {
  en: 'All values, baselines and evidence',
  de: 'Alle Werte, Ausgangswerte und Evidenz',
};
export const PAGE_LINK_LABEL = PAGE_LINK_LABELS.en;

/** The detail with everything behind it, where no page shows that. */
export function wholeDetail({ detail = '', appendix = '' }: Pick<Card, 'detail' | 'appendix'>): string {
  return [detail, appendix].filter((part) => part !== '').join('\n\n');
}

export type SelectionBehavior = 'at-most-one' | 'any';

export interface CardSource {
  readonly label: string;
  /** Absolute; says who stands behind the card, not a link to more detail. */
  readonly url?: string;
  /** Absolute; a 100 x 100 PNG. */
  readonly icon?: string;
  /** Stable per kind of card: EHRs tie the clinician's acknowledgement to it. */
  readonly topic?: CardCoding;
}

export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly isRecommended?: boolean;
  readonly actions?: readonly Action[];
}

/** create and update carry a whole `resource`; delete names its target in `resourceId` (`MedicationRequest/123`). */
export interface Action {
  readonly type: 'create' | 'update' | 'delete';
  readonly description: string;
  readonly resource?: WireResource;
  readonly resourceId?: string;
  readonly extension?: Extension;
}

export interface Link {
  readonly label: string;
  /** Absolute http(s). */
  readonly url: string;
  readonly type: 'absolute' | 'smart';
  /** Only for `smart`. */
  readonly appContext?: string;
  readonly autolaunchable?: boolean;
  readonly extension?: Extension;
}

/** The finding that a card tells of, by its trace; empty where it has none. */
export function findingOf({ extension }: Pick<Card, 'extension'>): string {
  return (extension?.[TRACE_EXTENSION] as { readonly finding?: string } | undefined)?.finding ?? '';
}
