const { join, sep } = require('node:path');
const { fileURLToPath } = require('node:url');
const JestRuntime = require('jest-runtime').default;

/**
 * Jest loads every module anew for every file of tests, the whole program and its packages some two hundred times. Here a process
 * keeps the modules of the program and of the packages, as a server does; those of `test/` are loaded for each file. So a test must not
 * rest on a module that nobody has used before. `ISOLATED=1` gives each file modules of its own again, to find one that does.
 */
const TESTS = join(module.path, '..') + sep;
/** Fixtures that hold what is made once and never changed. */
const KEPT_OF_TESTS = ['content/content-in-memory.ts'].map((file) => TESTS + file);
const modules = { esm: new Map(), cjs: new Map(), internal: new Map() };
/** What Jest itself brings is loaded once too, but for what holds the tests of a file. */
const HOLDS_TESTS = `${sep}jest-circus${sep}`;

const isKept = (path) => !path.startsWith(TESTS) || KEPT_OF_TESTS.includes(path);

/** Keys are addresses of files, or names of what is no file: a module of Node, or Jest's own for one file of tests. */
function isKeptKey(key) {
  if (key.startsWith('@jest/globals')) return false;
  return !key.startsWith('file://') || isKept(fileURLToPath(key));
}

/** Linked, but never run, or failed; Jest keeps a promise where the module came from CommonJS. */
const isUnfinished = (module) => typeof module.then !== 'function' && module.status !== 'evaluated';

exports.__esModule = true;
exports.default = class extends JestRuntime {
  constructor(...given) {
    super(...given);
    this.registries.esModuleRegistry = modules.esm;
    this.registries.moduleRegistry = modules.cjs;
    this.registries.internalModuleRegistry = modules.internal;
  }

  /**
   * A kept module may load another one later, an optional package say, through the runtime of the file that came first: so that is
   * not ended, and does not take the load for one between two tests.
   */
  teardown() {
    this.restoreAllMocks();
    this.testState.enterTestCode();
    for (const [key, module] of modules.esm) if (!isKeptKey(key) || isUnfinished(module)) modules.esm.delete(key);
    for (const [path, module] of modules.cjs) if (!isKept(path) || !module.loaded) modules.cjs.delete(path);
    for (const path of modules.internal.keys()) if (path.includes(HOLDS_TESTS)) modules.internal.delete(path);
    this.fileCache.clear();
    this.transformCache.clear();
  }
};
