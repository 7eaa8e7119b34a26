import type { FieldCase, ScriptedAnswer } from '../../support/field-case/field-case.js';
import {
  AZATHIOPRINE,
  COLITIS,
  collection,
  concept,
  condition,
  daysAgo,
  dispense,
  draft,
  having,
  HIGH_LEVEL,
  level,
  METFORMIN,
  PATIENT,
  PATIENT_ID,
  QUIET,
  request,
  RXNORM,
  searchset,
  SICK,
  statement,
  TACROLIMUS,
} from '../charts.js';
import type { Chart, Json } from '../charts.js';
import {
  access,
  BASE,
  call,
  either,
  INJURY_TOLD,
  kind,
  KIDNEY_NOT_CHECKED,
  LEVEL_NOT_CHECKED,
  LEVEL_TOLD,
  MALFORMED,
  QUIET_ANSWER,
  refusal,
  REFUSED,
  server,
  signing,
  signingTacrolimus,
  viewing,
} from './kind.js';

/** What clients send: orders, selections, subjects, versions and members in unusual spellings. */
const subject = { reference: `Patient/${PATIENT_ID}` };
const SAID = [LEVEL_NOT_CHECKED, REFUSED];
const bridging: Chart = { ...QUIET, medicationRequests: [request(TACROLIMUS, 90)] };
const set = (n: number, changes: (i: number) => Json) =>
  call(
    'order-sign',
    {
      draftOrders: collection(
        Array.from({ length: n }, (_, i) =>
          draft(TACROLIMUS, {
            id: `draft-${i}`,
            medicationCodeableConcept: undefined,
            medicationReference: { reference: `Medication/item-${i}`, display: `Item ${i}` },
            ...changes(i),
          }),
        ),
      ),
    },
    null,
    access(),
  );
const items = (n: number, ours: number, change: (i: number) => Json = () => ({})) =>
  Array.from({ length: n }, (_, i) => ({
    resourceType: 'Medication',
    id: `item-${i}`,
    code: i === ours ? TACROLIMUS : METFORMIN,
    ...change(i),
  }));
const batch = (all: Json[]): ScriptedAnswer => ({
  path: '^/fhir/Medication\\?.*_id=',
  onlyIdsAskedFor: true,
  body: { resourceType: 'Bundle', type: 'searchset', entry: all.map((resource) => ({ resource })) },
});
const single = (all: Json[]): ScriptedAnswer[] =>
  all.map((body) => ({ path: `^/fhir/Medication/${String(body.id)}$`, body }));
