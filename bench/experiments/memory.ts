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
/** Even where the experiments before took longer than they should. */
const LEAST_MS = 5_000;
const MIX = ['otherDrug', 'otherDrug', 'small', 'otherDrug', 'typical'] as const;

/**
 * Lets the same process that all of the bench went through serve on until it has answered enough or its time is up: other
 * drugs for the most part, as in a hospital, and small and typical tacrolimus orders in between.
 * @param samples - what was seen so far; the last is where this goes on
 */
export async function fillUpMemory(context: BenchContext, samples: readonly MemorySample[]): Promise<MemoryReport> {
  const { service, load, scale } = context;
  const all = [...samples];
  let served = samples.at(-1)?.served ?? 0;
  const left = scale.totalMs - (performance.now() - context.startedAt);
  const end = performance.now() + Math.min(scale.memoryMs, Math.max(left, LEAST_MS));
  for (let turn = 0; served < scale.memoryRequests && performance.now() < end; turn += 1) {
    const body = MIX[turn % MIX.length] ?? 'typical';
    const one: Case = { id: 'memory', server: service, body, connections: CONNECTIONS, milliseconds: WINDOW_MS };
    const window = await measureWindow(load, { ...one, maxRequests: scale.memoryRequests - served });
    served += window.requests;
    all.push({ served, rssMiB: window.rssMiB });
    if (turn % 10 === 9) context.tell(`  ${served.toLocaleString('en')} requests, ${Math.round(window.rssMiB)} MiB`);
  }
  const { peakMiB } = await service.usage();
  return { samples: all, peakMiB };
}
