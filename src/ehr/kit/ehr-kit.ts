import type { Source } from '../../domain/fact-set.js';
import type { SuggestionId } from '../../domain/finding.js';
import type { HookName, ServiceDefinition, SourceDefinition } from '../../domain/service-definition.js';
import { codeKey, type EhrProfile, servicesForProfile } from '../profile/ehr-profile.js';
import type { CardCatalogue } from './card-catalogue.js';

/** Why each kind of data is asked for, in the words of the person who has to grant it. */
const SOURCE_PURPOSE: Readonly<Record<Source, string>> = {
  patient: 'Age and sex: the criteria are for adults, and risk differs by sex.',
  creatinine: 'Kidney injury: the current creatinine and its baseline of the last year.',
  tacrolimusLevels: 'The trough: too high, above maintenance, too low, or missing.',
  thiopurineTests: 'TPMT and NUDT15 results, which belong to the thiopurine plan.',
  medicationRequests: 'Start of tacrolimus, thiopurines and other maintenance drugs, ordered or stopped.',
  medicationStatements: 'The same from what the patient reports or brought along.',
  medicationDispenses: 'The same from what was dispensed.',
  medicationAdministrations: 'The same from what was given on the ward; the day treatment began.',
  conditions: 'Indication, transplant, dialysis: who the checks apply to.',
  procedures: 'Transplants that are not on the problem list.',
  allergies: 'Reasons against a thiopurine, before a draft of one is offered.',
  testOrders: 'TPMT and NUDT15 tests already ordered.',
  carePlans: 'A thiopurine plan that is written down but not ordered.',
  monitoringTests: 'Potassium, magnesium, glucose; the height of a child. May be left out: then they are not judged.',
  screeningTests: 'Infection tests before the first dose. May be left out: then they are not asked for.',
};

const DRUGS_PURPOSE =
  'The drugs that orders or the chart name by reference. May be left out: then they are read from the FHIR server.';

/** Everything that somebody must type into an EHR, or tell its vendor, before a card can appear there. */
export interface EhrKit {
  /** Name of the profile: one of the product, or one that the site added. */
  readonly dialect: string;
  readonly title: string;
  readonly site: string | null;
  readonly contentVersion: string;
  readonly discoveryUrl: string;
  readonly readsDiscovery: boolean;
  readonly services: readonly KitService[];
  /** Services of hooks that this EHR does not call. */
  readonly notCalled: readonly { readonly id: string; readonly hook: HookName }[];
  readonly prefetch: readonly KitPrefetch[];
  readonly leftOut: readonly { readonly key: Source; readonly why: string }[];
  readonly token: EhrProfile['token'];
  readonly scopes: readonly { readonly scope: string; readonly why: string }[];
  /** null where the EHR shows no override reasons. */
  readonly overrideReasons: readonly KitReason[] | null;
  readonly reasonsMappedInEhr: boolean;
  readonly topics: readonly { readonly code: string; readonly display: string }[];
  readonly suggestions: readonly KitSuggestion[];
  /** Code system of the orders that the site builds; null where standard codes are used. */
  readonly orderCodeSystem: string | null;
  readonly links: readonly { readonly label: string; readonly url: string; readonly type: string }[];
  /** Kinds of links that are shown only when they were registered. */
  readonly linksRegistered: EhrProfile['links']['registered'];
  readonly feedbackSent: boolean;
  readonly steps: readonly string[];
  readonly limits: readonly string[];
  readonly notes: readonly { readonly fact: string; readonly source: string }[];
}

export interface KitService {
  readonly id: string;
  readonly hook: HookName;
  readonly title: string;
  /** The address to register, which is also the `aud` of its tokens. */
  readonly endpoint: string;
  /** null where the EHR sends no feedback. Its tokens have it as `aud`. */
  readonly feedback: string | null;
  readonly prefetchKeys: readonly string[];
  /** It is about orders of other drugs. */
  readonly isOtherDrug: boolean;
  readonly triggerCriteria: readonly string[];
}

export interface KitPrefetch {
  readonly key: string;
  readonly template: string;
  readonly required: boolean;
  readonly why: string;
}

export interface KitReason {
  /** As it is sent. */
  readonly code: string;
  readonly system: string;
  readonly display: string;
  /** Codes of the topics whose cards offer it. */
  readonly topics: readonly string[];
}

export interface KitSuggestion {
  readonly id: SuggestionId;
  /** What the clinician reads there. */
  readonly shownAs: string;
  readonly resourceType: string;
  /** `system|code` as the EHR receives it; null where the suggestion is not sent for lack of one. */
  readonly standardCode: string | null;
  /** The order of the site; null while it is not filled in, or where none is needed. */
  readonly siteCode: string | null;
}

export interface KitOptions {
  /** Address under which the EHR reaches the service, without `/cds-services`. */
  readonly baseUrl: string;
  readonly site: string | null;
  readonly contentVersion: string;
}

