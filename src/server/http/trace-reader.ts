/** Who may read why a card appeared, and where that comes from. */
export interface TraceReader {
  /** `Authorization: Bearer <token>`. Its own: who reads counts in reports need not read charts. */
  readonly token: string;
  /** Why this card appeared, with facts of the patient; null for a card that is not, or no longer, kept. */
  readonly explain: (cardUuid: string) => unknown;
}
