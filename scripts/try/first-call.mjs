import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';

const subject = { reference: 'Patient/p1' };
/** An order of tacrolimus with a level of 22 ng/mL of the day before: a card. */
const body = {
  hook: 'order-sign',
  hookInstance: '8f0c5a56-1c44-4b7a-8f0e-3b2a91c40001',
  context: {
    userId: 'Practitioner/1',
    patientId: 'p1',
    draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: order('draft') }] },
  },
  prefetch: {
    patient: { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1985-04-02' },
    tacrolimusLevels: {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        {
          resource: {
            ...{ resourceType: 'Observation', id: 'level', status: 'final', subject },
            code: { coding: [{ system: 'http://loinc.org', code: '77348-1' }] },
            effectiveDateTime: new Date(Date.now() - 86_400_000).toISOString(),
            valueQuantity: { value: 22, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
          },
        },
      ],
    },
  },
};

/** The example of a clients file. Its keys are files beside it that a site makes; here they have an address. */
export async function exampleClients() {
  const text = await readFile(new URL('../../deploy/clients.example.yaml', import.meta.url), 'utf8');
  return text.replace('jwksFile: keys/vendor-north.jwks.json', 'jwksUrl: https://cds.vendor.example/keys');
}

/** What a first start in the production profile is given, at this port. */
export const productionEnv = (port) => ({
  ...{ NODE_ENV: 'production', PROFILE: 'production', PORT: String(port), CLIENTS_FILE: 'clients.yaml' },
  ...{ PUBLIC_BASE_URL: 'https://cds.hospital.example', STORE_FILE: 'store.sqlite', STOP_GRACE_MS: '0' },
  SITE_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
});

/** Development, so that a call needs no token; the store is the same. */
export const DEVELOPMENT = { PROFILE: 'development', NODE_ENV: 'development', CLIENTS_FILE: '' };

export const isReady = async (url) => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200;

/** An order is signed. */
export function call(url) {
  return fetch(`${url}/cds-services/tacrolimus-order-sign`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Somebody without a token is not let in. */
export async function refusesStrangers(url) {
  const { status } = await call(url);
  if (status !== 401) throw new Error(`a stranger got ${status}, not 401`);
}

/** The order gets its card. */
export async function givesCard(url) {
  const answer = await call(url);
  const { cards } = await answer.json();
  if (answer.status !== 200 || cards.length === 0) throw new Error(`no card: ${answer.status}`);
}

function order(status) {
  const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
  const medicationCodeableConcept = { coding: [{ system: rxnorm, code: '198377' }] };
  return {
    resourceType: 'MedicationRequest',
    id: 'draft',
    status,
    intent: 'order',
    subject,
    medicationCodeableConcept,
  };
}

/** A store that nobody has open, with what it has not yet folded in. */
export async function copyStore(from, to) {
  for (const part of ['', '-wal']) if (existsSync(from + part)) await copyFile(from + part, to + part);
}
