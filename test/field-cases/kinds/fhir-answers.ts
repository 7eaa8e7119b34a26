import type { Check, ScriptedAnswer } from '../../support/field-case/field-case.js';
import {
  AZATHIOPRINE,
  concept,
  creatinine,
  HIGH_LEVEL,
  level,
  LOINC,
  METFORMIN,
  PATIENT,
  PATIENT_ID,
  QUIET,
  request,
  searchset,
  TACROLIMUS,
} from '../charts.js';
import type { Chart, Json } from '../charts.js';
import {
  access,
  BASE,
  either,
  fetched,
  kind,
  LEVEL_NOT_CHECKED,
  LEVEL_TOLD,
  NO_PLAN_NOT_CLAIMED,
  QUIET_ANSWER,
  REFUSED,
  refusal,
  server,
  serving,
  signing,
  signingTacrolimus,
  WHOLE,
} from './kind.js';

/** What FHIR servers, and the machines in front of them, answer in the place of the plain page that was asked for. */
/** The level could not be had, and that is said. */
const SAID: readonly Check[] = [LEVEL_NOT_CHECKED, REFUSED];
const LEVELS_PATH = '^/fhir/Observation\\?.*77348-1';
const levelsAnswer = (answer: Partial<ScriptedAnswer>, ...check: readonly Check[]) => ({
  ...fetched(server(HIGH_LEVEL, { path: LEVELS_PATH, ...answer })),
  check: either(...(check.length === 0 ? SAID : check)),
});
const levels = searchset(HIGH_LEVEL.tacrolimusLevels!);
const withoutLevels: Chart = Object.fromEntries(
  Object.entries(HIGH_LEVEL).filter(([source]) => source !== 'tacrolimusLevels'),
);
const HTML = '<!doctype html><title>Sign in</title>';

const noPage = kind('answer-is-no-page', 'What is no whole page of results is not "none on record"', {
  'a sign-in page with 200': levelsAnswer({ text: HTML, headers: { 'content-type': 'text/html' } }),
  'an empty body with 200': levelsAnswer({ text: '' }),
  '204 without a body': levelsAnswer({ status: 204, text: '' }),
  'an OperationOutcome with 200': levelsAnswer({
    body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] },
  }),
  'an error in the page': levelsAnswer({
    body: {
      ...searchset([]),
      entry: [
        {
          search: { mode: 'outcome' },
          resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] },
        },
      ],
    },
  }),
  null: levelsAnswer({ text: 'null' }),
  'a list': levelsAnswer({ text: '[]' }),
  'half a body': levelsAnswer({ body: levels, cut: true }),
  'a Bundle of another type of resource': levelsAnswer({ body: { resourceType: 'Parameters' } }),
  'a total without the results': levelsAnswer({ body: { resourceType: 'Bundle', type: 'searchset', total: 5 } }),
  'entries that are links only': levelsAnswer({
    body: { ...searchset([]), total: 1, entry: [{ fullUrl: `${BASE}/Observation/level-1` }] },
  }),
  '404 for a search that finds nothing': levelsAnswer({ status: 404, text: '' }),
  'a NaN in the JSON': levelsAnswer({ text: '{"resourceType":"Bundle","entry":[{"resource":{"value":NaN}}]}' }),
  '500': levelsAnswer({ status: 500, text: HTML }),
  '302 to a sign-in': levelsAnswer({ status: 302, text: '', headers: { location: `${BASE}/login` } }),
  '401': levelsAnswer({ status: 401, text: '' }),
  'a Bundle that says it is a summary': levelsAnswer({
    body: searchset(
      HIGH_LEVEL.tacrolimusLevels!.map(({ resourceType, id, status, code, subject }) => ({
        ...{ resourceType, id, status, code, subject },
        meta: { tag: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }] },
      })),
    ),
  }),
});

