import type { AllergyFact, ConditionFact } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import { codedText, displayOf } from '../elements/coded-text.js';
import { asCode, objectsIn, referenceTo } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { Mapped, MapperContext } from './mapper-context.js';
import { conditionStanding, procedureStanding, type Standing } from '../elements/clinical-status.js';

const RULED_OUT: ReadonlySet<string> = new Set(['refuted', 'entered-in-error']);
const PROCEDURE_NOT_DONE: ReadonlySet<string | null> = new Set(['not-done', 'entered-in-error']);

/**
 * Diagnoses that mean something to a rule. Whatever their `clinicalStatus`: colitis "in remission" is the point of
 * maintenance, and a transplant long ago still counts (docs/clinical/thiopurine-plan.md#gate). Whether they go on is
 * told beside them.
 */
export function conditionFacts(resources: readonly JsonObject[], context: MapperContext): Mapped<ConditionFact> {
  const counting = resources.filter((condition) => !isRuledOut(condition));
  return {
    facts: counting.flatMap((condition) => classified(condition, conditionStanding(condition, context), context)),
    dropped: [],
  };
}

/** Procedures that mean something to a rule: transplants, dialysis. */
export function procedureFacts(resources: readonly JsonObject[], context: MapperContext): Mapped<ConditionFact> {
  const counting = resources.filter(
    // STU3 says `notDone`, DSTU2 `notPerformed`.
    ({ status, notDone, notPerformed }) =>
      !PROCEDURE_NOT_DONE.has(asCode(status)) && notDone !== true && notPerformed !== true,
  );
  return {
    facts: counting.flatMap((procedure) => classified(procedure, procedureStanding(procedure, context), context)),
    dropped: [],
  };
}

/** Allergies and intolerances to a thiopurine, by the substance or by the substance of a reaction. */
export function allergyFacts(resources: readonly JsonObject[], context: MapperContext): Mapped<AllergyFact> {
  const counting = resources.filter((allergy) => !isRuledOut(allergy) && !RULED_OUT.has(asCode(allergy.status) ?? ''));
  const facts = counting.flatMap((allergy) =>
    substancesOf(allergy).flatMap((substance) => {
      const drug = context.terminology.recogniseThiopurineAllergy(substance);
      return drug === null ? [] : [{ drug, display: displayOf(substance), reference: referenceTo(allergy) }];
    }),
  );
  return { facts, dropped: [] };
}

/** `verificationStatus` is a CodeableConcept in R4 and a code before. */
export function isRuledOut(resource: JsonObject): boolean {
  const stated = [
    asCode(resource.verificationStatus),
    ...codedText(resource.verificationStatus).codings.map(lowerCode),
  ];
  return stated.some((status) => RULED_OUT.has(status ?? ''));
}

function lowerCode({ code }: { readonly code: string }): string {
  return code.toLowerCase();
}

function classified(resource: JsonObject, standing: Standing, context: MapperContext): readonly ConditionFact[] {
  const code = codedText(resource.code);
  const classes = context.terminology.classifyCondition(code);
  if (classes.length === 0) return [];
  return [{ classes, display: displayOf(code), reference: referenceTo(resource), ...standing }];
}

/** DSTU2 calls the code `substance`. */
function substancesOf(allergy: JsonObject): readonly CodedText[] {
  const reactions = objectsIn(allergy.reaction).map((reaction) => codedText(reaction.substance));
  return [codedText(allergy.code ?? allergy.substance), ...reactions];
}
