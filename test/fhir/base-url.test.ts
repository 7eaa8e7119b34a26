import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { linkInside, pageInside, parseFhirBase } from '../../src/fhir/client/base-url.js';

describe('fhirServer', () => {
  test.each([
    ['https://ehr.example/fhir/R4', true],
    ['http://127.0.0.1:8091', true],
    ['https://ehr.example/fhir/', true],
    ['ftp://ehr.example/fhir', false],
    ['file:///etc/passwd', false],
    ['https://user:secret@ehr.example/fhir', false],
    ['https://user@ehr.example/fhir', false],
    ['https://ehr.example/fhir?x=1', false],
    ['https://ehr.example/fhir#x', false],
    ['https:\\\\ehr.example', false],
    ['ehr.example/fhir', false],
    ['', false],
  ])('%s -> usable: %s', (url, usable) => {
    expect(parseFhirBase(url) !== null).toBe(usable);
  });
});

describe('a link of the server counts as inside the FHIR base', () => {
  const base = new URL('http://127.0.0.1:4321/fhir');
  test.each([
    ['same base, other resource', 'http://127.0.0.1:4321/fhir/Observation?page=2', true],
    ['the base itself (HAPI pages)', 'http://127.0.0.1:4321/fhir?_getpages=1', true],
    ['relative', 'Observation?page=2', true],
    ['port that begins with ours', 'http://127.0.0.1:43210/fhir/Observation', false],
    ['other scheme', 'https://127.0.0.1:4321/fhir/Observation', false],
    ['other host', 'http://evil.example/fhir/Observation', false],
    ['scheme-relative', '//evil.example/fhir/Observation', false],
    ['path that begins with ours', 'http://127.0.0.1:4321/fhir2/Observation', false],
    ['path above ours', 'http://127.0.0.1:4321/fhir/../admin', false],
    ['encoded dots', 'http://127.0.0.1:4321/fhir/%2e%2e/admin', false],
    ['encoded slash', 'http://127.0.0.1:4321/fhir/..%2fadmin', false],
    ['credentials', 'http://a:b@127.0.0.1:4321/fhir/Observation', false],
    ['not a URL', 'http://', false],
  ])('%s -> %s', (_name, url, inside) => {
    expect(linkInside(base, url) !== null).toBe(inside);
  });
});

describe('a next link is asked of the base that was given', () => {
  const base = new URL('https://ehr.example/api/fhir');
  test.each([
    ['inside the base', 'https://ehr.example/api/fhir/Observation?page=2', '/api/fhir/Observation?page=2'],
    ['the base itself', 'https://ehr.example/api/fhir?_getpages=1', '/api/fhir?_getpages=1'],
    ['without a query, inside', 'https://ehr.example/api/fhir/page/abc', '/api/fhir/page/abc'],
    ['relative', 'Observation?page=2', '/api/fhir/Observation?page=2'],
    ['another host', 'https://fhir.internal/api/fhir/Observation?page=2', '/api/fhir/Observation?page=2'],
    ['another scheme', 'http://ehr.example/api/fhir/Observation?page=2', '/api/fhir/Observation?page=2'],
    ['another port', 'https://ehr.example:8443/api/fhir/Observation?page=2', '/api/fhir/Observation?page=2'],
    ['another folder', 'http://hapi:8080/hapi/fhir/Observation?page=2', '/api/fhir/Observation?page=2'],
    ['another folder of the same host', 'https://ehr.example/FHIR/R4/Observation?x=1', '/api/fhir/Observation?x=1'],
    [
      'a slash at the end',
      'https://x.example/v1/fhir/Observation/?_page_token=a',
      '/api/fhir/Observation?_page_token=a',
    ],
    ['a token at a foreign base', 'http://hapi:8080/hapi/fhir?_getpages=a%7Cb', '/api/fhir?_getpages=a%7Cb'],
    ['_search', 'http://hapi:8080/Observation/_search?page=2', '/api/fhir/Observation/_search?page=2'],
    ['_search of the server', 'http://hapi:8080/fhir/_search?page=2', '/api/fhir?page=2'],
    ['a compartment', 'http://hapi:8080/x/Patient/1/Observation?page=2', '/api/fhir/Patient/1/Observation?page=2'],
    ['scheme-relative', '//evil.example/fhir/Observation?page=2', '/api/fhir/Observation?page=2'],
    ['a fragment', 'http://evil.example/Observation?page=2#x', '/api/fhir/Observation?page=2'],
  ])('%s: %s', (_name, link, asked) => {
    expect(pageInside(base, link)?.href).toBe(`https://ehr.example${asked}`);
  });

  test.each([
    ['another host without a query', 'https://evil.example/api/fhir/Observation'],
    ['credentials', 'https://a:b@ehr.example/api/fhir/Observation?page=2'],
    ['credentials of a foreign host', 'https://a@evil.example/api/fhir/Observation?page=2'],
    ['climbing', 'https://ehr.example/api/fhir/../admin?page=2'],
    ['climbing, encoded', 'https://ehr.example/api/fhir/%2e%2e/admin?page=2'],
    ['climbing, half encoded', 'https://ehr.example/api/fhir/.%2e/admin?page=2'],
    ['climbing, encoded twice', 'https://ehr.example/api/fhir/%252e%252e/admin?page=2'],
    ['climbing with a parameter (Tomcat)', 'https://ehr.example/api/fhir/..;/..;/admin?page=2'],
    ['climbing with an encoded parameter', 'https://ehr.example/api/fhir/..%3b/admin?page=2'],
    ['a parameter of a segment', 'https://ehr.example/api/fhir/Observation;jsessionid=1?page=2'],
    ['climbing, relative', '../admin?page=2'],
    ['an encoded slash', 'https://ehr.example/api/fhir/..%2fadmin?page=2'],
    ['a backslash', 'https://ehr.example\\@evil.example/api/fhir/Observation?page=2'],
    ['an encoded backslash', 'https://ehr.example/api/fhir/..%5cadmin?page=2'],
    ['another scheme altogether', 'ftp://ehr.example/api/fhir/Observation?page=2'],
    ['javascript', 'javascript:alert(1)?page=2'],
    ['not a URL', 'http://?page=2'],
    ['too long', `https://ehr.example/api/fhir/Observation?page=${'x'.repeat(9_000)}`],
    ['160 KB of slashes', `https://ehr.example/api/fhir${'/'.repeat(160_000)}?page=2`],
  ])('%s: not asked at all', (_name, link) => {
    expect(pageInside(base, link)).toBeNull();
  });

  test('whatever the link says, the page lies at the base (property)', () => {
    const piece = fc.constantFrom(
      ...['https://', 'http://', '//', '/', '..', '.', ';', '%2e', '%2f', '\\', '@', ':', '?', '#', '&', 'a=1'],
      ...['ehr.example', 'evil.example', ':8443', '/api/fhir', 'fhir', 'Observation', 'Patient', '_search', '%25'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const page = pageInside(base, pieces.join(''));
        if (page === null) return;
        expect(page.origin).toBe(base.origin);
        expect(`${page.username}${page.password}`).toBe('');
        expect(page.pathname === '/api/fhir' || page.pathname.startsWith('/api/fhir/')).toBe(true);
        expect(page.pathname).not.toMatch(/\/\.{1,2}(\/|$)|;|%2e|%2f|%5c/i);
      }),
    );
  });
});
