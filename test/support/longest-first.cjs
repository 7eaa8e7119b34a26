const { existsSync } = require('node:fs');
const { join } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * Files that take longest, about so many seconds on two quiet cores, as `.ci/run` asks for them: begun last, one of them would run
 * alone while the other core waits.
 */
const LONGEST = {
  'siege/siege.test.ts': 110,
  'rehearse/queue.test.ts': 65,
  'rehearse/long-job.test.ts': 60,
  'trust/log-target.test.ts': 59,
  'browser/every-page.test.ts': 51,
  'trust/faults.test.ts': 50,
  'field-cases/kinds.test.ts': 40,
  'browser/order.test.ts': 35,
  'cli/test-cases.test.ts': 35,
  'rehearse/sweep.test.ts': 30,
  'service/availability.test.ts': 30,
  'cli/child-process.test.ts': 25,
  'silence/matrix.test.ts': 25,
  'cases/clinical-cases.test.ts': 20,
  'content/content-warnings.test.ts': 15,
  'conformance/coverage.test.ts': 15,
  'rehearse/rehearse.test.ts': 15,
  'service/site-content.test.ts': 12,
  'records/store/sqlite-faults.test.ts': 12,
  'records/store/store.test.ts': 10,
};
const TESTS = join(module.path, '..');
const places = new Map(Object.entries(LONGEST).map(([file, seconds]) => [join(TESTS, file), seconds]));
for (const path of places.keys())
  if (!existsSync(path)) throw new Error(`${path} is not there: see ${module.filename}`);

/** The longest first, in a fresh clone too: Jest itself knows only what it has run before, and goes by the size of the files. */
module.exports = class extends Sequencer {
  sort(tests) {
    const seconds = ({ path }) => places.get(path) ?? 0;
    return super.sort(tests).sort((one, other) => seconds(other) - seconds(one));
  }
};
