import { parseBaseUrl } from './base-url.js';
import { type CdsClient, SANDBOX_ISSUER, SANDBOX_JKU, SANDBOX_PUBLIC_KEY } from './clients.js';

export interface ProfileSettings {
  /** Always named by whoever starts the service; there is no profile that comes by itself. */
  readonly profile: 'development' | 'production';
  /** The address the server will bind to; null when none is given, which Node reads as every interface. */
  readonly host: string | null;
  readonly clients: readonly CdsClient[];
  readonly corsOrigins: readonly string[];
  readonly publicBaseUrl: string | null;
  /** Says aloud that a development server, which lets strangers call, may be reached from other machines. */
  readonly allowRemoteDevelopment?: boolean;
  /** The variables that make libraries write tokens and patient ids to stderr, or stop checking certificates. */
  readonly environment?: Readonly<
    Partial<Record<'DEBUG' | 'NODE_DEBUG' | 'NODE_OPTIONS' | 'NODE_TLS_REJECT_UNAUTHORIZED', string>>
  >;
  /** Addresses, blocks and names that FHIR servers may have besides public addresses. */
  readonly fhirPrivateNetworks?: readonly string[];
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;

/**
 * Everything that speaks against starting under this profile.
 * @returns one sentence per reason, each naming the setting to change; empty when the service may start
 */
export function checkProfile(settings: ProfileSettings): string[] {
  return [
    ...publicBaseUrlProblems(settings),
    ...(settings.profile === 'production' ? productionProblems(settings) : developmentProblems(settings)),
  ];
}

function developmentProblems({ host, allowRemoteDevelopment = false }: ProfileSettings): string[] {
  if (allowRemoteDevelopment || (host !== null && LOOPBACK.test(host))) return [];
  return [
    'HOST: the development profile allows unauthenticated calls and must bind to loopback (127.0.0.1, ::1, localhost)',
  ];
}

function productionProblems({
  clients,
  corsOrigins,
  environment = {},
  fhirPrivateNetworks = [],
}: ProfileSettings): string[] {
  return [
    ...(clients.length === 0 ? ['CLIENTS_FILE: production needs at least one client'] : []),
    ...clients.flatMap(clientProblems),
    ...corsOrigins
      .filter((origin) => origin.includes('*') || origin === 'null')
      .map((origin) => `CORS_ORIGINS: "${origin}" lets any page call; name the origins`),
    ...fhirPrivateNetworks
      .filter(isHalfTheWorld)
      .map(
        (block) =>
          `FHIR_PRIVATE_NETWORKS: "${block}" opens the loopback and every network; name those of the FHIR servers`,
      ),
    ...environmentProblems(environment),
  ];
}

/** Blocks wider than the widest private ones, 10.0.0.0/8 and fc00::/7. */
function isHalfTheWorld(entry: string): boolean {
  const [network = '', bits] = entry.split('/');
  if (bits === undefined) return false;
  if (!network.includes(':')) return Number(bits) < 8;
  // IPv4 in IPv6, however the zeros are written.
  const isMapped = /^(?:::|(?:0+:){5})ffff:/i.test(network);
  return Number(bits) < (isMapped ? 96 + 8 : 7);
}

function clientProblems(client: CdsClient): string[] {
  const { id, keys, jku, fhirServers } = client;
  const insecureBases = fhirServers.filter((base) => parseBaseUrl(base)?.protocol !== 'https:').length;
  return [
    ...(isSandbox(client)
      ? [`CLIENTS_FILE clients.${id}: the Sandbox's private key is public; it is for development only`]
      : []),
    ...(insecureBases > 0
      ? [`CLIENTS_FILE clients.${id}.fhirServers: ${insecureBases} base URL(s) without https`]
      : []),
    ...(keys.jwksUrl === undefined || isHttps(keys.jwksUrl)
      ? []
      : [`CLIENTS_FILE clients.${id}.keys.jwksUrl: must be https`]),
    ...(jku === undefined || isHttps(jku) ? [] : [`CLIENTS_FILE clients.${id}.jku: must be https`]),
  ];
}

/** By issuer, by where its keys come from, or by the key itself under another name. */
function isSandbox({ issuer, keys, jku }: CdsClient): boolean {
  const sandboxHost = new URL(SANDBOX_ISSUER).host;
  const addresses = [issuer, keys.jwksUrl, jku].filter((address) => address !== undefined);
  return (
    addresses.some((address) => URL.canParse(address) && new URL(address).host === sandboxHost) ||
    jku === SANDBOX_JKU ||
    (keys.jwks?.keys ?? []).some((key) => key.x === SANDBOX_PUBLIC_KEY.x || key.kid === SANDBOX_PUBLIC_KEY.kid)
  );
}

/** A debugger's port, code or options that are loaded first, keys of TLS connections in a file, old TLS, lax HTTP, memory on disk. */
const DANGEROUS_OPTIONS = new RegExp(
  `(?:^|[\\s"])(?:-r|--(?:${[
    'inspect',
    'require',
    'import',
    'loader',
    'experimental-loader',
    'experimental-(?:default-)?config-file',
    'tls-keylog',
    'tls-min-v1\\.[01]',
    'tls-cipher-list',
    'openssl-',
    'insecure-http-parser',
    'heapsnapshot',
    'heap-prof',
    'abort-on-uncaught',
    'trace-tls',
    'report-',
  ].join('|')}))`,
);

function environmentProblems({
  DEBUG = '',
  NODE_DEBUG = '',
  NODE_OPTIONS = '',
  NODE_TLS_REJECT_UNAUTHORIZED,
}: NonNullable<ProfileSettings['environment']>): string[] {
  return [
    ...(/\*|fhir-kit-client/i.test(DEBUG)
      ? ['DEBUG: makes fhir-kit-client write URLs with patient ids and error bodies to stderr; unset it']
      : []),
    ...(/\*|http|fetch|undici|tls|net/i.test(NODE_DEBUG)
      ? ['NODE_DEBUG: makes Node write request headers with tokens to stderr; unset it']
      : []),
    // Node takes an underscore for a hyphen.
    ...(DANGEROUS_OPTIONS.test(NODE_OPTIONS.replaceAll('_', '-'))
      ? [
          'NODE_OPTIONS: lets others look into the process, load code of theirs, or weakens HTTP or TLS; take that option out',
        ]
      : []),
    ...(NODE_TLS_REJECT_UNAUTHORIZED === '0'
      ? ['NODE_TLS_REJECT_UNAUTHORIZED: 0 trusts every certificate; unset it']
      : []),
  ];
}

/** The audience of every token is built from it, so it must be the URL that clients really call. */
function publicBaseUrlProblems({ profile, publicBaseUrl }: ProfileSettings): string[] {
  if (publicBaseUrl === null) {
    return profile === 'production' ? ['PUBLIC_BASE_URL: production needs the https URL that clients call'] : [];
  }
  const parsed = parseBaseUrl(publicBaseUrl);
  if (parsed === null) return ['PUBLIC_BASE_URL: is not a plain base URL (no user, query, fragment, % or ..)'];
  return profile === 'production' && parsed.protocol !== 'https:'
    ? ['PUBLIC_BASE_URL: must be https in production']
    : [];
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
