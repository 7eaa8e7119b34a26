import type { FactKind, UnreadReason } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import type {
  DrugRecognition,
  MedicationDescription,
  MedicationFact,
  MedicationLine,
} from '../../domain/medication.js';
import { codedText, displayOf } from '../elements/coded-text.js';
import { describeMedication, orderedDose } from '../elements/dosage.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import { asCode, asObject, asString, referenceTo } from '../elements/json.js';
import type { Visit } from './fact-builder.js';
import { concomitantDrug } from './concomitants.js';
import type { MapperContext } from './mapper-context.js';
import { medicationName, type MedicationName } from './medication-name.js';
import {
  type MedicationSource,
  medicationTiming,
  type MedicationTiming,
  reasonsOf,
  statusReasonOf,
} from './medication-details.js';

/**
 * One line of the medication history, whatever resource it comes from: one of our drugs, another drug, or one that nobody can
 * tell.
 * @param lookUp takes the reference to a Medication that is not at hand, where it may still be read; then nothing is said of
 *   the line yet. null: nobody will read it
 */
export function readMedication(
  resource: JsonObject,
  kind: MedicationSource,
  visit: Visit,
  context: MapperContext,
  lookUp: ((reference: string) => void) | null,
): void {
  const status = statusOf(resource);
  if (status === 'entered-in-error') {
    visit.notOurs('withdrawn');
    return;
  }
  const name = medicationName(resource, resource, context.index);
  const description = describe(resource, name);
  const recognition: DrugRecognition =
    description === null ? { outcome: 'unidentified' } : context.terminology.recogniseDrug(description);
  const timing = medicationTiming(resource, kind, context);
  const read: ReadLine = { resource, kind, status, name, timing };
  if (recognition.outcome === 'other') {
    const other = description === null ? null : concomitantDrug(description, context.terminology);
    const why = whyUnusable(kind, status, timing);
    if (other === null) visit.notOurs('other-drug');
    else if (why !== null) leaveOut(why, read, visit, 'concomitant');
    else visit.fact('concomitants', 'concomitant', { ...lineOf(read, context), ...other });
  } else if (recognition.outcome === 'unidentified') {
    if (name.kind === 'unresolved' && lookUp !== null) lookUp(name.reference);
    else if (name.kind === 'unresolved') leaveOut('not-resolved', read, visit);
    else leaveOut(isCut(description) ? 'over-limit' : 'not-identified', read, visit);
  } else if (recognition.drug.kind === 'tacrolimus' && recognition.drug.route === 'topical') {
    visit.notOurs('topical');
  } else {
    const why = whyUnusable(kind, status, timing);
    if (why !== null) {
      leaveOut(why, read, visit, recognition.drug.kind);
      return;
    }
    const dose = recognition.drug.kind === 'tacrolimus' ? orderedDose(resource) : null;
    const fact: OpenFact = lineOf(read, context);
    if (dose !== null) fact.dose = dose;
    fact.drug = recognition.drug;
    fact.basis = recognition.basis;
    fact.statusReason = statusReasonOf(resource);
    fact.reasons = reasonsOf(resource, context);
    visit.fact('medications', recognition.drug.kind, fact as MedicationFact);
  }
}

/** A line of the history, of which it is not yet said what becomes of it. */
interface ReadLine {
  readonly resource: JsonObject;
  readonly kind: MedicationSource;
  readonly status: string;
  readonly name: MedicationName;
  readonly timing: MedicationTiming;
}

/** What a line says of any drug. */
function lineOf({ resource, kind, status, name, timing }: ReadLine, { timeZone }: MapperContext): MedicationLine {
  return {
    source: isReported(resource) ? 'statement' : kind,
    status,
    intent: asCode(resource.intent),
    doNotPerform: resource.doNotPerform === true,
    start: timing.start,
    end: timing.end,
    supplyDays: timing.supplyDays,
    recordedOn: timing.recordedOn,
    changedOn: parseFhirDate(resource.statusChanged ?? asObject(resource.meta)?.lastUpdated, timeZone),
    reference: referenceTo(resource),
    display: shownName(name),
  };
}

