import type { ScriptedAnswer } from '../../support/field-case/field-case.js';
import {
  concept,
  dispense,
  draft,
  HIGH_LEVEL,
  level,
  LOINC,
  METFORMIN,
  PATIENT_ID,
  QUIET,
  request,
  searchset,
  statement,
  TACROLIMUS,
} from '../charts.js';
import type { Chart, Json } from '../charts.js';
import {
  access,
  BASE,
  either,
  fetched,
  kind,
  LEVEL_TOLD,
  QUIET_ANSWER,
  REFUSED,
  refusal,
  server,
  serving,
  signing,
  signingTacrolimus,
  WHOLE,
} from './kind.js';

/** FHIR servers as they are: of three releases, behind proxies, with limits, slow and forgetful. */
const metadata = (fhirVersion: string, resourceType = 'CapabilityStatement'): ScriptedAnswer => ({
  path: '^/fhir/metadata',
  body: { resourceType, status: 'active', kind: 'instance', fhirVersion, format: ['json'], rest: [{ mode: 'server' }] },
});
const unknownType = (...types: readonly string[]) =>
  refusal(404, `^/fhir/(${types.join('|')})\\b`, 'Unknown resource type');

// ---- Releases -----------------------------------------------------------------------------------------------------

/** Before R4 the statuses of a diagnosis were plain words; DSTU2 also called orders and their patients otherwise. */
const older = (chart: Chart): Chart => ({
  ...chart,
  conditions: chart.conditions!.map((each) => ({ ...each, clinicalStatus: 'active', verificationStatus: 'confirmed' })),
});
const asOrder = ({ medicationCodeableConcept, id, status, authoredOn }: Json): Json => ({
  ...{ resourceType: 'MedicationOrder', id, status, medicationCodeableConcept },
  ...{ patient: { reference: `Patient/${PATIENT_ID}` }, dateWritten: authoredOn },
});
const dstu2Answers: readonly ScriptedAnswer[] = [
  metadata('1.0.2', 'Conformance'),
  { path: '^/fhir/MedicationOrder\\?', body: searchset(HIGH_LEVEL.medicationRequests!.map(asOrder)) },
  unknownType('MedicationRequest', 'ServiceRequest'),
  ...serving(older(HIGH_LEVEL)).filter(({ path }) => !path.includes('MedicationRequest')),
];
const dstu2 = (...first: readonly ScriptedAnswer[]) => ({
  request: signing(asOrder(draft(TACROLIMUS)), null, access()),
  upstream: { answers: [...first, ...dstu2Answers] },
  check: WHOLE,
});
const noAccept = (pattern: string): ScriptedAnswer => refusal(406, '^', 'Not acceptable', { whenAcceptLacks: pattern });

const tpmtPending: Chart = {
  ...QUIET,
  medicationRequests: [request(TACROLIMUS, 90)],
  testOrders: [
    {
      ...{ resourceType: 'ServiceRequest', id: 'tpmt', status: 'active', intent: 'order', authoredOn: '2026-11-19' },
      code: concept(LOINC, '36922-3', 'TPMT gene'),
      subject: { reference: `Patient/${PATIENT_ID}` },
    },
  ],
};
const r4Only = unknownType('ProcedureRequest', 'MedicationOrder', 'DiagnosticOrder');
const stu3 = (draftOrder: Json, ...first: readonly ScriptedAnswer[]) => ({
  request: signing(draftOrder, null, access()),
  upstream: {
    answers: [
      ...first,
      unknownType('ServiceRequest', 'MedicationOrder'),
      {
        path: '^/fhir/ProcedureRequest\\?',
        body: searchset(tpmtPending.testOrders!.map((each) => ({ ...each, resourceType: 'ProcedureRequest' }))),
      },
      ...serving(older(tpmtPending)).filter(({ path }) => !path.includes('ServiceRequest')),
    ],
  },
  check: QUIET_ANSWER,
});

