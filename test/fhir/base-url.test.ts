import { describe, expect, test } from '@jest/globals';
import { linkInside, parseFhirBase } from '../../src/fhir/client/base-url.js';

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
