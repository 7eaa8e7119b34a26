import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ClinicalSnapshot } from '../../src/domain/clinical-snapshot.js';
import type { Source } from '../../src/domain/fact-set.js';
import { SOURCES } from '../../src/domain/fact-set.js';
import type { CallContext } from '../../src/domain/ports.js';
import type { HookRequest } from '../../src/domain/hook-request.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { createFhirDispatcher } from '../../src/fhir/client/dispatcher.js';
import { DEFAULT_FHIR_LIMITS } from '../../src/fhir/client/limits.js';
import { hang, json, raw, startFakeFhirServer, status } from './support/fake-fhir-server.js';
import type { FakeFhirServer, Reply } from './support/fake-fhir-server.js';
import {
  OURS,
  PATIENT,
  THEIRS,
  bearer,
  callContext,
  drug,
  hookRequest,
  link,
  loinc,
  observation,
  order,
  prefetch,
  problemCodes,
  searchset,
  service,
  tacrolimus,
  readSnapshot,
} from './support/samples.js';
import type { Json } from './support/samples.js';
import { testTerminology } from './support/test-terminology.js';

const limits = { ...DEFAULT_FHIR_LIMITS, perCallTimeoutMs: 300 };
const dispatcher = createFhirDispatcher(limits);
const reader = createFhirChartReader({ terminology: testTerminology, limits, dispatcher });
afterAll(() => dispatcher.close());

let server: FakeFhirServer;
beforeEach(async () => {
  server = await startFakeFhirServer();
});
afterEach(() => server.close());

function snapshot(
  changes: Partial<HookRequest>,
  sources: readonly Source[] = [],
  call: Partial<CallContext> = {},
): Promise<ClinicalSnapshot> {
  return readSnapshot(reader, hookRequest(changes), service(...sources), callContext(call));
}

const NOTHING = Object.fromEntries(SOURCES.map((source) => [source, null]));
const given = (values: Partial<Record<Source, unknown>>): Partial<HookRequest> => ({
  prefetch: prefetch({ ...NOTHING, ...values }),
});
/** Every key says that there is none, but for these, which are missing. */
const without = (...missing: readonly Source[]): ReadonlyMap<string, unknown> =>
  new Map(SOURCES.filter((source) => !missing.includes(source)).map((source) => [source, null]));
const history = (id: string, changes: Json = {}): Json => order({ id, status: 'active', ...changes });

describe('prefetch alone', () => {
  test('everything given and nothing there -> every set absent, nothing asked', async () => {
    const result = await snapshot({ ...given({ patient: PATIENT }), fhirServer: server.base });
    const { asOf, timeZone, drafts, draftTestOrders, provenance } = result;
    const states = Object.entries(result).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null && 'state' in value ? [`${name} ${String(value.state)}`] : [],
    );
    expect(states).toEqual([
      'patient present',
      'creatinine absent',
      'tacrolimusLevels absent',
      'medications absent',
      'concomitants absent',
      'conditions absent',
      'procedures absent',
      'allergies absent',
      'thiopurineTests absent',
      'testOrders absent',
      'carePlans absent',
      'monitoringTests absent',
      'screeningTests absent',
    ]);
    expect(Object.values(provenance)).toEqual(SOURCES.map(() => 'prefetch'));
    expect([asOf, timeZone, drafts, draftTestOrders]).toEqual([callContext().asOf, 'Europe/London', [], []]);
    expect(server.requests).toEqual([]);
  });

  test('no prefetch and no FHIR server -> required sets unavailable, optional ones truncated', async () => {
    const { creatinine, medications, testOrders, provenance } = await snapshot({});
    expect(creatinine).toEqual({
      state: 'unavailable',
      items: [],
      problems: [{ source: 'creatinine', code: 'not-provided', count: null }],
      unread: [],
      asked: 'whole',
    });
    expect(medications.state).toBe('unavailable');
    expect(testOrders.state).toBe('truncated');
    expect(provenance.creatinine).toBe('failed');
  });

  test('sources that the service does not ask are no gap', async () => {
    const result = await snapshot({ prefetch: prefetch({ creatinine: null }) }, ['creatinine']);
    expect(result.allergies).toEqual({ state: 'absent', items: [], problems: [], unread: [], asked: 'whole' });
    expect(result.medications.state).toBe('absent');
    expect(result.provenance).toMatchObject({ creatinine: 'prefetch', allergies: 'not-asked' });
  });

  test('a first page without a way to the others -> truncated, with what it holds', async () => {
    const page = searchset([observation('o1')], link('next', 'https://ehr.example/fhir/Observation?page=2'));
    const { creatinine } = await snapshot(given({ creatinine: page }));
    expect(creatinine.state).toBe('truncated');
    expect(creatinine.items).toHaveLength(1);
    expect(problemCodes(creatinine)).toEqual(['creatinine: pages-missing']);
  });

  test.each<[string, unknown, string]>([
    ['OperationOutcome', { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] }, 'operation-outcome'],
    [
      'empty Bundle for another patient',
      searchset([], { total: 0, ...link('self', 'x/Observation?patient=pat-2') }),
      'not-an-answer',
    ],
    ['array', [], 'fetch-failed'],
  ])('%s -> unavailable', async (_name, value, code) => {
    const { creatinine } = await snapshot(given({ creatinine: value }));
    expect(creatinine.state).toBe('unavailable');
    expect(problemCodes(creatinine)).toEqual([`creatinine: ${code}`]);
  });

  test('unknown keys are ignored', async () => {
    const values = new Map<string, unknown>([
      ['creatinine', null],
      ['-tacrolimusLevels', null],
      ['labs', 7],
      ['__proto__', { polluted: true }],
    ]);
    const result = await snapshot({ prefetch: values }, ['creatinine', 'tacrolimusLevels']);
    expect([result.creatinine.state, result.tacrolimusLevels.state]).toEqual(['absent', 'absent']);
  });
});

