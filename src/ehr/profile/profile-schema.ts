import * as z from 'zod';
import { SOURCES } from '../../domain/fact-set.js';
import { SUGGESTION_KEYS } from '../../content/cards/card-schemas.js';
import { LANGUAGES } from '../../domain/language.js';
import { HOOKS } from '../../domain/service-definition.js';

/** The profiles of the product. A site adds its own, each on top of one of these; the clients file names one per client. */
export const SHIPPED_PROFILES = ['generic', 'epic', 'oracle', 'athena', 'sandbox'] as const;
export type ShippedProfile = (typeof SHIPPED_PROFILES)[number];

/** Profiles of the product for the laboratory codes of a country, each on top of `generic`. */
export const COUNTRY_PROFILES: readonly string[] = ['japan', 'nordic', 'united-kingdom'];

const PROFILE_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
export const isProfileName = (name: string): boolean => PROFILE_NAME.test(name);

export const DETAIL_FORMATS = ['markdown', 'text', 'html'] as const;
export type DetailFormat = (typeof DETAIL_FORMATS)[number];

const DETAIL_EXTENTS = ['link', 'short', 'full'] as const;

const text = (what: string) => z.string().min(1).describe(what);
const flag = (what: string) => z.boolean().describe(what);
const sentences = (what: string) => z.array(z.string().min(1)).describe(what);
const uri = z.string().regex(/^(https?:\/\/|urn:)\S+$/, 'is not a URI');

const card = {
  summary: z
    .strictObject({
      maxLength: z.int().min(40).max(139).describe('Longest summary, characters. CDS Hooks: under 140.'),
    })
    .describe('The headline of a card.'),
  detail: z
    .strictObject({
      format: z
        .enum(DETAIL_FORMATS)
        .describe('markdown: as CDS Hooks has it. text: without any markup. html: a few harmless tags only.'),
      extent: z
        .enum(DETAIL_EXTENTS)
        .describe(
          'What stands on the card. link: what is read in five seconds, and the rest behind the link under the card; below it where a card has no such link. short: never the rest. full: always both.',
        ),
      contentTypeExtension: z
        .string()
        .regex(/^[a-z0-9.-]+$/, 'must be a reverse-domain name')
        .nullable()
        .describe('Card extension in which this EHR reads the format of the detail; empty where it reads none.'),
    })
    .describe('The body of a card.'),
  topic: z
    .strictObject({
      alphabet: z.enum(['any', 'letters-and-digits']).describe('Characters that a topic code may have.'),
      maxLength: z.int().min(1).max(1000).describe('Longest topic code, characters.'),
    })
    .describe('The code by which the EHR remembers what a clinician has answered. It is checked, never changed.'),
  source: z
    .strictObject({
      urlAsLink: flag('true: the address of the source is repeated as a link, because this EHR does not open it.'),
    })
    .describe('Who stands behind a card.'),
  cards: z
    .strictObject({
      order: z
        .enum(['as-sent', 'critical-first'])
        .describe('critical-first: sorted by us. as-sent: the order of the rules is kept.'),
      max: z
        .int()
        .min(1)
        .max(50)
        .nullable()
        .describe(
          'Most cards of one answer; critical ones always stay, and summaries of others are kept. Empty: no cap.',
        ),
    })
    .describe('How many cards, and in which order.'),
};

const suggestions = z
  .strictObject({
    shown: flag('false: suggestions are left out.'),
    labelShown: flag('false: the clinician reads the description of the action instead of the label.'),
    actionsMax: z
      .int()
      .min(1)
      .nullable()
      .describe('Actions that one suggestion may have; one with more is left out whole. Empty: as many as there are.'),
    actionTypes: z
      .array(z.enum(['create', 'update', 'delete']))
      .min(1)
      .describe('Actions that this EHR carries out; a suggestion with another is left out whole.'),
    selectionBehaviors: z
      .array(z.enum(['any', 'at-most-one']))
      .min(1)
      .describe('Values it accepts; another becomes the first of these.'),
    codeSystems: z
      .record(uri, uri)
      .describe('FHIR URI of a code system -> how this EHR writes it in suggested orders.'),
    otherCodeSystems: z
      .enum(['keep', 'leave-out'])
      .describe('Codes of systems not listed above. A suggestion whose order has no code left is left out.'),
    orderCodes: z
      .strictObject({
        system: uri.describe('Code system of the orders that the site has built.'),
        codes: z
          .strictObject(Object.fromEntries(SUGGESTION_KEYS.map((id) => [id, z.string().min(1).nullable()])))
          .describe('Suggestion -> code of the site. Empty: not filled in yet.'),
      })
      .nullable()
      .describe('Codes that the site fills in. Empty: this EHR finds orders by standard codes.'),
  })
  .describe('What a clinician can accept.');

const overrideReasons = z
  .strictObject({
    shown: flag('false: override reasons are left out.'),
    mappedInEhr: flag('true: an analyst maps each code to a reason of the EHR; the kit prints a sheet for it.'),
    codes: z
      .record(
        z.string(),
        z.strictObject({
          system: uri.describe('Code system of this EHR.'),
          code: z.string().min(1).describe('Its code.'),
        }),
      )
      .describe(
        'Key of cards/override-reasons.yaml -> code to send instead, where the EHR wants its own. Feedback is read by it.',
      ),
  })
  .describe('Reasons for setting a card aside.');

