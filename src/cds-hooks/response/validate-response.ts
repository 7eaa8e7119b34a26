import * as z from 'zod';
import type { Card, CdsResponse } from '../../domain/card.js';
import { SEVERITIES } from '../../domain/finding.js';
import { isJsonObject } from '../request/json-body.js';

/**
 * Checks a response against everything CDS Hooks asks of one ("CDS Service Response"): members, limits, uuids, no null
 * and no empties. Two rules need the request and are not checked here: that an update or delete names a draft order,
 * and that a resource is of the FHIR version of the context.
 * @returns one message per fault, with its path and without any value; empty when the response may be sent
 */
export function findResponseFaults(response: CdsResponse): string[] {
  // Of parts that were proven when the content was loaded, and that nobody can change, only what surrounds them is looked at.
  const checked = (itemsOf(response, 'cards').every(hasProvenParts) ? VARYING : RESPONSE).safeParse(response);
  const faults = checked.success ? [] : checked.error.issues.map((issue) => `${pathOf(issue.path)} ${issue.message}`);
  return [...new Set([...faults, ...findJsonFaults(response, '', ['cards']), ...findRepeatedUuids(response)])];
}

const proven = new WeakSet<object>();

/** The parts of a card that are the same in every answer: they come from the content, and not from the chart. */
export type FixedParts = Pick<Card, 'source' | 'overrideReasons' | 'links'>;

/**
 * Checks the fixed parts of a card once, by the schemas of every answer, and freezes them: an answer that holds these very
 * objects need not have them checked again. Parts with a fault are not remembered, so each answer with them is refused.
 */
export function proveFixedParts(parts: FixedParts): FixedParts {
  const { source, overrideReasons, links } = deepFreeze(parts);
  if (SOURCE.safeParse(source).success) proven.add(source);
  if (overrideReasons !== undefined && OVERRIDE_REASONS.safeParse(overrideReasons).success) proven.add(overrideReasons);
  if (links !== undefined && LINKS.safeParse(links).success) proven.add(links);
  return parts;
}

function hasProvenParts(card: unknown): boolean {
  if (!isJsonObject(card)) return false;
  const { source, overrideReasons, links } = card;
  return (
    isProven(source) &&
    (overrideReasons === undefined || isProven(overrideReasons)) &&
    (links === undefined || isProven(links))
  );
}

function isProven(part: unknown): boolean {
  return typeof part === 'object' && part !== null && proven.has(part);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

/** Feedback names a card or a suggestion by its uuid alone, so no two may share one. */
function findRepeatedUuids(response: unknown): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  const look = (holder: unknown, pathOfHolder: () => string): void => {
    const uuid = uuidOf(holder);
    if (uuid === null) return;
    if (seen.has(uuid)) faults.push(`${pathOfHolder()}.uuid must be unique in the response`);
    seen.add(uuid);
  };
  itemsOf(response, 'cards').forEach((card, index) => {
    look(card, () => `cards[${index}]`);
    itemsOf(card, 'suggestions').forEach((suggestion, at) =>
      look(suggestion, () => `cards[${index}].suggestions[${at}]`),
    );
  });
  return faults;
}

function itemsOf(holder: unknown, member: string): readonly unknown[] {
  const items: unknown = isJsonObject(holder) ? holder[member] : null;
  return Array.isArray(items) ? (items as readonly unknown[]) : [];
}

function uuidOf(holder: unknown): string | null {
  return isJsonObject(holder) && typeof holder.uuid === 'string' ? holder.uuid.toLowerCase() : null;
}

/**
 * Finds what CDS Hooks forbids in any body: null, empty text, empty arrays and objects ("Use of JSON"; the 3.0 logical
 * model lists the two exceptions, `cards` and `services`), and values that JSON would turn into null.
 * @param mayBeEmpty paths whose array may be empty
 * @returns one message per fault, with its path and without its value
 */
export function findJsonFaults(value: unknown, path: string, mayBeEmpty: readonly string[] = []): string[] {
  // Nearly every answer is without fault, and then needs no paths.
  return isFaultless(value) ? [] : namedFaults(value, path, mayBeEmpty);
}

