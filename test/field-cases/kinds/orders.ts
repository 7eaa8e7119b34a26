import {
  AZATHIOPRINE,
  ATC,
  collection,
  concept,
  draft,
  HIGH_LEVEL,
  METFORMIN,
  PATIENT_ID,
  QUIET,
  RXNORM,
  TACROLIMUS,
} from '../charts.js';
import type { Json } from '../charts.js';
import type { FieldCase } from '../../support/field-case/field-case.js';
import {
  access,
  BASE,
  call,
  either,
  kind,
  LEVEL_TOLD,
  MALFORMED,
  QUIET_ANSWER,
  REFUSED,
  server,
  serving,
  signing,
} from './kind.js';

/** The order of the hook: is it there, is it ours, can it be read? */
const unnamed = draft(TACROLIMUS, { medicationCodeableConcept: undefined });
const order = (changes: Json) => ({ ...unnamed, ...changes });
const sign = (...orders: readonly Json[]) => call('order-sign', { draftOrders: collection(orders) }, HIGH_LEVEL);
const signBundle = (draftOrders: unknown) => call('order-sign', { draftOrders }, HIGH_LEVEL);
const READ_OR_SAID = either(LEVEL_TOLD, REFUSED, MALFORMED);

const orderUnreadable = kind(
  'order-unreadable',
  'A drug or an entry that cannot be read is refused; read where nothing else can be meant; never taken for no order',
  {
    'R5: medication.concept': { request: sign(order({ medication: { concept: TACROLIMUS } })), check: LEVEL_TOLD },
    'R5: medication.reference to a contained Medication': {
      request: sign(
        order({
          contained: [{ resourceType: 'Medication', id: 'm', code: TACROLIMUS }],
          medication: { reference: { reference: '#m' } },
        }),
      ),
      check: LEVEL_TOLD,
    },
    'the concept directly in medication, text only': {
      request: sign(order({ medication: { text: 'tacrolimus 1 mg capsules' } })),
      check: READ_OR_SAID,
    },
    'the concept in a list': { request: sign(order({ medicationCodeableConcept: [TACROLIMUS] })), check: READ_OR_SAID },
    'the concept as a number': { request: sign(order({ medicationCodeableConcept: 198377 })), check: READ_OR_SAID },
    'the concept spelled medicationcodeableconcept': {
      request: sign(order({ medicationcodeableconcept: TACROLIMUS })),
      check: READ_OR_SAID,
    },
    'a logical identifier in place of a reference': {
      request: sign(order({ medicationReference: { identifier: { system: RXNORM, value: '198377' } } })),
      check: either(LEVEL_TOLD),
    },
    'a local identifier without a display': {
      request: sign(order({ medicationReference: { identifier: { system: 'urn:hosp:formulary', value: 'F-77' } } })),
      check: REFUSED,
    },
    'a reference as a bare string': {
      request: sign(order({ medicationReference: 'Medication/m-1' })),
      check: either(REFUSED, MALFORMED),
    },
    'a list of drugs': {
      request: sign(order({ medicationCodeableConcept: { coding: 'tacrolimus' } })),
      check: READ_OR_SAID,
    },
    'an entry that is null': {
      request: signBundle({ resourceType: 'Bundle', type: 'collection', entry: [null] }),
      check: MALFORMED,
    },
    'an entry that is the order itself, beside a plain one of another drug': {
      request: signBundle({
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ resource: draft(METFORMIN, { id: 'draft-2' }) }, draft(TACROLIMUS)],
      }),
      check: READ_OR_SAID,
    },
    'an order without resourceType': { request: sign(order({ resourceType: undefined })), check: READ_OR_SAID },
    'entry as an object': {
      request: signBundle({ resourceType: 'Bundle', type: 'collection', entry: { resource: draft(TACROLIMUS) } }),
      check: READ_OR_SAID,
    },
    'the Bundle as a list of orders': { request: signBundle([draft(TACROLIMUS)]), check: READ_OR_SAID },
    'a transaction in the Bundle, two levels down': {
      request: signBundle(collection([{ ...collection([collection([draft(TACROLIMUS)])]), type: 'transaction' }])),
      check: READ_OR_SAID,
    },
    'the order itself in draftOrders': { request: signBundle(draft(TACROLIMUS)), check: READ_OR_SAID },
    'order-select with the orders in medications': {
      request: call(
        'order-select',
        { selections: ['MedicationRequest/draft-1'], medications: collection([draft(TACROLIMUS)]) },
        HIGH_LEVEL,
      ),
      check: READ_OR_SAID,
    },
    'medication-prescribe with the orders in draftOrders': {
      request: call('medication-prescribe', { draftOrders: collection([draft(TACROLIMUS)]) }, HIGH_LEVEL),
      check: READ_OR_SAID,
    },
    'a MedicationOrder with the R5 member': {
      request: sign(order({ resourceType: 'MedicationOrder', medication: { concept: TACROLIMUS } })),
      check: READ_OR_SAID,
    },
    'unreadable beside a readable other drug': {
      request: sign(
        order({ medication: { concept: { coding: [{ code: { value: '198377' } }] } } }),
        draft(METFORMIN, { id: 'draft-2' }),
      ),
      check: either(REFUSED, MALFORMED),
    },
  },
);

