import { CdsError } from '../../domain/cds-error.js';
import type { AdministrativeSex } from '../../domain/chart-facts.js';
import type { Source, UnreadReason } from '../../domain/fact-set.js';
import { hasOverlongList, isOverlong } from '../../cds-hooks/request/json-body.js';
import { codedText } from '../elements/coded-text.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import { asCode, asObject, asString, type JsonObject, objectsIn, typeOf } from '../elements/json.js';
import { type Whose, whoseResource } from '../patient-match/patient-identity.js';
import type { Received, SourceReading } from '../sources/bundle.js';
import { QUESTION_OF_TYPE } from '../sources/source-types.js';
import { readAllergy, readCondition, readProcedure } from './conditions.js';
import { type Books, createFactBuilder, type FactBuilder, type FactSets, type Visit } from './fact-builder.js';
import { readObservation } from './lab-results.js';
import type { MapperContext } from './mapper-context.js';
import type { MedicationSource } from './medication-details.js';
import { readMedication } from './medications.js';
import type { ChartContext } from './visit-memory.js';
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
  readonly isAsked: boolean;
  readonly reference: string;
}

/** What a resource contains: whose it is where it does not say, and whether all but results is part of what holds it. */
interface Contained {
  readonly whose: Whose;
  readonly isPartOfHolder: boolean;
}

type LookUp = (reference: string) => void;
type VisitOne = (source: Source, resource: JsonObject, holder: Whose | null, isAsked: boolean) => Contained | null;

/** One pass over everything that a chart's sources gave. It yields after each resource, so that others may have their turn. */
interface ChartPass {
  /** References to Medications that are not at hand; what is found of them goes into the context of `finish`. */
  readonly unresolved: readonly string[];
  /** @param context that of the pass, with an index that also knows the Medications that were looked up */
  finish(context: MapperContext): Generator<void, { readonly sets: FactSets; readonly books: Books }>;
}

/**
 * Visits each resource once: whose it is, of what type, and what its mapper makes of it. It is read by its type, whatever
 * question it was sent for.
 * @param unasked what was prefetched under keys that answer no question of ours: read, but it takes no silence away unless it
 *   speaks of our subject
 * @throws CdsError `wrong-patient` when the Patient itself is not the context's
 */
