import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Card, PAGE_LINK_LABELS } from '../../domain/card.js';
import type { Language } from '../../domain/language.js';
import type { Clock } from '../../domain/ports.js';
import type { AnsweredCall } from '../../engine/explain/explain-request.js';
import { cardPage } from './card-page.js';

/** The page behind each card: a link on the card, and what is at its end. */
export interface CardPages {
  /** The card with a link to its page. The address holds a random id and a signature: nothing of a patient. */
  withLink(card: Card, language: Language): Card;
  /** The page, or null where the link is forged, too old, or its call is no longer kept. */
  read(cardUuid: string, expires: string, signature: string): string | null;
}

export interface CardPageDeps {
  readonly baseUrl: () => string;
  /** How long a link opens its page, milliseconds. */
  readonly ageMs: number;
  readonly clock: Clock;
  /** The call that a card was an answer to, as long as it is kept. */
  readonly callOf: (cardUuid: string) => AnsweredCall | null;
}

/**
 * Whoever holds a link may read that one card's page for some minutes: an EHR opens links without a token of ours. The link is
 * signed with a key that lives as long as this process, as the calls themselves do.
 */
export function createCardPages({ baseUrl, ageMs, clock, callOf }: CardPageDeps): CardPages {
  const key = randomBytes(32);
  const sign = (card: string, expires: string) =>
    createHmac('sha256', key).update(`${card.toLowerCase()} ${expires}`).digest('base64url');
  return {
    withLink(card, language) {
      const expires = String(clock.now() + ageMs);
      const url = `${baseUrl()}/why/${card.uuid}?until=${expires}&signature=${sign(card.uuid, expires)}`;
      return { ...card, links: [{ label: PAGE_LINK_LABELS[language], url, type: 'absolute' }, ...(card.links ?? [])] };
    },
    read(cardUuid, expires, signature) {
      const [given, right] = [Buffer.from(signature), Buffer.from(sign(cardUuid, expires))];
      const isSigned = given.length === right.length && timingSafeEqual(given, right);
      if (!isSigned || Number(expires) < clock.now()) return null;
      const call = callOf(cardUuid);
      return call === null ? null : cardPage(call, cardUuid);
    },
  };
}
