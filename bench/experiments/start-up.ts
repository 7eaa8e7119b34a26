import { timeToFirstAnswer } from '../measure/start-server.js';
import { SERVICE_PATH } from '../measure/window.js';
import type { BenchContext } from './bench-context.js';

/** Milliseconds from the start of a process to its first answer, one per start. */
export interface StartUp {
  /** To the first card, all content validated in between. */
  readonly service: readonly number[];
  readonly express: readonly number[];
}

export async function measureStartUp({ scale, bodies, folder }: BenchContext): Promise<StartUp> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: bodies.typical };
  const env = { STORE_FILE: `${folder}/start-up.sqlite` };
  const time = (name: string, script: string) => timeToFirstAnswer({ name, folder, script, env }, SERVICE_PATH, init);
  const service: number[] = [];
  const express: number[] = [];
  for (let start = 0; start < scale.starts; start += 1) {
    express.push(await time('start-up-express', 'bench/servers/bare-express.js'));
    service.push(await time('start-up', 'bundle/main.js'));
  }
  return { service, express };
}