const orderSet = kind(
  'order-set-reads-limited',
  'Every Medication of an order set is read however it is named, or it is 412',
  {
    'absolute references': {
      request: set(9, (i) => ({ medicationReference: { reference: `${BASE}/Medication/item-${i}` } })),
      upstream: server(HIGH_LEVEL, batch(items(9, 8))),
      check: LEVEL_TOLD,
    },
    'references with versions': {
      request: set(9, (i) => ({ medicationReference: { reference: `Medication/item-${i}/_history/3` } })),
      upstream: server(HIGH_LEVEL, batch(items(9, 8))),
      check: LEVEL_TOLD,
    },
    'references to another server': {
      request: set(9, (i) => ({ medicationReference: { reference: `https://other/fhir/Medication/item-${i}` } })),
      upstream: server(HIGH_LEVEL, batch(items(9, 8))),
      check: either(LEVEL_TOLD, REFUSED),
    },
    'the search pages by three': {
      request: set(9, () => ({})),
      upstream: server(
        HIGH_LEVEL,
        { path: 'page=2', body: searchset(items(9, 8).slice(3)) },
        {
          path: '^/fhir/Medication\\?',
          body: {
            ...searchset(items(9, 8).slice(0, 3), [{ relation: 'next', url: `${BASE}/Medication?page=2` }]),
            total: 9,
          },
        },
      ),
      check: LEVEL_TOLD,
    },
    'the search takes the first id only': {
      request: set(9, () => ({})),
      upstream: server(
        HIGH_LEVEL,
        { path: '^/fhir/Medication\\?', body: searchset(items(9, 8).slice(0, 1)) },
        ...single(items(9, 8)),
      ),
      check: either(LEVEL_TOLD, REFUSED),
    },
    'the search is 403, singles 403': {
      request: set(9, () => ({})),
      upstream: server(HIGH_LEVEL, refusal(403, '^/fhir/Medication', 'x')),
      check: REFUSED,
    },
    '60 of them, ours last': {
      request: set(60, () => ({})),
      upstream: server(HIGH_LEVEL, batch(items(60, 59)), ...single(items(60, 59))),
      check: either(LEVEL_TOLD, REFUSED),
    },
    'ours has only a text': {
      request: set(9, () => ({})),
      upstream: server(
        HIGH_LEVEL,
        batch(items(9, -1, (i) => (i === 8 ? { code: { text: 'Prograf 1 mg caps' } } : {}))),
      ),
      check: LEVEL_TOLD,
    },
    'ours has no code': {
      request: set(9, () => ({})),
      upstream: server(HIGH_LEVEL, batch(items(9, -1, (i) => (i === 8 ? { code: undefined } : {})))),
      check: REFUSED,
    },
    'ours by its ingredient': {
      request: set(9, () => ({})),
      upstream: server(
        HIGH_LEVEL,
        batch(
          items(9, -1, (i) =>
            i === 8 ? { code: { text: 'Item 8' }, ingredient: [{ itemCodeableConcept: TACROLIMUS }] } : {},
          ),
        ),
      ),
      check: LEVEL_TOLD,
    },
    'ours by its ingredient, R5': {
      request: set(9, () => ({})),
      upstream: server(
        HIGH_LEVEL,
        batch(
          items(9, -1, (i) =>
            i === 8 ? { code: { text: 'Item 8' }, ingredient: [{ item: { concept: TACROLIMUS } }] } : {},
          ),
        ),
      ),
      check: LEVEL_TOLD,
    },
    'entered in error': {
      request: set(9, () => ({})),
      upstream: server(HIGH_LEVEL, batch(items(9, 8, (i) => (i === 8 ? { status: 'entered-in-error' } : {})))),
      check: either(LEVEL_TOLD, REFUSED),
    },
    'DSTU2 product.ingredient': {
      request: set(9, () => ({})),
      upstream: server(
        HIGH_LEVEL,
        batch(
          items(9, -1, (i) =>
            i === 8
              ? {
                  code: { text: 'Item 8' },
                  product: { ingredient: [{ item: { reference: '#t' } }] },
                  contained: [{ resourceType: 'Substance', id: 't', code: TACROLIMUS }],
                }
              : {},
          ),
        ),
      ),
      check: either(LEVEL_TOLD, REFUSED),
    },
    'DSTU2 package.content': {
      request: set(9, () => ({})),
      upstream: server(
        HIGH_LEVEL,
        batch(
          items(9, -1, (i) =>
            i === 8
              ? {
                  code: { text: 'Item 8' },
                  package: { content: [{ item: { reference: '#t' } }] },
                  contained: [{ resourceType: 'Medication', id: 't', code: TACROLIMUS }],
                }
              : {},
          ),
        ),
      ),
      check: either(LEVEL_TOLD, REFUSED),
    },
  },
);

const signFor = (subj: unknown, more: Json = {}, extra: Json[] = [], bundle?: unknown) =>
  call(
    'order-sign',
    { draftOrders: bundle ?? collection([{ ...draft(TACROLIMUS), subject: subj, ...more }, ...extra]) },
    HIGH_LEVEL,
  );
