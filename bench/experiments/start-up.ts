import { timeToFirstAnswer } from '../measure/start-server.js';
import { SERVICE_PATH } from '../measure/window.js';
import type { BenchContext } from './bench-context.js';

/** Milliseconds from the start of the process to the first card, all content validated in between; one per start. */
export async function measureStartUp({ scale, bodies, folder }: BenchContext): Promise<readonly number[]> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: bodies.typical };
  const times: number[] = [];
  for (let start = 0; start < scale.starts; start += 1) {
    times.push(await timeToFirstAnswer({ name: 'start-up', folder, script: 'src/main.js' }, SERVICE_PATH, init));
  }
  return times;
}
