import type { Caller, CallerClaim } from '../../domain/caller.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { CdsError } from '../../domain/cds-error.js';
import { type BaseUrl, parseBaseUrl } from './base-url.js';
import type { ClientAuthenticator } from './client-jwt.js';
import { ANONYMOUS_ID, type CdsClient, SANDBOX_ISSUER } from './clients.js';
import type { StrangerLimit } from './stranger-limit.js';
import type { RejectionReason } from './token-rejected.js';

export interface CallersOptions {
  readonly profile: 'development' | 'production';
  readonly clients: readonly CdsClient[];
  readonly authenticator: ClientAuthenticator;
  readonly discovery: 'open' | 'authenticated';
  readonly strangers: StrangerLimit;
  /** The reason of a refusal, for the log and nowhere else. */
  onRejected(requestId: string, reason: RejectionReason, clientId: string | null): void;
}

export interface Callers {
  /** @throws CdsError `unauthorized`, `forbidden`, `overloaded`, `rate-limited` */
  authenticate(claim: CallerClaim): Promise<Caller>;
  /**
   * The request as this caller may make it: without FHIR access for a prefetch-only client.
   * @throws CdsError `fhir-server-not-allowed` for a FHIR server that is not the caller's
   */
  restrict(callerId: string, request: HookRequest): HookRequest;
}

/** Whoever calls without a token. Only the development profile, which listens on this machine alone, lets it in. */
/** The client's keys could not be read, or it is known and may not: neither says that a stranger calls. */
const NOT_A_STRANGERS: ReadonlySet<RejectionReason> = new Set([
  'keys-unavailable',
  'service-not-allowed',
  'replay-store-full',
  'replay-store-failed',
]);

const ANONYMOUS: Caller = { id: ANONYMOUS_ID, requestsPerMinute: 1_000_000 };

/** Who may call, and which FHIR servers belong to whom (CDS Hooks "Trusting CDS Clients", "FHIR Resource Access"). */
export function createCallers(options: CallersOptions): Callers {
  const { profile, authenticator, discovery, strangers } = options;
  const byId = new Map(options.clients.map((client) => [client.id, client]));
  const callerOf = (client: CdsClient): Caller => {
    // Its private key is public: a token of the Sandbox proves no more than none at all.
    if (profile === 'development' && client.issuer === SANDBOX_ISSUER) return ANONYMOUS;
    return { id: client.id, requestsPerMinute: client.rateLimit.requestsPerMinute };
  };
  /** Counts what is refused, and looks at no more of it than an address may show. */
  const prove = async (
    { path, authorization, address }: CallerClaim,
    onRejected: (reason: RejectionReason, clientId: string | null) => void,
  ): Promise<CdsClient> => {
    if (!strangers.admits(address)) {
      onRejected('too-many-refused', null);
      throw new CdsError('rate-limited', 'Too many calls from this address were refused; try again later.');
    }
    const { client } = await authenticator.authenticate({
      authorizationHeader: authorization,
      path,
      onRejected: (reason, clientId) => {
        if (!NOT_A_STRANGERS.has(reason)) strangers.refused(address);
        onRejected(reason, clientId);
      },
    });
    strangers.accepted(address);
    return client;
  };
  return {
    async authenticate(claim) {
      const { purpose, authorization, requestId } = claim;
      if (purpose === 'discovery' && discovery === 'open') {
        // Open to everybody; who proves to be a client gets the templates that its FHIR server understands.
        if (authorization === null) return ANONYMOUS;
        return prove(claim, () => undefined)
          .then(callerOf)
          .catch(() => ANONYMOUS);
      }
      if (profile === 'development' && authorization === null) return ANONYMOUS;
      return callerOf(await prove(claim, (reason, clientId) => options.onRejected(requestId, reason, clientId)));
    },
    restrict(callerId, request) {
      if (request.fhirServer === null || callerId === ANONYMOUS.id) return request;
      const client = byId.get(callerId);
      if (client?.fhirAccess === 'never') return { ...request, fhirServer: null, fhirAuthorization: null };
      const rules = { requireHttps: profile === 'production' };
      if (client === undefined || !isAllowedFhirServer(request.fhirServer, client.fhirServers, rules)) {
        throw new CdsError(
          'fhir-server-not-allowed',
          'This FHIR server is not among those that the client may name.',
          'fhirServer',
        );
      }
      return request;
    },
  };
}

interface FhirServerRules {
  /** CDS Hooks 2.0 "fhirServer": https wherever production data may flow. */
  readonly requireHttps?: boolean;
}

/**
 * Whether a request may name this FHIR server: its origin equals that of an allowed base, and its path is that base's path or
 * lies below it, cut at segment boundaries (`/fhir` allows `/fhir/tenant-1` and not `/fhirx`).
 * Anything that is not a plain, normalised base URL is not allowed, whichever side it stands on.
 */
export function isAllowedFhirServer(
  fhirServer: string,
  allowed: readonly string[],
  { requireHttps = false }: FhirServerRules = {},
): boolean {
  const asked = parseBaseUrl(fhirServer);
  if (asked === null || (requireHttps && asked.protocol !== 'https:')) return false;
  return allowed.some((base) => {
    const parsed = parseBaseUrl(base);
    return parsed !== null && contains(parsed, asked);
  });
}

function contains(base: BaseUrl, asked: BaseUrl): boolean {
  return base.origin === asked.origin && base.segments.every((segment, index) => segment === asked.segments[index]);
}
