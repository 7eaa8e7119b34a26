import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAllowedFhirServer } from '../../../src/server/security/callers.js';

const ALLOWED = [
  'https://fhir.hospital.example/api/FHIR/R4',
  'https://other.example:8443/',
  'http://127.0.0.1:8080/fhir',
];

describe('allowed', () => {
  test.each([
    ['the base itself', 'https://fhir.hospital.example/api/FHIR/R4'],
    ['with a trailing slash', 'https://fhir.hospital.example/api/FHIR/R4/'],
    ['a path below it', 'https://fhir.hospital.example/api/FHIR/R4/tenant-1'],
    ['the host in other case', 'https://FHIR.Hospital.Example/api/FHIR/R4'],
    ['the default port written out', 'https://fhir.hospital.example:443/api/FHIR/R4'],
    ['the scheme in other case', 'HTTPS://fhir.hospital.example/api/FHIR/R4'],
    ['any path of a base without one', 'https://other.example:8443/any/path'],
    ['http where a base says so', 'http://127.0.0.1:8080/fhir'],
  ])('%s', (_name, url) => {
    expect(isAllowedFhirServer(url, ALLOWED)).toBe(true);
  });
});

const base = 'https://fhir.hospital.example/api/FHIR/R4';
const tricks: readonly (readonly [string, string])[] = [
  ['another host', 'https://evil.example/api/FHIR/R4'],
  ['a sub-domain', 'https://x.fhir.hospital.example/api/FHIR/R4'],
  ['our host as a prefix', 'https://fhir.hospital.example.evil.example/api/FHIR/R4'],
  ['our host as user name', 'https://fhir.hospital.example@evil.example/api/FHIR/R4'],
  ['user and password before our host', 'https://user:secret@fhir.hospital.example/api/FHIR/R4'],
  ['an empty user', 'https://@fhir.hospital.example/api/FHIR/R4'],
  ['another host before a backslash', 'https://evil.example\\@fhir.hospital.example/api/FHIR/R4'],
  ['backslashes for slashes', 'https:\\\\fhir.hospital.example\\api\\FHIR\\R4'],
  ['our base as a fragment', `https://evil.example/#${base}`],
  ['a fragment', `${base}#x`],
  ['an empty fragment', `${base}#`],
  ['a query', `${base}?x=1`],
  ['an empty query', `${base}?`],
  ['another port', 'https://fhir.hospital.example:8443/api/FHIR/R4'],
  ['a longer port', 'http://127.0.0.1:80800/fhir'],
  ['a port that starts like ours', 'http://127.0.0.1:8/fhir'],
  ['http for https', 'http://fhir.hospital.example/api/FHIR/R4'],
  ['ftp', 'ftp://fhir.hospital.example/api/FHIR/R4'],
  ['file', 'file:///etc/passwd'],
  ['javascript', 'javascript:alert(1)'],
  ['data', 'data:text/plain,x'],
  ['no scheme', '//fhir.hospital.example/api/FHIR/R4'],
  ['one slash', 'https:/fhir.hospital.example/api/FHIR/R4'],
  ['three slashes', 'https:///fhir.hospital.example/api/FHIR/R4'],
  ['a longer last segment', 'https://fhir.hospital.example/api/FHIR/R4x'],
  ['a shorter path', 'https://fhir.hospital.example/api/FHIR'],
  ['the path in other case', 'https://fhir.hospital.example/API/FHIR/R4'],
  ['climbing out', `${base}/../../admin`],
  ['climbing and coming back', 'https://fhir.hospital.example/x/../api/FHIR/R4'],
  ['a dot segment', 'https://fhir.hospital.example/api/./FHIR/R4'],
  ['encoded dots', `${base}/%2e%2e/%2e%2e/admin`],
  ['encoded dots in capitals', `${base}/%2E%2E/admin`],
  ['half-encoded dots', `${base}/.%2e/admin`],
  ['an encoded slash', `${base}/..%2fadmin`],
  ['an encoded backslash', `${base}/..%5cadmin`],
  ['double encoding', `${base}/%252e%252e/admin`],
  ['path parameters that Tomcat cuts off', `${base}/..;/admin`],
  ['an empty segment', 'https://fhir.hospital.example//api/FHIR/R4'],
  ['an empty segment below', `${base}//admin`],
  ['a trailing dot in the host', 'https://fhir.hospital.example./api/FHIR/R4'],
  ['an encoded host', 'https://fhir%2ehospital.example/api/FHIR/R4'],
  ['full-width letters in the host', 'https://ｆhir.hospital.example/api/FHIR/R4'],
  ['an ideographic full stop in the host', 'https://fhir。hospital.example/api/FHIR/R4'],
  ['a soft hyphen in the host', 'https://fhir.hos\u00adpital.example/api/FHIR/R4'],
  ['a leading space', ` ${base}`],
  ['a trailing newline', `${base}\n`],
  ['a tab inside, which URL parsers drop', 'https://fhir.hospital\t.example/api/FHIR/R4'],
  ['a null byte', `${base}\0`],
  ['a header break', `${base}\r\nx: y`],
  ['127.1 for 127.0.0.1', 'http://127.1:8080/fhir'],
  ['decimal for 127.0.0.1', 'http://2130706433:8080/fhir'],
  ['hexadecimal for 127.0.0.1', 'http://0x7f.0.0.1:8080/fhir'],
  ['octal for 127.0.0.1', 'http://0177.0.0.1:8080/fhir'],
  ['localhost for 127.0.0.1', 'http://localhost:8080/fhir'],
  ['IPv4 in IPv6', 'http://[::ffff:127.0.0.1]:8080/fhir'],
  ['the metadata service', 'http://169.254.169.254/latest'],
  ['an empty string', ''],
  ['a very long URL', `${base}/${'a'.repeat(3000)}`],
];

