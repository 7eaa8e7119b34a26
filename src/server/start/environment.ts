import { join } from 'node:path';
import { dirname } from 'node:path';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import * as z from 'zod';
import { DEFAULT_FHIR_LIMITS } from '../../fhir/client/limits.js';

const wholeNumber = (least: number, most: number) => {
  const rule = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(rule).int(rule).min(least, rule).max(most, rule);
};
const aPort = () => wholeNumber(0, 65_535);
const within = (least: number, most: number, fallback: number) => wholeNumber(least, most).default(fallback);
const oneOf = <const T extends readonly string[]>(...words: T) => z.enum(words, `must be one of: ${words.join(', ')}`);
/** Guessing it must not pay. */
const token = () => z.string().min(24, 'must have at least 24 characters, for example from openssl rand -hex 32');
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

const environmentSchema = z.object({
  /** `development` trusts strangers and so stays on this machine; `production` refuses to start unless it is safe. */
  PROFILE: oneOf('development', 'production').default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: aPort().default(3000),
  /** Embedded sandbox FHIR server of `npm start`. */
  SANDBOX_PORT: aPort().default(3001),
  /** Under which the world reaches the service, without `/cds-services`: the audience of every client token. */
  PUBLIC_BASE_URL: z.string().min(1).optional(),
  /** YAML file that names the clients. */
  CLIENTS_FILE: z.string().min(1).optional(),
  /** Whether `GET /cds-services` asks for a token too. */
  DISCOVERY: oneOf('open', 'authenticated').default('open'),
  /** Hosts, addresses and CIDR blocks of FHIR servers that are not on global addresses, comma-separated. */
  FHIR_PRIVATE_NETWORKS: list.refine(
    (entries) => entries.every(isNetwork),
    'every entry must be an IP address, a CIDR block or a host name',
  ),
  /** How long one hook call may take, all FHIR requests included. */
  DEADLINE_MS: within(200, 30_000, 3_000),
  /** One FHIR call, its retry included, and the opening of a connection. */
  FHIR_CALL_TIMEOUT_MS: within(100, 30_000, DEFAULT_FHIR_LIMITS.perCallTimeoutMs),
  FHIR_CONNECT_TIMEOUT_MS: within(100, 30_000, DEFAULT_FHIR_LIMITS.connectTimeoutMs),
  /** FHIR calls of one hook call; fewer than 15 could not read a whole chart. */
  FHIR_MAX_CALLS: within(15, 200, DEFAULT_FHIR_LIMITS.maxCalls),
  FHIR_MAX_PAGES: within(1, 200, DEFAULT_FHIR_LIMITS.maxPages),
  FHIR_MAX_ENTRIES: within(100, 100_000, DEFAULT_FHIR_LIMITS.maxEntries),
  FHIR_MAX_ANSWER_BYTES: within(100_000, 100_000_000, DEFAULT_FHIR_LIMITS.maxResponseBytes),
  /** Open connections to one FHIR server, and so the calls that run there at once. */
  FHIR_MAX_CONNECTIONS: within(1, 1_000, DEFAULT_FHIR_LIMITS.maxConnections),
  /** Hook calls evaluated at the same time; more are answered 503. */
  MAX_IN_FLIGHT: within(1, 10_000, 200),
  /** Refused tokens that one address may show in a minute before it gets 429; 0 for no limit. */
  REFUSED_PER_MINUTE: within(0, 100_000, 120),
  /** Proxies before the service that write X-Forwarded-For; 0: the address is that of the connection. */
  PROXY_HOPS: within(0, 10, 0),
  /** How long calls are still taken after SIGTERM, while `/readyz` says no; not set: 5 s in production, else none. */
  STOP_GRACE_MS: wholeNumber(0, 60_000).optional(),
  /** The site's own content, laid over the shipped one and watched for changes. */
  CONTENT_DIR: z.string().min(1).optional(),
  /** A second content, evaluated beside the one in force and shown to nobody. */
  SHADOW_CONTENT_DIR: z.string().min(1).optional(),
  HOOKS_DIR: z.string().min(1).optional(),
  CARDS_DIR: z.string().min(1).optional(),
  /** Port for Prometheus, apart from that of the clients. */
  METRICS_PORT: aPort().optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  /** Bearer token that Prometheus shows; needed where METRICS_HOST is not this machine. */
  METRICS_TOKEN: z.string().min(1).optional(),
  /** Bearer token for `GET /reports`. */
  REPORTS_TOKEN: token().optional(),
  /** Header by which a reverse proxy vouches for the reader of `GET /reports`. */
  REPORTS_PROXY_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header: letters, digits and hyphens')
    .optional(),
  /** Bearer token for `GET /traces/<card>`; setting it is what makes the service remember charts for a while. */
  TRACE_TOKEN: token().optional(),
  TRACE_MINUTES: within(1, 1_440, 60),
  /** Whether each card links to a page with the chart behind it; whoever holds the link may read it for so many minutes. */
  CARD_PAGES: oneOf('on', 'off').default('off'),
  CARD_PAGE_MINUTES: within(1, 60, 15),
  CANARY_INTERVAL_MS: within(0, 3_600_000, 300_000),
  /** Exact origins of browser clients, comma-separated. */
  CORS_ORIGINS: list,
  /** PostgreSQL, where there is more than one instance. */
  DATABASE_URL: z.string().min(1).optional(),
  /** SQLite file of a single instance; `none` keeps nothing, where DATABASE_URL is not set either. */
  STORE_FILE: z.string().min(1).optional(),
  /** `id:base64,...`: keys of the pseudonyms, the first in use. */
  SITE_KEYS: z.string().min(1).optional(),
  /** Whether a clinician's comment is reduced to its length and class, or kept encrypted as well. */
  FEEDBACK_COMMENTS: oneOf('reduce', 'encrypt').default('reduce'),
  KEEP_DAYS: within(1, 36_500, 730),
  LOG_LEVEL: oneOf('debug', 'info', 'warn', 'error', 'silent').default('info'),
  /** Not ours: read to refuse a production start under them. */
  DEBUG: z.string().default(''),
  NODE_DEBUG: z.string().default(''),
  NODE_OPTIONS: z.string().default(''),
  NODE_TLS_REJECT_UNAUTHORIZED: z.string().default(''),
});

