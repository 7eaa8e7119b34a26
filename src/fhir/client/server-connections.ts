import { isIP } from 'node:net';
import { Pool, ProxyAgent, type Dispatcher } from 'undici';
import { AddressRefusedError, createAddressJudge, guardedLookup, type AddressGuardOptions } from './address-guard.js';
import { createFhirDispatcher, readingAnswers } from './dispatcher.js';
import type { FhirLimits } from './limits.js';
import { createNameLookup, type NameLookup } from './name-lookup.js';

/** How one FHIR server is reached, where it is not reached like the others. PEM texts. */
export interface ServerConnection {
  /** Its certificate authority; then no public one is trusted. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly proxy?: {
    /** `http://proxy.hospital.example:3128` */
    readonly url: string;
    /** `user:password` */
    readonly credentials?: string;
  };
}

/**
 * A connection pool of its own for one FHIR server. The address guard holds here too; behind a proxy it judges the addresses that
 * this machine knows the server by, and the proxy itself may stand in a private network, since the site has named it.
 */
export function createServerDispatcher(
  limits: FhirLimits,
  guard: AddressGuardOptions,
  { proxy, ...tls }: ServerConnection,
): Dispatcher {
  if (proxy === undefined) return createFhirDispatcher(limits, { ...guard, connect: tls });
  const { allowPrivate, resolve = createNameLookup() } = guard;
  const { hostname } = new URL(proxy.url);
  const proxyHost = hostname.replace(/^\[|\]$/g, '');
  const mayBeProxy = createAddressJudge(
    typeof allowPrivate === 'boolean' ? allowPrivate : [...allowPrivate, proxyHost],
  );
  const agent = new ProxyAgent({
    uri: proxy.url,
    ...(proxy.credentials === undefined ? {} : { token: `Basic ${Buffer.from(proxy.credentials).toString('base64')}` }),
    headersTimeout: limits.perCallTimeoutMs,
    bodyTimeout: limits.perCallTimeoutMs,
    maxResponseSize: limits.maxResponseBytes,
    connections: limits.maxConnections,
    keepAliveTimeout: 10_000,
    requestTls: { ...tls, timeout: limits.connectTimeoutMs },
    proxyTls: { lookup: guardedLookup(resolve, mayBeProxy), timeout: limits.connectTimeoutMs },
    clientFactory: (origin, options) =>
      new Pool(origin, { ...options, connections: limits.maxConnections, headersTimeout: limits.perCallTimeoutMs }),
  });
  return readingAnswers(agent.compose(guardTarget(createAddressJudge(allowPrivate), resolve)), limits);
}

/**
 * Refuses a server whose address may not be reached, before the proxy is asked to. A name that is not known here is the proxy's
 * to look up: inside many hospitals only the proxy can.
 */
function guardTarget(
  isAllowed: (hostname: string, address: string) => boolean,
  resolve: NameLookup,
): Dispatcher.DispatcherComposeInterceptor {
  const isRefused = async (hostname: string): Promise<boolean> => {
    if (isIP(hostname) > 0) return !isAllowed(hostname, hostname);
    const addresses = await resolve(hostname).catch(() => []);
    return !addresses.every(({ address }) => isAllowed(hostname, address));
  };
  return (dispatch) => (options, handler) => {
    const hostname = new URL(String(options.origin)).hostname.replace(/^\[|\]$/g, '');
    void isRefused(hostname).then((refused) => {
      if (refused) return handler.onResponseError?.(null as never, new AddressRefusedError());
      try {
        dispatch(options, handler);
      } catch (error) {
        handler.onResponseError?.(null as never, error instanceof Error ? error : new AddressRefusedError());
      }
    });
    return true;
  };
}
