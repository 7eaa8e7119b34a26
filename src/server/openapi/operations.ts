import { type DiscoveryDocument } from '../../cds-hooks/discovery/discovery.js';
import type { CdsErrorCode } from '../../domain/cds-error.js';
import type { JsonObject } from '../../domain/json.js';
import { CALLS, DISCOVERED, FEEDBACK, FEEDBACK_KEPT, NOTHING_TO_SAY, ONE_CARD } from './examples.js';
import { anyCall, schemaRef } from './schemas.js';

/** Parts of the service that a site may do without. */
export type OptionalPart = 'home' | 'feedback' | 'reports' | 'cardPages' | 'smart' | 'traces' | 'fhir';

export interface Operation {
  readonly method: 'get' | 'post';
  /** `/cds-services/{id}` */
  readonly path: string;
  readonly id: string;
  readonly tag: 'CDS Hooks' | 'Health' | 'People' | 'Administration' | 'FHIR';
  readonly summary: string;
  readonly description?: string;
  /** Missing where the part is; always there where none is named. */
  readonly part?: OptionalPart;
  /** Who is let in; anybody where it is left out. */
  readonly security?: 'client' | 'reports' | 'traces';
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: { readonly schema: JsonObject; readonly examples: Readonly<Record<string, unknown>> };
  readonly answer: {
    readonly type: string;
    readonly description: string;
    readonly schema?: JsonObject;
    readonly examples?: Readonly<Record<string, unknown>>;
  };
  /** Another status with the body of the good answer: 503 of `/readyz`. */
  readonly also?: Readonly<Record<string, string>>;
  readonly errors: readonly CdsErrorCode[];
}

const JSON_TYPE = 'application/json';
const HTML: Operation['answer'] = { type: 'text/html', description: 'A page for people.', schema: { type: 'string' } };
const CALL_ERRORS: readonly CdsErrorCode[] = [
  'invalid-json',
  'invalid-request',
  'wrong-patient',
  'unauthorized',
  'forbidden',
  'fhir-server-not-allowed',
  'unknown-service',
  'data-unavailable',
  'too-large',
  'unsupported-media-type',
  'rate-limited',
  'overloaded',
  'internal',
];

const FHIR_ERRORS: readonly CdsErrorCode[] = [
  'invalid-request',
  'unauthorized',
  'unknown-service',
  'rate-limited',
  'internal',
];

function fhirRead(path: string, id: string, summary: string, query?: Operation['query']): Operation {
  return {
    method: 'get',
    path,
    id,
    tag: 'FHIR',
    summary,
    part: 'fhir',
    ...(path === '/fhir/metadata' ? {} : { security: 'client' }),
    ...(query === undefined ? {} : { query }),
    answer: { type: 'application/fhir+json', description: 'As asked.', schema: schemaRef('FhirResource') },
    errors: path === '/fhir/metadata' ? ['internal'] : FHIR_ERRORS,
  };
}

const SEARCH = {
  _id: 'Id of the resource',
  url: 'Canonical address',
  name: 'Beginning of the name',
  version: 'Version',
  _count: 'Resources in one answer; 20 unless said',
  _offset: 'Resources to leave out before; the next link has it',
};
const EXPAND = { filter: 'Words of code or display', offset: 'Codes to leave out', count: 'Codes in one answer' };
const VALIDATE = { system: 'Code system, required', code: 'The code, required', display: 'Its words' };
const SET_URL = { url: 'Canonical address of the set, required' };

const FHIR_READS: readonly Operation[] = [
  fhirRead('/fhir/metadata', 'fhirCapabilities', 'CapabilityStatement'),
  ...(['ValueSet', 'PlanDefinition', 'Library'] as const).flatMap((type) => [
    fhirRead(`/fhir/${type}`, `search${type}`, `Search for a ${type}`, SEARCH),
    fhirRead(`/fhir/${type}/{id}`, `read${type}`, `Read one ${type}`),
  ]),
  fhirRead('/fhir/ValueSet/$expand', 'expandByUrl', 'The codes of the set of this address', { ...SET_URL, ...EXPAND }),
  fhirRead('/fhir/ValueSet/{id}/$expand', 'expand', 'The codes of this set', EXPAND),
  fhirRead(
    '/fhir/ValueSet/$validate-code',
    'validateCodeByUrl',
    'Whether the service takes a code for one of the set',
    {
      ...SET_URL,
      ...VALIDATE,
    },
  ),
  fhirRead(
    '/fhir/ValueSet/{id}/$validate-code',
    'validateCode',
    'Whether the service takes a code for one of this set',
    VALIDATE,
  ),
];

