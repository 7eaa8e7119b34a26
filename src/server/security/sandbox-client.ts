import type { CdsClient } from './clients.js';

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
