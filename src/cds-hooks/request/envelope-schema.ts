import { z } from 'zod';
import { CdsError } from '../../domain/cds-error.js';
import { isJsonObject } from '../../domain/json.js';

/**
 * The shape of a hook call around its resources. Resources, prefetch and extension stay `unknown` and keep their
 * identity: nothing inside them is cloned or read here. Unknown members are ignored (CDS Hooks "Extensions").
 * JSON null counts as absent for optional members; strictly it may not be sent at all.
 */

/** A FHIR id. It becomes part of URLs, so anything else is refused rather than escaped. */
const FHIR_ID = /^[A-Za-z0-9.-]{1,64}$/;
/** RFC 6750 allows visible ASCII; a line break here would end up in a header. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

export const REQUIRED_OBJECT = z.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be a JSON object');
const OBJECT = REQUIRED_OBJECT.nullish();

function text(message: string) {
  return z.string(message);
}

const FHIR_AUTHORIZATION = z.object(
  {
    access_token: text('must be a string').regex(VISIBLE_ASCII, 'must be a non-empty string of visible ASCII'),
    token_type: text('must be "Bearer"').regex(/^bearer$/i, 'must be "Bearer"'),
    expires_in: z.int('must be an integer number of seconds'),
    scope: text('must be a string'),
    subject: text('must be a string'),
    patient: text('must be a string').nullish(),
  },
  'must be a JSON object',
);

/** Members that every hook shares (CDS Hooks "HTTP Request"). */
export const ENVELOPE = z.object({
  hook: text('is required and must be a string'),
  // Any text will do: Epic's instances are GUID-shaped without being valid UUIDs.
  hookInstance: text('is required and must be a string')
    .min(1, 'must not be empty')
    .max(200, 'must be at most 200 characters'),
  fhirServer: text('must be a string')
    .refine(isFhirBase, 'must be an absolute http(s) URL without user info')
    .nullish(),
  fhirAuthorization: FHIR_AUTHORIZATION.nullish(),
  context: z.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'is required and must be a JSON object'),
  prefetch: OBJECT,
  extension: OBJECT,
});

/** Context members that every hook shares. `userId` is required by the specification, but nothing here rests on it. */
export const COMMON_CONTEXT = z.object({
  patientId: text('is required and must be a string').regex(FHIR_ID, 'must be a FHIR id: 1-64 of A-Z a-z 0-9 . -'),
  userId: text('must be a string').nullish(),
  encounterId: text('must be a string').nullish(),
});

/** The orders Bundle, as loosely as EHRs send it: no `type`, no `entry`, entries without `fullUrl` or resource. */
export const ORDERS_BUNDLE = z
  .object(
    {
      resourceType: z.literal('Bundle', 'must be "Bundle"').nullish(),
      entry: z
        .array(
          z.object(
            { fullUrl: text('must be a string').nullish(), resource: z.unknown().optional() },
            'must be a JSON object',
          ),
          'must be an array',
        )
        .nullish(),
    },
    'must be a Bundle',
  )
  .nullish();

export const SELECTIONS = z.array(text('must be a string'), 'must be an array of strings').nullish();

/** True for a FHIR id, as `context.patientId` must be. */
export function isFhirId(value: string): boolean {
  return FHIR_ID.test(value);
}

function isFhirBase(value: string): boolean {
  // The URL parser forgives blanks, backslashes and a missing "//"; a security decision must not rest on a repaired URL.
  if (!/^https?:\/\/[^\s\\]+$/i.test(value) || !URL.canParse(value)) return false;
  return !/^https?:\/\/[^/?#]*@/i.test(value);
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
