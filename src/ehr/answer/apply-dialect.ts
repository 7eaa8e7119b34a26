import type {
  Action,
  Card,
  CdsResponse,
  Link,
  OverrideReason,
  SelectionBehavior,
  Suggestion,
} from '../../domain/card.js';
import { escapeMarkdown, shorten } from '../../content/cards/escape.js';
import { SEVERITIES } from '../../domain/finding.js';
import { type DetailFormat, isLinkAllowed } from '../profile/dialect-schema.js';
import { codeKey, type Dialect } from '../profile/dialect.js';
import { markdownToText } from './plain-text.js';
import { markdownToSafeHtml } from './safe-html.js';
import { adaptResource } from './adapt-resource.js';

/**
 * The one interpreter of `hooks/dialects/*.yaml`: a card as this EHR can show it. Applying it twice is applying it once,
 * `generic` changes nothing, and the severity, the uuid and the topic are never touched.
 */
export function applyDialect(card: Card, dialect: Dialect): Card {
  const suggestions = dialectSuggestions(card, dialect);
  const reasons = dialectReasons(card.overrideReasons ?? [], dialect);
  const links = dialectLinks(card, dialect);
  const { detail, extension } = applyDetail(card, dialect);
  return {
    uuid: card.uuid,
    summary: shorten(card.summary, dialect.summary.maxLength),
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
export function applyDialectToResponse(response: CdsResponse, dialect: Dialect): CdsResponse {
  const ordered = dialect.cards.order === 'as-sent' ? response.cards : criticalFirst(response.cards);
  const cards = capCards(ordered, dialect.cards.max).map((card) => applyDialect(card, dialect));
  return { ...response, cards };
}

function dialectReasons(
  reasons: readonly OverrideReason[],
  { overrideReasons, siteReasons }: Dialect,
): readonly OverrideReason[] {
  if (!overrideReasons.shown) return [];
  return reasons.map((reason) => {
    const own = siteReasons.get(codeKey(reason));
    return own === undefined ? reason : { ...reason, system: own.system, code: own.code };
  });
}

function dialectLinks({ links = [], source }: Card, dialect: Dialect): Link[] {
  const repeated: Link[] =
    dialect.source.urlAsLink && source.url !== undefined && !links.some(({ url }) => url === source.url)
      ? [{ label: source.label, url: source.url, type: 'absolute' }]
      : [];
  return [...links, ...repeated].filter((link) => isLinkAllowed(link, dialect.links));
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

/** The detail in the format of the profile, and the extension that tells the EHR which one it is. */
function applyDetail(card: Card, dialect: Dialect): Pick<Card, 'detail' | 'extension'> {
  const { format, contentTypeExtension } = dialect.detail;
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
function dialectSuggestions(card: Card, dialect: Dialect): Pick<Card, 'suggestions' | 'selectionBehavior'> {
  const { suggestions = [], selectionBehavior } = card;
  if (!dialect.suggestions.shown) return {};
  const kept = suggestions.flatMap((suggestion) => adapt(suggestion, dialect));
  if (kept.length === 0) return {};
  const behavior = behaviorOf(selectionBehavior, dialect);
  return { suggestions: behavior === 'at-most-one' ? recommendOne(kept) : kept, selectionBehavior: behavior };
}

function behaviorOf(sent: SelectionBehavior | undefined, { suggestions }: Dialect): SelectionBehavior {
  const accepted = suggestions.selectionBehaviors;
  if (sent !== undefined && accepted.includes(sent)) return sent;
  return accepted[0] ?? 'at-most-one';
}

/** Under at-most-one CDS Hooks allows one recommendation (3.0 cds-resp-1); of several, none is the recommended one. */
function recommendOne(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  if (suggestions.filter(({ isRecommended }) => isRecommended === true).length <= 1) return suggestions;
  return suggestions.map((suggestion) => ({ ...suggestion, isRecommended: false }));
}

function adapt(suggestion: Suggestion, dialect: Dialect): Suggestion[] {
  const { actionsMax, actionTypes } = dialect.suggestions;
  if (suggestion.actions === undefined) return [suggestion];
  if (actionsMax !== null && suggestion.actions.length > actionsMax) return [];
  if (suggestion.actions.some(({ type }) => !actionTypes.includes(type))) return [];
  const actions = suggestion.actions.flatMap((action) => adaptAction(action, dialect));
  return actions.length === suggestion.actions.length ? [{ ...suggestion, actions }] : [];
}

function adaptAction(action: Action, dialect: Dialect): Action[] {
  if (action.resource === undefined) return [action];
  const resource = adaptResource(action.resource, dialect);
  return resource === null ? [] : [{ ...action, resource }];
}
