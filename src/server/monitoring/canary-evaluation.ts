import type { FindingId, RuleId } from '../../domain/finding.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { evaluateService, type EngineDeps } from '../../engine/evaluate/evaluate-service.js';
import { createMemoryChartReader } from '../../engine/evaluate/memory-chart-reader.js';
import type { Card } from '../../domain/card.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { CanaryCase } from './canary-cases.js';

interface Shown {
  readonly rule: RuleId;
  readonly id: FindingId;
}

/** Long enough for any machine; a rule that hangs is a rule that fails. */
const DEADLINE_MS = 10_000;

/** All rules speak here, whatever the modes of the site: the canary asks whether a rule can, not whether it may. */
const SERVICE: ServiceDefinition = {
  id: 'canary',
  hook: 'order-sign',
  title: 'Canary',
  description: 'Evaluated in process only; not offered to clients.',
  usageRequirements: null,
  sources: {},
  rules: { aki: 'live', trough: 'live', 'thiopurine-plan': 'live', duration: 'live' },
  notEvaluatedCard: 'never',
};

const REQUEST: HookRequest = {
  hook: 'order-sign',
  hookInstance: 'canary',
  patientId: 'canary',
  userId: null,
  encounterId: null,
  orders: [],
  unreadableOrders: [],
  fhirServer: null,
  fhirAuthorization: null,
  fetchFault: null,
  tokenPatient: null,
  prefetch: new Map(),
};

/**
 * How the canary evaluates: through the engine, with rules, thresholds and cards as they are in force. Its events go
 * nowhere, so that a made-up patient never counts in a report.
 * @param engine asked each time, because content may be loaded anew
 * @returns a function that answers the findings that became a card
 */
export function createCanaryEvaluation(engine: () => EngineDeps) {
  return async (story: CanaryCase, asOf: number): Promise<Shown[]> => {
    const deps = engine();
    const facts = story(asOf);
    const orders = { drafts: facts.drafts, draftTestOrders: [], fhirRelease: 'R4', unidentified: 0 } as const;
    const written = new Map<Card, Shown>();
    const answer = await evaluateService(SERVICE, REQUEST, AbortSignal.timeout(DEADLINE_MS), {
      ...deps,
      clock: { now: () => asOf },
      chart: createMemoryChartReader(orders, () => ({ ...facts, asOf, timeZone: deps.params.timeZone })),
      events: { record: () => undefined },
      cards: {
        render(subject, context) {
          const card = deps.cards.render(subject, context);
          if (subject.kind === 'finding') written.set(card, { rule: subject.finding.rule, id: subject.finding.id });
          return card;
        },
      },
    });
    // A card that breaks the rules of CDS Hooks is taken out by the engine, so being written is not enough.
    return [...written].filter(([card]) => answer.cards.includes(card)).map(([, shown]) => shown);
  };
}
