import * as z from 'zod';
import { plainWords } from './plain-words.js';
import { parseBaseUrl } from './base-url.js';
import { entryFor, FhirServerSchema, repeatedServers, type FhirServerEntry } from './fhir-servers.js';

/**
 * Asymmetric signatures only: `none` and the HMAC family cannot be configured at all (CDS Hooks "Trusting CDS Clients":
 * SHALL NOT). RS384 and ES384 are the two that the specification recommends.
 */
const CLIENT_ALGORITHMS = [
  'RS384',
  'ES384',
  'RS256',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

/** Members of a JWK that only a private or a symmetric key has (RFC 7518 §6.2.2, §6.3.2, §6.4). */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** A host-source of CSP; nothing in it can end the directive or begin another. */
const FRAME_ANCESTOR =
  /^(?:https:\/\/(?:\*\.)?(?:[a-z0-9-]+\.)*[a-z0-9-]+|http:\/\/(?:localhost|127\.0\.0\.1))(?::\d{1,5})?$/;

/** Whoever calls without a token, which only the development profile allows. No client may have this id. */
export const ANONYMOUS_ID = 'anonymous';

const baseUrl = z
  .string()
  .refine((text) => parseBaseUrl(text) !== null, 'is not a plain http(s) base URL (no user, query, fragment, % or ..)');

const keyUrl = z.string().refine(isKeyUrl, 'is not an absolute http(s) URL without user and fragment');

const PublicKeySchema = z
  .looseObject({
    kty: z.enum(['RSA', 'EC', 'OKP']).describe('Key type. Symmetric keys (oct) are refused.'),
    kid: z.string().min(1).describe('Key id; tokens name their key by it.'),
  })
  .refine(
    (key) => !SECRET_MEMBERS.some((member) => Object.hasOwn(key, member)),
    'holds a private key: give the public half only, and replace the key - it has been in a file',
  )
  .describe('One public key (RFC 7517).');

const KeysSchema = z
  .strictObject({
    jwksUrl: keyUrl
      .describe('Where the EHR publishes its keys. Read again every 10 minutes and when a new kid appears.')
      .optional(),
    jwksFile: z
      .string()
      .min(1)
      .describe('Path of a JWKS file exchanged out of band. Read again like a URL.')
      .optional(),
    jwks: z
      .looseObject({
        keys: z
          .array(PublicKeySchema)
          .min(1)
          .refine((keys) => new Set(keys.map(({ kty, kid }) => `${kty} ${kid}`)).size === keys.length, 'repeats a kid')
          .describe('The public keys, each with its own kid.'),
      })
      .describe('The key set itself.')
      .optional(),
  })
  .refine(
    ({ jwksUrl, jwksFile, jwks }) => [jwksUrl, jwksFile, jwks].filter((source) => source !== undefined).length === 1,
    {
      error: 'needs exactly one of jwksUrl, jwksFile, jwks',
    },
  )
  .describe('Where the public keys of this client come from: exactly one of the three.')
  .meta({ minProperties: 1, maxProperties: 1 });

const CdsClientSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be 1-64 lower-case letters, digits and hyphens')
      // Under this name no list of FHIR servers would be asked: see `callers.ts`.
      .refine((id) => id !== ANONYMOUS_ID, `must not be "${ANONYMOUS_ID}": so is called who shows no token`)
      .describe('Short name of the client, for logs and metrics.'),
    issuer: z
      .string()
      .min(1)
      .max(500)
      .describe('The `iss` of its tokens, character for character. Epic: the FHIR base URL.'),
    keys: KeysSchema,
    algorithms: z
      .array(z.enum(CLIENT_ALGORITHMS))
      .min(1)
      .default(['RS384', 'ES384'])
      .describe('Signature algorithms this client may use. Name only what it does use.'),
    jku: keyUrl
      .describe('The `jku` its tokens may name, when that is not jwksUrl. It is compared, never fetched.')
      .optional(),
    fhirServers: z
      .array(baseUrl)
      .default([])
      .describe('FHIR base URLs that its requests may name; a path below a base is allowed too.'),
    dialect: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be the name of a profile in hooks/dialects, such as epic')
      .default('generic')
      .describe(
        'Whose habits the answers follow: a profile of hooks/dialects (generic, epic, oracle, athena, sandbox), or one that your site added there.',
      ),
    tenants: z
      .array(z.string().min(1))
      .min(1)
      .describe('When given, tokens must carry a `tenant` claim that is listed here.')
      .optional(),
    services: z
      .array(z.string().min(1))
      .min(1)
      .describe('When given, the ids of the CDS services it may call. Without it: all.')
      .optional(),
    fhirAccess: z
      .enum(['when-needed', 'never'])
      .default('when-needed')
      .describe('`never`: work from prefetch alone and call no FHIR server, whatever the request offers.'),
    smart: z
      .strictObject({
        clientId: z.string().min(1).max(500).describe('`client_id` that the EHR gave this service as an app.'),
        clientSecretFile: z
          .string()
          .min(1)
          .describe(
            'File with its secret, relative to this file. Without a secret or a key: a public client, with PKCE alone.',
          )
          .optional(),
        privateKeyFile: z
          .string()
          .min(1)
          .describe(
            'PEM file with the private key (EC P-384, or RSA) that signs for it (private_key_jwt), relative to this file. The EHR reads the public half at /smart/jwks.json. Of several keys the first signs.',
          )
          .optional(),
        frameAncestors: z
          .array(
            z.string().regex(FRAME_ANCESTOR, {
              error: 'must be https://host, https://host:port or https://*.domain; http only on this machine',
            }),
          )
          .max(20)
          .describe(
            'Origins of the EHR whose pages may show the app in a frame. Without it: a window or tab of its own.',
          )
          .optional(),
      })
      .refine((smart) => smart.clientSecretFile === undefined || smart.privateKeyFile === undefined, {
        error: 'takes clientSecretFile or privateKeyFile, not both',
      })
      .describe(
        'Lets this EHR launch the service as a SMART app from its fhirServers, at /smart/launch. Without it: no launch.',
      )
      .optional(),
    rateLimit: z
      .strictObject({
        requestsPerMinute: z
          .int()
          .min(1)
          .max(1_000_000)
          .default(30_000)
          .describe('Calls per minute, all users together.'),
      })
      .prefault({})
      .describe('How much this client may ask.'),
  })
  .refine((client) => client.fhirAccess === 'never' || client.fhirServers.length > 0, {
    path: ['fhirServers'],
    error: 'needs at least one base URL, or set fhirAccess: never',
  })
  .refine((client) => client.smart === undefined || client.fhirServers.length > 0, {
    path: ['smart'],
    error: 'needs fhirServers: from there it is launched, and there it reads',
  })
  .refine((client) => client.smart === undefined || client.fhirAccess !== 'never', {
    path: ['smart'],
    error: 'reads the FHIR server, which fhirAccess: never forbids',
  })
  .describe('One EHR (or one tenant of one) that may call this service.');