const spelledOtherwise = kind('page-spelled-otherwise', 'A page is read however it is packed', {
  'a byte order mark': levelsAnswer({ text: `\uFEFF${JSON.stringify(levels)}` }, WHOLE),
  'text/plain': levelsAnswer({ body: levels, headers: { 'content-type': 'text/plain' } }, WHOLE),
  'no content type': levelsAnswer({ body: levels, headers: {} }, WHOLE),
  'application/json+fhir': levelsAnswer({ body: levels, headers: { 'content-type': 'application/json+fhir' } }, WHOLE),
  'a version in the type': levelsAnswer(
    { body: levels, headers: { 'content-type': 'application/fhir+json; fhirVersion=4.0; charset=UTF-8' } },
    WHOLE,
  ),
  'white space around it': levelsAnswer({ text: `\n\n  ${JSON.stringify(levels, null, 2)}\n` }, WHOLE),
  'no total, no type': levelsAnswer({ body: { resourceType: 'Bundle', entry: levels.entry } }, WHOLE),
  'a total as text': levelsAnswer({ body: { ...levels, total: '2' } }, WHOLE),
  '206 for a part that is all': levelsAnswer({ body: levels, status: 206 }, WHOLE, ...SAID),
  'a warning beside the results': levelsAnswer(
    {
      body: {
        ...levels,
        entry: [
          ...(levels.entry as Json[]),
          {
            search: { mode: 'outcome' },
            resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational' }] },
          },
        ],
      },
    },
    WHOLE,
    LEVEL_TOLD,
  ),
  'a link list that is null': levelsAnswer({ body: { ...levels, link: null } }, WHOLE),
  'the code is not filtered': fetched(
    server(withoutLevels, {
      path: LEVELS_PATH,
      body: searchset([...HIGH_LEVEL.tacrolimusLevels!, creatinine(80, 2), observation('718-7', 'Hemoglobin')]),
    }),
  ),
  // docs/clinical/facts.md#patient-match: the set of a source that holds another patient's record is not used, and that is said.
  'the patient is not filtered': fetched(
    server(withoutLevels, {
      path: LEVELS_PATH,
      body: searchset([
        ...HIGH_LEVEL.tacrolimusLevels!,
        level(3, 0.1, { id: 'of-other', subject: { reference: 'Patient/other' } }),
      ]),
    }),
    LEVEL_NOT_CHECKED,
  ),
  'the subject by an address of its own': withSubject('https://fhir.internal.example/r4/Patient/kind-1'),
  'the subject by the base': withSubject(`${BASE}/Patient/${PATIENT_ID}`),
  'the subject with a version': withSubject(`Patient/${PATIENT_ID}/_history/7`),
});

function observation(code: string, display: string): Json {
  return level(7, 2, { id: code, code: concept(LOINC, code, display) });
}

function withSubject(reference: string) {
  const body = searchset(HIGH_LEVEL.tacrolimusLevels!.map((each) => ({ ...each, subject: { reference } })));
  return { ...fetched(server(HIGH_LEVEL, { path: LEVELS_PATH, body })), check: either(WHOLE, LEVEL_TOLD, ...SAID) };
}

// ---- Limits of rate ----------------------------------------------------------------------------------------------

const JSON_TYPE = { 'content-type': 'application/fhir+json' };
const busy = (headers: Record<string, string>, more: Partial<ScriptedAnswer> = {}): ScriptedAnswer =>
  refusal(429, '\\?', 'slow down', { headers: { ...JSON_TYPE, ...headers }, firstOnEachPath: true, ...more });

