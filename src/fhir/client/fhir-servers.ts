import { LRUCache } from 'lru-cache';
import type { Dispatcher } from 'undici';
import type { FhirRelease } from '../../domain/card-context.js';
import { baseKey } from './base-url.js';
import { createCallSlots, type CallSlots } from './call-slots.js';
import type { FhirLimits } from './limits.js';
import type { Unheard } from './fhir-failure.js';
import { createServerBreaker, type ServerBreaker } from './server-breaker.js';

/** What a site knows of a FHIR server beforehand: its entry in the clients file, and the profile of its EHR. */
export interface FhirServerSettings {
  /** null: found out (`/metadata`, then what the client sends). */
  readonly release: FhirRelease | null;
  /** Requests that may be open at once, over all hook calls. */
  readonly parallelCalls: number;
  /** Codes that one search may list; more are asked in several searches. null: no limit known. */
  readonly codesMax: number | null;
  /** Longest address that it takes, characters; a longer search is sent as POST `_search`. null: no limit known. */
  readonly urlMax: number | null;
  /** Connections of its own (proxy, certificates); null: those of all servers. */
  readonly dispatcher: Dispatcher | null;
}

const DEFAULT_SERVER_SETTINGS: FhirServerSettings = Object.freeze({
  release: null,
  parallelCalls: 6,
  codesMax: null,
  urlMax: null,
  dispatcher: null,
});

/** What this process knows of one FHIR base. Nothing of a patient and no token is in it. */
export interface FhirServer {
  readonly base: URL;
  readonly settings: FhirServerSettings;
  readonly slots: CallSlots;
  readonly breaker: ServerBreaker<Unheard>;
  readonly learned: Learned;
  /** The question for its release that is under way, if there is one: whoever else needs to know waits for the same. */
  asking: Promise<unknown> | null;
}

/** What a server has shown by its answers. Forgotten after a while: servers are upgraded. */
export interface Learned {
  /** `unknown`: it was asked lately and does not tell. null: not asked. */
  release(): FhirRelease | 'unknown' | null;
  /** @param how `stated`: by its `/metadata`. `shown`: it has a type that is named so in this release. */
  learnRelease(release: FhirRelease | 'unknown', how: 'stated' | 'shown'): void;
  /** The release is what the server itself says, so that a type which it does not have is not asked under other names. */
  isStated(): boolean;
  /** Parameters of the result (`_sort`, `_count`) that it refuses with 400. */
  refuses(parameter: string): boolean;
  learnRefused(parameter: string): void;
  /** It takes no long address: its searches go as POST `_search`. */
  wantsPost(): boolean;
  learnPost(): void;
  /** A type that it has under no name of any release. */
  lacks(resourceType: string): boolean;
  learnLacks(resourceType: string): void;
}

export interface FhirServers {
  of(base: URL): FhirServer;
}

export interface FhirServersOptions {
  readonly limits: Pick<FhirLimits, 'breakerFailures' | 'breakerPauseMs' | 'slowCallMs'>;
  /** Settings of the server to which a base belongs; what is left out has its default. */
  readonly settingsOf?: (base: URL) => Partial<FhirServerSettings>;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** Servers are few (an allow-list names them); the bound only guards development, where any may be named. */
const MAX_SERVERS = 500;
/** Of one server: a handful of parameters and types, never what a patient's data could add. */
const MAX_LEARNED = 32;
const LEARNED_MS = 3_600_000;
const UNKNOWN_MS = 600_000;

/**
 * Makes what is kept per FHIR base - not per origin, which the tenants of one vendor share: breaker, places, memory. One per
 * process.
 */
export function createFhirServers({
  limits,
  settingsOf = () => ({}),
  now = () => performance.now(),
}: FhirServersOptions): FhirServers {
  const servers = new LRUCache<string, FhirServer>({ max: MAX_SERVERS });
  return {
    of(base) {
      const key = baseKey(base);
      const known = servers.get(key);
      if (known !== undefined) return known;
      const settings = { ...DEFAULT_SERVER_SETTINGS, ...settingsOf(base) };
      const server: FhirServer = {
        base,
        settings,
        slots: createCallSlots({ limit: settings.parallelCalls, slowMs: limits.slowCallMs, now }),
        breaker: createServerBreaker({ failures: limits.breakerFailures, pauseMs: limits.breakerPauseMs, now }),
        learned: createLearned(now),
        asking: null,
      };
      servers.set(key, server);
      return server;
    },
  };
}

function createLearned(now: () => number): Learned {
  const facts = new LRUCache<string, string>({ max: MAX_LEARNED, perf: { now }, ttlResolution: 0 });
  const learn = (key: string, value: string, ttl: number) => void facts.set(key, value, { ttl });
  return {
    release: () => (facts.get('release') ?? null) as FhirRelease | 'unknown' | null,
    learnRelease(release, how) {
      learn('release', release, release === 'unknown' ? UNKNOWN_MS : LEARNED_MS);
      learn('stated', how, LEARNED_MS);
    },
    isStated: () => facts.get('stated') === 'stated' && facts.get('release') !== 'unknown',
    refuses: (parameter) => facts.has(`refuses ${parameter}`),
    learnRefused: (parameter) => learn(`refuses ${parameter}`, '', LEARNED_MS),
    wantsPost: () => facts.has('post'),
    learnPost: () => learn('post', '', LEARNED_MS),
    lacks: (resourceType) => facts.has(`lacks ${resourceType}`),
    learnLacks: (resourceType) => learn(`lacks ${resourceType}`, '', LEARNED_MS),
  };
}
