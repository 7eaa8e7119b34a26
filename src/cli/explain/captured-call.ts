import { setMaxListeners } from 'node:events';
import { CdsError } from '../../domain/cds-error.js';
import { createFhirChartReader } from '../../fhir/chart-reader.js';
import { createFhirDispatcher } from '../../fhir/dispatcher.js';
import { DEFAULT_FHIR_LIMITS } from '../../fhir/limits.js';
import type { HookRequest } from '../../protocol/hook-request.js';
import { parseHookRequest } from '../../protocol/parse-hook-request.js';
import { CliError } from '../cli-io.js';
import type { OpenContent } from '../content-folder.js';
import { explainRequest } from './explain-request.js';
import type { Explained } from './explanation.js';
import { bodyOf, pickService } from './pick-service.js';

/** A captured call is explained once, by somebody who can wait; a live one has 3 s. */
const PATIENCE_MS = 30_000;

export interface CallOptions {
  readonly service: string | null;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  /** Whether the FHIR server named in the request may be asked for what prefetch lacks. */
  readonly allowFetch: boolean;
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
  const body = bodyOf(captured);
  const service = pickService(content.services, body, options.service);
  const dispatcher = createFhirDispatcher(DEFAULT_FHIR_LIMITS, { allowPrivate: true });
  try {
    const parsed = parseHookRequest(service, body);
    const chart = createFhirChartReader({ terminology: content.terminology, dispatcher });
    const signal = AbortSignal.timeout(PATIENCE_MS);
    // One listener per source that is fetched; Node warns from the eleventh on.
    setMaxListeners(0, signal);
    const request = options.allowFetch ? parsed : withoutServer(parsed);
    return await explainRequest({ request, service, content, chart, asOf: options.asOf, signal });
  } catch (error) {
    if (error instanceof CdsError) throw new CliError(`The service would refuse this request: ${error.message}`);
    throw error;
  } finally {
    await dispatcher.close();
  }
}

function withoutServer(request: HookRequest): HookRequest {
  return { ...request, fhirServer: null, fhirAuthorization: null };
}
