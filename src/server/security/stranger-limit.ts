/** How many refused tokens an address may show. Proving a signature costs a stranger nothing and us a millisecond. */
export interface StrangerLimit {
  /** Whether a token that comes from there is looked at now. */
  admits(address: string): boolean;
  /** A token from there was looked at and refused. */
  refused(address: string): void;
  /** A token from there was proven: whoever else calls from there, this client is not to suffer for it. */
  accepted(address: string): void;
}

export interface StrangerLimitOptions {
  /** Refused tokens per minute and address, as many of them at once; 0 for no limit. */
  readonly perMinute: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsed?: () => number;
  /** Most addresses remembered of either kind; beyond it those not heard for longest are forgotten. */
  readonly capacity?: number;
}

const MINUTE_MS = 60_000;
/** How long an address at which a client called is not limited. */
const KNOWN_MS = 60 * MINUTE_MS;

interface Allowance {
  /** Refused tokens that are still free, as of `at`. */
  readonly left: number;
  readonly at: number;
}

const UNLIMITED: StrangerLimit = { admits: () => true, refused: () => undefined, accepted: () => undefined };

/**
 * Each address has an allowance that refused tokens use up and that grows again with time, so that an address which used it up
 * is still looked at now and then: a client that calls from there for the first time gets in, and frees the address.
 */
export function createStrangerLimit(options: StrangerLimitOptions): StrangerLimit {
  const { perMinute, elapsed = () => performance.now(), capacity = 10_000 } = options;
  if (perMinute === 0) return UNLIMITED;
  const strangers = new Map<string, Allowance>();
  const clients = new Map<string, number>();
  const leftOf = (address: string): number => {
    const allowance = strangers.get(address);
    if (allowance === undefined) return perMinute;
    return Math.min(perMinute, allowance.left + ((elapsed() - allowance.at) / MINUTE_MS) * perMinute);
  };
  const isClients = (address: string): boolean =>
    elapsed() - (clients.get(address) ?? Number.NEGATIVE_INFINITY) < KNOWN_MS;
  return {
    admits: (address) => isClients(address) || leftOf(address) >= 1,
    refused(address) {
      if (isClients(address)) return;
      putLast(strangers, address, { left: Math.max(0, leftOf(address) - 1), at: elapsed() }, capacity);
    },
    accepted(address) {
      strangers.delete(address);
      putLast(clients, address, elapsed(), capacity);
    },
  };
}

/** A Map keeps the order of insertion, so its first member is the one not heard for longest. */
function putLast<V>(map: Map<string, V>, key: string, value: V, capacity: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > capacity && oldest !== undefined) map.delete(oldest);
}
