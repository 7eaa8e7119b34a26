import type { ScriptedAnswer } from '../../support/field-case/field-case.js';
import {
  AZATHIOPRINE,
  COLITIS,
  collection,
  concept,
  condition,
  creatinine,
  daysAgo,
  dispense,
  draft,
  HIGH_LEVEL,
  level,
  LOINC,
  METFORMIN,
  PATIENT,
  PATIENT_ID,
  QUIET,
  request,
  searchset,
  SICK,
  SNOMED,
  statement,
  TACROLIMUS,
} from '../charts.js';
import type { Chart, Json } from '../charts.js';
import {
  access,
  BASE,
  call,
  either,
  fetched,
  INJURY_TOLD,
  kind,
  KIDNEY_NOT_CHECKED,
  LEVEL_NOT_CHECKED,
  LEVEL_TOLD,
  NO_PLAN_NOT_CLAIMED,
  QUIET_ANSWER,
  refusal,
  REFUSED,
  server,
  serving,
  signing,
  signingTacrolimus,
  SOMETHING_TOLD,
  WHOLE,
} from './kind.js';

/** FHIR servers of many vendors and releases, as they refuse, page, fail and answer. */
const subject = { reference: `Patient/${PATIENT_ID}` };
const metadata = (
  fhirVersion: string,
  more: Partial<ScriptedAnswer> = {},
  resourceType = 'CapabilityStatement',
): ScriptedAnswer => ({ path: '^/fhir/metadata', body: { resourceType, fhirVersion }, ...more });
const LEVELS = '^/fhir/Observation\\?.*77348-1';
const CREAT = '^/fhir/Observation\\?.*14682-9';
const SAID = [LEVEL_NOT_CHECKED, REFUSED];
const said = either(...SAID);
const without = (...keys: string[]): Chart =>
  Object.fromEntries(Object.entries(HIGH_LEVEL).filter(([k]) => !keys.includes(k)));
const noLevels = without('tacrolimusLevels');
const tpmtReq: Json = {
  resourceType: 'ServiceRequest',
  id: 'tpmt',
  status: 'active',
  intent: 'order',
  authoredOn: '2026-11-19',
  code: concept(LOINC, '36922-3', 'TPMT gene'),
  subject,
};
const bridging: Chart = { ...QUIET, medicationRequests: [request(TACROLIMUS, 90)] };
const unknownType = (...types: string[]) => refusal(404, `^/fhir/(${types.join('|')})\\b`, 'Unknown resource type');
const R5med = (drug: Json, days: number): Json => ({
  ...request(drug, days),
  medicationCodeableConcept: undefined,
  medication: { concept: drug },
});

