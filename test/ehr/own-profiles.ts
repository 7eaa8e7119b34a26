import type { Card } from '../../src/domain/card.js';
import { contextSamples } from '../../src/content/samples/gap-samples.js';
import { sampleSubjects } from '../../src/content/samples/sample-subjects.js';
import type { SuggestionId } from '../../src/domain/finding.js';
import { cardCatalogue } from '../../src/ehr/kit/card-catalogue.js';
import { buildProfiles } from '../../src/ehr/profile/build-profiles.js';
import { SHIPPED_PROFILES } from '../../src/ehr/profile/profile-schema.js';
import { bindProfile, type EhrProfile } from '../../src/ehr/profile/ehr-profile.js';
import { ownContent } from '../content/content-in-memory.js';

export const content = ownContent();
export const profileByName = buildProfiles(content);
/** The profiles of the product. */
export const shippedProfiles: readonly EhrProfile[] = SHIPPED_PROFILES.map((name) => profileByName[name]);
export const catalogue = cardCatalogue(content.cards);

/** Every card the content can produce: all samples in all three FHIR releases. */
export const allCards: readonly Card[] = sampleSubjects.flatMap((subject) =>
  contextSamples.map((context) => content.cards.render(subject, context)),
);

/** Epic as a site has it that built one order per suggestion. */
export function epicWithOrders(codes: Record<SuggestionId, string>): EhrProfile {
  const { orderCodes, ...rest } = profileByName.epic.suggestions;
  if (orderCodes === null) throw new Error('epic has no orderCodes');
  const file = {
    ...profileByName.epic,
    suggestions: { ...rest, orderCodes: { ...orderCodes, codes: { ...orderCodes.codes, ...codes } } },
  };
  return bindProfile(file, () => catalogue.suggestions, content.catalogue.overrideReasons);
}
