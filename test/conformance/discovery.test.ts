import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { servicesForProfile } from '../../src/ehr/profile/ehr-profile.js';
import { ownContent } from '../content/content-in-memory.js';
import { profileByName } from '../ehr/own-profiles.js';
import { discoveryDocument } from '../../src/cds-hooks/discovery/discovery.js';
import { post, send, startTestApp, STUB_SERVICES, type TestApp } from '../server/http/test-app.js';
import { orderSelectBody } from '../cds-hooks/request-samples.js';

type Service = Readonly<Record<string, unknown>>;

let app: TestApp;
let services: readonly Service[];
beforeAll(async () => {
  app = await startTestApp();
  services = (await send(`${app.url}/cds-services`)).body.services as readonly Service[];
});
afterAll(() => app.close());

const stub = STUB_SERVICES[0]!;

it('[C-010] discovery answers 200 at /cds-services', async () => {
  expect((await send(`${app.url}/cds-services`)).status).toBe(200);
});

it('[C-011] services is an array, empty when there are none', () => {
  expect(services).toHaveLength(STUB_SERVICES.length);
  expect(discoveryDocument([])).toEqual({ services: [] });
});

it('[C-012] [C-013] [C-014] [C-015] hook, title, description and id are text', () => {
  for (const service of services) {
    for (const member of ['hook', 'title', 'description', 'id']) expect(service[member]).toEqual(expect.any(String));
  }
});

it('[C-015] the id is one path segment, and the service answers there', async () => {
  for (const service of services) {
    const id = String(service.id);
    expect(id).toMatch(/^[A-Za-z0-9._-]+$/);
    const body = orderSelectBody({ hook: service.hook });
    expect((await post(`${app.url}/cds-services/${id}`, body)).status).toBe(200);
  }
});

it('[C-016] prefetch maps keys to templates, and is absent when there are none', () => {
  expect(services[0]?.prefetch).toEqual({ patient: 'Patient/{{context.patientId}}' });
  expect(discoveryDocument([{ ...stub, sources: {} }]).services[0]).not.toHaveProperty('prefetch');
});

it('[C-017] usageRequirements is text, and absent when there are none', () => {
  const described = discoveryDocument([{ ...stub, usageRequirements: 'Needs creatinine.' }]).services[0];
  expect(described?.usageRequirements).toBe('Needs creatinine.');
  expect(services[0]).not.toHaveProperty('usageRequirements');
});

it('[C-018] version is the CDS Hooks version, and hookVersion is left out', () => {
  for (const service of services) {
    expect(service.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(service).not.toHaveProperty('hookVersion');
  }
});

it('[C-019] no id and hook occur together twice', () => {
  const pairs = services.map(({ id, hook }) => `${String(id)} ${String(hook)}`);
  expect(new Set(pairs).size).toBe(pairs.length);
});

it('[C-020] five readings in a row are equal', async () => {
  const readings = [];
  for (let reading = 0; reading < 5; reading += 1) readings.push((await send(`${app.url}/cds-services`)).text);
  expect(new Set(readings).size).toBe(1);
});

it('[C-022] hook names are noun-verb', () => {
  for (const { hook } of services) expect(hook).toMatch(/^[a-z]+-[a-z]+$/);
});

it("[C-035] a template that uses another key's result stands behind it, for every service", () => {
  const { services: own } = ownContent();
  const modern = { ...profileByName.generic, search: { ...profileByName.generic.search, tokens: 'fhirpath' as const } };
  let used = 0;
  for (const { prefetch = {} } of discoveryDocument(servicesForProfile(own, modern)).services) {
    Object.entries(prefetch).forEach(([, template], at, all) => {
      for (const [, key] of template.matchAll(/%(\w+)\./g)) {
        used += 1;
        expect(all.slice(0, at).map(([name]) => name)).toContain(key);
      }
    });
  }
  expect(used).toBeGreaterThan(own.length);
});
