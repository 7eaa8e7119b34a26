const { TestEnvironment } = require('jest-environment-node');
const { addKnown, readKnown } = require('./known-checks.cjs');

/** What the checks of content found sound, for all files of tests: see `remember-checks.ts` and `known-checks.cjs`. */
const soundContent = new Map(readKnown().map((key) => [key, '[]']));
let kept = soundContent.size;

/** Node with that memory; and, for a mutated room, a file of tests that stops at its first failure. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.isMutated = config.projectConfig.globals.isMutated === true;
    this.global.soundContent = this.isMutated ? new Map() : soundContent;
  }

  async teardown() {
    await super.teardown();
    if (soundContent.size === kept) return;
    kept = soundContent.size;
    addKnown(soundContent.keys());
  }

  handleTestEvent(event) {
    if (!this.isMutated) return;
    if (event.name === 'test_fn_failure') this.hasFailed = true;
    if (event.name === 'test_start' && this.hasFailed) event.test.mode = 'skip';
  }
};
