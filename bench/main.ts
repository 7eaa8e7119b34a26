import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FULL, MEMORY, SMOKE } from './experiments/bench-scale.js';
import { barChart } from './report/bar-chart.js';
import { cpuChart } from './report/cpu-chart.js';
import { resultTables, targetTable } from './report/tables.js';
import { judgeTargets } from './report/targets.js';
import { runBench } from './run-bench.js';

/**
 * `npm run bench`: measures, prints the tables, writes `bench.json` and `bench.svg`.
 * `--smoke` only shows that everything works; its figures mean nothing. `--memory` goes on until 100,000 requests are
 * served. `--out <folder>`: where to write.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      smoke: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      out: { type: 'string', default: join(ROOT, 'dist/bench-results') },
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
    const findings = await runBench(options.smoke ? SMOKE : options.memory ? MEMORY : FULL, folder, tell);
    const { rows, store } = findings;
    const targets = judgeTargets(findings);
    process.stdout.write(`${resultTables(rows)}\n\nTargets\n\n${targetTable(targets)}\n`);
    await mkdir(options.out, { recursive: true });
    const machine = { node: process.version, cores: availableParallelism(), loadAtStart: load, store };
    const took = Math.round((Date.now() - startedAt) / 1000);
    const record = { kind: options.smoke ? 'smoke' : 'full', machine, seconds: took, targets, rows };
    await writeFile(join(options.out, 'bench.json'), `${JSON.stringify(record, null, 2)}\n`);
    await writeFile(join(options.out, 'bench.svg'), barChart(cpuChart(rows, 10)));
    tell(`done; bench.json and bench.svg are in ${options.out}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
