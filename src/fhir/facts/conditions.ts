import type { ConditionClass, ConditionFact } from '../../domain/chart-facts.js';
import type { FactKind } from '../../domain/fact-set.js';
import type { CodedText } from '../../domain/coding.js';
import type { JsonObject } from '../../domain/json.js';
import type { DiagnosisReading } from '../../terminology/recognise/terminology.js';
import {
  conditionStatus,
  NOT_STATED,
  notedOn,
  OVER,
  procedureCertainties,
  procedureStatus,
  type ClinicalStatus,
  statedCertainties,
} from '../elements/condition-status.js';
import { codedText, displayOf, isEmptyConcept } from '../elements/coded-text.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import { asCode, listOf, objectsIn, referenceTo } from '../elements/json.js';
import type { Visit } from './fact-builder.js';
import type { MapperContext } from './mapper-context.js';

const RULED_OUT: ReadonlySet<string> = new Set(['refuted', 'entered-in-error']);
const PROCEDURE_NOT_DONE: ReadonlySet<string | null> = new Set(['not-done', 'entered-in-error']);

/**
 * A diagnosis. Whatever its `clinicalStatus`: colitis "in remission" is the point of maintenance, and a transplant long ago
 * still counts (docs/clinical/thiopurine-plan.md#gate). Whether it goes on is told beside it.
 */
export function readCondition(condition: JsonObject, visit: Visit, context: MapperContext): void {
  if (isRuledOut(condition)) visit.notOurs('withdrawn');
  else {
    const status = { ...conditionStatus(condition, context), notedOn: notedOn(condition, context) };
    classify(condition, 'conditions', 'diagnosis', status, statedCertainties(condition, context), visit, context);
  }
}

/** A procedure: transplants and dialysis mean something to a rule. */
export function readProcedure(procedure: JsonObject, visit: Visit, context: MapperContext): void {
  // STU3 says `notDone`, DSTU2 `notPerformed`.
  const { status, notDone, notPerformed } = procedure;
  if (PROCEDURE_NOT_DONE.has(asCode(status)) || notDone === true || notPerformed === true) visit.notOurs('withdrawn');
  else {
    const status = { ...procedureStatus(procedure, context), notedOn: null };
    classify(procedure, 'procedures', 'procedure', status, procedureCertainties(procedure, context), visit, context);
  }
}

/**
 * An allergy or intolerance: to a thiopurine or a maintenance drug, by the substance or by the substance of a reaction, or to
 * something else.
 */
export function readAllergy(allergy: JsonObject, visit: Visit, context: MapperContext): void {
  if (isRuledOut(allergy) || RULED_OUT.has(asCode(allergy.status) ?? '')) {
    visit.notOurs('withdrawn');
    return;
  }
  for (const substance of substancesOf(allergy)) {
    const thiopurine = context.terminology.recogniseThiopurineAllergy(substance);
    const drug = thiopurine ?? context.terminology.recogniseMaintenanceAllergy(substance);
    const kind = thiopurine === null ? ('alternative-maintenance' as const) : ('thiopurine' as const);
    const display = displayOf(substance);
    if (drug !== null) {
      const stated = allergy.onsetDateTime ?? allergy.recordedDate ?? allergy.assertedDate ?? allergy.onset;
      const recordedOn = parseFhirDate(stated, context.timeZone);
      visit.fact('allergies', 'allergy', { kind, drug, display, recordedOn, reference: referenceTo(allergy) });
    } else if (substance.isCut === true) visit.unread('over-limit', { reported: display, mayBe: 'allergy' });
    else if (isNamed(substance)) visit.notOurs('other-diagnosis');
    else visit.unread('not-identified', { reported: display, mayBe: 'allergy' });
  }
}

/** `verificationStatus` is a CodeableConcept in R4 and a code before. */
export function isRuledOut(resource: JsonObject): boolean {
  const stated = listOf(resource.verificationStatus).flatMap((status) => [
    asCode(status),
    ...codedText(status).codings.map(lowerCode),
  ]);
  return stated.some((status) => RULED_OUT.has(status ?? ''));
}

function lowerCode({ code }: { readonly code: string }): string {
  return code.toLowerCase();
}

function classify(
  resource: JsonObject,
  set: 'conditions' | 'procedures',
  kind: FactKind,
  { notedOn: noted, ...status }: ClinicalStatus & Pick<ConditionFact, 'notedOn'>,
  stated: readonly CodedText[],
  visit: Visit,
  context: MapperContext,
): void {
  const code = codedText(resource.code);
  const reading = context.terminology.readDiagnosis(code, stated);
  const display = displayOf(code);
  const said = { notedOn: noted, display, reference: referenceTo(resource) };
  if (reading.recognition === 'unknown') {
    visit.unread(code.isCut === true ? 'over-limit' : 'not-identified', { reported: display, mayBe: kind });
  } else if (reading.recognition === 'other' || reading.certainty === 'excluded') {
    // An infusion that is planned is not certain, and a plan all the same.
    const counts = reading.certainty === 'certain' || (set === 'procedures' && reading.certainty !== 'excluded');
    const drug = counts ? drugNamedIn(code, context) : null;
    if (drug === null) visit.notOurs('other-diagnosis');
    else visit.fact(set, kind, { classes: [], ...status, ...said, drug });
  } else {
    visit.fact(set, kind, { ...diagnosisFact(reading, status), ...said });
  }
}

/**
 * What a diagnosis says of a drug ("Loss of response to infliximab", "Azathioprine-induced pancreatitis") or a procedure gave
 * ("Infliximab infusion") matters to the plan; the rule reads its words.
 */
function drugNamedIn(code: CodedText, { terminology }: MapperContext): string | null {
  return terminology.recogniseThiopurineAllergy(code) ?? terminology.recogniseMaintenanceAllergy(code);
}

/** Classes that shut a gate: with one of these a rule says nothing, so they have to be certain. */
const SILENCING: ReadonlySet<ConditionClass> = new Set<ConditionClass>([
  ...(['transplant', 'kidney-transplant', 'tissue-graft', 'dialysis', 'other-indication'] as const),
]);

/**
 * What a diagnosis means. One that is only suspected shuts no gate; a suspected colitis is an indication all the same. What is said
 * to have been ("Z.n. Dialyse") is not known to go on.
 */
export function diagnosisFact(
  { classes, certainty, past }: DiagnosisReading,
  status: ClinicalStatus,
): Pick<ConditionFact, 'classes'> & ClinicalStatus {
  const counting = certainty === 'certain' ? classes : classes.filter((each) => !SILENCING.has(each));
  const was = status.clinicalStatus === 'ongoing' ? NOT_STATED : OVER;
  return {
    classes: certainty === 'excluded' ? [] : counting,
    ...(past && status.lastDone === null ? was : status),
  };
}

/** Systems that the value sets of diagnoses hold whole, so that a code of theirs that is in none is something else. */
const WHOLE_SYSTEM = /icd-?(9|10)/i;

/** Whether it has words, or a code that can be told from ours. A code alone of a list of which a sample is held may be ours. */
function isNamed({ codings, text }: CodedText): boolean {
  return text !== null || codings.some(({ system, display }) => display !== null || WHOLE_SYSTEM.test(system ?? ''));
}

/** DSTU2 calls the code `substance`. Reactions that name no substance of their own are left to the code. */
function substancesOf(allergy: JsonObject): readonly CodedText[] {
  const reactions = objectsIn(allergy.reaction).map((reaction) => codedText(reaction.substance));
  return [codedText(allergy.code ?? allergy.substance), ...reactions.filter((substance) => !isEmptyConcept(substance))];
}
