import type { OperationOutcome } from 'fhir/r4.js';
import * as z from 'zod';
import { CdsError } from '../../domain/cds-error.js';
import { isJsonObject } from '../request/json-body.js';

type FeedbackOutcome = 'accepted' | 'overridden';

/** One entry of a feedback body, in one shape for every version and spelling (CDS Hooks 2.0 and 3.0 "Feedback"). */
export interface FeedbackEntry {
  /** Lower case. */
  readonly card: string;
  readonly outcome: FeedbackOutcome;
  /** ISO 8601, UTC, milliseconds. */
  readonly outcomeAt: string;
  /** Ids of the accepted suggestions as they were sent; empty for an override. */
  readonly suggestions: readonly string[];
  readonly reason: FeedbackReason;
  /** The clinician's own words: reduced or encrypted before anything is kept, and never logged. */
  readonly comment: string | null;
}

/**
 * `coded`: picked from a list, ours or another. `ehr`: a reason built in Epic, which arrives as an extension; its category is
 * the only coded part. `none`: the card was set aside without a word, which CDS Hooks allows.
 */
export type FeedbackReason =
  | { readonly kind: 'none' }
  | { readonly kind: 'coded'; readonly system: string; readonly code: string }
  | { readonly kind: 'ehr'; readonly category: string | null };

/** What became of one entry. */
export interface KeptFeedback {
  readonly card: string;
  readonly outcome: FeedbackOutcome;
  readonly outcomeTimestamp: string;
  /** The same card, outcome and time was kept before; nothing was added. */
  readonly repeated: boolean;
  /** False when this service has shown no such card to this client; kept all the same. */
  readonly cardKnown: boolean;
}

interface FeedbackFault {
  /** Position in `feedback`. */
  readonly index: number;
  /** `feedback[2].outcomeTimestamp` */
  readonly expression: string;
  readonly message: string;
}

interface ParsedFeedback {
  readonly entries: readonly FeedbackEntry[];
  /** The first fault of each entry that cannot be kept. */
  readonly faults: readonly FeedbackFault[];
}

export const MAX_ENTRIES = 1_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** RFC 3339 with the offset of UTC, as cds-hooks asks of `outcomeTimestamp`. */
const UTC_INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]00:00)$/i;
const EPIC_REASON = 'com.epic.cdshooks.feedback.overrideReason.reason';

const TEXT = z.string('must be text').min(1, 'must not be empty');
const CODING = z.looseObject({ code: TEXT, system: TEXT }, 'must be a Coding with system and code');
const EXTENSION = z
  .custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be a JSON object')
  .meta({ type: 'object' })
  .nullish();
const OVERRIDE_REASON = z
  .looseObject(
    { reason: CODING.nullish(), userComment: z.string('must be text').nullish(), extension: EXTENSION },
    'must be an object',
  )
  // cds-fb-3; a reason built in Epic stands in the extension.
  .refine((given) => isGiven(given.reason) || hasText(given.userComment) || epicReason(given.extension) !== null, {
    message: 'must have a reason or a userComment',
  });

/** One entry of a feedback body, as it is sent. */
export const FEEDBACK_ENTRY = z
  .looseObject(
    {
      card: z.string('must be the uuid of a card').regex(UUID, 'must be the uuid of a card'),
      outcome: z.enum(['accepted', 'overridden'], 'must be accepted or overridden'),
      outcomeTimestamp: z
        .string('must be an RFC 3339 time in UTC')
        .refine((text) => isUtcInstant(text), 'must be an RFC 3339 time in UTC'),
      acceptedSuggestions: z
        .array(z.looseObject({ id: TEXT }, 'must be an object with an id'), 'must be an array')
        .max(100, 'must name at most 100 suggestions')
        .nullish(),
      overrideReason: OVERRIDE_REASON.nullish(),
      // Epic's spelling.
      overrideReasons: OVERRIDE_REASON.nullish(),
    },
    'must be an object',
  )
  // cds-fb-2
  .refine((entry) => entry.outcome !== 'accepted' || (entry.acceptedSuggestions ?? []).length > 0, {
    path: ['acceptedSuggestions'],
    message: 'must name the accepted suggestions',
  });

