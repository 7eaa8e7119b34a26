import { createRequire } from 'node:module';
import { shipped } from './program.mjs';

/**
 * Before every test file: a worker thread or a process of Node whose entry is a source of the program begins with the same entry of
 * the program as it is shipped, made of the sources as they stand. Under jest nothing else is built, and Node does not read TypeScript.
 */
const require = createRequire(import.meta.url);
const threads = require('node:worker_threads');
const processes = require('node:child_process');
const STARTED = Symbol.for('workers that tests have started');

if (threads[STARTED] === undefined) {
  const { Worker } = threads;
  /** Those that run, with what they were given: for tests of a thread that ends, or whose disk is full. */
  const started = (threads[STARTED] = new Map());
  threads.Worker = class extends Worker {
    constructor(entry, options = {}) {
      super(shipped(entry), options);
      started.set(this, options.workerData);
      this.once('exit', () => started.delete(this));
    }
  };

  const { fork } = processes;
  processes.fork = (entry, ...rest) => fork(shipped(entry), ...rest);
}
