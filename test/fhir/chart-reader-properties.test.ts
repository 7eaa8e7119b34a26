import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClinicalSnapshot } from '../../src/domain/clinical-snapshot.js';
import type { Source } from '../../src/domain/fact-set.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import {
  PATIENT,
  RXNORM,
  callContext,
  hookRequest,
  loinc,
  prefetch,
  searchset,
  service,
  readSnapshot,
} from './support/samples.js';
import type { Json } from './support/samples.js';
import { testTerminology } from './support/test-terminology.js';

const reader = createFhirChartReader({ terminology: testTerminology });

type Bundles = Readonly<Record<Exclude<Source, 'patient'>, readonly Json[]>>;

function snapshotOf(bundles: Partial<Bundles>): Promise<ClinicalSnapshot> {
  const empty = Object.fromEntries(Object.keys(TYPES).map((source) => [source, searchset([])]));
  const given = Object.fromEntries(Object.entries(bundles).map(([source, rows]) => [source, searchset(rows)]));
  return readSnapshot(
    reader,
    hookRequest({ prefetch: prefetch({ ...empty, ...given, patient: PATIENT }) }),
    service(),
    callContext(),
  );
}

const TYPES: Readonly<Record<Exclude<Source, 'patient'>, string>> = {
  creatinine: 'Observation',
  tacrolimusLevels: 'Observation',
  thiopurineTests: 'Observation',
  medicationRequests: 'MedicationRequest',
  medicationStatements: 'MedicationStatement',
  medicationDispenses: 'MedicationDispense',
  medicationAdministrations: 'MedicationAdministration',
  conditions: 'Condition',
  procedures: 'Procedure',
  allergies: 'AllergyIntolerance',
  testOrders: 'ServiceRequest',
  carePlans: 'CarePlan',
  monitoringTests: 'Observation',
  screeningTests: 'Observation',
};

const day = fc
  .integer({ min: 0, max: 500 })
  .map((back) => new Date(Date.UTC(2026, 10, 25) - back * 86_400_000).toISOString());
const status = fc.constantFrom(
  'final',
  'amended',
  'preliminary',
  'cancelled',
  'active',
  'completed',
  'stopped',
  'entered-in-error',
  'draft',
);
const value = fc.oneof(
  fc.record({ value: fc.integer({ min: 1, max: 400 }), unit: fc.constantFrom('mg/dL', 'umol/L', 'ng/mL', 'furlong') }),
  fc.constant({ value: 3 }),
);
const code = fc.constantFrom<Json>(
  loinc('2160-0'),
  loinc('11253-2'),
  loinc('79713-4'),
  loinc('1-1'),
  { coding: [{ code: '64766004' }] },
  { coding: [{ code: '70536003' }] },
  { text: 'azathioprine' },
  { text: 'TPMT' },
);
const medication = fc.constantFrom<Json>(
  { coding: [{ system: RXNORM, code: '108513' }] },
  { coding: [{ system: RXNORM, code: '313189' }] },
  { text: 'mercaptopurine' },
  { text: 'metformin' },
);

/** A row that may answer any source: it has the elements of all of them. */
const body = fc.record({ n: fc.integer({ min: 1, max: 40 }), status, day, value, code, medication });

function row(
  source: keyof Bundles,
  owner: 'pat-1' | 'pat-2',
  parts: typeof body extends fc.Arbitrary<infer T> ? T : never,
): Json {
  const whose = { reference: owner === 'pat-1' ? `Patient/${owner}` : `https://ehr.example/fhir/Patient/${owner}` };
  return {
    resourceType: TYPES[source],
    id: `${owner === 'pat-1' ? 'ours' : 'theirs'}-${parts.n}-${parts.day.slice(0, 10)}`,
    status: parts.status,
    ...(source === 'allergies' ? { patient: whose } : { subject: whose }),
    code: parts.code,
    medicationCodeableConcept: parts.medication,
    effectiveDateTime: parts.day,
    authoredOn: parts.day,
    // A number that gives itself away wherever it is printed, the list of unusable results included.
    valueQuantity: owner === 'pat-1' ? parts.value : { ...parts.value, value: 987_654 },
    activity: [{ detail: { status: 'scheduled', code: parts.code } }],
  };
}

const source = fc.constantFrom(...(Object.keys(TYPES) as (keyof Bundles)[]));
const mixed = fc.array(fc.tuple(source, fc.constantFrom('pat-1' as const, 'pat-2' as const), body), { maxLength: 30 });
const ownRows = fc.array(fc.tuple(source, fc.constant('pat-1' as const), body), { maxLength: 30 });

function bundlesOf(rows: readonly (readonly [keyof Bundles, Json])[]): Partial<Bundles> {
  const bundles: Partial<Record<keyof Bundles, Json[]>> = {};
  for (const [key, resource] of rows) (bundles[key] ??= []).push(resource);
  return bundles;
}

