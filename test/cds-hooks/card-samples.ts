import type { Action, Card, CdsResponse } from '../../src/domain/card.js';

export const CREATE_ACTION: Action = {
  type: 'create',
  description: 'Order serum creatinine',
  resource: { resourceType: 'ServiceRequest', status: 'draft', intent: 'order' },
};

/** A card that uses every member. */
export const FULL_CARD: Card = {
  uuid: '5a0f7f4e-0f5c-4b8e-9a55-0d5f6f0f6a01',
  summary: 'Tacrolimus trough 16.4 ng/mL on 10 Mar 2025 is above 15 ng/mL',
  detail:
    '| What | Reported |\n|---|---|\n| Trough | 16.4 ng/mL |\n\nBelow \\<the limit\\>, see <https://example.org/paper>.',
  indicator: 'warning',
  source: {
    label: 'Tacrolimus safety',
    url: 'https://example.org/tacrolimus',
    icon: 'https://example.org/icon.png',
    topic: { system: 'https://example.org/topics', code: 'trough-high', display: 'Trough above 15' },
  },
  suggestions: [
    {
      label: 'Order creatinine',
      uuid: '5a0f7f4e-0f5c-4b8e-9a55-0d5f6f0f6a02',
      isRecommended: true,
      actions: [CREATE_ACTION],
    },
  ],
  selectionBehavior: 'at-most-one',
  overrideReasons: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes',
      code: 'risk-benefit-ratio',
      display: 'Benefit outweighs risk',
    },
  ],
  links: [
    { label: 'Paper', url: 'https://example.org/paper', type: 'absolute' },
    { label: 'App', url: 'https://example.org/launch', type: 'smart', appContext: 'trough', autolaunchable: false },
  ],
  extension: { 'org.example.trace': { rule: 'trough' } },
};

export function responseWith(...cards: unknown[]): CdsResponse {
  return { cards: cards as readonly Card[] };
}

/** FULL_CARD with members changed, whatever their type; `undefined` removes one. */
export function cardWith(changes: Readonly<Record<string, unknown>>): unknown {
  return { ...FULL_CARD, ...changes };
}

/** FULL_CARD whose only suggestion is changed. */
export function cardWithSuggestion(changes: Readonly<Record<string, unknown>>): unknown {
  return cardWith({ suggestions: [{ ...FULL_CARD.suggestions?.[0], ...changes }] });
}

export function cardWithAction(action: unknown): unknown {
  return cardWithSuggestion({ actions: [action] });
}

export function cardWithLink(changes: Readonly<Record<string, unknown>>): unknown {
  return cardWith({ links: [{ ...FULL_CARD.links?.[0], ...changes }] });
}