const rateLimits = kind('rate-limit', 'Once more after the time that is named, inside the deadline; else it is said', {
  'a date that has passed': fetched(server(HIGH_LEVEL, busy({ 'retry-after': 'Sun, 22 Nov 2026 16:59:00 GMT' }))),
  'a fraction of a second': fetched(server(HIGH_LEVEL, busy({ 'retry-after': '0.2' }))),
  'no number at all': fetched(server(HIGH_LEVEL, busy({ 'retry-after': 'soon' }))),
  '503 with 0': fetched(
    server(HIGH_LEVEL, refusal(503, '\\?', 'x', { headers: { 'retry-after': '0' }, firstOnEachPath: true })),
  ),
  '503 without a time': fetched(server(HIGH_LEVEL, refusal(503, '\\?', 'x', { firstOnEachPath: true }))),
  '504 of a gateway': fetched(
    server(HIGH_LEVEL, { path: '\\?', status: 504, text: HTML, headers: {}, firstOnEachPath: true }),
  ),
  'the patient only': fetched(server(HIGH_LEVEL, refusal(429, '^/fhir/Patient/', 'x', { firstOnEachPath: true }))),
  'an hour: said': {
    ...fetched(server(HIGH_LEVEL, refusal(429, LEVELS_PATH, 'x', { headers: { 'retry-after': '3600' } }))),
    check: either(...SAID),
  },
  'more than four at once': fetched({
    ...server(HIGH_LEVEL, refusal(429, '^', 'x', { whenOpenAbove: 4, delayMs: 0 })),
    delayMs: 40,
  }),
  'more than two at once': {
    ...fetched({ ...server(HIGH_LEVEL, refusal(429, '^', 'x', { whenOpenAbove: 2, delayMs: 0 })), delayMs: 30 }),
    check: either(WHOLE, LEVEL_TOLD, ...SAID),
  },
  '503 in the place of 429 above four at once: the level is told, what could not be read is said': {
    ...fetched({ ...server(HIGH_LEVEL, refusal(503, '^', 'x', { whenOpenAbove: 4, delayMs: 0 })), delayMs: 40 }),
    check: LEVEL_TOLD,
  },
});

// ---- Addresses ---------------------------------------------------------------------------------------------------

const addresses = kind('address-limits', 'A search that is too long for an address goes as POST _search', {
  '414 to a long address': fetched(
    server(HIGH_LEVEL, refusal(414, '^/fhir/[A-Za-z]+\\?.{400}', 'too long'), ...posted()),
  ),
  '431': fetched(server(HIGH_LEVEL, refusal(431, '^/fhir/[A-Za-z]+\\?.{400}', 'too long'), ...posted())),
  '400 to a long address': {
    ...fetched(server(HIGH_LEVEL, refusal(400, '^/fhir/[A-Za-z]+\\?.{400}', 'too long'), ...posted())),
    check: either(WHOLE, ...SAID),
  },
  'the base ends with a slash': fetched(server(HIGH_LEVEL), WHOLE, {}, `${BASE}/`),
  'the base with spaces around it': {
    ...fetched(server(HIGH_LEVEL), WHOLE, {}, ` ${BASE} `),
    check: either(WHOLE, { status: 400 }, { status: 412 }),
  },
  'the scheme in capitals': fetched(server(HIGH_LEVEL), WHOLE, {}, BASE.replace('http', 'HTTP')),
});

/** The same searches by POST: whatever stands in the form, the test server tells them by their type only. */
function posted(): ScriptedAnswer[] {
  return [
    {
      method: 'POST',
      path: '^/fhir/Observation/_search',
      body: searchset([...HIGH_LEVEL.tacrolimusLevels!, ...HIGH_LEVEL.creatinine!]),
    },
    { method: 'POST', path: '^/fhir/MedicationRequest/_search', body: searchset(HIGH_LEVEL.medicationRequests!) },
    { method: 'POST', path: '^/fhir/Condition/_search', body: searchset(HIGH_LEVEL.conditions!) },
    { method: 'POST', path: '^/fhir/[A-Za-z]+/_search', body: searchset([]) },
  ];
}

// ---- Tokens ------------------------------------------------------------------------------------------------------