const release = kind(
  'release-guessed',
  'Servers of every release are read, whatever their /metadata says, or does not',
  {
    'R5: medication.concept in the history, nothing else wrong': {
      request: signingTacrolimus(null, access()),
      upstream: server(
        { ...QUIET, medicationRequests: [R5med(TACROLIMUS, 55), R5med(AZATHIOPRINE, 45)] },
        metadata('5.0.0'),
      ),
      check: QUIET_ANSWER,
    },
    'R5: test order code.concept': {
      request: signingTacrolimus(null, access()),
      upstream: server(
        { ...bridging, testOrders: [{ ...tpmtReq, code: { concept: tpmtReq.code } }] },
        metadata('5.0.0'),
      ),
      check: QUIET_ANSWER,
    },
    'R5: dialysis occurrenceDateTime ten days ago, doubled': {
      request: signingTacrolimus(null, access()),
      upstream: server(
        {
          ...QUIET,
          creatinine: [creatinine(230, 1), creatinine(110, 20), creatinine(110, 100)],
          procedures: [
            {
              resourceType: 'Procedure',
              id: 'd',
              status: 'completed',
              occurrenceDateTime: daysAgo(10),
              code: concept(SNOMED, '302497006', 'Hemodialysis'),
              subject,
            },
          ],
        },
        metadata('5.0.0'),
      ),
      check: KIDNEY_NOT_CHECKED,
    },
    'R5: administration occurenceDateTime, the only line; chart opened': {
      request: call('patient-view', {}, null, access()),
      upstream: server(
        { ...SICK, tacrolimusLevels: [], medicationRequests: [] },
        {
          path: '^/fhir/MedicationAdministration\\?',
          body: searchset([
            {
              resourceType: 'MedicationAdministration',
              id: 'a',
              status: 'completed',
              medication: { concept: TACROLIMUS },
              subject,
              occurenceDateTime: daysAgo(2),
            },
          ]),
        },
      ),
      check: INJURY_TOLD,
    },
    'R5: statement as MedicationUsage in the page': {
      request: call('patient-view', {}, null, access()),
      upstream: server(
        { ...SICK, tacrolimusLevels: [], medicationRequests: [] },
        {
          path: '^/fhir/MedicationStatement\\?',
          body: searchset([
            {
              resourceType: 'MedicationUsage',
              id: 'a',
              status: 'recorded',
              medication: { concept: TACROLIMUS },
              subject,
              effectiveDateTime: daysAgo(20),
            },
          ]),
        },
      ),
      check: either(INJURY_TOLD, KIDNEY_NOT_CHECKED, REFUSED, SOMETHING_TOLD),
    },
    'metadata is a sign-in page': fetched(
      server(HIGH_LEVEL, { path: '^/fhir/metadata', text: '<html>', headers: { 'content-type': 'text/html' } }),
    ),
    'metadata never comes (slow)': fetched(server(HIGH_LEVEL, metadata('4.0.1', { delayMs: 5000 }))),
    'metadata dropped': fetched(server(HIGH_LEVEL, { path: '^/fhir/metadata', drop: true })),
    'metadata version 4.0': fetched(server(HIGH_LEVEL, metadata('4.0'))),
    'metadata version 3.5a-ballot': {
      request: signingTacrolimus(null, access()),
      upstream: server({ ...bridging, testOrders: [tpmtReq] }, unknownType('ProcedureRequest'), metadata('3.5.0')),
      check: QUIET_ANSWER,
    },
    'metadata lies: 3.0.2, and ServiceRequest is what is there': {
      request: signingTacrolimus(null, access()),
      upstream: server({ ...bridging, testOrders: [tpmtReq] }, unknownType('ProcedureRequest'), metadata('3.0.2')),
      check: either(QUIET_ANSWER, NO_PLAN_NOT_CLAIMED),
    },
    'STU3 statement taken n: no plan': {
      request: signingTacrolimus(null, access()),
      upstream: server(
        {
          ...bridging,
          medicationStatements: [statement(AZATHIOPRINE, { taken: 'n', effectivePeriod: { start: daysAgo(30) } })],
        },
        metadata('3.0.2'),
      ),
      check: either({ status: 200, noCards: false }),
    },
    'STU3 administration notGiven; chart opened': {
      request: call('patient-view', {}, null, access()),
      upstream: server(
        { ...SICK, tacrolimusLevels: [], medicationRequests: [] },
        {
          path: '^/fhir/MedicationAdministration\\?',
          body: searchset([
            {
              resourceType: 'MedicationAdministration',
              id: 'a',
              status: 'completed',
              notGiven: true,
              medicationCodeableConcept: TACROLIMUS,
              subject,
              effectiveDateTime: daysAgo(2),
            },
          ]),
        },
      ),
      check: QUIET_ANSWER,
    },
    'STU3 procedure notDone dialysis: judged': {
      request: signingTacrolimus(null, access()),
      upstream: server({
        ...SICK,
        procedures: [
          {
            resourceType: 'Procedure',
            id: 'd',
            status: 'completed',
            notDone: true,
            performedDateTime: daysAgo(10),
            code: concept(SNOMED, '302497006', 'Hemodialysis'),
            subject,
          },
        ],
      }),
      check: INJURY_TOLD,
    },
    'DSTU2 statement wasNotTaken': {
      request: signingTacrolimus(null, access()),
      upstream: server({
        ...bridging,
        medicationStatements: [statement(AZATHIOPRINE, { wasNotTaken: true, effectivePeriod: { start: daysAgo(30) } })],
      }),
      check: { status: 200, noCards: false },
    },
    'DSTU2 allergy by substance': {
      request: signingTacrolimus(null, access()),
      upstream: server({
        ...bridging,
        allergies: [
          { resourceType: 'AllergyIntolerance', id: 'a', patient: subject, status: 'active', substance: AZATHIOPRINE },
        ],
      }),
      check: { status: 200, cards: ['TacrolimusMaintenancePlan info'] },
    },
    'STU3 allergy plain statuses': {
      request: signingTacrolimus(null, access()),
      upstream: server({
        ...bridging,
        allergies: [
          {
            resourceType: 'AllergyIntolerance',
            id: 'a',
            patient: subject,
            clinicalStatus: 'active',
            verificationStatus: 'confirmed',
            code: AZATHIOPRINE,
          },
        ],
      }),
      check: { status: 200, cards: ['TacrolimusMaintenancePlan info'] },
    },
    'allergy only by reaction.substance': {
      request: signingTacrolimus(null, access()),
      upstream: server({
        ...bridging,
        allergies: [
          {
            resourceType: 'AllergyIntolerance',
            id: 'a',
            patient: subject,
            clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
            reaction: [{ substance: AZATHIOPRINE }],
          },
        ],
      }),
      check: either({ status: 200, cards: ['TacrolimusMaintenancePlan info'] }, NO_PLAN_NOT_CLAIMED),
    },
    'DSTU2 DiagnosticOrder items': {
      request: signing(
        {
          resourceType: 'MedicationOrder',
          id: 'draft-1',
          status: 'draft',
          medicationCodeableConcept: TACROLIMUS,
          patient: subject,
          dateWritten: daysAgo(0),
        },
        null,
        access(),
      ),
      upstream: {
        answers: [
          metadata('1.0.2', {}, 'Conformance'),
          unknownType('MedicationRequest', 'ServiceRequest', 'ProcedureRequest'),
          {
            path: '^/fhir/MedicationOrder\\?',
            body: searchset([
              {
                resourceType: 'MedicationOrder',
                id: 'o',
                status: 'active',
                medicationCodeableConcept: TACROLIMUS,
                patient: subject,
                dateWritten: daysAgo(90),
              },
            ]),
          },
          {
            path: '^/fhir/DiagnosticOrder\\?',
            body: searchset([
              {
                resourceType: 'DiagnosticOrder',
                id: 'x',
                status: 'requested',
                subject,
                item: [{ code: concept(LOINC, '36922-3', 'TPMT gene') }],
                event: [{ status: 'requested', dateTime: daysAgo(3) }],
              },
            ]),
          },
          ...serving({
            ...QUIET,
            conditions: [{ ...condition(COLITIS), clinicalStatus: 'active', verificationStatus: 'confirmed' }],
          }).filter(({ path }) => !path.includes('MedicationRequest') && !path.includes('ServiceRequest')),
        ],
      },
      check: QUIET_ANSWER,
    },
    'DSTU2 order with dateEnded 20 days ago, the only one; chart opened': {
      request: call('patient-view', {}, null, access()),
      upstream: {
        answers: [
          metadata('1.0.2', {}, 'Conformance'),
          unknownType('MedicationRequest', 'ServiceRequest'),
          {
            path: '^/fhir/MedicationOrder\\?',
            body: searchset([
              {
                resourceType: 'MedicationOrder',
                id: 'o',
                status: 'active',
                medicationCodeableConcept: TACROLIMUS,
                patient: subject,
                dateWritten: daysAgo(90),
                dosageInstruction: [
                  {
                    doseQuantity: { value: 2, unit: 'mg' },
                    timing: { repeat: { frequency: 2, period: 1, periodUnits: 'd' } },
                  },
                ],
              },
            ]),
          },
          ...serving({ ...SICK, tacrolimusLevels: [] }).filter(({ path }) => !path.includes('MedicationRequest')),
        ],
      },
      check: INJURY_TOLD,
    },
    'base ends with /baseDstu2, nothing told, chart opened': {
      request: call('patient-view', {}, null, access('http://127.0.0.1:{{port}}/baseDstu2')),
      upstream: {
        answers: [
          refusal(401, '^/baseDstu2/metadata', 'x'),
          refusal(404, '^/baseDstu2/(MedicationRequest|ServiceRequest)', 'Unknown resource type'),
          {
            path: '^/baseDstu2/MedicationOrder\\?',
            body: searchset([
              {
                resourceType: 'MedicationOrder',
                id: 'o',
                status: 'active',
                medicationCodeableConcept: TACROLIMUS,
                patient: subject,
                dateWritten: daysAgo(55),
              },
            ]),
          },
          ...serving(SICK)
            .filter(({ path }) => !path.includes('MedicationRequest'))
            .map((a) => ({ ...a, path: a.path.replace('/fhir', '/baseDstu2') })),
        ],
      },
      check: INJURY_TOLD,
    },
    'answers XML with 200': {
      ...fetched(
        server(HIGH_LEVEL, {
          path: LEVELS,
          text: '<Bundle xmlns="http://hl7.org/fhir"/>',
          headers: { 'content-type': 'application/fhir+xml' },
        }),
      ),
      check: said,
    },
  },
);

