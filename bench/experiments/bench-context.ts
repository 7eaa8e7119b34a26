import type { BenchClient } from '../load/client-tokens.js';
import type { RequestBodies, Templates } from '../load/request-bodies.js';
import type { LoadGenerator } from '../load/start-load-generator.js';
import type { MeasuredServer, ServerOptions } from '../measure/start-server.js';
import { assertAnswer } from '../measure/assert-answer.js';
import { interleave, measureWindow, type Case, type Measured, type Window } from '../measure/window.js';
import type { BenchScale } from './bench-scale.js';

/** What every experiment uses. */
export interface BenchContext {
  readonly scale: BenchScale;
  /** When the run began, by `performance.now()`. */
  readonly startedAt: number;
  readonly load: LoadGenerator;
  /** For logs and files of this run. */
  readonly folder: string;
  readonly bodies: RequestBodies;
  /** Makes a body known under a name, here and to the load generator. */
  addBody(name: string, text: string): Promise<void>;
  bodyText(name: string): string;
  readonly templates: Templates;
  /** Milliseconds since the epoch: the moment that the charts are written for. */
  readonly asOf: number;
  readonly clients: { readonly RS384: BenchClient; readonly ES384: BenchClient };
  /** The service itself, as `npm run serve` starts it, with a SQLite store. */
  readonly service: MeasuredServer;
  /** The same without a store; also takes the calls that need much memory, so that they do not hide a leak. */
  readonly storeless: MeasuredServer;
  /** As `storeless`, in a place whose clocks are changed twice a year. */
  readonly berlin: MeasuredServer;
  readonly express: MeasuredServer;
  start(options: Omit<ServerOptions, 'folder'>): Promise<MeasuredServer>;
  tell(line: string): void;
  /** Called for every window, to follow what a server has served so far. */
  onWindow(one: Case, window: Window): void;
}

/** A case, how it is called in tables, and what it is compared with. */
export interface ComparedCase extends Case {
  readonly group: string;
  readonly label: string;
  /** Id of the case that it is measured against; its own for a baseline. */
  readonly baseline: string;
}

export interface Compared {
  readonly one: ComparedCase;
  readonly measured: Measured;
  readonly baseline: Measured;
}

export interface CompareOptions {
  readonly rounds?: number;
  /** Of the time for warming up; less where the process has seen most of its code already. */
  readonly warmUpShare?: number;
}

/** Checks one answer of each kind, warms up, measures in interleaved rounds. @throws Error for any answer but the expected */
export async function compare(
  context: BenchContext,
  cases: readonly ComparedCase[],
  { rounds = context.scale.rounds, warmUpShare = 0.3 }: CompareOptions = {},
): Promise<readonly Compared[]> {
  await warmUp(context, cases, warmUpShare);
  let done = 0;
  const measured = await interleave(context.load, cases, rounds, (one, round, window) => {
    done += 1;
    context.onWindow(one, window);
    if (done % cases.length === 0) context.tell(`  round ${round + 1} of ${rounds}`);
  });
  return cases.map((one) => ({ one, measured: found(measured, one.id), baseline: found(measured, one.baseline) }));
}

/** Lets a server of the service settle: see `BenchScale.settleRequests`. */
export async function settle(context: BenchContext, servers: readonly MeasuredServer[], timeShare = 1): Promise<void> {
  const { load, scale } = context;
  for (const server of servers) {
    const milliseconds = scale.settleMs * timeShare;
    const one: Case = { id: 'settle', server, body: 'typical', connections: 10, milliseconds };
    context.onWindow(one, await measureWindow(load, { ...one, maxRequests: scale.settleRequests }));
  }
}

const WARM_UP_REQUESTS = 5_000;

/** Each kind of request to each server, until the compiler has seen enough of it; looks at one answer of each first. */
async function warmUp(context: BenchContext, cases: readonly ComparedCase[], share: number): Promise<void> {
  const { load, scale } = context;
  const kinds = new Map(
    cases.map((one) => [[one.server.url, one.path, one.body, one.tokens?.client.algorithm].join(' '), one]),
  );
  for (const one of kinds.values()) {
    await assertAnswer(one, context.bodyText(one.body));
    const kind: Case = { ...one, connections: Math.min(10, one.connections) };
    const limits = { milliseconds: scale.warmUpMs * share, maxRequests: one.maxRequests ?? WARM_UP_REQUESTS };
    context.onWindow(kind, await measureWindow(load, { ...kind, rate: undefined, ...limits }));
  }
}

function found(measured: ReadonlyMap<string, Measured>, id: string): Measured {
  const one = measured.get(id);
  if (one === undefined) throw new Error(`Nothing was measured under "${id}".`);
  return one;
}
