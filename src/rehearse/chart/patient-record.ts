import { kindOfResult, type ResultKind } from './result-kind.js';
import { asObject, asString, type JsonObject, typeOf } from '../../fhir/elements/json.js';
import { indexResources } from '../../fhir/sources/resource-index.js';
import { describeMedication } from '../../fhir/elements/dosage.js';
import { medicationName } from '../../fhir/facts/medication-name.js';
import type { Terminology } from '../../terminology/recognise/terminology.js';
import type { TimeZone } from '../../domain/time.js';
import { momentOf, type Moment, type Turnaround } from './moment.js';

/** A resource, and from when on anybody could see it. */
export interface DatedResource {
  readonly resource: JsonObject;
  readonly type: string;
  readonly moment: Moment;
}

export interface DatedResult extends DatedResource {
  readonly kind: ResultKind;
}

/** Everything that the export holds of one patient, each line read once, oldest first. */
export interface PatientRecord {
  readonly id: string;
  readonly results: readonly DatedResult[];
  /** Lines of the medication history; those of drugs that mean nothing here are left out. */
  readonly drugs: readonly DatedResource[];
  /** Conditions, procedures, allergies, plans, orders of tests, the Patient. */
  readonly others: readonly DatedResource[];
  /** What the lines refer to. */
  readonly products: readonly JsonObject[];
  /** Results of tests and lines of drugs that are positively none of ours: seen, and not read again at each order. */
  readonly notOurs: number;
  /** Lines that are no resource at all. */
  readonly broken: number;
}

const DRUG = /^Medication(?:Request|Order|Statement|Usage|Dispense|Administration)$/;

/** Reads the kept lines of one patient. Of a record that is there in several versions the newest is taken, as the service does. */
export function readPatient(
  id: string,
  lines: readonly string[],
  context: { readonly terminology: Terminology; readonly timeZone: TimeZone; readonly turnaround: Turnaround },
): PatientRecord {
  const parsed = lines.map((line) => ofPatient(parse(line), id));
  const read = parsed.filter((resource) => resource !== null);
  const index = indexResources(read.map((resource) => ({ fullUrl: null, resource })));
  const current = distinct(read.filter((resource) => !index.isEarlierVersion(resource)));
  const results: DatedResult[] = [];
  const drugs: DatedResource[] = [];
  const others: DatedResource[] = [];
  const products: JsonObject[] = [];
  let notOurs = 0;
  for (const resource of current) {
    const type = typeOf(resource) ?? '';
    if (type === 'Medication') {
      products.push(resource);
      continue;
    }
    if (type === 'Observation') {
      const kind = kindOfResult(resource, context.terminology);
      if (kind === 'other') notOurs += 1;
      else results.push({ resource, type, kind, moment: momentOf(resource, kind, context) });
    } else if (DRUG.test(type)) {
      if (isOtherDrug(resource)) notOurs += 1;
      else drugs.push({ resource, type, moment: momentOf(resource, null, context) });
    } else others.push({ resource, type, moment: momentOf(resource, null, context) });
  }
  const oldestFirst = (a: DatedResource, b: DatedResource) => (a.moment.at ?? 0) - (b.moment.at ?? 0);
  return {
    id,
    results: results.sort(oldestFirst),
    drugs: drugs.sort(oldestFirst),
    others: others.sort(oldestFirst),
    products,
    notOurs,
    broken: parsed.length - read.length,
  };

  function isOtherDrug(resource: JsonObject): boolean {
    const name = medicationName(resource, resource, index);
    if (name.kind !== 'named') return false;
    const description = describeMedication(resource, name.concept, name);
    return (
      context.terminology.recogniseDrug(description).outcome === 'other' &&
      context.terminology.classifyDrug(description).length === 0
    );
  }
}

function parse(line: string): JsonObject | null {
  try {
    return asObject(JSON.parse(line) as unknown);
  } catch {
    return null;
  }
}

/** The lines were kept by their subject: an absolute address names the export's own server, and not another patient. */
function ofPatient(resource: JsonObject | null, id: string): JsonObject | null {
  const element = asObject(resource?.subject) === null ? 'patient' : 'subject';
  const reference = asString(asObject(resource?.[element])?.reference);
  if (
    resource === null ||
    reference === null ||
    reference === `Patient/${id}` ||
    !reference.endsWith(`/Patient/${id}`)
  ) {
    return resource;
  }
  return { ...resource, [element]: { ...asObject(resource[element]), reference: `Patient/${id}` } };
}

/** The same record twice, in two files that overlap, is one. */
function distinct(resources: readonly JsonObject[]): readonly JsonObject[] {
  const byId = new Map<string, JsonObject[]>();
  return resources.filter((resource) => {
    if (typeof resource.id !== 'string') return true;
    const others = byId.get(resource.id);
    if (others === undefined) byId.set(resource.id, [resource]);
    else {
      const text = JSON.stringify(resource);
      if (others.some((other) => JSON.stringify(other) === text)) return false;
      others.push(resource);
    }
    return true;
  });
}
