import { CdsError } from '../../domain/cds-error.js';
import type { Source } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import { objectsIn, typeOf } from '../elements/json.js';
import { whoseResource, type Whose } from '../patient-match/patient-identity.js';
import type { SourceReading } from '../sources/source-reading.js';
import { readAllergy, readCondition, readProcedure } from './conditions.js';
import { type Books, createFactBuilder, type FactSets, type Visit } from './fact-builder.js';
import { readObservation } from './lab-results.js';
import type { MapperContext } from './mapper-context.js';
import type { MedicationSource } from './medication-timing.js';
import { readMedication } from './medications.js';
import { readPatient } from './patient.js';
import { readCarePlan, readTestOrder } from './plans.js';

type Mapper = (resource: JsonObject, visit: Visit, context: MapperContext) => void;

const MEDICATION_KINDS: ReadonlyMap<string, MedicationSource> = new Map([
  ['MedicationRequest', 'request'],
  ['MedicationOrder', 'request'],
  ['MedicationStatement', 'statement'],
  ['MedicationDispense', 'dispense'],
  ['MedicationAdministration', 'administration'],
]);

/** One mapper for each type, R4 first, then the names of STU3 and DSTU2; medications and Patients go their own way. */
const MAPPERS: ReadonlyMap<string, Mapper> = new Map([
  ['Observation', readObservation],
  ['Condition', readCondition],
  ['Procedure', readProcedure],
  ['AllergyIntolerance', readAllergy],
  ['ServiceRequest', readTestOrder],
  ['ProcedureRequest', readTestOrder],
  ['DiagnosticOrder', readTestOrder],
  ['CarePlan', readCarePlan],
]);

/** A line of the medication history whose drug is only referred to. */
interface Waiting {
  readonly source: Source;
  readonly resource: JsonObject;
  readonly whose: Whose;
  readonly reference: string;
}

/** One pass over everything that a chart's sources gave. */
export interface ChartPass {
  /** References to Medications that are not at hand; what is found of them goes into the context of `finish`. */
  readonly unresolved: readonly string[];
  /** @param context that of the pass, with an index that also knows the Medications that were looked up */
  finish(context: MapperContext): { readonly sets: FactSets; readonly books: Books };
}

/**
 * Visits each resource once: whose it is, of what type, and what its mapper makes of it. It is read by its type, whatever
 * question it was sent for.
 * @throws CdsError `wrong-patient` when the Patient itself is not the context's
 */
export function passOver(readings: readonly SourceReading[], context: MapperContext): ChartPass {
  const builder = createFactBuilder();
  const waiting: Waiting[] = [];

  function visit(source: Source, resource: JsonObject, holder: Whose | null): void {
    const type = typeOf(resource) ?? '';
    const stated = whoseResource(resource, context);
    const whose = holder !== null && stated === 'unstated' ? holder : stated;
    builder.begin(source, resource, whose === 'unresolved' ? 'not-resolved' : null);
    const isMedication = MEDICATION_KINDS.has(type);
    const mapper = MAPPERS.get(type);
    if (type === 'Patient') visitPatient(source, resource);
    else if (mapper === undefined && !isMedication) builder.notOurs('other-type');
    else if (context.index.isEarlierVersion(resource)) builder.notOurs('earlier-version');
    else if (whose === 'other') builder.foreign();
    else if (mapper !== undefined) mapper(resource, builder, context);
    else {
      medication(resource, context, (reference) => waiting.push({ source, resource, whose, reference }));
    }
    // Of what waits nothing is said, and nothing entered, until it is visited again.
    if (waiting.at(-1)?.resource !== resource) builder.end();
    if (resource.contained !== undefined) visitContained(source, resource, whose, mapper !== undefined || isMedication);
  }

  function medication(resource: JsonObject, of: MapperContext, lookUp: ((reference: string) => void) | null): void {
    const kind = MEDICATION_KINDS.get(typeOf(resource) ?? '');
    if (kind !== undefined) readMedication(resource, kind, builder, of, lookUp);
  }

  /** A Patient beside other data may be a relative's; where the patient was asked for, it is another patient's chart. */
  function visitPatient(source: Source, patient: JsonObject): void {
    if (readPatient(patient, builder, context)) return;
    if (source === 'patient') throw wrongPatient();
    builder.notOurs('other-type');
  }

  /**
   * A report may bring its results inside itself. What a resource of ours contains is part of it (its Medication, its
   * reasons), but for results.
   */
  function visitContained(source: Source, holder: JsonObject, whose: Whose, holderIsOurs: boolean): void {
    for (const resource of objectsIn(holder.contained)) {
      const type = typeOf(resource) ?? '';
      const isOwnMatter = MAPPERS.has(type) || MEDICATION_KINDS.has(type);
      if (holderIsOurs ? type === 'Observation' : isOwnMatter) visit(source, resource, whose);
    }
  }

  for (const { source, entries, unreadable, messages, overLimit } of readings) {
    for (const { resource } of entries) visit(source, resource, null);
    builder.enter(source, 'no-resource', unreadable);
    builder.enter(source, 'over-limit', overLimit);
    builder.enter(source, 'message', messages);
  }

  return {
    unresolved: [...new Set(waiting.map(({ reference }) => reference))],
    finish(complete) {
      for (const { source, resource, whose } of waiting) {
        builder.begin(source, resource, whose === 'unresolved' ? 'not-resolved' : null);
        medication(resource, complete, null);
        builder.end();
      }
      return builder.finish(readings);
    },
  };
}

function wrongPatient(): CdsError {
  return new CdsError(
    'wrong-patient',
    'The Patient resource is not the patient of the hook context.',
    'prefetch.patient',
  );
}
