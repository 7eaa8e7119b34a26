import * as z from 'zod';
import { CdsError } from '../../domain/cds-error.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { isJsonObject } from './json-body.js';

/**
 * The shape of a hook call around its resources. Resources, prefetch and extension stay `unknown` and keep their
 * identity: nothing inside them is cloned or read here. Unknown members are ignored (CDS Hooks "Extensions").
 * JSON null and empty text count as absent for optional members; a number where a text belongs is that text.
 */

/** A FHIR id. It becomes part of URLs, so anything else is refused rather than escaped. */
const FHIR_ID = /^[A-Za-z0-9.-]{1,64}$/;
const MAX_TEXT = 2_048;
const MAX_SELECTIONS = 1_000;
const MAX_PREFETCH_KEYS = 500;

const ANY_OBJECT = { type: 'object' } as const;
const REQUIRED_OBJECT = z
  .custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be a JSON object')
  .meta(ANY_OBJECT);

/** Middleware writes "nothing" as null, as an empty list, or as an empty text. */
const OPTIONAL_OBJECT = z.preprocess(
  (value) => (value === '' || (Array.isArray(value) && value.length === 0) ? null : value),
  REQUIRED_OBJECT.nullish(),
);

function text(message: string) {
  const bounded = z.string(message).max(MAX_TEXT, `must be at most ${MAX_TEXT} characters`);
  return z.preprocess((value) => (typeof value === 'number' ? String(value) : value), bounded);
}

/** A text that may be missing; an empty one says nothing, and is null. */
function optionalText(message: string) {
  return z.preprocess((value) => (value === '' ? null : value), text(message).nullish());
}

/** Members that every hook shares (CDS Hooks "HTTP Request"). What only fetching needs is read apart (`readFetching`). */
export const ENVELOPE = z.object({
  hook: z.string('is required and must be a string').max(MAX_TEXT, `must be at most ${MAX_TEXT} characters`),
  // Any text will do: Epic's instances are GUID-shaped without being valid UUIDs.
  hookInstance: z
    .string('is required and must be a string')
    .min(1, 'must not be empty')
    .max(200, 'must be at most 200 characters'),
  context: z
    .custom<Readonly<Record<string, unknown>>>(isJsonObject, 'is required and must be a JSON object')
    .meta(ANY_OBJECT),
  prefetch: OPTIONAL_OBJECT.refine(
    (prefetch) => Object.keys(prefetch ?? {}).length <= MAX_PREFETCH_KEYS,
    `must have at most ${MAX_PREFETCH_KEYS} keys`,
  ),
  extension: OPTIONAL_OBJECT,
});

/** Context members that every hook shares. `userId` is required by the specification, but nothing here rests on it. */
export const COMMON_CONTEXT = z.object({
  patientId: z.preprocess(
    // A number that lost digits on its way, or is none any more, would name another patient.
    (value) => (isWholeNumber(value) ? String(value) : value),
    z.string('is required and must be a string').regex(FHIR_ID, 'must be a FHIR id: 1-64 of A-Z a-z 0-9 . -'),
  ),
  userId: optionalText('must be a string'),
  encounterId: optionalText('must be a string'),
});

export const SELECTIONS = z
  .array(text('must be a string'), 'must be an array of strings')
  .max(MAX_SELECTIONS, `must hold at most ${MAX_SELECTIONS} references`)
  .nullish();

function isWholeNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** True for a FHIR id, as `context.patientId` must be. */
export function isFhirId(value: string): boolean {
  return FHIR_ID.test(value);
}

/**
 * Reads `value` with `schema`, or refuses it naming the first faulty field. The text holds the field and the rule,
 * never the value: it may be patient data.
 * @param at where `value` sits in the request: `context`, or '' for the body itself
 * @throws CdsError `invalid-request` with an expression such as `context.selections[2]`
 */
export function readWithSchema<T extends z.ZodType>(schema: T, value: unknown, at: string): z.output<T> {
  const reading = schema.safeParse(value);
  if (reading.success) return reading.data;
  const issue = reading.error.issues[0];
  const field = expressionOf(at, issue?.path ?? []);
  throw new CdsError('invalid-request', `${field} ${issue?.message ?? 'is not valid'}.`, field);
}

function expressionOf(at: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((expression, step) => {
    if (typeof step === 'number') return `${expression}[${step}]`;
    return expression === '' ? String(step) : `${expression}.${String(step)}`;
  }, at);
}

