import type { CardContext, NamedOrder } from '../../domain/card-context.js';
import type { Card } from '../../domain/card.js';
import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type {
  DroppedCount,
  EvaluationEvent,
  RepeatReason,
  RuleEvent,
  SuppressedFinding,
} from '../../domain/evaluation-event.js';
import type { Finding, FindingId } from '../../domain/finding.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { DraftOrder } from '../../domain/medication.js';
import type { AlertMemory, CardRenderer, Chart, GapWords, OrdersInContext } from '../../domain/ports.js';
import type { OneAlertPerDecision, ServiceDefinition } from '../../domain/service-definition.js';
import type { UnknownTerm } from '../../domain/unknown-term.js';
import { JOINING_IDS, type Rule, type RuleParams } from '../../rules/index.js';
import { reconcile, shownTogether } from '../../rules/reconcile.js';
import { recentCourse } from '../../rules/shared/recent-course.js';
import { passGate, triggeringOrders } from './gate.js';
import {
  anyRuleShown,
  type EvaluatedRule,
  evaluateInTurns,
  isNothingEvaluable,
  hasManyFacts,
  isShown,
  localDay,
  nextTurn,
  sourceProblems,
} from './outcomes.js';
import {
  type AnswerContext,
  CHART_NOT_READ,
  factsHash,
  gapsToTell,
  renderAnswer,
  withProblems,
} from './render-answer.js';
import { findRepeats, isForService, memorySpan, selectFindings } from './select-findings.js';

const NO_CARDS: Evaluation['answer'] = { kind: 'cards', cards: [] };

/** What an evaluation needs to know of the content in force. */
export interface ContentInForce {
  readonly version: string;
  readonly params: RuleParams;
  readonly cards: CardRenderer;
  /** For those who explain a call. */
  readonly words: GapWords;
  readonly oneAlertPerDecision: OneAlertPerDecision;
}

export interface EvaluateDeps {
  readonly content: ContentInForce;
  readonly rules: readonly Rule[];
  /** Milliseconds since the epoch: the moment of the call. */
  readonly asOf: number;
  /** What the user of this call was shown before; left out where nothing is kept. */
  readonly memory?: AlertMemory;
  readonly newUuid: () => string;
  /** Lets other calls go on, between the steps of a chart of thousands of facts. */
  readonly turn?: () => Promise<void>;
}

/** What one call came to: what was seen, found, suppressed and decided. Whoever wants to tell of it reads it here. */
export interface Evaluation {
  /** The cards; or a refusal, because nothing could be evaluated for lack of data (412). */
  readonly answer:
    | { readonly kind: 'cards'; readonly cards: readonly Card[] }
    /** `at`: the element of the request that it is about, where it is about one. */
    | { readonly kind: 'refusal'; readonly why: string; readonly at: string | null };
  readonly event: EvaluationEvent;
  readonly orders: OrdersInContext;
  /** null where the orders decided, and no chart was read. */
  readonly snapshot: ClinicalSnapshot | null;
  /** Findings that became a card, in the order of the cards. */
  readonly findings: readonly Finding[];
  /** Findings that have no card of their own; the "not checked" card tells them where there is one. */
  readonly joins: readonly Finding[];
  /** Findings of rules that may speak, and that got no card, with the reason. */
  readonly suppressed: readonly SuppressedFinding[];
}

/** As far as a call came before it ended. */
interface CameTo extends Partial<Pick<Evaluation, 'answer' | 'snapshot' | 'findings' | 'joins' | 'suppressed'>> {
  readonly evaluated?: readonly EvaluatedRule[];
}

/**
 * One call of one service, from the chart to the cards (docs/ARCHITECTURE.md, "One request, one way"). It tells nobody.
 *
 * @throws CdsError `internal` when not even the data-gap card can be written
 */