const links = z
  .strictObject({
    absolute: flag('false: links to web pages are left out.'),
    smart: flag('false: links that launch a SMART app are left out.'),
    allowList: z
      .array(z.string().regex(/^https:\/\/[^\s?#]+$/, 'is not an https:// address without ? and #'))
      .nullable()
      .describe('Addresses, or their beginnings, that may be linked. Empty: all.'),
    registered: z
      .enum(['none', 'smart', 'all'])
      .describe('Which links the EHR shows only if they were registered with it before.'),
  })
  .describe('Links under a card.');

const feedback = z
  .strictObject({
    sent: flag('false: this EHR reports nothing back.'),
    reasonFields: z
      .array(z.string().min(1))
      .describe('Members of a feedback entry in which the override reason may stand, first one first.'),
    builtInReasonExtension: z
      .strictObject({ category: text('Its key.'), display: text('Its key.'), title: text('Its key.') })
      .nullable()
      .describe('Keys of the extension in which the EHR names a reason of its own; empty where it does not.'),
    givesReason: flag('false: an overridden card comes back without a reason.'),
  })
  .describe('How answers to cards come back.');

const search = z
  .strictObject({
    countMax: z.int().min(1).max(1000).nullable().describe('Largest _count it honours. Empty: not known.'),
    codesMax: z
      .int()
      .min(1)
      .max(1000)
      .nullable()
      .describe('Most codes that one search may list; more are asked in several searches. Empty: not known.'),
    urlMax: z
      .int()
      .min(200)
      .max(65_536)
      .nullable()
      .describe('Longest address it takes, characters; a longer search is sent as POST _search. Empty: not known.'),
    omitParameters: z
      .record(z.string(), z.array(z.string().min(1)).min(1))
      .describe('FHIR type -> search parameters it does not carry out; they are left out of templates.'),
    addParameters: z
      .record(z.string(), z.record(z.string(), z.string().min(1)))
      .describe('FHIR type -> search parameters it insists on, with their values.'),
    codeSystems: z
      .record(uri, z.array(uri).min(1))
      .describe(
        'Code systems of laboratory tests that are asked for besides those of hooks/sources.yaml, as the value sets write them -> as FHIR servers there do, each spelling.',
      ),
    tokens: z
      .enum(['context', 'fhirpath'])
      .describe(
        'What it replaces in prefetch templates. context: {{context.patientId}} and the like, as every EHR does. fhirpath: simple FHIRPath and other prefetch keys too (CDS Hooks 3.0); then the Medications that orders refer to are asked for as well.',
      ),
    leaveOut: z
      .partialRecord(z.enum(SOURCES), z.string().min(1))
      .describe('Kinds of data it cannot be asked for -> why. Required ones cannot be left out.'),
  })
  .describe('What its FHIR server can be asked.');

const token = z
  .strictObject({
    algorithms: z
      .array(z.string().regex(/^(RS|PS|ES)(256|384|512)$/, 'is not a signature algorithm'))
      .min(1)
      .describe('Algorithms it signs with.'),
    issuer: text('What its tokens say in `iss`.'),
    subject: text('What they say in `sub`.'),
    keys: text('Where its public keys are; the `jku`.'),
    lifetimeMinutes: z.number().min(1).max(60).nullable().describe('exp - iat, as seen. Empty: not known.'),
  })
  .describe('The token that it sends with each call.');

const setup = z
  .strictObject({
    readsDiscovery: flag('false: prefetch and addresses are typed in by hand.'),
    steps: sentences('What an analyst does there, in order.'),
    scopePattern: text('Scope per FHIR type; {type} stands for it.'),
    alsoReads: z.array(z.string().min(1)).describe('FHIR types read besides those of the templates.'),
    extraScopes: z
      .array(z.strictObject({ scope: text('Its name.'), why: text('What is missing without it.') }))
      .describe('Permissions beyond reading the types.'),
    triggerCriteria: z
      .partialRecord(z.enum(HOOKS), z.array(z.string().min(1)).min(1))
      .describe('Hook -> conditions the EHR itself can check before it calls.'),
    limits: sentences('What this EHR cannot do.'),
  })
  .describe('For the kit that an analyst works from.');

/** `hooks/dialects/<name>.yaml`: the habits of one EHR. Only data; `apply-profile.ts` is the one interpreter. */
export const profileFile = z.strictObject({
  name: z
    .string()
    .regex(PROFILE_NAME, 'must be small letters, digits and hyphens')
    .describe('Same as the name of the file. A profile of your own may leave it out.'),
  extends: z
    .enum(SHIPPED_PROFILES)
    .optional()
    .describe('In a profile of your own: the profile of the product that it changes.'),
  title: text('Name of the EHR.'),
  language: z
    .enum(LANGUAGES)
    .nullable()
    .describe('Language of the cards. Empty: the one that a call asks for (Accept-Language), else English.'),
  hooks: z.array(z.enum(HOOKS)).min(1).describe('Hooks it calls.'),
  ...card,
  suggestions,
  overrideReasons,
  links,
  feedback,
  search,
  token,
  setup,
  notes: z
    .array(z.strictObject({ fact: text('What is known.'), source: text('From where, and how sure.') }))
    .min(1)
    .describe('Where the settings above come from.'),
});
export type ProfileFile = z.infer<typeof profileFile>;