/**
 * Reads a feedback body. Each entry is judged by itself, so that one bad entry does not lose the others of its batch. No
 * message quotes the body.
 * @throws CdsError `invalid-request` when there is no array of feedback; `too-large` beyond 1,000 entries
 */
export function parseFeedback(body: unknown): ParsedFeedback {
  const list = isJsonObject(body) ? body.feedback : undefined;
  if (!Array.isArray(list) || list.length === 0) {
    throw new CdsError('invalid-request', 'feedback must be an array with at least one entry.', 'feedback');
  }
  if (list.length > MAX_ENTRIES) {
    throw new CdsError('too-large', `feedback must hold at most ${MAX_ENTRIES} entries.`, 'feedback');
  }
  const read = list.map((entry: unknown, index) => readEntry(entry, index));
  return {
    entries: read.flatMap((one) => ('card' in one ? [one] : [])),
    faults: read.flatMap((one) => ('card' in one ? [] : [one])),
  };
}

function readEntry(value: unknown, index: number): FeedbackEntry | FeedbackFault {
  const reading = FEEDBACK_ENTRY.safeParse(value);
  if (!reading.success) {
    const issue = reading.error.issues[0];
    return { index, expression: expressionOf(index, issue?.path ?? []), message: issue?.message ?? 'is not valid' };
  }
  const { card, outcome, outcomeTimestamp, acceptedSuggestions, overrideReason, overrideReasons } = reading.data;
  const given = outcome === 'overridden' ? (overrideReason ?? overrideReasons) : null;
  return {
    card: card.toLowerCase(),
    outcome,
    outcomeAt: new Date(outcomeTimestamp).toISOString(),
    suggestions: outcome === 'accepted' ? (acceptedSuggestions ?? []).map(({ id }) => id) : [],
    reason: reasonOf(given),
    comment: hasText(given?.userComment) ? given.userComment : null,
  };
}

function reasonOf(given: z.output<typeof OVERRIDE_REASON> | null | undefined): FeedbackReason {
  if (isGiven(given?.reason)) return { kind: 'coded', system: given.reason.system, code: given.reason.code };
  return epicReason(given?.extension) ?? { kind: 'none' };
}

/** Category, display and title; only the category is coded, the others are what the clinician read. */
function epicReason(extension: Readonly<Record<string, unknown>> | null | undefined): FeedbackReason | null {
  if (!Object.keys(extension ?? {}).some((name) => name.startsWith(EPIC_REASON))) return null;
  const category = extension?.[`${EPIC_REASON}Category`];
  return { kind: 'ehr', category: hasText(category) ? category : null };
}

/** Some clients write null where CDS Hooks leaves a member out. */
function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== null && value !== undefined;
}

function hasText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** A date that the calendar does not have (30 February) is moved on by the parser, so it is compared. */
function isUtcInstant(text: string): boolean {
  const day = UTC_INSTANT.exec(text)?.[1];
  const time = Date.parse(text);
  return day !== undefined && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function expressionOf(index: number, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (at, step) => (typeof step === 'number' ? `${at}[${step}]` : `${at}.${String(step)}`),
    `feedback[${index}]`,
  );
}

/** What was kept. CDS Hooks asks for no body; it tells an integrator which of the entries named a card of ours. */
export function feedbackAnswer(kept: readonly KeptFeedback[]): { readonly kept: readonly KeptFeedback[] } {
  return { kept };
}

/** Names each entry that was refused, and says how many others were kept: those need not be sent again. */
export function feedbackOutcome(faults: readonly FeedbackFault[], kept: number): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      ...faults.map(({ expression, message }) => ({
        severity: 'error' as const,
        code: 'invalid' as const,
        diagnostics: `${expression} ${message}.`,
        expression: [expression],
      })),
      {
        severity: 'information',
        code: 'informational',
        diagnostics: `${kept} of ${kept + faults.length} entries were kept; only those named here were not.`,
      },
    ],
  };
}