export function* passOver(
  readings: readonly SourceReading[],
  context: ChartContext,
  unasked: readonly Received[] = [],
): Generator<void, ChartPass> {
  const builder = createFactBuilder();
  const waiting: Waiting[] = [];

  /** @returns what it contains and is to be visited by itself; null where there is nothing */
  function visit(source: Source, resource: JsonObject, holder: Whose | null, isAsked: boolean): Contained | null {
    const type = typeOf(resource) ?? '';
    const isByItself = holder === null && resource.contained === undefined && type !== 'Patient';
    const visits = isByItself ? context.visits : undefined;
    const known = visits?.recall(resource, context) ?? null;
    if (known !== null) {
      builder.begin(source, resource, known.barred, isAsked);
      if (context.index.isEarlierVersion(resource)) builder.notOurs('earlier-version');
      else known.tell(builder);
      builder.end();
      return null;
    }
    const of = visits?.watch(context) ?? context;
    const stated = whoseResource(resource, of);
    const whose = holder !== null && stated === 'unstated' ? holder : stated;
    const barred = whyBarred(resource, whose);
    builder.begin(source, resource, barred, isAsked);
    const mapper = MAPPERS.get(type);
    const isOurs = mapper !== undefined || MEDICATION_KINDS.has(type);
    const isTooMuch = isOurs ? isOverlong(resource) : type !== 'Patient' && hasOverlongList(resource);
    if (type === 'Patient' && isAsked) visitPatient(source, resource);
    else if (!isOurs && !isTooMuch) builder.notOurs('other-type');
    else if (context.index.isEarlierVersion(resource)) builder.notOurs('earlier-version');
    else if (whose === 'other') builder.foreign();
    else if (isTooMuch) builder.unread('over-limit', { reported: type });
    else {
      const told = visits?.listen(builder) ?? builder;
      if (mapper !== undefined) mapper(resource, told, of);
      else medication(resource, told, of, (reference) => waiting.push({ source, resource, whose, isAsked, reference }));
      if (waiting.at(-1)?.resource !== resource) visits?.keep(resource, { barred });
    }
    // Of what waits nothing is said, and nothing entered, until it is visited again.
    if (waiting.at(-1)?.resource !== resource) builder.end();
    return resource.contained === undefined || isTooMuch ? null : { whose, isPartOfHolder: isOurs };
  }

  function medication(resource: JsonObject, told: Visit, of: MapperContext, lookUp: LookUp | null): void {
    const kind = MEDICATION_KINDS.get(typeOf(resource) ?? '');
    if (kind !== undefined) readMedication(resource, kind, told, of, lookUp);
  }

  /** A Patient beside other data may be a relative's; where the patient was asked for, it is another patient's chart. */
  function visitPatient(source: Source, patient: JsonObject): void {
    if (readPatient(patient, builder, context)) return;
    if (source === 'patient') throw wrongPatient();
    builder.notOurs('other-type');
  }

  for (const { source, entries, unreadable, messages, overLimit } of readings) {
    for (const { resource } of entries) {
      const contained = visit(source, resource, null, true);
      if (contained !== null) yield* visitContained(visit, source, resource, contained, true);
      yield;
    }
    builder.enter(source, 'no-resource', unreadable);
    builder.enter(source, 'over-limit', overLimit);
    builder.enter(source, 'message', messages);
  }
  for (const { entries, unreadable, messages } of unasked) {
    for (const { resource } of entries) {
      yield* visitWithContained(visit, QUESTION_OF_TYPE.get(typeOf(resource)) ?? 'patient', resource, null, false);
      yield;
    }
    builder.enter('otherKeys', 'no-resource', unreadable);
    builder.enter('otherKeys', 'message', messages);
  }

  return {
    unresolved: [...new Set(waiting.map(({ reference }) => reference))],
    finish: (complete) =>
      finishPass(waiting, builder, readings, (resource) => medication(resource, builder, complete, null)),
  };
}

/** What waited for its drug is read now that it has been looked for. */
function* finishPass(
  waiting: readonly Waiting[],
  builder: FactBuilder,
  readings: readonly SourceReading[],
  read: (resource: JsonObject) => void,
): Generator<void, { readonly sets: FactSets; readonly books: Books }> {
  for (const { source, resource, whose, isAsked } of waiting) {
    builder.begin(source, resource, whyBarred(resource, whose), isAsked);
    read(resource);
    builder.end();
    yield;
  }
  return yield* builder.finish(readings);
}

function* visitWithContained(
  visit: VisitOne,
  source: Source,
  resource: JsonObject,
  holder: Whose | null,
  isAsked: boolean,
): Generator<void, void> {
  const contained = visit(source, resource, holder, isAsked);
  if (contained !== null) yield* visitContained(visit, source, resource, contained, isAsked);
}

/**
 * A report may bring its results inside itself. What a resource of ours contains is part of it (its Medication, its
 * reasons), but for results.
 */
function* visitContained(
  visit: VisitOne,
  source: Source,
  holder: JsonObject,
  { whose, isPartOfHolder }: Contained,
  isAsked: boolean,
): Generator<void, void> {
  for (const contained of objectsIn(holder.contained)) {
    const resource = asTyped(contained, holder);
    const type = typeOf(resource) ?? '';
    const isOwnMatter = MAPPERS.has(type) || MEDICATION_KINDS.has(type);
    yield;
    if (isPartOfHolder ? type === 'Observation' : isOwnMatter) {
      yield* visitWithContained(visit, source, resource, whose, isAsked);
    }
  }
}

/** Why nothing in a resource may be used as a fact, though it can be read; null for every ordinary one. */
function whyBarred(resource: JsonObject, whose: Whose): UnreadReason | null {
  if (whose === 'unresolved') return 'not-resolved';
  return isModified(resource) ? 'modified' : null;
}