const releaseGuessed = kind(
  'release-guessed',
  'The release comes from the settings, else from /metadata, shapes last; Accept, sort and types are spelled for it',
  {
    'R4 with a dose directly in the dosage': {
      request: signing(draft(TACROLIMUS, { dosageInstruction: [{ doseQuantity: { value: 1 } }] }), null, access()),
      upstream: { answers: [r4Only, metadata('4.0.1'), ...serving(tpmtPending)] },
      check: QUIET_ANSWER,
    },
    'R4 with a requester as of STU3': {
      request: signing(draft(TACROLIMUS, { requester: { agent: { reference: 'Practitioner/p' } } }), null, access()),
      upstream: { answers: [r4Only, metadata('4.0.1'), ...serving(tpmtPending)] },
      check: QUIET_ANSWER,
    },
    R4B: {
      request: signingTacrolimus(null, access()),
      upstream: { answers: [r4Only, metadata('4.3.0'), ...serving(tpmtPending)] },
      check: QUIET_ANSWER,
    },
    'R4 whose metadata is closed': {
      request: signingTacrolimus(null, access()),
      upstream: { answers: [refusal(401, '^/fhir/metadata', 'closed'), r4Only, ...serving(tpmtPending)] },
      check: QUIET_ANSWER,
    },
    'STU3 by its metadata, a draft without any sign of it': stu3(draft(TACROLIMUS), metadata('3.0.2')),
    'STU3 without metadata: a renamed type is asked once under its other name': stu3(
      draft(TACROLIMUS, { requester: { agent: { reference: 'Practitioner/p' } } }),
      refusal(404, '^/fhir/metadata', 'not here'),
    ),
    'DSTU2, anything accepted': dstu2(),
    'DSTU2, application/json+fhir only': dstu2(noAccept('json\\+fhir')),
    'DSTU2, no _sort=-date': dstu2(refusal(400, '^/fhir/.*[?&]_sort=', 'Unknown _sort')),
    'DSTU2 without metadata': {
      ...dstu2(refusal(404, '^/fhir/metadata', 'not here')),
    },
    'R4 that wants application/fhir+json': fetched(server(HIGH_LEVEL, noAccept('fhir\\+json'))),
    'R4 that wants application/json': fetched(server(HIGH_LEVEL, noAccept('application/json(?!\\+)|\\*/\\*'))),
  },
);

// ---- Searches -----------------------------------------------------------------------------------------------------

const searchParameterRefused = kind('search-parameter-refused', 'Once more without _sort and _count', {
  'no _count above 100': fetched(
    server(HIGH_LEVEL, refusal(400, '[?&]_count=(1[0-9]{2}|[2-9][0-9]{2})', '_count too large')),
  ),
  'neither _sort nor _count': fetched(server(HIGH_LEVEL, refusal(400, '[?&]_(sort|count)=', 'unknown parameter'))),
  '422 in place of 400': fetched(server(HIGH_LEVEL, refusal(422, '[?&]_sort=', 'unprocessable'))),
  '501 for _sort': {
    ...fetched(server(HIGH_LEVEL, refusal(501, '[?&]_sort=', 'not implemented'))),
    check: either(WHOLE, LEVEL_TOLD),
  },
  'a 400 that nothing helps is named': {
    ...fetched(server(HIGH_LEVEL, refusal(400, '^/fhir/Observation\\?.*14682-9', 'no'))),
    check: either({ status: 200, textMatches: ['TacrolimusTroughHigh', 'Not checked'] }),
  },
});

