#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { readEnvironment } from './config/environment.js';
import { findPackageRoot } from './config/package-root.js';
import { createLogger } from './logging.js';
import { startService } from './service.js';
import { settingsOf } from './settings.js';

/** Starts the service alone, as a hospital runs it. `npm start` adds the embedded sandbox: see `sandbox/start.ts`. */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const root = findPackageRoot(fileURLToPath(import.meta.url));
  const log = createLogger(environment.LOG_LEVEL);
  const service = await startService(await settingsOf(environment, root), { log, clock: { now: () => Date.now() } });
  log.info({ discovery: `${service.url}/cds-services`, contentVersion: service.content.version }, 'listening');

  const stop = () => {
    void service.close().then(() => log.info({}, 'stopped'));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  // Nothing of a patient can be in a failure to start, so the operator gets it in full.
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