describe('what is missing is fetched', () => {
  test('only that, at once, with the token', async () => {
    server.on('Observation', json(searchset([observation('o1')])));
    server.on('Condition', json(searchset([])));
    const values = without('creatinine', 'conditions');
    const result = await snapshot({
      prefetch: new Map([...values, ['patient', PATIENT]]),
      fhirServer: server.base,
      fhirAuthorization: bearer('t'),
    });
    expect(server.requests.map(({ url }) => url.split('?')[0]).sort()).toEqual([
      '/fhir/Condition',
      '/fhir/Observation',
    ]);
    expect(server.requests.every(({ headers }) => headers.authorization === 'Bearer t')).toBe(true);
    expect(result.creatinine.items).toHaveLength(1);
    expect(result.conditions.state).toBe('absent');
    expect(result.provenance).toMatchObject({ creatinine: 'fetched', conditions: 'fetched', patient: 'prefetch' });
  });

  test('an open server is asked without a token', async () => {
    server.on('Observation', json(searchset([observation('o1')])));
    const { creatinine } = await snapshot({ fhirServer: server.base }, ['creatinine']);
    expect(creatinine.state).toBe('present');
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['OperationOutcome', { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] }],
    ['error entry', searchset([{ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] }])],
    ['not an answer', { resourceType: 'Bundle' }],
    ['a string', 'Observation'],
  ])('a prefetched %s is replaced by a fetch', async (_name, value) => {
    server.on('Observation', json(searchset([observation('o1')])));
    const result = await snapshot({ prefetch: prefetch({ creatinine: value }), fhirServer: server.base }, [
      'creatinine',
    ]);
    expect(result.creatinine.state).toBe('present');
    expect(result.creatinine.items.map(({ reference }) => reference)).toEqual(['Observation/o1']);
    expect(result.provenance.creatinine).toBe('fetched');
  });

  test('a prefetched total above the entries is completed by a fetch, and what was sent is not lost', async () => {
    server.on('Observation', json(searchset([observation('o1')])));
    const value = searchset([observation('o9')], { total: 5 });
    const result = await snapshot({ prefetch: prefetch({ creatinine: value }), fhirServer: server.base }, [
      'creatinine',
    ]);
    expect(result.creatinine.state).toBe('present');
    expect(result.creatinine.items.map(({ reference }) => reference)).toEqual(['Observation/o1', 'Observation/o9']);
    expect(result.provenance.creatinine).toBe('fetched');
  });

  test('a prefetched page is completed from its next link', async () => {
    server.on('Observation', json(searchset([observation('o2')])));
    const page = searchset([observation('o1')], link('next', `${server.base}/Observation?page=2`));
    const { creatinine } = await snapshot({ prefetch: prefetch({ creatinine: page }), fhirServer: server.base }, [
      'creatinine',
    ]);
    expect([creatinine.state, creatinine.items.length]).toEqual(['present', 2]);
    expect(server.requests.map(({ url }) => url)).toEqual(['/fhir/Observation?page=2']);
  });

  test('a next link to another origin gets no packet and no token -> truncated', async () => {
    const other = await startFakeFhirServer();
    other.on('Observation', json(searchset([observation('o2')])));
    server.on('Observation', json(searchset([observation('o1')], link('next', `${other.base}/Observation?page=2`))));
    const { creatinine } = await snapshot({ fhirServer: server.base, fhirAuthorization: bearer('t') }, ['creatinine']);
    expect([creatinine.state, creatinine.items.length]).toEqual(['truncated', 1]);
    expect(other.requests).toEqual([]);
    await other.close();
  });

  test('the prefix trick: port 4321 does not contain port 43210', async () => {
    const [base, trick] = await startPrefixPair();
    base.on('Observation', json(searchset([observation('o1')], link('next', `${trick.base}/Observation`))));
    expect(trick.origin.startsWith(base.origin)).toBe(true);
    const { creatinine } = await snapshot({ fhirServer: base.origin, fhirAuthorization: bearer('t') }, ['creatinine']);
    expect(creatinine.state).toBe('truncated');
    expect(trick.requests).toEqual([]);
    await Promise.all([base.close(), trick.close()]);
  });

  test('a paging loop ends -> truncated', async () => {
    server.on('Observation', json(searchset([observation('o1')], link('next', 'Observation?page=2'))));
    const { creatinine } = await snapshot({ fhirServer: server.base }, ['creatinine']);
    expect(creatinine.state).toBe('truncated');
    expect(server.requests).toHaveLength(2);
  });

  test('endless paging ends at the limits -> truncated', async () => {
    let page = 0;
    const endless: Reply = (response, url) =>
      json(searchset([observation(`o${page}`)], link('next', `Observation?page=${(page += 1)}`)))(response, url);
    server.on('Observation', endless);
    const { creatinine } = await snapshot({ fhirServer: server.base }, ['creatinine']);
    expect(creatinine.state).toBe('truncated');
    expect(server.requests).toHaveLength(limits.maxPages);
  });

  test('the names of the version that the orders are written in', async () => {
    const orders = [
      {
        fullUrl: null,
        resource: order({ resourceType: 'MedicationOrder' }),
        at: 'context.draftOrders.entry[0].resource',
        selected: true,
      },
    ];
    server.on('MedicationOrder', json(searchset([history('x', { resourceType: 'MedicationOrder' })])));
    server.on('DiagnosticOrder', json(searchset([])));
    const result = await snapshot({ orders, fhirServer: server.base }, ['medicationRequests', 'testOrders']);
    expect(result.medications.items.map(({ source }) => source)).toEqual(['request']);
    expect(server.requests.map(({ url }) => url).sort()).toEqual([
      '/fhir/DiagnosticOrder?patient=pat-1',
      '/fhir/MedicationOrder?patient=pat-1',
    ]);
  });
});