/** Puts the kit together from the profile, the services and what the cards can carry. Pure. */
export function buildEhrKit(
  profile: EhrProfile,
  services: readonly ServiceDefinition[],
  catalogue: CardCatalogue,
  { baseUrl, site, contentVersion }: KitOptions,
): EhrKit {
  const root = `${baseUrl.replace(/(?<!\/)\/+$/, '')}/cds-services`;
  const called = services.filter(({ hook }) => profile.hooks.includes(hook));
  const asked = servicesForProfile(called, profile);
  const prefetch = prefetchOf(asked);
  return {
    dialect: profile.name,
    title: profile.title,
    site,
    contentVersion,
    discoveryUrl: root,
    readsDiscovery: profile.setup.readsDiscovery,
    services: asked.map((service) => kitService(service, root, profile)),
    notCalled: services.filter((service) => !called.includes(service)).map(({ id, hook }) => ({ id, hook })),
    prefetch,
    leftOut: leftOutOf(called, asked, profile),
    token: profile.token,
    // What is read later needs permission too.
    scopes: scopesOf(prefetchOf(asked.map(withLaterSources)), profile),
    overrideReasons: reasonsOf(profile, catalogue),
    reasonsMappedInEhr: profile.overrideReasons.mappedInEhr,
    topics: catalogue.topics.map(({ code, display = '' }) => ({ code, display })),
    suggestions: suggestionsOf(profile, catalogue),
    orderCodeSystem: profile.suggestions.orderCodes?.system ?? null,
    links: catalogue.links.map(({ label, url, type }) => ({ label, url, type })),
    linksRegistered: profile.links.registered,
    feedbackSent: profile.feedback.sent,
    steps: profile.setup.steps,
    limits: profile.setup.limits,
    notes: profile.notes,
  };
}

/** An EHR that checks conditions of its own can spare itself most calls. */
const OTHER_DRUG_CRITERIA: readonly string[] = [
  'Tacrolimus is on the medication list.',
  'No order to be signed is tacrolimus: then the other service is asked.',
];

function kitService(
  { id, hook, trigger, title, sources, medicationTemplates = {} }: ServiceDefinition,
  root: string,
  profile: EhrProfile,
): KitService {
  const endpoint = `${root}/${id}`;
  return {
    id,
    hook,
    title,
    endpoint,
    feedback: profile.feedback.sent ? `${endpoint}/feedback` : null,
    prefetchKeys: [...Object.keys(sources), ...Object.keys(medicationTemplates)],
    isOtherDrug: trigger === 'other-drug',
    triggerCriteria: triggerCriteriaOf(hook, trigger, profile),
  };
}

function triggerCriteriaOf(
  hook: HookName,
  trigger: ServiceDefinition['trigger'],
  { setup }: EhrProfile,
): readonly string[] {
  const own = setup.triggerCriteria[hook] ?? [];
  return own.length > 0 && trigger === 'other-drug' ? OTHER_DRUG_CRITERIA : own;
}

/** The templates are the same for every service that asks, so each is typed from one place. */
function prefetchOf(services: readonly ServiceDefinition[]): KitPrefetch[] {
  const sources = new Map(
    services.flatMap((service) => Object.entries(service.sources) as [Source, SourceDefinition][]),
  );
  const drugs = new Map(services.flatMap(({ medicationTemplates = {} }) => Object.entries(medicationTemplates)));
  return [
    ...[...sources].map(([key, { template, required }]) => ({ key, template, required, why: SOURCE_PURPOSE[key] })),
    ...[...drugs].map(([key, template]) => ({ key, template, required: false, why: DRUGS_PURPOSE })),
  ];
}

function withLaterSources(service: ServiceDefinition): ServiceDefinition {
  return { ...service, sources: { ...service.laterSources, ...service.sources } };
}

function leftOutOf(
  before: readonly ServiceDefinition[],
  after: readonly ServiceDefinition[],
  { search }: EhrProfile,
): EhrKit['leftOut'] {
  const kept = new Set(after.flatMap(({ sources }) => Object.keys(sources)));
  const all = new Set(before.flatMap(({ sources }) => Object.keys(sources) as Source[]));
  return [...all].filter((key) => !kept.has(key)).map((key) => ({ key, why: search.leaveOut[key] ?? '' }));
}

function scopesOf(prefetch: readonly KitPrefetch[], { setup }: EhrProfile): EhrKit['scopes'] {
  const asked = new Map<string, string[]>();
  for (const { key, template } of prefetch) {
    const type = template.split(/[/?]/, 1)[0] ?? template;
    asked.set(type, [...(asked.get(type) ?? []), key]);
  }
  const also = setup.alsoReads.filter((type) => !asked.has(type));
  const scope = (type: string) => setup.scopePattern.replace('{type}', () => type);
  return [
    ...[...asked].map(([type, keys]) => ({ scope: scope(type), why: `For ${keys.join(', ')}.` })),
    ...also.map((type) => ({ scope: scope(type), why: 'For what other resources refer to.' })),
    ...setup.extraScopes,
  ];
}

function reasonsOf(
  { overrideReasons, siteReasons }: EhrProfile,
  catalogue: CardCatalogue,
): readonly KitReason[] | null {
  if (!overrideReasons.shown) return null;
  return catalogue.overrideReasons.map(({ system, code, display }) => ({
    system: siteReasons.get(codeKey({ system, code }))?.system ?? system,
    code: siteReasons.get(codeKey({ system, code }))?.code ?? code,
    display,
    topics: catalogue.topics.filter(({ reasons }) => reasons.includes(code)).map((topic) => topic.code),
  }));
}

function suggestionsOf({ suggestions }: EhrProfile, catalogue: CardCatalogue): KitSuggestion[] {
  if (!suggestions.shown) return [];
  const entries = Object.entries(catalogue.suggestions);
  return entries.flatMap(([id, entry]) => {
    if (entry === undefined) return [];
    const { system, code } = entry.coding;
    const spelling = suggestions.codeSystems[system];
    const isSent = spelling !== undefined || suggestions.otherCodeSystems === 'keep';
    return [
      {
        id,
        shownAs: suggestions.labelShown ? entry.label : entry.description,
        resourceType: entry.resourceType,
        standardCode: isSent ? `${spelling ?? system}|${code}` : null,
        siteCode: suggestions.orderCodes?.codes[id] ?? null,
      },
    ];
  });
}