export async function evaluate(
  service: ServiceDefinition,
  request: HookRequest,
  chart: Chart,
  deps: EvaluateDeps,
): Promise<Evaluation> {
  const { content, rules, asOf, turn = nextTurn } = deps;
  const { orders } = chart;
  const viewer = { userId: request.userId, today: localDay(asOf, content.params.timeZone) };
  // Where another drug is ordered no answer is a gap: silence does not mean "checked" there.
  const anybodyListens = anyRuleShown(rules, service, viewer) && service.trigger !== 'other-drug';
  const ended = (result: EvaluationEvent['result'], { answer = NO_CARDS, ...came }: CameTo): Evaluation => {
    const { snapshot = null, evaluated = [], findings = [], joins = [], suppressed = [] } = came;
    const event: EvaluationEvent = {
      service: service.id,
      hook: service.hook,
      ...(service.trigger === undefined ? {} : { trigger: service.trigger }),
      contentVersion: content.version,
      result,
      rules: evaluated.map(ruleEvent),
      sources: snapshot?.provenance ?? {},
      cards: answer.kind === 'cards' ? answer.cards.length : 0,
      ...(snapshot === null ? {} : droppedCounts(snapshot, request.patientId)),
      ...(suppressed.length === 0 ? {} : { notShown: suppressed }),
    };
    return { answer, event, orders, snapshot, findings, joins, suppressed };
  };
  /** 412 - but not where every rule is silent for this user: a rehearsal must not put an error before a clinician. */
  const refused = (why: string, came: CameTo = {}, at: string | null = null): Evaluation =>
    ended('data-unavailable', { ...came, answer: anybodyListens ? { kind: 'refusal', why, at } : NO_CARDS });

  const gate = await passGate(service, chart, content.params);
  const { snapshot } = gate;
  const problems = snapshot === null ? [] : sourceProblems(snapshot);
  if (gate.kind === 'closed') return ended(gate.result, { snapshot });
  if (gate.kind === 'refused') return refused(withProblems(gate.why, problems), { snapshot }, gate.at);

  const evaluated = await evaluateInTurns(rules, service, gate.snapshot, content.params, request.userId, turn);
  const shownRules = evaluated.filter(({ mode }) => isShown(mode));
  // A silent rule shows no card, but what it found still holds: toxicity wins over the wording of another card.
  const found = reconcile(evaluated.flatMap(({ outcome }) => (outcome.kind === 'findings' ? outcome.findings : [])));
  const spoken = found.filter(({ rule, silent }) => silent !== true && shownRules.some((shown) => shown.rule === rule));
  const joining = spoken.filter(({ id }) => JOINING_IDS.includes(id));
  const ofOwn = spoken.filter((finding) => !joining.includes(finding));
  const together = shownTogether(ofOwn, (id) => isForService(service, id));
  const recent = recentCourse(gate.snapshot);
  if (hasManyFacts(gate.snapshot)) await turn();
  if (isNothingEvaluable(anybodyListens ? shownRules : evaluated)) {
    return refused(withProblems(CHART_NOT_READ, problems), { snapshot, evaluated });
  }

  const joins = joining.filter(({ id }) => isForService(service, id));
  const repeats = await repeatsOf(together.findings, service, request, deps);
  const hasGaps = gapsToTell({ service, shownRules, problems, joins }, []) !== null;
  const selection = selectFindings(service, together.findings, repeats, hasGaps ? 1 : 0);
  const context: AnswerContext = {
    patientId: request.patientId,
    fhirRelease: orders.fhirRelease,
    today: viewer.today,
    order: orderContext(orders),
    recent,
    requester: requesterOf(request.userId),
    problems,
    selectionBehavior: service.hook === 'medication-prescribe' ? 'at-most-one' : 'any',
    newUuid: deps.newUuid,
  };
  const { cards, findings, hasGapCard } = renderAnswer(
    { service, findings: selection.shown, joined: selection.joined, joins, shownRules, problems },
    context,
    content.cards,
  );
  const suppressed = [
    ...selection.joined.map(({ id }) => ({ finding: id, why: 'card-limit' as const })),
    ...together.shown.map((finding) => ({ finding, why: 'told-together' as const })),
    ...joining.map((finding) => ({ finding: finding.id, why: whyNoCard(finding, joins, hasGapCard) })),
    ...selection.elsewhere.map((finding) => ({ finding, why: 'not-at-this-service' as const })),
    ...selection.repeated,
  ];
  return ended('cards', { snapshot, evaluated, findings, joins, suppressed, answer: { kind: 'cards', cards } });
}

/** A finding that joins the "not checked" card never has one of its own. */
function whyNoCard(finding: Finding, here: readonly Finding[], hasGapCard: boolean): SuppressedFinding['why'] {
  if (!here.includes(finding)) return 'not-at-this-service';
  return hasGapCard ? 'on-not-checked-card' : 'no-card-of-its-own';
}

