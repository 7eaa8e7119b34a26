import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { Finding } from '../../domain/finding.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { Chart, OrdersInContext } from '../../domain/ports.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { evaluate, type EvaluateDeps } from '../../engine/evaluate/evaluate.js';
import { RULE_IDS } from '../../rules/index.js';
import { INTERACTION_KINDS } from '../../rules/interaction/params.js';
import type { ChartAt } from '../../rules/rule.js';

/** All rules speak here, whatever the modes of the site: the canary asks whether a rule can, not whether it may. */
const SERVICE: ServiceDefinition = {
  id: 'canary',
  hook: 'order-sign',
  title: 'Canary',
  description: 'Evaluated in process only; not offered to clients.',
  usageRequirements: null,
  sources: {},
  rules: Object.fromEntries(RULE_IDS.map((rule) => [rule, 'live' as const])),
  notEvaluatedCard: 'never',
};

const OTHER_DRUG: ServiceDefinition = { ...SERVICE, trigger: 'other-drug' };

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
 * How the canary evaluates: with rules, thresholds and cards as they are in force. Nobody is told, so that a made-up patient
 * never counts in a report.
 * @param engine asked each time, because content may be loaded anew
 * @returns a function that answers the findings that became a card, or could join one
 */
export function createCanaryEvaluation(engine: () => Pick<EvaluateDeps, 'content' | 'rules' | 'newUuid'>) {
  return async (story: ChartAt, asOf: number): Promise<readonly Finding[]> => {
    const deps = engine();
    const snapshot: ClinicalSnapshot = { ...story(asOf), asOf, timeZone: deps.content.params.timeZone };
    const orders: OrdersInContext = {
      readings: [],
      drafts: snapshot.drafts,
      draftTestOrders: [],
      draftConcomitants: snapshot.draftConcomitants,
      fhirRelease: 'R4',
      unidentified: 0,
      unidentifiedAt: null,
    };
    const look = () => Promise.resolve(snapshot);
    const chart: Chart = { orders, firstLook: look, snapshot: look };
    if (snapshot.drafts.length > 0) {
      const { findings, joins } = await evaluate(SERVICE, REQUEST, chart, { ...deps, asOf });
      return [...findings, ...joins];
    }
    const content = withEveryInteraction(deps.content);
    return (await evaluate(OTHER_DRUG, REQUEST, chart, { ...deps, content, asOf })).findings;
  };
}

/** A site may look for forms of tacrolimus alone: then no order of another drug could fire. */
function withEveryInteraction(content: EvaluateDeps['content']): EvaluateDeps['content'] {
  const { interaction } = content.params;
  const modes = Object.fromEntries(INTERACTION_KINDS.map((kind) => [kind, 'live'])) as typeof interaction.modes;
  return { ...content, params: { ...content.params, interaction: { ...interaction, modes } } };
}
