import { Router, type NextFunction, type Request, type Response } from 'express';
import { CdsError } from '../../domain/cds-error.js';
import type { CdsResponse } from '../../cds-hooks/response/card.js';
import { DEFAULT_LIMITS, type AppDeps, type CallerClaim } from './app-deps.js';
import { assertJsonContentType } from './content-type.js';
import { feedbackRoutes } from './feedback-routes.js';
import { createInFlightGate } from './in-flight-gate.js';
import { parseJsonBody } from './parse-json-body.js';
import { assertDeclaredLength, readBody } from './read-body.js';
import { rateLimitPerCaller } from './rate-limit.js';
import { recordOf, type RouteName } from './request-record.js';
import { sendJson } from './send-json.js';

/** Bodies being received wait on the network, not on us, so more of them are allowed than of running calls. */
const RECEIVING_PER_CALL = 4;
const SERVICE_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Discovery and service calls (CDS Hooks "Discovery", "Calling a CDS Service"). */
export function cdsRoutes(deps: AppDeps): Router {
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const receiving = createInFlightGate(limits.maxInFlight * RECEIVING_PER_CALL);
  const calls = createInFlightGate(limits.maxInFlight);
  const limitRate = rateLimitPerCaller();
  const admit =
    (purpose: CallerClaim['purpose'], route: RouteName = purpose) =>
    async (request: Request, response: Response, next: NextFunction) => {
      recordOf(response).route = route;
      assertDeclaredLength(request, limits.bodyBytes);
      await receiving.run(() => authenticate(deps, request, response, purpose));
      next();
    };
  const readJson = (request: Request) =>
    receiving.run(async () => {
      assertJsonContentType(request.get('content-type'));
      return parseJsonBody(await readBody(request, limits.bodyBytes));
    });
  const router = Router();

  router
    .route('/cds-services')
    .get(admit('discovery'), limitRate, (_request, response) => sendJson(response, 200, deps.discovery()))
    .all(refuseMethod('GET', 'Discovery is read with GET.'));

  router
    .route('/cds-services/:id')
    .post(admit('call'), limitRate, async (request, response) => {
      const body = await readJson(request);
      const answer = await calls.run(() => callService(deps, request.params.id, body, response));
      sendJson(response, 200, answer);
    })
    .all(refuseMethod('POST', 'A CDS service is called with POST; GET /cds-services lists the services.'));

  router.use(
    feedbackRoutes({
      keeper: deps.feedback ?? null,
      admit: [admit('call', 'feedback'), limitRate],
      readBody: readJson,
    }),
  );
  return router;
}

async function callService(deps: AppDeps, id: string, body: unknown, response: Response): Promise<CdsResponse> {
  const record = recordOf(response);
  record.service = SERVICE_ID.test(id) ? id : null;
  try {
    return await deps.call(id, body, { requestId: record.requestId, signal: record.signal, caller: record.caller });
  } catch (error) {
    if (error instanceof CdsError && error.code === 'unknown-service') record.service = null;
    throw error;
  }
}

async function authenticate(
  deps: AppDeps,
  request: Request,
  response: Response,
  purpose: CallerClaim['purpose'],
): Promise<void> {
  const record = recordOf(response);
  const claim = { purpose, path: request.path, authorization: request.get('authorization') ?? null };
  record.caller = (await deps.authenticate?.({ ...claim, requestId: record.requestId })) ?? null;
}

function refuseMethod(allow: string, hint: string) {
  return (_request: Request, response: Response): never => {
    response.setHeader('Allow', `${allow}, OPTIONS`);
    throw new CdsError('method-not-allowed', hint);
  };
}
