const { TestEnvironment } = require('jest-environment-node');

/** For a mutated room: nothing is remembered of other files of tests, and a file stops at its first failure. */
module.exports = class extends TestEnvironment {
  handleTestEvent(event) {
    if (event.name === 'test_fn_failure') this.hasFailed = true;
    if (event.name === 'test_start' && this.hasFailed) event.test.mode = 'skip';
  }
};