const URN = 'urn:uuid:11111111-2222-4333-8444-555555555555';
const bundleWith = (subjectRef: Json, ...entries: Json[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: [{ resource: { ...draft(TACROLIMUS), subject: subjectRef } }, ...entries],
});
const WRONG = either(MALFORMED, REFUSED, { status: 403, noCards: true }, { status: 422, noCards: true });
const urn = kind('urn-of-the-patient', 'The patient by any spelling; somebody else is refused in any spelling', {
  'a urn explained by fullUrl': {
    request: signFor(null, {}, [], bundleWith({ reference: URN }, { fullUrl: URN, resource: PATIENT })),
    check: LEVEL_TOLD,
  },
  'a urn explained as somebody else': {
    request: signFor(null, {}, [], bundleWith({ reference: URN }, { fullUrl: URN, resource: { ...PATIENT, id: 'z' } })),
    check: WRONG,
  },
  'contained patient of the same id': {
    request: signFor({ reference: `#${PATIENT_ID}` }, { contained: [PATIENT] }),
    check: either(LEVEL_TOLD),
  },
  'contained patient with a local id and nothing else': {
    request: signFor({ reference: '#p' }, { contained: [{ resourceType: 'Patient', id: 'p' }] }),
    check: either(LEVEL_TOLD, MALFORMED, REFUSED),
  },
  'type and id apart': {
    request: signFor({ type: 'Patient', reference: PATIENT_ID }),
    check: either(LEVEL_TOLD, MALFORMED, REFUSED),
  },
  'urn:oid': { request: signFor({ reference: 'urn:oid:1.2.3' }), check: either(MALFORMED, REFUSED) },
  'display only': { request: signFor({ display: 'Doe, Jane' }), check: either(LEVEL_TOLD, MALFORMED, REFUSED) },
  null: { request: signFor(null), check: either(LEVEL_TOLD, MALFORMED, REFUSED) },
  'a bare text': { request: signFor(`Patient/${PATIENT_ID}`), check: either(LEVEL_TOLD, MALFORMED, REFUSED) },
  'a bare text of somebody else': { request: signFor('Patient/other'), check: WRONG },
  'a list': { request: signFor([{ reference: 'Patient/other' }]), check: WRONG },
  'a slash at the end': {
    request: signFor({ reference: `Patient/${PATIENT_ID}/` }),
    check: either(LEVEL_TOLD, MALFORMED, REFUSED),
  },
  'blanks around': {
    request: signFor({ reference: ` Patient/${PATIENT_ID} ` }),
    check: either(LEVEL_TOLD, MALFORMED, REFUSED),
  },
  'patient in small letters': {
    request: signFor({ reference: `patient/${PATIENT_ID}` }),
    check: either(LEVEL_TOLD, MALFORMED, REFUSED),
  },
  'STU3 patient member of another': {
    request: signFor(undefined, { patient: { reference: 'Patient/other' } }),
    check: WRONG,
  },
  'results under the urn': {
    request: signingTacrolimus({
      ...HIGH_LEVEL,
      tacrolimusLevels: [level(21.4, 1, { subject: { reference: `urn:uuid:${PATIENT_ID}` } })],
    }),
    check: LEVEL_TOLD,
  },
  'results under a urn that nothing explains': {
    request: signingTacrolimus({
      ...HIGH_LEVEL,
      tacrolimusLevels: [level(8, 20), level(21.4, 1, { subject: { reference: URN } })],
    }),
    check: either(LEVEL_TOLD, ...SAID),
  },
  'results without a subject': {
    request: signingTacrolimus({ ...HIGH_LEVEL, tacrolimusLevels: [level(21.4, 1, { subject: undefined })] }),
    check: either(LEVEL_TOLD, ...SAID),
  },
  'results with an identifier of a subject': {
    request: signingTacrolimus({
      ...HIGH_LEVEL,
      tacrolimusLevels: [level(21.4, 1, { subject: { identifier: { value: '7' } } })],
    }),
    check: either(LEVEL_TOLD, ...SAID),
  },
});

