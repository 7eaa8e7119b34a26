import type { CardContext, CardSubject, NotEvaluated } from '../domain/card-context.js';
import { CdsError } from '../domain/cds-error.js';
import type { ClinicalSnapshot } from '../domain/clinical-snapshot.js';
import type { SourceProblem } from '../domain/fact-set.js';
import type { Finding, MissingFact, RuleId } from '../domain/finding.js';
import { SEVERITIES } from '../domain/finding.js';
import type { DraftOrder } from '../domain/medication.js';
import type { ServiceDefinition } from '../domain/service-definition.js';
import type { Card, CdsResponse } from '../protocol/card.js';
import type { HookRequest } from '../protocol/hook-request.js';
import { findResponseFaults } from '../protocol/validate-response.js';
import { formatDate } from '../rules/calendar.js';
import { readCourse } from '../rules/course.js';
import type { RuleParams } from '../rules/params.js';
import { reconcile } from '../rules/reconcile.js';
import type { Rule } from '../rules/rule.js';
import type { EvaluationEvent } from './evaluation-event.js';
import { ruleEvent } from './evaluation-event.js';
import { factsHash } from './facts-hash.js';
import { evaluateRules, isNothingEvaluable, RULE_ERROR, sourceProblems, type EvaluatedRule } from './outcomes.js';
import type { CardRenderer, ChartReader, Clock, EventSink, OrdersInContext } from './ports.js';

export interface EngineDeps {
  readonly chart: ChartReader;
  readonly rules: readonly Rule[];
  readonly params: RuleParams;
  readonly cards: CardRenderer;
  readonly contentVersion: string;
  readonly clock: Clock;
  readonly events: EventSink;
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
  const call = { asOf: deps.clock.now(), timeZone: deps.params.timeZone, signal };
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

  if (service.hook !== 'patient-view' && triggeringOrders(orders).length === 0) {
    if (orders.unidentified > 0) {
      record({ result: 'data-unavailable' });
      throw new CdsError(
        'data-unavailable',
        'the medication of an order could not be read, so nobody can tell whether it is tacrolimus',
      );
    }
    record({ result: 'no-tacrolimus' });
    return NO_CARDS;
  }

  const snapshot = await deps.chart.snapshot(request, service, orders, call);
  if (service.hook === 'patient-view') {
    // Rectal too: as on an order, `aki` and `trough` speak of it, and the rescue rules know that they do not.
    const { state } = readCourse(snapshot, deps.params.course, 'any-route');
    if (state === 'none') {
      record({ result: 'not-on-tacrolimus', sources: snapshot.provenance });
      return NO_CARDS;
    }
    if (state === 'unknown') {
      record({ result: 'data-unavailable', sources: snapshot.provenance });
      throw new CdsError(
        'data-unavailable',
        'the medication history could not be read in full, so nobody can tell whether the patient takes tacrolimus',
      );
    }
  }

  const evaluated = evaluateRules(deps.rules, service, snapshot, deps.params);
  const event = { rules: evaluated.map(ruleEvent), sources: snapshot.provenance };
  if (isNothingEvaluable(evaluated)) {
    record({ result: 'data-unavailable', ...event });
    throw new CdsError('data-unavailable', unavailableText(sourceProblems(snapshot)));
  }
  const cards = renderCards(service, request, orders, snapshot, evaluated, deps);
  record({ result: 'cards', ...event, cards: cards.length });
  return { cards };
}

function triggeringOrders(orders: OrdersInContext): DraftOrder[] {
  return orders.drafts.filter(
    ({ triggering, doNotPerform, drug }) =>
      triggering && !doNotPerform && drug.kind === 'tacrolimus' && drug.route !== 'topical',
  );
}

/** Names the sources and the kind of trouble; both are our own words. */
function unavailableText(problems: readonly SourceProblem[]): string {
  const list = problems.map(({ source, code }) => `${source}: ${code}`).join(', ');
  return `nothing could be evaluated, because the data could not be had (${list})`;
}

