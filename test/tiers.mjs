import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Two tiers. `npm test` is the core with at least one witness of every room; `npm run test:deep` is what takes long:
 * whole matrices, thousands of drawn inputs, the second database. Jest alone knows no tiers and runs every file that it is given:
 * so does `.ci/run`, with the deep tier's share of what stands in both.
 */

/** Only in the deep tier; after each, its witness in the core. */
const DEEP = [
  // Every story by every way of asking, and laws over generated charts: golden (every tenth story), service/orders.
  'service/stories.test.ts',
  'service/metamorphic.test.ts',
  'service/availability.test.ts',
  // Whether any answer has changed by a byte, by its hash: golden (the text of every tenth story).
  'answers/answers.test.ts',
  // Words and lines of every card of every story, and its page: service/card-page, service/card-wording.
  'service/card-length.test.ts',
  'service/cohort.test.ts',
  // Every forged token, forbidden address, fault of a server, hostile text, and 1,000 bodies changed at random:
  // trust/leaks, trust/wrong-patient, server/security, fhir/address-guard, service/bad-input.
  'trust/faults.test.ts',
  'trust/inert-text.test.ts',
  'trust/jwt.test.ts',
  'trust/log-target.test.ts',
  // Processes that are started and stopped in every way, and a flood of strangers: server/http/server, cli/child-process,
  // server/security.
  'trust/lifecycle.test.ts',
  'trust/strangers.test.ts',
  'trust/memory.test.ts',
  'trust/mutations.test.ts',
  'trust/ssrf.test.ts',
  'server/http/mutations.test.ts',
  'server/security/client-jwt-replay.test.ts',
  // Charts drawn from the FHIR specification: fhir/chart-reader-snapshot.
  'fhir/chart-reader-properties.test.ts',
  // The work between two turns, counted for each list filled to its limits: fhir/linear-work.
  'engine/steps-between-turns.test.ts',
  // Every wrong edit with its message, and every card in every dialect: content/refused-content, ehr/detail-formats.
  'content/wrong-edits.test.ts',
  // Every page on every screen by axe, and what the small EHR page shows: browser/order.
  'browser/card-heights.test.ts',
  'browser/every-page.test.ts',
  'browser/page-views.test.ts',
  // A check of content that never ends: service/site-content.
  'server/start/check-content.test.ts',
  'content/check-memory.test.ts',
  'ehr/every-card.test.ts',
  // A year of 1,040 calls a week, and PostgreSQL stopped under load: records/report/reports, records/store/store.
  'records/report/simulated-year.test.ts',
  // Reports over the whole service, one order after the other: records/report/reports.
  'service/reports.test.ts',
  'records/store/postgres-faults.test.ts',
  'trust/shared-tokens.test.ts',
  // The same input again, interrupted, and in parts: rehearse/rehearse, rehearse/reduce.
  'rehearse/long-job.test.ts',
  // Workers that are killed, over PostgreSQL, 20 times and in `.ci/run` 2: rehearse/rehearse adds up the same shards.
  'rehearse/queue.test.ts',
  // The production profile with everything at once, short; `npm run siege` holds it for two minutes.
  'siege/siege.test.ts',
];

/** In both: the deep tier gives them more to do. */
const BOTH = [
  // The core moves every eighth threshold to both ends of its range, under all rows of the shipped tables.
  'cli/test-cases.test.ts',
  // The core takes every tenth story.
  'golden/',
  // The core draws 400 charts, the deep tier 20,000, `.ci/run` 2,000 of them; and takes every third cell of the matrix.
  'silence/',
  // The core and `.ci/run` take 40 courses, the deep tier 200; 150 charts and 1,000.
  'burden/',
  'fhir/books.test.ts',
  // The core takes every fourth member of each kind.
  'field-cases/kinds.test.ts',
  // The core signs every third row, the deep tier asks about each at every hook, and with nothing prefetched.
  'field-cases/amendments.test.ts',
  // The core takes every tenth story.
  'service/german-cards.test.ts',
  // The core weighs an order in one time zone.
  'engine/cost-of-an-order.test.ts',
  // The core takes every fifteenth row of the clinical tables, `.ci/run` every sixth.
  'rehearse/sweep.test.ts',
  // The core does not ask for PostgreSQL.
  'records/store/',
];

for (const path of [...DEEP, ...BOTH]) {
  // A renamed file must not slip into the other tier, or into none.
  if (!existsSync(new URL(path, import.meta.url))) throw new Error(`test/tiers.mjs names ${path}, which is not there`);
}

const here = fileURLToPath(new URL('.', import.meta.url));
const pattern = (path) => `^${here}${path}`.replaceAll('.', '\\.') + (path.endsWith('/') ? '.*\\.test\\.ts$' : '$');

/**
 * What Jest is told of the tier that the variable `TESTS` names: `core`, `deep`, or all where it is not set.
 */
export function tier(name) {
  if (name === 'core') return { testMatch: ['**/*.test.ts'], testPathIgnorePatterns: DEEP.map(pattern) };
  if (name === 'deep') return { testRegex: [...DEEP, ...BOTH].map(pattern) };
  return { testMatch: ['**/*.test.ts'] };
}