const refused = kind(
  'search-parameter-refused',
  'However a search is refused: once more without _sort and _count, or it is said',
  {
    'a 400 in HTML': fetched(
      server(HIGH_LEVEL, {
        path: '[?&]_sort=',
        status: 400,
        text: '<html>Bad Request</html>',
        headers: { 'content-type': 'text/html' },
      }),
    ),
    'a 400 with an empty body': fetched(server(HIGH_LEVEL, { path: '[?&]_count=', status: 400, text: '' })),
    '500 for _sort': {
      ...fetched(server(HIGH_LEVEL, refusal(500, '[?&]_sort=', 'NullPointerException'))),
      check: either(WHOLE, LEVEL_TOLD, ...SAID),
    },
    '405 for every GET search': {
      ...fetched(server(HIGH_LEVEL, refusal(405, '\\?', 'POST only'))),
      check: either(WHOLE, LEVEL_TOLD, ...SAID),
    },
    '200 with an error in the page, and all results': {
      ...fetched(
        server(noLevels, {
          path: LEVELS,
          body: {
            ...searchset(HIGH_LEVEL.tacrolimusLevels!),
            entry: [
              ...HIGH_LEVEL.tacrolimusLevels!.map((resource) => ({ resource })),
              {
                search: { mode: 'outcome' },
                resource: {
                  resourceType: 'OperationOutcome',
                  issue: [{ severity: 'error', code: 'not-supported', diagnostics: '_sort' }],
                },
              },
            ],
          },
        }),
      ),
      check: LEVEL_TOLD,
    },
    '413 to a long address': { ...fetched(server(HIGH_LEVEL, refusal(413, LEVELS, 'no'))), check: said },
    '400 then 429 once': fetched(
      server(
        HIGH_LEVEL,
        refusal(400, '[?&]_sort=', 'no'),
        refusal(429, '^/fhir/Observation', 'x', { firstOnEachPath: true }),
      ),
    ),
    'chart opened: _count refused': {
      request: call('patient-view', {}, null, access()),
      upstream: server(SICK, refusal(400, '[?&]_count=', 'no _count')),
      check: { status: 200, textMatches: ['TacrolimusAkiStage'], summariesLack: ['Not checked'] },
    },
    'select: _sort refused': {
      request: call(
        'order-select',
        { selections: ['MedicationRequest/draft-1'], draftOrders: collection([draft(TACROLIMUS)]) },
        null,
        access(),
      ),
      upstream: server(HIGH_LEVEL, refusal(422, '[?&]_sort=', 'x')),
      check: WHOLE,
    },
  },
);

