const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');
const { addKnown, readKnown } = require('./known-checks.cjs');

/** What the checks of content found sound, for all files of tests: see `remember-checks.ts` and `known-checks.cjs`. */
const soundContent = new Map(readKnown().map((key) => [key, '[]']));
let kept = soundContent.size;

const isShared = process.env.ISOLATED !== '1';
/** The one world in which all files of this process run; `shared-modules.cjs` says why. */
let world = null;

/**
 * Jest runs each test within a store of its own, made anew for each file. Up to Node 22 one that has run is carried on by every
 * promise of the process, whoever made it, until it is disabled: after a hundred files each promise had a hundred of them.
 */
const { run } = AsyncLocalStorage.prototype;
const carried = new Set();
AsyncLocalStorage.prototype.run = function (...given) {
  carried.add(this);
  return run.apply(this, given);
};

module.exports = class {
  constructor(config, context) {
    if (world === null || !isShared) world = new TestEnvironment(config, context);
    this.world = world;
    this.global = world.global;
    this.fakeTimers = world.fakeTimers;
    this.fakeTimersModern = world.fakeTimersModern;
    this.moduleMocker = world.moduleMocker;
    this.global.soundContent = soundContent;
    this.variables = { ...this.global.process.env };
  }

  getVmContext() {
    return this.world.getVmContext();
  }

  exportConditions() {
    return this.world.exportConditions();
  }

  async setup() {}

  /** What a file of tests has set is gone before the next: timers, variables, and what Jest keeps of the file itself. */
  async teardown() {
    for (const storage of carried) storage.disable();
    carried.clear();
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    const { env } = this.global.process;
    for (const name of Object.keys(env)) if (!(name in this.variables)) delete env[name];
    Object.assign(env, this.variables);
    for (const symbol of Object.getOwnPropertySymbols(this.global))
      if (OF_ONE_FILE.includes(symbol.description)) delete this.global[symbol];
    if (soundContent.size === kept) return;
    kept = soundContent.size;
    addKnown(soundContent.keys());
  }
};

/** The tests and hooks of a file, and who listens to their events: Jest makes both anew. */
const OF_ONE_FILE = ['JEST_STATE_SYMBOL', 'EVENT_HANDLERS'];
