import type { HookRequest } from '../../domain/hook-request.js';
import type { CdsResponse } from '../../domain/card.js';
import type { CardContext } from '../../domain/card-context.js';
import { CdsError } from '../../domain/cds-error.js';
import type { Finding, FindingId } from '../../domain/finding.js';
import type { DraftOrder } from '../../domain/medication.js';
import type { OneAlertPerDecision, ServiceDefinition } from '../../domain/service-definition.js';
import { reconcile } from '../../rules/reconcile.js';
import type { Rule } from '../../rules/rule.js';
import { readCourse } from '../../rules/shared/course.js';
import type { RuleParams } from '../../rules/shared/params.js';
import type { AlertMemory, CardRenderer, ChartReader, Clock, EventSink, OrdersInContext } from '../../domain/ports.js';
import { droppedCounts } from './dropped-counts.js';
import { isShown } from './effective-mode.js';
import { ruleEvent } from './evaluation-event.js';
import { factsHash } from './facts-hash.js';
import { findRepeats, memorySpan } from './find-repeats.js';
import { anyRuleShown, evaluateRules, isNothingEvaluable, localDay, sourceProblems } from './outcomes.js';
import { type AnswerContext, renderAnswer } from './render-answer.js';
import { isForService, selectFindings } from './select-findings.js';
import { CHART_NOT_READ, MEDICATION_HISTORY_NOT_READ, ORDER_NOT_IDENTIFIED, withProblems } from './unavailable-text.js';
import type { EvaluationEvent, RepeatReason } from '../../domain/evaluation-event.js';

export interface EngineDeps {
  readonly chart: ChartReader;
  readonly rules: readonly Rule[];
  readonly params: RuleParams;
  readonly cards: CardRenderer;
  readonly contentVersion: string;
  readonly clock: Clock;
  readonly events: EventSink;
  /** Left out: every call tells all that it finds. */
  readonly oneAlertPerDecision?: OneAlertPerDecision;
  /** What the user of this call was told before; left out where nothing is kept. */
  readonly memory?: AlertMemory;
  newUuid(): string;
}

const NO_CARDS: CdsResponse = { cards: [] };

/**
 * One call of one service, from the request to the cards (docs/ARCHITECTURE.md, "One request, one way").
 *
 * @param signal aborted at the deadline of the call
 * @throws CdsError `wrong-patient`; `data-unavailable` when nothing could be evaluated for lack of data
 */