const paging = (links: (n: number) => Json[], pages: Json[][], path = LEVELS, total?: number): ScriptedAnswer[] =>
  pages
    .map((resources, i) => ({
      path: i === 0 ? path : `[?&]page=${i + 1}(&|$)`,
      body: { ...searchset(resources, i + 1 < pages.length ? links(i + 2) : []), total },
    }))
    .reverse();
const twoPages = (url: string, second: Partial<ScriptedAnswer> & { path: string }) =>
  fetched(
    server(
      noLevels,
      { body: searchset([level(21.4, 1)]), ...second },
      { path: LEVELS, body: { ...searchset([level(8, 20)], [{ relation: 'next', url }]), total: undefined } },
    ),
  );
const onObs = '^/fhir/Observation/?\\?.*page=2';
const next = kind(
  'next-link-behind-proxy',
  'Links as vendors write them are read at the base; a list that moved, or a page of something else, is not whole',
  {
    'only a query': { ...twoPages('?page=2', { path: onObs }), check: either(WHOLE, ...SAID) },
    'a slash after the type (Google)': twoPages(
      'https://healthcare.googleapis.com/v1/projects/p/fhir/Observation/?_page_token=x&page=2',
      { path: onObs },
    ),
    'with ./': { ...twoPages('./Observation?page=2', { path: onObs }), check: either(WHOLE, ...SAID) },
    'no scheme': {
      ...twoPages('//fhir.internal/fhir/Observation?page=2', { path: onObs }),
      check: either(WHOLE, ...SAID),
    },
    'default port written out': twoPages('http://fhir.internal:80/fhir/Observation?page=2', { path: onObs }),
    'host in capitals': twoPages('HTTP://FHIR.INTERNAL/fhir/Observation?page=2', { path: onObs }),
    IPv6: twoPages('http://[::1]:8080/fhir/Observation?page=2', { path: onObs }),
    'blanks around it': {
      ...twoPages(`  ${BASE}/Observation?page=2 `, { path: onObs }),
      check: either(WHOLE, ...SAID),
    },
    Oracle: twoPages(`${BASE}/Observation?-pageContext=a%3Ab&-pageDirection=NEXT&page=2`, { path: onObs }),
    'Epic session': twoPages(`${BASE}/Observation?sessionID=11-ABC&page=2`, { path: onObs }),
    'Azure ct': twoPages(`${BASE}/Observation?ct=W3sidG9rZW4iOiIrUklEOn5%2bIn1d&page=2`, { path: onObs }),
    'HAPI with the base and a slash': twoPages('http://hapi:8080/fhir/?_getpages=abc&_getpagesoffset=10&page=2', {
      path: '^/fhir/?\\?.*page=2',
    }),
    'Smile: page id in the path': {
      ...twoPages(`${BASE}/Observation/_page/abc-2`, { path: '^/fhir/Observation/_page/abc-2' }),
      check: either(WHOLE, ...SAID),
    },
    'a search in the compartment': twoPages('https://x/fhir/Patient/kind-1/Observation?page=2', {
      path: '^/fhir/Patient/kind-1/Observation\\?.*page=2',
    }),
    'a folder of another tenant': {
      ...twoPages('https://x/other-tenant/fhir/Observation?page=2', { path: onObs }),
      check: either(WHOLE, ...SAID),
    },
    'a link to _search': twoPages('https://x/fhir/Observation/_search?page=2', {
      path: '^/fhir/Observation/_search\\?.*page=2',
    }),
    'page 2 empty with a further link': fetched(
      server(
        noLevels,
        ...paging(
          (n) => [{ relation: 'next', url: `${BASE}/Observation?page=${n}` }],
          [[level(8, 20)], [], [level(21.4, 1)]],
        ),
      ),
    ),
    'page 1 empty with a link': fetched(
      server(
        noLevels,
        ...paging((n) => [{ relation: 'next', url: `${BASE}/Observation?page=${n}` }], [[], [level(21.4, 1)]]),
      ),
    ),
    'two pages that name each other': {
      ...fetched(
        server(
          noLevels,
          {
            path: 'page=3',
            body: {
              ...searchset([level(8, 30)], [{ relation: 'next', url: `${BASE}/Observation?page=2` }]),
              total: undefined,
            },
          },
          {
            path: 'page=2',
            body: {
              ...searchset([level(9, 20)], [{ relation: 'next', url: `${BASE}/Observation?page=3` }]),
              total: undefined,
            },
          },
          {
            path: LEVELS,
            body: {
              ...searchset([level(8, 10)], [{ relation: 'next', url: `${BASE}/Observation?page=2` }]),
              total: undefined,
            },
          },
        ),
      ),
      check: said,
    },
    'a next link for ever': {
      ...fetched(
        server(noLevels, {
          path: LEVELS,
          body: {
            ...searchset([level(8, 10)], [{ relation: 'next', url: `${BASE}/Observation?77348-1&page=2` }]),
            total: undefined,
          },
        }),
      ),
      check: said,
    },
    'page 2 of another type': {
      ...twoPages(`${BASE}/Observation?page=2`, { path: onObs, body: searchset([PATIENT]) }),
      check: said,
    },
    'page 2 failed, total absent: the order list (azathioprine on it)': {
      request: signingTacrolimus(null, access()),
      upstream: server(bridging, refusal(410, 'page=2', 'gone'), {
        path: '^/fhir/MedicationRequest\\?',
        body: {
          ...searchset([request(TACROLIMUS, 90)], [{ relation: 'next', url: `${BASE}/MedicationRequest?page=2` }]),
          total: undefined,
        },
      }),
      check: NO_PLAN_NOT_CLAIMED,
    },
    'a Bundle whose total is -1': {
      ...fetched(server(noLevels, { path: LEVELS, body: { ...searchset(HIGH_LEVEL.tacrolimusLevels!), total: -1 } })),
      check: WHOLE,
    },
    'the record at the page break comes twice, another not at all': {
      ...fetched(
        server(
          noLevels,
          ...paging(
            (n) => [{ relation: 'next', url: `${BASE}/Observation?page=${n}` }],
            [[level(8, 20)], [level(8, 20)]],
            LEVELS,
            2,
          ),
        ),
      ),
      check: said,
    },
    'total counts matches; an included result is none': {
      ...fetched(
        server(noLevels, {
          path: LEVELS,
          body: {
            resourceType: 'Bundle',
            type: 'searchset',
            total: 2,
            entry: [
              { search: { mode: 'match' }, resource: level(8, 20) },
              { search: { mode: 'include' }, resource: level(7, 30) },
            ],
          },
        }),
      ),
      check: said,
    },
  },
);

