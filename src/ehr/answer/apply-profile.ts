import { escapeMarkdown, shorten } from '../../content/cards/escape.js';
import {
  type Action,
  type Card,
  type CardCoding,
  type CdsResponse,
  type Link,
  type OverrideReason,
  PAGE_LINK_LABELS,
  type SelectionBehavior,
  type Suggestion,
  wholeDetail,
  type WireResource,
} from '../../domain/card.js';
import { SEVERITIES } from '../../domain/finding.js';
import { isJsonObject } from '../../cds-hooks/request/json-body.js';
import type { DetailFormat, ProfileFile } from '../profile/profile-schema.js';
import { codeKey, type EhrProfile } from '../profile/ehr-profile.js';
import { markdownToText } from './plain-text.js';
import { markdownToSafeHtml } from './safe-html.js';

/**
 * The one interpreter of `hooks/dialects/*.yaml`: a card as this EHR can show it. Applying it twice is applying it once,
 * `generic` changes nothing, and the severity, the uuid and the topic are never touched.
 */
export function applyProfile(card: Card, profile: EhrProfile): Card {
  const suggestions = profileSuggestions(card, profile);
  const reasons = profileReasons(card.overrideReasons ?? [], profile);
  const links = profileLinks(card, profile);
  const { detail, extension } = applyDetail(inExtent(card, links, profile), profile);
  return {
    uuid: card.uuid,
    summary: shorten(card.summary, profile.summary.maxLength),
    indicator: card.indicator,
    ...(detail === undefined ? {} : { detail }),
    source: card.source,
    ...suggestions,
    ...(reasons.length > 0 ? { overrideReasons: reasons } : {}),
    ...(links.length > 0 ? { links } : {}),
    ...(extension === undefined ? {} : { extension }),
  };
}

/** All cards of an answer, in the order and number that this EHR shows. */
export function applyProfileToResponse(response: CdsResponse, profile: EhrProfile): CdsResponse {
  const ordered = profile.cards.order === 'as-sent' ? response.cards : criticalFirst(response.cards);
  const cards = capCards(ordered, profile.cards.max).map((card) => applyProfile(card, profile));
  return { ...response, cards };
}

function profileReasons(
  reasons: readonly OverrideReason[],
  { overrideReasons, siteReasons }: EhrProfile,
): readonly OverrideReason[] {
  if (!overrideReasons.shown) return [];
  return reasons.map((reason) => {
    const own = siteReasons.get(codeKey(reason));
    return own === undefined ? reason : { ...reason, system: own.system, code: own.code };
  });
}

function profileLinks({ links = [], source }: Card, profile: EhrProfile): Link[] {
  const repeated: Link[] =
    profile.source.urlAsLink && source.url !== undefined && !links.some(({ url }) => url === source.url)
      ? [{ label: source.label, url: source.url, type: 'absolute' }]
      : [];
  return [...links, ...repeated].filter((link) => isLinkAllowed(link, profile.links));
}

function criticalFirst(cards: readonly Card[]): Card[] {
  return [...cards].sort((a, b) => SEVERITIES.indexOf(b.indicator) - SEVERITIES.indexOf(a.indicator));
}

/**
 * Critical cards stay whatever the cap is. What a card that was left out had to say stands as one line under the last
 * card that is shown: silence must not read as safety.
 */
function capCards(cards: readonly Card[], max: number | null): readonly Card[] {
  if (max === null || cards.length <= max) return cards;
  const room = max - cards.filter(({ indicator }) => indicator === 'critical').length;
  const shown = new Set(cards.filter(({ indicator }) => indicator !== 'critical').slice(0, Math.max(0, room)));
  const kept = cards.filter((card) => card.indicator === 'critical' || shown.has(card));
  const left = cards.filter((card) => !kept.includes(card));
  const last = kept.at(-1);
  if (last === undefined || left.length === 0) return kept;
  const lines = left.map(({ summary }) => `- ${escapeMarkdown(summary)}`).join('\n');
  const detail = `${last.detail === undefined ? '' : `${last.detail.trimEnd()}\n\n`}**Also found**\n\n${lines}`;
  return [...kept.slice(0, -1), { ...last, detail }];
}

