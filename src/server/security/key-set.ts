import { DAY_MS } from '../../domain/time.js';
import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { TokenRejected } from './token-rejected.js';

/** Finds the public key that a token's `kid` and `alg` name. Only ever called with headers that passed the checks. */
export type KeySet = (header: JWSHeaderParameters) => Promise<CryptoKey>;

/** Keys that have to be read. */
export interface RefreshingKeySet {
  readonly find: KeySet;
  /** Reads them unless they are held, so that the first callers need not wait. Never rejects; waits no longer than they do. */
  readonly warmUp: () => Promise<void>;
}

/** How long keys are used before they are read again; a key taken off the list is refused after this time. */
const FRESH_MS = 600_000;
/** How long the last good keys serve while they cannot be read again. */
const USABLE_MS = DAY_MS;
/** At most one read per this time, however many unknown `kid`s arrive. */
const COOL_DOWN_MS = 30_000;
/** With no keys at all every call is refused, so the next attempt comes sooner. */
const COOL_DOWN_WITHOUT_KEYS_MS = 5_000;
/** How long calls wait for one read. It may go on for longer, as that of a busy process does, and its keys then still count. */
const WAIT_MS = 2_000;

export function createFixedKeySet(jwks: JSONWebKeySet): KeySet {
  return createLocalJWKSet(jwks);
}

/**
 * One client's keys, read on first use, again after 10 minutes, and again when a `kid` is unknown: a rotated key works without
 * a restart. A failed read leaves the keys that we hold in force (for a day at most).
 *
 * jose's own remote set forgets its keys when a refresh fails, tries again on every call while the key server is down, and
 * reads the system clock; hence this one, on jose's local set.
 * @param read reads the set anew; its failures are remembered, not thrown
 * @param now milliseconds since the epoch
 * @returns a key set that throws `TokenRejected` `keys-unavailable` while no usable keys are held
 */
export function createRefreshingKeySet(read: () => Promise<unknown>, now: () => number): RefreshingKeySet {
  let held: { readonly find: KeySet; readonly readAt: number } | null = null;
  /** Ends with the read under way, or when calls have waited for it long enough: then nobody else waits for it either. */
  let reading: Promise<void> | null = null;
  let notBefore = Number.NEGATIVE_INFINITY;

  const readOnce = async (): Promise<void> => {
    try {
      held = { find: createLocalJWKSet((await read()) as JSONWebKeySet), readAt: now() };
    } catch {
      // Whatever went wrong, the keys we hold are the best we have; the caller sees it when there are none.
    }
    notBefore = now() + (held === null ? COOL_DOWN_WITHOUT_KEYS_MS : COOL_DOWN_MS);
    reading = null;
  };

  const refresh = async (): Promise<void> => {
    if (reading === null && now() < notBefore) return;
    reading ??= waitFor(readOnce(), WAIT_MS);
    await reading;
  };

  const usable = (): { readonly find: KeySet } => {
    if (held === null || now() - held.readAt > USABLE_MS) throw new TokenRejected('keys-unavailable');
    return held;
  };

  const warmUp = async (): Promise<void> => {
    if (held === null || now() - held.readAt > FRESH_MS) await refresh();
  };

  return {
    warmUp,
    find: async (header) => {
      await warmUp();
      try {
        return await usable().find(header);
      } catch (fault) {
        if (!(fault instanceof errors.JWKSNoMatchingKey)) throw fault;
        await refresh();
        return usable().find(header);
      }
    },
  };
}

function waitFor(task: Promise<void>, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    void task.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