const budget = kind('call-budget', 'What the calls did not suffice for is said', {
  '25 pages of levels, the newest last': {
    ...fetched(
      server(
        noLevels,
        ...paging(
          (n) => [{ relation: 'next', url: `${BASE}/Observation?page=${n}` }],
          Array.from({ length: 25 }, (_, i) => [i === 24 ? level(21.4, 1) : level(8, 40 - i)]),
        ),
      ),
    ),
    check: said,
  },
  'optional pages, and the history refers to Medications': {
    ...fetched(
      server(
        {
          ...HIGH_LEVEL,
          medicationRequests: ['tac', 'aza'].map((id, i) =>
            request(TACROLIMUS, 55 - i * 10, {
              id: `o-${id}`,
              medicationCodeableConcept: undefined,
              medicationReference: { reference: `Medication/${id}` },
            }),
          ),
        },
        {
          path: '^/fhir/Medication\\?.*_id=',
          onlyIdsAskedFor: true,
          body: searchset([
            { resourceType: 'Medication', id: 'tac', code: TACROLIMUS },
            { resourceType: 'Medication', id: 'aza', code: AZATHIOPRINE },
          ]),
        },
        ...paging(
          (n) => [{ relation: 'next', url: `${BASE}/MedicationDispense?page=${n}` }],
          Array.from({ length: 25 }, (_, i) => [dispense(METFORMIN, { id: `d${i}`, whenHandedOver: '2026-01-01' })]),
          '^/fhir/MedicationDispense\\?',
        ),
      ),
    ),
    check: { status: 200, textMatches: ['TacrolimusTroughHigh'], textLacks: ['No thiopurine plan'] },
  },
});

