import { createHmac } from 'node:crypto';
import type { SiteKey } from './site-keys.js';

/**
 * The pseudonym of a patient, a user or a set of facts: HMAC-SHA-256, base64url. Nobody without the key can test a guess.
 * @param scope the client whose ids these are: the same id at another EHR is another person
 */
export function pseudonym(key: SiteKey, kind: 'patient' | 'user' | 'facts', scope: string, id: string): string {
  return createHmac('sha256', key.pseudonyms)
    .update(JSON.stringify([kind, scope, id]))
    .digest('base64url');
}
