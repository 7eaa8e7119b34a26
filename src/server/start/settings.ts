import { stat } from 'node:fs/promises';
import type { Clock, Logger } from '../../domain/ports.js';
import type { FhirLimits } from '../../fhir/client/limits.js';
import type { StoreSettings } from '../../records/store/open-store.js';
import type { SmartRegistration } from '../smart/registrations.js';
import type { CdsClient } from '../security/clients.js';
import type { ProfileSettings } from '../security/profile.js';
import { loadClientsFile, type FhirServerOfFile } from './clients-file.js';
import { type Environment, SettingsError, UNUSABLE } from './environment.js';

/**
 * Settings of the service from the environment.
 * @param root folder that holds the shipped `hooks/` and `cards/`
 * @throws SettingsError for a folder that is not there, or a clients file that cannot be used
 */
export async function settingsOf(environment: Environment, root: string): Promise<ServiceSettings> {
  const { DEBUG, NODE_DEBUG, NODE_OPTIONS, NODE_TLS_REJECT_UNAUTHORIZED } = environment;
  await refuseMissingFolders(environment);
  const file = environment.CLIENTS_FILE === undefined ? null : await loadClientsFile(environment.CLIENTS_FILE);
  return {
    profile: environment.PROFILE,
    host: environment.HOST,
    port: environment.PORT,
    publicBaseUrl: environment.PUBLIC_BASE_URL ?? null,
    clients: file?.clients ?? [],
    fhirServers: file?.fhirServers ?? [],
    smart: file?.smart ?? [],
    discovery: environment.DISCOVERY,
    fhirPrivateNetworks: environment.FHIR_PRIVATE_NETWORKS,
    shadowDir: environment.SHADOW_CONTENT_DIR ?? null,
    ...contentFoldersOf(environment, root),
    deadlineMs: environment.DEADLINE_MS,
    fhirLimits: {
      perCallTimeoutMs: environment.FHIR_CALL_TIMEOUT_MS,
      connectTimeoutMs: environment.FHIR_CONNECT_TIMEOUT_MS,
      maxCalls: environment.FHIR_MAX_CALLS,
      maxPages: environment.FHIR_MAX_PAGES,
      maxEntries: environment.FHIR_MAX_ENTRIES,
      maxResponseBytes: environment.FHIR_MAX_ANSWER_BYTES,
      maxConnections: environment.FHIR_MAX_CONNECTIONS,
    },
    maxInFlight: environment.MAX_IN_FLIGHT,
    refusedPerMinute: environment.REFUSED_PER_MINUTE,
    proxyHops: environment.PROXY_HOPS,
    metrics:
      environment.METRICS_PORT === undefined
        ? null
        : { host: environment.METRICS_HOST, port: environment.METRICS_PORT, token: environment.METRICS_TOKEN ?? null },
    reports: { token: environment.REPORTS_TOKEN ?? null, proxyHeader: environment.REPORTS_PROXY_HEADER ?? null },
    traces:
      environment.TRACE_TOKEN === undefined
        ? null
        : { token: environment.TRACE_TOKEN, ageMs: environment.TRACE_MINUTES * 60_000 },
    cardPages: environment.CARD_PAGES === 'on' ? { ageMs: environment.CARD_PAGE_MINUTES * 60_000 } : null,
    canaryIntervalMs: environment.CANARY_INTERVAL_MS,
    corsOrigins: environment.CORS_ORIGINS,
    store: storeSettingsOf(environment),
    keepDays: environment.KEEP_DAYS,
    environment: { DEBUG, NODE_DEBUG, NODE_OPTIONS, NODE_TLS_REJECT_UNAUTHORIZED },
  };
}

const FOLDERS = ['CONTENT_DIR', 'SHADOW_CONTENT_DIR', 'HOOKS_DIR', 'CARDS_DIR'] as const;

/** Told under the name of the variable: whoever set it looks there. */
async function refuseMissingFolders(environment: Environment): Promise<void> {
  const faults = await Promise.all(
    FOLDERS.map(async (name) => {
      const folder = environment[name];
      if (folder === undefined) return [];
      const isFolder = await stat(folder).then(
        (found) => found.isDirectory(),
        () => false,
      );
      return isFolder ? [] : [`${name}: there is no folder ${folder}`];
    }),
  );
  if (faults.flat().length > 0) throw new SettingsError(UNUSABLE, faults.flat());
}

/** A balancer asks `/readyz` every few seconds, and sends calls until it has heard that we leave. */
const PRODUCTION_GRACE_MS = 5_000;