const hiccup = kind('one-hiccup', 'A hiccup is got over, or said', {
  'half a body, once': {
    ...fetched(
      server(HIGH_LEVEL, {
        path: LEVELS,
        firstOnEachPath: true,
        cut: true,
        body: searchset(HIGH_LEVEL.tacrolimusLevels!),
      }),
    ),
    check: either(WHOLE, ...SAID),
  },
  '408 once': {
    ...fetched(server(HIGH_LEVEL, refusal(408, LEVELS, 'x', { firstOnEachPath: true }))),
    check: either(WHOLE, ...SAID),
  },
  '500 once': {
    ...fetched(server(HIGH_LEVEL, refusal(500, LEVELS, 'x', { firstOnEachPath: true }))),
    check: either(WHOLE, ...SAID),
  },
  '502 in HTML once': fetched(
    server(HIGH_LEVEL, {
      path: LEVELS,
      status: 502,
      text: '<html>',
      headers: { 'content-type': 'text/html' },
      firstOnEachPath: true,
    }),
  ),
  '503 with a negative time': {
    ...fetched(
      server(HIGH_LEVEL, refusal(503, LEVELS, 'x', { headers: { 'retry-after': '-1' }, firstOnEachPath: true })),
    ),
    check: WHOLE,
  },
  '429 twice': { ...fetched({ answers: [refusal(429, LEVELS, 'x'), ...server(HIGH_LEVEL).answers] }), check: said },
  'the second page dropped once': { ...twoPages(`${BASE}/Observation?page=2`, { path: 'page=2' }), check: WHOLE },
  'patient 503 for ever': {
    ...fetched(server(HIGH_LEVEL, refusal(503, '^/fhir/Patient/', 'x'))),
    check: either(REFUSED, LEVEL_TOLD),
  },
  'conditions 500 for ever: level told and said': {
    ...fetched(server(HIGH_LEVEL, refusal(500, '^/fhir/Condition', 'x'))),
    check: LEVEL_TOLD,
  },
  'conditions 403, quiet chart: said': {
    request: signingTacrolimus(null, access()),
    upstream: server(QUIET, refusal(403, '^/fhir/Condition', 'x')),
    check: either(SOMETHING_TOLD, REFUSED),
  },
  'orders 403, chart opened, quiet: said': {
    request: call('patient-view', {}, null, access()),
    upstream: server({ ...QUIET, tacrolimusLevels: [] }, refusal(403, '^/fhir/MedicationRequest', 'x')),
    check: either(SOMETHING_TOLD, REFUSED),
  },
  'creatinine 401, quiet: said': {
    request: signingTacrolimus(null, access()),
    upstream: server(QUIET, refusal(401, CREAT, 'x')),
    check: either(KIDNEY_NOT_CHECKED, REFUSED),
  },
  'optional 403s, quiet: no claim of no plan': {
    request: signingTacrolimus(null, access()),
    upstream: server(
      bridging,
      refusal(403, '^/fhir/(MedicationStatement|MedicationDispense|CarePlan|ServiceRequest|AllergyIntolerance)', 'x'),
    ),
    check: either(NO_PLAN_NOT_CLAIMED, {
      status: 200,
      textMatches: ['plan', 'could not|not be had|not available|not read'],
    }),
  },
});

