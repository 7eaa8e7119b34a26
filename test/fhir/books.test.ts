import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClinicalSnapshot } from '../../src/domain/clinical-snapshot.js';
import { type Source, type SourceBook, SOURCES } from '../../src/domain/fact-set.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { SOURCE_TYPES } from '../../src/fhir/sources/source-types.js';
import {
  callContext,
  drug,
  hookRequest,
  type Json,
  loinc,
  observation,
  OURS,
  passOf,
  PATIENT,
  prefetch,
  searchset,
  service,
  THEIRS,
} from './support/samples.js';
import { testTerminology } from './support/test-terminology.js';

const reader = createFhirChartReader({ terminology: testTerminology });
const REPORT = { resourceType: 'DiagnosticReport', id: 'd1', ...OURS };

async function snapshotOf(values: Partial<Record<Source, unknown>>): Promise<ClinicalSnapshot> {
  const request = hookRequest({ prefetch: prefetch({ ...values, patient: PATIENT }) });
  const chart = await reader.openChart(request, service(), callContext());
  return chart.snapshot();
}

function sum(column: Readonly<Record<string, number>>): number {
  return Object.values(column).reduce((total, count) => total + count, 0);
}

function balance({ facts, notOurs, unread }: SourceBook): number {
  return sum(facts) + sum(notOurs) + sum(unread);
}

const CLARITHROMYCIN = { ...drug('2', 'Clarithromycin 500 mg tablets'), whenHandedOver: '2026-11-20' };

