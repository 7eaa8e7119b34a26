import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { StoreError } from './store-error.js';

/** A secret of the site, under which patients and users become pseudonyms. */
export interface SiteKey {
  /** Stored beside what was made with it, so that keys can be changed. */
  readonly id: string;
  readonly pseudonyms: Buffer;
  readonly comments: Buffer;
}

const MIN_BYTES = 32;

/**
 * Reads `id:secret` pairs, comma-separated, secrets in base64 of at least 32 bytes. The first one is in use; the others stay
 * readable. To rotate, put a new pair in front.
 * @param text null gives a key that lives as long as the process: pseudonyms then change with every start
 * @throws StoreError `settings`, without the text
 */
export function readSiteKeys(text: string | null): readonly [SiteKey, ...SiteKey[]] {
  if (text === null) return [siteKey('ephemeral', randomBytes(MIN_BYTES))];
  const [first, ...others] = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(readPair);
  if (first === undefined) throw new StoreError('settings', 'SITE_KEYS: no key is given.');
  const ids = [first, ...others].map(({ id }) => id);
  if (new Set(ids).size !== ids.length) throw new StoreError('settings', 'SITE_KEYS: two keys have the same id.');
  return [first, ...others];
}

function readPair(pair: string, index: number): SiteKey {
  const [, id, secret] = /^([a-z0-9][a-z0-9._-]{0,31}):([A-Za-z0-9+/_-]+=*)$/.exec(pair) ?? [];
  const bytes = Buffer.from(secret ?? '', 'base64');
  if (id === undefined || bytes.length < MIN_BYTES) {
    throw new StoreError(
      'settings',
      `SITE_KEYS: key ${index + 1} is not <id>:<at least ${MIN_BYTES} bytes in base64>.`,
    );
  }
  return siteKey(id, bytes);
}

/** One secret, two uses: each gets a key of its own (RFC 5869). */
function siteKey(id: string, secret: Buffer): SiteKey {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `tacrolimus-cds ${use}`, 32));
  return { id, pseudonyms: derive('pseudonyms'), comments: derive('comments') };
}

/**
 * The pseudonym of a patient, a user or a set of facts: HMAC-SHA-256, base64url. Nobody without the key can test a guess.
 * @param scope the client whose ids these are: the same id at another EHR is another person
 */
export function pseudonym(key: SiteKey, kind: 'patient' | 'user' | 'facts', scope: string, id: string): string {
  return createHmac('sha256', key.pseudonyms)
    .update(JSON.stringify([kind, scope, id]))
    .digest('base64url');
}