const tenants = (a: string, b: string, first: ScriptedAnswer) => ({
  request: signingTacrolimus(null, access(`http://127.0.0.1:{{port}}${b}`)),
  upstream: {
    answers: [first, ...serving(HIGH_LEVEL).map((x) => ({ ...x, path: x.path.replace('^/fhir', `^${b}`) }))],
    before: { times: 12, fhirServer: `http://127.0.0.1:{{port}}${a}` },
  },
  check: WHOLE,
});
const breaker = kind('breaker-per-origin', 'One base that fails says nothing of one beside it, in it or around it', {
  'B lies in A': tenants('/fhir', '/fhir/b', refusal(500, '^/fhir/(?!b/)', 'x')),
  'A lies in B': tenants('/b/a', '/b', refusal(500, '^/b/a/', 'x')),
  'names in other cases': tenants('/Tenant/fhir', '/tenant/fhir', { path: '^/Tenant/', drop: true }),
  'A sends HTML': tenants('/a/r4', '/a/r5', { path: '^/a/r4', text: '<html>', status: 200 }),
  'the release behind it': tenants('/a/STU3', '/a/R4', { path: '^/a/STU3', status: 504, text: '' }),
});

const emptyWithSelf = (params: string, path = 'Observation') => ({
  ...fetched(
    server(noLevels, {
      path: LEVELS,
      body: {
        resourceType: 'Bundle',
        type: 'searchset',
        total: 0,
        link: [{ relation: 'self', url: `${BASE}/${path}?${params}` }],
      },
    }),
  ),
  check: { status: 200, textMatches: ['Not checked'], detailLacks: ['There is no tacrolimus level on record'] },
});
const NONE = { status: 200, textMatches: ['Not checked'], detailContains: ['There is no tacrolimus level on record'] };
const none = kind('none-on-record-untrue', '"None on record" only where our question was answered, and all of it', {
  'control: our question': {
    ...fetched(
      server(noLevels, {
        path: LEVELS,
        body: {
          resourceType: 'Bundle',
          type: 'searchset',
          total: 0,
          link: [{ relation: 'self', url: `${BASE}/Observation?patient=kind-1&code=77348-1&_sort=-date` }],
        },
      }),
    ),
    check: NONE,
  },
  'self names another patient': emptyWithSelf('patient=other&code=77348-1'),
  'self: a date': emptyWithSelf('patient=kind-1&code=77348-1&date=ge2026-11-01'),
  'self: _lastUpdated': emptyWithSelf('patient=kind-1&code=77348-1&_lastUpdated=ge2026-11-01'),
  'self: category': emptyWithSelf('patient=kind-1&code=77348-1&category=vital-signs'),
  'self: a tag': emptyWithSelf('patient=kind-1&code=77348-1&_tag=urn:x|lab'),
  'self: a security label': emptyWithSelf('patient=kind-1&code=77348-1&_security=N'),
  'self: a profile': emptyWithSelf('patient=kind-1&code=77348-1&_profile=http://x/StructureDefinition/lab'),
  'self: a source': emptyWithSelf('patient=kind-1&code=77348-1&_source=urn:lab-2'),
  'self: _filter': emptyWithSelf('patient=kind-1&code=77348-1&_filter=status%20eq%20final'),
  'self: _list': emptyWithSelf('patient=kind-1&code=77348-1&_list=$current'),
  'self: identifier': emptyWithSelf('patient=kind-1&code=77348-1&identifier=x'),
  'self: organization': emptyWithSelf('patient=kind-1&code=77348-1&performer:Organization=Organization/2'),
  'self: encounter': emptyWithSelf('patient=kind-1&code=77348-1&encounter=Encounter/2'),
  'self: value': emptyWithSelf('patient=kind-1&code=77348-1&value-quantity=gt15'),
  'self: has-member': emptyWithSelf('patient=kind-1&code=77348-1&has-member:missing=false'),
  'self: based-on': emptyWithSelf('patient=kind-1&code=77348-1&based-on=ServiceRequest/1'),
  'self: other code': emptyWithSelf('patient=kind-1&code=718-7'),
  'self: code-value-quantity': emptyWithSelf('patient=kind-1&code-value-quantity=77348-1$gt15'),
  'self: another type': emptyWithSelf('patient=kind-1', 'Condition'),
  'a warning that the search was not whole': {
    ...fetched(
      server(noLevels, {
        path: LEVELS,
        body: {
          ...searchset([]),
          entry: [
            {
              search: { mode: 'outcome' },
              resource: {
                resourceType: 'OperationOutcome',
                issue: [{ severity: 'warning', code: 'incomplete', diagnostics: 'One archive did not answer' }],
              },
            },
          ],
        },
      }),
    ),
    check: { status: 200, textMatches: ['Not checked'], detailLacks: ['There is no tacrolimus level on record'] },
  },
  'a warning: timeout, with an old result': {
    ...fetched(
      server(noLevels, {
        path: LEVELS,
        body: {
          ...searchset([]),
          total: undefined,
          entry: [
            { resource: level(8, 3) },
            {
              search: { mode: 'outcome' },
              resource: {
                resourceType: 'OperationOutcome',
                issue: [{ severity: 'warning', code: 'timeout', diagnostics: 'Search was cut off' }],
              },
            },
          ],
        },
      }),
    ),
    check: said,
  },
  'a warning: too-costly, with an old result': {
    ...fetched(
      server(noLevels, {
        path: LEVELS,
        body: {
          ...searchset([]),
          total: undefined,
          entry: [
            { resource: level(8, 3) },
            {
              search: { mode: 'outcome' },
              resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'warning', code: 'too-costly' }] },
            },
          ],
        },
      }),
    ),
    check: said,
  },
  'Epic 4101 no results': {
    ...fetched(
      server(noLevels, {
        path: LEVELS,
        body: {
          ...searchset([]),
          entry: [
            {
              search: { mode: 'outcome' },
              resource: {
                resourceType: 'OperationOutcome',
                issue: [
                  {
                    severity: 'warning',
                    code: 'processing',
                    details: {
                      coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code: '4101' }],
                      text: 'Resource request returns no results.',
                    },
                  },
                ],
              },
            },
          ],
        },
      }),
    ),
    check: NONE,
  },
  'Epic 4119 may not contain the entire record: all read': {
    request: signingTacrolimus(null, access()),
    upstream: server(QUIET, {
      path: LEVELS,
      body: {
        ...searchset([level(8, 3)]),
        entry: [
          { resource: level(8, 3) },
          {
            search: { mode: 'outcome' },
            resource: {
              resourceType: 'OperationOutcome',
              issue: [
                {
                  severity: 'warning',
                  code: 'suppressed',
                  details: { coding: [{ system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code: '4119' }] },
                },
              ],
            },
          },
        ],
      },
    }),
    check: QUIET_ANSWER,
  },
  'a report with the level contained': {
    request: signingTacrolimus({
      ...HIGH_LEVEL,
      tacrolimusLevels: [
        {
          resourceType: 'DiagnosticReport',
          id: 'r',
          status: 'final',
          subject,
          code: { text: 'Drug monitoring' },
          contained: [level(21.4, 1, { id: 'l' })],
          result: [{ reference: '#l' }],
        },
      ],
    }),
    check: either(LEVEL_TOLD, ...SAID),
  },
  'a report with the level contained beside an older level': {
    request: signingTacrolimus({
      ...HIGH_LEVEL,
      tacrolimusLevels: [
        level(8, 3),
        {
          resourceType: 'DiagnosticReport',
          id: 'r',
          status: 'final',
          effectiveDateTime: daysAgo(1),
          subject,
          code: { text: 'Tacrolimus' },
          contained: [level(21.4, 1, { id: 'l' })],
          result: [{ reference: '#l' }],
        },
      ],
    }),
    check: either(LEVEL_TOLD, ...SAID),
  },
  'fetched: a report that says the level in its conclusion': {
    ...fetched(
      server(noLevels, {
        path: LEVELS,
        body: searchset([
          {
            resourceType: 'DiagnosticReport',
            id: 'r',
            status: 'final',
            subject,
            effectiveDateTime: daysAgo(1),
            code: concept(LOINC, '11253-2', 'Tacrolimus'),
            conclusion: 'Tacrolimus 21.4 ng/mL',
          },
        ]),
      }),
    ),
    check: { status: 200, textMatches: ['Not checked'], detailLacks: ['There is no tacrolimus level on record'] },
  },
  'a level in a panel by contained member': {
    request: signingTacrolimus({
      ...HIGH_LEVEL,
      tacrolimusLevels: [
        {
          resourceType: 'Observation',
          id: 'p',
          status: 'final',
          subject,
          effectiveDateTime: daysAgo(1),
          code: { text: 'Immunosuppressants' },
          contained: [level(21.4, 1, { id: 'l' })],
          hasMember: [{ reference: '#l' }],
        },
      ],
    }),
    check: either(LEVEL_TOLD, ...SAID),
  },
  'DSTU2 related has-member contained': {
    request: signingTacrolimus({
      ...HIGH_LEVEL,
      tacrolimusLevels: [
        {
          resourceType: 'Observation',
          id: 'p',
          status: 'final',
          subject,
          effectiveDateTime: daysAgo(1),
          code: { text: 'Immunosuppressants' },
          contained: [level(21.4, 1, { id: 'l' })],
          related: [{ type: 'has-member', target: { reference: '#l' } }],
        },
      ],
    }),
    check: either(LEVEL_TOLD, ...SAID),
  },
});

export const VENDOR_KINDS = [release, refused, next, budget, hiccup, breaker, none];