const SETS: Readonly<Record<string, readonly (keyof Bundles)[]>> = {
  creatinine: ['creatinine'],
  tacrolimusLevels: ['tacrolimusLevels'],
  thiopurineTests: ['thiopurineTests'],
  medications: ['medicationRequests', 'medicationStatements', 'medicationDispenses', 'medicationAdministrations'],
  conditions: ['conditions'],
  procedures: ['procedures'],
  allergies: ['allergies'],
  testOrders: ['testOrders'],
  carePlans: ['carePlans'],
  monitoringTests: ['monitoringTests'],
  screeningTests: ['screeningTests'],
};

describe('the snapshot', () => {
  test('1,000 mixes of two patients: no foreign fact, and every set without foreign rows is as if alone', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, async (rows) => {
        const all = rows.map(([key, owner, parts]) => [key, row(key, owner, parts)] as const);
        const ours = all.filter((_row, n) => rows[n]?.[1] === 'pat-1');
        const both = await snapshotOf(bundlesOf(all));
        const alone = await snapshotOf(bundlesOf(ours));
        expect(JSON.stringify(both)).not.toMatch(/theirs-|987654/);
        for (const [name, sources] of Object.entries(SETS)) {
          const key = name as keyof ClinicalSnapshot;
          const touched = rows.some(([from, owner]) => owner === 'pat-2' && sources.includes(from));
          if (touched) expect(both[key]).toMatchObject({ state: 'unavailable', items: [] });
          else expect(both[key]).toEqual(alone[key]);
        }
      }),
      { numRuns: 1000, seed: 7 },
    );
  }, 60_000);

  test('neither the order of entries nor duplicates change it', async () => {
    await fc.assert(
      fc.asyncProperty(ownRows, fc.integer({ min: 0, max: 1000 }), async (rows, salt) => {
        const all = rows.map(([key, owner, parts]) => [key, row(key, owner, parts)] as const);
        const again = all.filter((_row, n) => (n + salt) % 3 === 0);
        const shuffled = [...all, ...again].sort((a, b) => scatter(a, salt) - scatter(b, salt));
        expect(withoutBooks(await snapshotOf(bundlesOf(shuffled)))).toEqual(
          withoutBooks(await snapshotOf(bundlesOf(all))),
        );
      }),
      { numRuns: 300, seed: 7 },
    );
  }, 60_000);

  test('resources that answer no question change nothing', async () => {
    const unrelated: readonly Json[] = [
      { resourceType: 'Encounter', id: 'e1', subject: { reference: 'Patient/pat-2' } },
      { resourceType: 'Medication', id: 'm1', code: { text: 'tacrolimus' } },
      { resourceType: 'Practitioner', id: 'p1' },
      { resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational' }] },
    ];
    await fc.assert(
      fc.asyncProperty(ownRows, source, fc.shuffledSubarray([...unrelated]), async (rows, key, extra) => {
        const all = rows.map(([from, owner, parts]) => [from, row(from, owner, parts)] as const);
        const more = [...all, ...extra.map((resource) => [key, resource] as const)];
        expect(withoutBooks(await snapshotOf(bundlesOf(more)))).toEqual(withoutBooks(await snapshotOf(bundlesOf(all))));
      }),
      { numRuns: 300, seed: 7 },
    );
  }, 60_000);

  test('no JSON whatever in a prefetch key throws anything but a refusal', async () => {
    const shapes = Object.values(TYPES);
    const anything = fc.oneof(
      fc.json().map((text) => JSON.parse(text) as unknown),
      fc
        .tuple(
          fc.constantFrom(...shapes),
          fc.dictionary(
            fc.constantFrom(
              'subject',
              'code',
              'status',
              'component',
              'activity',
              'contained',
              'medicationReference',
              'dosageInstruction',
              'valueQuantity',
              'effectivePeriod',
              'reasonReference',
              'extension',
            ),
            fc.jsonValue(),
          ),
        )
        .map(([resourceType, members]) => searchset([{ ...members, resourceType }])),
    );
    await fc.assert(
      fc.asyncProperty(source, anything, async (key, json) => {
        const call = readSnapshot(
          reader,
          hookRequest({ prefetch: new Map([[key, json]]) }),
          service(key),
          callContext(),
        );
        expect((await call).asOf).toBe(callContext().asOf);
      }),
      { numRuns: 1000, seed: 7 },
    );
  }, 60_000);
});

/** The books count what came, repeats and messages too; the facts do not. */
function withoutBooks(snapshot: ClinicalSnapshot): unknown {
  return { ...snapshot, books: {} };
}

/** An order that depends on the salt alone, the same for equal rows. */
function scatter([key, resource]: readonly [string, Json], salt: number): number {
  const text = `${key} ${String(resource.id)} ${salt}`;
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return hash;
}