/** One resource a page, oldest first; the link is what the server calls itself. */
function paged(
  path: string,
  query: string,
  resources: readonly Json[],
  more: Partial<ScriptedAnswer> = {},
  host = '127.0.0.1:{{port}}',
  scheme = 'http',
  folder = '/fhir',
): ScriptedAnswer[] {
  const pages = resources.map((resource, index) => {
    const next = { relation: 'next', url: `${scheme}://${host}${folder}/${query}&page=${index + 2}` };
    const links = index + 1 < resources.length ? [next] : [];
    return {
      path: index === 0 ? path : `${path}.*[?&]page=${index + 1}$`,
      body: { ...searchset([resource], links), total: resources.length },
      ...more,
    };
  });
  return pages.reverse();
}
const LEVELS = [level(8.1, 40), level(8.2, 30), level(8.3, 20), level(8.4, 10), level(21.4, 1)];
const levelPages = (more: Partial<ScriptedAnswer> = {}, host?: string, scheme?: string, folder?: string) =>
  paged(
    '^/fhir/Observation\\?.*77348-1',
    'Observation?patient=kind-1&code=77348-1',
    LEVELS,
    more,
    host,
    scheme,
    folder,
  );
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => dispense(METFORMIN, { id: `d-${index}`, whenHandedOver: '2026-01-01' }));
const repeated = (count: number, resource: Json) =>
  Array.from({ length: count }, (_, index) => ({ ...resource, id: `n-${index}` }));
const of = { subject: { reference: `Patient/${PATIENT_ID}` } };
const manyStatements = (count: number) => repeated(count, statement(METFORMIN, { effectiveDateTime: '2026-01-01' }));
const manyProcedures = (count: number) =>
  repeated(count, { ...of, resourceType: 'Procedure', status: 'completed', code: { text: 'Colonoscopy' } });
const manyPlans = (count: number) =>
  repeated(count, { ...of, resourceType: 'CarePlan', status: 'active', intent: 'plan', title: 'Diet' });
const dispensePages = (count: number) =>
  paged('^/fhir/MedicationDispense\\?', 'MedicationDispense?patient=kind-1', many(count));
const noLevels: Chart = Object.fromEntries(Object.entries(HIGH_LEVEL).filter(([key]) => key !== 'tacrolimusLevels'));

const callBudget = kind('call-budget', 'Pages of required sources first; what was not read is said', {
  'dispenses without end beside five pages of levels': {
    ...fetched(server(noLevels, ...levelPages({ delayMs: 30 }), ...dispensePages(30))),
    check: LEVEL_TOLD,
  },
  'statements without end': {
    ...fetched(
      server(
        noLevels,
        ...levelPages({ delayMs: 30 }),
        ...paged('^/fhir/MedicationStatement\\?', 'MedicationStatement?patient=kind-1', manyStatements(25)),
      ),
    ),
    check: LEVEL_TOLD,
  },
  'procedures and care plans without end': {
    ...fetched(
      server(
        noLevels,
        ...levelPages({ delayMs: 30 }),
        ...paged('^/fhir/Procedure\\?', 'Procedure?patient=kind-1', manyProcedures(20)),
        ...paged('^/fhir/CarePlan\\?', 'CarePlan?patient=kind-1', manyPlans(20)),
      ),
    ),
    check: LEVEL_TOLD,
  },
  'a next link that names its own page ends': {
    ...fetched(
      server(noLevels, {
        path: '^/fhir/Observation\\?.*77348-1',
        body: searchset(LEVELS, [{ relation: 'next', url: `${BASE}/Observation?patient=kind-1&code=77348-1&page=1` }]),
      }),
    ),
    check: LEVEL_TOLD,
  },
});

