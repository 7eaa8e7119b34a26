#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import './server/start/v8-flags.js';
import { fileURLToPath } from 'node:url';
import { addAlarms } from './cli/site/alarms-command.js';
import { addComments } from './cli/site/comments-command.js';
import { addReport } from './cli/site/report-command.js';
import { addRetention } from './cli/site/retention-command.js';
import { runCli } from './cli/run/run-cli.js';
import { terminalIo } from './cli/run/terminal-io.js';
import { findPackageRoot, readEnvironment } from './server/start/environment.js';
import { loadContent } from './content/load-content.js';
import { createLogger, createLogTarget, type LogTarget, standardOutput } from './server/monitoring/log-target.js';
import { endOrderly } from './server/start/graceful-shutdown.js';
import { startService } from './server/start/service.js';
import { contentFoldersOf, settingsOf, stopGraceOf, storeSettingsOf } from './server/start/settings.js';

const packageRoot = findPackageRoot(fileURLToPath(import.meta.url));
/** Only the service writes a log; a command writes its answer. */
let logTarget: LogTarget | null = null;

/** Starts the service alone, as a hospital runs it. `npm start` adds the embedded sandbox: see `sandbox/start.ts`. */
async function serve(): Promise<number> {
  const environment = readEnvironment(process.env);
  const target = createLogTarget(standardOutput(process.stdout));
  logTarget = target;
  const log = createLogger(environment.LOG_LEVEL, target);
  const service = await startService(await settingsOf(environment, packageRoot), {
    log,
    logLinesLost: () => target.lost(),
    clock: { now: () => Date.now() },
  });
  // Before anybody is told where the service listens: whoever reads that may stop it at once.
  endOrderly(service, log, target, { graceMs: stopGraceOf(environment) });
  log.info({ discovery: `${service.url}/cds-services`, contentVersion: service.content.version }, 'listening');
  process.on('SIGHUP', () => void service.reloadContent());
  return 0;
}

const terminal = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  noColor: process.env.NO_COLOR,
};
const io = terminalIo(terminal, { cwd: process.cwd(), packageRoot, serve, now: () => Date.now() });
const reportSettings = () => {
  const environment = readEnvironment(process.env);
  return {
    store: storeSettingsOf(environment),
    contract: async () => (await loadContent(contentFoldersOf(environment, packageRoot))).burden,
  };
};
const retentionSettings = () => {
  const environment = readEnvironment(process.env);
  return { store: storeSettingsOf(environment), keepDays: environment.KEEP_DAYS };
};
runCli(process.argv.slice(2), io, (program, finish) => {
  addReport(program, io, finish, reportSettings);
  addAlarms(program, io, finish, reportSettings);
  addRetention(program, io, finish, retentionSettings);
  addComments(program, io, finish, () => retentionSettings().store);
}).then(
  (code) => {
    process.exitCode = code;
  },
  async (error: unknown) => {
    // Nothing of a patient can be in a failure to start, so the operator gets it in full.
    console.error(error instanceof Error ? error.message : String(error));
    await logTarget?.flush(1_000);
    // What was opened before the fault (a store, a socket) must not keep a process that serves nobody.
    process.exit(1);
  },
);
