import { rounded, type ResultRow } from './result-row.js';
import { textTable } from './text-table.js';

/** A large hospital system (docs/scaling.md). */
const SYSTEM = { ordersPerDay: 20_000_000, tacrolimusShare: 0.0005, peakToMean: 4, busyShare: 0.5 } as const;

const MS_PER_HOUR = 3_600_000;
const SECONDS_PER_DAY = 86_400;
const AUTHENTICATION = ['no token', 'RS384', 'ES384'] as const;

/** How many calls one core serves in an hour if it does nothing else: an hour over the CPU time of one call. */
function callsPerCoreHour(cpuMs: number): number {
  return MS_PER_HOUR / cpuMs;
}

/** Orders per core-hour by kind of order and of token, on the machine of this run. */
export function capacityTable(rows: readonly ResultRow[]): string {
  const lines = AUTHENTICATION.flatMap((auth) =>
    [
      { what: 'other drug', row: mixRow(rows, 'other', auth) },
      { what: 'tacrolimus', row: mixRow(rows, 'tacrolimus', auth) },
    ].map(({ what, row }) => [`${what}, ${auth}`, `${row.cpuRatio.median}x`, inWords(callsPerCoreHour(row.cpuMs))]),
  );
  return textTable(['Order, 80 KB prefetched', 'CPU of bare Express', 'Orders per core-hour'], lines);
}

/** Cores that the system of docs/scaling.md keeps busy, and how many it should have. */
export function systemTable(rows: readonly ResultRow[]): string {
  const perSecond = SYSTEM.ordersPerDay / SECONDS_PER_DAY;
  const lines = AUTHENTICATION.map((auth) => {
    const cpuMs =
      (1 - SYSTEM.tacrolimusShare) * mixRow(rows, 'other', auth).cpuMs +
      SYSTEM.tacrolimusShare * mixRow(rows, 'tacrolimus', auth).cpuMs;
    const mean = (perSecond * cpuMs) / 1000;
    const peak = mean * SYSTEM.peakToMean;
    return [auth, String(rounded(mean)), String(rounded(peak)), String(Math.ceil(peak / SYSTEM.busyShare))];
  });
  return textTable(['Token', 'Cores busy, mean', 'Cores busy, peak hour', 'Cores to have'], lines);
}

/** What it costs to share state through PostgreSQL; empty where the run had none (BENCH_DATABASE_URL). */
export function storeTable(rows: readonly ResultRow[]): string {
  const lines = rows
    .filter(({ id }) => id.startsWith('postgres'))
    .map(({ label, cpuRatio, throughputRatio, p99Ratio }) => [
      label,
      ...[cpuRatio.median, throughputRatio.median, p99Ratio].map((ratio) => `${ratio}x`),
    ]);
  if (lines.length === 0) return 'Not measured: the run had no `BENCH_DATABASE_URL`.';
  return textTable(['Against the same without a store', 'CPU', 'Calls a second', 'p99'], lines);
}

function mixRow(rows: readonly ResultRow[], kind: 'other' | 'tacrolimus', auth: string): ResultRow {
  const id = `mix-${kind}-${auth}@10`;
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`Nothing was measured under "${id}".`);
  return row;
}

/** `1.2 million`, `870,000`: more digits would say that the next run gives the same. */
function inWords(count: number): string {
  const two = Number(count.toPrecision(2));
  return two >= 1_000_000 ? `${two / 1_000_000} million` : two.toLocaleString('en');
}
