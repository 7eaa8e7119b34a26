import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningFhirServer, startFhirServer } from '../../sandbox/fhir-server/start-fhir-server.js';
import {
  ATC,
  collection,
  concept,
  creatinine,
  draft,
  type Json,
  level,
  LOINC,
  METFORMIN,
  PATIENT,
  PATIENT_ID,
  quantity,
  request,
  searchset,
  TACROLIMUS,
} from '../field-cases/charts.js';
import { post } from '../server/http/test-app.js';
import { cardsIn, startTestService, type TestService } from '../support/running-service.js';

/** Trigger B: another drug is ordered for a patient on tacrolimus (docs/clinical/interaction.md#trigger-b). */
const CLARITHROMYCIN = concept(ATC, 'J01FA09', 'clarithromycin');
const RAMIPRIL = concept(ATC, 'C09AA05', 'ramipril');
const IBUPROFEN = concept(ATC, 'M01AE01', 'ibuprofen');
const potassium: Json = {
  ...level(5.3, 2, { id: 'potassium' }),
  code: concept(LOINC, '2823-3', 'Potassium'),
  valueQuantity: quantity(5.3, 'mmol/L'),
};
const onTacrolimus = [
  PATIENT,
  request(TACROLIMUS, 100),
  level(9.1, 3),
  creatinine(92, 2),
  creatinine(80, 40),
  potassium,
];
const injured = [PATIENT, request(TACROLIMUS, 100), creatinine(170, 1), creatinine(80, 40)];

let folder: string;
let shipped: TestService;
let switchedOn: TestService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'other-drug-'));
  await mkdir(join(folder, 'hooks', 'services'), { recursive: true });
  const file = (name: string) => join(folder, 'hooks', 'services', name);
  await writeFile(file('tacrolimus-interaction.yaml'), 'rules:\n  interaction: live\n');
  await writeFile(
    join(folder, 'hooks', 'rules.yaml'),
    'interaction:\n  modes:\n    raises-potassium: live\n    moderate-inducer: "off"\n',
  );
  [shipped, switchedOn] = await Promise.all([startTestService(), startTestService({ overlayDir: folder })]);
});
afterAll(async () => {
  await Promise.all([shipped.close(), switchedOn.close()]);
  await rm(folder, { recursive: true });
});

const servers: RunningFhirServer[] = [];
async function serverOf(resources: readonly Json[]): Promise<RunningFhirServer> {
  const server = await startFhirServer({
    host: '127.0.0.1',
    port: 0,
    resources: resources as unknown as FhirResource[],
  });
  servers.push(server);
  return server;
}
beforeEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

/** Signs these orders, with what the EHR sends along. */
function sign(service: TestService, orders: readonly Json[], more: Json) {
  return post(`${service.url}/cds-services/tacrolimus-interaction`, {
    hook: 'order-sign',
    hookInstance: '5d3f0c6a-1c44-4b7a-8f0e-3b2a91c40001',
    context: { userId: 'Practitioner/dr-1', patientId: PATIENT_ID, draftOrders: collection(orders) },
    ...more,
  });
}
const at = ({ url }: RunningFhirServer): Json => ({ fhirServer: url });
/** Questions about the patient; a server is asked once, and not for each call, what it can do. */
const asked = ({ log }: RunningFhirServer) =>
  log
    .entries()
    .map(({ target }) => target.split('?')[0])
    .filter((type) => type !== 'metadata')
    .sort();
/** The last event that was logged. */
const eventOf = ({ logged }: TestService) =>
  logged.findLast(({ message }) => message === 'evaluated')?.fields.event as Record<string, unknown>;

describe('what it costs', () => {
  const byReference = {
    ...draft(METFORMIN, { medicationCodeableConcept: undefined }),
    medicationReference: { reference: 'Medication/m1' },
  };
  test.each([
    ['a drug that is in no set', [draft(METFORMIN)]],
    ['steroids are not looked for', [draft({ text: 'prednisolone 5 mg tablet' })]],
    ['tacrolimus itself: the other services speak', [draft(TACROLIMUS), draft(CLARITHROMYCIN, { id: 'draft-2' })]],
    ['a drug that is behind a reference only', [byReference]],
    ['a drug that the site does not look for', [draft(concept(ATC, 'J05AG03', 'efavirenz'))]],
    ['an order not to give it', [draft(CLARITHROMYCIN, { doNotPerform: true })]],
    ['an order that ends it', [draft(CLARITHROMYCIN, { status: 'stopped' })]],
    ['no order at all', []],
  ])('%s -> no cards, and no FHIR server is asked', async (_title, orders) => {
    const fhir = await serverOf(onTacrolimus);
    const answer = await sign(switchedOn, orders, at(fhir));
    expect(answer.text).toBe('{"cards":[]}');
    expect(asked(fhir)).toEqual([]);
    expect(eventOf(switchedOn)).toMatchObject({ result: 'no-interacting-drug', cards: 0, sources: {} });
  });

  test('one that interacts, and the patient takes no tacrolimus -> one question', async () => {
    const fhir = await serverOf([PATIENT, request(METFORMIN, 100), level(9.1, 400)]);
    expect((await sign(switchedOn, [draft(CLARITHROMYCIN)], at(fhir))).text).toBe('{"cards":[]}');
    expect(asked(fhir)).toEqual(['MedicationRequest']);
    expect(eventOf(switchedOn)).toMatchObject({ result: 'not-on-tacrolimus' });
  });

  test('the same with the orders in the prefetch -> none', async () => {
    const fhir = await serverOf([PATIENT]);
    const prefetch = { medicationRequests: searchset([request(METFORMIN, 100)]) };
    expect((await sign(switchedOn, [draft(CLARITHROMYCIN)], { ...at(fhir), prefetch })).text).toBe('{"cards":[]}');
    expect(asked(fhir)).toEqual([]);
  });

  test('the patient takes tacrolimus -> level, creatinine and potassium too, and the orders once', async () => {
    const fhir = await serverOf(onTacrolimus);
    expect(cardsIn(await sign(switchedOn, [draft(CLARITHROMYCIN)], at(fhir)))).toHaveLength(1);
    expect(asked(fhir)).toEqual(['MedicationRequest', 'Observation', 'Observation', 'Observation']);
    expect(eventOf(switchedOn)).toMatchObject({
      ...{ result: 'cards', trigger: 'other-drug', cards: 1 },
      sources: {
        medicationRequests: 'fetched',
        tacrolimusLevels: 'fetched',
        creatinine: 'fetched',
        conditions: 'not-asked',
      },
    });
  });
});

