import type { FeedbackEntry, KeptFeedback } from '../../cds-hooks/feedback/feedback.js';

/** Where feedback goes. The store behind it answers only when what it was given is durable. */
export interface FeedbackKeeper {
  /** Whether this service of ours exists. */
  isService(id: string): boolean;
  /**
   * @returns one result per entry, in their order, once all of them are safe on disk
   * @throws CdsError `overloaded` when they could not be kept; the client may send the same body again
   */
  keep(entries: readonly FeedbackEntry[], origin: FeedbackOrigin): Promise<readonly KeptFeedback[]>;
}

export interface FeedbackOrigin {
  readonly service: string;
  /** Id of the proven client; null where nobody was asked. */
  readonly client: string | null;
}