const nextLinkBehindProxy = kind(
  'next-link-behind-proxy',
  'A link is never followed to its own host; its query is asked of the base that was given',
  {
    'another host': fetched(server(noLevels, ...levelPages({}, 'fhir.internal.example'))),
    'another scheme': fetched(server(noLevels, ...levelPages({}, '127.0.0.1:{{port}}', 'https'))),
    'another port': fetched(server(noLevels, ...levelPages({}, '127.0.0.1:8080'))),
    'the same machine by name': fetched(
      server(
        noLevels,
        refusal(500, '^', 'the token went to another host', { whenHost: 'localhost' }),
        ...levelPages({}, 'localhost:{{port}}'),
      ),
    ),
    'another folder': fetched(
      server(noLevels, ...levelPages({}, 'fhir.internal.example', 'http', '/hapi-internal/fhir')),
    ),
    'a relative link': fetched(
      server(
        noLevels,
        { path: '^/fhir/Observation\\?.*page=2$', body: searchset([LEVELS[4]!]) },
        {
          path: '^/fhir/Observation\\?.*77348-1',
          body: searchset([LEVELS[0]!], [{ relation: 'next', url: 'Observation?patient=kind-1&code=77348-1&page=2' }]),
        },
      ),
    ),
    'an opaque page token at the base': fetched(
      server(
        noLevels,
        { path: '^/fhir/?\\?_getpages=abc', body: searchset([LEVELS[4]!]) },
        {
          path: '^/fhir/Observation\\?.*77348-1',
          body: searchset(
            [LEVELS[0]!],
            [{ relation: 'next', url: 'http://hapi:8080/fhir?_getpages=abc&_getpagesoffset=1' }],
          ),
        },
      ),
    ),
  },
);

// ---- Hiccups and neighbours ---------------------------------------------------------------------------------------

const oneHiccup = kind('one-hiccup', 'A GET without a byte is sent once more; a 429 after a pause; few at once', {
  'the patient dropped once': fetched(
    server(HIGH_LEVEL, { path: '^/fhir/Patient/', firstOnEachPath: true, drop: true }),
  ),
  'all searches dropped once': fetched(server(HIGH_LEVEL, { path: '\\?', firstOnEachPath: true, drop: true })),
  '429 once, without Retry-After': fetched(
    server(HIGH_LEVEL, refusal(429, '\\?', 'slow down', { firstOnEachPath: true })),
  ),
  '429 once, Retry-After 0': fetched(
    server(
      HIGH_LEVEL,
      refusal(429, '\\?', 'slow down', {
        firstOnEachPath: true,
        headers: { 'retry-after': '0', 'content-type': 'application/fhir+json' },
      }),
    ),
  ),
  'six at once and no more': fetched({
    ...server(HIGH_LEVEL, refusal(429, '^', 'too many', { whenOpenAbove: 6, delayMs: 0 })),
    delayMs: 60,
  }),
  'dropped for good is said': {
    ...fetched(server(HIGH_LEVEL, { path: '^/fhir/Observation\\?.*77348-1', drop: true })),
    check: either({ status: 200, textMatches: ['Not checked[^"]*trough'] }, REFUSED),
  },
});

const tenant = (chart: Chart, name: string): ScriptedAnswer[] =>
  serving(chart).map((answer) => ({ ...answer, path: answer.path.replace('^/fhir', `^/${name}/fhir`) }));
const neighbours = (first: ScriptedAnswer, times = 12) => ({
  request: signingTacrolimus(null, access('http://127.0.0.1:{{port}}/b/fhir')),
  upstream: {
    answers: [first, ...tenant(HIGH_LEVEL, 'b')],
    before: { times, fhirServer: 'http://127.0.0.1:{{port}}/a/fhir' },
  },
  check: WHOLE,
});

const breakerPerOrigin = kind('breaker-per-origin', 'One base that fails says nothing of another', {
  'tenant A answers 500': neighbours(refusal(500, '^/a/', 'down')),
  'tenant A drops every connection': neighbours({ path: '^/a/', drop: true }),
  'tenant A answers 503': neighbours(refusal(503, '^/a/', 'maintenance'), 20),
  'tenant A refuses the token': neighbours(refusal(401, '^/a/', 'no')),
});

export const ACCESS_KINDS = [
  ...[releaseGuessed, searchParameterRefused, callBudget, nextLinkBehindProxy, oneHiccup, breakerPerOrigin],
];
