import * as z from 'zod';
import { containsHtml } from '../../cds-hooks/response/validate-response.js';
import { PROBLEM_CODES, SOURCES, UNREAD_REASONS } from '../../domain/fact-set.js';
import {
  JOINING_IDS,
  MISSING_CODES,
  NOT_APPLICABLE_REASONS,
  RULE_IDS,
  RULE_LABELS,
  RULE_SENTENCES,
  SUGGESTION_IDS,
} from '../../rules/index.js';

/** Sections of `cards/gaps.yaml` with one fixed sentence for each key that a rule or the engine may hand over. */
const SENTENCE_KEYS: Readonly<Record<string, readonly string[]>> = {
  dropped: UNREAD_REASONS,
  notApplicable: NOT_APPLICABLE_REASONS,
  ...RULE_SENTENCES,
};

/** The one suggestion that orders nothing. */
export const WITHDRAWAL = 'withdraw-order';

/** Drafts that a card may offer. */
export const SUGGESTION_KEYS = SUGGESTION_IDS;

const text = (what: string) => z.string().min(1).describe(what);
const url = (what: string) =>
  z
    .string()
    .refine((value) => /^https:\/\/[^\s<>"\\]+$/.test(value) && URL.canParse(value), 'is not an https:// address')
    .describe(what);

/** Every key exactly once: a missing one is named, and so is one that nothing uses. */
function eachOf<K extends string, S extends z.ZodType>(
  keys: readonly K[],
  schema: S,
): z.ZodObject<Record<K, S>, z.core.$strict> {
  return z.strictObject(Object.fromEntries(keys.map((key) => [key, schema])) as Record<K, S>);
}

/** One section per name, each with one text per key. */
function sections(keys: Readonly<Record<string, readonly string[]>>, schema: z.ZodString): object {
  return Object.fromEntries(Object.entries(keys).map(([section, of]) => [section, eachOf(of, schema)]));
}

const link = z
  .strictObject({
    label: text('Text of the link.'),
    url: url('Where it leads; https.'),
    type: z
      .enum(['absolute', 'smart'])
      .default('absolute')
      .describe('smart: a SMART app, which the EHR launches with patient and user.'),
    appContext: text('Handed to the SMART app at its launch; agreed with its makers.').optional(),
  })
  .refine(({ type, appContext }) => type === 'smart' || appContext === undefined, {
    path: ['appContext'],
    message: 'belongs to links of type smart',
  });

/** Front matter of `cards/<finding>.md`. */
export const cardFrontMatter = z.strictObject({
  summary: text('One line of plain text, under 140 characters. Liquid; names value, unit and date.'),
  summaryWhenLong: text('Used instead of `summary` when that comes out at 140 characters or more.').optional(),
  source: z
    .strictObject({
      label: text('Who stands behind this card, as the clinician reads it.'),
      url: url('The page of the guideline or study; https.'),
    })
    .describe('The source named on the card.'),
  topic: z
    .strictObject({
      code: z
        .string()
        .regex(/^[A-Za-z0-9]{1,100}$/, 'must be letters and digits only, at most 100')
        .describe('Stable name of this kind of card: EHRs tie acknowledgements to it, so never change it.'),
      display: text('The topic in words.'),
    })
    .describe('What the card is about.'),
  sources: z.array(z.enum(SOURCES)).min(1).describe('The data this card rests on; problems with them are printed.'),
  evidence: z.array(z.string()).min(1).describe('Keys of cards/evidence.yaml.'),
  overrideReasons: z.array(z.string()).min(1).describe('Keys of cards/override-reasons.yaml.'),
  links: z.array(link).default([]).describe('Links under the card.'),
});
export type CardFrontMatter = z.infer<typeof cardFrontMatter>;

/** A card is read in five seconds: what stands on all of them has to be short. */
const SENTENCE_WORDS = 20;
const SENTENCE_LENGTH = 160;

/** `cards/all-cards.yaml` */
export const allCardsFile = z.strictObject({
  overrideReasons: z
    .array(z.string())
    .max(3)
    .default([])
    .describe('Keys of cards/override-reasons.yaml, offered on every card after its own.'),
  links: z.array(link).max(3).default([]).describe('Links under every card, after its own.'),
  sentence: text('One line at the end of the first card of an answer.')
    .max(SENTENCE_LENGTH)
    .refine(
      (value) => value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length <= SENTENCE_WORDS,
      `has more than the allowed ${SENTENCE_WORDS} words`,
    )
    .refine((value) => !/[\n\r]/.test(value), 'has more than one line')
    .refine((value) => !/\{[{%]/.test(value), 'has no facts to print; write it without {{ }} and {% %}')
    .refine((value) => !containsHtml(value), 'holds HTML or a script link, which are not allowed')
    .optional(),
});
export type AllCards = z.infer<typeof allCardsFile>;

/** `cards/evidence.yaml` */
export const evidenceFile = z.record(
  z.string(),
  z.strictObject({
    claim: text('What the source says, in one sentence.'),
    figure: text('The number, with its interval where there is one.').optional(),
    population: text('In whom.'),
    caveat: text('What the reader must not take from it.'),
    url: url('Where it can be read; a DOI if it has one.'),
    onlyIfFact: text('Printed only where this fact of the finding is true, for example `male`.').optional(),
  }),
);
export type Evidence = z.infer<typeof evidenceFile>[string];

/** `cards/override-reasons.yaml` */
export const overrideReasonsFile = z.record(
  z.string(),
  z.strictObject({
    system: z
      .string()
      .regex(/^(https?:\/\/|urn:)\S+$/, 'is not a URI')
      .describe('Code system, as a URI.'),
    code: text('The code itself.'),
    display: text('What the clinician picks.'),
    sameAs: text(
      'Reasons of a code system of your own: the key of the HL7 reason here that means the same.',
    ).optional(),
  }),
);
export type OverrideReasonContent = z.infer<typeof overrideReasonsFile>[string];

/** `cards/suggestions.yaml` */
const suggestion = z.strictObject({
  label: text('The button.'),
  action: text('What accepting it does; the only text that Epic shows.'),
  reason: text('Why it is ordered, as the draft says it.'),
  order: z.enum(['test', 'medication']).describe('What kind of draft order it makes.'),
  text: text('The order in words.'),
  coding: z
    .strictObject({
      system: z
        .string()
        .regex(/^(https?:\/\/|urn:)\S+$/, 'is not a URI')
        .describe('Code system, as a URI.'),
      code: z.string().min(1).describe('Code, in quotes.'),
      display: text('Name of the code in its system.'),
    })
    .describe('The code of the order.'),
});
export type SuggestionContent = z.infer<typeof suggestion>;

const withdrawal = z.strictObject({
  label: text('The button.'),
  action: text('What accepting it does; the only text that Epic shows.'),
});
export type WithdrawalContent = z.infer<typeof withdrawal>;

export const suggestionsFile = z
  .strictObject({
    ...eachOf(SUGGESTION_IDS, suggestion).shape,
    [WITHDRAWAL]: withdrawal.describe('To take the draft order back; only on the first critical card of an answer.'),
  })
  .describe('What each suggestion of a card orders. Never a dose.');

const label = text('A few words.');
/** `cards/labels.yaml` */
export const labelsFile = z.strictObject({
  rules: eachOf(
    RULE_IDS,
    z.strictObject({
      title: text('The rule in a sentence of the data-gap card.'),
      short: z.string().min(1).max(18).describe('The rule in a summary; all of them must fit into one line.'),
    }),
  ),
  sources: eachOf(SOURCES, label),
  ...sections(RULE_LABELS, label),
});
export type Labels = z.infer<typeof labelsFile>;

const sentence = text('One sentence.');
const liquidSentence = text('One sentence. Liquid.');
/** `cards/gaps.yaml` */
export const gapsFile = z.strictObject({
  missing: eachOf(
    MISSING_CODES,
    z.strictObject({ short: text('A few words for the summary. Liquid.'), text: liquidSentence }),
  ),
  problems: eachOf(PROBLEM_CODES, liquidSentence),
  joins: eachOf(
    JOINING_IDS,
    z.strictObject({ short: text('A few words for the summary. Liquid.'), text: text('One paragraph. Liquid.') }),
  ),
  ...sections(SENTENCE_KEYS, sentence),
  cardLimit: text('What has no card of its own. Liquid with facts.summaries, a list of summaries.'),
});
export type Gaps = z.infer<typeof gapsFile>;
