import { describe, expect, it } from '@jest/globals';
import { CdsError } from '../../src/domain/cds-error.js';
import type { HookName } from '../../src/domain/service-definition.js';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import { capturedSandboxBodies, capturedSandboxBody, orderSelectBody, withContext } from './request-samples.js';

type Body = Record<string, unknown>;

const parse = (body: unknown, hook: HookName = 'order-select') => parseHookRequest({ id: 'service', hook }, body);

function refusalOf(body: unknown, hook: HookName = 'order-select'): CdsError {
  try {
    parse(body, hook);
  } catch (error) {
    if (error instanceof CdsError) return error;
    throw error;
  }
  throw new Error('the body was accepted');
}

const fhirAuthorization = orderSelectBody().fhirAuthorization as Body;
const withAuthorization = (changes: Body) =>
  orderSelectBody({ fhirAuthorization: { ...fhirAuthorization, ...changes } });

describe('a valid call', () => {
  it('is read member by member', () => {
    const body = orderSelectBody();
    const request = parse(body);
    expect(request).toMatchObject({
      hook: 'order-select',
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      patientId: 'pat-1',
      userId: 'PractitionerRole/dr-1',
      encounterId: 'enc-1',
      orders: [{ at: 'context.draftOrders.entry[0].resource', selected: true }],
      unreadableOrders: [],
      fhirServer: 'https://ehr.example/fhir/R4',
      fhirAuthorization: {
        accessToken: 'abc.def-123',
        expiresIn: 300,
        scope: 'patient/Observation.read',
        subject: 'cds-service',
        patient: 'pat-1',
      },
    });
  });

  it('hands its resources on uncopied', () => {
    const body = orderSelectBody();
    const request = parse(body);
    const { draftOrders } = body.context as { draftOrders: { entry: { resource: unknown }[] } };
    expect(request.orders[0]?.resource).toBe(draftOrders.entry[0]?.resource);
    expect(request.prefetch.get('patient')).toBe((body.prefetch as Body).patient);
  });

  it('changes nothing in the body', () => {
    const body = orderSelectBody();
    parse(body);
    expect(body).toEqual(orderSelectBody());
  });
});

