import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readEnvironment } from '../../src/server/start/environment.js';
import { buildReport, findAlarms } from '../../src/records/report/build-report.js';
import { alarmText } from '../../src/records/report/words.js';
import { startService } from '../../src/server/start/service.js';
import { settingsOf } from '../../src/server/start/settings.js';
import { openStore } from '../../src/records/store/open-store.js';
import { differences } from './compare.js';
import { simulate } from './simulate.js';
import { untilWritten } from './until-written.js';
import { renderReport } from '../../src/records/report/open-reports.js';

const WEEK_MS = 7 * 86_400_000;
const WEEKS = 52;
const MALFUNCTIONS = [
  { week: 29, what: 'creatinine-code-renamed' }, // the 30th week
  { week: 39, what: 'level-unit-changed' },
] as const;

/**
 * `node scripts/simulate-year.mjs [--evaluations 50000] [--database-url postgres://...] [--out folder] [--seed 1]`: a year
 * of a hospital through the real service; compares the report with the EHR's own count, and says what the watch named.
 * @param root folder that holds `hooks/` and `cards/`
 * @returns 0 when everything agrees, otherwise 1
 */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      evaluations: { type: 'string', default: '50000' },
      'database-url': { type: 'string' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: join(root, 'dist/simulated-year') },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'simulated-year-'));
  try {
    return await run({
      root,
      folder,
      evaluations: Number(values.evaluations),
      seed: Number(values.seed),
      databaseUrl: values['database-url'] ?? null,
      out: resolve(values.out),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly root: string;
  readonly folder: string;
  readonly evaluations: number;
  readonly seed: number;
  readonly databaseUrl: string | null;
  readonly out: string;
}

async function run({ root, folder, evaluations, seed, databaseUrl, out }: Run): Promise<number> {
  const start = Date.parse('2025-01-06T00:00:00Z');
  const startedAt = Date.now();
  let now = start;
  // A schema of its own, so that the year never mixes with what a database already holds.
  const store = {
    databaseUrl,
    file: databaseUrl === null ? join(folder, 'year.sqlite') : null,
    schema: `simulated_year_${startedAt}`,
    siteKeys: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    comments: 'reduce' as const,
  };
  const quiet = { info: () => undefined, warn: () => undefined, error: (_: unknown, text: string) => say(text) };
  const settings = await settingsOf(readEnvironment({ PORT: '0', DEADLINE_MS: '30000' }), root);
  const service = await startService(
    { ...settings, store, keepDays: 36_500 },
    { log: quiet, clock: { now: () => now } },
  );
  const reader = await openStore({ ...store, asCommand: true }, { log: quiet, now: () => now, reasons: () => [] });
  const named: string[] = [];
  try {
    const tally = await simulate({
      ...{ url: service.url, evaluations, start, weeks: WEEKS, seed, malfunctions: MALFUNCTIONS },
      setTime: (ms) => (now = ms),
      onWeek: async (week, soFar) => {
        const period = { from: iso(start + week * WEEK_MS), to: iso(start + (week + 1) * WEEK_MS) };
        await untilWritten(service.url);
        const { called: alarms } = await findAlarms(await reader.query(), period, null);
        const ofWeek = alarms.filter((alarm) => alarm.week === period.from.slice(0, 10));
        for (const alarm of ofWeek) named.push(`week ${week + 1}: ${alarmText(alarm)}`);
        const seconds = Math.round((Date.now() - startedAt) / 1000);
        say(`week ${String(week + 1).padStart(2)}  ${soFar.evaluations} calls  ${soFar.shown} cards  ${seconds} s`);
        for (const alarm of ofWeek) say(`         watch: ${alarmText(alarm)}`);
      },
    });
    const period = { from: iso(start), to: iso(start + WEEKS * WEEK_MS) };
    await untilWritten(service.url);
    const report = await buildReport(await reader.query(), period, { now: () => now, contract: null });
    await mkdir(out, { recursive: true });
    for (const format of ['json', 'csv', 'html'] as const) {
      await writeFile(join(out, `report.${format}`), renderReport(report, format));
    }
    return judge(differences(report, tally), named, out);
  } finally {
    await reader.close();
    await service.close();
  }
}

function judge(wrong: readonly string[], named: readonly string[], out: string): number {
  const missed = [
    { week: 30, words: 'Kidney injury' },
    { week: 30, words: 'anonymous sends creatinine under the unknown code KR-7' },
    { week: 40, words: 'Tacrolimus level' },
    { week: 40, words: 'anonymous sends tacrolimusLevels in the unknown unit TAC-U' },
  ].filter(({ week, words }) => !named.some((line) => line.startsWith(`week ${week}: ${words}`)));
  const early = named.filter((line) => Number(/^week (\d+)/.exec(line)?.[1]) < 30);
  say(wrong.length === 0 ? 'Every total of the report equals the count of the EHR.' : wrong.join('\n'));
  say(
    missed.length === 0
      ? 'Both malfunctions and their causes were named in their week.'
      : `Not named: ${JSON.stringify(missed)}`,
  );
  say(`${early.length} alarm(s) before anything was broken.`);
  for (const line of early) say(`  ${line}`);
  say(`The report is in ${out}.`);
  return wrong.length === 0 && missed.length === 0 ? 0 : 1;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