const versions = (a: Json, b: Json, more: Json = {}) => ({
  request: signingTacrolimus({
    ...HIGH_LEVEL,
    tacrolimusLevels: [level(20.8, 1, { id: 'v', ...a }), level(12, 1, { id: 'v', status: 'corrected', ...b })],
    ...more,
  }),
});
const withBundle = (bundle: Json) => {
  const r = signingTacrolimus(HIGH_LEVEL);
  const body = JSON.parse(JSON.stringify(r.body)) as { prefetch: Record<string, unknown> };
  body.prefetch.tacrolimusLevels = bundle;
  return { ...r, body };
};
const v = (value: number, status: string, more: Json = {}) => level(value, 1, { id: 'v', status, ...more });
const twoVersions = kind('two-versions', 'Of one record the newest version counts; of two servers’ records both', {
  'versions 9 and 10': {
    ...versions({ meta: { versionId: '9' } }, { meta: { versionId: '10' } }),
    check: QUIET_ANSWER,
  },
  'versions as numbers': { ...versions({ meta: { versionId: 1 } }, { meta: { versionId: 2 } }), check: QUIET_ANSWER },
  ETags: { ...versions({ meta: { versionId: 'W/"1"' } }, { meta: { versionId: 'W/"2"' } }), check: QUIET_ANSWER },
  'UUIDs with times': {
    ...versions(
      { meta: { versionId: 'f-1', lastUpdated: daysAgo(1) } },
      { meta: { versionId: 'a-2', lastUpdated: daysAgo(0.5) } },
    ),
    check: QUIET_ANSWER,
  },
  'times of two zones': {
    ...versions(
      { meta: { lastUpdated: '2026-11-22T00:30:00+02:00' } },
      { meta: { lastUpdated: '2026-11-21T23:00:00Z' } },
    ),
    check: QUIET_ANSWER,
  },
  'the newer was entered in error': {
    request: signingTacrolimus({
      ...HIGH_LEVEL,
      tacrolimusLevels: [
        v(20.8, 'final', { meta: { versionId: '1' } }),
        v(20.8, 'entered-in-error', { meta: { versionId: '2' } }),
        level(8, 3),
      ],
    }),
    check: QUIET_ANSWER,
  },
  'the newer is the high one': {
    request: signingTacrolimus({
      ...HIGH_LEVEL,
      tacrolimusLevels: [
        v(12, 'final', { meta: { versionId: '1' } }),
        v(20.8, 'corrected', { meta: { versionId: '2' } }),
      ],
    }),
    check: LEVEL_TOLD,
  },
  'a history Bundle with a deletion': {
    request: withBundle({
      resourceType: 'Bundle',
      type: 'history',
      entry: [
        { fullUrl: 'Observation/v', request: { method: 'DELETE', url: 'Observation/v' }, response: { status: '204' } },
        { resource: level(8, 3) },
      ],
    }),
    check: either(...SAID),
  },
  'same id, another server': {
    request: withBundle({
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        { fullUrl: 'https://a/fhir/Observation/v', resource: v(8, 'final', { meta: { versionId: '5' } }) },
        { fullUrl: 'https://b/fhir/Observation/v', resource: level(21.4, 0.5, { id: 'v', meta: { versionId: '1' } }) },
      ],
    }),
    check: either(LEVEL_TOLD, ...SAID),
  },
  'order: two versions, the newer stopped; chart opened': {
    request: viewing({
      ...SICK,
      tacrolimusLevels: [],
      medicationRequests: [
        request(TACROLIMUS, 200, { id: 'o', meta: { versionId: '1' } }),
        request(TACROLIMUS, 200, { id: 'o', status: 'entered-in-error', meta: { versionId: '2' } }),
      ],
    }),
    check: QUIET_ANSWER,
  },
  'plan: azathioprine v1 active, v2 cancelled': {
    request: signingTacrolimus({
      ...bridging,
      medicationRequests: [
        request(TACROLIMUS, 90),
        request(AZATHIOPRINE, 30, { id: 'z', meta: { lastUpdated: daysAgo(30) } }),
        request(AZATHIOPRINE, 30, { id: 'z', status: 'cancelled', meta: { lastUpdated: daysAgo(2) } }),
      ],
    }),
    check: { status: 200, noCards: false },
  },
  'condition: transplant v1, v2 refuted': {
    request: signingTacrolimus({
      ...SICK,
      conditions: [
        condition(COLITIS),
        condition({ text: 'Kidney transplant' }, { id: 'k', meta: { versionId: '1' } }),
        condition(
          { text: 'Kidney transplant' },
          {
            id: 'k',
            meta: { versionId: '2' },
            verificationStatus: concept(
              'http://terminology.hl7.org/CodeSystem/condition-ver-status',
              'entered-in-error',
            ),
          },
        ),
      ],
    }),
    check: INJURY_TOLD,
  },
});

