import { z } from 'zod';
import { CdsError } from '../../domain/cds-error.js';
import { expressionOf } from './envelope-schema.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { isJsonObject } from '../../domain/json.js';

type Json = Readonly<Record<string, unknown>>;
type Fetching = Pick<HookRequest, 'fhirServer' | 'fhirAuthorization' | 'fetchFault' | 'tokenPatient'>;

/** RFC 6750 allows visible ASCII; a line break here would end up in a header. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const MAX_URL = 2_048;
/** Access tokens are JWTs at the longest; what is longer could not be sent in a header either. */
const MAX_TOKEN = 16_384;

const wholeNumber = (value: unknown) =>
  typeof value === 'string' && /^\d{1,10}$/.test(value.trim()) ? Number(value) : value;
const text = (most: number) =>
  z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string('must be a string').max(most));

const FHIR_AUTHORIZATION = z.object(
  {
    access_token: text(MAX_TOKEN).pipe(z.string().regex(VISIBLE_ASCII, 'must be a non-empty string of visible ASCII')),
    token_type: text(64).pipe(z.string().regex(/^bearer$/i, 'must be "Bearer"')),
    expires_in: z.preprocess(wholeNumber, z.int('must be an integer number of seconds')),
    scope: text(MAX_TOKEN),
    subject: text(MAX_URL),
    patient: z.preprocess((value) => (value === '' ? null : value), text(MAX_URL).nullish()),
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
    fhirAuthorization: { accessToken, expiresIn, scope, subject, patient: patient ?? null },
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
