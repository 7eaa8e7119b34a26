import type { Content } from '../../content/load-content.js';
import { TRACE_EXTENSION } from '../../domain/card.js';
import type { CardRenderer } from '../../domain/ports.js';
import type { HookName, ServiceDefinition } from '../../domain/service-definition.js';
import { forOneChart } from '../../fhir/facts/for-one-chart.js';
import { RehearseError } from '../rehearse-error.js';
import { type SweepPlan, sweepPlanOf } from './sweep-plan.js';
import { type Threshold, thresholdsOf } from './thresholds.js';
import { type WatchedParams, watchedParams } from './watched-params.js';

/** Content, and what a rehearsal works out of it once. */
export interface RehearsedContent {
  /** Its settings are those of `watched`. */
  readonly content: Content;
  readonly watched: WatchedParams;
  readonly service: ServiceDefinition;
  readonly hook: HookName;
  readonly thresholds: readonly Threshold[];
  readonly sweep: SweepPlan;
}

/** Of the hooks, those whose moment an export keeps: an order is signed when it is written. */
const SIGNING_HOOKS: readonly HookName[] = ['order-sign', 'medication-prescribe'];

/** Cards are counted here and read by nobody: they carry their trace and no words. Each card was rendered when the content was loaded. */
function countedCards(version: string): CardRenderer {
  return {
    isForCounting: true,
    render: (subject, context) => ({
      uuid: NO_UUID,
      summary: subject.kind === 'finding' ? subject.finding.id : 'not-evaluated',
      indicator: subject.kind === 'finding' ? subject.finding.severity : 'info',
      source: { label: 'rehearsal' },
      extension: {
        [TRACE_EXTENSION]: {
          finding: subject.kind === 'finding' ? subject.finding.id : 'not-evaluated',
          contentVersion: version,
          // Who remembers what was shown asks for it.
          get factsHash() {
            return context.factsHash;
          },
        },
      },
    }),
  };
}

const NO_UUID = '00000000-0000-4000-8000-000000000000';

/** @throws RehearseError where the content has no service for a signing */
export function serviceOfSignings(content: Content): ServiceDefinition {
  // A service that is asked at orders of other drugs has other orders than those of an export's tacrolimus.
  const ofTacrolimus = content.services.filter(({ trigger }) => trigger === undefined);
  const service = SIGNING_HOOKS.map((hook) => ofTacrolimus.find((each) => each.hook === hook)).find(
    (each) => each !== undefined,
  );
  if (service === undefined) {
    throw new RehearseError(
      'The content has no service for order-sign or medication-prescribe, and an export can tell of no other moment.',
    );
  }
  return service;
}

/** @throws RehearseError where the content has no service for a signing */
export function rehearsedContent(content: Content): RehearsedContent {
  const service = serviceOfSignings(content);
  // What was said of a name holds for every patient of the run.
  const terminology = { ...content.terminology, ...forOneChart(content.terminology) };
  const watched = watchedParams(content.params);
  const { params } = watched;
  const counted = { ...content, terminology, params, cards: countedCards(content.version) };
  const thresholds = thresholdsOf(params);
  const sweep = sweepPlanOf(thresholds, params);
  return { content: counted, watched, service, hook: service.hook, thresholds, sweep };
}
