import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchContext } from './experiments/bench-context.js';
import { FULL, MEMORY, SMOKE } from './experiments/bench-scale.js';
import { measureRehearsal } from './experiments/rehearse.js';
import { measureShadowContent } from './experiments/shadow-content.js';
import { barChart } from './report/bar-chart.js';
import { capacityTable, storeTable, systemTable } from './report/capacity.js';
import { cpuChart } from './report/cpu-chart.js';
import { fillDocument } from './report/fill-document.js';
import { resultTables, targetTable } from './report/tables.js';
import { resultRow } from './report/result-row.js';
import { judgeTargets } from './report/targets.js';
import { runBench, runOne } from './run-bench.js';

/**
 * `npm run bench`: measures, prints the tables, writes `bench.json` and `bench.svg`.
 * `--smoke` only shows that everything works; its figures mean nothing. `--memory` goes on until 100,000 requests are
 * served. `--only shadow`, `--only rehearse`: this experiment alone, its table and nothing else, with `--exports <patients>,...` on exports of so many. `--out <folder>`: where to write. `--chart <file>.svg`: another copy of the chart. `--fill <file>.md`, any number
 * of times: puts the tables between the markers of a document.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Experiments that can be run by themselves. */
const ALONE: Readonly<Record<string, (context: BenchContext) => Promise<string>>> = {
  shadow: async (context) => resultTables((await measureShadowContent(context)).map(resultRow)),
  rehearse: measureRehearsal,
};

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      smoke: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      only: { type: 'string' },
      exports: { type: 'string' },
      out: { type: 'string', default: join(ROOT, 'dist/bench-results') },
      chart: { type: 'string' },
      fill: { type: 'string', multiple: true, default: [] },
    },
  });
  const startedAt = Date.now();
  const tell = (line: string): void => {
    process.stderr.write(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${line}\n`);
  };
  const load = loadavg()[0] ?? 0;
  if (!options.smoke && load > 0.5)
    tell(`The machine is busy (load ${load.toFixed(1)}): the ratios will be less certain.`);

  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    if (options.only !== undefined) {
      const measure = ALONE[options.only];
      if (measure === undefined) throw new Error(`--only: one of ${Object.keys(ALONE).join(', ')}`);
      const scale = options.smoke ? SMOKE : FULL;
      const exports = options.exports?.split(',').map(Number) ?? scale.exports;
      process.stdout.write(`${await runOne(measure, { ...scale, exports }, folder, tell)}\n`);
      return;
    }
    const findings = await runBench(options.smoke ? SMOKE : options.memory ? MEMORY : FULL, folder, tell);
    const { rows, store, work } = findings;
    const targets = judgeTargets(findings);
    const tables = {
      targets: targetTable(targets),
      capacity: capacityTable(rows),
      system: systemTable(rows),
      store: storeTable(rows),
    };
    process.stdout.write(
      [
        resultTables(rows),
        `Orders per core-hour on this machine\n\n${tables.capacity}`,
        `20 million orders a day, 0.05 % tacrolimus, on such cores\n\n${tables.system}`,
        `Targets\n\n${tables.targets}`,
        `Evaluated: ${JSON.stringify(work)}; store: ${store}`,
        '',
      ].join('\n\n'),
    );
    await mkdir(options.out, { recursive: true });
    const machine = { node: process.version, cores: availableParallelism(), loadAtStart: load, store };
    const took = Math.round((Date.now() - startedAt) / 1000);
    const { memory, starts } = findings;
    const kind = options.smoke ? 'smoke' : 'full';
    const record = { kind, machine, seconds: took, targets, work, starts, memory, rows };
    await writeFile(join(options.out, 'bench.json'), `${JSON.stringify(record, null, 2)}\n`);
    const chart = barChart(cpuChart(rows, 10));
    await writeFile(join(options.out, 'bench.svg'), chart);
    if (options.chart !== undefined) await writeFile(options.chart, chart);
    for (const file of options.fill) await writeFile(file, fillDocument(await readFile(file, 'utf8'), tables));
    tell(`done; bench.json and bench.svg are in ${options.out}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
