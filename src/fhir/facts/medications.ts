import type { FactKind, UnreadReason } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import type { DrugRecognition, MedicationFact } from '../../domain/medication.js';
import { displayOf } from '../elements/coded-text.js';
import { describeMedication } from '../elements/dosage.js';
import { asCode, asObject, asString, referenceTo } from '../elements/json.js';
import type { Visit } from './fact-builder.js';
import type { MapperContext } from './mapper-context.js';
import { medicationName, type MedicationName } from './medication-name.js';
import { medicationTiming, type MedicationSource, type MedicationTiming } from './medication-timing.js';
import { reasonsOf, statusReasonOf } from './reasons.js';

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
  const recognition = recognise(resource, name, context);
  const timing = medicationTiming(resource, kind, context.timeZone);
  if (recognition.outcome === 'other') {
    visit.notOurs('other-drug');
  } else if (recognition.outcome === 'unidentified') {
    if (name.kind === 'unresolved' && lookUp !== null) lookUp(name.reference);
    else leaveOut(name.kind === 'unresolved' ? 'not-resolved' : 'not-identified');
  } else if (recognition.drug.kind === 'tacrolimus' && recognition.drug.route === 'topical') {
    visit.notOurs('topical');
  } else if (status === 'unknown') {
    leaveOut('status-unknown', recognition.drug.kind);
  } else if (wasGivenNobodyKnowsWhen(kind, status, timing)) {
    leaveOut('no-time', recognition.drug.kind);
  } else {
    const fact = {
      source: isReported(resource) ? 'statement' : kind,
      drug: recognition.drug,
      basis: recognition.basis,
      status,
      intent: asCode(resource.intent),
      doNotPerform: resource.doNotPerform === true,
      statusReason: statusReasonOf(resource),
      ...timing,
      reasons: reasonsOf(resource, context),
      reference: referenceTo(resource),
      display: shownName(name),
    } satisfies MedicationFact;
    visit.fact('medications', recognition.drug.kind, fact);
  }

  function leaveOut(reason: UnreadReason, mayBe: FactKind | null = null): void {
    visit.unread(reason, { reported: status, name: shownName(name), time: timing.start ?? timing.recordedOn, mayBe });
  }
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

function recognise(resource: JsonObject, name: MedicationName, { terminology }: MapperContext): DrugRecognition {
  const concept = name.kind === 'none' ? null : name.concept;
  if (concept === null) return { outcome: 'unidentified' };
  const product = name.kind === 'named' ? name : null;
  return terminology.recogniseDrug(describeMedication(resource, concept, product));
}

function shownName(name: MedicationName): string {
  return name.kind === 'none' || name.concept === null ? '' : displayOf(name.concept);
}

/** Before R4, "was not taken" and "was not given" are flags beside a status that says otherwise. */
function statusOf(resource: JsonObject): string {
  const status = asCode(resource.status) ?? 'unknown';
  if (status === 'entered-in-error') return status;
  if (resource.wasNotTaken === true || asString(resource.taken) === 'n') return 'not-taken';
  return resource.notGiven === true || resource.wasNotGiven === true ? 'not-done' : status;
}
