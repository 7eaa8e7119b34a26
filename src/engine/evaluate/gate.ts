import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { EvaluationEvent } from '../../domain/evaluation-event.js';
import type { DraftOrder } from '../../domain/medication.js';
import type { Chart, OrdersInContext } from '../../domain/ports.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { mayInteract } from '../../rules/interaction/classes.js';
import type { RuleParams } from '../../rules/index.js';
import { readCourse } from '../../rules/shared/course.js';
import { MEDICATION_HISTORY_NOT_READ, ORDER_NOT_IDENTIFIED } from './render-answer.js';

/** Whether a call concerns the service at all, and the chart as far as it was read to tell that. */
export type Gate =
  | { readonly kind: 'open'; readonly snapshot: ClinicalSnapshot }
  | { readonly kind: 'closed'; readonly result: EvaluationEvent['result']; readonly snapshot: ClinicalSnapshot | null }
  | {
      readonly kind: 'refused';
      readonly why: string;
      readonly at: string | null;
      readonly snapshot: ClinicalSnapshot | null;
    };

/** Asks the orders first, and the chart only where they do not decide (docs/clinical/when-it-speaks.md#trigger). */
export async function passGate(service: ServiceDefinition, chart: Chart, params: RuleParams): Promise<Gate> {
  if (service.trigger === 'other-drug') return gateOfOtherDrugs(chart, params);
  const { orders } = chart;
  if (service.hook === 'patient-view') return gateOfOpenedChart(await chart.snapshot(), params);
  if (triggeringOrders(orders).length > 0) return { kind: 'open', snapshot: await chart.snapshot() };
  return orders.unidentified > 0
    ? { kind: 'refused', why: ORDER_NOT_IDENTIFIED, at: orders.unidentifiedAt, snapshot: null }
    : { kind: 'closed', result: 'no-tacrolimus', snapshot: null };
}

/**
 * Any order of any drug of any patient comes by here, so each question is asked only when the one before it says that it matters
 * (docs/clinical/interaction.md#trigger-b). What nobody can tell is counted, and is neither a card nor an error.
 */
async function gateOfOtherDrugs(chart: Chart, params: RuleParams): Promise<Gate> {
  const { orders } = chart;
  if (!isOfOtherDrug(orders, params)) {
    return { kind: 'closed', result: 'no-interacting-drug', snapshot: null };
  }
  const first = await chart.firstLook();
  const { state } = readCourse(first, params.course, 'any-route');
  if (state === 'current') return { kind: 'open', snapshot: await chart.snapshot() };
  return { kind: 'closed', result: state === 'none' ? 'not-on-tacrolimus' : 'tacrolimus-unknown', snapshot: first };
}

/** A drug that may interact is ordered; with tacrolimus among the orders the other services speak, of the same pairs. */
export function isOfOtherDrug(orders: OrdersInContext, params: RuleParams): boolean {
  return triggeringOrders(orders).length === 0 && mayInteract(orders, params);
}

function gateOfOpenedChart(snapshot: ClinicalSnapshot, params: RuleParams): Gate {
  // Rectal too: as on an order, `aki` and `trough` speak of it, and the rescue rules know that they do not.
  const { state } = readCourse(snapshot, params.course, 'any-route');
  if (state === 'none') return { kind: 'closed', result: 'not-on-tacrolimus', snapshot };
  // What could not be read is a line on a card, not an error - where anything in the chart speaks of tacrolimus at all.
  return state === 'unknown' && !mayTakeTacrolimus(snapshot)
    ? { kind: 'refused', why: MEDICATION_HISTORY_NOT_READ, at: null, snapshot }
    : { kind: 'open', snapshot };
}

/** A line of tacrolimus of whatever status, a level, or something unread that may be either. */
function mayTakeTacrolimus({ medications, tacrolimusLevels }: ClinicalSnapshot): boolean {
  return (
    medications.items.some(({ drug }) => drug.kind === 'tacrolimus') ||
    tacrolimusLevels.items.length > 0 ||
    [...medications.unread, ...tacrolimusLevels.unread].some(
      ({ mayBe }) => mayBe === 'tacrolimus' || mayBe === 'tacrolimus-level',
    )
  );
}

export function triggeringOrders(orders: OrdersInContext): DraftOrder[] {
  return orders.drafts.filter(
    ({ triggering, doNotPerform, drug }) =>
      triggering && !doNotPerform && drug.kind === 'tacrolimus' && drug.route !== 'topical',
  );
}
