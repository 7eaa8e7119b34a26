import type { UnreadReason } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import type { DrugRecognition, MedicationFact } from '../../domain/medication.js';
import { displayOf } from '../elements/coded-text.js';
import { describeMedication } from '../elements/dosage.js';
import { asCode, asString, referenceTo } from '../elements/json.js';
import type { Visit } from './fact-builder.js';
import type { MapperContext } from './mapper-context.js';
import { medicationName, type MedicationName } from './medication-name.js';
import { medicationTiming, type MedicationSource } from './medication-timing.js';
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
  if (recognition.outcome === 'other') {
    visit.notOurs('other-drug');
  } else if (recognition.outcome === 'unidentified') {
    if (name.kind === 'unresolved' && lookUp !== null) lookUp(name.reference);
    else leaveOut(name.kind === 'unresolved' ? 'not-resolved' : 'not-identified');
  } else if (recognition.drug.kind === 'tacrolimus' && recognition.drug.route === 'topical') {
    visit.notOurs('topical');
  } else {
    const fact = {
      source: kind,
      drug: recognition.drug,
      basis: recognition.basis,
      status,
      intent: asCode(resource.intent),
      doNotPerform: resource.doNotPerform === true,
      statusReason: statusReasonOf(resource),
      ...medicationTiming(resource, kind, context.timeZone),
      reasons: reasonsOf(resource, context),
      reference: referenceTo(resource),
      display: shownName(name),
    } satisfies MedicationFact;
    visit.fact('medications', recognition.drug.kind, fact);
  }

  function leaveOut(reason: UnreadReason): void {
    const { start, recordedOn } = medicationTiming(resource, kind, context.timeZone);
    visit.unread(reason, { reported: status, name: shownName(name), time: start ?? recordedOn });
  }
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
