import { setMaxListeners } from 'node:events';
import type { HookRequest } from '../../domain/hook-request.js';
import { parseHookRequest } from '../../cds-hooks/request/parse-hook-request.js';
import { type Card, TRACE_EXTENSION } from '../../domain/card.js';
import type { Content } from '../../content/load-content.js';
import { CdsError } from '../../domain/cds-error.js';
import { FINDING_IDS } from '../../rules/index.js';
import type { HookName, ReasonCode, ServiceDefinition, ShownFinding } from '../../domain/service-definition.js';
import { isOfOtherDrug } from '../../engine/evaluate/gate.js';
import { explainRequest } from '../../engine/explain/explain-request.js';
import type { Explained } from '../../engine/explain/explanation.js';
import type { AlertMemory, ChartReader } from '../../domain/ports.js';
import { createFhirChartReader } from '../../fhir/chart-reader.js';
import { createFhirDispatcher } from '../../fhir/client/dispatcher.js';
import { DEFAULT_FHIR_LIMITS } from '../../fhir/client/limits.js';
import type { OpenContent } from '../content/content-folder.js';
import { CliError } from '../run/terminal-io.js';
import { bodyOf, pickService } from './pick-service.js';

/** An earlier call of a rehearsal: what it showed is taken to have been told a minute before. */
interface EarlierCall {
  readonly hook: HookName;
  readonly cards: readonly Card[];
  /** The reason for which its cards were set aside; null where they were left unanswered. */
  readonly setAside: ReasonCode | null;
}

const MINUTE_MS = 60_000;

/**
 * What the service would remember of an earlier call, without a store: for rehearsing `oneAlertPerDecision`.
 * @param asOf milliseconds since the epoch: the moment of the later call
 */
function rememberCall({ hook, cards, setAside }: EarlierCall, asOf: number): AlertMemory {
  const at = asOf - MINUTE_MS;
  const overridden = setAside === null ? null : { at, reason: setAside };
  const shown = cards.flatMap((card): (ShownFinding & { readonly factsHash: unknown })[] => {
    const trace = cardTrace(card);
    const finding = FINDING_IDS.find((id) => id === trace.finding);
    if (finding === undefined) return [];
    return [{ finding, severity: card.indicator, hook, at, overridden, factsHash: trace.factsHash }];
  });
  return {
    recall: ({ findings }) =>
      Promise.resolve(
        shown.filter((card) =>
          findings.some(({ finding, factsHash }) => finding === card.finding && factsHash === card.factsHash),
        ),
      ),
  };
}

/** A captured call is explained once, by somebody who can wait; a live one has 3 s. */
const PATIENCE_MS = 30_000;

export interface CallOptions {
  readonly service: string | null;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  /** Whether the FHIR server named in the request may be asked for what prefetch lacks. */
  readonly allowFetch: boolean;
  /** A call that the same user made before, for rehearsing `oneAlertPerDecision`. */
  readonly after?: {
    readonly captured: unknown;
    /** Key of `cards/override-reasons.yaml` for which its cards were set aside. */
    readonly setAside: string | null;
  };
}

/**
 * Explains a captured request. Unless `allowFetch`, the FHIR server and the token of the request are forgotten before
 * anything is read, so that nothing leaves this machine.
 * @throws CliError when the request is none that the service would read
 */
export async function explainCapture(
  captured: unknown,
  { content }: OpenContent,
  options: CallOptions,
): Promise<Explained> {
  const dispatcher = createFhirDispatcher(DEFAULT_FHIR_LIMITS, { allowPrivate: true });
  const charts = createFhirChartReader({ terminology: content.terminology, dispatcher });
  const signal = AbortSignal.timeout(PATIENCE_MS);
  // One listener per source that is fetched; Node warns from the eleventh on.
  setMaxListeners(0, signal);
  const { asOf, after } = options;
  const base = { content, charts, asOf, signal };
  const read = async (body: unknown, service: string | null) => {
    const call = readCall(body, content, service, options.allowFetch);
    return service === null ? await byDrug(call, base) : call;
  };
  try {
    const call = await read(captured, options.service);
    if (after === undefined) return await explainRequest({ ...base, ...call });
    const earlier = await read(after.captured, null);
    const { explanation } = await explainRequest({ ...base, ...earlier });
    const setAside = after.setAside === null ? null : reasonOf(content, after.setAside);
    const remembered = rememberCall({ hook: earlier.service.hook, cards: explanation.cards, setAside }, asOf);
    return await explainRequest({ ...base, ...call, ...(isSameUser(call, earlier) ? { memory: remembered } : {}) });
  } catch (error) {
    if (error instanceof CdsError) throw new CliError(`The service would refuse this request: ${error.message}`);
    throw error;
  } finally {
    await dispatcher.close();
  }
}

interface CapturedCall {
  readonly request: HookRequest;
  readonly service: ServiceDefinition;
}

function readCall(captured: unknown, content: Content, serviceId: string | null, allowFetch: boolean): CapturedCall {
  const body = bodyOf(captured);
  const service = pickService(content.services, body, serviceId);
  const parsed = parseHookRequest(service, body);
  return { service, request: allowFetch ? parsed : withoutServer(parsed) };
}

/** Two services have one hook: which of them a body without an address was sent to, its orders say. */
async function byDrug(call: CapturedCall, { content, charts, asOf, signal }: ByDrug): Promise<CapturedCall> {
  const { hook } = call.service;
  const other = content.services.find((each) => each.hook === hook && each.trigger === 'other-drug');
  if (other === undefined) return call;
  const { timeZone } = content.params;
  const { orders } = await charts.openChart(call.request, other, {
    asOf,
    timeZone,
    signal,
    startedAt: performance.now(),
  });
  return isOfOtherDrug(orders, content.params) ? { ...call, service: other } : call;
}

interface ByDrug {
  readonly content: Content;
  readonly charts: ChartReader;
  readonly asOf: number;
  readonly signal: AbortSignal;
}

/** As in the store: what one user was told is told to another one all the same. */
function isSameUser(a: CapturedCall, b: CapturedCall): boolean {
  return a.request.userId !== null && a.request.userId === b.request.userId;
}

/** @throws CliError for a key that the content does not have */
function reasonOf({ catalogue }: Content, key: string): ReasonCode {
  const reason = catalogue.overrideReasons[key];
  if (reason !== undefined) return { system: reason.system, code: reason.code };
  const known = Object.keys(catalogue.overrideReasons).join(', ');
  throw new CliError(`--set-aside ${key}: cards/override-reasons.yaml has no such reason; there are ${known}`);
}

function withoutServer(request: HookRequest): HookRequest {
  return { ...request, fhirServer: null, fhirAuthorization: null };
}

/** The trace of a card, empty where it has none. Its values are unknown: they are read back from an answer. */
export function cardTrace({ extension }: Pick<Card, 'extension'>): Readonly<Record<string, unknown>> {
  const trace = extension?.[TRACE_EXTENSION];
  return typeof trace === 'object' && trace !== null ? { ...trace } : {};
}
