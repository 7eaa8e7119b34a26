import type { FhirRelease } from '../../domain/card-context.js';

/** A FHIR search: parameter names with their values; a name that is given twice has two values. */
export interface SearchSpelling {
  readonly resourceType: string;
  readonly params: Readonly<Record<string, readonly string[]>>;
}

type EarlierRelease = Exclude<FhirRelease, 'R4'>;

/** What R4 calls these had other names before (hl7.org/fhir/R4/servicerequest.html#bnr and the like). */
const EARLIER_NAMES: Readonly<Record<EarlierRelease, Readonly<Record<string, string>>>> = {
  DSTU2: { MedicationRequest: 'MedicationOrder', ServiceRequest: 'DiagnosticOrder' },
  STU3: { ServiceRequest: 'ProcedureRequest' },
};

/**
 * Search parameters that R4 and DSTU2 spell differently: R4 type and name -> DSTU2 name, or null where DSTU2 has none and a
 * server may refuse the whole search for it. STU3 spells all that we use as R4 does.
 */
const DSTU2_PARAMETERS: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  MedicationRequest: { intent: null, category: null, authoredon: 'datewritten' },
  ServiceRequest: { intent: null, category: null, authored: null, status: null },
  CarePlan: { intent: null, status: null },
  Condition: { 'clinical-status': 'clinicalstatus', 'verification-status': null },
  AllergyIntolerance: { 'clinical-status': 'status', 'verification-status': null },
};

/** Statuses of an order that DSTU2 does not know; `MedicationOrder.status` is bound to a required value set. */
const NOT_IN_DSTU2: readonly string[] = ['cancelled', 'unknown'];

/** The name of an R4 resource type in a release. */
export function typeNameIn(release: FhirRelease, resourceType: string): string {
  return release === 'R4' ? resourceType : (EARLIER_NAMES[release][resourceType] ?? resourceType);
}

/** Releases in which the type has another name than in `release`, newest first. */
export function releasesThatRename(resourceType: string, release: FhirRelease): readonly FhirRelease[] {
  const seen = new Set([typeNameIn(release, resourceType)]);
  const isNew = (name: string): boolean => !seen.has(name) && seen.add(name).has(name);
  return (['R4', 'STU3', 'DSTU2'] as const).filter((each) => isNew(typeNameIn(each, resourceType)));
}

/**
 * Whether a search can be asked before anybody knows which release the server speaks. The order of the results does not count:
 * a server that does not know how it is asked for is asked once more without.
 */
export function isSpelledAlike({ resourceType, params }: SearchSpelling): boolean {
  const renamed = DSTU2_PARAMETERS[resourceType] ?? {};
  return releasesThatRename(resourceType, 'R4').length === 0 && !Object.keys(params).some((name) => name in renamed);
}

/** A search in R4 spelling as a server of another release understands it. */
export function spellFor(release: FhirRelease, search: SearchSpelling): SearchSpelling {
  const resourceType = typeNameIn(release, search.resourceType);
  if (release !== 'DSTU2') return { ...search, resourceType };
  const renamed = DSTU2_PARAMETERS[search.resourceType] ?? {};
  const params = Object.entries(search.params).flatMap(([name, values]): [string, readonly string[]][] => {
    if (name === '_sort') return values.flatMap(sortInDstu2);
    const spelled = renamed[name] === undefined ? name : renamed[name];
    if (spelled === null) return [];
    return [[spelled, name === 'status' ? values.map(knownStatuses) : values]];
  });
  return { resourceType, params: Object.fromEntries(params) };
}

/** `_sort=-date` -> `_sort:desc=date` (hl7.org/fhir/DSTU2/search.html#sort). */
function sortInDstu2(value: string): [string, readonly string[]][] {
  const fields = value.split(',');
  return fields.map((field) => (field.startsWith('-') ? ['_sort:desc', [field.slice(1)]] : ['_sort:asc', [field]]));
}

function knownStatuses(value: string): string {
  const statuses = value.split(',');
  const known = statuses.filter((status) => !NOT_IN_DSTU2.includes(status));
  return (known.length === 0 ? statuses : known).join(',');
}

/**
 * A prefetch template as a client of another release can ask it of its server. DSTU2 names the order of results by a modifier,
 * which not every client passes on, so it is left out there; reads (`Patient/{{context.patientId}}`) stay as they are.
 */
export function templateFor(release: FhirRelease, template: string): string {
  const at = template.indexOf('?');
  if (release === 'R4' || at < 0) return template;
  const params: Record<string, string[]> = {};
  for (const part of template.slice(at + 1).split('&')) {
    const mark = part.indexOf('=');
    const name = mark < 0 ? part : part.slice(0, mark);
    if (release === 'DSTU2' && name === '_sort') continue;
    (params[name] ??= []).push(mark < 0 ? '' : part.slice(mark + 1));
  }
  const spelled = spellFor(release, { resourceType: template.slice(0, at), params });
  const query = Object.entries(spelled.params).flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
  return `${spelled.resourceType}?${query.join('&')}`;
}
