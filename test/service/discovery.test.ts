import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { claims, ecKey, headerOf, ISSUER, signToken, testClient } from '../server/security/tokens.js';
import { startProduction, type SecuredService } from '../trust/support/secured-service.js';

/** Whoever proves to be a client gets the templates that its own FHIR servers understand; anybody else those of R4. */
const key = ecKey('k-1');
const strangerKey = ecKey('k-1');
const client = (id: string, dialect: 'generic' | 'epic' | 'japan', ...fhirServers: string[]) =>
  testClient([key], { id, issuer: `${ISSUER}/${id}`, dialect, fhirServers });
const server = (url: string, release: 'DSTU2' | 'STU3' | 'R4') => ({ url, settings: { release }, connection: null });

let service: SecuredService;
beforeAll(async () => {
  service = await startProduction({
    discovery: 'open',
    clients: [
      client('plain', 'generic', 'https://ehr.example/fhir/R4'),
      client('dstu2', 'generic', 'https://old.example/fhir'),
      client('stu3', 'epic', 'https://third.example/fhir/a', 'https://third.example/fhir/b'),
      client('tokyo', 'japan', 'https://tokyo.example/fhir'),
      client('both', 'generic', 'https://ehr.example/fhir/R4', 'https://old.example/fhir'),
    ],
    fhirServers: [server('https://old.example/fhir', 'DSTU2'), server('https://third.example', 'STU3')],
  });
});
afterAll(() => service.close());

let jti = 0;
async function templates(authorization: string | null): Promise<Readonly<Record<string, string>>> {
  const headers: Record<string, string> = authorization === null ? {} : { authorization };
  const response = await fetch(`${service.url}/cds-services`, { headers });
  expect(response.status).toBe(200);
  const { services } = (await response.json()) as { services: { prefetch: Record<string, string> }[] };
  return services[0]!.prefetch;
}
function tokenOf(id: string, signer = key): string {
  jti += 1;
  return `Bearer ${signToken(signer, headerOf(signer), claims({ iss: `${ISSUER}/${id}`, jti: `t-${jti}` }, '/cds-services'))}`;
}
const typesIn = (prefetch: Readonly<Record<string, string>>) => [
  prefetch.medicationRequests?.split('?')[0],
  prefetch.testOrders?.split('?')[0],
];

describe('discovery', () => {
  test.each([
    ['nobody', () => null, ['MedicationRequest', 'ServiceRequest']],
    ['a client of R4', () => tokenOf('plain'), ['MedicationRequest', 'ServiceRequest']],
    ['a client of DSTU2', () => tokenOf('dstu2'), ['MedicationOrder', 'DiagnosticOrder']],
    ['a client of STU3', () => tokenOf('stu3'), ['MedicationRequest', 'ProcedureRequest']],
    ['a client with servers of both', () => tokenOf('both'), ['MedicationRequest', 'ServiceRequest']],
    [
      'a stranger in the name of a client',
      () => tokenOf('dstu2', strangerKey),
      ['MedicationRequest', 'ServiceRequest'],
    ],
    ['an unreadable token', () => 'Bearer x', ['MedicationRequest', 'ServiceRequest']],
  ])('for %s', async (_who, authorization: () => string | null, types) => {
    expect(typesIn(await templates(authorization()))).toEqual(types);
  });

  test('DSTU2 has no intent, no status of a plan, and no order of results that a client might spoil', async () => {
    const asked = Object.values(await templates(tokenOf('dstu2'))).join(' ');
    expect(asked).not.toMatch(/_sort|intent=|CarePlan[^ ]*status=/);
    expect(asked).toContain('{{context.patientId}}');
  });

  test('a client of a country is told the codes of its laboratories', async () => {
    expect((await templates(tokenOf('tokyo'))).tacrolimusLevels).toContain(
      'urn:oid:1.2.392.200119.4.504|3M810000001905301',
    );
    expect((await templates(null)).tacrolimusLevels).not.toContain('urn:oid:');
  });

  test('an EHR is not told to prefetch what its profile leaves out', async () => {
    expect(Object.keys(await templates(tokenOf('stu3')))).not.toContain('carePlans');
    expect(Object.keys(await templates(null))).toContain('carePlans');
  });
});
