import type { Card } from '../../src/domain/card.js';
import { contextSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import type { SuggestionId } from '../../src/domain/finding.js';
import { cardCatalogue } from '../../src/ehr/kit/card-catalogue.js';
import { buildDialects } from '../../src/ehr/profile/build-dialects.js';
import { SHIPPED_DIALECTS } from '../../src/ehr/profile/dialect-schema.js';
import { bindDialect, type Dialect } from '../../src/ehr/profile/dialect.js';
import { ownContent } from '../content/content-in-memory.js';

export const content = ownContent();
export const dialects = buildDialects(content);
/** The profiles of the product. */
export const shippedProfiles: readonly Dialect[] = SHIPPED_DIALECTS.map((name) => dialects[name]);
export const catalogue = cardCatalogue(content.cards);

/** Every card the content can produce: all samples in all three FHIR releases. */
export const allCards: readonly Card[] = sampleSubjects.flatMap((subject) =>
  contextSamples.map((context) => content.cards.render(subject, context)),
);

/** Epic as a site has it that built one order per suggestion. */
export function epicWithOrders(codes: Record<SuggestionId, string>): Dialect {
  const { orderCodes, ...rest } = dialects.epic.suggestions;
  if (orderCodes === null) throw new Error('epic has no orderCodes');
  const file = {
    ...dialects.epic,
    suggestions: { ...rest, orderCodes: { ...orderCodes, codes: { ...orderCodes.codes, ...codes } } },
  };
  return bindDialect(file, () => catalogue.suggestions, content.catalogue.overrideReasons);
}
