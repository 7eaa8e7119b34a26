import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import express from 'express';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import * as z from 'zod';
import { CONSTANT_ANSWER } from './constant-card.js';
import { listenOnGivenPort } from './server-port.js';

/**
 * The floor: what any correct CDS service on this stack has to do before it looks at a patient. The caller's signature
 * is verified, the envelope is checked with zod, the resources are left alone. No clinical work, no replay store, no
 * limits, no log.
 */
const ENVELOPE = z.object({
  hook: z.string(),
  hookInstance: z.string(),
  fhirServer: z.string().optional(),
  fhirAuthorization: z.object({ access_token: z.string() }).optional(),
  context: z.object({ userId: z.string(), patientId: z.string(), draftOrders: z.unknown() }),
  prefetch: z.record(z.string(), z.unknown()).optional(),
});

const { clients } = JSON.parse(readFileSync(process.env.CLIENTS_FILE ?? '', 'utf8')) as {
  clients: readonly {
    readonly issuer: string;
    readonly algorithms: string[];
    readonly keys: { jwks: JSONWebKeySet };
  }[];
};
const callers = new Map(
  clients.map(({ issuer, algorithms, keys }) => [issuer, { issuer, algorithms, keys: createLocalJWKSet(keys.jwks) }]),
);

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/readyz', (_request, response) => {
  response.json({ ready: true });
});
app.post(
  '/cds-services/:id',
  async (request, response, next) => {
    const token = request.get('authorization')?.replace('Bearer ', '') ?? '';
    const { iss = '' } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { iss?: string };
    const caller = callers.get(iss);
    if (caller === undefined) {
      response.status(401).json({});
      return;
    }
    const { issuer, algorithms } = caller;
    const audience = `http://${request.get('host') ?? ''}${request.path}`;
    await jwtVerify(token, caller.keys, { issuer, algorithms, audience, requiredClaims: ['exp', 'iat', 'jti'] });
    next();
  },
  express.json({ limit: '5mb' }),
  (request, response) => {
    ENVELOPE.parse(request.body);
    response.json(CONSTANT_ANSWER);
  },
);
listenOnGivenPort(createServer(app));