const orderQuiet = kind('order-quiet', 'What is no order of tacrolimus stays without a card', {
  'no drug chosen yet': { request: sign(unnamed), check: QUIET_ANSWER },
  'an empty concept': { request: sign(order({ medicationCodeableConcept: {} })), check: QUIET_ANSWER },
  'another drug, by RxNorm': { request: sign(draft(METFORMIN)), check: QUIET_ANSWER },
  'another drug, by a RxNorm code that no list has': {
    request: sign(draft(concept(RXNORM, '617314', 'atorvastatin 10 MG Oral Tablet [Lipitor]'))),
    check: QUIET_ANSWER,
  },
  'another drug, by ATC': { request: sign(draft(concept(ATC, 'A02BC01'))), check: QUIET_ANSWER },
  'another drug, by a national code and its name': {
    request: sign(draft(concept('http://fhir.de/CodeSystem/ifa/pzn', '01234567', 'Pantoprazol 40 mg Tabletten'))),
    check: QUIET_ANSWER,
  },
  'another drug, by text': { request: sign(draft({ text: 'mesalazine 1 g tablets' })), check: QUIET_ANSWER },
  'azathioprine alone': { request: sign(draft(AZATHIOPRINE)), check: QUIET_ANSWER },
  'tacrolimus that is not to be given': {
    request: sign(draft(TACROLIMUS, { doNotPerform: true })),
    check: QUIET_ANSWER,
  },
  'nothing in the Bundle': { request: sign(), check: QUIET_ANSWER },
  'tacrolimus in a quiet chart': { request: signing(draft(TACROLIMUS), QUIET), check: QUIET_ANSWER },
});

const select = (selections: unknown, entry: Json = { resource: draft(TACROLIMUS) }) =>
  call(
    'order-select',
    { selections, draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [entry] } },
    HIGH_LEVEL,
  );
const urn = 'urn:uuid:0f1d6a52-8a3b-4c55-9a0e-4a4a00000001';

