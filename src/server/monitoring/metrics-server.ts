import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type RunningServer, startHttpServer } from '../http/app.js';
import type { Metrics } from './create-metrics.js';
import type { Logger } from '../../domain/ports.js';

export interface MetricsServerOptions {
  /** 127.0.0.1 unless the site says otherwise. */
  readonly host: string;
  /** 0 lets the machine choose. */
  readonly port: number;
  /** Bearer token that the scraper has to send; null on loopback only. */
  readonly token: string | null;
  readonly log: Pick<Logger, 'error'>;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;
/** As many characters as a random token of 128 bits has in hex. */
const MIN_TOKEN_LENGTH = 32;

/**
 * What speaks against serving metrics so; empty when nothing does. Numbers of cards and refusals tell an outsider how a
 * hospital prescribes and whether an attack works, so they leave the machine only to somebody who knows the token.
 */
export function checkMetricsSettings({ host, token }: Pick<MetricsServerOptions, 'host' | 'token'>): string[] {
  if (token !== null && token.length < MIN_TOKEN_LENGTH) {
    return [`METRICS_TOKEN: needs at least ${MIN_TOKEN_LENGTH} characters; take random ones`];
  }
  if (token === null && !LOOPBACK.test(host)) {
    return ['METRICS_HOST: other machines can reach this address, so METRICS_TOKEN is needed'];
  }
  return [];
}

/**
 * Serves `GET /metrics` on a port of its own, and nothing else: the port that clients reach never shows it.
 * @throws Error when the settings are not safe (see {@link checkMetricsSettings}) or the address cannot be used
 */
export async function startMetricsServer(
  metrics: Pick<Metrics, 'text' | 'contentType'>,
  options: MetricsServerOptions,
): Promise<RunningServer> {
  const objections = checkMetricsSettings(options);
  if (objections.length > 0) throw new Error(objections.join('\n'));
  return startHttpServer(metricsListener(metrics, options), { ...options, setting: 'METRICS_PORT' });
}

function metricsListener(
  metrics: Pick<Metrics, 'text' | 'contentType'>,
  { token, log }: MetricsServerOptions,
): RequestListener {
  return (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    const refusal = refusalOf(request, token);
    if (refusal !== null) {
      if (refusal === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      if (refusal === 405) response.setHeader('Allow', 'GET, HEAD');
      end(response, refusal);
      return;
    }
    metrics.text().then(
      (text) => {
        response.setHeader('Content-Type', metrics.contentType);
        response.end(request.method === 'HEAD' ? undefined : text);
      },
      (error: unknown) => {
        log.error({ error: error instanceof Error ? error.name : typeof error }, 'metrics could not be collected');
        end(response, 500);
      },
    );
  };
}

function refusalOf(request: IncomingMessage, token: string | null): 401 | 404 | 405 | null {
  if (token !== null && !isBearer(request.headers.authorization, token)) return 401;
  if (request.url?.split('?', 1)[0] !== '/metrics') return 404;
  return request.method === 'GET' || request.method === 'HEAD' ? null : 405;
}

/** Compares digests, so that neither the length nor the first wrong character can be timed. */
function isBearer(authorization: string | undefined, token: string): boolean {
  const sent = /^Bearer ([^\s]{1,512})$/i.exec(authorization ?? '')?.[1];
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return sent !== undefined && timingSafeEqual(digest(sent), digest(token));
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}
