import type { ResultRow } from '../../bench/report/result-row.js';

/** Rows by id with their CPU milliseconds per request; `x@10` has 10 connections. */
export function rows(
  cpuMs: Readonly<Record<string, number>>,
  changes: Readonly<Record<string, Partial<ResultRow>>> = {},
): ResultRow[] {
  const same = { median: 1, least: 1, most: 1 };
  return Object.entries(cpuMs).map(([id, cpu]) => ({
    id,
    group: 'group',
    label: id,
    connections: Number(id.split('@')[1] ?? 1),
    requests: 100,
    perSecond: 100,
    p50: 1,
    p95: 2,
    p99: 3,
    cpuMs: cpu,
    rssMiB: 100,
    peakMiB: 120,
    baseline: id,
    cpuRatio: same,
    throughputRatio: same,
    p99Ratio: 1,
    ...changes[id],
  }));
}
