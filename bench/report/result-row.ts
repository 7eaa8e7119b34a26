import type { Compared } from '../experiments/bench-context.js';
import { median, pairedRatio, type Ratio } from '../measure/statistics.js';

/** One line of the tables and of the JSON: medians over the rounds, latencies over all requests together. */
export interface ResultRow {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly connections: number;
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Milliseconds of CPU per request. */
  readonly cpuMs: number;
  /** Resident memory at the end of a window, and the highest of the process up to the last of them. */
  readonly rssMiB: number;
  readonly peakMiB: number;
  /** Id of the row that the ratios are to. */
  readonly baseline: string;
  readonly cpuRatio: Ratio;
  readonly throughputRatio: Ratio;
  readonly p99Ratio: number;
}

export function resultRow({ one, measured, baseline }: Compared): ResultRow {
  return {
    id: one.id,
    group: one.group,
    label: one.label,
    connections: one.connections,
    requests: measured.windows.reduce((sum, { requests }) => sum + requests, 0),
    perSecond: rounded(median(measured.throughput)),
    p50: rounded(measured.latency(50)),
    p95: rounded(measured.latency(95)),
    p99: rounded(measured.latency(99)),
    cpuMs: rounded(median(measured.cpu)),
    rssMiB: Math.round(median(measured.windows.map(({ rssMiB }) => rssMiB))),
    peakMiB: Math.round(Math.max(...measured.windows.map(({ peakMiB }) => peakMiB))),
    baseline: one.baseline,
    cpuRatio: roundedRatio(pairedRatio(measured.cpu, baseline.cpu)),
    throughputRatio: roundedRatio(pairedRatio(measured.throughput, baseline.throughput)),
    p99Ratio: rounded(measured.latency(99) / baseline.latency(99)),
  };
}

/** Three significant digits: more would say that the next run gives the same. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function roundedRatio(ratio: Ratio): Ratio {
  return { median: rounded(ratio.median), least: rounded(ratio.least), most: rounded(ratio.most) };
}
