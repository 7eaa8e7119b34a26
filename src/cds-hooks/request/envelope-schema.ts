import { z } from 'zod';
import { CdsError } from '../../domain/cds-error.js';
import { isJsonObject } from '../../domain/json.js';

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

const REQUIRED_OBJECT = z.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be a JSON object');

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

/** Members that every hook shares (CDS Hooks "HTTP Request"). What only fetching needs is read apart (`read-fetching`). */
export const ENVELOPE = z.object({
  hook: z.string('is required and must be a string').max(MAX_TEXT, `must be at most ${MAX_TEXT} characters`),
  // Any text will do: Epic's instances are GUID-shaped without being valid UUIDs.
  hookInstance: z
    .string('is required and must be a string')
    .min(1, 'must not be empty')
    .max(200, 'must be at most 200 characters'),
  context: z.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'is required and must be a JSON object'),
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

export function expressionOf(at: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((expression, step) => {
    if (typeof step === 'number') return `${expression}[${step}]`;
    return expression === '' ? String(step) : `${expression}.${String(step)}`;
  }, at);
}
