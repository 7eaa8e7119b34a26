import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { SmartFault } from './smart-fault.js';

/** What a launch needs to know of an EHR (SMART App Launch 2.2, "Conformance"). */
export interface SmartConfiguration {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** Whether its scopes are spelled as in SMART 2 (`.rs`); else as in SMART 1 (`.read`). */
  readonly scopesV2: boolean;
}

const DOCUMENT = z.looseObject({
  issuer: z.string().max(2048).optional(),
  authorization_endpoint: z.url().max(2048),
  token_endpoint: z.url().max(2048),
  // Required by SMART 2, and what makes a code worthless to whoever overhears it.
  code_challenge_methods_supported: z.array(z.string()).refine((methods) => methods.includes('S256')),
  capabilities: z.array(z.string()).default([]),
});

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A hospital changes its endpoints once in years; a launch happens every minute. */
const KEPT_MS = 600_000;
const MAX_SERVERS = 100;

/**
 * Reads and remembers `.well-known/smart-configuration`.
 * @param requireHttps whether a code or a token may travel in the clear
 */
export function smartConfigurations(requireHttps: boolean, now: () => number) {
  const known = new LRUCache<string, SmartConfiguration>({
    max: MAX_SERVERS,
    ttl: KEPT_MS,
    perf: { now },
    ttlResolution: 0,
  });
  return async (iss: string, fetch: Fetch, signal: AbortSignal): Promise<SmartConfiguration> => {
    const before = known.get(iss);
    if (before !== undefined) return before;
    const read = await readDocument(iss, fetch, signal);
    const endpoints = [read.authorizationEndpoint, read.tokenEndpoint];
    if (!endpoints.every((endpoint) => isEndpoint(endpoint, requireHttps))) throw new SmartFault('ehr-unfit');
    known.set(iss, read);
    return read;
  };
}

async function readDocument(iss: string, fetch: Fetch, signal: AbortSignal): Promise<SmartConfiguration> {
  const url = `${iss.replace(/\/$/, '')}/.well-known/smart-configuration`;
  const answer = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual', signal }).catch(
    (cause: unknown) => {
      throw new SmartFault('ehr-away', { cause });
    },
  );
  if (!answer.ok) throw new SmartFault(answer.status >= 500 ? 'ehr-away' : 'ehr-unfit');
  const body: unknown = await answer.json().catch(() => null);
  const checked = DOCUMENT.safeParse(body);
  if (!checked.success) throw new SmartFault('ehr-unfit');
  const { issuer, authorization_endpoint, token_endpoint, capabilities } = checked.data;
  return {
    issuer: issuer ?? iss,
    authorizationEndpoint: authorization_endpoint,
    tokenEndpoint: token_endpoint,
    scopesV2: capabilities.includes('permission-v2'),
  };
}

function isEndpoint(text: string, requireHttps: boolean): boolean {
  const { protocol, username, password, hash } = new URL(text);
  const isWeb = protocol === 'https:' || (protocol === 'http:' && !requireHttps);
  return isWeb && username === '' && password === '' && hash === '';
}
