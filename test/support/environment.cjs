const { TestEnvironment } = require('jest-environment-node');

/** What the checks of content found sound, for all files of tests of one process: see `remember-checks.ts`. */
const soundContent = new Map();

/** Node with that memory; and, for a mutated room, a file of tests that stops at its first failure. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.isMutated = config.projectConfig.globals.isMutated === true;
    this.global.soundContent = this.isMutated ? new Map() : soundContent;
  }

  handleTestEvent(event) {
    if (!this.isMutated) return;
    if (event.name === 'test_fn_failure') this.hasFailed = true;
    if (event.name === 'test_start' && this.hasFailed) event.test.mode = 'skip';
  }
};
