import { createPrivateKey, generateKeyPair, randomUUID, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export type TokenAlgorithm = 'RS384' | 'ES384';

/** One made-up EHR: its signing key, and its entry in the clients file. */
export interface BenchClient {
  readonly algorithm: TokenAlgorithm;
  readonly issuer: string;
  readonly privateJwk: JsonWebKey;
  readonly publicJwk: JsonWebKey & { readonly kid: string };
}

const generate = promisify(generateKeyPair);
const LIFE_SECONDS = 300;

export async function createBenchClient(algorithm: TokenAlgorithm): Promise<BenchClient> {
  const { privateKey, publicKey } =
    algorithm === 'RS384'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'P-384' });
  const kid = `bench-${algorithm.toLowerCase()}`;
  return {
    algorithm,
    issuer: `https://${algorithm.toLowerCase()}.ehr.example.org`,
    privateJwk: privateKey.export({ format: 'jwk' }),
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' },
  };
}

/** The `clients:` of a service that is measured: no limit on the rate may stand between the load and the work. */
export function clientsFile(clients: readonly BenchClient[]): string {
  return JSON.stringify({
    clients: clients.map(({ algorithm, issuer, publicJwk }) => ({
      id: `bench-${algorithm.toLowerCase()}`,
      issuer,
      keys: { jwks: { keys: [publicJwk] } },
      algorithms: [algorithm],
      fhirAccess: 'never',
      rateLimit: { requestsPerMinute: 1_000_000 },
    })),
  });
}

export interface TokenOrder {
  readonly client: BenchClient;
  /** URL of the endpoint. */
  readonly audience: string;
  readonly count: number;
}

/** Tokens for one use each. Signed on the thread pool, so that both cores work; takes about 1 ms each. */
export async function signTokens({ client, audience, count }: TokenOrder): Promise<string[]> {
  const key = createPrivateKey({ key: client.privateJwk, format: 'jwk' });
  const header = encode({ alg: client.algorithm, typ: 'JWT', kid: client.publicJwk.kid });
  const issuedAt = Math.floor(Date.now() / 1000);
  const claims = { iss: client.issuer, aud: audience, iat: issuedAt, exp: issuedAt + LIFE_SECONDS };
  return Promise.all(
    Array.from({ length: count }, async () => {
      const signed = `${header}.${encode({ ...claims, jti: randomUUID() })}`;
      return `${signed}.${(await signBytes(Buffer.from(signed), key)).toString('base64url')}`;
    }),
  );
}

function signBytes(bytes: Buffer, key: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // JWS wants the two numbers of an ECDSA signature side by side (RFC 7518 §3.4); RSA ignores it.
    sign('sha384', bytes, { key, dsaEncoding: 'ieee-p1363' }, (error, signature) => {
      if (error === null) resolve(signature);
      else reject(error);
    });
  });
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
