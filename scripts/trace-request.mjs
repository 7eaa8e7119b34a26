/**
 * One request's way, from a real trace: starts the built service with every function telling when it is entered, calls
 * order-sign once for a synthetic patient with one AKI card, and prints the functions in the order in which they were first
 * entered, with the count of files and of changes of room (docs/ARCHITECTURE.md holds the table).
 *
 *   node scripts/trace-request.mjs            the figures, and one row per stay in a room
 *   node scripts/trace-request.mjs --write    puts the table into docs/ARCHITECTURE.md
 *   node scripts/trace-request.mjs --check    exit code 1 where the limits are passed
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

register('./trace-request/instrument.mjs', import.meta.url);

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NOW = Date.parse('2026-11-22T17:00:00Z');
const STORY = 'aki-ratio-1-5';
const LIMITS = { files: 60, changes: 40 };
const PAGE = join(ROOT, 'docs/ARCHITECTURE.md');
const [BEGIN, END] = ['<!-- trace: npm run trace -->', '<!-- /trace -->'];

const dist = (path) => import(new URL(`../dist/${path}.js`, import.meta.url).href);
const { startService } = await dist('src/server/start/service');
const { readEnvironment } = await dist('src/server/start/environment');
const { settingsOf } = await dist('src/server/start/settings');
const { allStories } = await dist('sandbox/patients/stories/all-stories');
const { prefetchOf, toRequest } = await dist('sandbox/patients/to-request');

const steps = await traceCall();
const files = new Set(steps.map(({ file }) => file));
const stays = staysOf(steps);
const figures = `${files.size} files, ${steps.length} functions, ${stays.length - 1} changes of room`;
const table = [
  '| # | Room | File | Functions, in the order in which they are first entered |',
  '| --: | --- | --- | --- |',
  ...stays.flatMap(({ room, parts }, at) =>
    parts.map(({ file, names }, part) => {
      const [number, where] = part === 0 ? [at + 1, room] : ['', ''];
      return `| ${number} | ${where} | \`${file}\` | ${names.map((name) => `\`${name}\``).join(', ')} |`;
    }),
  ),
].join('\n');

console.log(`${table}\n\n${figures}`);
if (process.argv.includes('--write')) {
  const page = await readFile(PAGE, 'utf8');
  const [before, rest = ''] = page.split(BEGIN);
  const after = rest.split(END)[1];
  if (after === undefined) throw new Error(`${PAGE} has no place for the table (${BEGIN} ... ${END})`);
  await writeFile(
    PAGE,
    `${before}${BEGIN}\n\n${figures}.\n\n<!-- prettier-ignore-start -->\n${table}\n<!-- prettier-ignore-end -->\n\n${END}${after}`,
  );
}
if (process.argv.includes('--check') && (files.size > LIMITS.files || stays.length - 1 > LIMITS.changes)) {
  console.error(`more than ${LIMITS.files} files or ${LIMITS.changes} changes of room`);
  process.exitCode = 1;
}

/** The second call of a fresh service, so that nothing of its start is in the trace. */
async function traceCall() {
  const folder = await mkdtemp(join(tmpdir(), 'trace-'));
  const environment = readEnvironment({ PORT: '0', STORE_FILE: join(folder, 'trace.sqlite'), CANARY_INTERVAL_MS: '0' });
  const quiet = () => undefined;
  const service = await startService(await settingsOf(environment, ROOT), {
    log: { info: quiet, warn: quiet, error: quiet },
    clock: { now: () => NOW },
  });
  try {
    const story = allStories(NOW).find(({ id }) => id === STORY);
    const { services } = await (await fetch(`${service.url}/cds-services`)).json();
    const { id, prefetch } = services.find(({ hook }) => hook === 'order-sign');
    const given = prefetchOf(story, prefetch, {
      today: '2026-11-22',
      fhirServer: 'https://ehr.example/fhir',
      ignoreCount: true,
    });
    const body = JSON.stringify(toRequest(story, 'order-sign', { fhirServer: null, prefetch: given }));
    const call = async () => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${service.url}/cds-services/${id}`, { method: 'POST', headers, body });
      const { cards } = await answer.json();
      if (answer.status !== 200 || cards.length !== 1)
        throw new Error(`${STORY}: ${answer.status}, ${cards?.length} cards`);
    };
    await call();
    // What the first call leaves to be written has been written by then.
    await setTimeout(500);
    const seen = new Map();
    globalThis.__entered = (file, name) => {
      const key = `${file} ${name}`;
      if (!seen.has(key)) seen.set(key, { file, name });
    };
    await call();
    globalThis.__entered = undefined;
    return [...seen.values()];
  } finally {
    await service.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Neighbouring steps in one room are one stay; within it the functions of one file stand together. */
function staysOf(all) {
  const found = [];
  for (const { file, name } of all) {
    const [, room = ''] = file.split('/');
    if (found.at(-1)?.room !== room) found.push({ room, parts: [] });
    const { parts } = found.at(-1);
    const part = parts.find((each) => each.file === file);
    if (part === undefined) parts.push({ file, names: [name] });
    else part.names.push(name);
  }
  return found;
}
