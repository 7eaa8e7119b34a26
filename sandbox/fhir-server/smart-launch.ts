import express from 'express';
import type { Request, Response, Router } from 'express';
import { scopeAllows } from '../../src/server/security/scopes.js';
import { searchPairs } from './answer.js';
import { createClientProofs } from './client-proof.js';
import { FhirProblem } from './fhir-problem.js';
import type { ResourceStore } from './resource-store.js';
import type { SmartTokens } from './smart-tokens.js';

const FORM = express.text({ type: 'application/x-www-form-urlencoded', limit: '64kb' });
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The EHR launch of SMART App Launch 2.2, as far as one app on this machine needs it: configuration, authorize without a login
 * - the patients are invented - and a token endpoint that checks PKCE. `launch` is the id that `_services/smart/Launch` gave out
 * (as the official CDS Hooks Sandbox asks for), or simply a patient's id.
 * @param base the path of the FHIR base
 */
export function smartRoutes(base: string, store: ResourceStore, tokens: SmartTokens): Router {
  const router = express.Router();
  const proves = createClientProofs(tokens.behaviour.keysOf);
  router.get(`${base}/.well-known/smart-configuration`, (request, response) => {
    const origin = originOf(request);
    response.set('Cache-Control', 'no-store').json({
      issuer: `${origin}${base}`,
      authorization_endpoint: `${origin}/auth/authorize`,
      token_endpoint: `${origin}/auth/token`,
      token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      grant_types_supported: ['authorization_code'],
      response_types_supported: ['code'],
      code_challenge_methods_supported: tokens.behaviour.methods,
      capabilities: [
        ...['launch-ehr', 'client-public', 'client-confidential-asymmetric'],
        ...['context-ehr-patient', 'permission-patient', 'permission-v2'],
      ],
    });
  });
  router.post(`${base}/_services/smart/Launch`, express.json({ limit: '64kb' }), (request, response) => {
    const { patient, appContext = null } = parametersOf(request.body);
    if (store.read('Patient', patient) === null) throw new FhirProblem(404, 'not-found', 'There is no such patient');
    response.json({ launch_id: tokens.launch({ patient, appContext }) });
  });
  router.get('/auth/authorize', (request, response) =>
    authorize(base, store, tokens, new URL(request.originalUrl, originOf(request)).searchParams, request, response),
  );
  router.post('/auth/token', FORM, async (request, response) => {
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    if (!(await proves(form, `${originOf(request)}/auth/token`))) {
      response.set('Cache-Control', 'no-store').status(401).json({ error: 'invalid_client' });
      return;
    }
    const answer = form.get('grant_type') === 'authorization_code' ? tokens.exchange(form) : null;
    response
      .set('Cache-Control', 'no-store')
      .status(answer === null ? 400 : 200)
      .json(answer ?? { error: 'invalid_grant' });
  });
  return router;
}

/** Says yes at once: who looks at invented patients needs no login. */
function authorize(
  base: string,
  store: ResourceStore,
  tokens: SmartTokens,
  query: URLSearchParams,
  request: Request,
  response: Response,
): void {
  const value = (name: string) => query.get(name) ?? '';
  const redirectUri = value('redirect_uri');
  // An answer is sent to apps on this machine only; anywhere else it would be an open redirect.
  if (!URL.canParse(redirectUri) || !LOOPBACK.has(new URL(redirectUri).hostname))
    throw new FhirProblem(400, 'invalid', 'redirect_uri has to be on this machine');
  const back = (answer: Readonly<Record<string, string>>) => {
    const target = new URL(redirectUri);
    for (const [name, text] of Object.entries({ ...answer, state: value('state') }))
      target.searchParams.set(name, text);
    response.set('Cache-Control', 'no-store').redirect(302, target.href);
  };
  const launched = tokens.launched(value('launch')) ?? {
    patient: store.read('Patient', value('launch')) === null ? '' : value('launch'),
    appContext: null,
  };
  const isWellFormed =
    value('response_type') === 'code' &&
    value('aud') === `${originOf(request)}${base}` &&
    value('code_challenge_method') === 'S256' &&
    value('code_challenge') !== '' &&
    launched.patient !== '';
  if (!isWellFormed) {
    back({ error: 'invalid_request' });
    return;
  }
  const scope = tokens.behaviour.grant(value('scope'));
  if (scope === null) {
    back({ error: 'access_denied' });
    return;
  }
  const challenge = value('code_challenge');
  back({ code: tokens.code({ ...launched, clientId: value('client_id'), redirectUri, challenge, scope }) });
}

/** A request that shows the token of a launch reads what that token opens, and nothing else; without one all is open. */
export function holdToToken(tokens: SmartTokens): express.RequestHandler {
  return (request, _response, next) => {
    const token = tokens.opened(request.get('authorization'));
    const [type = '', id] = decodeURIComponent(request.path).replace(/^\//, '').split('/');
    if (token === null || type === 'metadata') {
      next();
      return;
    }
    const form: unknown = request.body;
    const pairs = [
      ...searchPairs(request.originalUrl.split('?', 2)[1] ?? ''),
      ...searchPairs(typeof form === 'string' ? form : ''),
    ];
    const named = pairs.flatMap(([name, text]) => (name === 'patient' || name === 'subject' ? [text] : []));
    const isOpened =
      type === 'Medication' ||
      ((type === 'Patient' ? id === token.patient : named.length > 0) &&
        named.every((text) => text.replace(/^Patient\//, '') === token.patient));
    if (!isOpened || scopeAllows(token.scope, type) === 'no')
      throw new FhirProblem(403, 'forbidden', 'The token does not open this');
    next();
  };
}

function parametersOf(body: unknown): { readonly patient: string; readonly appContext?: string } {
  const { parameters = {} } = (body ?? {}) as { parameters?: { patient?: unknown; appContext?: unknown } };
  const { patient, appContext } = parameters;
  return {
    patient: typeof patient === 'string' ? patient : '',
    ...(typeof appContext === 'string' ? { appContext } : {}),
  };
}

function originOf(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? 'localhost'}`;
}