export async function evaluateService(
  service: ServiceDefinition,
  request: HookRequest,
  signal: AbortSignal,
  deps: EngineDeps,
): Promise<CdsResponse> {
  const call = { asOf: deps.clock.now(), timeZone: deps.params.timeZone, signal, startedAt: performance.now() };
  const orders = await deps.chart.orders(request, service, call);
  const record = (event: Pick<EvaluationEvent, 'result'> & Partial<EvaluationEvent>) =>
    deps.events.record({
      service: service.id,
      hook: service.hook,
      contentVersion: deps.contentVersion,
      rules: [],
      sources: {},
      cards: 0,
      ...event,
    });
  const today = localDay(call.asOf, call.timeZone);
  const anybodyListens = anyRuleShown(deps.rules, service, { userId: request.userId, today });
  /** 412 - but not where every rule is silent for this user: a rehearsal must not put an error before a clinician. */
  const refuse = (event: Partial<EvaluationEvent>, why: string): CdsResponse => {
    record({ ...event, result: 'data-unavailable' });
    if (anybodyListens) throw new CdsError('data-unavailable', why);
    return NO_CARDS;
  };

  if (service.hook !== 'patient-view' && triggeringOrders(orders).length === 0) {
    if (orders.unidentified > 0) {
      return refuse({}, ORDER_NOT_IDENTIFIED);
    }
    record({ result: 'no-tacrolimus' });
    return NO_CARDS;
  }

  const snapshot = await deps.chart.snapshot(request, service, orders, call);
  const seen = { sources: snapshot.provenance, ...droppedCounts(snapshot, request.patientId) };
  if (service.hook === 'patient-view') {
    // Rectal too: as on an order, `aki` and `trough` speak of it, and the rescue rules know that they do not.
    const { state } = readCourse(snapshot, deps.params.course, 'any-route');
    if (state === 'none') {
      record({ result: 'not-on-tacrolimus', ...seen });
      return NO_CARDS;
    }
    if (state === 'unknown') {
      return refuse(seen, withProblems(MEDICATION_HISTORY_NOT_READ, sourceProblems(snapshot)));
    }
  }

  const evaluated = evaluateRules(deps.rules, service, snapshot, deps.params, request.userId);
  const event = { rules: evaluated.map(ruleEvent), ...seen };
  const shownRules = evaluated.filter(({ mode }) => isShown(mode));
  const problems = sourceProblems(snapshot);
  if (isNothingEvaluable(anybodyListens ? shownRules : evaluated))
    return refuse(event, withProblems(CHART_NOT_READ, problems));

  // A silent rule shows no card, but what it found still holds: toxicity wins over the wording of another card.
  const found = reconcile(evaluated.flatMap(({ outcome }) => (outcome.kind === 'findings' ? outcome.findings : [])));
  const spoken = found.filter(({ rule }) => shownRules.some((shown) => shown.rule === rule));
  const repeats = await repeatsOf(spoken, service, request, call.asOf, deps);
  const selection = selectFindings(service, spoken, repeats);
  const context: AnswerContext = {
    patientId: request.patientId,
    fhirRelease: orders.fhirRelease,
    today,
    order: orderContext(orders),
    problems,
    selectionBehavior: service.hook === 'medication-prescribe' ? 'at-most-one' : 'any',
    newUuid: () => deps.newUuid(),
  };
  const { shown: findings, overLimit } = selection;
  const cards = renderAnswer({ service, findings, overLimit, shownRules, problems }, context, deps.cards);
  const notShown = [
    ...overLimit.map((finding) => ({ finding, why: 'card-limit' as const })),
    ...selection.elsewhere.map((finding) => ({ finding, why: 'not-at-this-service' as const })),
    ...selection.repeated,
  ];
  record({ result: 'cards', ...event, cards: cards.length, ...(notShown.length > 0 ? { notShown } : {}) });
  return { cards };
}

/** Nothing is repeated where nobody remembers, and asked only where there is something that could be one. */
async function repeatsOf(
  findings: readonly Finding[],
  service: ServiceDefinition,
  request: HookRequest,
  now: number,
  { oneAlertPerDecision: settings, memory, contentVersion }: EngineDeps,
): Promise<ReadonlyMap<FindingId, RepeatReason>> {
  const tellable = findings.filter(({ id }) => isForService(service, id));
  if (settings?.enabled !== true || memory === undefined || tellable.length === 0) return new Map();
  const told = await memory.recall({
    findings: tellable.map((finding) => ({
      finding: finding.id,
      factsHash: factsHash(request.patientId, { kind: 'finding', finding }),
    })),
    contentVersion,
    since: now - memorySpan(settings),
  });
  return findRepeats(tellable, told, settings, { hook: service.hook, now });
}

function triggeringOrders(orders: OrdersInContext): DraftOrder[] {
  return orders.drafts.filter(
    ({ triggering, doNotPerform, drug }) =>
      triggering && !doNotPerform && drug.kind === 'tacrolimus' && drug.route !== 'topical',
  );
}

function orderContext(orders: OrdersInContext): CardContext['order'] {
  const [order] = triggeringOrders(orders);
  if (order?.drug.kind !== 'tacrolimus') return null;
  return {
    display: order.display,
    routeNotRecorded: order.drug.route === 'not-recorded',
    recognisedByText: order.basis === 'text',
  };
}