const idle = (changes: Json, context: Json = {}) =>
  call('order-sign', { draftOrders: collection([draft(TACROLIMUS)]), ...context }, HIGH_LEVEL, changes);
const fetching = (auth: Json, check: FieldCase['check'] = LEVEL_TOLD) => ({
  request: signing(draft(TACROLIMUS), null, access(BASE, auth)),
  upstream: server(HIGH_LEVEL),
  check,
});
const idleMember = kind('idle-member-refuses', 'A member that nothing rests on does not refuse the call', {
  'encounterId a number': { request: idle({}, { encounterId: 77 }), check: LEVEL_TOLD },
  'encounterId null': { request: idle({}, { encounterId: null }), check: LEVEL_TOLD },
  'encounterId a reference': { request: idle({}, { encounterId: 'Encounter/7' }), check: LEVEL_TOLD },
  'extension null': { request: idle({ extension: null }), check: LEVEL_TOLD },
  'extension a text': { request: idle({ extension: '' }), check: LEVEL_TOLD },
  'fhirAuthorization a text': { request: idle({ fhirAuthorization: '' }), check: LEVEL_TOLD },
  'fhirAuthorization a list': { request: idle({ fhirAuthorization: [] }), check: LEVEL_TOLD },
  'fhirServer a number beside a chart': { request: idle({ fhirServer: 0 }), check: LEVEL_TOLD },
  'fhirServer a relative address': { request: idle({ fhirServer: '/fhir' }), check: LEVEL_TOLD },
  'expires_in 300.0 as text': fetching({ expires_in: '300.0' }, either(LEVEL_TOLD, REFUSED)),
  'expires_in 300.7': fetching({ expires_in: 300.7 }, either(LEVEL_TOLD, REFUSED)),
  'expires_in null': fetching({ expires_in: null }),
  'expires_in a date': fetching({ expires_in: '2026-11-22T18:00:00Z' }, either(LEVEL_TOLD, REFUSED)),
  'expires_in -1': fetching({ expires_in: -1 }, REFUSED),
  'subject missing': fetching({ subject: undefined }),
  'subject null': fetching({ subject: null }),
  'scope null': fetching({ scope: null }),
  'patient a reference': fetching({ patient: `Patient/${PATIENT_ID}` }),
  'token empty': fetching({ access_token: '' }, either(LEVEL_TOLD, REFUSED)),
  'token with Bearer before it': fetching({ access_token: 'Bearer abc' }, either(LEVEL_TOLD, REFUSED)),
  'an unknown key in prefetch': {
    request: (() => {
      const r = idle({});
      const b = JSON.parse(JSON.stringify(r.body)) as { prefetch: Json };
      return { ...r, body: { ...b, prefetch: { ...b.prefetch, junk: '', more: 7, list: [1], nothing: null } } };
    })(),
    check: either(LEVEL_TOLD),
  },
  'x-gzip name with identity body': {
    request: { ...idle({}), headers: { 'content-encoding': 'identity' } },
    check: LEVEL_TOLD,
  },
  'charset in capitals': {
    request: { ...idle({}), headers: { 'content-type': 'application/json; charset=UTF-8; profile=x' } },
    check: LEVEL_TOLD,
  },
  'charset utf8': {
    request: { ...idle({}), headers: { 'content-type': 'application/json;charset=utf8' } },
    check: LEVEL_TOLD,
  },
  'accept-encoding none': {
    request: { ...idle({}), headers: { 'accept-encoding': 'identity;q=0' } },
    check: LEVEL_TOLD,
  },
});

