import type { TokenOrder } from '../load/client-tokens.js';
import type { LoadGenerator } from '../load/start-load-generator.js';
import { percentile } from './statistics.js';
import type { MeasuredServer } from './start-server.js';

/** One thing that is measured again and again: one kind of request to one server, by so many connections. */
export interface Case {
  readonly id: string;
  readonly server: MeasuredServer;
  readonly path?: string | undefined;
  readonly body: string;
  readonly connections: number;
  readonly milliseconds: number;
  readonly maxRequests?: number;
  readonly rate?: number | undefined;
  readonly tokens?: Omit<TokenOrder, 'audience'> | null | undefined;
  /** What it must answer; anything else fails the run. */
  readonly status?: number | undefined;
  /** Findings of its cards, in order; looked at once, before the first window. Absent: a baseline. */
  readonly findings?: readonly string[] | undefined;
}

/** What one window gave. */
export interface Window {
  readonly requests: number;
  readonly perSecond: number;
  /** CPU of the server's process, all its threads, milliseconds per request. */
  readonly cpuMs: number;
  /** Milliseconds. */
  readonly latencies: Float64Array;
  /** From the first request to the last answer. */
  readonly milliseconds: number;
  readonly rssMiB: number;
  /** Highest resident memory of the process since its start. */
  readonly peakMiB: number;
}

export const SERVICE_PATH = '/cds-services/tacrolimus-order-sign';

/** @throws Error when an answer was not the one that the case is about: a fast refusal is no result */
export async function measureWindow(load: LoadGenerator, one: Case): Promise<Window> {
  const { server, body, connections, milliseconds, maxRequests = null, rate = null, tokens = null } = one;
  const url = `${server.url}${one.path ?? SERVICE_PATH}`;
  const order = tokens === null ? null : { ...tokens, audience: url };
  await load.prepare({ url, body, connections, milliseconds, maxRequests, rate, tokens: order });
  const before = await server.usage();
  const run = await load.run();
  const after = await server.usage();
  const expected = one.status ?? 200;
  const requests = run.statuses.get(expected) ?? 0;
  if (requests === 0 || run.statuses.size > 1) {
    const seen = [...run.statuses].map(([status, count]) => `${count} x ${status}`).join(', ');
    throw new Error(`${one.id}: expected ${expected} only, got ${seen}`);
  }
  return {
    requests,
    perSecond: requests / run.seconds,
    cpuMs: (after.cpuMs - before.cpuMs) / requests,
    latencies: run.latencies,
    milliseconds: run.seconds * 1_000,
    rssMiB: after.rssMiB,
    peakMiB: after.peakMiB,
  };
}

/** Everything that was measured of one case. */
export class Measured {
  readonly windows: Window[] = [];

  get cpu(): number[] {
    return this.windows.map(({ cpuMs }) => cpuMs);
  }

  get throughput(): number[] {
    return this.windows.map(({ perSecond }) => perSecond);
  }

  /** Over all windows together: one of them holds too few requests for a 99th percentile. */
  latency(percent: number): number {
    return percentile(
      this.windows.flatMap(({ latencies }) => [...latencies]),
      percent,
    );
  }
}

/** Rounds in which every case has its turn, forwards and backwards by turns, so that a drift of the machine hits all alike. */
export async function interleave(
  load: LoadGenerator,
  cases: readonly Case[],
  rounds: number,
  onWindow: (one: Case, round: number, window: Window) => void,
): Promise<ReadonlyMap<string, Measured>> {
  const measured = new Map(cases.map(({ id }) => [id, new Measured()]));
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? cases : [...cases].reverse()) {
      const window = await measureWindow(load, one);
      measured.get(one.id)?.windows.push(window);
      onWindow(one, round, window);
    }
  }
  return measured;
}