/** Marks a detail that is no longer Markdown, so that nobody reads it as Markdown again. */
const FORMAT_EXTENSION = 'org.tacrolimus-cds.detail-format';

const MEDIA_TYPES: Readonly<Record<Exclude<DetailFormat, 'markdown'>, string>> = {
  text: 'text/plain',
  html: 'text/html',
};

/** The format that the detail of a card is in now. */
export function detailFormatOf(card: Card): DetailFormat {
  const mark = card.extension?.[FORMAT_EXTENSION];
  return mark === 'text' || mark === 'html' ? mark : 'markdown';
}

const PAGE_LINKS: ReadonlySet<string> = new Set(Object.values(PAGE_LINK_LABELS));

/** The card with what stands on it in this EHR: the rest only where no link leads to it, unless the profile says otherwise. */
function inExtent({ appendix, ...card }: Card, links: readonly Link[], { detail: { extent } }: EhrProfile): Card {
  const hasPage = links.some(({ label }) => PAGE_LINKS.has(label));
  if (appendix === undefined || extent === 'short' || (extent === 'link' && hasPage)) return card;
  return { ...card, detail: wholeDetail({ ...card, appendix }) };
}

/** The detail in the format of the profile, and the extension that tells the EHR which one it is. */
function applyDetail(card: Card, profile: EhrProfile): Pick<Card, 'detail' | 'extension'> {
  const { format, contentTypeExtension } = profile.detail;
  const { detail, extension } = card;
  const isReady = detail === undefined || format === 'markdown' || detailFormatOf(card) !== 'markdown';
  if (isReady)
    return { ...(detail === undefined ? {} : { detail }), ...(extension === undefined ? {} : { extension }) };
  return {
    detail: format === 'text' ? markdownToText(detail) : markdownToSafeHtml(detail),
    extension: {
      ...extension,
      [FORMAT_EXTENSION]: format,
      ...(contentTypeExtension === null ? {} : { [contentTypeExtension]: MEDIA_TYPES[format] }),
    },
  };
}

/**
 * The suggestions that this EHR carries out as they are meant. One that it would carry out in part, or could not find
 * an order for, is left out whole: the text of the card says the same, and a dead button is worse than none.
 */
function profileSuggestions(card: Card, profile: EhrProfile): Pick<Card, 'suggestions' | 'selectionBehavior'> {
  const { suggestions = [], selectionBehavior } = card;
  if (!profile.suggestions.shown) return {};
  const kept = suggestions.flatMap((suggestion) => adapt(suggestion, profile));
  if (kept.length === 0) return {};
  const behavior = behaviorOf(selectionBehavior, profile);
  return { suggestions: behavior === 'at-most-one' ? recommendOne(kept) : kept, selectionBehavior: behavior };
}

function behaviorOf(sent: SelectionBehavior | undefined, { suggestions }: EhrProfile): SelectionBehavior {
  const accepted = suggestions.selectionBehaviors;
  if (sent !== undefined && accepted.includes(sent)) return sent;
  return accepted[0] ?? 'at-most-one';
}

/** Under at-most-one CDS Hooks allows one recommendation (3.0 cds-resp-1); of several, none is the recommended one. */
function recommendOne(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  if (suggestions.filter(({ isRecommended }) => isRecommended === true).length <= 1) return suggestions;
  return suggestions.map((suggestion) => ({ ...suggestion, isRecommended: false }));
}

