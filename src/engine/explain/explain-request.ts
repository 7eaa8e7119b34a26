import { randomUUID } from 'node:crypto';
import type { Content } from '../../content/load-content.js';
import { CdsError } from '../../domain/cds-error.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { RuleOutcome } from '../../domain/finding.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { evaluateService } from '../evaluate/evaluate-service.js';
import { createMemoryChartReader } from '../evaluate/memory-chart-reader.js';
import { evaluateRules, type EvaluatedRule } from '../evaluate/outcomes.js';
import type { AlertMemory, ChartReader, OrdersInContext } from '../../domain/ports.js';
import type { Card } from '../../domain/card.js';
import type { HookRequest } from '../../domain/hook-request.js';
import { RULES } from '../../rules/index.js';
import { missingWords, NOT_APPLICABLE_WORDS, NOT_SHOWN_WORDS } from './words.js';
import { explainDropped, explainFacts, explainSources, incompleteFacts } from './describe-snapshot.js';
import { explainOrders } from './explain-orders.js';
import type { Explained, ExplainedOrder, ExplainedRule, Explanation } from './explanation.js';
import { rulePath } from './rule-path.js';
import type { EvaluationEvent, NotShown } from '../../domain/evaluation-event.js';

export interface ExplainInput {
  readonly request: HookRequest;
  readonly service: ServiceDefinition;
  readonly content: Content;
  readonly chart: ChartReader;
  /** Milliseconds since the epoch: the moment of the call. */
  readonly asOf: number;
  readonly signal: AbortSignal;
  /** What the user was told before this call; nothing where it is left out. */
  readonly memory?: AlertMemory;
}

/**
 * Evaluates one captured call as the service does, and keeps everything that the service forgets: facts, drops, and each
 * rule's path. The chart is read once; the engine then works on what was read.
 * @throws CdsError `wrong-patient`, as the service would
 */
export async function explainRequest(input: ExplainInput): Promise<Explained> {
  const { request, service, content, chart, asOf, signal } = input;
  const call = { asOf, timeZone: content.params.timeZone, signal, startedAt: performance.now() };
  const orders = await chart.orders(request, service, call);
  const snapshot = await chart.snapshot(request, service, orders, call);
  const { answer, cards, notShown } = await answerOf(input, orders, snapshot);
  const explanation = explainCall({
    service,
    content,
    userId: request.userId,
    orders: explainOrders(request, content.terminology),
    snapshot,
    answer,
    cards,
    notShown,
  });
  return { explanation, snapshot };
}

/** A call that was answered, and the chart that it was answered from. It holds facts of a patient. */
export interface AnsweredCall {
  readonly service: ServiceDefinition;
  /** The content that was in force. */
  readonly content: Content;
  /** For rules that only some people see. */
  readonly userId: string | null;
  readonly orders: readonly ExplainedOrder[];
  readonly snapshot: ClinicalSnapshot;
  readonly answer: Explanation['answer'];
  readonly cards: readonly Card[];
  /** Found, and left without a card. */
  readonly notShown: readonly NotShown[];
}

/** Facts, drops, and each rule's path, worked out again from what the call was answered from. Pure. */
export function explainCall(call: AnsweredCall): Explanation {
  const { service, content, userId, orders, snapshot, answer, cards, notShown } = call;
  const evaluated = evaluateRules(RULES, service, snapshot, content.params, userId);
  return {
    service: service.id,
    hook: service.hook,
    contentVersion: content.version,
    asOf: new Date(snapshot.asOf).toISOString(),
    timeZone: content.params.timeZone,
    orders,
    sources: explainSources(snapshot),
    incomplete: incompleteFacts(snapshot),
    facts: explainFacts(snapshot),
    dropped: explainDropped(snapshot),
    rules: RULES.map(({ id }) => explainRule(id, snapshot, evaluated, content)),
    answer,
    cards,
    notShown: notShown.map(({ finding, why }) => ({ finding, why: NOT_SHOWN_WORDS[why] })),
  };
}

async function answerOf(
  { request, service, content, asOf, signal, memory }: ExplainInput,
  orders: OrdersInContext,
  snapshot: ClinicalSnapshot,
): Promise<Pick<AnsweredCall, 'answer' | 'cards' | 'notShown'>> {
  const events: EvaluationEvent[] = [];
  try {
    const { cards } = await evaluateService(service, request, signal, {
      chart: createMemoryChartReader(orders, () => snapshot),
      rules: RULES,
      params: content.params,
      cards: content.cards,
      contentVersion: content.version,
      clock: { now: () => asOf },
      events: { record: (event) => void events.push(event) },
      oneAlertPerDecision: content.oneAlertPerDecision,
      ...(memory === undefined ? {} : { memory }),
      newUuid: randomUUID,
    });
    return {
      answer: { status: 200, why: RESULT_WORDS[events[0]?.result ?? 'cards'] },
      cards,
      notShown: events.flatMap((event) => event.notShown ?? []),
    };
  } catch (error) {
    if (!(error instanceof CdsError)) throw error;
    return {
      answer: { status: error.code === 'data-unavailable' ? 412 : 500, why: error.message },
      cards: [],
      notShown: [],
    };
  }
}

export const RESULT_WORDS: Readonly<Record<EvaluationEvent['result'], string>> = {
  cards: 'the rules were evaluated',
  'no-tacrolimus': 'none of the orders that the hook is about is systemic tacrolimus, so nothing was evaluated',
  'not-on-tacrolimus': 'the patient has no current course of tacrolimus, so nothing was evaluated',
  'data-unavailable': 'nothing could be evaluated',
};

function explainRule(
  rule: ExplainedRule['rule'],
  snapshot: ClinicalSnapshot,
  evaluated: readonly EvaluatedRule[],
  content: Content,
): ExplainedRule {
  const found = evaluated.find((each) => each.rule === rule);
  return {
    rule,
    mode: found?.mode ?? 'off',
    path: found === undefined ? [] : rulePath(rule, snapshot, content.params),
    outcome: found === undefined ? 'off: not evaluated' : outcomeWords(found.outcome),
    findings: found?.outcome.kind === 'findings' ? found.outcome.findings : [],
  };
}

/** An outcome in one line. */
export function outcomeWords(outcome: RuleOutcome): string {
  switch (outcome.kind) {
    case 'findings':
      return (
        outcome.findings.map(({ id, severity }) => `${id} ${severity}`).join(' + ') || 'silent: checked, nothing to say'
      );
    case 'not-applicable':
      return `not applicable: ${NOT_APPLICABLE_WORDS[outcome.why]}`;
    case 'indeterminate':
      return `indeterminate: ${outcome.missing.map(missingWords).join('; ')}`;
  }
}