const select = (selections: unknown, entry: Json = { resource: draft(TACROLIMUS) }, ...more: Json[]) =>
  call(
    'order-select',
    { selections, draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [entry, ...more] } },
    HIGH_LEVEL,
  );
const selections = kind(
  'selections-select-nothing',
  'A selection in any spelling selects; one that selects nothing selects all, or is refused',
  {
    null: { request: select(null), check: either(LEVEL_TOLD, MALFORMED) },
    missing: { request: select(undefined), check: either(LEVEL_TOLD, MALFORMED) },
    'a list of empty texts': { request: select(['']), check: either(LEVEL_TOLD, MALFORMED) },
    'blanks around': { request: select([' MedicationRequest/draft-1 ']), check: either(LEVEL_TOLD, MALFORMED) },
    'type in small letters': { request: select(['medicationrequest/draft-1']), check: either(LEVEL_TOLD, MALFORMED) },
    'id in capitals': { request: select(['MedicationRequest/DRAFT-1']), check: either(LEVEL_TOLD, MALFORMED) },
    'a hash': { request: select(['#draft-1']), check: either(LEVEL_TOLD, MALFORMED) },
    'a number': { request: select([1]), check: either(LEVEL_TOLD, MALFORMED) },
    'an object by id': {
      request: select({ reference: 'MedicationRequest/draft-1' }),
      check: either(LEVEL_TOLD, MALFORMED),
    },
    'absolute by another host': {
      request: select(['https://ehr.internal/r4/MedicationRequest/draft-1']),
      check: LEVEL_TOLD,
    },
    'tacrolimus has no id, another is selected that has none either': {
      request: select(
        ['MedicationRequest/x'],
        { resource: draft(TACROLIMUS, { id: undefined }) },
        { resource: draft(METFORMIN, { id: undefined }) },
      ),
      check: either(LEVEL_TOLD, MALFORMED),
    },
    'percent-encoded': { request: select(['MedicationRequest%2Fdraft-1']), check: either(LEVEL_TOLD, MALFORMED) },
    'with a query': { request: select(['MedicationRequest/draft-1?x=1']), check: either(LEVEL_TOLD, MALFORMED) },
    'comma list in one text': {
      request: select(['MedicationRequest/draft-9,MedicationRequest/draft-1']),
      check: either(LEVEL_TOLD, MALFORMED),
    },
    'both are numbers as ids': {
      request: select(['MedicationRequest/1'], { resource: { ...draft(TACROLIMUS), id: 1 } }),
      check: either(LEVEL_TOLD, MALFORMED),
    },
  },
);