describe('the life of the access token (fhirAuthorization.expires_in, seconds from the start of the call)', () => {
  test.each([
    ['0 s', 0, 0, 'token-expired'],
    ['2 s, the call began 2 s ago', 2, 2_000, 'token-expired'],
    ['300 s, the call began 2 s ago', 300, 2_000, 'none'],
  ])('%s -> %s', async (_what, expiresIn, agoMs, problem) => {
    server.on('Condition', json(searchset([])));
    const { conditions } = await snapshot(
      {
        prefetch: without('conditions'),
        fhirServer: server.base,
        fhirAuthorization: { ...bearer('t')!, expiresIn },
      },
      [],
      { startedAt: performance.now() - agoMs },
    );
    expect(conditions.problems[0]?.code ?? 'none').toBe(problem);
    expect(server.requests).toHaveLength(problem === 'none' ? 1 : 0);
    expect(conditions.state).toBe(problem === 'none' ? 'absent' : 'unavailable');
  });
});

describe('faults of the FHIR server', () => {
  test.each<[string, Reply, string]>([
    ['500', status(500), 'fetch-failed'],
    ['401', status(401), 'refused'],
    ['404', status(404), 'not-offered'],
    ['hang', hang, 'timeout'],
    ['HTML', raw('<html>'), 'fetch-failed'],
    ['OperationOutcome', json({ resourceType: 'OperationOutcome' }), 'fetch-failed'],
    [
      'error entry',
      json(searchset([{ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] }])),
      'operation-outcome',
    ],
  ])('%s on a required source -> unavailable', async (_name, reply, code) => {
    server.on('Observation', reply);
    const { creatinine, provenance } = await snapshot({ fhirServer: server.base }, ['creatinine']);
    expect([creatinine.state, problemCodes(creatinine), provenance.creatinine]).toEqual([
      'unavailable',
      [`creatinine: ${code}`],
      'failed',
    ]);
  });

  test('a warning entry is no fault', async () => {
    const warning = { resourceType: 'OperationOutcome', issue: [{ severity: 'warning', code: 'processing' }] };
    server.on('Observation', json({ ...searchset([warning]), total: 0 }));
    expect((await snapshot({ fhirServer: server.base }, ['creatinine'])).creatinine.state).toBe('absent');
  });

  test('an error entry beside results -> truncated', async () => {
    const failure = { resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] };
    server.on('Observation', json(searchset([observation('o1'), failure])));
    const { creatinine } = await snapshot({ fhirServer: server.base }, ['creatinine']);
    expect([creatinine.state, creatinine.items.length]).toEqual(['truncated', 1]);
  });

  test('an aborted call -> timeout everywhere, and no exception', async () => {
    const { creatinine, conditions } = await snapshot({ fhirServer: server.base }, [], { signal: AbortSignal.abort() });
    expect(problemCodes(creatinine)).toEqual(['creatinine: timeout']);
    expect(problemCodes(conditions)).toEqual(['conditions: timeout']);
  });

  test('all sources fail at once -> every set says so', async () => {
    const result = await snapshot({ fhirServer: server.base });
    expect(problemCodes(result.patient)).toEqual(['patient: fetch-failed']);
    expect(problemCodes(result.creatinine)).toEqual(['creatinine: not-offered']);
    // For its release (again, where the first answer was none), and once for each other name of a type that releases rename.
    const paths = server.requests
      .map(({ url }) => url.split('?')[0]?.replace('/fhir/', ''))
      .filter((path, at, all) => path !== 'metadata' || all.indexOf(path) === at);
    expect(paths.sort()).toEqual(
      [
        ...['metadata', 'MedicationOrder', 'ProcedureRequest', 'DiagnosticOrder', 'Patient/pat-1', 'Condition'],
        ...[
          ...['Observation', 'Observation', 'Observation', 'Observation', 'Observation'],
          'MedicationRequest',
          'ServiceRequest',
          'Procedure',
          'CarePlan',
        ],
        ...['MedicationStatement', 'MedicationDispense', 'MedicationAdministration', 'AllergyIntolerance'],
      ].sort(),
    );
  });
});

