import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { CdsError } from '../../domain/cds-error.js';
import { recordOf } from './request-record.js';

const MINUTE_MS = 60_000;

/** Holds each client to the calls per minute that its entry in the clients file grants; whoever is not known is not counted. */
export function rateLimitPerCaller(): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: (_request, response) => recordOf(response).caller?.requestsPerMinute ?? 0,
    keyGenerator: (_request, response) => recordOf(response).caller?.id ?? '',
    skip: (_request, response) => recordOf(response).caller === null,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Our key is the client's id, never an address.
    validate: false,
    handler: (_request, _response, next) => {
      next(new CdsError('rate-limited', 'This client has made as many calls as it may in a minute; try again later.'));
    },
  });
}