/** Every path and method that this service answers, but for the preflights of browsers and `/metrics` on its own port. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/cds-services',
    id: 'discover',
    tag: 'CDS Hooks',
    summary: 'The services, their hooks and prefetch templates',
    description: 'Open to anybody unless DISCOVERY=authenticated; a known client gets the templates of its EHR.',
    security: 'client',
    answer: {
      type: JSON_TYPE,
      description: 'The services.',
      schema: schemaRef('Discovery'),
      examples: { discovery: DISCOVERED satisfies DiscoveryDocument },
    },
    errors: ['unauthorized', 'rate-limited', 'overloaded', 'internal'],
  },
  {
    method: 'post',
    path: '/cds-services/{id}',
    id: 'callService',
    tag: 'CDS Hooks',
    summary: 'Ask a service about the patient of the call',
    description: 'No cards: everything was checked, and there is nothing to say. 412: nothing could be checked.',
    security: 'client',
    body: { schema: anyCall(), examples: CALLS },
    answer: {
      type: JSON_TYPE,
      description: 'Cards, or none.',
      schema: schemaRef('CdsResponse'),
      examples: { nothingToSay: NOTHING_TO_SAY, oneCard: ONE_CARD },
    },
    errors: CALL_ERRORS,
  },
  {
    method: 'post',
    path: '/cds-services/{id}/feedback',
    id: 'sendFeedback',
    tag: 'CDS Hooks',
    summary: 'What clinicians did with the cards',
    part: 'feedback',
    security: 'client',
    body: { schema: schemaRef('Feedback'), examples: { overridden: FEEDBACK } },
    answer: {
      type: JSON_TYPE,
      description: 'What was kept.',
      schema: schemaRef('FeedbackAnswer'),
      examples: { kept: FEEDBACK_KEPT },
    },
    errors: CALL_ERRORS.filter(
      (code) => !['wrong-patient', 'fhir-server-not-allowed', 'data-unavailable'].includes(code),
    ),
  },
  {
    method: 'get',
    path: '/healthz',
    id: 'isAlive',
    tag: 'Health',
    summary: 'Whether the process is alive',
    answer: { type: JSON_TYPE, description: 'It is.', schema: schemaRef('Alive'), examples: { ok: { status: 'ok' } } },
    errors: [],
  },
  {
    method: 'get',
    path: '/readyz',
    id: 'isReady',
    tag: 'Health',
    summary: 'Whether it is ready for calls, and the state of its parts',
    answer: {
      type: JSON_TYPE,
      description: 'Ready.',
      schema: schemaRef('Health'),
      examples: { ready: { ready: true, store: 'sqlite', canary: 'ok' } },
    },
    also: { '503': 'Not ready: starting, stopping, or without the database that tokens need.' },
    errors: ['internal'],
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'describe',
    tag: 'People',
    summary: 'This description',
    answer: { type: JSON_TYPE, description: 'An OpenAPI 3.1 document.', schema: { type: 'object' } },
    errors: [],
  },
  {
    method: 'get',
    path: '/',
    id: 'home',
    tag: 'People',
    summary: 'What is running here; no data of patients',
    part: 'home',
    answer: HTML,
    errors: [],
  },
  {
    method: 'get',
    path: '/why/{card}',
    id: 'cardPage',
    tag: 'People',
    summary: 'All values, baselines and evidence behind one card',
    description: 'The link stands on the card. Whoever holds it may read this one page for some minutes.',
    part: 'cardPages',
    query: { until: 'When the link ends, milliseconds since 1970', signature: 'Of the link' },
    answer: HTML,
    also: { '404': 'The link is forged or too old; a page says so.' },
    errors: [],
  },
  {
    method: 'get',
    path: '/smart/launch',
    id: 'smartLaunch',
    tag: 'People',
    summary: 'An EHR launches the service as a SMART app',
    description: 'Sends the browser on to the authorization server of the EHR (SMART App Launch 2.2).',
    part: 'smart',
    query: { iss: 'A FHIR base of the clients file', launch: 'As the EHR made it' },
    answer: HTML,
    also: { '302': 'To the authorization server.', '403': 'Not a FHIR server of the clients file; a page says so.' },
    errors: [],
  },
  {
    method: 'get',
    path: '/smart/callback',
    id: 'smartCallback',
    tag: 'People',
    summary: 'The chart that is open in the EHR, read with the token of its user',
    part: 'smart',
    query: { code: 'Of the authorization server', state: 'Of the launch' },
    answer: HTML,
    also: { '400': 'The launch is over.', '403': 'The EHR said no.', '502': 'The EHR did not answer.' },
    errors: [],
  },
  {
    method: 'get',
    path: '/smart/jwks.json',
    id: 'smartKeys',
    tag: 'People',
    summary: 'The public keys by which an EHR checks that it is this service that asks for a token',
    description: 'A JWK Set (RFC 7517). Empty where no client has `smart.privateKeyFile`.',
    part: 'smart',
    answer: { type: JSON_TYPE, description: 'A JWK Set.', schema: { type: 'object' } },
    errors: [],
  },
  {
    method: 'get',
    path: '/reports',
    id: 'report',
    tag: 'Administration',
    summary: 'How often each rule fired, and what clinicians did',
    part: 'reports',
    security: 'reports',
    query: { from: 'First day: 2026-11-01', to: 'Last day', format: 'html, json or csv; else as Accept says' },
    answer: HTML,
    errors: ['invalid-request', 'unauthorized', 'overloaded', 'internal'],
  },
  {
    method: 'get',
    path: '/traces/{card}',
    id: 'trace',
    tag: 'Administration',
    summary: 'Why a card appeared, with facts of the patient',
    part: 'traces',
    security: 'traces',
    answer: { type: JSON_TYPE, description: 'The explanation.', schema: schemaRef('Trace') },
    errors: ['unauthorized', 'unknown-service', 'internal'],
  },
  ...FHIR_READS,
];
