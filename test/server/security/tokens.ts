import { generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { CdsClient } from '../../../src/server/security/clients.js';

/** A frozen moment, on a whole second. */
export const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
export const NOW_S = NOW / 1000;
export const PUBLIC_BASE = 'https://cds.hospital.example/tacrolimus';
export const ORDER_SIGN = '/cds-services/tacrolimus-order-sign';
export const ISSUER = 'https://ehr.example/fhir/R4';
export const JKU = 'https://ehr.example/keys';

export type Json = Record<string, unknown>;

export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: JsonWebKey & { kty: 'RSA' | 'EC' | 'OKP'; kid: string };
}

export function ecKey(kid: string, namedCurve = 'P-384', alg = 'ES384'): TestKey {
  return testKey(kid, alg, generateKeyPairSync('ec', { namedCurve }));
}

export function rsaKey(kid: string, modulusLength = 2048, alg = 'RS384'): TestKey {
  return testKey(kid, alg, generateKeyPairSync('rsa', { modulusLength }));
}

function testKey(kid: string, alg: string, pair: { publicKey: KeyObject; privateKey: KeyObject }): TestKey {
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const kty = jwk.kty === 'RSA' ? 'RSA' : 'EC';
  return { kid, alg, ...pair, jwk: { ...jwk, kty, kid, use: 'sig', alg } };
}

export function base64url(value: string | Buffer | Json): string {
  const bytes = typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value);
  return Buffer.from(bytes).toString('base64url');
}

/** Signs with full control over every byte: jose would refuse to make most of the tokens that the tests need. */
export function signToken(key: TestKey, header: string | Json, payload: string | Json): string {
  const input = `${base64url(header)}.${base64url(payload)}`;
  const signature = sign(`sha${key.alg.slice(-3)}`, Buffer.from(input), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${input}.${signature.toString('base64url')}`;
}

let counter = 0;

/** The claims of an honest token for `path`, with a fresh jti. */
export function claims(changes: Json = {}, path = ORDER_SIGN): Json {
  counter += 1;
  return {
    iss: ISSUER,
    aud: `${PUBLIC_BASE}${path}`,
    iat: NOW_S,
    exp: NOW_S + 300,
    jti: `jti-${counter}`,
    ...changes,
  };
}

export function headerOf(key: TestKey, changes: Json = {}): Json {
  return { alg: key.alg, typ: 'JWT', kid: key.kid, ...changes };
}

export function honestToken(key: TestKey, payload: Json = {}, header: Json = {}): string {
  return signToken(key, headerOf(key, header), claims(payload));
}

/** A client whose keys are given inline; `changes` replaces whole members. */
export function testClient(keys: readonly TestKey[], changes: Partial<CdsClient> = {}): CdsClient {
  return {
    id: 'general-hospital',
    issuer: ISSUER,
    keys: { jwks: { keys: keys.map(({ jwk }) => jwk) } },
    algorithms: ['RS384', 'ES384'],
    jku: JKU,
    fhirServers: ['https://ehr.example/fhir/R4'],
    dialect: 'generic',
    fhirAccess: 'when-needed',
    rateLimit: { requestsPerMinute: 30_000 },
    ...changes,
  };
}
