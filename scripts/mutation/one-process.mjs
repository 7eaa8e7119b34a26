import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { instrumentedCopy } from './instrumented-copy.mjs';

const CHILD = fileURLToPath(new URL('ask-mutants.mjs', import.meta.url));
/** Without a word for so long, a mutant runs in circles; milliseconds. */
const STUCK_MS = 60_000;
/** Tests that take longer are left out, and behind so much of them a mutant counts as not noticed; milliseconds. */
const [SLOWEST_MS, BUDGET_MS] = [150, 2_000];

/**
 * Asks every mutant of the files in one process: some hundred times as fast as a run of Jest for each, and a lower bound, since a
 * table that is built while a module loads is not built again, and slow tests are left out.
 * @param {readonly string[]} files @param {readonly string[]} tests paths below the repository
 * @param {string} name of the room, for the files of the answer
 */
export async function askInOneProcess(files, tests, name) {
  const copy = join('.mutation', 'copy');
  const mutants = await instrumentedCopy(files, copy);
  const paths = tests.map((file) => join(process.cwd(), copy, file.replace(/\.ts$/, '.js')));
  const found = await answersOf(paths);
  const rows = mutants.map((mutant) => ({ ...placeOf(mutant), state: stateOf(mutant.id, found) }));
  writeFileSync(`.mutation/${name.replace('/', '-')}.one-process.json`, JSON.stringify(rows, null, 1));
  print(rows);
}

/** Restarts the child behind a mutant that it does not come back from. */
async function answersOf(tests) {
  const found = { noticed: new Set(), open: new Map(), reached: new Set(), whileLoading: new Set() };
  for (let isDone = false; !isDone;) {
    const skip = [...found.noticed, ...found.open.keys()];
    isDone = await oneChild({ tests, skip, slowestMs: SLOWEST_MS, budgetMs: BUDGET_MS }, found);
  }
  return found;
}

function oneChild(task, found) {
  return new Promise((resolve, reject) => {
    const child = fork(CHILD, [JSON.stringify(task)]);
    let [now, isReady] = [null, false];
    let watch = setTimeout(() => child.kill('SIGKILL'), 10 * STUCK_MS);
    child.on('message', (message) => {
      clearTimeout(watch);
      watch = setTimeout(() => child.kill('SIGKILL'), STUCK_MS);
      if (message.kind === 'ready') {
        isReady = true;
        for (const each of message.reached) found.reached.add(each);
        for (const each of message.whileLoading) found.whileLoading.add(each);
        console.error(
          `${message.tests} tests, ${message.slow} of them too slow; ${message.reached.length} mutants reached`,
        );
        for (const each of message.unsound) console.error(`fails unchanged: ${each.name}: ${each.why}`);
      } else if (message.kind === 'begin') now = message.mutant;
      else {
        if (message.noticed) found.noticed.add(message.mutant);
        else found.open.set(message.mutant, message);
        const asked = found.noticed.size + found.open.size;
        if (asked % 100 === 0) console.error(`${asked} of ${found.reached.size} asked, ${found.open.size} not noticed`);
        now = null;
      }
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(watch);
      if (!isReady) reject(new Error('the tests could not be run unchanged'));
      else if (now !== null) found.noticed.add(now);
      resolve(code === 0);
    });
  });
}

function stateOf(id, { noticed, reached, whileLoading }) {
  if (noticed.has(id)) return 'noticed';
  if (whileLoading.has(id)) return 'while loading';
  return reached.has(id) ? 'not noticed' : 'not reached';
}

function placeOf({ fileName, mutatorName, replacement, location: { start, end } }) {
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line, end.line + 1);
  const was = lines.join('\n').slice(start.column);
  const last = lines.length === 1 ? end.column - start.column : was.length - ((lines.at(-1) ?? '').length - end.column);
  return { file: fileName, line: start.line + 1, kind: mutatorName, was: was.slice(0, last), becomes: replacement };
}

function print(rows) {
  for (const { file, line, kind, was, becomes, state } of rows) {
    if (state === 'noticed' || state === 'while loading') continue;
    const short = (text) => text.replace(/\s+/g, ' ').slice(0, 90);
    console.log(`${file}:${line} [${kind}] ${state}: ${short(was)} -> ${short(becomes)}`);
  }
  for (const file of [...new Set(rows.map((row) => row.file)), null]) {
    const own = rows.filter((row) => file === null || row.file === file);
    const count = (state) => own.filter((row) => row.state === state).length;
    const [noticed, open, missed] = [count('noticed'), count('not noticed'), count('not reached')];
    const score = ((100 * noticed) / Math.max(1, noticed + open + missed)).toFixed(0);
    console.log(`${file ?? 'all'}: ${noticed} noticed, ${open} not noticed, ${missed} not reached: ${score} %`);
  }
}
