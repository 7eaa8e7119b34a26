import { parseHookRequest } from '../../cds-hooks/request/parse-hook-request.js';
import { CdsError } from '../../domain/cds-error.js';
import type { ChartReader } from '../../domain/ports.js';
import { asObject } from '../../fhir/elements/json.js';
import { createFhirChartReader } from '../../fhir/chart-reader.js';
import { type ReplayedMemory, replayedMemory } from './alert-memory.js';
import { explainChange } from './changed-orders.js';
import { countNotUnderstood, countSigning } from './count-signing.js';
import { countSteps } from './count-sweep.js';
import { sweptBy } from './evaluate-patient.js';
import { evaluateCall, type Rehearsed } from './evaluate-signing.js';
import type { RehearsedContent } from './rehearsed-content.js';
import { count, type OpenTally } from './tally.js';

/** A hook call as an EHR sent it. */
export interface CapturedBody {
  readonly body: unknown;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A content that captured calls are put to, with what each user was shown of each patient so far. */
interface Asked {
  readonly rehearsed: RehearsedContent;
  readonly charts: ChartReader;
  readonly memory: ReplayedMemory;
}

interface Answered {
  readonly result: Rehearsed;
  readonly patientId: string | null;
  readonly userId: string | null;
}

/** Captured calls, in the order of time, counted as orders of an export are. Nothing is fetched: what they do not hold is missing. */
export async function evaluateCaptured(
  calls: readonly CapturedBody[],
  content: RehearsedContent,
  vs: RehearsedContent | null,
): Promise<OpenTally> {
  const tally: OpenTally = {};
  const asked = (rehearsed: RehearsedContent): Asked => ({
    rehearsed,
    charts: createFhirChartReader({ terminology: rehearsed.content.terminology }),
    memory: replayedMemory(),
  });
  const [is, other] = [asked(content), vs === null ? null : asked(vs)];
  const cardsOf = new Map<string, number>();
  for (const call of [...calls].sort((a, b) => a.at - b.at)) {
    content.watched.begin();
    const { result, patientId, userId } = await put(call, is);
    const swept = result.kind === 'evaluated' ? sweptBy(result, content) : null;
    const signing = { at: call.at, dayOnly: false, prescriber: userId, orders: [], tacrolimusOrders: 0 };
    countSigning(tally, signing, result, content.content.params.timeZone);
    if (other !== null) explainChange(tally, result, (await put(call, other)).result, content, other.rehearsed);
    if (result.kind === 'not-evaluable' || swept === null || patientId === null) continue;
    const { evaluation, snapshot } = result;
    cardsOf.set(patientId, (cardsOf.get(patientId) ?? 0) + evaluation.event.cards);
    countNotUnderstood(tally, snapshot, patientId);
    countSteps(tally, content.thresholds, [swept]);
  }
  count(tally, ['patients'], cardsOf.size);
  count(tally, ['patientsWithOrders'], cardsOf.size);
  for (const cards of cardsOf.values()) count(tally, ['cardsOfPatient', String(cards)]);
  return tally;
}

async function put({ body, at }: CapturedBody, { rehearsed, charts, memory }: Asked): Promise<Answered> {
  const { content } = rehearsed;
  const service = content.services.find(({ hook }) => hook === asObject(body)?.hook);
  const nobody = { patientId: null, userId: null };
  if (service === undefined) return { result: { kind: 'not-evaluable', why: 'no-service' }, ...nobody };
  try {
    const request = { ...parseHookRequest(service, body), fhirServer: null, fhirAuthorization: null };
    const { patientId, userId } = request;
    // What one user was shown of one patient is nobody else's.
    const user = userId === null ? null : JSON.stringify([userId, patientId]);
    const base = { request, service, content, charts, at, statuses: { kept: 0, rebuilt: 0, assumed: 0 } };
    const result = await evaluateCall({ ...base, memory: memory.of(user) });
    if (result.kind === 'evaluated' && result.evaluation.answer.kind === 'cards')
      memory.keep(user, result.evaluation.findings, result.evaluation.answer.cards, service.hook, at);
    return { result, patientId, userId };
  } catch (error) {
    return { result: { kind: 'not-evaluable', why: error instanceof CdsError ? 'refused' : 'failed' }, ...nobody };
  }
}