/** How long calls are still taken after SIGTERM, milliseconds. */
export function stopGraceOf({ PROFILE, STOP_GRACE_MS }: Environment): number {
  return STOP_GRACE_MS ?? (PROFILE === 'production' ? PRODUCTION_GRACE_MS : 0);
}

/** Where the content is; the `report` command reads the burden contract there. */
export function contentFoldersOf(
  { HOOKS_DIR, CARDS_DIR, CONTENT_DIR }: Environment,
  root: string,
): Pick<ServiceSettings, 'hooksDir' | 'cardsDir' | 'overlayDir'> {
  return {
    hooksDir: HOOKS_DIR ?? `${root}/hooks`,
    cardsDir: CARDS_DIR ?? `${root}/cards`,
    overlayDir: CONTENT_DIR ?? null,
  };
}

/** Relative to the working directory; made at the first start. */
const DEFAULT_STORE_FILE = 'data/tacrolimus-cds.sqlite';
/** `STORE_FILE=none`: nothing is kept, on purpose. */
const NO_FILE = 'none';

/**
 * Where events and feedback are kept; the commands `report` and `retention` look in the same place.
 * @param defaultFile SQLite file where the environment names neither a file nor a database
 */
export function storeSettingsOf(
  { DATABASE_URL, STORE_FILE, SITE_KEYS, FEEDBACK_COMMENTS }: Environment,
  defaultFile = DEFAULT_STORE_FILE,
): StoreSettings {
  const byDefault = DATABASE_URL === undefined && STORE_FILE === undefined;
  const file = byDefault ? defaultFile : STORE_FILE === NO_FILE ? null : (STORE_FILE ?? null);
  return {
    databaseUrl: DATABASE_URL ?? null,
    file,
    // A folder that somebody named and that is missing is a disk that was not mounted.
    ...(byDefault ? { makeFolder: true } : {}),
    siteKeys: SITE_KEYS ?? null,
    comments: FEEDBACK_COMMENTS,
  };
}

/** Where Prometheus reads. */
export interface MetricsSettings {
  readonly host: string;
  readonly port: number;
  readonly token: string | null;
}

export interface ServiceSettings {
  /** How single FHIR servers are reached, and what they are. */
  readonly fhirServers?: readonly FhirServerOfFile[];
  readonly profile: 'development' | 'production';
  readonly host: string;
  readonly port: number;
  /** null: `http://<host>:<port>`, which only development accepts. */
  readonly publicBaseUrl: string | null;
  readonly clients: readonly CdsClient[];
  readonly discovery: 'open' | 'authenticated';
  readonly fhirPrivateNetworks: readonly string[];
  readonly hooksDir: string;
  readonly cardsDir: string;
  /** The site's own folder, laid over the two; null for the shipped content alone. */
  readonly overlayDir: string | null;
  /** A second overlay, evaluated silently beside the content in force. */
  readonly shadowDir?: string | null;
  readonly deadlineMs: number;
  /** What one hook call may ask of FHIR servers; what is not named stays as `DEFAULT_FHIR_LIMITS` has it. */
  readonly fhirLimits: Partial<FhirLimits>;
  readonly maxInFlight: number;
  /** Refused tokens per minute that one address may show; 0 for no limit. */
  readonly refusedPerMinute: number;
  /** Proxies of ours that a request has passed, each of which added an address to X-Forwarded-For. */
  readonly proxyHops: number;
  readonly corsOrigins: readonly string[];
  readonly store: StoreSettings;
  /** Port for Prometheus; null for none. */
  readonly metrics: MetricsSettings | null;
  /** Who may read `GET /reports`: a token, or a header that a reverse proxy sets; both null: nobody. */
  readonly reports: { readonly token: string | null; readonly proxyHeader: string | null };
  /** Who may read `GET /traces/<card>`, and how long a call is kept, milliseconds; null: no chart is remembered. */
  readonly traces: { readonly token: string; readonly ageMs: number } | null;
  /** Whether each card links to a page of its own, and how long that link opens it; needs `traces`. */
  readonly cardPages: { readonly ageMs: number } | null;
  /** EHRs that may launch this service as a SMART app; none where it is left out. */
  readonly smart?: readonly SmartRegistration[];
  /** How often the canary proves that the rules still fire; 0 for never. */
  readonly canaryIntervalMs: number;
  /** Days that evaluations and feedback are kept. */
  readonly keepDays: number;
  /** Variables that make libraries leak, so that production can refuse them. */
  readonly environment: NonNullable<ProfileSettings['environment']>;
}

export interface ServiceDeps {
  readonly log: Logger;
  /** Log lines that could not be written so far. */
  readonly logLinesLost?: () => number;
  readonly clock: Clock;
}
