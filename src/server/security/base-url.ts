/** A base URL in the one spelling that everybody reads alike. */
export interface BaseUrl {
  /** Scheme, lower-case host and port, the default port left out. */
  readonly origin: string;
  readonly protocol: 'http:' | 'https:';
  /** Lower-case; an IPv6 address keeps its brackets. */
  readonly hostname: string;
  /** Path segments, without a trailing empty one. */
  readonly segments: readonly string[];
}

const LONGEST = 2048;

/**
 * Only the characters that a base URL needs: no userinfo (`@`), query, fragment, backslash, space, control character or
 * non-ASCII letter, no `;` (Tomcat reads `..;` as `..`), and no percent-encoding at all, so that `%2e`, `%2f` and their double
 * encodings need no thought.
 */
const SHAPE =
  /^(https?):\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?((?:\/[A-Za-z0-9._~!$&'()*+,=:-]+)*)\/?$/i;

/**
 * Reads a base URL, or says null when its spelling is not the normalised one. Two parsers that disagree about a host are how
 * an allow-list is passed, so everything that a parser would rewrite (`127.1`, `0x7f.0.0.1`, `/../`, `host.`) is refused
 * instead of rewritten.
 */
export function parseBaseUrl(text: string): BaseUrl | null {
  if (text.length > LONGEST) return null;
  const [, , host, , path] = SHAPE.exec(text) ?? [];
  if (host === undefined || path === undefined || host.endsWith('.')) return null;
  const segments = path.split('/').slice(1);
  if (segments.some((segment) => segment === '.' || segment === '..')) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.hostname !== host.toLowerCase()) return null;
  return {
    origin: url.origin,
    protocol: url.protocol === 'https:' ? 'https:' : 'http:',
    hostname: url.hostname,
    segments,
  };
}