describe('what is refused, with the field named', () => {
  const tooLong = 'x'.repeat(201);
  it.each<[string, unknown, string | null]>([
    ['a body that is null', null, null],
    ['a body that is an array', [], null],
    ['a body that is a string', 'order-select', null],
    ['no hook', orderSelectBody({ hook: undefined }), 'hook'],
    ['a hook that is a number', orderSelectBody({ hook: 1 }), 'hook'],
    ['another hook', orderSelectBody({ hook: 'order-sign' }), 'hook'],
    ['a hook nobody knows', orderSelectBody({ hook: '__proto__' }), 'hook'],
    ['no hookInstance', orderSelectBody({ hookInstance: undefined }), 'hookInstance'],
    ['an empty hookInstance', orderSelectBody({ hookInstance: '' }), 'hookInstance'],
    ['a hookInstance of 201 characters', orderSelectBody({ hookInstance: tooLong }), 'hookInstance'],
    ['no context', orderSelectBody({ context: undefined }), 'context'],
    ['a context that is null', orderSelectBody({ context: null }), 'context'],
    ['a context that is an array', orderSelectBody({ context: [] }), 'context'],
    ['no patientId', withContext({ patientId: undefined }), 'context.patientId'],
    ['a patientId with a slash', withContext({ patientId: 'Patient/pat-1' }), 'context.patientId'],
    ['a patientId that climbs', withContext({ patientId: '../Observation' }), 'context.patientId'],
    ['a patientId with a query', withContext({ patientId: 'pat-1?_count=1' }), 'context.patientId'],
    ['a patientId with a line break', withContext({ patientId: 'pat-1\n' }), 'context.patientId'],
    ['a patientId of 65 characters', withContext({ patientId: 'p'.repeat(65) }), 'context.patientId'],
    ['a patientId of more digits than a number keeps', withContext({ patientId: 2 ** 53 }), 'context.patientId'],
    ['a patientId beyond any number', withContext({ patientId: Infinity }), 'context.patientId'],
    ['a patientId with a fraction', withContext({ patientId: 1.5 }), 'context.patientId'],
    ['a negative patientId', withContext({ patientId: -7 }), 'context.patientId'],
    ['an empty patientId', withContext({ patientId: '' }), 'context.patientId'],
    ['a userId that is an object', withContext({ userId: {} }), 'context.userId'],
    ['selections that are a number', withContext({ selections: 7 }), 'context.selections'],
    ['a selection that is an object', withContext({ selections: ['a/1', {}] }), 'context.selections[1]'],
    ['draftOrders that are an array', withContext({ draftOrders: [] }), 'context.draftOrders'],
    ['draftOrders that are a string', withContext({ draftOrders: 'Bundle' }), 'context.draftOrders'],
    [
      'draftOrders that are one order, not a Bundle',
      withContext({ draftOrders: { resourceType: 'MedicationRequest' } }),
      'context.draftOrders.resourceType',
    ],
    ['entry that is a number', withContext({ draftOrders: { entry: 7 } }), 'context.draftOrders.entry'],
    ['an entry that is null', withContext({ draftOrders: { entry: [null] } }), 'context.draftOrders.entry[0]'],
    ['prefetch that is a string', orderSelectBody({ prefetch: '{}' }), 'prefetch'],
    ['a fhirServer that is a file', orderSelectBody({ fhirServer: 'file:///etc/passwd' }), 'fhirServer'],
    ['a fhirServer with user info', orderSelectBody({ fhirServer: 'https://u:p@ehr.example/' }), 'fhirServer'],
    ['a fhirServer with empty user info', orderSelectBody({ fhirServer: 'https://@ehr.example/' }), 'fhirServer'],
    ['a fhirServer with backslashes', orderSelectBody({ fhirServer: 'https:\\\\ehr.example' }), 'fhirServer'],
    [
      'a fhirServer of 3,000 characters',
      orderSelectBody({ fhirServer: `https://e.example/${'x'.repeat(3_000)}` }),
      'fhirServer',
    ],
    ['a fhirServer with a line break', orderSelectBody({ fhirServer: 'https://ehr.example/\nx' }), 'fhirServer'],
  ])('%s -> refused', (_what, body, expression) => {
    const refusal = refusalOf(body);
    expect(refusal.code).toBe('invalid-request');
    expect(refusal.expression).toBe(expression);
    if (expression !== null) expect(refusal.message).toContain(expression);
  });

  it('no refusal quotes the request', () => {
    const secret = 'Jane Doe 1971-04-02';
    const bodies = [
      orderSelectBody({ hook: secret }),
      withContext({ patientId: secret }),
      orderSelectBody({ fhirServer: `https://${secret}@ehr.example` }),
      withContext({ draftOrders: { resourceType: secret } }),
    ];
    for (const body of bodies) expect(refusalOf(body).message).not.toContain(secret);
  });
});

describe('what is tolerated', () => {
  it.each<[string, Body]>([
    ['no userId', withContext({ userId: undefined })],
    ['a userId that is null', withContext({ userId: null })],
    [
      'a hookInstance that is no valid UUID, as Epic sends',
      orderSelectBody({ hookInstance: '00000000-007b-9f33-e810-e841a57c502c' }),
    ],
    ['no prefetch', orderSelectBody({ prefetch: undefined })],
    ['prefetch that is null', orderSelectBody({ prefetch: null })],
    ['no draftOrders and no selections', withContext({ draftOrders: undefined, selections: undefined })],
    ['draftOrders without type and entry', withContext({ draftOrders: { resourceType: 'Bundle' } })],
    ['draftOrders without resourceType', withContext({ draftOrders: { entry: [] } })],
    ['unknown members everywhere', { ...withContext({ somethingNew: [1] }), another: { x: 1 } }],
    ['an extension object', orderSelectBody({ extension: { 'com.epic.cdshooks.request.fhir-version': 'R4' } })],
    ['no fhirServer and no authorization', orderSelectBody({ fhirServer: undefined, fhirAuthorization: undefined })],
    ['token_type in lower case', withAuthorization({ token_type: 'bearer' })],
    ['a SMART v2 scope', withAuthorization({ scope: 'patient/Observation.rs?category=laboratory' })],
    ['a FHIR server on http (the profile decides)', orderSelectBody({ fhirServer: 'http://127.0.0.1:8091' })],
  ])('%s -> read', (_what, body) => {
    expect(parse(body).patientId).toBe('pat-1');
  });

  it('an encounterId that is no FHIR id -> null, so that it reaches no URL', () => {
    expect(parse(withContext({ encounterId: '../../admin' })).encounterId).toBeNull();
  });

  it('missing and empty members -> null, not empty text', () => {
    const request = parse(withContext({ userId: '', encounterId: undefined, selections: undefined }));
    expect([request.userId, request.encounterId]).toEqual([null, null]);
    expect(request.orders.every(({ selected }) => selected)).toBe(true);
  });

  it('a resource of any shape stays as it came', () => {
    const odd = { resourceType: 'MedicationOrder', category: { coding: [] }, dosageInstruction: 'as needed' };
    expect(parse(withContext({ draftOrders: { entry: [{ resource: odd }] } })).orders[0]?.resource).toBe(odd);
  });

  it.each<[string, Body, unknown]>([
    ['patientId', withContext({ patientId: 7 }), '7'],
    ['encounterId', withContext({ encounterId: 3 }), '3'],
  ])('a %s that is a number -> the same as text', (member, body, expected) => {
    expect(parse(body)).toHaveProperty(member, expected);
  });

  it.each<[string, Body]>([
    ['prefetch', orderSelectBody({ prefetch: [] })],
    ['prefetch that is empty text', orderSelectBody({ prefetch: '' })],
  ])('an empty list as %s -> no prefetch', (_member, body) => {
    expect(parse(body).prefetch.size).toBe(0);
  });
});

