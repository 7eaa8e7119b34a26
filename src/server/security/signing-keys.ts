import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, type CryptoKey, importPKCS8, type JWK } from 'jose';

/** A private key by which this service proves who it is, and the half of it that everybody may know. */
export interface SigningKey {
  /** RFC 7638: made from the key itself, so that nobody has to think of a name. */
  readonly kid: string;
  /** Signs; cannot be read out again. */
  readonly key: CryptoKey;
  readonly publicJwk: Readonly<JWK>;
}

export type SigningKeys = readonly [SigningKey, ...SigningKey[]];

const PEM_BLOCK = /-----BEGIN ((?:EC |RSA )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/g;
const LEAST_RSA_BITS = 2_048;

/**
 * Reads private keys from PEM. The first signs. The others are published beside it, so that an EHR knows a key before it is used.
 * @throws RangeError in words that hold nothing of the file
 */
export async function readSigningKeys(pem: string): Promise<SigningKeys> {
  const blocks = pem.match(PEM_BLOCK) ?? [];
  const [first, ...others] = await Promise.all(blocks.map(readKey));
  if (first === undefined) throw new RangeError('holds no private key in PEM without a passphrase');
  return [first, ...others];
}

async function readKey(pem: string): Promise<SigningKey> {
  const key = keyIn(pem);
  const alg = algorithmOf(key);
  const { kty, crv, x, y, n, e } = createPublicKey(key).export({ format: 'jwk' }) as JWK;
  const open: JWK = kty === 'EC' ? { kty, crv, x, y } : { kty: 'RSA', n, e };
  const kid = await calculateJwkThumbprint(open);
  return {
    kid,
    key: await importPKCS8(key.export({ format: 'pem', type: 'pkcs8' }).toString(), alg),
    publicJwk: { ...open, kid, alg, use: 'sig', key_ops: ['verify'] },
  };
}

function keyIn(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new RangeError('holds a private key that cannot be read');
  }
}

/** The two that SMART App Launch 2.2 asks for ("Client Authentication: Asymmetric", "Underlying Standards"). */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): 'RS384' | 'ES384' {
  const { modulusLength = 0, namedCurve } = asymmetricKeyDetails;
  if (asymmetricKeyType === 'rsa' && modulusLength >= LEAST_RSA_BITS) return 'RS384';
  if (asymmetricKeyType === 'ec' && namedCurve === 'secp384r1') return 'ES384';
  throw new RangeError(`holds a key that is neither EC P-384 nor RSA of ${LEAST_RSA_BITS} bits or more`);
}
