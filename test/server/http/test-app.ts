import { createApp, type RunningServer, type ServerOptions, startHttpServer } from '../../../src/server/http/app.js';
import type { AppDeps } from '../../../src/server/http/app-deps.js';
import { CdsError } from '../../../src/domain/cds-error.js';
import type { HookName, ServiceDefinition } from '../../../src/domain/service-definition.js';
import { discoveryDocument } from '../../../src/cds-hooks/discovery/discovery.js';
import { parseHookRequest } from '../../../src/cds-hooks/request/parse-hook-request.js';
import type { Logger } from '../../../src/domain/ports.js';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface TestApp extends RunningServer {
  readonly url: string;
  readonly logged: readonly LogLine[];
}

/** Starts the app on a real socket, with stub services unless `deps` says otherwise. */
export async function startTestApp(
  deps: Partial<AppDeps> = {},
  options: Pick<ServerOptions, 'timeouts'> = {},
): Promise<TestApp> {
  const logged: LogLine[] = [];
  const app = createApp({ ...stubDeps(), log: memoryLog(logged), ...deps });
  const server = await startHttpServer(app, { host: '127.0.0.1', port: 0, ...options });
  return { ...server, url: `http://127.0.0.1:${server.port}`, logged };
}

export const STUB_SERVICES: readonly ServiceDefinition[] = (
  ['order-select', 'order-sign', 'medication-prescribe', 'patient-view'] satisfies readonly HookName[]
).map((hook) => ({
  id: `tacrolimus-${hook}`,
  hook,
  title: `Tacrolimus on ${hook}`,
  description: 'A stub of the service, for tests of the protocol.',
  usageRequirements: null,
  sources: { patient: { template: 'Patient/{{context.patientId}}', required: true } },
  rules: { aki: 'live', trough: 'live', 'thiopurine-plan': 'live', duration: 'live' },
  notEvaluatedCard: 'always',
}));

/** Parses the request as the real service does, and has nothing to say. */
export function stubDeps(): Omit<AppDeps, 'log'> {
  return {
    version: '0.1.0',
    discovery: () => discoveryDocument(STUB_SERVICES),
    call: (id, body) => {
      const service = STUB_SERVICES.find((each) => each.id === id);
      if (service === undefined) return Promise.reject(new CdsError('unknown-service', 'There is no such service.'));
      return Promise.resolve().then(() => {
        parseHookRequest(service, body);
        return { cards: [] };
      });
    },
    health: () => ({ ready: true }),
    cors: { allowedOrigins: '*' },
  };
}

function memoryLog(lines: LogLine[]): Logger {
  const at = (level: LogLine['level']) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ level, fields, message });
  };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * Sends one request; the answer must be JSON unless it is empty. Each has a connection of its own: on a busy machine a server
 * closes a kept one in the very moment it is used again.
 */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers);
  headers.set('connection', 'close');
  const response = await fetch(url, { ...init, headers });
  const text = await response.text();
  const body = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, body, text };
}

export function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