/** Nothing is repeated where nobody remembers, and asked only where there is something that could be one. */
async function repeatsOf(
  findings: readonly Finding[],
  service: ServiceDefinition,
  request: HookRequest,
  { content: { oneAlertPerDecision: settings, version: contentVersion }, memory, asOf: now }: EvaluateDeps,
): Promise<ReadonlyMap<FindingId, RepeatReason>> {
  const showable = findings.filter(({ id }) => isForService(service, id));
  if (!settings.enabled || memory === undefined || showable.length === 0) return new Map();
  const shownBefore = await memory.recall({
    findings: showable.map((finding) => ({
      finding: finding.id,
      factsHash: factsHash(request.patientId, { kind: 'finding', finding }),
    })),
    contentVersion,
    since: now - memorySpan(settings),
  });
  return findRepeats(showable, shownBefore, settings, { hook: service.hook, now });
}

function orderContext(orders: OrdersInContext): CardContext['order'] {
  const [order, ...others] = triggeringOrders(orders);
  if (order?.drug.kind !== 'tacrolimus') return null;
  return {
    ...named(order),
    routeNotRecorded: order.drug.route === 'not-recorded',
    recognisedByText: order.basis === 'text',
    others: others.map(named),
  };
}

function named({ display, dose, reference }: DraftOrder): NamedOrder {
  return { display, dose: dose?.text ?? null, timesADay: dose?.timesADay ?? null, reference };
}

/** Users who may ask for a test; CDS Hooks also knows patients and relatives. */
function requesterOf(userId: string | null): string | null {
  return userId !== null && /^(?:Practitioner|PractitionerRole)\/[A-Za-z0-9.-]{1,64}$/.test(userId) ? userId : null;
}

function ruleEvent({ rule, mode, outcome, failed }: EvaluatedRule): RuleEvent {
  switch (outcome.kind) {
    case 'findings':
      return {
        rule,
        mode,
        outcome: outcome.findings.every(({ silent }) => silent) ? 'silent' : 'findings',
        findings: outcome.findings.map(({ id, severity, silent }) =>
          silent === true ? { id, severity, mode: 'silent' as const } : { id, severity },
        ),
        reasons: [],
      };
    case 'not-applicable':
      return { rule, mode, outcome: 'not-applicable', findings: [], reasons: [outcome.why] };
    case 'indeterminate':
      return {
        rule,
        mode,
        outcome: failed ? 'failed' : 'indeterminate',
        findings: [],
        reasons: outcome.missing.map(({ code }) => code),
      };
  }
}

/** A chart with more different unknown codes than this has another trouble than a renamed one. */
const MOST_TERMS = 20;

/** A shorter id is part of many a code without being meant. */
const ID_LENGTH_LEAST = 4;

/**
 * Counts what a chart held and could not be used.
 * @param patientId of the call: a code that holds it is no code, and is counted without its name
 * @returns nothing to spread where nothing was dropped
 */
function droppedCounts(snapshot: ClinicalSnapshot, patientId: string): { readonly dropped?: readonly DroppedCount[] } {
  const facts = [snapshot.creatinine, snapshot.tacrolimusLevels, snapshot.thiopurineTests].flatMap(
    ({ unread }) => unread,
  );
  if (facts.length === 0) return {};
  const named = new Set<string>();
  const counts = new Map<string, DroppedCount>();
  for (const { source, reason, term: found } of facts) {
    const name = JSON.stringify(found);
    const mayBeNamed = found !== null && !holdsId(found, patientId) && (named.has(name) || named.size < MOST_TERMS);
    if (mayBeNamed) named.add(name);
    const term = mayBeNamed ? found : null;
    const key = JSON.stringify([source, reason, term]);
    counts.set(key, { source, reason, count: (counts.get(key)?.count ?? 0) + 1, term });
  }
  return { dropped: [...counts.values()] };
}

function holdsId({ code }: UnknownTerm, patientId: string): boolean {
  const [text, id] = [code.toLowerCase(), patientId.toLowerCase()];
  return text === id || (id.length >= ID_LENGTH_LEAST && text.includes(id));
}