function isFaultless(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  if (typeof value !== 'object')
    return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
  if (value === null) return false;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) if (!isFaultless(item)) return false;
    return value.length > 0;
  }
  let members = 0;
  for (const name of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (member === undefined) continue;
    if (!isFaultless(member)) return false;
    members += 1;
  }
  return members > 0;
}

function namedFaults(value: unknown, path: string, mayBeEmpty: readonly string[]): string[] {
  if (value === null) return [`${path} must not be null`];
  if (value === '') return [`${path} must not be an empty string`];
  if (typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} must be a finite number`];
  return typeof value === 'object' ? findFaultsInside(value, path, mayBeEmpty) : [`${path} must be JSON`];
}

function findFaultsInside(value: object, path: string, mayBeEmpty: readonly string[]): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0 && !mayBeEmpty.includes(path)) return [`${path} must not be an empty array`];
    return value.flatMap((item: unknown, index) => namedFaults(item, `${path}[${index}]`, mayBeEmpty));
  }
  // A member that is `undefined` is left out by JSON.stringify, as the specification asks of members without a value.
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0 && path !== '') return [`${path} must not be an empty object`];
  return members.flatMap(([name, member]) => namedFaults(member, path === '' ? name : `${path}.${name}`, mayBeEmpty));
}

/**
 * What CDS Hooks 1.0, 2.0 and the 3.0 ballot together ask of a card ("Card Attributes" and what follows it), plus our
 * own promise that every card and suggestion has a uuid: without one no feedback can name it.
 * Unknown members pass: vendors define their own.
 */

const UUID = z
  .string('must be a UUID')
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'must be a UUID');
const TEXT = z.string('must be text').min(1, 'must not be empty');
const ABSOLUTE_URL = z
  .string('must be an absolute http(s) URL')
  .refine(isAbsoluteHttpUrl, 'must be an absolute http(s) URL');
const EXTENSION = z.custom(isJsonObject, 'must be a JSON object').meta({ type: 'object' }).optional();
const CODING = z.looseObject({ system: TEXT, code: TEXT, display: TEXT.optional() }, 'must be a Coding');
/** Defined only since 3.0; earlier clients do not know it. */
const NOT_BEFORE_3_0 = z.undefined('must be absent: undefined before CDS Hooks 3.0').optional();

const RESOURCE = z.looseObject({ resourceType: TEXT }, 'must be a FHIR resource');
const ACTION_COMMON = { description: TEXT, extension: EXTENSION };

/** A delete names its target and carries no resource; create and update carry a whole one (3.0 cds-resp-2, -5). */
const ACTION = z.discriminatedUnion(
  'type',
  [
    z.looseObject({ ...ACTION_COMMON, type: z.literal('create'), resource: RESOURCE }),
    z.looseObject({ ...ACTION_COMMON, type: z.literal('update'), resource: RESOURCE.extend({ id: TEXT }) }),
    z.looseObject({
      ...ACTION_COMMON,
      type: z.literal('delete'),
      resourceId: z
        .string('must be a relative reference')
        .regex(/^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]+$/, 'must be a relative reference'),
      resource: z.undefined('must be absent on a delete').optional(),
    }),
  ],
  { error: 'must be an action of type create, update or delete' },
);

const SUGGESTION = z.looseObject(
  {
    label: TEXT,
    uuid: UUID,
    isRecommended: z.boolean('must be true or false').optional(),
    actions: z.array(ACTION, 'must be an array').min(1, 'must not be empty').optional(),
    actionSelectionBehavior: NOT_BEFORE_3_0,
  },
  'must be a suggestion',
);

const LINK = z
  .looseObject(
    {
      label: TEXT,
      url: ABSOLUTE_URL,
      type: z.enum(['absolute', 'smart'], 'must be absolute or smart'),
      appContext: TEXT.optional(),
      autolaunchable: z.boolean('must be true or false').optional(),
      extension: EXTENSION,
    },
    'must be a link',
  )
  .refine((link) => link.type === 'smart' || link.appContext === undefined, {
    path: ['appContext'],
    message: 'must be absent: only SMART links have one',
  });

const SOURCE = z.looseObject(
  { label: TEXT, url: ABSOLUTE_URL.optional(), icon: ABSOLUTE_URL.optional(), topic: CODING.optional() },
  'must be a source with a label',
);

const OVERRIDE_REASONS = z
  .array(CODING.extend({ display: TEXT }), 'must be an array of Codings')
  .min(1, 'must not be empty')
  .optional();
const LINKS = z.array(LINK, 'must be an array').min(1, 'must not be empty').optional();

const CARD_SHAPE = {
  uuid: UUID,
  summary: TEXT.max(139, 'must be under 140 characters').regex(/^[^\r\n]*$/, 'must be one line'),
  detail: TEXT.refine((detail) => !containsHtml(detail), 'must be Markdown without HTML or script links').optional(),
  indicator: z.enum(SEVERITIES, 'must be info, warning or critical'),
  source: SOURCE,
  suggestions: z.array(SUGGESTION, 'must be an array').min(1, 'must not be empty').optional(),
  selectionBehavior: z.enum(['at-most-one', 'any'], 'must be at-most-one or any').optional(),
  overrideReasons: OVERRIDE_REASONS,
  links: LINKS,
  extension: EXTENSION,
};

interface Choice {
  readonly suggestions?: readonly { readonly isRecommended?: boolean | undefined }[] | undefined;
  readonly selectionBehavior?: string | undefined;
}

/** What the members of a card must be to one another. */
function together<Card extends z.ZodType<Choice>>(card: Card): Card {
  return card
    .refine(({ suggestions, selectionBehavior }) => suggestions === undefined || selectionBehavior !== undefined, {
      path: ['selectionBehavior'],
      message: 'is required with suggestions',
    })
    .refine(
      ({ suggestions, selectionBehavior }) => selectionBehavior !== 'at-most-one' || recommendedCount(suggestions) <= 1,
      { path: ['suggestions'], message: 'may recommend at most one under at-most-one' },
    );
}

const CARD = together(z.looseObject(CARD_SHAPE, 'must be a card'));

const PROVEN = z.unknown().optional();
const VARYING_CARD = together(
  z.looseObject({ ...CARD_SHAPE, source: PROVEN, overrideReasons: PROVEN, links: PROVEN }, 'must be a card'),
);

function recommendedCount(suggestions: Choice['suggestions'] = []): number {
  return suggestions.filter(({ isRecommended }) => isRecommended === true).length;
}

function isAbsoluteHttpUrl(value: string): boolean {
  return /^https?:\/\/[^\s\\]+$/i.test(value) && URL.canParse(value);
}

/**
 * True when GitHub-Flavored Markdown holds raw HTML or a link that could run script. Clients render both to very
 * different degrees (the Sandbox executes a good part), so cards hold neither (Argonaut: detail without HTML).
 * An escaped `\<` and an autolink such as `<https://...>` are no HTML.
 */
export function containsHtml(markdown: string): boolean {
  const unescaped = markdown.replace(/\\[\s\S]/g, '');
  return RAW_HTML.test(unescaped) || SCRIPT_LINK.test(unescaped);
}

/** A tag, closing tag, comment, declaration or processing instruction. */
const RAW_HTML = /<(?:[A-Za-z][A-Za-z0-9-]*(?=[\s/>]|$)|[/!?])/m;

/** As a link's destination, a reference definition or an autolink; the word "data:" in prose is none of these. */
const SCRIPT_LINK = /(?:\]\(|\]:|<)\s*(?:javascript|vbscript|data):/i;

function responseOf<Card extends z.ZodType>(card: Card) {
  return z.looseObject(
    {
      cards: z.array(card, 'is required and must be an array'),
      systemActions: z.array(ACTION, 'must be an array').min(1, 'must be absent when empty').optional(),
      extension: EXTENSION,
    },
    'the response must be an object',
  );
}

export const RESPONSE = responseOf(CARD);
/** For an answer whose fixed parts are proven. */
const VARYING = responseOf(VARYING_CARD);