/**
 * Who does not know a modifier extension must not read the resource as though it were not there (docs/clinical/facts.md#modified).
 * None is known here; `doNotPerform` and "ruled out" of later and earlier releases are sent that way.
 */
function isModified({ modifierExtension, component }: JsonObject): boolean {
  if (modifierExtension !== undefined && objectsIn(modifierExtension).length > 0) return true;
  return component !== undefined && objectsIn(component).some((part) => objectsIn(part.modifierExtension).length > 0);
}

const RESULT_MEMBER = /^(?:value|component$|effective|dataAbsentReason$|specimen$|interpretation$|issued$|note$)/;

/** What a result or a report contains without a type, and has what only a result has, is one; its value may be missing. */
function asTyped(contained: JsonObject, holder: JsonObject): JsonObject {
  if (typeOf(contained) !== null || MEDICATION_KINDS.has(typeOf(holder) ?? '')) return contained;
  const isResult = Object.keys(contained).some((key) => RESULT_MEMBER.test(key));
  return isResult ? { ...contained, resourceType: 'Observation' } : contained;
}

function wrongPatient(): CdsError {
  return new CdsError(
    'wrong-patient',
    'The Patient resource is not the patient of the hook context.',
    'prefetch.patient',
  );
}

/** The HL7 extension (with sub-extensions), its working titles in US Core and CQF, and Epic's own (with a plain value). */
const SEX_FOR_CLINICAL_USE =
  /\/(patient-sexParameterForClinicalUse|patient-sexForClinicalUse|(us-core-|cqf-)?sex-for-clinical-use)$/;

const MOST_EXTENSIONS = 1_000;

const SEXES: ReadonlyMap<string | null | undefined, AdministrativeSex> = new Map([
  ['male', 'male'],
  ['male-typical', 'male'],
  ['female', 'female'],
  ['female-typical', 'female'],
]);

/**
 * Sex and birth date of the patient of the call.
 * @returns false for another person's Patient, of whom nothing is read
 */
function readPatient(patient: JsonObject, visit: Visit, context: MapperContext): boolean {
  const id = asString(patient.id);
  const isOurs = id === context.patientId || (id !== null && context.isMerged(id));
  if (isOurs) {
    const birthDate = parseFhirDate(patient.birthDate, context.timeZone);
    visit.fact('patient', 'patient', { sex: sexOf(patient, context), birthDate });
  }
  return isOurs;
}

/**
 * Sex for clinical use where it is stated, else the administrative gender (docs/clinical/facts.md#sex). A statement
 * that is neither male nor female ("specified", "unknown"), or statements that contradict each other, leave it open.
 */
function sexOf(patient: JsonObject, context: MapperContext): AdministrativeSex | null {
  const extensions = objectsIn(patient.extension);
  // Nobody writes as many; among them may be the one that counts.
  if (extensions.length > MOST_EXTENSIONS) return null;
  const statements = extensions
    .filter((extension) => SEX_FOR_CLINICAL_USE.test(asString(extension.url) ?? ''))
    .filter((extension) => !isOver(extension, context))
    .map(statedSex);
  const stated = [...new Set(statements)];
  if (stated.length === 0) return SEXES.get(asCode(patient.gender)) ?? null;
  return stated.length === 1 ? (stated[0] ?? null) : null;
}

function statedSex(extension: JsonObject): AdministrativeSex | null {
  const holder = subExtension(extension, 'value') ?? extension;
  const concept = codedText(holder.valueCodeableConcept);
  const words = [...concept.codings.map(({ code }) => code), concept.text, asString(holder.valueCode)];
  return words.map((word) => SEXES.get(word?.toLowerCase())).find((sex) => sex !== undefined) ?? null;
}

function isOver(extension: JsonObject, { timeZone, asOf }: MapperContext): boolean {
  const end = parseFhirDate(asObject(subExtension(extension, 'period')?.valuePeriod)?.end, timeZone);
  return end !== null && end.to < asOf;
}

function subExtension(extension: JsonObject, url: string): JsonObject | null {
  return objectsIn(extension.extension).find((item) => item.url === url) ?? null;
}
