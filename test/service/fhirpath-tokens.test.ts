import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource, MedicationRequest } from 'fhir/r4.js';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningFhirServer, startFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import { allStories } from '../../sandbox/patients/stories/all-stories.js';
import { prefetchOf, type Requestable, toRequest } from '../../sandbox/patients/to-request.js';
import { post } from '../server/http/test-app.js';
import { claims, ecKey, headerOf, honestToken, ISSUER, NOW, signToken, testClient } from '../server/security/tokens.js';
import { ORDER_SIGN, PUBLIC_BASE } from '../server/security/tokens.js';
import { findingsIn, startTestService, type TestService, withoutUuids } from '../support/running-service.js';

/**
 * An EHR that resolves the tokens of CDS Hooks 3.0-ballot sends the Medications along that its orders refer to. Every drug of
 * this chart has no name but by reference: what does not come has to be fetched.
 */
const key = ecKey('k-1');
const KEYS = [
  'draftOrderDrugs',
  'medicationRequestDrugs',
  'medicationStatementDrugs',
  'medicationDispenseDrugs',
  'medicationAdministrationDrugs',
];

let site: string;
let fhir: RunningFhirServer;
let service: TestService;
let templates: Readonly<Record<string, string>>;

const story = byReference(allStories(NOW).find(({ id }) => id === 'trough-20-1')!);

beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'fhirpath-tokens-'));
  await mkdir(join(site, 'hooks/dialects'), { recursive: true });
  await writeFile(join(site, 'hooks/dialects/modern.yaml'), 'extends: generic\nsearch: { tokens: fhirpath }\n');
  fhir = await startFhirServer({ host: '127.0.0.1', port: 0, resources: story.resources });
  service = await startTestService(
    {
      publicBaseUrl: PUBLIC_BASE,
      overlayDir: site,
      clients: [testClient([key], { dialect: 'modern', fhirServers: [fhir.url] })],
    },
    NOW,
  );
  templates = await discovered(true);
});
afterAll(async () => {
  await Promise.all([service.close(), fhir.close()]);
  await rm(site, { recursive: true });
});

test('discovery names them last, and only to the client whose EHR resolves such tokens', async () => {
  expect(Object.keys(templates).slice(-KEYS.length)).toEqual(KEYS);
  expect(templates.draftOrderDrugs).toBe(
    'Medication?_id={{context.draftOrders.entry.resource.ofType(MedicationRequest).medication.resolve().ofType(Medication).id}}',
  );
  expect(templates.medicationDispenseDrugs).toBe(
    'Medication?_id={{%medicationDispenses.entry.resource.ofType(MedicationDispense).medication.resolve().ofType(Medication).id}}',
  );
  expect(JSON.stringify(await discovered(false))).not.toMatch(/Drugs|ofType|%/);
});

describe('a chart that names every drug by reference', () => {
  test('sent along: the same answer as when it is fetched, and no Medication is asked for', async () => {
    const sent = await sign(templates);
    expect(sent.asked).toEqual([]);
    const fetched = await sign(without(KEYS));
    expect(fetched.asked.length).toBeGreaterThan(0);
    expect(findingsIn(sent.answer)).toContain('trough-high critical');
    expect(withoutUuids(sent.answer)).toBe(withoutUuids(fetched.answer));
  });

  test.each<[string, (key: string) => Record<string, unknown>]>([
    ['not sent', () => ({})],
    ['null', (name) => ({ [name]: null })],
    ['a message of the server', (name) => ({ [name]: { resourceType: 'OperationOutcome', issue: [] } })],
    ['an empty answer', (name) => ({ [name]: { resourceType: 'Bundle', type: 'searchset', total: 0 } })],
    ['a token left as it was', (name) => ({ [name]: templates[name] })],
  ])('%s: they are fetched, and the answer is the same', async (_what, instead) => {
    const expected = await sign(templates);
    const other = await sign(without(KEYS), Object.assign({}, ...KEYS.map(instead)) as Record<string, unknown>);
    expect(other.asked.length).toBeGreaterThan(0);
    expect(withoutUuids(other.answer)).toBe(withoutUuids(expected.answer));
  });
});

const without = (keys: readonly string[]) =>
  Object.fromEntries(Object.entries(templates).filter(([name]) => !keys.includes(name)));

async function sign(asked: Readonly<Record<string, string>>, more: Readonly<Record<string, unknown>> = {}) {
  const draftOrders = toRequest(story, 'order-sign', { fhirServer: null, prefetch: null }).context.draftOrders;
  const prefetch = prefetchOf(story, asked, { today: '2026-11-22', fhirServer: fhir.url, draftOrders });
  const body = toRequest(story, 'order-sign', { fhirServer: fhir.url, prefetch });
  fhir.log.clear();
  const answer = await post(
    `${service.url}${ORDER_SIGN}`,
    { ...body, prefetch: { ...prefetch, ...more } },
    { authorization: `Bearer ${honestToken(key)}` },
  );
  const drugs = fhir.log
    .entries()
    .filter(({ target }) => target.startsWith('Medication?') || target.startsWith('Medication/'));
  return { answer, asked: drugs.map(({ target }) => target) };
}

async function discovered(asClient: boolean): Promise<Readonly<Record<string, string>>> {
  const token = signToken(key, headerOf(key), claims({ iss: ISSUER, jti: 'discovery' }, '/cds-services'));
  const response = await fetch(`${service.url}/cds-services`, {
    headers: asClient ? { authorization: `Bearer ${token}` } : {},
  });
  const { services } = (await response.json()) as { services: { hook: string; prefetch: Record<string, string> }[] };
  return services.find(({ hook }) => hook === 'order-sign')!.prefetch;
}

/** The same chart with each drug in a Medication of its own. */
function byReference<T extends Requestable>(told: T): T {
  const products: FhirResource[] = [];
  const refer = <R extends FhirResource>(resource: R): R => {
    const { medicationCodeableConcept, ...rest } = resource as unknown as MedicationRequest;
    if (medicationCodeableConcept === undefined) return resource;
    const id = `product-${products.length + 1}`;
    products.push({ resourceType: 'Medication', id, code: medicationCodeableConcept });
    return { ...rest, medicationReference: { reference: `Medication/${id}` } } as unknown as R;
  };
  const changed = {
    ...told,
    order: refer(told.order),
    resources: told.resources.map(refer),
    otherDrafts: told.otherDrafts.map(refer),
  };
  return { ...changed, resources: [...changed.resources, ...products] };
}
