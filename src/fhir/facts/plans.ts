import type { CarePlanFact, TestOrderFact } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import { codedText, displayOf, isEmptyConcept } from '../elements/coded-text.js';
import { describeMedication } from '../elements/dosage.js';
import { asCode, asObject, objectsIn, referenceTo } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { Mapped, MapperContext } from './mapper-context.js';
import { medicationName } from './medication-name.js';

/** R4 and STU3 first, then the statuses of a DSTU2 DiagnosticOrder that still stands. */
const PENDING_ORDER: ReadonlySet<string | null> = new Set([
  'active',
  'draft',
  'on-hold',
  'suspended',
  'proposed',
  'planned',
  'requested',
  'received',
  'accepted',
  'in-progress',
  'review',
]);
const STANDING_PLAN: ReadonlySet<string | null> = new Set(['active', 'draft', 'on-hold', 'proposed', 'suspended']);
const OPEN_ACTIVITY: ReadonlySet<string | null> = new Set(['not-started', 'scheduled', 'in-progress', 'on-hold']);

/** Pending orders of a TPMT or NUDT15 test (ServiceRequest, ProcedureRequest, DiagnosticOrder). */
export function testOrderFacts(resources: readonly JsonObject[], context: MapperContext): Mapped<TestOrderFact> {
  return { facts: resources.flatMap((order) => pendingTests(order, context)), dropped: [] };
}

/**
 * The TPMT or NUDT15 tests that one order still asks for.
 * @param status of the order; drafts in a hook context may lack one
 */
export function pendingTests(
  order: JsonObject,
  { terminology }: MapperContext,
  status = asCode(order.status),
): readonly TestOrderFact[] {
  if (!PENDING_ORDER.has(status) || order.doNotPerform === true) return [];
  return [order.code, ...objectsIn(order.item).map(({ code }) => code)]
    .map(codedText)
    .filter((code) => !isEmptyConcept(code) && terminology.isThiopurineTest(code))
    .map((code) => ({ display: displayOf(code), reference: referenceTo(order) }));
}

/**
 * Activities, in a plan and a status that still stand, that name a thiopurine or its work-up
 * (docs/clinical/thiopurine-plan.md#plan).
 */
export function carePlanFacts(resources: readonly JsonObject[], context: MapperContext): Mapped<CarePlanFact> {
  const standing = resources.filter(({ status }) => STANDING_PLAN.has(asCode(status)));
  const facts = standing.flatMap((plan) =>
    objectsIn(plan.activity)
      .map(({ detail }) => asObject(detail))
      .filter((detail) => detail !== null)
      .filter(isOpen)
      .flatMap((detail) => thiopurineActivity(detail, plan, context)),
  );
  return { facts, dropped: [] };
}

/** `prohibited` is the name before R4. */
function isOpen({ status, doNotPerform, prohibited }: JsonObject): boolean {
  return OPEN_ACTIVITY.has(asCode(status)) && doNotPerform !== true && prohibited !== true;
}

function thiopurineActivity(detail: JsonObject, plan: JsonObject, context: MapperContext): readonly CarePlanFact[] {
  const product = medicationName(detail, plan, context.index, 'product');
  const named = product.kind === 'none' ? null : product.concept;
  const code = codedText(detail.code);
  const concept = [named, code]
    .filter((item) => item !== null)
    .find((item) => !isEmptyConcept(item) && isThiopurineMatter(item, detail, context));
  return concept === undefined ? [] : [{ display: displayOf(concept), reference: referenceTo(plan) }];
}

function isThiopurineMatter(concept: CodedText, detail: JsonObject, { terminology }: MapperContext): boolean {
  if (terminology.isThiopurineTest(concept)) return true;
  const recognition = terminology.recogniseDrug(describeMedication(detail, concept, null));
  return recognition.outcome === 'recognised' && recognition.drug.kind === 'thiopurine';
}
