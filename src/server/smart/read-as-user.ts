import { randomUUID } from 'node:crypto';
import { CdsError } from '../../domain/cds-error.js';
import type { ProblemCode, Source } from '../../domain/fact-set.js';
import type { HookRequest } from '../../domain/hook-request.js';
import type { Language } from '../../domain/language.js';
import type { Clock } from '../../domain/ports.js';
import type { ServiceDefinition } from '../../domain/service-definition.js';
import { evaluate } from '../../engine/evaluate/evaluate.js';
import type { AnsweredCall } from '../../engine/explain/explain-request.js';
import { SOURCE_TYPES } from '../../fhir/sources/source-types.js';
import { withTimeLimit } from '../../fhir/client/time-limit.js';
import type { Deployment } from '../start/deployment.js';
import type { Granted } from './authorize.js';
import type { PendingLaunch } from './pending-launches.js';
import { SmartFault, type SmartFaultCode } from './smart-fault.js';

export interface ReadDeps {
  readonly clock: Clock;
  readonly deadlineMs: number;
}

export interface Reader {
  readonly language: Language | null;
  readonly signal: AbortSignal;
}

/**
 * The chart of the patient that is open in the EHR, read with the user's own token and judged as at patient-view.
 * @throws SmartFault where nothing came of it
 */
export async function readAsUser(
  { patientId, authorization }: Granted,
  { iss, registration: { dialect } }: PendingLaunch,
  deployment: Deployment,
  { language: wanted, signal }: Reader,
  { clock, deadlineMs }: ReadDeps,
): Promise<AnsweredCall> {
  const service = deployment.service(chartService(deployment).id, dialect);
  const request: HookRequest = {
    hook: service.hook,
    hookInstance: randomUUID(),
    patientId,
    // Who the user is stays with the EHR, so a rule that a pilot shows to some users is not shown here.
    userId: null,
    encounterId: null,
    orders: [],
    unreadableOrders: [],
    fhirServer: iss,
    fhirAuthorization: authorization,
    fetchFault: null,
    tokenPatient: patientId,
    prefetch: new Map(),
  };
  const language = deployment.language(dialect, wanted);
  const content = { ...deployment.engine.content, ...deployment.content.inLanguage(language) };
  const [asOf, startedAt] = [clock.now(), performance.now()];
  const { timeZone } = content.params;
  const read = async (limited: AbortSignal): Promise<AnsweredCall> => {
    const chart = await deployment.charts.openChart(request, service, { asOf, timeZone, signal: limited, startedAt });
    const evaluation = await evaluate(service, request, chart, { ...deployment.engine, content, asOf });
    const snapshot = evaluation.snapshot ?? (await chart.snapshot());
    const { answer } = evaluation;
    if (answer.kind === 'refusal') throw new SmartFault(faultOf(snapshot.patient.problems[0]?.code));
    return { service, content, language, userId: null, evaluation, snapshot, cards: answer.cards };
  };
  return withTimeLimit(signal, deadlineMs, read).catch((error: unknown) => {
    if (error instanceof CdsError && error.code === 'wrong-patient') throw new SmartFault('wrong-patient');
    if (error instanceof SmartFault) throw error;
    throw new SmartFault('chart-away', { cause: error });
  });
}

/** Everything failed for one reason, or nearly: the reason of the first read stands for all. */
function faultOf(problem: ProblemCode | undefined): SmartFaultCode {
  if (problem === 'token-expired') return 'token-over';
  return problem === 'refused' ? 'chart-refused' : 'chart-away';
}

/** The service that speaks when a chart is opened. @throws SmartFault where the site has none */
export function chartService({ content }: Pick<Deployment, 'content'>): ServiceDefinition {
  const service = content.services.find(({ hook }) => hook === 'patient-view');
  if (service === undefined) throw new SmartFault('switched-off');
  return service;
}

/** The patient whose chart is open, and every type that the service reads; nothing to write, and nothing for later. */
export function scopesOf(service: Pick<ServiceDefinition, 'sources'>, isV2: boolean): string {
  const types = (Object.keys(service.sources) as Source[]).flatMap((source) => SOURCE_TYPES[source].slice(0, 1));
  const reads = [...new Set([...types, 'Medication'])].sort().map((type) => `patient/${type}.${isV2 ? 'rs' : 'read'}`);
  return ['launch', ...reads].join(' ');
}
