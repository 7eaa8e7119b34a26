import type { Exchange, Status } from './clients.js';
import type { Downtime } from './fortress.js';

/** One entry of feedback that was acknowledged, and so must be in the store. */
export interface Acknowledged {
  readonly card: string;
  readonly outcomeTimestamp: string;
}

/** An answer that a clinician has got: its first card, and when, milliseconds since the start of this process. */
export interface ShownAnswer {
  readonly card: string;
  readonly at: number;
}

/** What happened. Nothing is judged by how long it took; that is printed. */
export interface Ledger {
  readonly acknowledged: readonly Acknowledged[];
  readonly shown: readonly ShownAnswer[];
  /** What must not have happened, the first of each kind in full. */
  wrongs(): Readonly<Record<string, { readonly times: number; readonly first: string }>>;
  /** Calls so far, answered or not. */
  calls(): number;
  note(kind: string, exchange: Exchange, allowed: readonly Status[], downtimes: readonly Downtime[]): void;
  wrong(what: string, detail: string): void;
  acknowledge(entries: readonly Acknowledged[]): void;
  show(answer: ShownAnswer): void;
  /** A table: how often each kind got which status, and how long it took. */
  figures(): string;
}

const CONNECTION_FAULTS: readonly Status[] = ['refused', 'cut'];

export function openLedger(): Ledger {
  const acknowledged: Acknowledged[] = [];
  const shown: ShownAnswer[] = [];
  const wrongs = new Map<string, { times: number; first: string }>();
  const kinds = new Map<string, { readonly statuses: Map<Status, number>; readonly ms: number[] }>();
  let calls = 0;
  const wrong = (what: string, detail: string) => {
    const known = wrongs.get(what);
    if (known === undefined) wrongs.set(what, { times: 1, first: detail.slice(0, 2_000) });
    else known.times += 1;
  };
  return {
    acknowledged,
    shown,
    wrongs: () => Object.fromEntries(wrongs),
    calls: () => calls,
    wrong,
    acknowledge: (entries) => void acknowledged.push(...entries),
    show: (answer) => void shown.push(answer),
    note(kind, { status, text, begun, ended }, allowed, downtimes) {
      calls += 1;
      const sort = kinds.get(kind) ?? { statuses: new Map<Status, number>(), ms: [] };
      kinds.set(kind, sort);
      sort.statuses.set(status, (sort.statuses.get(status) ?? 0) + 1);
      if (typeof status === 'number') sort.ms.push(ended - begun);
      // 503 is to be shed; and while nobody is there, a connection cannot be had or is lost.
      const excused =
        status === 503 ||
        (CONNECTION_FAULTS.includes(status) && downtimes.some((each) => begun < each.to && ended > each.from));
      if (!allowed.includes(status) && !excused) wrong(`${kind}: ${status}`, text);
    },
    figures: () => {
      const lines = [...kinds].sort(([a], [b]) => a.localeCompare(b)).map(([kind, sort]) => lineOf(kind, sort));
      return [...lines, lineOf('in all', together([...kinds.values()]))].join('\n');
    },
  };
}

interface Sort {
  readonly statuses: ReadonlyMap<Status, number>;
  readonly ms: readonly number[];
}

/** 503 is what was shed; refused and cut is what came while the process was ended or not there yet. */
function together(sorts: readonly Sort[]): Sort {
  const statuses = new Map<Status, number>();
  for (const sort of sorts)
    for (const [status, times] of sort.statuses) statuses.set(status, (statuses.get(status) ?? 0) + times);
  return { statuses, ms: sorts.flatMap(({ ms }) => ms) };
}

function lineOf(kind: string, { statuses, ms }: Sort): string {
  const counts = [...statuses].map(([status, times]) => `${status} x ${times}`).join(', ');
  return `${kind.padEnd(26)} ${percentiles(ms)}; ${counts}`;
}

/** @param ms milliseconds, in any order */
export function percentiles(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`;
}