const tokens = kind('token-as-it-comes', 'What a token says in another spelling is read', {
  'bearer in small letters': fetched(server(HIGH_LEVEL), WHOLE, { token_type: 'bearer' }),
  'no type': fetched(server(HIGH_LEVEL), WHOLE, { token_type: undefined }),
  'no scope': fetched(server(HIGH_LEVEL), WHOLE, { scope: undefined }),
  'an empty scope': { ...fetched(server(HIGH_LEVEL), WHOLE, { scope: '' }), check: either(WHOLE, ...SAID) },
  'no life': fetched(server(HIGH_LEVEL), WHOLE, { expires_in: undefined }),
  'a life as a text': fetched(server(HIGH_LEVEL), WHOLE, { expires_in: '3600' }),
  'scopes of SMART 2': fetched(server(HIGH_LEVEL), WHOLE, { scope: 'launch patient/*.rs openid' }),
  'user scopes': fetched(server(HIGH_LEVEL), WHOLE, { scope: 'user/*.*' }),
  'system scopes of SMART 2': fetched(server(HIGH_LEVEL), WHOLE, { scope: 'system/*.cruds' }),
  'scopes as a list': {
    ...fetched(server(HIGH_LEVEL), WHOLE, { scope: ['patient/*.read'] }),
    check: either(WHOLE, ...SAID, { status: 400 }),
  },
  'the patient of the token is another': {
    ...fetched(server(HIGH_LEVEL), WHOLE, { patient: 'other' }),
    check: either(REFUSED, { status: 400 }, { status: 403 }),
  },
  'no Observation in the scope': {
    ...fetched(server(HIGH_LEVEL), WHOLE, { scope: 'patient/MedicationRequest.read patient/Patient.read' }),
    check: either(...SAID),
  },
  'a scope with a category': {
    ...fetched(server(HIGH_LEVEL), WHOLE, { scope: 'patient/Observation.rs?category=laboratory patient/*.rs' }),
    check: either(WHOLE, LEVEL_TOLD, ...SAID),
  },
});

// ---- Records that other records name -------------------------------------------------------------------------------

const medication = (id: string, code: Json): Json => ({ resourceType: 'Medication', id, code });
const byReference = (id: string, days: number, display?: string): Json =>
  request(TACROLIMUS, days, {
    id: `order-${id}`,
    medicationCodeableConcept: undefined,
    medicationReference: { reference: `Medication/${id}`, ...(display === undefined ? {} : { display }) },
  });
const referring: Chart = { ...HIGH_LEVEL, medicationRequests: [byReference('tac', 55), byReference('aza', 45)] };
const TAC = medication('tac', TACROLIMUS);
const AZA = medication('aza', AZATHIOPRINE);
const single = (resource: Json): ScriptedAnswer => ({
  path: `^/fhir/Medication/${String(resource.id)}$`,
  body: resource,
});
const batch = (...resources: Json[]): ScriptedAnswer => ({
  path: '^/fhir/Medication\\?.*_id=',
  body: searchset(resources),
  onlyIdsAskedFor: true,
});

