import '../src/server/start/v8-flags.js';
import { fileURLToPath } from 'node:url';
import { type Environment, findPackageRoot, readEnvironment } from '../src/server/start/environment.js';
import { createLogger, createLogTarget, standardOutput } from '../src/server/monitoring/log-target.js';
import { settingsOf, storeSettingsOf } from '../src/server/start/settings.js';
import type { StoreSettings } from '../src/records/store/open-store.js';
import { sandboxLink } from './demo/sandbox-link.js';
import { storyTable, surprises, type AnsweredStory, verdict } from './demo/story-table.js';
import { tellReloads } from './demo/tell-reloads.js';
import { tellStories } from './demo/tell-stories.js';
import { FEATURED } from './featured.js';
import { openSandbox } from './open-sandbox.js';
import { cohortStories } from './patients/cohort.js';
import { allStories } from './patients/stories/all-stories.js';
import { makeTraceToken, refuseSharedPort, withSandboxDefaults } from './sandbox-settings.js';

/** `npm start`: the service, a FHIR server with synthetic patients, one order per patient, and then both keep serving. */
async function main(): Promise<void> {
  const showsAll = process.argv.includes('--all');
  console.log('Starting the service and its sandbox ...');
  const environment = readEnvironment(withSandboxDefaults(process.env));
  refuseSharedPort(environment);
  const root = findPackageRoot(fileURLToPath(import.meta.url));
  const now = Date.now();
  const stories = [...allStories(now), ...cohortStories(now)];

  const fromEnvironment = await settingsOf(environment, root);
  const store = sandboxStore(environment);
  // The patients are invented, so calls are remembered here without being asked.
  const isAsked = fromEnvironment.traces !== null || fromEnvironment.profile === 'production';
  const trace = isAsked ? null : await makeTraceToken();
  const traces =
    trace === null ? fromEnvironment.traces : { token: trace.token, ageMs: environment.TRACE_MINUTES * 60_000 };
  const sandbox = await openSandbox({
    host: environment.HOST,
    port: environment.SANDBOX_PORT,
    stories,
    settings: (origins) => ({
      ...fromEnvironment,
      corsOrigins: [...origins, ...fromEnvironment.corsOrigins],
      ...{ store, traces },
      cardPages: traces === null ? null : fromEnvironment.cardPages,
    }),
    deps: {
      log: tellReloads(createLogger(environment.LOG_LEVEL, createLogTarget(standardOutput(process.stdout))), (text) =>
        console.log(text),
      ),
      clock: { now: () => Date.now() },
    },
  });
  const { service, fhir, origin } = sandbox;
  const stop = () => {
    void Promise.all([sandbox.close(), trace?.discard()]).then(() => console.log('Stopped.'));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // The terminal was closed: whoever opens the next one finds the ports free.
  process.once('SIGHUP', stop);

  const discoveryUrl = `${service.url}/cds-services`;
  console.log(`Placing one tacrolimus order for each of ${stories.length} synthetic patients ...`);
  const answered = await tellStories(stories, `${discoveryUrl}/tacrolimus-order-sign`, fhir.url, showProgress);
  const isShown = ({ story }: AnsweredStory) => showsAll || FEATURED.includes(story.id);
  console.log(storyTable(answered.filter(isShown), process.stdout.columns > 0 ? process.stdout.columns : 140));
  if (!showsAll) console.log(`${verdict(answered.filter((each) => !isShown(each)))} --all prints them.`);
  console.log(comparison(surprises(answered), answered.length, ownContentOf(environment)));
  console.log(`
The service and its sandbox keep running; Ctrl-C stops both.
  Discovery document   ${discoveryUrl}
  Sandbox FHIR server  ${fhir.url}
  Small EHR page       ${origin}/
  Every card           ${origin}/gallery
  As a SMART app       ${service.url}/smart/launch?iss=${encodeURIComponent(fhir.url)}&launch=aki-stage-2
  Report on all calls  ${reportHint(store)}
  Why a card appeared  npx tacrolimus-cds explain --card <uuid> --url ${service.url} --token-file ${trace?.file ?? '<file with TRACE_TOKEN>'}
                       (the uuid of each card stands on the page under "Response JSON")
  Official CDS Hooks Sandbox, in a browser on this machine:
    an order           ${sandboxLink(discoveryUrl, fhir.url, 'trough-20-1', 'order-sign')}
    a chart            ${sandboxLink(discoveryUrl, fhir.url, 'aki-stage-2', 'patient-view')}`);
}

/** The folder of a site's own content, from which other cards than those of the stories are to be expected. */
function ownContentOf({ CONTENT_DIR, HOOKS_DIR, CARDS_DIR }: Environment): string | null {
  return CONTENT_DIR ?? HOOKS_DIR ?? CARDS_DIR ?? null;
}

function comparison(different: readonly string[], count: number, ownContent: string | null): string {
  const lines = different.map((line) => `  ${line}`).join('\n');
  if (ownContent === null) {
    return different.length === 0
      ? `All ${count} patients got the cards that their story expects.`
      : `Not as the stories expect:\n${lines}`;
  }
  return different.length === 0
    ? `All ${count} patients got the same kinds of cards under ${ownContent} as under the shipped content.`
    : `${different.length} of ${count} patients get other cards under ${ownContent} than under the shipped content (expected: the shipped content):\n${lines}`;
}

/** Kept apart from real calls; the patients are made up, so that their pseudonyms need no secret. */
const SANDBOX_FILE = 'data/sandbox.sqlite';
const SANDBOX_KEY = `sandbox:${Buffer.from('Pseudonyms of synthetic patients.').toString('base64')}`;

function sandboxStore(environment: Environment): StoreSettings {
  const settings = storeSettingsOf(environment, SANDBOX_FILE);
  return { ...settings, siteKeys: settings.siteKeys ?? SANDBOX_KEY };
}

/** How to see what was counted; nothing where nothing is kept. */
function reportHint({ databaseUrl, file }: StoreSettings): string {
  if (databaseUrl !== null) return 'npx tacrolimus-cds report --out report.html';
  return file === null ? 'none (STORE_FILE=none)' : `npx tacrolimus-cds report --store ${file} --out report.html`;
}

/** On a terminal one line that counts up; in a log nothing. */
function showProgress(done: number, total: number): void {
  if (!process.stdout.isTTY) return;
  process.stdout.write(done === total ? '\r\u001b[K' : `\r${done} of ${total}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  // Half of the pair may already be listening.
  process.exit(1);
});
