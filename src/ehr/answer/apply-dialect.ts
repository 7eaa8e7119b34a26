import type { Card, CdsResponse, Link, OverrideReason } from '../../domain/card.js';
import { escapeMarkdown, shorten } from '../../content/cards/escape.js';
import { SEVERITIES } from '../../domain/finding.js';
import { isLinkAllowed } from '../profile/dialect-schema.js';
import { codeKey, type Dialect } from '../profile/dialect.js';
import { applyDetail } from './apply-detail.js';
import { dialectSuggestions } from './apply-suggestions.js';

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
