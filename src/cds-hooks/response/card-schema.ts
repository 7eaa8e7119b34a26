import { z } from 'zod';
import { SEVERITIES } from '../../domain/finding.js';
import { isJsonObject } from '../../domain/json.js';

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
const EXTENSION = z.custom(isJsonObject, 'must be a JSON object').optional();
const CODING = z.looseObject({ system: TEXT, code: TEXT, display: TEXT.optional() }, 'must be a Coding');
/** Defined only since 3.0; earlier clients do not know it. */
const NOT_BEFORE_3_0 = z.undefined('must be absent: undefined before CDS Hooks 3.0').optional();

const RESOURCE = z.looseObject({ resourceType: TEXT }, 'must be a FHIR resource');
const ACTION_COMMON = { description: TEXT, extension: EXTENSION };

/** A delete names its target and carries no resource; create and update carry a whole one (3.0 cds-resp-2, -5). */
export const ACTION = z.discriminatedUnion(
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

export const CARD = z
  .looseObject(
    {
      uuid: UUID,
      summary: TEXT.max(139, 'must be under 140 characters').regex(/^[^\r\n]*$/, 'must be one line'),
      detail: TEXT.refine(
        (detail) => !containsHtml(detail),
        'must be Markdown without HTML or script links',
      ).optional(),
      indicator: z.enum(SEVERITIES, 'must be info, warning or critical'),
      source: SOURCE,
      suggestions: z.array(SUGGESTION, 'must be an array').min(1, 'must not be empty').optional(),
      selectionBehavior: z.enum(['at-most-one', 'any'], 'must be at-most-one or any').optional(),
      overrideReasons: z
        .array(CODING.extend({ display: TEXT }), 'must be an array of Codings')
        .min(1, 'must not be empty')
        .optional(),
      links: z.array(LINK, 'must be an array').min(1, 'must not be empty').optional(),
      extension: EXTENSION,
    },
    'must be a card',
  )
  .refine((card) => card.suggestions === undefined || card.selectionBehavior !== undefined, {
    path: ['selectionBehavior'],
    message: 'is required with suggestions',
  })
  .refine((card) => card.selectionBehavior !== 'at-most-one' || recommendedCount(card.suggestions) <= 1, {
    path: ['suggestions'],
    message: 'may recommend at most one under at-most-one',
  });

function recommendedCount(suggestions: readonly { isRecommended?: boolean | undefined }[] = []): number {
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
const SCRIPT_LINK = /(?:\]\(\s*<?|\]:\s*<?|<)\s*(?:javascript|vbscript|data):/i;
