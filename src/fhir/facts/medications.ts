import type { SourceProblem } from '../../domain/fact-set.js';
import type { MedicationFact } from '../../domain/medication.js';
import { displayOf } from '../elements/coded-text.js';
import { describeMedication } from '../elements/dosage.js';
import { asCode, asString, referenceTo } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { Mapped, MapperContext } from './mapper-context.js';
import { medicationName } from './medication-name.js';
import { medicationTiming } from './medication-timing.js';
import type { MedicationSource } from './medication-timing.js';
import type { SamePatientData } from '../patient-match/same-patient.js';
import { reasonsOf, statusReasonOf } from './reasons.js';

const SOURCE_KIND = {
  medicationRequests: 'request',
  medicationStatements: 'statement',
  medicationDispenses: 'dispense',
  medicationAdministrations: 'administration',
} as const;

export const MEDICATION_SOURCES = Object.keys(SOURCE_KIND) as readonly (keyof typeof SOURCE_KIND)[];

/** The medication history that concerns us, out of four kinds of resources; other drugs and topical tacrolimus are left out. */
export function medicationFacts(sources: readonly SamePatientData[], context: MapperContext): Mapped<MedicationFact> {
  const facts = sources.flatMap(({ reading, resources }) => {
    const kind = kindOf(reading.source);
    return kind === null ? [] : resources.map((resource) => medicationFact(resource, kind, context));
  });
  return { facts: facts.filter((fact) => fact !== null), dropped: [] };
}

/** medicationReferences that neither lead anywhere nor have a display: nobody can tell which drug that was. */
export function namelessReferences(resources: readonly JsonObject[], context: MapperContext): readonly string[] {
  const names = resources
    .filter((resource) => asCode(resource.status) !== 'entered-in-error')
    .map((resource) => medicationName(resource, resource, context.index));
  const nameless = names.flatMap((name) =>
    name.kind === 'unresolved' && name.concept === null ? [name.reference] : [],
  );
  return [...new Set(nameless)];
}

/** One problem per source that still has nameless drugs. */
export function unresolvedMedications(
  sources: readonly SamePatientData[],
  context: MapperContext,
): readonly SourceProblem[] {
  return sources.flatMap(({ reading, resources }) => {
    const count = namelessReferences(resources, context).length;
    return count === 0 ? [] : [{ source: reading.source, code: 'medication-unresolved', count } as const];
  });
}

function medicationFact(resource: JsonObject, kind: MedicationSource, context: MapperContext): MedicationFact | null {
  const status = statusOf(resource);
  const name = medicationName(resource, resource, context.index);
  const concept = name.kind === 'none' ? null : name.concept;
  if (status === 'entered-in-error' || concept === null) return null;
  const product = name.kind === 'named' ? name : null;
  const recognition = context.terminology.recogniseDrug(describeMedication(resource, concept, product));
  if (recognition.outcome !== 'recognised') return null;
  const { drug, basis } = recognition;
  if (drug.kind === 'tacrolimus' && drug.route === 'topical') return null;
  return {
    source: kind,
    drug,
    basis,
    status,
    intent: asCode(resource.intent),
    doNotPerform: resource.doNotPerform === true,
    statusReason: statusReasonOf(resource),
    ...medicationTiming(resource, kind, context.timeZone),
    reasons: reasonsOf(resource, context),
    reference: referenceTo(resource),
    display: displayOf(concept),
  };
}

/** Before R4, "was not taken" and "was not given" are flags beside a status that says otherwise. */
function statusOf(resource: JsonObject): string {
  const status = asCode(resource.status) ?? 'unknown';
  if (status === 'entered-in-error') return status;
  if (resource.wasNotTaken === true || asString(resource.taken) === 'n') return 'not-taken';
  return resource.notGiven === true || resource.wasNotGiven === true ? 'not-done' : status;
}

function kindOf(source: string): MedicationSource | null {
  return source in SOURCE_KIND ? SOURCE_KIND[source as keyof typeof SOURCE_KIND] : null;
}
