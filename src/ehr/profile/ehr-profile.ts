import type { MappedOverrideReason } from '../../content/cards/override-reasons.js';
import type { SuggestionId } from '../../domain/finding.js';
import type { CardCoding } from '../../domain/card.js';
import type { ProfileFile } from './profile-schema.js';
import type { SuggestionEntry } from '../kit/card-catalogue.js';
import type { Source } from '../../domain/fact-set.js';
import type { HookName, ServiceDefinition, SourceDefinition } from '../../domain/service-definition.js';

/** A profile, together with what it needs to know about the content it is applied to. Frozen. */
export interface EhrProfile extends ProfileFile {
  /** `system|code` of a suggested order, FHIR spelling -> the order that the site built for it. */
  readonly siteOrders: ReadonlyMap<string, CardCoding>;
  /** `system|code` of an override reason as the cards have it -> as this EHR gets it and sends it back. */
  readonly siteReasons: ReadonlyMap<string, SiteReason>;
}

/** An override reason in the words of one EHR. */
export interface SiteReason {
  readonly system: string;
  readonly code: string;
  /** The HL7 code that it is counted as. */
  readonly hl7Code: string;
}

/**
 * Ties the codes that a site filled in to those of `cards/suggestions.yaml` and `cards/override-reasons.yaml`.
 * @param suggestions what the cards order; not asked where no code is filled in
 */
export function bindProfile(
  file: ProfileFile,
  suggestions: () => Readonly<Partial<Record<SuggestionId, SuggestionEntry>>>,
  reasons: Readonly<Record<string, MappedOverrideReason>>,
): EhrProfile {
  const { orderCodes } = file.suggestions;
  const siteOrders = new Map<string, CardCoding>();
  for (const [id, code] of Object.entries(orderCodes?.codes ?? {})) {
    if (orderCodes === null || code === null) continue;
    const entry = suggestions()[id];
    if (entry === undefined) continue;
    siteOrders.set(codeKey(entry.coding), { system: orderCodes.system, code, display: entry.text });
  }
  const siteReasons = new Map<string, SiteReason>();
  for (const [key, own] of Object.entries(file.overrideReasons.codes)) {
    const reason = reasons[key];
    if (reason !== undefined) siteReasons.set(codeKey(reason), { ...own, hl7Code: reason.hl7Code });
  }
  return Object.freeze({ ...file, siteOrders, siteReasons });
}

export function codeKey({ system, code }: { readonly system: string; readonly code: string }): string {
  return `${system}|${code}`;
}

/**
 * The services as they are asked of one EHR: its spelling of each template, and without the kinds of data that it cannot
 * be asked for (ADR 4: a source that is not asked is neither a problem nor a gap). A required source always stays.
 */
export function servicesForProfile(
  services: readonly ServiceDefinition[],
  profile: ProfileFile,
): readonly ServiceDefinition[] {
  const { codesMax, urlMax, tokens } = profile.search;
  return services.map((service) => {
    const sources = sourcesFor(service.sources, profile);
    return {
      ...service,
      sources,
      ...(service.laterSources === undefined ? {} : { laterSources: sourcesFor(service.laterSources, profile) }),
      ...(tokens === 'fhirpath' ? { medicationTemplates: medicationTemplates({ hook: service.hook, sources }) } : {}),
      ...(codesMax === null && urlMax === null ? {} : { searchLimits: { codesMax, urlMax } }),
    };
  });
}

function sourcesFor(sources: ServiceDefinition['sources'], { search }: ProfileFile): ServiceDefinition['sources'] {
  const entries = Object.entries(sources) as [Source, SourceDefinition][];
  return Object.fromEntries(
    entries
      .filter(([name, { required }]) => required || search.leaveOut[name] === undefined)
      .map(([name, source]) => [name, { ...source, template: rewriteTemplate(withCodesOf(source, search), search) }]),
  );
}