const medications = kind(
  'medications-of-the-history',
  'A Medication is read one way or another, or the list is not whole',
  {
    'in one search': fetched(server(referring, batch(TAC, AZA))),
    'the search is not offered: each by itself': fetched(
      server(referring, refusal(400, '^/fhir/Medication\\?', 'no _id'), single(TAC), single(AZA)),
    ),
    'the search is forbidden: each by itself': {
      ...fetched(server(referring, refusal(403, '^/fhir/Medication\\?', 'no'), single(TAC), single(AZA))),
      check: either(WHOLE, LEVEL_TOLD),
    },
    'a list of ids is not understood, and finds nothing': {
      ...fetched(
        server(referring, { path: '^/fhir/Medication\\?.*_id=[^&]*,', body: searchset([]) }, single(TAC), single(AZA)),
      ),
      check: either(WHOLE, LEVEL_TOLD),
    },
    'one is not there: no plan is called missing': {
      request: signingTacrolimus(null, access()),
      upstream: server(
        { ...QUIET, medicationRequests: [byReference('tac', 55), byReference('gone', 45)] },
        batch(TAC),
        single(TAC),
      ),
      check: NO_PLAN_NOT_CLAIMED,
    },
    contained: fetched(
      server({
        ...HIGH_LEVEL,
        medicationRequests: [
          request(TACROLIMUS, 55, {
            medicationCodeableConcept: undefined,
            medicationReference: { reference: '#m' },
            contained: [medication('m', TACROLIMUS)],
          }),
          request(AZATHIOPRINE, 45),
        ],
      }),
    ),
    'included in the page': fetched(
      server(
        { ...HIGH_LEVEL, medicationRequests: [] },
        {
          path: '^/fhir/MedicationRequest\\?',
          body: {
            ...searchset(referring.medicationRequests!),
            entry: [...referring.medicationRequests!, TAC, AZA].map((resource) => ({
              fullUrl: `${BASE}/${String(resource.resourceType)}/${String(resource.id)}`,
              search: { mode: resource.resourceType === 'Medication' ? 'include' : 'match' },
              resource,
            })),
          },
        },
      ),
    ),
    'a draft that refers': {
      request: signing(byReference('tac', 0), null, access()),
      upstream: server(HIGH_LEVEL, batch(TAC), single(TAC)),
      check: WHOLE,
    },
    'a draft that refers to what is not there': {
      request: signing({ ...byReference('gone', 0), status: 'draft' }, null, access()),
      upstream: server(HIGH_LEVEL),
      check: REFUSED,
    },
    'a draft of metformin by reference': {
      request: signing(byReference('met', 0), null, access()),
      upstream: server(HIGH_LEVEL, batch(medication('met', METFORMIN)), single(medication('met', METFORMIN))),
      check: QUIET_ANSWER,
    },
  },
);

// ---- Merged patients ----------------------------------------------------------------------------------------------

const oldRecord: Json = {
  ...PATIENT,
  id: 'old-1',
  active: false,
  link: [{ type: 'replaced-by', other: { reference: `Patient/${PATIENT_ID}` } }],
};
const mergedPatient: Json = { ...PATIENT, link: [{ type: 'replaces', other: { reference: 'Patient/old-1' } }] };
const underOldId = HIGH_LEVEL.tacrolimusLevels!.map((each) => ({ ...each, subject: { reference: 'Patient/old-1' } }));

const merged = kind('merged-patient', 'A record under the number that was merged into this one is of this patient', {
  'the new record replaces the old': fetched(
    server(
      withoutLevels,
      { path: `^/fhir/Patient/${PATIENT_ID}$`, body: mergedPatient },
      { path: LEVELS_PATH, body: searchset(underOldId) },
    ),
  ),
  'a seealso is not a merge: said': {
    ...fetched(
      server(
        withoutLevels,
        {
          path: `^/fhir/Patient/${PATIENT_ID}$`,
          body: { ...PATIENT, link: [{ type: 'seealso', other: { reference: 'Patient/old-1' } }] },
        },
        { path: LEVELS_PATH, body: searchset(underOldId) },
      ),
    ),
    check: either(WHOLE, LEVEL_TOLD, LEVEL_NOT_CHECKED, REFUSED),
  },
  'the server answers with the record that replaced it': {
    ...fetched(
      server(
        { ...withoutLevels, tacrolimusLevels: underOldId },
        {
          path: `^/fhir/Patient/${PATIENT_ID}$`,
          body: {
            ...oldRecord,
            id: PATIENT_ID,
            link: [{ type: 'replaced-by', other: { reference: 'Patient/old-1' } }],
          },
        },
      ),
    ),
    check: either(WHOLE, LEVEL_TOLD, ...SAID),
  },
});

// ---- Pages ----------------------------------------------------------------------------------------------------------

