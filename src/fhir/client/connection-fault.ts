import type { ConnectionFault } from '../../domain/fact-set.js';

const BY_CODE: Readonly<Record<string, ConnectionFault>> = {
  NAME_NOT_FOUND: 'dns-not-found',
  ENOTFOUND: 'dns-not-found',
  NAME_NOT_ANSWERED: 'dns-timeout',
  EAI_AGAIN: 'dns-timeout',
  ADDRESS_REFUSED: 'address-not-allowed',
  ECONNREFUSED: 'refused-connection',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-name',
  HOSTNAME_MISMATCH: 'tls-name',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'http2-only',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too-large',
};

/** OpenSSL's words for a chain that ends in nobody we trust. */
const UNTRUSTED =
  /^(?:UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_(?:UNTRUSTED|SIGNATURE|REVOKED|REJECTED|CHAIN)|INVALID_CA)/;
const CLIENT_CERTIFICATE = /^ERR_SSL_.*(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE)$/;

/** Causes within causes, and the first of several errors; nobody wraps more, and one that causes itself has no end. */
const DEEPEST_CAUSE = 8;

/** @returns null for what is no fault of the connection; a time-out has a word of its own */
export function connectionFault(error: unknown, depth = 0): ConnectionFault | null {
  if (depth > DEEPEST_CAUSE || typeof error !== 'object' || error === null) return null;
  const fault = faultIn(error);
  if (fault !== null && fault !== 'reset') return fault;
  // Of a broken socket the reason lies deeper, where there is one.
  const deeper = 'cause' in error ? connectionFault(error.cause, depth + 1) : null;
  const [first] = 'errors' in error && Array.isArray(error.errors) ? (error.errors as readonly unknown[]) : [];
  return deeper ?? fault ?? connectionFault(first, depth + 1);
}

function faultIn(error: object): ConnectionFault | null {
  if ('code' in error && typeof error.code === 'string') return faultOfCode(error.code);
  return 'name' in error && error.name === 'HTTPParserError' ? 'not-http' : null;
}

function faultOfCode(code: string): ConnectionFault | null {
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  if (UNTRUSTED.test(code)) return 'tls-untrusted';
  if (CLIENT_CERTIFICATE.test(code)) return 'tls-client-certificate';
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'tls-failed';
  return code.startsWith('HPE_') ? 'not-http' : null;
}
