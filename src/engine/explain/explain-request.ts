import { randomUUID } from 'node:crypto';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { RuleOutcome } from '../../domain/finding.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { type ContentInForce, evaluate, type Evaluation } from '../evaluate/evaluate.js';
import { evaluateRules, type EvaluatedRule } from '../evaluate/outcomes.js';
import type { AlertMemory, ChartReader, GapWords } from '../../domain/ports.js';
import type { Card } from '../../domain/card.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { Language } from '../../domain/language.js';
import { RULES } from '../../rules/index.js';
import { NOT_SHOWN_WORDS } from './words.js';
import { explainDropped, explainFacts, explainSources, incompleteFacts } from './describe-snapshot.js';
import { explainOrders } from './explain-orders.js';
import type { Explained, ExplainedRule, Explanation } from './explanation.js';
import type { EvaluationEvent } from '../../domain/evaluation-event.js';

export interface ExplainInput {
  readonly request: HookRequest;
  readonly service: ServiceDefinition;
  readonly content: ContentInForce;
  readonly charts: ChartReader;
  /** Milliseconds since the epoch: the moment of the call. */
  readonly asOf: number;
  readonly signal: AbortSignal;
  /** What the user was shown before this call; nothing where it is left out. */
  readonly memory?: AlertMemory;
}

/**
 * Evaluates one captured call as the service does, and keeps everything that the service forgets: facts, drops, and each
 * rule's path. The chart is read once; also where the orders alone decided, and the service would not have asked.
 * @throws CdsError `wrong-patient`, as the service would
 */
export async function explainRequest(input: ExplainInput): Promise<Explained> {
  const { request, service, content, charts, asOf, signal, memory } = input;
  const { timeZone } = content.params;
  const chart = await charts.openChart(request, service, { asOf, timeZone, signal, startedAt: performance.now() });
  const evaluation = await evaluate(service, request, chart, {
    content,
    rules: RULES,
    asOf,
    ...(memory === undefined ? {} : { memory }),
    newUuid: randomUUID,
  });
  const snapshot = evaluation.snapshot ?? (await chart.snapshot());
  const cards = evaluation.answer.kind === 'cards' ? evaluation.answer.cards : [];
  return {
    explanation: explainCall({ service, content, userId: request.userId, evaluation, snapshot, cards }),
    snapshot,
  };
}

/** A call that was answered, and the chart that it was answered from. It holds facts of a patient, and no token. */
export interface AnsweredCall {
  readonly service: ServiceDefinition;
  /** The content that was in force, in the language of the answer. */
  readonly content: ContentInForce;
  /** English where it is left out. */
  readonly language?: Language;
  /** For rules that only some people see. */
  readonly userId: string | null;
  readonly evaluation: Evaluation;
  readonly snapshot: ClinicalSnapshot;
  /** As they were sent, in the words of the caller's EHR. */
  readonly cards: readonly Card[];
}

/** Facts, drops, and each rule's path, worked out again from what the call was answered from. Pure. */
export function explainCall({ service, content, userId, evaluation, snapshot, cards }: AnsweredCall): Explanation {
  const { answer, event, orders, suppressed } = evaluation;
  const evaluated = evaluateRules(RULES, service, snapshot, content.params, userId);
  return {
    service: service.id,
    hook: service.hook,
    contentVersion: content.version,
    asOf: new Date(snapshot.asOf).toISOString(),
    timeZone: content.params.timeZone,
    orders: explainOrders(orders.readings),
    sources: explainSources(snapshot),
    incomplete: incompleteFacts(snapshot),
    facts: explainFacts(snapshot),
    dropped: explainDropped(snapshot),
    rules: RULES.map((rule) => explainRule(rule, snapshot, evaluated, content)),
    answer:
      answer.kind === 'refusal' ? { status: 412, why: answer.why } : { status: 200, why: RESULT_WORDS[event.result] },
    cards,
    notShown: suppressed.map(({ finding, why }) => ({ finding, why: NOT_SHOWN_WORDS[why] })),
  };
}

const RESULT_WORDS: Readonly<Record<EvaluationEvent['result'], string>> = {
  cards: 'the rules were evaluated',
  'no-tacrolimus': 'none of the orders that the hook is about is systemic tacrolimus, so nothing was evaluated',
  'no-interacting-drug':
    'none of the orders that the hook is about is a drug that is looked for beside tacrolimus, or tacrolimus itself is ordered; nothing was evaluated',
  'tacrolimus-unknown':
    'nobody can tell whether the patient takes tacrolimus, so nothing was evaluated; this silence does not mean "checked"',
  'not-on-tacrolimus': 'the patient has no current course of tacrolimus, so nothing was evaluated',
  'data-unavailable': 'nothing could be evaluated',
};

function explainRule(
  rule: (typeof RULES)[number],
  snapshot: ClinicalSnapshot,
  evaluated: readonly EvaluatedRule[],
  content: ContentInForce,
): ExplainedRule {
  const found = evaluated.find((each) => each.rule === rule.id);
  return {
    rule: rule.id,
    mode: found?.mode ?? 'off',
    path: found === undefined ? [] : rule.path(snapshot, content.params),
    outcome: found === undefined ? 'off: not evaluated' : outcomeWords(found.outcome, content.words),
    findings: found?.outcome.kind === 'findings' ? found.outcome.findings : [],
  };
}

/** An outcome in one line: codes, and what they mean in the words of the content. */
function outcomeWords(outcome: RuleOutcome, words: GapWords): string {
  switch (outcome.kind) {
    case 'findings':
      return (
        outcome.findings
          .map(({ id, severity, silent }) => `${id} ${severity}${silent === true ? ' (silent: counted, no card)' : ''}`)
          .join(' + ') || 'silent: checked, nothing to say'
      );
    case 'not-applicable':
      return `not applicable (${outcome.why}): ${words.notApplicable(outcome.why)}`;
    case 'indeterminate':
      return `indeterminate: ${outcome.missing.map((fact) => `${words.missing(fact)} (${fact.code})`).join(' ')}`;
  }
}
