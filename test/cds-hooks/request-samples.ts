import { readdirSync, readFileSync } from 'node:fs';
import { isJsonObject } from '../../src/cds-hooks/request/json-body.js';

type Body = Record<string, unknown>;

const SANDBOX = new URL('../fixtures/requests/sandbox/', import.meta.url);

/** A valid order-select call; tests change copies of it. */
export function orderSelectBody(changes: Body = {}): Body {
  return { ...ORDER_SELECT(), ...changes };
}

/** The same call with some context members changed; `undefined` removes one. */
export function withContext(changes: Body, base: Body = ORDER_SELECT()): Body {
  return { ...base, context: { ...(base.context as Body), ...changes } };
}

const ORDER_SELECT = (): Body => ({
  hook: 'order-select',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  fhirServer: 'https://ehr.example/fhir/R4',
  fhirAuthorization: {
    access_token: 'abc.def-123',
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'patient/Observation.read',
    subject: 'cds-service',
    patient: 'pat-1',
  },
  context: {
    userId: 'PractitionerRole/dr-1',
    patientId: 'pat-1',
    encounterId: 'enc-1',
    selections: ['MedicationRequest/draft-1'],
    draftOrders: {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        {
          fullUrl: 'urn:uuid:7d4d2d43-0d9c-4e6a-9d1d-5b0a7f1d4c11',
          resource: {
            resourceType: 'MedicationRequest',
            id: 'draft-1',
            status: 'draft',
            intent: 'order',
            subject: { reference: 'Patient/pat-1' },
            medicationCodeableConcept: {
              coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '198377' }],
            },
          },
        },
      ],
    },
  },
  prefetch: { patient: { resourceType: 'Patient', id: 'pat-1', gender: 'female' } },
});

export interface CapturedBody {
  readonly name: string;
  readonly text: string;
  readonly body: Body;
}

/** Bodies that the CDS Hooks Sandbox sent (cds-hooks/sandbox at 3b7e255), without its feedback and header captures. */
export function capturedSandboxBodies(): CapturedBody[] {
  return readdirSync(SANDBOX)
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(name, SANDBOX), 'utf8') }))
    .map(({ name, text }) => ({ name, text, body: JSON.parse(text) as unknown }))
    .filter((each): each is CapturedBody => isJsonObject(each.body) && 'hookInstance' in each.body);
}

export function capturedSandboxBody(name: string): Body {
  const found = capturedSandboxBodies().find((each) => each.name === name);
  if (found === undefined) throw new Error(`no such capture: ${name}`);
  return found.body;
}
