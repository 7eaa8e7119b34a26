import type { Check, FieldCase, ScriptedAnswer, Upstream } from '../../support/field-case/field-case.js';
import { AS_OF, collection, draft, PATIENT, PATIENT_ID, prefetched, searchset, TACROLIMUS } from '../charts.js';
import type { Chart, Json } from '../charts.js';

/** A kind of failure met in the field, and members of it that nobody has to have met yet. */
export interface Kind {
  readonly kind: string;
  /** What is right, in words. */
  readonly right: string;
  readonly members: readonly FieldCase[];
}

type Members = Readonly<Record<string, Omit<FieldCase, 'name' | 'kind' | 'expect' | 'asOf'>>>;

export function kind(name: string, right: string, members: Members): Kind {
  return {
    kind: name,
    right,
    members: Object.entries(members).map(([member, rest]) => ({
      name: member,
      kind: name,
      expect: right,
      asOf: AS_OF,
      ...rest,
    })),
  };
}

// ---- Calls --------------------------------------------------------------------------------------------------------

type Request = FieldCase['request'];

/** A hook with the whole chart in prefetch; `changes` replaces members of the body. */
export function call(hook: string, context: Json, chart: Chart | null, changes: Json = {}): Request {
  return {
    service: `tacrolimus-${hook}`,
    body: {
      hook,
      hookInstance: '5d3f0c6a-1c44-4b7a-8f0e-3b2a91c40001',
      context: { userId: 'Practitioner/dr-1', patientId: PATIENT_ID, ...context },
      ...(chart === null ? {} : { prefetch: prefetched(chart) }),
      ...changes,
    },
  };
}

/** Signing one order. */
export function signing(order: Json, chart: Chart | null, changes: Json = {}): Request {
  return call('order-sign', { draftOrders: collection([order]) }, chart, changes);
}

/** Signing tacrolimus: the trigger of everything. */
export function signingTacrolimus(chart: Chart | null, changes: Json = {}): Request {
  return signing(draft(TACROLIMUS), chart, changes);
}

/** Opening the chart. */
export function viewing(chart: Chart): Request {
  return call('patient-view', {}, chart);
}

// ---- What is right ------------------------------------------------------------------------------------------------

/** Words of the answer, in one place: a summary that is worded anew changes them here. */
export const LEVEL_TOLD: Check = { status: 200, textMatches: ['TacrolimusTroughHigh'] };
export const INJURY_TOLD: Check = { status: 200, textMatches: ['TacrolimusAkiStage'] };
export const BOTH_TOLD: Check = { status: 200, textMatches: ['TacrolimusTroughHigh', 'TacrolimusAkiStage'] };
export const REFUSED: Check = { status: 412, noCards: true };
export const MALFORMED: Check = { status: 400, noCards: true };
export const QUIET_ANSWER: Check = { status: 200, noCards: true };
export const SOMETHING_TOLD: Check = { status: 200, noCards: false };
const NOT_CHECKED = '"summary":"[^"]*Not checked[^"]*';
export const KIDNEY_NOT_CHECKED: Check = { status: 200, textMatches: [`${NOT_CHECKED}AKI`] };
export const LEVEL_NOT_CHECKED: Check = { status: 200, textMatches: [`${NOT_CHECKED}trough`] };
const NO_PLAN = 'No thiopurine plan|No maintenance plan';
export const NO_PLAN_NOT_CLAIMED: Check = { status: 200, textMatches: ['Not checked'], textLacks: [NO_PLAN] };

export function either(...anyOf: readonly Check[]): FieldCase['check'] {
  return { anyOf };
}

/** The level is told, and nothing was left out. */
export const WHOLE: Check = {
  status: 200,
  textMatches: ['TacrolimusTroughHigh'],
  summariesLack: ['Not checked', 'could not be had'],
};

// ---- FHIR servers -------------------------------------------------------------------------------------------------

export const BASE = 'http://127.0.0.1:{{port}}/fhir';

/** What a request says so that the chart can be fetched. */
export function access(fhirServer = BASE, authorization: Json = {}): Json {
  return {
    fhirServer,
    fhirAuthorization: {
      access_token: 'synthetic-token',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.read',
      subject: 'cds-client',
      ...authorization,
    },
  };
}

const CODES: Readonly<Record<string, string>> = {
  creatinine: '^/fhir/Observation\\?.*14682-9',
  tacrolimusLevels: '^/fhir/Observation\\?.*77348-1',
  thiopurineTests: '^/fhir/Observation\\?.*79713-4',
  testOrders: '^/fhir/ServiceRequest\\?',
  conditions: '^/fhir/Condition\\?',
  procedures: '^/fhir/Procedure\\?',
  allergies: '^/fhir/AllergyIntolerance\\?',
  medicationRequests: '^/fhir/MedicationRequest\\?',
  medicationStatements: '^/fhir/MedicationStatement\\?',
  medicationDispenses: '^/fhir/MedicationDispense\\?',
};

/** An ordinary server that holds the chart: each search answered at once, in one page. */
export function serving(chart: Chart): readonly ScriptedAnswer[] {
  return [
    { path: `^/fhir/Patient/${PATIENT_ID}$`, body: PATIENT },
    ...Object.entries(chart).map(([source, resources]) => ({ path: CODES[source]!, body: searchset(resources) })),
  ];
}

/** A server with peculiarities, which count before what it holds. */
export function server(chart: Chart, ...first: readonly ScriptedAnswer[]): Upstream {
  return { answers: [...first, ...serving(chart)] };
}

export function refusal(status: number, path: string, diagnostics: string, more: Partial<ScriptedAnswer> = {}) {
  const body = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing', diagnostics }] };
  return { path, status, body, ...more } satisfies ScriptedAnswer;
}

/** Signing tacrolimus with nothing prefetched. */
export function fetched(upstream: Upstream, check: Check = WHOLE, authorization: Json = {}, fhirServer = BASE) {
  return { request: signingTacrolimus(null, access(fhirServer, authorization)), upstream, check };
}
