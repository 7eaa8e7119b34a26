import { measureWindow, type Case } from '../measure/window.js';
import type { BenchContext } from './bench-context.js';

/** Memory of the service's process after so many requests. */
export interface MemorySample {
  readonly served: number;
  readonly rssMiB: number;
}

export interface MemoryReport {
  readonly samples: readonly MemorySample[];
  readonly peakMiB: number;
}

const CONNECTIONS = 50;
const WINDOW_MS = 2_000;

/**
 * Lets the same process that all of the bench went through serve on until it has answered enough: typical requests, other
 * drugs and small ones by turns.
 * @param samples - what was seen so far; the last is where this goes on
 */
export async function fillUpMemory(context: BenchContext, samples: readonly MemorySample[]): Promise<MemoryReport> {
  const { service, load, scale } = context;
  const all = [...samples];
  let served = samples.at(-1)?.served ?? 0;
  for (let turn = 0; served < scale.memoryRequests; turn += 1) {
    const body = ['small', 'otherDrug', 'small', 'typical'][turn % 4] ?? 'small';
    const one: Case = { id: 'memory', server: service, body, connections: CONNECTIONS, milliseconds: WINDOW_MS };
    const window = await measureWindow(load, { ...one, maxRequests: scale.memoryRequests - served });
    served += window.requests;
    all.push({ served, rssMiB: window.rssMiB });
    if (turn % 5 === 4) context.tell(`  ${served.toLocaleString('en')} requests, ${Math.round(window.rssMiB)} MiB`);
  }
  const { peakMiB } = await service.usage();
  return { samples: all, peakMiB };
}
