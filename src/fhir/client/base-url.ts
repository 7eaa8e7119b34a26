/** Longest link that is looked at, characters; page tokens of real servers stay far below. */
const LONGEST_LINK = 8_192;

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
  const url = readLink(base, link);
  if (url?.origin !== base.origin) return null;
  return pathBelow(folderOf(base), url.pathname) === null ? null : url;
}

/**
 * Where the page behind a next link is asked for: always at the base that was given. A server behind a proxy writes its own
 * scheme, host, port and folder into the link; of such a link only the part behind its base, and its query, are taken.
 * @returns null for a foreign link without a query, one that climbs or hides where it leads, one that is too long, and one that is
 *   a query only: of what, it does not say, and a base that is searched as a whole answers with an empty page
 */
export function pageInside(base: URL, link: string): URL | null {
  if (link.trimStart().startsWith('?')) return null;
  const url = readLink(base, link);
  if (url === null) return null;
  const folder = folderOf(base);
  const below = pathBelow(folder, url.pathname);
  if (url.origin === base.origin && below !== null) return url;
  if (url.search === '') return null;
  const page = new URL(base);
  const path = below ?? pathFromType(url.pathname);
  if (path !== '') page.pathname = `${folder}/${path}`;
  page.search = url.search;
  return page;
}

/** A link as a URL without its fragment; null where its spelling could mean another place to another reader. */
function readLink(base: URL, link: string): URL | null {
  if (link.length > LONGEST_LINK) return null;
  const [path = ''] = link.split(/[?#]/, 1);
  // Dots that climb, plain or encoded (also twice); an encoded slash; and the parameters of a segment: Tomcat reads `..;` as
  // `..`. Judged before the parser resolves what it knows, for the server resolves the rest after our check.
  if (/[\\;]|%(?:2e|2f|5c|25|3b|00)|(?:^|\/)\.{1,2}(?:\/|$)/i.test(path)) return null;
  const folder = `${base.origin}${folderOf(base)}/`;
  if (!URL.canParse(link, folder)) return null;
  const url = new URL(link, folder);
  url.hash = '';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  return url.username === '' && url.password === '' ? url : null;
}

/** By what a base is told apart from others: `https://ehr.example/fhir` and `https://ehr.example/fhir/` are one. */
export function baseKey(base: URL): string {
  return `${base.origin}${folderOf(base)}`;
}

/** The path of the base without the slash at its end. */
function folderOf({ pathname }: URL): string {
  let end = pathname.length;
  while (end > 0 && pathname[end - 1] === '/') end -= 1;
  return pathname.slice(0, end);
}

/** What follows the folder; empty for the folder itself, null outside of it. */
function pathBelow(folder: string, path: string): string | null {
  if (path === folder) return '';
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}

/**
 * The FHIR part at the end of a path whose folder is not ours: `Observation`, `Observation/_search`, `Patient/1/Observation`.
 * Empty where the path ends with no resource type: then it is the base itself, as in `/internal/fhir?_getpages=...`.
 */
function pathFromType(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  const last = segments.at(-1) === '_search' ? segments.length - 2 : segments.length - 1;
  if (!isResourceType(segments[last])) return '';
  const first = segments[last - 2] === 'Patient' ? last - 2 : last;
  return segments.slice(first).join('/');
}

/** `Observation`, `ServiceRequest`; not `FHIR`, `R4` or `fhir`. */
function isResourceType(segment: string | undefined): boolean {
  return segment !== undefined && segment.length <= 64 && /^[A-Z][a-z][A-Za-z]*$/.test(segment);
}