function leaveOut(
  reason: UnreadReason,
  { status, name, timing }: ReadLine,
  visit: Visit,
  mayBe: FactKind | null = null,
): void {
  visit.unread(reason, { reported: status, name: shownName(name), time: timing.start ?? timing.recordedOn, mayBe });
}

/** A line that is being completed: one object for each, not three. */
type OpenFact = MedicationLine & { -readonly [K in keyof MedicationFact]?: MedicationFact[K] };

/** More was written of its name, or of what it is made of, than is looked at. */
function isCut(description: MedicationDescription | null): boolean {
  return (
    description !== null &&
    [description.concept, ...(description.ingredients ?? [])].some((each) => each.isCut === true)
  );
}

/** What is handed out or given has a day; without one nobody can tell whether it is today's drug or one of long ago. */
function wasGivenNobodyKnowsWhen(kind: MedicationSource, status: string, { start }: MedicationTiming): boolean {
  return (kind === 'dispense' || kind === 'administration') && start === null && !NOT_GIVEN.has(status);
}

const NOT_GIVEN: ReadonlySet<string> = new Set(['not-done', 'cancelled', 'declined', 'preparation']);

/**
 * Home medication, taken over from another source (`reportedBoolean` and `reportedReference` in R4, `reported` in R5): it is
 * written down as a request of intent `plan`, and says what a statement says.
 */
function isReported({ reported, reportedBoolean, reportedReference }: JsonObject): boolean {
  return reported === true || reportedBoolean === true || asObject(reportedReference) !== null;
}

function describe(resource: JsonObject, name: MedicationName): MedicationDescription | null {
  const concept = name.kind === 'none' ? null : name.concept;
  return concept === null ? null : describeMedication(resource, concept, name.kind === 'named' ? name : null);
}

function shownName(name: MedicationName): string {
  return name.kind === 'none' || name.concept === null ? '' : displayOf(name.concept);
}

/** Before R4, "was not taken" and "was not given" are flags beside a status that says otherwise. */
function statusOf(resource: JsonObject): string {
  const status = asCode(resource.status) ?? 'unknown';
  if (status === 'entered-in-error') return status;
  if (resource.wasNotTaken === true || asString(resource.taken) === 'n') return 'not-taken';
  if (resource.notGiven === true || resource.wasNotGiven === true) return 'not-done';
  // From R5 on an order that may no longer be used is `ended`: over, as one that is completed.
  if (status === 'ended') return 'completed';
  return status === 'recorded' ? adherenceOf(resource) : status;
}

/**
 * From R5 on a statement is `recorded`, and whether the drug is taken stands in `adherence`. Without one it says what `active`
 * did: taken, until its period ends.
 */
function adherenceOf(resource: JsonObject): string {
  const codes = codedText(asObject(resource.adherence)?.code).codings.map(({ code }) => code.toLowerCase());
  const says = (start: string) => codes.some((code) => code.startsWith(start));
  if (says('not-taking')) return 'not-taken';
  if (says('stopped')) return 'stopped';
  if (says('on-hold')) return 'on-hold';
  return says('unknown') ? 'unknown' : 'active';
}

/** Of every release, whatever the resource; what is in none of them ("ongoing") may mean anything. */
const KNOWN_STATUSES: ReadonlySet<string> = new Set([
  ...['active', 'on-hold', 'suspended', 'cancelled', 'completed', 'stopped', 'ended', 'draft', 'proposed', 'planned'],
  ...['intended', 'not-taken', 'preparation', 'in-progress', 'declined', 'not-done'],
]);

/** Why a line whose drug is known says nothing that can be relied on; null for every ordinary line. */
function whyUnusable(kind: MedicationSource, status: string, timing: MedicationTiming): UnreadReason | null {
  if (!KNOWN_STATUSES.has(status)) return 'status-unknown';
  // A statement that nobody has finished (R5) says neither that the drug is taken nor that it is not.
  if (kind === 'statement' && status === 'draft') return 'status-undecided';
  return wasGivenNobodyKnowsWhen(kind, status, timing) ? 'no-time' : null;
}