test('a search that is refused for one of its parameters says which, and nothing else of the refusal', async () => {
  const issue = [{ severity: 'error', code: 'invalid', diagnostics: 'Unknown search parameter "code" for John Doe' }];
  server.on('Observation', json({ resourceType: 'OperationOutcome', issue }, 400));
  const { creatinine } = await snapshot({ fhirServer: server.base }, ['creatinine']);
  expect(creatinine.problems).toEqual([{ source: 'creatinine', code: 'not-offered', count: null, parameter: 'code' }]);
});

describe('required sources come before optional ones', () => {
  const level = (number: number) =>
    observation(`level-${number}`, {
      code: loinc('11253-2'),
      effectiveDateTime: `2026-11-${String(number).padStart(2, '0')}`,
      valueQuantity: { value: 9, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
    });
  const page = (number: number, last: number) =>
    json(
      searchset([level(number)], {
        total: last,
        ...(number === last ? {} : link('next', `${server.base}/Observation?code=11253-2&page=${number + 1}`)),
      }),
    );

  /** One result a page: `levels` pages of tacrolimus, everything else empty but dispenses without end. */
  function serve(levels: number): void {
    server.on('Observation', (response, url) => {
      const number = Number(url.searchParams.get('page') ?? 1);
      if (url.searchParams.get('code')?.includes('11253-2') === true) page(number, levels)(response, url);
      else json(searchset([]))(response, url);
    });
    const dispense = { resourceType: 'MedicationDispense', status: 'completed', ...OURS };
    server.on('MedicationDispense', (response, url) => {
      const next = `${server.base}/MedicationDispense?page=${Number(url.searchParams.get('page') ?? 1) + 1}`;
      json(searchset([dispense], link('next', next)))(response, url);
    });
    for (const type of ['MedicationRequest', 'Condition']) server.on(type, json(searchset([])));
    server.on('Patient/pat-1', json(PATIENT));
  }

  test('all pages of a required source are read, whatever the optional ones would have liked', async () => {
    serve(18);
    const result = await snapshot({ fhirServer: server.base });
    expect(result.tacrolimusLevels.problems).toEqual([]);
    expect(result.tacrolimusLevels.items).toHaveLength(18);
    // What was not read is said.
    expect(problemCodes(result.medications)).toContain('medicationDispenses: fetch-failed');
    expect(server.requests.length).toBeLessThanOrEqual(DEFAULT_FHIR_LIMITS.maxCalls);
  });

  test('no optional question is asked before the last required one is answered', async () => {
    serve(3);
    await snapshot({ fhirServer: server.base });
    const asked = server.requests.map(({ url }) => url);
    const lastRequired = asked.findLastIndex((url) => url.includes('11253-2'));
    const firstOptional = asked.findIndex((url) => url.includes('MedicationDispense') || url.includes('79713-4'));
    expect(firstOptional).toBeGreaterThan(lastRequired);
  });
});

describe('medications come from four sources', () => {
  const requests = searchset([history('r1')]);
  test('an optional source that the server does not offer is listed and changes nothing', async () => {
    const values = new Map([...without('medicationStatements'), ['medicationRequests', requests]]);
    const { medications } = await snapshot({ prefetch: values, fhirServer: server.base });
    expect([medications.state, problemCodes(medications)]).toEqual(['present', ['medicationStatements: not-offered']]);
  });
  test('an optional source that failed -> truncated', async () => {
    server.on('MedicationStatement', status(500));
    const values = new Map([...without('medicationStatements'), ['medicationRequests', requests]]);
    const { medications } = await snapshot({ prefetch: values, fhirServer: server.base });
    expect([medications.state, medications.items.length]).toEqual(['truncated', 1]);
  });
  test('the required source that failed -> unavailable, whatever the others hold', async () => {
    const statement = { resourceType: 'MedicationStatement', status: 'active', ...OURS, ...tacrolimus() };
    const values = new Map([...without('medicationRequests'), ['medicationStatements', searchset([statement])]]);
    const { medications } = await snapshot({ prefetch: values });
    expect(medications).toMatchObject({ state: 'unavailable', items: [] });
  });
  test('all four are merged', async () => {
    const as = (resourceType: string): Json =>
      searchset([
        {
          resourceType,
          id: 'm',
          status: 'completed',
          ...OURS,
          ...tacrolimus(),
          whenHandedOver: '2026-02-03',
          effectiveDateTime: '2026-02-03',
        },
      ]);
    const { medications } = await snapshot(
      given({
        medicationRequests: requests,
        medicationStatements: as('MedicationStatement'),
        medicationDispenses: as('MedicationDispense'),
        medicationAdministrations: as('MedicationAdministration'),
      }),
    );
    expect(medications.items.map(({ source }) => source).sort()).toEqual([
      'administration',
      'dispense',
      'request',
      'statement',
    ]);
  });
});

describe('medicationReference in the history', () => {
  const referring = (id: string, medication: string, display?: string): Json =>
    history(id, {
      medicationCodeableConcept: undefined,
      medicationReference: { reference: `Medication/${medication}`, display },
    });
  const medication = (id: string): Json => ({
    resourceType: 'Medication',
    id,
    code: drug('108513').medicationCodeableConcept,
  });

  test('included in the Bundle', async () => {
    const bundle = searchset([referring('r1', 'm1'), medication('m1')]);
    const { medications } = await snapshot(given({ medicationRequests: bundle }));
    expect([medications.state, medications.items.length]).toEqual(['present', 1]);
  });

  test('the rest in one search by id', async () => {
    server.on('Medication', json(searchset([medication('m1'), medication('m2')])));
    const bundle = searchset([
      referring('r1', 'm1'),
      referring('r2', 'm2'),
      referring('r3', 'm1'),
      referring('r4', 'm3', 'azathioprine'),
    ]);
    const { medications } = await snapshot({ ...given({ medicationRequests: bundle }), fhirServer: server.base });
    expect(server.requests.map(({ url }) => url)).toEqual(['/fhir/Medication?_id=m1%2Cm2']);
    expect([medications.state, medications.items.length]).toEqual(['present', 4]);
  });

  test('no second round trip when every drug is named', async () => {
    const bundle = searchset([history('r1'), referring('r2', 'm2', 'azathioprine')]);
    await snapshot({ ...given({ medicationRequests: bundle }), fhirServer: server.base });
    expect(server.requests).toEqual([]);
  });

  test('not found -> truncated, with the number', async () => {
    server.on('Medication', status(400));
    const bundle = searchset([history('r0'), referring('r1', 'm1'), referring('r2', 'm2')]);
    const { medications } = await snapshot({ ...given({ medicationRequests: bundle }), fhirServer: server.base });
    expect([medications.state, medications.items.length]).toEqual(['truncated', 1]);
    expect(medications.problems).toEqual([{ source: 'medicationRequests', code: 'medication-unresolved', count: 2 }]);
  });
});

describe('wrong patient', () => {
  test.each<[string, unknown]>([
    ['prefetched', { ...PATIENT, id: 'pat-2' }],
    ['prefetched without id', { ...PATIENT, id: undefined }],
    ['prefetched in a Bundle beside ours', searchset([PATIENT, { ...PATIENT, id: 'pat-2' }])],
  ])('a Patient that is not ours (%s) -> refused', async (_name, patient) => {
    await expect(snapshot(given({ patient }))).rejects.toMatchObject({
      code: 'wrong-patient',
      expression: 'prefetch.patient',
    });
  });

  test('a fetched Patient that is not ours -> refused', async () => {
    server.on('Patient/pat-1', json({ ...PATIENT, id: 'pat-2' }));
    await expect(snapshot({ fhirServer: server.base }, ['patient'])).rejects.toMatchObject({ code: 'wrong-patient' });
  });

  test('a foreign row makes its set unavailable, is counted once, and touches no other set', async () => {
    const foreign = observation('o2', THEIRS);
    const result = await snapshot(
      given({
        creatinine: searchset([observation('o1'), foreign, foreign]),
        tacrolimusLevels: searchset([
          observation('l1', { code: loinc('11253-2'), valueQuantity: { value: 9, unit: 'ng/mL' } }),
        ]),
      }),
    );
    expect(result.creatinine).toEqual({
      state: 'unavailable',
      items: [],
      problems: [{ source: 'creatinine', code: 'other-patient', count: 1 }],
      unread: [],
      asked: 'whole',
    });
    expect(result.tacrolimusLevels.state).toBe('present');
  });

  test('a foreign row in one of the four medication sources makes medications unavailable', async () => {
    const foreign = searchset([{ resourceType: 'MedicationStatement', id: 's', ...THEIRS, ...tacrolimus() }]);
    const { medications } = await snapshot(
      given({ medicationRequests: searchset([history('r1')]), medicationStatements: foreign }),
    );
    expect(medications).toMatchObject({ state: 'unavailable', items: [] });
  });

  test('allergies are judged by their patient element', async () => {
    const allergy = {
      resourceType: 'AllergyIntolerance',
      patient: { reference: 'Patient/pat-2' },
      code: { text: 'azathioprine' },
    };
    expect((await snapshot(given({ allergies: searchset([allergy]) }))).allergies.state).toBe('unavailable');
  });

  test('subjects by absolute URL and by urn are known', async () => {
    const rows = [
      observation('o1', { subject: { reference: 'https://ehr.example/fhir/Patient/pat-1' } }),
      observation('o2', { subject: { reference: 'urn:uuid:p' } }),
      observation('o3', { subject: undefined }),
    ];
    const bundle = {
      ...searchset(rows),
      entry: [...rows.map((resource) => ({ resource })), { fullUrl: 'urn:uuid:p', resource: PATIENT }],
    };
    const { creatinine } = await snapshot(given({ creatinine: bundle }));
    expect([creatinine.state, creatinine.items.length]).toEqual(['present', 3]);
  });
});

describe('which FHIR server may be called', () => {
  test.each(['ftp://ehr.example', 'https://user:pw@ehr.example/fhir', 'https://ehr.example/fhir?x=1', 'nonsense'])(
    '%s -> refused, and the error does not repeat it',
    async (fhirServer) => {
      const caught = await snapshot({ fhirServer }).catch((error: unknown) => error);
      expect(caught).toMatchObject({ name: 'CdsError', code: 'fhir-server-not-allowed', expression: 'fhirServer' });
      expect(String(caught)).not.toContain(fhirServer);
    },
  );
});

/** Two servers of which the second's port begins with the first's. */
async function startPrefixPair(): Promise<[FakeFhirServer, FakeFhirServer]> {
  for (let port = 4321; port < 4400; port += 1) {
    const base = await startFakeFhirServer(port).catch(() => null);
    if (base === null) continue;
    const trick = await startFakeFhirServer(port * 10).catch(() => null);
    if (trick !== null) return [base, trick];
    await base.close();
  }
  throw new Error('no free pair of ports');
}
