import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { CdsError } from '../../domain/cds-error.js';
import type { AlertMemory, ChartReader } from '../../domain/ports.js';
import { evaluate, type Evaluation } from '../../engine/evaluate/evaluate.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { RULES } from '../../rules/index.js';
import { callThen, type CallThen } from '../chart/hook-request.js';
import type { PatientRecord } from '../chart/patient-record.js';
import type { Signing } from '../chart/signed-orders.js';
import type { RehearsedContent } from './rehearsed-content.js';

/** What one signing came to under one content. */
export type Rehearsed =
  | {
      readonly kind: 'evaluated';
      readonly evaluation: Evaluation;
      readonly snapshot: ClinicalSnapshot;
      readonly statuses: CallThen['statuses'];
    }
  /** No call of the service could have been evaluated either, or the service failed. */
  | { readonly kind: 'not-evaluable'; readonly why: NotEvaluable };

export type NotEvaluable =
  | 'not-systemic' // the service takes it for no systemic tacrolimus
  | 'data-unavailable' // the service would have answered 412
  | 'refused' // another patient's record among the orders, or a call that cannot be read: 400
  | 'no-service' // a captured call of a hook that no service answers
  | 'failed'; // the rehearsal itself failed on this order

export interface SigningContext {
  readonly charts: ChartReader;
  readonly types: ReadonlySet<string>;
  readonly orders: readonly number[];
}

/** One signing through the service's own way: the call, the chart, `evaluate()`. Nothing is fetched. */
export async function evaluateSigning(
  record: PatientRecord,
  signing: Signing,
  rehearsed: RehearsedContent,
  { charts, types, orders }: SigningContext,
): Promise<Rehearsed> {
  const { content, service, hook } = rehearsed;
  const { timeZone } = content.params;
  const { request, statuses } = callThen(record, signing, { hook, service, timeZone, types, orders });
  // Nobody remembers: what spares a user a repeat was shown at order-select, or set aside, and of neither an export knows.
  return evaluateCall({ request, service, content, charts, at: signing.at, statuses });
}

interface Call {
  readonly request: HookRequest;
  readonly service: ServiceDefinition;
  readonly content: RehearsedContent['content'];
  readonly charts: ChartReader;
  /** What the user was shown before; left out where nobody remembers. */
  readonly memory?: AlertMemory;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly statuses: CallThen['statuses'];
}

/** A call as the service would have answered it at its moment. */
export async function evaluateCall({
  request,
  service,
  content,
  charts,
  memory,
  at,
  statuses,
}: Call): Promise<Rehearsed> {
  try {
    const call = { asOf: at, timeZone: content.params.timeZone, signal: NEVER, startedAt: performance.now() };
    const chart = await charts.openChart(request, service, call);
    const evaluation = await evaluate(service, request, chart, {
      content,
      rules: RULES,
      asOf: at,
      ...(memory === undefined ? {} : { memory }),
      newUuid: () => NO_UUID,
    });
    const { answer, event, snapshot } = evaluation;
    if (answer.kind === 'refusal' || event.result === 'data-unavailable') {
      return { kind: 'not-evaluable', why: 'data-unavailable' };
    }
    if (snapshot === null) return { kind: 'not-evaluable', why: 'not-systemic' };
    return { kind: 'evaluated', evaluation, snapshot, statuses };
  } catch (error) {
    return { kind: 'not-evaluable', why: error instanceof CdsError ? 'refused' : 'failed' };
  }
}

/** The chart that the service would have read for a signing, whatever it would have answered; null where it would have refused. */
export async function chartThen(
  record: PatientRecord,
  signing: Signing,
  { content, service, hook }: RehearsedContent,
  { charts, types, orders }: SigningContext,
): Promise<ClinicalSnapshot | null> {
  const { timeZone } = content.params;
  const { request } = callThen(record, signing, { hook, service, timeZone, types, orders });
  const call = { asOf: signing.at, timeZone, signal: NEVER, startedAt: performance.now() };
  try {
    return await (await charts.openChart(request, service, call)).snapshot();
  } catch (error) {
    if (error instanceof CdsError) return null;
    throw error;
  }
}

/** Nobody hangs up, and nothing is waited for. */
const NEVER = new AbortController().signal;
/** The cards are counted, and go nowhere. */
const NO_UUID = '00000000-0000-4000-8000-000000000000';