const linked = (link: readonly Json[], second: Partial<ScriptedAnswer> = { body: searchset([level(21.4, 1)]) }) =>
  server(
    withoutLevels,
    { path: 'page=2', ...second },
    { path: LEVELS_PATH, body: { ...searchset([level(8, 20)], link), total: 2 } },
  );
const next = (url: string, relation = 'next'): Json => ({ relation, url });
/** The first page says nothing of a total: only its links tell that there is a second one. */
const withoutTotal = (...links: readonly unknown[]) => ({
  ...fetched(
    server(withoutLevels, { path: LEVELS_PATH, body: { ...searchset([level(8, 20)]), total: undefined, link: links } }),
  ),
  check: either(...SAID),
});
const query = 'Observation?patient=kind-1&code=77348-1&page=2';

const pages = kind('second-page', 'The newest level is on the second page: it is read, or that is said', {
  'an encoded comma and pipe': fetched(
    linked([next(`${BASE}/Observation?code=http%3A%2F%2Floinc.org%7C77348-1%2C77349-9&page=2`)]),
  ),
  'Next with a capital': { ...fetched(linked([next(`${BASE}/${query}`, 'Next')])), check: either(WHOLE, ...SAID) },
  'a link without an address': { ...fetched(linked([{ relation: 'next' }])), check: either(...SAID) },
  'a link without an address, and no total': withoutTotal({ relation: 'next' }),
  'an address in a list': withoutTotal({ relation: 'next', url: [`${BASE}/${query}`] }),
  'a relation in a list': withoutTotal({ relation: ['next'], url: `${BASE}/${query}` }),
  'a link as a bare text': withoutTotal(`${BASE}/${query}`),
  'an empty address': { ...fetched(linked([next('')])), check: either(...SAID) },
  'two next links': {
    ...fetched(linked([next(`${BASE}/${query}`), next(`${BASE}/${query}`)])),
    check: either(WHOLE, ...SAID),
  },
  'R5 code of the link in `href`': {
    ...fetched(linked([{ relation: 'next', href: `${BASE}/${query}` }])),
    check: either(WHOLE, ...SAID),
  },
  'a page that has expired': {
    ...fetched(linked([next(`${BASE}/${query}`)], { status: 410, text: '' })),
    check: either(...SAID),
  },
  'a page that answers HTML': {
    ...fetched(linked([next(`${BASE}/${query}`)], { text: HTML })),
    check: either(...SAID),
  },
  'a page that drops once': fetched({
    answers: [{ path: 'page=2', drop: true, firstOnEachPath: true }, ...linked([next(`${BASE}/${query}`)]).answers],
  }),
  'a link with a name and a password': {
    ...fetched(linked([next(`http://me:secret@127.0.0.1:{{port}}/fhir/${query}`)])),
    check: either(...SAID),
  },
  'a link that climbs': { ...fetched(linked([next(`${BASE}/../admin/${query}`)])), check: either(...SAID) },
  'a link from the root': fetched(linked([next(`/fhir/${query}`)])),
  'a link without the folder of the base': fetched(linked([next(`https://api.example/${query}`)])),
  'a link to a page that is of another patient': {
    ...fetched(
      linked([next(`${BASE}/${query}`)], {
        body: searchset([level(21.4, 1, { subject: { reference: 'Patient/other' } })]),
      }),
    ),
    check: either(...SAID),
  },
  'a total that is larger than what came, and no link': { ...fetched(linked([])), check: either(...SAID) },
  'a total that counts less than came': fetched({
    answers: [
      { path: LEVELS_PATH, body: { ...searchset(HIGH_LEVEL.tacrolimusLevels!), total: 0 } },
      ...serving(withoutLevels),
    ],
  }),
});

export const ANSWER_KINDS = [noPage, spelledOtherwise, rateLimits, addresses, tokens, medications, merged, pages];
