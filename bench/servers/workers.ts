import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ownUsage, sumOf, USAGE_QUESTION, type Usage } from '../measure/usage.js';

/**
 * Several processes of the service behind one port, as several containers behind a balancer would be. Each has its own
 * memory of used tokens: see docs/scaling.md.
 */
cluster.setupPrimary({
  exec: fileURLToPath(new URL('../../bundle/main.js', import.meta.url)),
  execArgv: ['--import', new URL('../measure/probe.js', import.meta.url).href],
});
const workers = Array.from({ length: Number(process.env.WORKERS) }, () => cluster.fork());

process.on('message', (message) => {
  if (message === USAGE_QUESTION)
    void Promise.all(workers.map(usageOf)).then((all) => process.send?.(sumOf([ownUsage(), ...all])));
});
process.once('SIGTERM', () => {
  for (const worker of workers) worker.disconnect();
  process.disconnect();
});

async function usageOf(worker: Worker): Promise<Usage> {
  const answer = once(worker, 'message');
  worker.send(USAGE_QUESTION);
  const [usage] = (await answer) as [Usage];
  return usage;
}