type Json = Readonly<Record<string, unknown>>;
type Fetching = Pick<HookRequest, 'fhirServer' | 'fhirAuthorization' | 'fetchFault' | 'tokenPatient'>;

/** RFC 6750 allows visible ASCII; a line break here would end up in a header. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const MAX_URL = 2_048;
/** Access tokens are JWTs at the longest; what is longer could not be sent in a header either. */
const MAX_TOKEN = 16_384;

const wholeNumber = (value: unknown) =>
  typeof value === 'string' && /^\d{1,10}$/.test(value.trim()) ? Number(value) : value;
const boundedText = (most: number) =>
  z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string('must be a string').max(most));

export const FHIR_AUTHORIZATION = z.object(
  {
    access_token: boundedText(MAX_TOKEN).pipe(
      z.string().regex(VISIBLE_ASCII, 'must be a non-empty string of visible ASCII'),
    ),
    // Only the token is needed to ask. What is left out of the rest is not known; what is there and wrong is a fault: a token
    // of another type would be shown in a way that it was not made for.
    token_type: boundedText(64)
      .pipe(z.string().regex(/^bearer$/i, 'must be "Bearer"'))
      .nullish(),
    expires_in: z.preprocess(wholeNumber, z.int('must be an integer number of seconds').nullish()),
    scope: boundedText(MAX_TOKEN).nullish(),
    subject: boundedText(MAX_URL).nullish(),
    patient: z.preprocess((value) => (value === '' ? null : value), boundedText(MAX_URL).nullish()),
  },
  'must be a JSON object',
);

/**
 * Reads what only fetching needs: `fhirServer` and `fhirAuthorization`. What is missing or malformed there spoils fetching
 * (`fetchFault` names it) and not the call: a complete prefetch is judged all the same. A URL that could be taken for
 * another server's than it says is refused, since a security decision must not rest on a repaired URL.
 * @throws CdsError `invalid-request` for such a URL
 */
export function readFetching({ fhirServer: server, fhirAuthorization: authorization }: Json): Fetching {
  const tokenPatient = tokenPatientOf(authorization);
  const nothing = { fhirServer: null, fhirAuthorization: null, tokenPatient };
  if (isNothing(server)) return { ...nothing, fetchFault: null };
  const base = readServer(server);
  if (base === null) return { ...nothing, fetchFault: 'fhirServer' };
  if (isNothing(authorization)) return { fhirServer: base, fhirAuthorization: null, tokenPatient, fetchFault: null };
  const reading = FHIR_AUTHORIZATION.safeParse(authorization);
  if (!reading.success) {
    return { ...nothing, fetchFault: expressionOf('fhirAuthorization', reading.error.issues[0]?.path ?? []) };
  }
  const { access_token: accessToken, expires_in: expiresIn, scope, subject, patient } = reading.data;
  return {
    fhirServer: base,
    fhirAuthorization: {
      accessToken,
      expiresIn: expiresIn ?? null,
      scope: scope ?? '',
      subject: subject ?? null,
      patient: patient ?? null,
    },
    tokenPatient,
    fetchFault: null,
  };
}

/** Absent, null, an empty text, an empty list. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** @returns null for what names no server at all: a number, a relative path, a word */
function readServer(server: unknown): string | null {
  if (typeof server !== 'string') return null;
  if (server.length <= MAX_URL && isFhirBase(server)) return server;
  if (server.length > MAX_URL || /^[\s]*[a-z][a-z0-9+.-]{0,30}:/i.test(server) || /[\\@]/.test(server)) {
    const message = 'fhirServer must be an absolute http(s) URL without user info.';
    throw new CdsError('invalid-request', message, 'fhirServer');
  }
  return null;
}

function isFhirBase(value: string): boolean {
  // The URL parser forgives blanks, backslashes and a missing "//".
  if (!/^https?:\/\/[^\s\\]+$/i.test(value) || !URL.canParse(value)) return false;
  return !/^https?:\/\/[^/?#]*@/i.test(value);
}

/** The binding counts even where the token cannot be used: a call that mixes two patients is refused. */
function tokenPatientOf(authorization: unknown): string | null {
  const patient = isJsonObject(authorization) ? authorization.patient : null;
  if (typeof patient === 'number') return String(patient);
  return typeof patient === 'string' && patient !== '' ? patient : null;
}
