import { createServer } from 'node:http';
import type { Router } from 'express';
import type { FhirResource } from 'fhir/r4.js';
import { cannotListen } from '../../src/server/http/app.js';
import { BASE_PATH, createFhirApp } from './fhir-app.js';
import { createRequestLog } from './request-log.js';
import type { RequestLog } from './request-log.js';
import { createSmartTokens, HONEST, type SmartBehaviour } from './smart-tokens.js';
import { createResourceStore } from './resource-store.js';

const DEFAULT_PAGE_SIZE = 50;
const DEFAULT_MAX_PAGE_SIZE = 200;
const LOG_CAPACITY = 1000;

export interface FhirServerOptions {
  readonly resources: readonly FhirResource[];
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** The most results on one page, whatever `_count` asks for. Default 200, as a large EHR has it. */
  readonly maxPageSize?: number;
  /** The variable by which another port is chosen, for the sentence that says that this one is taken. */
  readonly setting?: string;
  /** How it grants a SMART launch, where not as an honest EHR does. */
  readonly smart?: Partial<SmartBehaviour>;
  /** What else this port answers, beside the FHIR base. */
  readonly page?: Router;
}

export interface RunningFhirServer {
  /** The FHIR base: `http://127.0.0.1:4100/fhir`. */
  readonly url: string;
  readonly log: RequestLog;
  close(): Promise<void>;
}

/**
 * Starts a read-only FHIR R4 server over synthetic resources that never change.
 *
 * @throws TypeError for resources without ids, or with the same; rejects when the port cannot be had
 */
export async function startFhirServer(options: FhirServerOptions): Promise<RunningFhirServer> {
  const maxSize = options.maxPageSize ?? DEFAULT_MAX_PAGE_SIZE;
  const limits = { defaultSize: Math.min(DEFAULT_PAGE_SIZE, maxSize), maxSize };
  const log = createRequestLog(LOG_CAPACITY);
  const smart = createSmartTokens({ ...HONEST, ...options.smart });
  const server = createServer(createFhirApp(createResourceStore(options.resources), limits, log, options.page, smart));
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(cannotListen(error, options));
    server.once('error', fail);
    server.listen(options.port, options.host, () => {
      server.off('error', fail);
      resolve();
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}${BASE_PATH}`,
    log,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeAllConnections();
      }),
  };
}