const order = (changes: Json) => ({ ...draft(TACROLIMUS, { medicationCodeableConcept: undefined }), ...changes });
const sign = (...orders: readonly Json[]) => call('order-sign', { draftOrders: collection(orders) }, HIGH_LEVEL);
const signB = (draftOrders: unknown) => call('order-sign', { draftOrders }, HIGH_LEVEL);
const ROS = either(LEVEL_TOLD, REFUSED, MALFORMED);
const orderUnreadable = kind('order-unreadable', 'An order in an odd place is read or refused, never overlooked', {
  'the resource as a JSON text': {
    request: signB({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: JSON.stringify(draft(TACROLIMUS)) }],
    }),
    check: ROS,
  },
  Parameters: {
    request: signB({ resourceType: 'Parameters', parameter: [{ name: 'o', resource: draft(TACROLIMUS) }] }),
    check: ROS,
  },
  'Parameters in an entry': {
    request: signB(
      collection([{ resourceType: 'Parameters', parameter: [{ name: 'o', resource: draft(TACROLIMUS) }] }]),
    ),
    check: ROS,
  },
  'a RequestGroup with the order contained': {
    request: sign({
      resourceType: 'RequestGroup',
      id: 'g',
      status: 'draft',
      intent: 'order',
      subject,
      contained: [draft(TACROLIMUS, { id: 'in' })],
      action: [{ resource: { reference: '#in' } }],
    }),
    check: ROS,
  },
  'a CarePlan with the order contained': {
    request: sign({
      resourceType: 'CarePlan',
      id: 'g',
      status: 'draft',
      intent: 'order',
      subject,
      contained: [draft(TACROLIMUS, { id: 'in' })],
      activity: [{ reference: { reference: '#in' } }],
    }),
    check: ROS,
  },
  'a RequestGroup beside metformin': {
    request: sign(draft(METFORMIN, { id: 'm' }), {
      resourceType: 'RequestGroup',
      id: 'g',
      status: 'draft',
      intent: 'order',
      subject,
      contained: [draft(TACROLIMUS, { id: 'in' })],
      action: [{ resource: { reference: '#in' } }],
    }),
    check: ROS,
  },
  'a coding that is a number': {
    request: sign(order({ medicationCodeableConcept: { coding: [198377] } })),
    check: ROS,
  },
  'only a system': {
    request: sign(order({ medicationCodeableConcept: { coding: [{ system: RXNORM }] } })),
    check: either(REFUSED, MALFORMED),
  },
  'unknown by dataAbsentReason coding': {
    request: sign(
      order({
        medicationCodeableConcept: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
        },
      }),
    ),
    check: either(REFUSED, MALFORMED),
  },
  'DSTU2 medicationReference contained by text': {
    request: sign(
      order({
        resourceType: 'MedicationOrder',
        subject: undefined,
        patient: subject,
        contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'Prograf 0.5mg' } }],
        medicationReference: { reference: '#m' },
      }),
    ),
    check: LEVEL_TOLD,
  },
  'contained id with hash': {
    request: sign(
      order({
        contained: [{ resourceType: 'Medication', id: '#m', code: TACROLIMUS }],
        medicationReference: { reference: '#m' },
      }),
    ),
    check: ROS,
  },
  'reference by fullUrl urn': {
    request: signB({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        { resource: order({ medicationReference: { reference: URN } }) },
        { fullUrl: URN, resource: { resourceType: 'Medication', code: TACROLIMUS } },
      ],
    }),
    check: LEVEL_TOLD,
  },
  'R5 in a list': { request: sign(order({ medication: [{ concept: TACROLIMUS }] })), check: ROS },
  'medicationReference in a list': {
    request: sign(order({ medicationReference: [{ display: 'tacrolimus 1 mg' }] })),
    check: ROS,
  },
  'display in the concept itself': {
    request: sign(order({ medicationCodeableConcept: { display: 'tacrolimus 1 mg' } })),
    check: ROS,
  },
  'code and system in the concept itself': {
    request: sign(order({ medicationCodeableConcept: { system: RXNORM, code: '198377' } })),
    check: ROS,
  },
  'medication of another name': { request: sign(order({ medicationCode: TACROLIMUS })), check: ROS },
  'RxNorm by OID': {
    request: sign(order({ medicationCodeableConcept: concept('urn:oid:2.16.840.1.113883.6.88', '198377') })),
    check: LEVEL_TOLD,
  },
  'extension with the drug only': {
    request: sign(
      order({ medicationCodeableConcept: { extension: [{ url: 'urn:x', valueCodeableConcept: TACROLIMUS }] } }),
    ),
    check: ROS,
  },
  'a searchset as draftOrders with an error entry': {
    request: signB({
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [{ resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] } }],
    }),
    check: either(REFUSED, MALFORMED),
  },
  'draftOrders a text': { request: signB('Bundle'), check: MALFORMED },
  'draftOrders keyed by type': {
    request: signB({ MedicationRequest: [draft(TACROLIMUS)] }),
    check: either(LEVEL_TOLD, MALFORMED, REFUSED),
  },
  'draftOrders.entries': {
    request: signB({ resourceType: 'Bundle', type: 'collection', entries: [{ resource: draft(TACROLIMUS) }] }),
    check: either(LEVEL_TOLD, MALFORMED, REFUSED),
  },
  'Bundle of links only': {
    request: signB({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ fullUrl: 'https://x/MedicationRequest/1' }],
    }),
    check: either(MALFORMED, REFUSED),
  },
});