/** The template with the codes of the systems that laboratories of this EHR use, behind its own. */
function withCodesOf(
  { template, otherCodes = {} }: SourceDefinition,
  { codeSystems }: Pick<ProfileFile['search'], 'codeSystems'>,
): string {
  const more = Object.entries(codeSystems).flatMap(([system, spellings]) =>
    spellings.flatMap((spelling) => (otherCodes[system] ?? []).map((code) => `${spelling}|${code}`)),
  );
  return more.length === 0 ? template : template.replace(/([?&]code=[^&]*)/, (all) => [all, ...more].join(','));
}

/**
 * A prefetch template as this EHR's FHIR server carries it out: parameters that it does not know are left out, those it
 * insists on are added, `_count` stays within its limit. A read (`Patient/{{context.patientId}}`) is left as it is.
 */
export function rewriteTemplate(
  template: string,
  { countMax, omitParameters, addParameters }: ProfileFile['search'],
): string {
  const at = template.indexOf('?');
  if (at < 0) return template;
  const type = template.slice(0, at);
  const omit = omitParameters[type] ?? [];
  const add = Object.entries(addParameters[type] ?? {});
  const kept = template
    .slice(at + 1)
    .split('&')
    .filter((parameter) => !omit.includes(nameOf(parameter)) && !add.some(([name]) => name === nameOf(parameter)))
    .map((parameter) => withinCount(parameter, countMax));
  // Behind the patient, where a person who compares two templates looks.
  const [first = '', ...rest] = kept;
  return `${type}?${[first, ...add.map(([name, value]) => `${name}=${value}`), ...rest].join('&')}`;
}

function nameOf(parameter: string): string {
  return parameter.split('=', 1)[0] ?? parameter;
}

function withinCount(parameter: string, countMax: number | null): string {
  const count = /^_count=(\d+)$/.exec(parameter)?.[1];
  return count === undefined || countMax === null || Number(count) <= countMax ? parameter : `_count=${countMax}`;
}

const HOOKS_WITH_DRAFT_ORDERS: readonly HookName[] = ['order-select', 'order-sign'];

/** Sources whose resources may name their drug by a reference, their FHIR R4 type, and the prefetch key of those Medications. */
const REFERRING = [
  ['medicationRequests', 'MedicationRequest', 'medicationRequestDrugs'],
  ['medicationStatements', 'MedicationStatement', 'medicationStatementDrugs'],
  ['medicationDispenses', 'MedicationDispense', 'medicationDispenseDrugs'],
  ['medicationAdministrations', 'MedicationAdministration', 'medicationAdministrationDrugs'],
] as const;

/**
 * Prefetch templates for the Medications that orders and the chart refer to, in the FHIRPath tokens of CDS Hooks 3.0-ballot
 * ("Simpler FHIRPath support for Querystring Syntax"): without them each of these has to be fetched. What comes is found by
 * reference, like whatever else is prefetched; what does not come, or comes as a message, is fetched as before.
 *
 * A template that names another key (`%medicationRequests`) has to stand behind it: put these last.
 */
function medicationTemplates({
  hook,
  sources,
}: Pick<ServiceDefinition, 'hook' | 'sources'>): Readonly<Record<string, string>> {
  const ofDrafts = HOOKS_WITH_DRAFT_ORDERS.includes(hook)
    ? [['draftOrderDrugs', drugsOf('context.draftOrders', 'MedicationRequest')]]
    : [];
  const ofChart = REFERRING.filter(([source]) => sources[source] !== undefined).map(([source, type, key]) => [
    key,
    drugsOf(`%${source}`, type),
  ]);
  return Object.fromEntries([...ofDrafts, ...ofChart]) as Record<string, string>;
}

function drugsOf(bundle: string, type: string): string {
  return `Medication?_id={{${bundle}.entry.resource.ofType(${type}).medication.resolve().ofType(Medication).id}}`;
}
