import { createRemoteJWKSet, jwtVerify } from 'jose';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** SMART App Launch 2.2, "Client Authentication: Asymmetric": no assertion lives longer. */
const LONGEST_LIFE_SECONDS = 300;
const MOST_REMEMBERED = 1_000;

/**
 * Checks at the token endpoint who asks: a client with keys has to sign (private_key_jwt: RFC 7523 as SMART App Launch 2.2 narrows
 * it), each assertion once; any other is a public one, and sends no assertion.
 * @param keysOf where the public keys of a client stand
 */
export function createClientProofs(keysOf: Readonly<Record<string, string>>) {
  const keys = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
  const used = new Set<string>();
  return async (form: URLSearchParams, tokenEndpoint: string): Promise<boolean> => {
    const assertion = form.get('client_assertion');
    const client = form.get('client_id') ?? '';
    const url = keysOf[client];
    if (url === undefined) return assertion === null;
    const known = keys.get(url) ?? createRemoteJWKSet(new URL(url));
    keys.set(url, known);
    if (assertion === null || form.get('client_assertion_type') !== ASSERTION_TYPE) return false;
    try {
      const { payload } = await jwtVerify(assertion, known, {
        ...{ issuer: client, subject: client, audience: tokenEndpoint, algorithms: ['RS384', 'ES384'] },
        ...{ maxTokenAge: LONGEST_LIFE_SECONDS, requiredClaims: ['exp', 'iat', 'jti'] },
      });
      const { jti = '', exp = 0, iat = 0 } = payload;
      if (exp - iat > LONGEST_LIFE_SECONDS || used.has(jti)) return false;
      const [oldest] = used;
      if (used.size >= MOST_REMEMBERED && oldest !== undefined) used.delete(oldest);
      used.add(jti);
      return true;
    } catch {
      return false;
    }
  };
}