describe('what only fetching needs spoils fetching, and not the call', () => {
  it.each<[string, Body, string | null]>([
    ['no fhirServer', orderSelectBody({ fhirServer: undefined }), null],
    ['fhirServer null', orderSelectBody({ fhirServer: null }), null],
    ['fhirServer empty', orderSelectBody({ fhirServer: '' }), null],
    ['fhirServer a number', orderSelectBody({ fhirServer: 1 }), 'fhirServer'],
    ['fhirServer an object', orderSelectBody({ fhirServer: {} }), 'fhirServer'],
    ['fhirServer relative', orderSelectBody({ fhirServer: '/fhir' }), 'fhirServer'],
    ['fhirAuthorization a text', orderSelectBody({ fhirAuthorization: 'x' }), 'fhirAuthorization'],
    ['no access_token', withAuthorization({ access_token: undefined }), 'fhirAuthorization.access_token'],
    [
      'an access_token with a line break',
      withAuthorization({ access_token: 'a\r\nb' }),
      'fhirAuthorization.access_token',
    ],
    ['token_type MAC', withAuthorization({ token_type: 'mac' }), 'fhirAuthorization.token_type'],
    ['expires_in a word', withAuthorization({ expires_in: 'soon' }), 'fhirAuthorization.expires_in'],
    ['expires_in with a fraction', withAuthorization({ expires_in: 0.5 }), 'fhirAuthorization.expires_in'],
    ['expires_in beyond numbers', withAuthorization({ expires_in: Infinity }), 'fhirAuthorization.expires_in'],
    ['scope a list', withAuthorization({ scope: [] }), 'fhirAuthorization.scope'],
    ['subject a list', withAuthorization({ subject: [] }), 'fhirAuthorization.subject'],
  ])('%s -> read, nothing to fetch with', (_what, body, fault) => {
    const request = parse(body);
    expect(request).toMatchObject({ fhirServer: null, fhirAuthorization: null, fetchFault: fault });
    expect(request.orders).toHaveLength(1);
  });

  it.each<[string, Body, Body]>([
    ['expires_in as text', { expires_in: '300' }, { expiresIn: 300 }],
    ['no token_type', { token_type: undefined }, { expiresIn: 300 }],
    ['no expires_in', { expires_in: undefined }, { expiresIn: null }],
    ['scope null', { scope: null }, { scope: '' }],
    ['no subject', { subject: undefined }, { subject: null }],
    ['patient empty', { patient: '' }, { patient: null }],
    ['patient a number', { patient: 12 }, { patient: '12' }],
    ['fhirAuthorization with members of later versions', { new_member: {} }, { expiresIn: 300 }],
  ])('%s -> read as what it means', (_what, changes, expected) => {
    expect(parse(withAuthorization(changes))).toMatchObject({ fetchFault: null, fhirAuthorization: expected });
  });

  it('a token that cannot be used still says whose it is', () => {
    expect(parse(withAuthorization({ patient: 'pat-9', token_type: 'mac' })).tokenPatient).toBe('pat-9');
  });
});

