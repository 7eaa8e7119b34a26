import { type Request, type Response, Router } from 'express';
import { CdsError } from '../../domain/cds-error.js';
import type { ReportFormat, ReportRouteDeps } from './app-deps.js';
import { recordOf, showsToken } from './request-record.js';
import { sendPage } from './send-page.js';

const TYPES = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
} as const;

const PATH = '/reports';
/** `GET /reports?from&to&format`. Without a token and a proxy header there is nothing at this path. */
export function reportRoutes({ token, proxyHeader, render }: ReportRouteDeps): Router {
  const router = Router();
  if (token === null && proxyHeader === null) return router;
  router
    .route(PATH)
    .get(async (request, response) => {
      if (!showsToken(request, token) && !isByProxy(request, proxyHeader)) {
        throw new CdsError('unauthorized', 'Reports are for administrators.');
      }
      const query = new URL(request.url, 'http://localhost').searchParams;
      const format = formatOf(request, query.get('format'));
      send(response, format, await inWords(() => render(format, query.get('from'), query.get('to'))));
    })
    .all((_request, response) => {
      response.setHeader('Allow', 'GET');
      throw new CdsError('method-not-allowed', 'Reports are read with GET.');
    });
  return router;
}

function isByProxy(request: Request, header: string | null): boolean {
  return header !== null && (request.get(header) ?? '').trim() !== '';
}

function formatOf(request: Request, asked: string | null): ReportFormat {
  if (asked === null) {
    const accepted = request.accepts(Object.keys(TYPES));
    return isFormat(accepted) ? accepted : 'html';
  }
  if (!isFormat(asked)) throw new CdsError('invalid-request', 'format: must be html, json or csv');
  return asked;
}

function isFormat(text: unknown): text is ReportFormat {
  return typeof text === 'string' && Object.hasOwn(TYPES, text);
}

async function inWords(render: () => Promise<string>): Promise<string> {
  try {
    return await render();
  } catch (error) {
    throw error instanceof RangeError ? new CdsError('invalid-request', error.message) : error;
  }
}

function send(response: Response, format: ReportFormat, body: string): void {
  recordOf(response).route = 'other';
  if (format === 'html') {
    sendPage(response, 200, body);
    return;
  }
  response.setHeader('Content-Type', TYPES[format]);
  if (format === 'csv') response.setHeader('Content-Disposition', 'attachment; filename="tacrolimus-report.csv"');
  response.statusCode = 200;
  response.end(Buffer.from(body, 'utf8'));
}
