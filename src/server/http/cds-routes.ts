import { setImmediate as turn } from 'node:timers/promises';
import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { parseJsonBody } from '../../cds-hooks/request/json-body.js';
import type { CdsResponse } from '../../domain/card.js';
import { CdsError } from '../../domain/cds-error.js';
import { type AppDeps, DEFAULT_LIMITS } from './app-deps.js';
import { fhirRoutes } from './fhir-routes.js';
import { type FeedbackRouteDeps, feedbackRoutes } from './feedback-routes.js';
import { assertDeclaredLength, createBodyBudget, readBody } from './read-body.js';
import { addressOf, languageOf, recordOf, type RouteName } from './request-record.js';
import type { CallerClaim } from '../../domain/caller.js';
import { sendJson } from './error-reply.js';

const MINUTE_MS = 60_000;

/** Holds each client to the calls per minute that its entry in the clients file grants; whoever is not known is not counted. */
function rateLimitPerCaller(): RequestHandler {
  const limiter = rateLimit({
    windowMs: MINUTE_MS,
    limit: (_request, response) => recordOf(response).caller?.requestsPerMinute ?? 0,
    keyGenerator: (_request, response) => recordOf(response).caller?.id ?? '',
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Our key is the client's id, never an address.
    validate: false,
    handler: (_request, _response, next) => {
      next(new CdsError('rate-limited', 'This client has made as many calls as it may in a minute; try again later.'));
    },
  });
  return (request, response, next) => {
    if (recordOf(response).caller === null) next();
    else void limiter(request, response, next);
  };
}

const MEDIA_TYPES = new Set(['application/json', 'application/fhir+json']);

/**
 * Accepts JSON in UTF-8 and nothing else: RFC 8259 allows no other charset between systems, and guessing one would
 * change patient text silently.
 * @param header the Content-Type header, undefined when it was not sent
 * @throws CdsError `unsupported-media-type`
 */
export function assertJsonContentType(header: string | undefined): void {
  const [mediaType = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (!MEDIA_TYPES.has(mediaType)) {
    throw new CdsError('unsupported-media-type', 'Content-Type must be application/json or application/fhir+json.');
  }
  const charsets = parameters.filter((parameter) => /^charset\s*=/.test(parameter));
  if (charsets.some((parameter) => !/^charset\s*=\s*"?utf-?8"?$/.test(parameter))) {
    throw new CdsError('unsupported-media-type', 'The charset of the body must be utf-8.');
  }
}

/** Bodies being received wait on the network, not on us, so more of them are allowed than of running calls. */
const RECEIVING_PER_CALL = 4;
/** Ten times an ordinary order. */
const LONG_BODY_BYTES = 1_000_000;
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
  const budget = createBodyBudget(limits.bytesInFlight);
  const withJson: FeedbackRouteDeps['withBody'] = async (request, use) => {
    const hold = budget.open();
    try {
      const body = await receiving.run(async () => {
        assertJsonContentType(request.get('content-type'));
        const bytes = await readBody(request, limits.bodyBytes, hold);
        const parsed = parseJsonBody(bytes);
        // The parser cannot be interrupted: after a long one others have their turn before this call goes on.
        if (bytes.length > LONG_BODY_BYTES) await turn();
        return parsed;
      });
      return await use(body);
    } finally {
      hold.release();
    }
  };
  const router = Router();

  router
    .route('/cds-services')
    .get(admit('discovery'), limitRate, (_request, response) =>
      sendJson(response, 200, deps.discovery(recordOf(response).caller?.id ?? null)),
    )
    .all(refuseMethod('GET', 'Discovery is read with GET.'));

  router
    .route('/cds-services/:id')
    .post(admit('call'), limitRate, async (request, response) => {
      const answer = await withJson(request, (body) =>
        calls.run(() => callService(deps, request.params.id, body, request, response)),
      );
      sendJson(response, 200, answer);
    })
    .all(refuseMethod('POST', 'A CDS service is called with POST; GET /cds-services lists the services.'));

  if (deps.fhir) router.use(fhirRoutes(deps.version, deps.fhir, [admit('call', 'fhir'), limitRate]));
  router.use(
    feedbackRoutes({
      keeper: deps.feedback ?? null,
      admit: [admit('call', 'feedback'), limitRate],
      withBody: withJson,
    }),
  );
  return router;
}

async function callService(
  deps: AppDeps,
  id: string,
  body: unknown,
  request: Request,
  response: Response,
): Promise<CdsResponse> {
  const record = recordOf(response);
  response.vary('Accept-Language');
  record.service = SERVICE_ID.test(id) ? id : null;
  try {
    const { requestId, signal, arrivedAt, caller } = record;
    return await deps.call(id, body, { requestId, signal, arrivedAt, caller, language: languageOf(request) });
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
  const claim = {
    purpose,
    path: request.path,
    authorization: request.get('authorization') ?? null,
    address: addressOf(request),
  };
  record.caller = (await deps.authenticate?.({ ...claim, requestId: record.requestId })) ?? null;
}

function refuseMethod(allow: string, hint: string) {
  return (_request: Request, response: Response): never => {
    response.setHeader('Allow', `${allow}, OPTIONS`);
    throw new CdsError('method-not-allowed', hint);
  };
}

/** Lets at most `limit` tasks run at once. There is no queue: a late card is worth less than a quick refusal. */
interface InFlightGate {
  /** @throws CdsError `overloaded` when full */
  run<T>(task: () => Promise<T>): Promise<T>;
}

function createInFlightGate(limit: number): InFlightGate {
  let running = 0;
  return {
    async run(task) {
      if (running >= limit) {
        throw new CdsError('overloaded', 'The service is handling as many calls as it can; try again shortly.');
      }
      running += 1;
      try {
        return await task();
      } finally {
        running -= 1;
      }
    },
  };
}
