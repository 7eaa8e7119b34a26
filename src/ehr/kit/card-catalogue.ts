import type { Card, CardCoding, Link, OverrideReason, Suggestion } from '../../domain/card.js';
import { contextSamples } from '../../content/samples/gap-samples.js';
import { sampleSubjects } from '../../content/samples/sample-subjects.js';
import type { CardContext, CardSubject } from '../../domain/card-context.js';
import type { SuggestionId } from '../../domain/finding.js';
import type { CardRenderer } from '../../domain/ports.js';
import { isJsonObject } from '../../cds-hooks/request/json-body.js';

/** What one suggestion orders, as the cards really carry it. */
export interface SuggestionEntry {
  readonly label: string;
  readonly description: string;
  readonly resourceType: string;
  readonly text: string;
  /** As `cards/suggestions.yaml` has it, in FHIR spelling. */
  readonly coding: CardCoding;
}

/** Everything the content can put on a card that an EHR must be told beforehand. */
export interface CardCatalogue {
  readonly topics: readonly (CardCoding & { readonly reasons: readonly string[] })[];
  readonly overrideReasons: readonly OverrideReason[];
  readonly suggestions: Readonly<Partial<Record<SuggestionId, SuggestionEntry>>>;
  readonly links: readonly Link[];
}

/** Renders every sample of every card; what no sample shows is on no card. R4, because only that is set up today. */
export function cardCatalogue(cards: CardRenderer): CardCatalogue {
  const context = contextSamples.find(({ fhirRelease }) => fhirRelease === 'R4');
  const rendered = context === undefined ? [] : sampleSubjects.map((subject) => sample(cards, subject, context));
  const all = rendered.map(({ card }) => card);
  return {
    topics: distinctBy(all.flatMap(topicOf), ({ code }) => code),
    overrideReasons: distinctBy(
      all.flatMap(({ overrideReasons = [] }) => overrideReasons),
      ({ system, code }) => `${system}|${code}`,
    ),
    suggestions: Object.fromEntries(rendered.flatMap(suggestionEntries)),
    links: distinctBy(
      all.flatMap(({ links = [] }) => links),
      ({ url }) => url,
    ),
  };
}

interface Rendered {
  readonly ids: readonly SuggestionId[];
  readonly card: Card;
}

function sample(cards: CardRenderer, subject: CardSubject, context: CardContext): Rendered {
  return {
    // The data-gap card gathers its suggestions from several rules; those of findings are all there are.
    ids: subject.kind === 'finding' ? subject.finding.suggestions : [],
    card: cards.render(subject, context),
  };
}

function topicOf({ source, overrideReasons = [] }: Card): CardCatalogue['topics'] {
  return source.topic === undefined ? [] : [{ ...source.topic, reasons: overrideReasons.map(({ code }) => code) }];
}

function suggestionEntries({ ids, card }: Rendered): [SuggestionId, SuggestionEntry][] {
  return ids.flatMap((id, index) => {
    const entry = entryOf(card.suggestions?.[index]);
    return entry === null ? [] : [[id, entry] as [SuggestionId, SuggestionEntry]];
  });
}

function entryOf(suggestion: Suggestion | undefined): SuggestionEntry | null {
  const action = suggestion?.actions?.[0];
  const concept = action?.resource?.code ?? action?.resource?.medicationCodeableConcept;
  if (suggestion === undefined || action?.resource === undefined || !isJsonObject(concept)) return null;
  const coding: unknown = Array.isArray(concept.coding) ? concept.coding[0] : null;
  if (!isJsonObject(coding) || typeof coding.system !== 'string' || typeof coding.code !== 'string') return null;
  return {
    label: suggestion.label,
    description: action.description,
    resourceType: action.resource.resourceType,
    text: typeof concept.text === 'string' ? concept.text : suggestion.label,
    coding: {
      system: coding.system,
      code: coding.code,
      ...(typeof coding.display === 'string' ? { display: coding.display } : {}),
    },
  };
}

function distinctBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item] as const)).values()];
}
