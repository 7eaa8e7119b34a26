/**
 * Reads `fhirServer` of a hook request.
 * @returns null unless it is a plain http(s) URL: no credentials, query or fragment, all of which change where a request goes
 */
export function parseFhirBase(fhirServer: string): URL | null {
  if (!URL.canParse(fhirServer) || /[?#@\\\s]/.test(fhirServer)) return null;
  const base = new URL(fhirServer);
  if (base.protocol !== 'https:' && base.protocol !== 'http:') return null;
  return base.username === '' && base.password === '' ? base : null;
}

/**
 * Resolves a link that a server gave, if it stays inside the FHIR base: same scheme, host and port, and a path that
 * continues the base path at a segment boundary (`/fhir` does not contain `/fhir2`).
 * @returns null for any other link; it must not be requested, least of all with the token
 */
export function linkInside(base: URL, link: string): URL | null {
  const folder = `${base.href.replace(/\/+$/, '')}/`;
  if (!URL.canParse(link, folder)) return null;
  const url = new URL(link, folder);
  url.hash = '';
  if (url.origin !== base.origin || url.username !== '' || url.password !== '') return null;
  const basePath = base.pathname.replace(/\/+$/, '');
  if (url.pathname !== basePath && !url.pathname.startsWith(`${basePath}/`)) return null;
  // The parser resolves dot segments; an encoded slash, backslash or dot would be resolved by the server, after our check.
  return /%(2e|2f|5c)/i.test(url.pathname) ? null : url;
}
