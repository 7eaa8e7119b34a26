import { lookup as systemLookup, Resolver } from 'node:dns/promises';
import { LRUCache } from 'lru-cache';

export interface ResolvedAddress {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

/** A name that could not be turned into addresses. Does not say which: the text may reach a log. */
export class NameLookupError extends Error {
  override readonly name = 'NameLookupError';
  constructor(readonly code: 'NAME_NOT_ANSWERED' | 'NAME_NOT_FOUND') {
    super(code === 'NAME_NOT_FOUND' ? 'No such host name.' : 'The name service does not answer.');
  }
}

export interface NameLookupOptions {
  /** Addresses that this machine itself knows the name by (its hosts file); these count before any name service. */
  readonly pinned?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
  /** Name servers, `address:port`; those of the machine unless said otherwise. */
  readonly servers?: readonly string[];
  /** Longest wait of whoever asks, milliseconds: less than a connection may take, so that the reason is told. */
  readonly limitMs?: number;
  /** The machine's own look-up, which also knows search domains and names outside DNS. */
  readonly system?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
}

export type NameLookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** Servers are few (an allow-list names them); the bound only guards development, where any may be named. */
const MAX_NAMES = 500;
/** How long an answer is used again: what the name service says, within these bounds. */
const FRESH_MS = { least: 1_000, most: 60_000 };
const FAILED_MS = 5_000;
/** How long the last good answer does where the name service is silent (RFC 8767 allows days). */
const STALE_MS = 600_000;

type Answer =
  { readonly addresses: readonly ResolvedAddress[]; readonly at: number } | { readonly failure: NameLookupError };

/**
 * Looks names up so that one whose name service is silent harms no other. The system's own look-up does that: it holds one of
 * the two threads that Node has for it until its time is up, tens of seconds, and everybody waits behind. Here questions go out
 * by DNS without a thread, one at a time for each name, within a time limit, and answers are kept for a while. The system is
 * only asked for what DNS has denied, and never about two names at once.
 * @returns a look-up that rejects with a `NameLookupError`; make one per process
 */
export function createNameLookup({
  pinned = () => Promise.resolve([]),
  servers,
  limitMs = 900,
  system = (hostname) => systemLookup(hostname, { all: true }),
}: NameLookupOptions = {}): NameLookup {
  const askSystem = oneAtATime(system);

  const find = async (hostname: string): Promise<{ addresses: readonly ResolvedAddress[]; ttlMs: number }> => {
    const own = await pinned(hostname);
    if (own.length > 0) return { addresses: own, ttlMs: FRESH_MS.least };
    const answer = await askDns(hostname, servers, limitMs);
    if (answer !== null) return answer;
    return { addresses: await askSystem(hostname), ttlMs: FRESH_MS.least };
  };

  const cache = new LRUCache<string, Answer>({
    max: MAX_NAMES,
    // Of those who ask for one name meanwhile, all get the same answer.
    fetchMethod: async (hostname, stale, { options }) => {
      try {
        const { addresses, ttlMs } = await withinLimit(find(hostname), limitMs);
        if (addresses.length === 0) throw new NameLookupError('NAME_NOT_FOUND');
        options.ttl = Math.min(Math.max(ttlMs, FRESH_MS.least), FRESH_MS.most);
        return { addresses, at: performance.now() };
      } catch (error) {
        options.ttl = FAILED_MS;
        const failure = error instanceof NameLookupError ? error : new NameLookupError('NAME_NOT_FOUND');
        const isStaleGood =
          failure.code === 'NAME_NOT_ANSWERED' &&
          stale !== undefined &&
          'addresses' in stale &&
          performance.now() - stale.at < STALE_MS;
        return isStaleGood ? stale : { failure };
      }
    },
  });

  return async (hostname) => {
    const answer = await cache.fetch(hostname.toLowerCase());
    if (answer === undefined) throw new NameLookupError('NAME_NOT_ANSWERED');
    if ('failure' in answer) throw answer.failure;
    return answer.addresses;
  };
}

/**
 * Both kinds of addresses. Where one kind is answered and the other is not, the one has to do.
 * @returns null where DNS says that there is nothing under this name, or cannot be asked at all
 * @throws NameLookupError `NAME_NOT_ANSWERED`
 */
async function askDns(hostname: string, servers: readonly string[] | undefined, limitMs: number) {
  // One of its own, so that giving up on this name gives up on no other; it reads the machine's list of servers anew.
  const resolver = new Resolver({ timeout: Math.ceil(limitMs / 2), tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  const timer = setTimeout(() => resolver.cancel(), limitMs);
  try {
    const asked = await Promise.allSettled([
      resolver.resolve4(hostname, { ttl: true }),
      resolver.resolve6(hostname, { ttl: true }),
    ]);
    const records = asked.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    if (records.length > 0) {
      return {
        addresses: records.map(({ address }) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ttlMs: Math.min(...records.map(({ ttl }) => ttl)) * 1_000,
      };
    }
    if (asked.some((each) => each.status === 'rejected' && isSilence(each.reason))) {
      throw new NameLookupError('NAME_NOT_ANSWERED');
    }
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function isSilence(error: unknown): boolean {
  return ['ETIMEOUT', 'ECANCELLED'].includes((error as { readonly code?: string }).code ?? '');
}

/** A look-up that hangs holds a thread, whoever still waits for it; so the next one begins only when it has ended. */
function oneAtATime(ask: NonNullable<NameLookupOptions['system']>): NonNullable<NameLookupOptions['system']> {
  let before: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (hostname) => {
    // Beyond a few there is no hope to be served in time.
    if (waiting >= 8) throw new NameLookupError('NAME_NOT_ANSWERED');
    waiting += 1;
    const mine = before.then(() => ask(hostname)).finally(() => (waiting -= 1));
    before = mine.catch(() => undefined);
    return mine;
  };
}

async function withinLimit<T>(task: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NameLookupError('NAME_NOT_ANSWERED')), limitMs);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}