const selectionsSelectNothing = kind(
  'selections-select-nothing',
  'A selection is found by id, fullUrl, its tail or urn, its type spelled in any way; where none is found all drafts count',
  {
    'by the type of another release': { request: select(['MedicationOrder/draft-1']), check: LEVEL_TOLD },
    'by the id alone': { request: select(['draft-1']), check: LEVEL_TOLD },
    'by the full address': {
      request: select(['https://ehr.example/fhir/MedicationRequest/draft-1'], {
        fullUrl: 'https://ehr.example/fhir/MedicationRequest/draft-1',
        resource: draft(TACROLIMUS),
      }),
      check: LEVEL_TOLD,
    },
    'by the urn of the entry': {
      request: select([urn], { fullUrl: urn, resource: draft(TACROLIMUS, { id: undefined }) }),
      check: LEVEL_TOLD,
    },
    'by the tail of the urn': {
      request: select([`MedicationRequest/${urn.slice(9)}`], {
        fullUrl: urn,
        resource: draft(TACROLIMUS, { id: undefined }),
      }),
      check: LEVEL_TOLD,
    },
    'by a reference with a version': {
      request: select(['MedicationRequest/draft-1/_history/2']),
      check: LEVEL_TOLD,
    },
    'as one text, not a list': { request: select('MedicationRequest/draft-1'), check: either(LEVEL_TOLD, MALFORMED) },
    'a list of nulls': { request: select([null]), check: either(LEVEL_TOLD, MALFORMED) },
    'a list of references': {
      request: select([{ reference: 'MedicationRequest/draft-1' }]),
      check: either(LEVEL_TOLD, MALFORMED),
    },
    'of another screen': { request: select(['ServiceRequest/xray-9']), check: either(LEVEL_TOLD, MALFORMED) },
    'another draft is selected: nothing of ours': {
      request: call(
        'order-select',
        {
          selections: ['MedicationRequest/draft-2'],
          draftOrders: collection([draft(TACROLIMUS), draft(METFORMIN, { id: 'draft-2' })]),
        },
        HIGH_LEVEL,
      ),
      check: QUIET_ANSWER,
    },
  },
);

const formulary = (count: number, ours: number) =>
  Array.from({ length: count }, (_, index) => ({
    resourceType: 'Medication',
    id: `item-${index}`,
    code: index === ours ? TACROLIMUS : METFORMIN,
  }));
const orderSet = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    draft(TACROLIMUS, {
      id: `draft-${index}`,
      medicationCodeableConcept: undefined,
      medicationReference: { reference: `Medication/item-${index}`, display: `Item ${index}` },
    }),
  );
const setOf = (count: number) => ({
  ...call('order-sign', { draftOrders: collection(orderSet(count)) }, null, access()),
});
const inOneSearch = (count: number, ours: number) => ({
  path: '^/fhir/Medication\\?.*_id=',
  onlyIdsAskedFor: true,
  body: {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: formulary(count, ours).map((resource) => ({ resource })),
  },
});
const oneByOne = (count: number, ours: number) =>
  formulary(count, ours).map((body) => ({ path: `^/fhir/Medication/${body.id}$`, body }));

const orderSetReads = kind('order-set-reads-limited', 'Every Medication of an order set is read, or it is 412', {
  'of 20, ours the last': {
    request: setOf(20),
    upstream: server(HIGH_LEVEL, inOneSearch(20, 19), ...oneByOne(20, 19)),
    check: either(LEVEL_TOLD, REFUSED),
  },
  'of 30, none ours': {
    request: setOf(30),
    upstream: server(HIGH_LEVEL, inOneSearch(30, -1), ...oneByOne(30, -1)),
    check: either(QUIET_ANSWER, REFUSED),
  },
  'of 12, ours the first, the server knows no _id': {
    request: setOf(12),
    upstream: { answers: [...oneByOne(12, 0), ...serving(HIGH_LEVEL)] },
    check: either(LEVEL_TOLD, REFUSED),
  },
  'of 10, ours is not there': {
    request: setOf(10),
    upstream: server(HIGH_LEVEL, inOneSearch(9, -1), ...oneByOne(9, -1)),
    check: REFUSED,
  },
});

