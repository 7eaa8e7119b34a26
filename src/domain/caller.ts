/** Who was proven to call; the rest of the service knows more under this id. */
export interface Caller {
  /** Id of the client in the clients file, or `anonymous` in development. */
  readonly id: string;
  readonly requestsPerMinute: number;
}

/** What a request says about its sender. Nothing in it may be logged. */
export interface CallerClaim {
  readonly purpose: 'discovery' | 'call';
  /** Path of the endpoint, for the audience of a JWT: `/cds-services/order-sign`. No query. */
  readonly path: string;
  /** The Authorization header as sent. */
  readonly authorization: string | null;
  /** Where it came from: an address, or the block of one. */
  readonly address: string;
  /** For the log: the reason of a refusal is told there, and nowhere else. */
  readonly requestId: string;
}
