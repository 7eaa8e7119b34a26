import { createServer } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { CONSTANT_ANSWER } from './constant-card.js';
import { listenOnGivenPort } from './server-port.js';

/** What every figure is compared with: Express parses the body and answers a constant card. */
const app = express();
app.disable('x-powered-by');
// The service sends no ETag either; hashing each answer would make this baseline slower than it has to be.
app.disable('etag');
app.get('/readyz', (_request, response) => {
  response.json({ ready: true });
});
app.post('/cds-services/:id', express.json({ limit: '5mb' }), (_request, response) => {
  response.json(CONSTANT_ANSWER);
});
// Without it Express would print each refusal of an overlong body.
const refuse: ErrorRequestHandler = (error: { readonly status?: number }, _request, response, next) => {
  if (response.headersSent) next(error);
  else response.status(error.status ?? 500).json({});
};
app.use(refuse);
listenOnGivenPort(createServer(app));