describe('what becomes of each resource', () => {
  const creatinine = (changes: Json = {}): Json => observation('o1', changes);
  /** Without a value of its own. */
  const panel = (changes: Json): Json => {
    const members = Object.entries(creatinine({ code: loinc('718-7'), ...changes }));
    return Object.fromEntries(members.filter(([key]) => key !== 'valueQuantity'));
  };
  test.each<[string, readonly Json[], Partial<SourceBook>]>([
    ['a result', [creatinine()], { facts: { creatinine: 1 } }],
    [
      'a level among creatinines',
      [creatinine({ code: loinc('33929-1'), ...ng(9) })],
      { facts: { 'tacrolimus-level': 1 } },
    ],
    ['another test', [creatinine({ code: loinc('718-7') })], { notOurs: { 'other-test': 1 } }],
    ['a code that nobody knows', [creatinine({ code: loinc('1-1') })], { unread: { 'unknown-code': 1 } }],
    ['withdrawn', [creatinine({ status: 'entered-in-error' })], { notOurs: { withdrawn: 1 } }],
    ['another patient', [creatinine(THEIRS)], { unread: { 'other-patient': 1 } }],
    [
      'a subject that nothing explains',
      [creatinine({ subject: { reference: 'urn:uuid:unheard-of' } })],
      { unread: { 'not-resolved': 1 } },
    ],
    ['a Practitioner', [{ resourceType: 'Practitioner', id: 'p' }], { notOurs: { 'other-type': 1 } }],
    [
      'a diagnosis under this key',
      [{ resourceType: 'Condition', ...OURS, code: { text: 'ulcerative colitis' } }],
      { facts: { diagnosis: 1 } },
    ],
    [
      'a panel of which one part is read and one is not',
      [
        creatinine({
          code: { text: 'panel' },
          valueQuantity: undefined,
          component: [
            { code: loinc('2160-0'), valueQuantity: { value: 1.1, unit: 'mg/dL' } },
            { code: loinc('1-1'), valueQuantity: { value: 7 } },
          ],
        }),
      ],
      { unread: { 'unknown-code': 1 } },
    ],
    [
      'results that a report contains',
      [{ ...REPORT, contained: [creatinine({ subject: undefined }), creatinine({ id: 'o2', subject: undefined })] }],
      { facts: { creatinine: 2 }, notOurs: { 'other-type': 1 } },
    ],
    [
      "results that another patient's report contains",
      [{ ...REPORT, ...THEIRS, contained: [creatinine({ subject: undefined })] }],
      { notOurs: { 'other-type': 1 }, unread: { 'other-patient': 1 } },
    ],
    [
      'a correction that came as a record of its own',
      [creatinine(), creatinine({ id: 'o2', status: 'corrected', valueQuantity: { value: 0.9, unit: 'mg/dL' } })],
      { facts: { creatinine: 1 }, notOurs: { 'earlier-version': 1 } },
    ],
    [
      'a correction of another day',
      [creatinine(), creatinine({ id: 'o2', status: 'amended', effectiveDateTime: '2026-11-19T08:00:00Z' })],
      { facts: { creatinine: 2 } },
    ],
    [
      'two versions of one record',
      [
        creatinine({ meta: { versionId: '2' }, status: 'corrected' }),
        creatinine({ meta: { versionId: '1' }, valueQuantity: { value: 9, unit: 'mg/dL' } }),
      ],
      { facts: { creatinine: 1 }, notOurs: { 'earlier-version': 1 } },
    ],
    [
      'what was observed is another person: a donor, an unborn child',
      [creatinine({ focus: [{ reference: 'Patient/pat-2' }] })],
      { notOurs: { 'other-person': 1 } },
    ],
    [
      'a modifier that nobody knows, on one of two components',
      [creatinine({ component: [{ code: loinc('718-7') }, { modifierExtension: [{ url: 'urn:x' }] }] })],
      { unread: { modified: 1 } },
    ],
    [
      'a panel of which a result did not come',
      [panel({ hasMember: [{ reference: 'Observation/gone' }] })],
      { unread: { 'not-resolved': 1 } },
    ],
    [
      'such a panel of an early release',
      [panel({ related: [{ type: 'has-member', target: { reference: 'Observation/gone' } }] })],
      { unread: { 'not-resolved': 1 } },
    ],
    [
      'what is only derived from a result that did not come',
      [panel({ related: [{ type: 'derived-from', target: { reference: 'Observation/gone' } }] })],
      { notOurs: { 'other-test': 1 } },
    ],
    ['members without a reference', [panel({ hasMember: [{ display: 'sodium' }] })], { notOurs: { 'other-test': 1 } }],
    [
      'a panel that has its results as components',
      [panel({ hasMember: [{ reference: 'Observation/gone' }], component: [{ code: loinc('718-7') }] })],
      { notOurs: { 'other-test': 1 } },
    ],
    [
      'what a report contains without a type, and is a result',
      [{ ...REPORT, contained: [creatinine({ resourceType: undefined, subject: undefined })] }],
      { facts: { creatinine: 1 }, notOurs: { 'other-type': 1 } },
    ],
    [
      'what a report contains without a type, and is none',
      [{ ...REPORT, contained: [{ name: 'a laboratory' }] }],
      { notOurs: { 'other-type': 1 } },
    ],
  ])('%s', (_name, resources, expected) => {
    const { book } = passOf('creatinine', resources);
    expect(book).toEqual({ facts: {}, notOurs: {}, unread: {}, ...expected, seen: balance(book) });
    expect(book.seen).toBeGreaterThanOrEqual(resources.length);
  });

  test.each<[string, Source, Json, Partial<SourceBook>]>([
    ['one of our drugs', 'medicationRequests', drug('108513'), { facts: { tacrolimus: 1 } }],
    ['another drug', 'medicationDispenses', drug('1', 'ibuprofen'), { notOurs: { 'other-drug': 1 } }],
    ['a drug that matters beside tacrolimus', 'medicationDispenses', CLARITHROMYCIN, { facts: { concomitant: 1 } }],
    [
      'such a drug, nobody knows when',
      'medicationDispenses',
      { ...CLARITHROMYCIN, whenHandedOver: undefined },
      { unread: { 'no-time': 1 } },
    ],
    [
      'such a drug of status unknown',
      'medicationRequests',
      { ...CLARITHROMYCIN, status: 'unknown' },
      { unread: { 'status-unknown': 1 } },
    ],
    ['an ointment', 'medicationStatements', drug('313189'), { notOurs: { topical: 1 } }],
    ['a drug that nobody can tell', 'medicationAdministrations', {}, { unread: { 'not-identified': 1 } }],
    ['another diagnosis', 'conditions', { code: { text: 'asthma' } }, { notOurs: { 'other-diagnosis': 1 } }],
    ['a diagnosis without any name', 'conditions', {}, { unread: { 'not-identified': 1 } }],
    ['another allergy', 'allergies', { code: { text: 'penicillin' } }, { notOurs: { 'other-diagnosis': 1 } }],
    ['another order', 'testOrders', { status: 'active', code: { text: 'ferritin' } }, { notOurs: { 'other-plan': 1 } }],
    ['another care plan', 'carePlans', { status: 'active' }, { notOurs: { 'other-plan': 1 } }],
  ])('%s', (_name, source, changes, expected) => {
    const [resourceType] = SOURCE_TYPES[source];
    const { book } = passOf(source, [{ resourceType, id: 'x', status: 'active', ...OURS, ...changes }]);
    expect(book).toEqual({ facts: {}, notOurs: {}, unread: {}, ...expected, seen: 1 });
  });
});

/** Whatever a sender may put where an entry of a Bundle belongs; each tells how many resources it is. */
const junk = fc.constantFrom<readonly [unknown, number]>(
  [null, 1],
  [7, 1],
  ['Observation', 1],
  [[], 1],
  [{}, 1],
  [{ resource: null }, 1],
  [{ resource: [] }, 1],
  [{ resource: {} }, 1],
  [{ resource: { id: 'typeless' } }, 1],
  [{ resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] } }, 1],
  [{ resource: { resourceType: 'Practitioner', id: 'p' } }, 1],
  [{ resource: searchset([observation('n1'), observation('n2')]) }, 2],
  [{ resource: searchset([]) }, 0],
  [{ resource: { resourceType: 'Bundle', entry: [{}] } }, 1],
  [{ resource: { resourceType: 'Bundle', entry: { resource: observation('n3') } } }, 1],
  [observation('bare'), 1],
  [
    { resource: { ...REPORT, contained: [observation('c1', { subject: undefined }), { resourceType: 'Specimen' }] } },
    2,
  ],
);