describe('what it says', () => {
  test('both drugs with dates, level, creatinine; never a dose', async () => {
    const fhir = await serverOf(onTacrolimus);
    const [card] = cardsIn(await sign(switchedOn, [draft(CLARITHROMYCIN)], at(fhir)));
    expect(card?.indicator).toBe('critical');
    expect(card?.summary).toContain('Tacrolimus and clarithromycin');
    expect(card?.detail).toContain('Last level 9.1 ng/mL (2026-11-19). Creatinine 92 umol/L (2026-11-20).');
    expect(card?.detail).toContain('Tacrolimus since 2026-08-14.');
    expect(card?.detail).toContain('level within 1 to 3 days');
    expect(card?.detail).not.toMatch(/\d ?mg\b/);
  });

  test('a drug that raises potassium, with the last potassium', async () => {
    const fhir = await serverOf(onTacrolimus);
    const [card] = cardsIn(await sign(switchedOn, [draft(RAMIPRIL)], at(fhir)));
    expect([card?.indicator, card?.summary]).toEqual(['warning', expect.stringContaining('raises potassium too')]);
    expect(card?.detail).toContain('Last potassium 5.3 mmol/L (2026-11-20).');
  });

  test('an NSAID while creatinine has doubled: critical, and no stage, for nobody asked whether there is a graft', async () => {
    const fhir = await serverOf(injured);
    const [card] = cardsIn(await sign(switchedOn, [draft(IBUPROFEN)], at(fhir)));
    expect(card?.indicator).toBe('critical');
    expect(card?.detail).toContain('Creatinine 170 umol/L (2026-11-21), **above its baseline**');
    expect(card?.detail).not.toContain('AKI warning stage');
  });

  test('no FHIR server: what is not known is said on the card', async () => {
    const prefetch = { medicationRequests: searchset([request(TACROLIMUS, 100)]) };
    const [card] = cardsIn(await sign(switchedOn, [draft(CLARITHROMYCIN)], { prefetch }));
    expect(card?.detail).toContain('No level known.');
    expect(card?.detail).toContain('Not all tacrolimus levels could be read');
  });
});

describe('nobody can tell whether the patient takes tacrolimus -> no card and no error, and it is counted', () => {
  test.each<[string, () => Promise<Json>]>([
    ['nothing was sent, and there is no server', () => Promise.resolve({})],
    [
      'the server is gone',
      async () => {
        const fhir = await serverOf([]);
        await fhir.close();
        servers.pop();
        return at(fhir);
      },
    ],
    [
      'a line of the list that may be any drug',
      () =>
        Promise.resolve({
          prefetch: { medicationRequests: searchset([request(concept('urn:hosp:formulary', '4711'), 3)]) },
        }),
    ],
    [
      'an error in the place of the list',
      () => Promise.resolve({ prefetch: { medicationRequests: { resourceType: 'OperationOutcome', issue: [] } } }),
    ],
  ])('%s', async (_title, sent) => {
    const answer = await sign(switchedOn, [draft(CLARITHROMYCIN)], await sent());
    expect([answer.status, answer.text]).toEqual([200, '{"cards":[]}']);
    expect(eventOf(switchedOn)).toMatchObject({ result: 'tacrolimus-unknown', cards: 0, rules: [] });
  });
});

describe('as it ships', () => {
  test('it counts what it finds, and shows nothing', async () => {
    const fhir = await serverOf(onTacrolimus);
    expect((await sign(shipped, [draft(CLARITHROMYCIN)], at(fhir))).text).toBe('{"cards":[]}');
    expect(eventOf(shipped)).toMatchObject({
      result: 'cards',
      rules: [{ rule: 'interaction', mode: 'silent', findings: [{ id: 'interaction', severity: 'critical' }] }],
    });
  });

  test('discovery: one prefetch template, behind the services for tacrolimus, and silence does not mean "checked"', async () => {
    const response = await fetch(`${shipped.url}/cds-services`);
    const { services } = (await response.json()) as {
      services: { id: string; hook: string; prefetch: object; description: string }[];
    };
    const found = services.find(({ id }) => id === 'tacrolimus-interaction');
    expect(Object.keys(found?.prefetch ?? {})).toEqual(['medicationRequests']);
    expect(found?.description).toContain('where it shows nothing, nothing may have been checked');
    expect(services.find(({ hook }) => hook === 'order-sign')?.id).toBe('tacrolimus-order-sign');
    expect(services.some(({ id, hook }) => id.includes('interaction') && hook === 'order-select')).toBe(false);
  });
});