function adapt(suggestion: Suggestion, profile: EhrProfile): Suggestion[] {
  const { actionsMax, actionTypes } = profile.suggestions;
  if (suggestion.actions === undefined) return [suggestion];
  if (actionsMax !== null && suggestion.actions.length > actionsMax) return [];
  if (suggestion.actions.some(({ type }) => !actionTypes.includes(type))) return [];
  const actions = suggestion.actions.flatMap((action) => adaptAction(action, profile));
  return actions.length === suggestion.actions.length ? [{ ...suggestion, actions }] : [];
}

function adaptAction(action: Action, profile: EhrProfile): Action[] {
  if (action.resource === undefined) return [action];
  const resource = adaptResource(action.resource, profile);
  return resource === null ? [] : [{ ...action, resource }];
}

/**
 * A suggested resource with its codes as this EHR spells them, the order that the site built in front.
 * @returns null when a concept is left without any code that the EHR knows
 */
function adaptResource(resource: WireResource, profile: EhrProfile): WireResource | null {
  const adapted = adaptValue(resource, profile);
  return isJsonObject(adapted) ? { ...adapted, resourceType: resource.resourceType } : null;
}

/** undefined: holds a concept without a code. Codes stand at different depths in the FHIR releases, so all are walked. */
function adaptValue(value: unknown, profile: EhrProfile): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => adaptValue(item, profile));
    return items.includes(undefined) ? undefined : items;
  }
  if (!isJsonObject(value)) return value;
  const members: [string, unknown][] = Object.entries(value).map(([name, member]) => [
    name,
    name === 'coding' && Array.isArray(member) ? adaptCodings(member, profile) : adaptValue(member, profile),
  ]);
  return members.some(([, member]) => member === undefined) ? undefined : Object.fromEntries(members);
}

function adaptCodings(codings: readonly unknown[], profile: EhrProfile): readonly unknown[] | undefined {
  const known = codings.filter(isCoding);
  if (known.length < codings.length) return codings;
  const adapted = known.flatMap((coding) => adaptCoding(coding, profile));
  const distinct = adapted.filter(
    (coding, at) => adapted.findIndex((each) => codeKey(each) === codeKey(coding)) === at,
  );
  return distinct.length === 0 && codings.length > 0 ? undefined : distinct;
}

function adaptCoding(coding: CardCoding, { suggestions, siteOrders }: EhrProfile): CardCoding[] {
  const canonical = canonicalSystem(coding.system, suggestions.codeSystems);
  const spelling = suggestions.codeSystems[canonical];
  const siteOrder = siteOrders.get(codeKey({ system: canonical, code: coding.code }));
  const isKept =
    spelling !== undefined ||
    suggestions.otherCodeSystems === 'keep' ||
    coding.system === suggestions.orderCodes?.system;
  return [
    ...(siteOrder === undefined ? [] : [siteOrder]),
    ...(isKept ? [{ ...coding, system: spelling ?? coding.system }] : []),
  ];
}

/** Both spellings are read, so that a resource that was adapted before stays as it is. */
function canonicalSystem(system: string, spellings: Readonly<Record<string, string>>): string {
  return Object.entries(spellings).find(([, spelling]) => spelling === system)?.[0] ?? system;
}

function isCoding(value: unknown): value is CardCoding {
  return isJsonObject(value) && typeof value.system === 'string' && typeof value.code === 'string';
}

/** Whether a profile sends this link: its kind is shown, and it is on the allow-list where there is one. */
export function isLinkAllowed({ url, type }: Link, rules: ProfileFile['links']): boolean {
  if (!(type === 'smart' ? rules.smart : rules.absolute)) return false;
  return rules.allowList === null || rules.allowList.some((entry) => isUnder(url, entry));
}

/** By origin and whole path segments: `https://doi.org` does not allow `https://doi.org.example`. */
function isUnder(url: string, entry: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(entry)) return false;
  const [address, allowed] = [new URL(url), new URL(entry)];
  const path = allowed.pathname.replace(/\/$/, '');
  return address.origin === allowed.origin && (address.pathname === path || address.pathname.startsWith(`${path}/`));
}