describe('prefetch', () => {
  it('a key that is null (no data) and a missing key (not provided) are told apart', () => {
    const { prefetch } = parse(orderSelectBody({ prefetch: { creatinine: null } }));
    expect([prefetch.has('creatinine'), prefetch.get('creatinine')]).toEqual([true, null]);
    expect(prefetch.has('levels')).toBe(false);
  });

  it('keys are kept as given, Epic starts some with a dash', () => {
    expect([...parse(orderSelectBody({ prefetch: { '-labs': null, 'B c': null } })).prefetch.keys()]).toEqual([
      '-labs',
      'B c',
    ]);
  });

  it('__proto__ and constructor are keys like any other, and change nothing', () => {
    const prefetch: unknown = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    );
    const request = parse(orderSelectBody({ prefetch }));
    expect([...request.prefetch.keys()]).toEqual(['__proto__', 'constructor']);
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('hooks', () => {
  const orders = { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'MedicationOrder' } }] };
  const prescribe = (context: Body) => ({
    hook: 'medication-prescribe',
    hookInstance: '1',
    context: { userId: 'Practitioner/1', patientId: 'pat-1', ...context },
  });

  it.each<[string, Body]>([
    ['medications (CDS Hooks 1.0)', { medications: orders }],
    ['draftOrders (as later hooks)', { draftOrders: orders }],
    ['medications null and draftOrders', { medications: null, draftOrders: orders }],
  ])('medication-prescribe with %s -> its orders', (_what, context) => {
    expect(parse(prescribe(context), 'medication-prescribe').orders).toHaveLength(1);
  });

  it('medication-prescribe with medications of the wrong type -> refused by that name', () => {
    expect(refusalOf(prescribe({ medications: [] }), 'medication-prescribe').expression).toBe('context.medications');
  });

  it('patient-view has no orders, even if some are sent', () => {
    const body = { ...withContext({ draftOrders: orders }), hook: 'patient-view' };
    expect(parse(body, 'patient-view')).toMatchObject({ orders: [], unreadableOrders: [] });
  });

  it('order-sign has no selections, even if some are sent: every order is being signed', () => {
    const body = { ...withContext({ selections: ['MedicationRequest/other'] }), hook: 'order-sign' };
    expect(parse(body, 'order-sign').orders.map(({ selected }) => selected)).toEqual([true]);
  });

  it.each<[string, Body, HookName]>([
    [
      'patient-view without orders to an order-select service',
      capturedSandboxBody('patient-view.json'),
      'order-select',
    ],
    ['patient-view with orders to an order-sign service', orderSelectBody({ hook: 'patient-view' }), 'order-sign'],
    ['order-select to a patient-view service', orderSelectBody(), 'patient-view'],
    ['order-select to a medication-prescribe service', orderSelectBody(), 'medication-prescribe'],
  ])('%s -> refused', (_what, body, hook) => {
    expect(refusalOf(body, hook).expression).toBe('hook');
  });
});

describe('what the Sandbox really sends', () => {
  const hookOf = (name: string): HookName =>
    name.startsWith('order-sign') ? 'order-sign' : name.startsWith('patient-view') ? 'patient-view' : 'order-select';

  it.each(capturedSandboxBodies().map(({ name, body }) => [name, body] as const))('%s -> read', (name, body) => {
    const request = parse(body, hookOf(name));
    expect(request).toMatchObject({ hook: hookOf(name), patientId: 'tac-1', fhirServer: 'http://127.0.0.1:8091' });
    expect([...request.prefetch.keys()].sort()).toEqual(['levels', 'meds', 'patient']);
  });

  it('the tab clicked again: no orders, no selections', () => {
    const request = parse(capturedSandboxBody('order-select.rx-view.tab-clicked-again.json'));
    expect(request).toMatchObject({ orders: [], unreadableOrders: [] });
  });

  it('order-select mislabelled as patient-view is order-select, with its selection', () => {
    const request = parse(capturedSandboxBody('mislabelled.screen-rx-view-without-hook.json'));
    expect(request).toMatchObject({ hook: 'order-select', orders: [{ selected: true }] });
  });
});
