import type { CarePlanFact, TestOrderFact } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import { codedText, displayOf, isEmptyConcept, textOnly } from '../elements/coded-text.js';
import { describeMedication } from '../elements/dosage.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import { asCode, asObject, asString, objectsIn, referenceTo } from '../elements/json.js';
import type { JsonObject } from '../elements/json.js';
import type { Visit } from './fact-builder.js';
import type { MapperContext } from './mapper-context.js';
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
/** Of plans, activities and orders: what is over, or was never to be. */
const OVER: ReadonlySet<string | null> = new Set([
  ...['completed', 'cancelled', 'revoked', 'rejected', 'stopped', 'ended', 'entered-in-error'],
]);
const OPEN_ACTIVITY: ReadonlySet<string | null> = new Set(['not-started', 'scheduled', 'in-progress', 'on-hold']);

/** An order of tests (ServiceRequest, ProcedureRequest, DiagnosticOrder): a pending one of TPMT or NUDT15 is a plan. */
export function readTestOrder(order: JsonObject, visit: Visit, context: MapperContext): void {
  const status = asCode(order.status);
  if (status === 'entered-in-error') visit.notOurs('withdrawn');
  else if (testsOf(order).every(isEmptyConcept)) visit.unread('not-identified', { mayBe: 'test-order' });
  else {
    const pending = pendingTests(order, context);
    for (const test of pending) visit.fact('testOrders', 'test-order', test);
    if (pending.length === 0) visit.notOurs('other-plan');
  }
}

/**
 * The TPMT or NUDT15 tests that one order still asks for.
 * @param status of the order; drafts in a hook context may lack one
 */
export function pendingTests(
  order: JsonObject,
  { terminology, timeZone }: MapperContext,
  status = asCode(order.status),
): readonly TestOrderFact[] {
  if (!PENDING_ORDER.has(status) || order.doNotPerform === true) return [];
  // R4 and STU3; a DSTU2 DiagnosticOrder dates its events.
  const orderedOn = parseFhirDate(order.authoredOn ?? objectsIn(order.event)[0]?.dateTime, timeZone);
  return testsOf(order)
    .filter((code) => !isEmptyConcept(code) && terminology.isThiopurineTest(code))
    .map((code) => ({ display: displayOf(code), orderedOn, reference: referenceTo(order) }));
}

/** DSTU2 lists the tests of one order as items. */
function testsOf(order: JsonObject): readonly CodedText[] {
  return [order.code, ...objectsIn(order.item).map(({ code }) => code)].map(codedText);
}

/**
 * A care plan: its activities, where plan and activity still stand, that name a thiopurine or its work-up
 * (docs/clinical/thiopurine-plan.md#plan).
 */
export function readCarePlan(plan: JsonObject, visit: Visit, context: MapperContext): void {
  const status = asCode(plan.status);
  if (status === 'entered-in-error') {
    visit.notOurs('withdrawn');
    return;
  }
  if (OVER.has(status)) {
    visit.notOurs('other-plan');
    return;
  }
  const activities = objectsIn(plan.activity);
  const details = activities.map(({ detail }) => asObject(detail)).filter((detail) => detail !== null);
  const planned = [
    ...details.filter(isOpen).flatMap((detail) => thiopurineActivity(detail, plan, context)),
    ...orderedWithin(plan, context),
  ];
  const undecided = details.filter(
    (detail) => isUndecided(detail) && thiopurineActivity(detail, plan, context).length > 0,
  );
  const left = { reported: asString(plan.title) ?? asString(plan.description) ?? '', mayBe: 'care-plan' } as const;
  if (planned.length > 0 && STANDING_PLAN.has(status)) {
    for (const fact of planned) visit.fact('carePlans', 'care-plan', fact);
  } else if (planned.length + undecided.length > 0) visit.unread('status-unknown', left);
  else if (wordsOfPlan(plan, activities).some((text) => namesThiopurine(text, plan, context))) {
    visit.unread('in-words', left);
  }
  visit.notOurs('other-plan');
}

/** An order that the plan contains, R4 `activity.reference` and R5 `plannedActivityReference`. */
function orderedWithin(plan: JsonObject, context: MapperContext): readonly CarePlanFact[] {
  return objectsIn(plan.contained)
    .filter(({ status, doNotPerform }) => !OVER.has(asCode(status)) && doNotPerform !== true)
    .flatMap((order) => {
      const name = medicationName(order, plan, context.index);
      const drug = name.kind === 'none' ? null : name.concept;
      const named = [drug, codedText(order.code)]
        .filter((each) => each !== null)
        .filter((each) => !isEmptyConcept(each));
      return named.filter((each) => isThiopurineMatter(each, order, context)).slice(0, 1);
    })
    .map((concept) => ({ display: displayOf(concept), reference: referenceTo(plan) }));
}

const MOST_TEXTS = 200;

/** Where a plan is written out: nobody can tell by the words whether it is to be, was, or must not be. */
function wordsOfPlan(plan: JsonObject, activities: readonly JsonObject[]): readonly string[] {
  const open = activities.filter(({ detail }) => !OVER.has(asCode(asObject(detail)?.status)));
  const said = [
    ...[plan.title, plan.description, ...objectsIn(plan.note).map(({ text }) => text)],
    ...open.flatMap(({ detail: field, reference, plannedActivityReference, progress }) => {
      const detail = asObject(field);
      return [
        ...[detail?.description, asObject(reference)?.display, asObject(plannedActivityReference)?.display],
        ...objectsIn(progress).map(({ text }) => text),
      ];
    }),
  ];
  return said.slice(0, MOST_TEXTS).flatMap((text) => asString(text) ?? []);
}

function namesThiopurine(text: string, plan: JsonObject, context: MapperContext): boolean {
  const words = textOnly(text);
  return isThiopurineMatter(words, plan, context) || context.terminology.recogniseThiopurineAllergy(words) !== null;
}

/** Neither to be done, for all that is said, nor over. */
function isUndecided({ status, doNotPerform, prohibited }: JsonObject): boolean {
  const stated = asCode(status);
  return !OPEN_ACTIVITY.has(stated) && !OVER.has(stated) && doNotPerform !== true && prohibited !== true;
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
