import type { RequestHandler } from 'express';
import type { CorsPolicy } from './app-deps.js';
import { recordOf } from './request-record.js';

const PREFLIGHT_SECONDS = 600;

/**
 * Cross-origin access for browser clients such as the CDS Hooks Sandbox. Comes before authentication, because a
 * preflight carries no credentials, and sets its headers on errors too, because a browser hides an answer without them.
 * Credentials (cookies) are never allowed: callers present a JWT.
 */
export function allowOrigins({ allowedOrigins }: CorsPolicy): RequestHandler {
  const allowed = allowedOrigins === '*' ? null : new Set(allowedOrigins);
  return (request, response, next) => {
    const origin = request.get('origin');
    if (allowed === null) response.setHeader('Access-Control-Allow-Origin', '*');
    else response.vary('Origin');
    if (origin !== undefined && allowed?.has(origin) === true) {
      response.setHeader('Access-Control-Allow-Origin', origin);
    }
    response.setHeader('Access-Control-Expose-Headers', 'X-Request-Id, Retry-After');
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    recordOf(response).route = 'preflight';
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, OPTIONS');
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, x-request-id');
    response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
    response.status(204).end();
  };
}