const member = fc.constantFrom(
  ...[
    'subject',
    'code',
    'status',
    'component',
    'activity',
    'contained',
    'medicationReference',
    'medicationCodeableConcept',
  ],
  ...['dosageInstruction', 'valueQuantity', 'effectivePeriod', 'effectiveDateTime', 'reasonReference', 'meta', 'link'],
);
const mangled = fc
  .tuple(
    fc.constantFrom(...Object.values(SOURCE_TYPES).flat(), 'Medication', 'Encounter', 'observation'),
    fc.dictionary(member, fc.jsonValue({ maxDepth: 3 })),
  )
  .filter(([type, members]) => type !== 'Patient' && !holdsResources(members.contained))
  .map(([resourceType, members]) => [{ resource: { ...OURS, ...members, resourceType } }, 1] as const);

/** Results that a resource contains count themselves; here only the holders are counted. */
function holdsResources(contained: unknown): boolean {
  return JSON.stringify(contained ?? null).includes('resourceType');
}

describe('the books balance', () => {
  test('whatever the Bundles hold: seen = facts + not ours + unread, and every entry was seen', async () => {
    const key = fc.constantFrom(...SOURCES.filter((source) => source !== 'patient'));
    const rows = fc.array(fc.tuple(key, fc.oneof(junk, mangled)), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const entries = new Map<Source, unknown[]>();
        const expected = new Map<Source, number>();
        for (const [source, [entry, weight]] of given) {
          entries.set(source, [...(entries.get(source) ?? []), entry]);
          expected.set(source, (expected.get(source) ?? 0) + weight);
        }
        const bundles = [...entries].map(([source, entry]) => [
          source,
          { resourceType: 'Bundle', type: 'searchset', entry },
        ]);
        const { books } = await snapshotOf(Object.fromEntries(bundles) as Partial<Record<Source, unknown>>);
        for (const source of SOURCES) {
          const book = books[source];
          expect(book).toBeDefined();
          if (book === undefined) continue;
          expect(balance(book)).toBe(book.seen);
          expect([source, book.seen]).toEqual([source, source === 'patient' ? 1 : (expected.get(source) ?? 0)]);
        }
      }),
      { numRuns: process.env.TEST_DEEP === undefined ? 150 : 1_000, seed: 11 },
    );
  }, 60_000);

  test('a correction leaves the corrected value alone', () => {
    const final = observation('o1', { valueQuantity: { value: 3, unit: 'mg/dL' } });
    const corrected = observation('o2', { status: 'corrected', valueQuantity: { value: 0.9, unit: 'mg/dL' } });
    const { items } = passOf('creatinine', [final, corrected]).creatinine;
    expect(items.map(({ measurement }) => measurement.reported)).toEqual(['0.9 mg/dL']);
  });

  test('what is unread in a book is listed with its reason, but for what is of another patient', async () => {
    const unread = [observation('o1', { code: loinc('1-1') }), observation('o2', { effectiveDateTime: undefined })];
    const { creatinine, books } = await snapshotOf({ creatinine: searchset([...unread, observation('o3')]) });
    expect(books.creatinine).toMatchObject({ seen: 3, facts: { creatinine: 1 } });
    expect(creatinine.unread.map(({ reference, reason }) => [reference, reason])).toEqual([
      ['Observation/o1', 'unknown-code'],
      ['Observation/o2', 'no-time'],
    ]);
  });
});

describe('what was prefetched under keys that nobody asked for', () => {
  const snapshotWith = async (labs: unknown) => {
    const given = prefetch({ patient: PATIENT, creatinine: searchset([observation('o3')]), other: labs });
    const request = hookRequest({ prefetch: given });
    return (await reader.openChart(request, service(), callContext())).snapshot();
  };

  test('a result that speaks of our subject is read, and has its book', async () => {
    const { creatinine, books } = await snapshotWith(
      searchset([observation('o1', { effectiveDateTime: '2026-11-21' })]),
    );
    expect(creatinine.items.map(({ reference }) => reference)).toEqual(['Observation/o1', 'Observation/o3']);
    expect(books.otherKeys).toEqual({ seen: 1, facts: { creatinine: 1 }, notOurs: {}, unread: {} });
  });

  test('one that may be ours and cannot be read is named', async () => {
    const { creatinine } = await snapshotWith(searchset([observation('o1', { valueQuantity: { value: 3 } })]));
    expect(creatinine.unread.map(({ reference, reason }) => [reference, reason])).toEqual([
      ['Observation/o1', 'no-unit'],
    ]);
  });

  test('one of which nobody knows what it is takes nothing away, and is in the book', async () => {
    const foreign = observation('o2', THEIRS);
    const { creatinine, books } = await snapshotWith(searchset([observation('o1', { code: loinc('1-1') }), foreign]));
    expect(creatinine).toMatchObject({ state: 'present', unread: [], problems: [] });
    expect(books.otherKeys).toMatchObject({ seen: 2, unread: { 'unknown-code': 1, 'other-patient': 1 } });
  });
});

function ng(value: number): Json {
  return { valueQuantity: { value, unit: 'ng/mL' } };
}