function renderCards(
  service: ServiceDefinition,
  request: HookRequest,
  orders: OrdersInContext,
  snapshot: ClinicalSnapshot,
  evaluated: readonly EvaluatedRule[],
  deps: EngineDeps,
): Card[] {
  const live = evaluated.filter(({ mode }) => mode === 'live');
  // A silent rule shows no card, but what it found still holds: toxicity wins over the wording of another card.
  const findings = reconcile(
    evaluated.flatMap(({ outcome }) => (outcome.kind === 'findings' ? outcome.findings : [])),
  ).filter(({ rule }) => live.some((shown) => shown.rule === rule));
  const problems = sourceProblems(snapshot);
  const context: CardContext = {
    patientId: request.patientId,
    fhirRelease: orders.fhirRelease,
    today: formatDate(
      { from: snapshot.asOf, to: snapshot.asOf, precision: 'instant', reported: '' },
      snapshot.timeZone,
    ),
    order: orderContext(orders),
    problems,
    selectionBehavior: service.hook === 'medication-prescribe' ? 'at-most-one' : 'any',
    factsHash: factsHash(request.patientId, findings),
    newUuid: () => deps.newUuid(),
  };

  const unrenderable: RuleId[] = [];
  const cards = bySeverity(findings).flatMap((finding) => {
    const card = renderOne({ kind: 'finding', finding }, context, deps.cards);
    if (card === null) unrenderable.push(finding.rule);
    return card ?? [];
  });
  const gaps = gapsToTell(service, live, unrenderable, problems);
  const gapCard = gaps === null ? null : renderOne({ kind: 'not-evaluated', notEvaluated: gaps }, context, deps.cards);
  if (gaps !== null && gapCard === null) throw new CdsError('internal', 'the data-gap card could not be written');
  return gapCard === null ? cards : [...cards, gapCard];
}

/** A card that cannot be written, or that CDS Hooks would refuse, must not vanish: its rule is named as not evaluated. */
function renderOne(subject: CardSubject, context: CardContext, cards: CardRenderer): Card | null {
  try {
    const card = cards.render(subject, context);
    return findResponseFaults({ cards: [card] }).length === 0 ? card : null;
  } catch {
    return null;
  }
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

/** Critical first; within one severity the order of the rules (clinical-spec 4). */
function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

/**
 * What the data-gap card has to say, or null. An optional source that this server does not offer is
 * named on the cards it concerns, but is no news at every order.
 */
function gapsToTell(
  service: ServiceDefinition,
  live: readonly EvaluatedRule[],
  unrenderable: readonly RuleId[],
  problems: readonly SourceProblem[],
): NotEvaluated | null {
  const open = live.flatMap(({ rule, outcome }) =>
    outcome.kind === 'indeterminate' ? [{ rule, missing: outcome.missing }] : [],
  );
  const faulty = unrenderable.map((rule) => ({
    rule,
    missing: RULE_ERROR.kind === 'indeterminate' ? RULE_ERROR.missing : [],
  }));
  const failures = problems.filter((problem) => isNews(service, problem));
  const rules = [...open, ...faulty];
  if (rules.length === 0 && failures.length === 0) return null;
  switch (service.notEvaluatedCard) {
    case 'always':
      return { rules, problems: failures };
    case 'data-unavailable': {
      const dataGaps = rules.filter(({ missing }) => missing.some(isDataGap));
      return dataGaps.length === 0 && failures.length === 0 ? null : { rules: dataGaps, problems: failures };
    }
    case 'never':
      return null;
  }
}

function isNews(service: ServiceDefinition, { source, code }: SourceProblem): boolean {
  const isOptional = service.sources[source]?.required === false;
  return !(isOptional && code === 'not-offered');
}

/** Data that should have come and did not, or a fault of ours - as opposed to a chart that has nothing recent. */
function isDataGap(fact: MissingFact): boolean {
  return fact.unavailable || fact.code.endsWith('-incomplete') || fact.code === 'rule-error';
}
