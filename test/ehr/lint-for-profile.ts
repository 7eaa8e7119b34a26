import type { Action, Card, Suggestion } from '../../src/domain/card.js';
import { containsHtml, findResponseFaults } from '../../src/cds-hooks/response/validate-response.js';
import { findHtmlFaults } from '../../src/ehr/answer/safe-html.js';
import type { EhrProfile } from '../../src/ehr/profile/ehr-profile.js';
import { isJsonObject } from '../../src/cds-hooks/request/json-body.js';
import { detailFormatOf, isLinkAllowed } from '../../src/ehr/answer/apply-profile.js';

/**
 * Checks a finished card against CDS Hooks and against the limits of one EHR. Run over every card that the content can
 * produce, it says before go-live what a clinician there would never see.
 * @returns one message per fault, with its path; empty when the EHR shows the card as it is meant
 */
export function lintForProfile(card: Card, profile: EhrProfile): string[] {
  return [
    ...findSpecificationFaults(card),
    ...when(card.summary.length > profile.summary.maxLength, `summary is over ${profile.summary.maxLength} characters`),
    ...findDetailFaults(card, profile),
    ...findTopicFaults(card, profile),
    ...findSuggestionsFaults(card, profile),
    ...when(!profile.overrideReasons.shown && card.overrideReasons !== undefined, 'overrideReasons are not shown here'),
    ...findLinkFaults(card, profile),
  ];
}

/** CDS Hooks knows Markdown only; a detail in another format is checked by its own rules. */
function findSpecificationFaults(card: Card): string[] {
  const isMarkdown = card.detail === undefined || detailFormatOf(card) === 'markdown';
  return findResponseFaults({ cards: [isMarkdown ? card : { ...card, detail: '-' }] });
}

function findDetailFaults(card: Card, { detail: { format, contentTypeExtension } }: EhrProfile): string[] {
  if (card.detail === undefined) return [];
  const actual = detailFormatOf(card);
  return [
    ...when(actual !== format, `detail is ${actual}, and ${format} is shown here`),
    ...when(actual === 'text' && containsHtml(card.detail), 'detail: plain text must not hold anything like a tag'),
    ...(actual === 'html' ? findHtmlFaults(card.detail).map((fault) => `detail ${fault}`) : []),
    ...when(
      format !== 'markdown' && contentTypeExtension !== null && card.extension?.[contentTypeExtension] === undefined,
      'extension: the format of the detail is not named',
    ),
  ];
}

/** A code that the EHR cuts or refuses is not the code it remembers the acknowledgement by. */
function findTopicFaults({ source: { topic } }: Card, { topic: limits }: EhrProfile): string[] {
  if (topic === undefined) return ['source.topic is missing'];
  return [
    ...when(
      limits.alphabet === 'letters-and-digits' && !/^[A-Za-z0-9]+$/.test(topic.code),
      'source.topic.code must be letters and digits',
    ),
    ...when(topic.code.length > limits.maxLength, `source.topic.code is over ${limits.maxLength} characters`),
  ];
}

function findSuggestionsFaults({ suggestions = [], selectionBehavior }: Card, profile: EhrProfile): string[] {
  const { shown, selectionBehaviors } = profile.suggestions;
  return [
    ...when(!shown && suggestions.length > 0, 'suggestions are not shown here'),
    ...when(
      selectionBehavior !== undefined && !selectionBehaviors.includes(selectionBehavior),
      `selectionBehavior must be ${selectionBehaviors.join(' or ')}`,
    ),
    ...suggestions.flatMap((suggestion, at) => findSuggestionFaults(suggestion, `suggestions[${at}]`, profile)),
  ];
}

function findSuggestionFaults({ actions = [] }: Suggestion, path: string, profile: EhrProfile): string[] {
  const { actionsMax, actionTypes } = profile.suggestions;
  return [
    ...when(actionsMax !== null && actions.length > actionsMax, `${path} has more than ${actionsMax ?? 0} action(s)`),
    ...actions.flatMap((action, at) => [
      ...when(!actionTypes.includes(action.type), `${path}.actions[${at}]: ${action.type} is not carried out here`),
      ...findCodeFaults(action, `${path}.actions[${at}]`, profile),
    ]),
  ];
}

function findCodeFaults({ resource }: Action, path: string, { suggestions }: EhrProfile): string[] {
  const { codeSystems, otherCodeSystems, orderCodes } = suggestions;
  const spellings = [...Object.values(codeSystems), ...(orderCodes === null ? [] : [orderCodes.system])];
  return systemsIn(resource).flatMap((system) => [
    ...when(
      codeSystems[system] !== undefined && codeSystems[system] !== system,
      `${path}: ${system} is spelt otherwise here`,
    ),
    ...when(
      otherCodeSystems === 'leave-out' && !spellings.includes(system),
      `${path}: codes of ${system} are not known here`,
    ),
  ]);
}

function systemsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(systemsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'system' && typeof member === 'string' ? [member] : systemsIn(member),
  );
}

function findLinkFaults({ links = [] }: Card, profile: EhrProfile): string[] {
  return links.flatMap((link, at) =>
    when(!isLinkAllowed(link, profile.links), `links[${at}]: this ${link.type} link is not shown here`),
  );
}

function when(isFault: boolean, message: string): string[] {
  return isFault ? [message] : [];
}