/** As `createGuardedAgent` reads it; checked here so that a slip is told with the others, under the variable's name. */
function isNetwork(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0)
    return bits === undefined && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(address) && /[a-z]/i.test(address);
  if (bits === undefined) return true;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

export const UNUSABLE = 'The environment is not usable:';

export type Environment = z.infer<typeof environmentSchema>;

/** Every fault of the settings at once, in words an operator can act on. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(what: string, faults: readonly string[]) {
    super(`${what}\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/**
 * Reads the settings of the process; see the table in README.md. An empty variable counts as not set.
 * @throws SettingsError naming each variable that is wrong
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(
    Object.keys(environmentSchema.shape).flatMap((name) => {
      const value = variables[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const read = environmentSchema.safeParse(given);
  const faults = read.success
    ? samePorts(read.data)
    : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (read.success && faults.length === 0) return read.data;
  // A number may break two bounds, in the same words.
  throw new SettingsError(UNUSABLE, [...new Set(faults)]);
}

/** The system would say that another program uses the port, and send the operator looking for it. */
function samePorts({ HOST, PORT, METRICS_HOST, METRICS_PORT }: Environment): string[] {
  const isSame = PORT !== 0 && METRICS_PORT === PORT && METRICS_HOST === HOST;
  return isSame ? [`METRICS_PORT: ${PORT} is the port of the service itself (PORT); choose another`] : [];
}

/**
 * The folder that holds package.json, `hooks/` and `cards/`, whether the code runs from `dist/` or from the sources.
 * @throws Error when the package was taken apart
 */
export function findPackageRoot(from: string): string {
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'hooks'))) return folder;
  }
  throw new Error('The folders hooks/ and cards/ were not found beside the program. Is the installation complete?');
}
