import { type NextFunction, type Request, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { CdsError } from '../../domain/cds-error.js';
import { LANGUAGES } from '../../domain/language.js';
import type { SmartAnswer, SmartApp, SmartCookie, SmartVisit } from '../smart/smart-visit.js';
import { FAULT_STATUS, smartFaultPage } from '../smart/smart-words.js';
import { sendJson } from './error-reply.js';
import { addressOf, languageOf, recordOf } from './request-record.js';
import { sendPage } from './send-page.js';

const MINUTE_MS = 60_000;
/** One address may be a whole hospital behind its gateway; a launch is one look of one clinician. */
const LAUNCHES_PER_MINUTE = 300;

/** The addresses of the SMART app: where an EHR launches it, where it sends the browser back to, and the keys by which it knows us. */
export function smartRoutes(app: SmartApp): Router {
  const router = Router();
  const limit = rateLimit({
    windowMs: MINUTE_MS,
    limit: LAUNCHES_PER_MINUTE,
    keyGenerator: addressOf,
    legacyHeaders: false,
    validate: false,
    handler: (request, response) =>
      sendPage(response, FAULT_STATUS['too-many'], smartFaultPage('too-many', languageOf(request) ?? LANGUAGES[0])),
  });
  const answered =
    (answer: (visit: SmartVisit) => Promise<SmartAnswer>) => async (request: Request, response: Response) =>
      send(response, await answer(visitOf(request, response)));
  const named = (_request: Request, response: Response, next: NextFunction) => {
    recordOf(response).route = 'smart';
    response.vary('Accept-Language');
    next();
  };
  const refused = (_request: Request, response: Response): never => {
    response.setHeader('Allow', 'GET');
    throw new CdsError('method-not-allowed', 'It is read with GET.');
  };
  router
    .route('/smart/launch')
    .get(
      named,
      limit,
      answered((visit) => app.launch(visit)),
    )
    .all(refused);
  router
    .route('/smart/callback')
    .get(
      named,
      limit,
      answered((visit) => app.callback(visit)),
    )
    .all(refused);
  router
    .route('/smart/jwks.json')
    .get(named, limit, (_request, response) => sendJson(response, 200, app.keys()))
    .all(refused);
  return router;
}

function visitOf(request: Request, response: Response): SmartVisit {
  const { requestId, signal } = recordOf(response);
  return {
    query: new URL(request.url, 'http://localhost').searchParams,
    cookie: (name) => cookieIn(request.get('cookie') ?? '', name),
    language: languageOf(request),
    signal,
    requestId,
  };
}

function cookieIn(header: string, name: string): string | null {
  const pairs = header.split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1] ?? null;
}

function send(response: Response, answer: SmartAnswer): void {
  if (answer.kind === 'page') {
    if (answer.endedCookie !== null) response.setHeader('Set-Cookie', cookieText(answer.endedCookie));
    sendPage(response, answer.status, answer.html, answer.framedBy);
    return;
  }
  response.setHeader('Set-Cookie', cookieText(answer.cookie));
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Location', answer.location);
  response.status(302).end();
}

/**
 * Lax: sent along where the EHR sends the browser back, and on no request that another page makes. In a frame of the EHR a browser
 * sends no such cookie; there it is one that lives inside this frame's site only (CHIPS). No script can read either.
 */
function cookieText({ name, value, path, secure, inFrame, seconds }: SmartCookie): string {
  const site = inFrame && secure ? 'SameSite=None; Partitioned' : 'SameSite=Lax';
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; ${site}${secure ? '; Secure' : ''}`;
}