const UUID = '9b0a7d3e-0000-4000-8000-00000000cccc';
const ofUuid = (value: Json): Json => JSON.parse(JSON.stringify(value).replaceAll(PATIENT_ID, UUID)) as Json;
const signFor = (subject: unknown, changes: Json = {}) => {
  const { service, body } = signing(draft(TACROLIMUS), HIGH_LEVEL, changes);
  const text = JSON.stringify(ofUuid(body as Json));
  const asJson = JSON.parse(text) as { context: { draftOrders: { entry: { resource: Json }[] } } };
  asJson.context.draftOrders.entry[0]!.resource = { ...asJson.context.draftOrders.entry[0]!.resource, subject };
  return { service, body: asJson };
};

const urnOfThePatient = kind('urn-of-the-patient', 'The patient of the hook by any of his names; others are refused', {
  'urn in capitals': { request: signFor({ reference: `urn:uuid:${UUID.toUpperCase()}` }), check: LEVEL_TOLD },
  'absolute address': {
    request: signFor({ reference: `https://ehr.example/fhir/Patient/${UUID}` }),
    check: LEVEL_TOLD,
  },
  'with a version': { request: signFor({ reference: `Patient/${UUID}/_history/3` }), check: LEVEL_TOLD },
  'the id alone': { request: signFor({ reference: UUID }), check: either(LEVEL_TOLD, MALFORMED, REFUSED) },
  'by identifier only': {
    request: signFor({ identifier: { system: 'urn:hosp:mrn', value: '0042' } }),
    check: either(LEVEL_TOLD, MALFORMED, REFUSED),
  },
  'no subject at all': { request: signFor(undefined), check: either(LEVEL_TOLD, MALFORMED, REFUSED) },
  'a urn of somebody else': {
    request: signFor({ reference: 'urn:uuid:9b0a7d3e-0000-4000-8000-00000000dddd' }),
    check: either(MALFORMED, REFUSED),
  },
  'somebody else': { request: signFor({ reference: 'Patient/somebody-else' }), check: either(MALFORMED, REFUSED) },
});

const idle = (changes: Json) => signing(draft(TACROLIMUS), HIGH_LEVEL, changes);
const fetching = (authorization: Json, fhirServer = BASE) => ({
  request: signing(draft(TACROLIMUS), null, access(fhirServer, authorization)),
  upstream: server(HIGH_LEVEL),
  check: LEVEL_TOLD,
});

const idleMember = kind('idle-member-refuses', 'A member that nothing rests on does not refuse the call', {
  'fhirAuthorization null': { request: idle({ fhirAuthorization: null }), check: LEVEL_TOLD },
  'fhirServer null': { request: idle({ fhirServer: null }), check: LEVEL_TOLD },
  'fhirServer of blanks': { request: idle({ fhirServer: '  ' }), check: LEVEL_TOLD },
  'fhirServer that is no address, beside the whole chart': { request: idle({ fhirServer: 'n/a' }), check: LEVEL_TOLD },
  'an empty authorization beside the whole chart': { request: idle({ fhirAuthorization: {} }), check: LEVEL_TOLD },
  'extension as a list': { request: idle({ extension: [] }), check: LEVEL_TOLD },
  'expires_in with blanks around it': fetching({ expires_in: ' 300 ' }),
  'expires_in empty': { ...fetching({ expires_in: '' }), check: either(LEVEL_TOLD, REFUSED) },
  'expires_in in words, which is no number of seconds': {
    ...fetching({ expires_in: 'soon' }),
    check: either(LEVEL_TOLD, REFUSED),
  },
  'patient empty in the authorization': fetching({ patient: '' }),
  'token_type in small letters': fetching({ token_type: 'bearer' }),
  'scope as a list': { ...fetching({ scope: ['patient/*.read'] }), check: either(LEVEL_TOLD, REFUSED, MALFORMED) },
  'prefetch as an empty list': {
    request: signing(draft(TACROLIMUS), null, { ...access(), prefetch: [] }),
    upstream: server(HIGH_LEVEL),
    check: LEVEL_TOLD,
  },
  'prefetch null': {
    request: signing(draft(TACROLIMUS), null, { ...access(), prefetch: null }),
    upstream: server(HIGH_LEVEL),
    check: LEVEL_TOLD,
  },
  'encounterId empty': {
    request: call('order-sign', { encounterId: '', draftOrders: collection([draft(TACROLIMUS)]) }, HIGH_LEVEL),
    check: LEVEL_TOLD,
  },
});

