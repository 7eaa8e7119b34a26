import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { parseHookRequest } from '../../src/cds-hooks/request/parse-hook-request.js';
import type { Content } from '../../src/content/load-content.js';
import { CdsError } from '../../src/domain/cds-error.js';
import type { Card } from '../../src/domain/card.js';
import type { Finding } from '../../src/domain/finding.js';
import type { HookRequest } from '../../src/domain/hook-request.js';
import type { ServiceDefinition } from '../../src/domain/service-definition.js';
import { evaluate } from '../../src/engine/evaluate/evaluate.js';
import { effectiveMode, isShown, localDay } from '../../src/engine/evaluate/outcomes.js';
import { explainRequest } from '../../src/engine/explain/explain-request.js';
import { timelineOf, type Timeline } from '../../src/engine/explain/timeline.js';
import { MODE_WORDS, ruleTitle } from '../../src/engine/explain/words.js';
import { createFhirChartReader } from '../../src/fhir/chart-reader.js';
import { createFhirDispatcher } from '../../src/fhir/client/dispatcher.js';
import { DEFAULT_FHIR_LIMITS } from '../../src/fhir/client/limits.js';
import { type Rule, RULES } from '../../src/rules/index.js';

/** What one rule of a service answered to a call. */
export interface RuleAnswer {
  readonly rule: string;
  readonly mode: string;
  readonly outcome: string;
}

/** What a call found that no clinician saw. */
export interface Unseen {
  /** As they would read if their rules were switched on. */
  readonly cards: readonly Card[];
  readonly rules: readonly RuleAnswer[];
  /** Found by rules that speak, and told elsewhere or not again; with the reason. */
  readonly notShown: readonly { readonly finding: string; readonly why: string }[];
}

export interface Course {
  readonly timeline: Timeline;
  /** What of it could not be read, or not wholly: what the picture lacks is not what never was. */
  readonly notRead: readonly string[];
}

/** For the page of the sandbox only: the patients are invented, so it may look at a chart as the service does. */
export interface Look {
  /** The course of a patient as the service reads it, or null where it could read none of it. */
  course(patientId: string, fhirServer: string): Promise<Course | null>;
  /** @throws CdsError for a call that the service would refuse */
  unseen(serviceId: string, body: unknown): Promise<Unseen>;
  close(): Promise<void>;
}

const PATIENCE_MS = 30_000;
const USER = 'Practitioner/sandbox-clinician';

/** Reads and evaluates with the code and the content of the service; nothing of it is kept, counted or answered. */
export function openLook(content: () => Content, now: () => number): Look {
  const dispatcher = createFhirDispatcher(DEFAULT_FHIR_LIMITS, { allowPrivate: true });
  const open = (serviceId: string, body: unknown) => {
    const inForce = content();
    const service = inForce.services.find(({ id }) => id === serviceId);
    if (service === undefined) throw new CdsError('unknown-service', 'There is no CDS service of this id.');
    const request = parseHookRequest(service, body);
    const charts = createFhirChartReader({ terminology: inForce.terminology, dispatcher });
    const signal = AbortSignal.timeout(PATIENCE_MS);
    // One listener per source that is fetched; Node warns from the eleventh on.
    setMaxListeners(0, signal);
    return { service, request, content: inForce, charts, asOf: now(), signal };
  };
  const chartOf = ({ charts, request, service, content: { params }, asOf, signal }: ReturnType<typeof open>) =>
    charts.openChart(request, service, { asOf, timeZone: params.timeZone, signal, startedAt: performance.now() });
  return {
    async course(patientId, fhirServer) {
      const body = {
        hook: 'patient-view',
        hookInstance: randomUUID(),
        fhirServer,
        context: { userId: USER, patientId },
      };
      const call = open('tacrolimus-patient-view', body);
      const snapshot = await (await chartOf(call)).snapshot();
      const parts = [
        { name: 'creatinine', state: snapshot.creatinine.state },
        { name: 'levels', state: snapshot.tacrolimusLevels.state },
        { name: 'doses', state: snapshot.medications.state },
      ];
      if (parts.every(({ state }) => state === 'unavailable')) return null;
      const notRead = parts.filter(({ state }) => state === 'unavailable' || state === 'truncated');
      return { timeline: timelineOf(snapshot, call.content.params), notRead: notRead.map(({ name }) => name) };
    },
    async unseen(serviceId, body) {
      const call = open(serviceId, body);
      const { explanation } = await explainRequest(call);
      const { answer } = await evaluate(allSpeaking(call.service), call.request, await chartOf(call), {
        content: call.content,
        rules: unheard(call.service, call.request, localDay(call.asOf, call.content.params.timeZone)),
        asOf: call.asOf,
        newUuid: randomUUID,
      });
      return {
        cards: answer.kind === 'cards' ? answer.cards : [],
        rules: explanation.rules.map(({ rule, mode, outcome }) => ({
          ...{ rule: ruleTitle(rule), mode: MODE_WORDS[mode] },
          outcome,
        })),
        notShown: explanation.notShown,
      };
    },
    close: () => dispatcher.close(),
  };
}

/** Rules that the service binds, each of which answers only what it would not show here. */
function unheard(service: ServiceDefinition, { userId }: HookRequest, today: string): Rule[] {
  return RULES.flatMap((rule): Rule[] => {
    const mode = effectiveMode(service, rule.id, { userId, today });
    if (mode === 'off') return [];
    return [
      {
        ...rule,
        evaluate(snapshot, params) {
          const outcome = rule.evaluate(snapshot, params);
          if (outcome.kind !== 'findings') return isShown(mode) ? { kind: 'findings', findings: [] } : outcome;
          const quiet = outcome.findings.filter(({ silent }) => silent === true || !isShown(mode));
          return { kind: 'findings', findings: quiet.map(spoken) };
        },
      },
    ];
  });
}

/** As a rule that speaks would have found it. */
function spoken({ rule, id, severity, facts, rows, suggestions }: Finding): Finding {
  return { rule, id, severity, facts, rows, suggestions };
}

/** Room for every card. */
const ALL_CARDS = 99;

/** The service with every rule that it evaluates switched on. What was not checked, its own answer says. */
function allSpeaking(service: ServiceDefinition): ServiceDefinition {
  const rules = Object.fromEntries(
    RULES.map(({ id }) => [id, (service.rules[id] ?? 'off') === 'off' ? 'off' : 'live'] as const),
  ) as ServiceDefinition['rules'];
  return { ...service, rules, siteRules: rules, maxCards: ALL_CARDS, notEvaluatedCard: 'never' };
}