const only = (sources: Chart) => viewing(having(SICK, { tacrolimusLevels: [], medicationRequests: [], ...sources }));
const nodrug = { medicationCodeableConcept: undefined };
const TOS = either(INJURY_TOLD, KIDNEY_NOT_CHECKED, { status: 200, textMatches: ['Not checked'] }, REFUSED);
const historyDrug = kind('history-drug-unreadable', 'A line whose drug cannot be read is counted', {
  'statement, masked': {
    request: only({
      medicationStatements: [
        statement(
          { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }] },
          { effectivePeriod: { start: daysAgo(30) } },
        ),
      ],
    }),
    check: TOS,
  },
  'administration, local code': {
    request: only({
      medicationAdministrations: [
        {
          resourceType: 'MedicationAdministration',
          id: 'a',
          status: 'completed',
          subject,
          medicationCodeableConcept: concept('urn:x', '9'),
          effectiveDateTime: daysAgo(2),
        },
      ],
    }),
    check: TOS,
  },
  'administration by a reference that is not there': {
    request: only({
      medicationAdministrations: [
        {
          resourceType: 'MedicationAdministration',
          id: 'a',
          status: 'completed',
          subject,
          medicationReference: { reference: 'Medication/gone' },
          effectiveDateTime: daysAgo(2),
        },
      ],
    }),
    check: TOS,
  },
  'dispense, number': {
    request: only({
      medicationDispenses: [dispense({}, { medicationCodeableConcept: 198377, whenHandedOver: daysAgo(5) })],
    }),
    check: TOS,
  },
  'request, coding a text': {
    request: only({ medicationRequests: [request({}, 50, { medicationCodeableConcept: { coding: 'tacrolimus' } })] }),
    check: TOS,
  },
  'request: null flavour': {
    request: only({
      medicationRequests: [request(concept('http://terminology.hl7.org/CodeSystem/v3-NullFlavor', 'MSK'), 50)],
    }),
    check: TOS,
  },
  'request: text null': { request: only({ medicationRequests: [request({ text: null }, 50)] }), check: TOS },
  'request: empty concept': { request: only({ medicationRequests: [request({}, 50)] }), check: TOS },
  'contained, without a code': {
    request: only({
      medicationRequests: [
        request({}, 50, {
          ...nodrug,
          contained: [{ resourceType: 'Medication', id: 'm' }],
          medicationReference: { reference: '#m' },
        }),
      ],
    }),
    check: TOS,
  },
  'R5 reference to a contained one': {
    request: only({
      medicationRequests: [
        request({}, 50, {
          ...nodrug,
          contained: [{ resourceType: 'Medication', id: 'm', code: TACROLIMUS }],
          medication: { reference: { reference: '#m' } },
        }),
      ],
    }),
    check: INJURY_TOLD,
  },
  'a List of statements': {
    request: only({
      medicationStatements: [
        {
          resourceType: 'List',
          id: 'l',
          status: 'current',
          mode: 'snapshot',
          subject,
          entry: [{ item: { display: 'Tacrolimus 1 mg' } }],
        },
      ],
    }),
    check: TOS,
  },
  'an entry of the list is null': { request: only({ medicationRequests: [null as unknown as Json] }), check: TOS },
  'fetched: only local codes': {
    request: call('patient-view', {}, null, access()),
    upstream: server({ ...SICK, tacrolimusLevels: [], medicationRequests: [request(concept('urn:x', '1'), 50)] }),
    check: TOS,
  },
});

export const CALL_KINDS = [orderSet, urn, twoVersions, idleMember, selections, orderUnreadable, historyDrug];