const coded = (coding: unknown, more: Json = {}) => sign(order({ medicationCodeableConcept: { coding, ...more } }));

const drugTakenForNoDrug = kind('drug-taken-for-no-drug', 'A drug that cannot be read is not "no drug yet"', {
  'coding as an object': { request: coded(TACROLIMUS.coding), check: either(LEVEL_TOLD) },
  'coding as one object, not in a list': {
    request: coded({ system: RXNORM, code: '198377' }),
    check: either(LEVEL_TOLD, REFUSED, MALFORMED),
  },
  'a code without anything else': { request: coded([{ code: '198377' }]), check: either(LEVEL_TOLD, REFUSED) },
  'a display without anything else': {
    request: coded([{ display: 'Tacrolimus 1 mg capsule' }]),
    check: LEVEL_TOLD,
  },
  'a text that is a number': { request: coded(undefined, { text: 198377 }), check: either(REFUSED, MALFORMED) },
  'a dash for the text': { request: coded(undefined, { text: '-' }), check: either(REFUSED, QUIET_ANSWER) },
  'data-absent-reason masked': {
    request: coded(undefined, {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
    }),
    check: REFUSED,
  },
  'a code in a member of its own': {
    request: coded([{ system: RXNORM, value: '198377' }]),
    check: either(REFUSED, MALFORMED),
  },
});

const asDraft = (type: string, status: string, more: Json = {}) => ({
  request: sign({ ...draft(TACROLIMUS), resourceType: type, status, ...more }),
  check: either(LEVEL_TOLD, REFUSED, MALFORMED),
});

const inPlaceOfOrders = kind('drug-in-place-of-an-order', 'Orders that hold no order but name the drug are about it', {
  'a dispense being prepared': asDraft('MedicationDispense', 'preparation'),
  'a statement of what is intended': asDraft('MedicationStatement', 'intended'),
  'an administration': asDraft('MedicationAdministration', 'in-progress'),
  'a usage of R5': asDraft('MedicationUsage', 'recorded'),
  'beside an order of another drug it is not the order': {
    request: call(
      'order-sign',
      {
        draftOrders: collection([
          draft(METFORMIN),
          { ...draft(TACROLIMUS), resourceType: 'MedicationStatement', id: 'said' },
        ]),
      },
      HIGH_LEVEL,
    ),
    check: QUIET_ANSWER,
  },
});

const product = (drug: Json): Json => ({ resourceType: 'Medication', id: 'drug', code: drug });
const twice = (concept: Json, referenced: Json, check: FieldCase['check']) => ({
  request: sign(
    order({
      medicationCodeableConcept: concept,
      contained: [product(referenced)],
      medicationReference: { reference: '#drug' },
    }),
  ),
  check,
});

const twoNames = kind('concept-and-reference', 'A concept and a reference both name the drug', {
  'tacrolimus by reference only': twice(METFORMIN, TACROLIMUS, either(LEVEL_TOLD, REFUSED, MALFORMED)),
  'tacrolimus by concept only': twice(TACROLIMUS, METFORMIN, either(LEVEL_TOLD, REFUSED, MALFORMED)),
  'a house name, and tacrolimus by reference': twice({ text: 'Own stock 4711' }, TACROLIMUS, LEVEL_TOLD),
  'another drug twice': twice(METFORMIN, METFORMIN, QUIET_ANSWER),
});

export const ORDER_KINDS = [
  ...[orderUnreadable, orderQuiet, selectionsSelectNothing, orderSetReads, urnOfThePatient, idleMember],
  ...[drugTakenForNoDrug, inPlaceOfOrders, twoNames],
];
