import type { Action, Card, SelectionBehavior, Suggestion } from '../../domain/card.js';
import { adaptResource } from './adapt-resource.js';
import type { Dialect } from '../profile/dialect.js';

/**
 * The suggestions that this EHR carries out as they are meant. One that it would carry out in part, or could not find
 * an order for, is left out whole: the text of the card says the same, and a dead button is worse than none.
 */
export function dialectSuggestions(card: Card, dialect: Dialect): Pick<Card, 'suggestions' | 'selectionBehavior'> {
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