describe('not allowed [T16, T18]', () => {
  test.each(tricks)('%s', (_name, url) => {
    expect(isAllowedFhirServer(url, ALLOWED)).toBe(false);
  });

  test('nothing is allowed by an empty list', () => {
    expect(isAllowedFhirServer(base, [])).toBe(false);
  });

  test('an allowed base that is itself no plain URL allows nothing', () => {
    expect(isAllowedFhirServer(base, ['https://*', '*', '', 'https://user@fhir.hospital.example/'])).toBe(false);
  });

  test('a host with a trailing dot is never allowed, listed or not', () => {
    expect(isAllowedFhirServer('https://fhir.example./r4', ['https://fhir.example./r4'])).toBe(false);
  });

  test('with requireHttps an http server is not allowed even when listed', () => {
    expect(isAllowedFhirServer('http://127.0.0.1:8080/fhir', ALLOWED, { requireHttps: true })).toBe(false);
    expect(isAllowedFhirServer(base, ALLOWED, { requireHttps: true })).toBe(true);
  });

  test('whatever is allowed is read by the URL parser as a URL under an allowed base', () => {
    const pieces = fc.constantFrom(
      ...[
        'https://',
        'http://',
        'fhir.hospital.example',
        'evil.example',
        '/api',
        '/FHIR',
        '/R4',
        '/',
        '..',
        '.',
        '@',
        ':443',
      ],
      ...['#', '?', '\\', '%2f', '%2e', ';', ' ', '\t', '*', '~', '+', ':', 'x', '[', ']', '&'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.constantFrom('', base), (list, start) => {
        const text = start + list.join('');
        if (!isAllowedFhirServer(text, ['https://fhir.hospital.example/api/FHIR/R4'])) return;
        const url = new URL(text);
        expect(url.origin).toBe('https://fhir.hospital.example');
        expect(`${url.pathname}/`.startsWith('/api/FHIR/R4/')).toBe(true);
        expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
      }),
      { numRuns: 5_000 },
    );
  });
});
