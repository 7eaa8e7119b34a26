import * as z from 'zod';
import { parseBaseUrl } from './base-url.js';

const path = (what: string) =>
  z.string().min(1).describe(`${what} Relative to this file. Read at the start.`).optional();

/** `fhirServers` of the clients file: how a FHIR server is reached, and what it is. */
export const FhirServerSchema = z
  .strictObject({
    url: z
      .string()
      .refine(
        (text) => parseBaseUrl(text) !== null,
        'is not a plain http(s) base URL (no user, query, fragment, % or ..)',
      )
      .describe('FHIR base URL; what is below it is meant too. Of several entries the longest that fits counts.'),
    release: z
      .enum(['DSTU2', 'STU3', 'R4'])
      .describe(
        'FHIR release that it speaks (R4 also for R4B and R5). Without it, its /metadata is asked once an hour.',
      )
      .optional(),
    parallelCalls: z
      .int()
      .min(1)
      .max(64)
      .describe('Requests that may be open at once, over all hook calls. Default 6.')
      .optional(),
    proxy: z
      .string()
      .refine(isProxyUrl, 'is not http(s)://host:port without user, path and query')
      .describe('Outbound proxy, reached with CONNECT. Its credentials, if any, stand in proxyCredentialsFile.')
      .optional(),
    proxyCredentialsFile: path('File with "user:password" for the proxy.'),
    caFile: path('Certificate authority of this server (PEM). Only it is trusted then, and no public one.'),
    clientCertificateFile: path('Client certificate, with its chain (PEM).'),
    clientKeyFile: path('Private key of the client certificate (PEM, without a passphrase).'),
  })
  .refine((server) => (server.clientCertificateFile === undefined) === (server.clientKeyFile === undefined), {
    path: ['clientKeyFile'],
    error: 'goes with clientCertificateFile: give both or none',
  })
  .refine((server) => server.proxyCredentialsFile === undefined || server.proxy !== undefined, {
    path: ['proxyCredentialsFile'],
    error: 'is of no use without proxy',
  })
  .describe('One FHIR server, whichever clients name it.');

/** A FHIR server as configured. */
export type FhirServerEntry = z.output<typeof FhirServerSchema>;

/**
 * The entry that a FHIR base belongs to: same origin, and a path that is the entry's or lies below it, cut at segment
 * boundaries.
 * @param base a base that the caller may name
 */
export function entryFor<Entry extends Pick<FhirServerEntry, 'url'>>(
  base: string,
  entries: readonly Entry[],
): Entry | null {
  const asked = parseBaseUrl(base);
  if (asked === null) return null;
  const fitting = entries.flatMap((entry) => {
    const own = parseBaseUrl(entry.url);
    const fits =
      own?.origin === asked.origin && own.segments.every((segment, index) => segment === asked.segments[index]);
    return fits ? [{ entry, depth: own.segments.length }] : [];
  });
  return fitting.sort((a, b) => b.depth - a.depth)[0]?.entry ?? null;
}

/** Two entries of one server would make it a matter of order which of them counts. */
export function repeatedServers(entries: readonly Pick<FhirServerEntry, 'url'>[]): string[] {
  const keys = entries.map(({ url }) => {
    const parsed = parseBaseUrl(url);
    return parsed === null ? url : `${parsed.origin}/${parsed.segments.join('/')}`;
  });
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    return first === index ? [] : [`fhirServers[${index}].url: repeats fhirServers[${first}].url`];
  });
}

function isProxyUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    !/[?#]/.test(text)
  );
}
