import type { Prng } from '../../sandbox/patients/prng.js';
import type { SeenCard } from './tally.js';

/** What a clinician does with a card; null: nothing. */
export type Reaction = { readonly entry: Readonly<Record<string, unknown>>; readonly category: string | null } | null;

const HL7 = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';
/** Code, and its category in HL7's Non-Adherence Reason Codes. */
type Reason = readonly [code: string, category: string];
const REASONS: readonly [Reason, ...Reason[]] = [
  ['patient-ineligible', 'cds-not-applicable'],
  ['action-completed', 'cds-not-applicable'],
  ['cds-suboptimal-context', 'cds-suboptimal-context'],
  ['recipient-disagrees-evidence', 'recipient-disagrees-evidence'],
  ['does-not-align-preferences', 'does-not-align-preferences'],
];

/** Serious cards are answered more often; a fifth to a half stays unanswered, as studies of alerts report. */
export function reactTo(card: SeenCard, at: number, prng: Prng): Reaction {
  const roll = prng.next();
  const answered = card.severity === 'info' ? 0.5 : 0.8;
  if (roll >= answered) return null;
  const entry = { card: card.uuid, outcomeTimestamp: new Date(at).toISOString() };
  if (roll < answered * 0.4) {
    return {
      entry: { ...entry, outcome: 'accepted', acceptedSuggestions: [{ id: card.uuid }] },
      category: null,
    };
  }
  // Most override without a word.
  if (prng.chance(0.4)) return { entry: { ...entry, outcome: 'overridden' }, category: 'none' };
  const [code, category] = prng.pick(REASONS);
  return {
    entry: { ...entry, outcome: 'overridden', overrideReason: { reason: { system: HL7, code } } },
    category,
  };
}
