import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SmartConfiguration } from './smart-configuration.js';
import type { SmartRegistration } from './registrations.js';

/** A launch between its two requests. It holds nothing of a patient, and no token. */
export interface PendingLaunch {
  readonly iss: string;
  readonly registration: SmartRegistration;
  readonly configuration: SmartConfiguration;
  readonly scope: string;
  readonly codeVerifier: string;
}

/** A user who logs in at the EHR takes a minute. */
const AGE_MS = 300_000;
const MAX_LAUNCHES = 500;

/**
 * Launches that wait for the browser to come back, for some minutes and in memory only. Each belongs to the browser that began
 * it, which holds a random cookie of its own; each is taken once, so that neither a link nor a code is good a second time.
 */
export function pendingLaunches(now: () => number) {
  const waiting = new LRUCache<string, { readonly launch: PendingLaunch; readonly browser: Buffer }>({
    max: MAX_LAUNCHES,
    ttl: AGE_MS,
    perf: { now },
    ttlResolution: 0,
  });
  return {
    /** @returns what the cookie of the browser holds */
    add(state: string, launch: PendingLaunch): string {
      const secret = randomBytes(32).toString('base64url');
      waiting.set(state, { launch, browser: digest(secret) });
      return secret;
    },
    /** null for a state that is not, or no longer, known, or is another browser's; whatever it is, it is over then. */
    take(state: string, cookie: string | null): PendingLaunch | null {
      const found = waiting.get(state);
      waiting.delete(state);
      if (found === undefined || cookie === null || !timingSafeEqual(found.browser, digest(cookie))) return null;
      return found.launch;
    },
  };
}

/** Two launches in two tabs of one browser have a cookie each. */
export function cookieName(state: string): string {
  return `smart-${digest(state).toString('hex').slice(0, 16)}`;
}

export const COOKIE_SECONDS = AGE_MS / 1_000;

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
