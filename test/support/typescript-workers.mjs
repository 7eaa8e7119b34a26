import { createRequire } from 'node:module';

/**
 * Before every test file: a worker thread or a process of Node whose entry is a TypeScript source runs from that source. Under jest
 * the code is not built, and Node does not read TypeScript.
 */
const require = createRequire(import.meta.url);
const threads = require('node:worker_threads');
const processes = require('node:child_process');
const STARTED = Symbol.for('workers that tests have started');
const REGISTER = new URL('./typescript-register.mjs', import.meta.url).href;

if (threads[STARTED] === undefined) {
  const { Worker } = threads;
  /** Those that run, with what they were given: for tests of a thread that ends, or whose disk is full. */
  const started = (threads[STARTED] = new Map());
  threads.Worker = class extends Worker {
    constructor(entry, options = {}) {
      // A pool loads its task inside a worker of its own.
      const isSource = String(entry).endsWith('.ts') || /piscina.*worker\.js$/.test(String(entry));
      super(entry, isSource ? { ...options, execArgv: ['--no-warnings', '--import', REGISTER] } : options);
      started.set(this, options.workerData);
      this.once('exit', () => started.delete(this));
    }
  };

  const { fork } = processes;
  processes.fork = (entry, args, options = {}) =>
    String(entry).endsWith('.ts')
      ? fork(entry, args, {
          ...options,
          execArgv: [...(options.execArgv ?? []), '--no-warnings', '--import', REGISTER],
        })
      : fork(entry, args, options);
}