export const ClientsFileSchema = z
  .strictObject({
    clients: z.array(CdsClientSchema).min(1).describe('Who may call.'),
    fhirServers: z
      .array(FhirServerSchema)
      .describe('How single FHIR servers are reached, and what they are; none needs an entry.')
      .optional(),
  })
  .describe('The CDS clients that this service trusts.');

/** A caller as configured. */
export type CdsClient = z.output<typeof CdsClientSchema>;

export type ClientsFileResult =
  | { readonly ok: true; readonly clients: readonly CdsClient[]; readonly fhirServers?: readonly FhirServerEntry[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Checks a clients file that has been read and parsed.
 * @returns the clients, or every problem at once, each led by the path of the faulty field; values are not repeated, since
 *   a key may be among them
 */
export function readClientsFile(content: unknown): ClientsFileResult {
  const parsed = ClientsFileSchema.safeParse(content, { error: plainWords });
  const faults = parsed.error?.issues.map(({ path, message }) => `${pathText(path)}: ${message}`) ?? [];
  const servers = parsed.data?.fhirServers ?? [];
  const problems = [
    ...faults,
    ...repeated(content, 'id'),
    ...repeated(content, 'issuer'),
    ...repeatedServers(servers),
    ...servers.flatMap(({ url }, index) =>
      parsed.data?.clients.some(({ fhirServers }) => fhirServers.some((base) => isNear(base, url))) === true
        ? []
        : [`fhirServers[${index}].url: is named by no client, so it would never be used`],
    ),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, clients: parsed.data.clients, ...(servers.length === 0 ? {} : { fhirServers: servers }) };
}

/** Whether one of the two lies at or below the other. */
function isNear(base: string, url: string): boolean {
  return entryFor(base, [{ url }]) !== null || entryFor(url, [{ url: base }]) !== null;
}

const EntriesSchema = z.object({ clients: z.array(z.unknown()) });

/** Two clients under one name or issuer would make it a matter of order whose keys and FHIR servers count. */
function repeated(content: unknown, field: 'id' | 'issuer'): string[] {
  const entries = EntriesSchema.safeParse(content).data?.clients ?? [];
  const values = entries.map((entry) => z.object({ [field]: z.string() }).safeParse(entry).data?.[field]);
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    return value === undefined || first === index
      ? []
      : [`clients[${index}].${field}: repeats clients[${first}].${field}`];
  });
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? '(file)' : text.replace(/^\./, '');
}

function isKeyUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
  );
}

/** The issuer of the public CDS Hooks Sandbox. Its private key is published: its tokens prove nothing about who sends them. */
export const SANDBOX_ISSUER = 'https://sandbox.cds-hooks.org';

export const SANDBOX_JKU = 'https://sandbox.cds-hooks.org/.well-known/jwks.json';

/**
 * The public half of the Sandbox's signing key, pinned so that development needs no network.
 * Source: `.well-known/jwks.json` of github.com/cds-hooks/sandbox at c6cc0da (kid as in the tokens the Sandbox sends today).
 */
export const SANDBOX_PUBLIC_KEY = {
  kty: 'EC',
  crv: 'P-384',
  use: 'sig',
  alg: 'ES384',
  kid: '44823f3d-0b01-4a6c-a80e-b9d3e8a7226f',
  x: 'dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB',
  y: 'Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy',
} as const;

/**
 * The Sandbox as a client, for the development profile only; `checkProfile` refuses it in production.
 * @param fhirServers the FHIR base URLs a tester may point the Sandbox at; none means prefetch only
 */
export function sandboxClient(fhirServers: readonly string[] = []): CdsClient {
  return {
    id: 'cds-hooks-sandbox',
    issuer: SANDBOX_ISSUER,
    keys: { jwks: { keys: [{ ...SANDBOX_PUBLIC_KEY }] } },
    algorithms: ['ES384'],
    jku: SANDBOX_JKU,
    fhirServers: [...fhirServers],
    dialect: 'sandbox',
    fhirAccess: fhirServers.length === 0 ? 'never' : 'when-needed',
    rateLimit: { requestsPerMinute: 30_000 },
  };
}
