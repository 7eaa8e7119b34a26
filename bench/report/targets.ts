import type { MemoryReport } from '../experiments/memory.js';
import { SEARCH_MS } from '../experiments/missing-prefetch.js';
import type { StartUp } from '../experiments/start-up.js';
import { growthExponent, median } from '../measure/statistics.js';
import type { WorkDone } from '../measure/work-done.js';
import { rounded, type ResultRow } from './result-row.js';

/** A promise of the project and what this run says about it. */
export interface Target {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  /** `1.4x the limit`; null where it is met. */
  readonly missedBy: string | null;
}

export interface Findings {
  readonly rows: readonly ResultRow[];
  readonly memory: MemoryReport;
  readonly starts: StartUp;
  readonly work: WorkDone;
  /** `sqlite` or `none`. */
  readonly store: string;
}

const MEMORY_LIMIT_MIB = 300;
/** Of resident memory, between the middle of the run and its end. */
const FLAT = 1.1;
/** The FHIR stub's `/paged` has three pages of creatinine. */
const PAGES = 3;
const MARGIN_MS = 15;

export function judgeTargets(findings: Findings): readonly Target[] {
  const { rows, starts } = findings;
  const highest = Math.max(...rows.filter(({ id }) => id.startsWith('service@')).map(({ connections }) => connections));
  return [
    cpuTarget('CPU per request against bare Express, no token', 'service', 3, rows),
    cpuTarget('CPU per request against the floor, RS384', 'service-rs', 2, rows),
    cpuTarget('CPU per request against the floor, ES384', 'service-es', 2, rows),
    cpuTarget('other drug, CPU per request against bare Express', 'other', 1.5, rows),
    ratioTarget(`p99 at ${highest} connections against bare Express`, rowOf(rows, `service@${highest}`).p99Ratio, 3),
    ratioTarget('p99 at a steady 100 calls a second against bare Express', rowOf(rows, 'steady-service').p99Ratio, 3),
    ...[
      { what: 'whole', id: 'missing-plain@1', roundTrips: 1 },
      { what: 'half of them failing', id: 'missing-failing@1', roundTrips: 1 },
      { what: `in ${PAGES} pages`, id: 'missing-paged@1', roundTrips: PAGES },
    ].map(({ what, id, roundTrips }) =>
      judged(`nothing prefetched, each search ${SEARCH_MS} ms, ${what}: median of one caller`, {
        value: rowOf(rows, id).p50,
        limit: SEARCH_MS * roundTrips + MARGIN_MS,
        unit: ' ms',
      }),
    ),
    ratioTarget('CPU of the FHIR client per hook call against plain undici', fhirClientRatio(rows), 1.5),
    ...memoryTargets(findings.memory),
    judged('first answer after start, all content validated', {
      value: median(starts.service) / 1000,
      limit: 1.2,
      unit: ' s',
      beside: ` (bare Express ${rounded(median(starts.express) / 1000)} s)`,
    }),
    ...growthTargets(rows),
  ];
}

interface Judged {
  readonly value: number;
  readonly limit: number;
  /** Behind both numbers: ` ms`, `x`. */
  readonly unit: string;
  readonly beside?: string;
}

function judged(what: string, { value, limit, unit, beside = '' }: Judged): Target {
  return {
    what,
    target: `<= ${limit}${unit}`,
    measured: `${rounded(value)}${unit}${beside}`,
    missedBy: missedBy(value, limit),
  };
}

/** Not a number is not met. */
function missedBy(value: number, limit: number): string | null {
  return value <= limit ? null : `${rounded(value / limit)} times the limit`;
}

function ratioTarget(what: string, value: number, limit: number): Target {
  return judged(what, { value, limit, unit: 'x' });
}

/** Every number of connections has to keep the promise; the worst says by how much it is missed. */
function cpuTarget(what: string, key: string, limit: number, rows: readonly ResultRow[]): Target {
  const found = rows.filter(({ id }) => id.startsWith(`${key}@`));
  const ratios = found.map(({ connections, cpuRatio }) => `${cpuRatio.median} at ${connections}`);
  const worst = found.length === 0 ? NaN : Math.max(...found.map(({ cpuRatio }) => cpuRatio.median));
  return { what, target: `<= ${limit}x`, measured: ratios.join(', '), missedBy: missedBy(worst, limit) };
}

/** The cost of being a server is taken off both. */
function fhirClientRatio(rows: readonly ResultRow[]): number {
  const cpu = (id: string) => rowOf(rows, id).cpuMs;
  return (cpu('fetch-service@10') - cpu('fetch-none@10')) / (cpu('fetch-undici@10') - cpu('fetch-none@10'));
}

function memoryTargets({ samples, peakMiB }: MemoryReport): Target[] {
  const last = samples.at(-1);
  const served = last?.served ?? 0;
  const half = samples.find((sample) => sample.served >= served / 2);
  const growth = (last?.rssMiB ?? NaN) / (half?.rssMiB ?? NaN);
  return [
    ratioTarget(
      `memory after ${served.toLocaleString('en')} requests against half as many: flat after warm-up`,
      growth,
      FLAT,
    ),
    judged('highest memory of all', { value: peakMiB, limit: MEMORY_LIMIT_MIB, unit: ' MiB' }),
  ];
}

function growthTargets(rows: readonly ResultRow[]): Target[] {
  const taken = rows.flatMap(({ id, cpuMs, p50 }) => {
    const [, count] = /^observations-(\d+)$/.exec(id) ?? [];
    return count === undefined ? [] : [{ x: Number(count), y: cpuMs, p50 }];
  });
  // Below 1,000 what every request costs would make any growth look slow; beyond 10,000 the answer is a refusal.
  const points = taken.filter(({ x }) => x >= 1_000 && x <= 10_000);
  const callers = rows.filter(({ id }) => id.startsWith('callers@'));
  const [one, most] = [callers.at(0), callers.at(-1)];
  return [
    judged('growth of CPU with the number of Observations, as a power (1 is linear)', {
      value: points.length < 2 ? NaN : growthExponent(points),
      limit: 1.1,
      unit: '',
    }),
    ratioTarget(
      `CPU per request of ${most?.connections ?? 0} callers at once against one: flat`,
      (most?.cpuMs ?? NaN) / (one?.cpuMs ?? NaN),
      1.1,
    ),
    ratioTarget(
      '50,000 Observations (the service takes 10,000): CPU of the refusal against bare Express refusing',
      rowOf(rows, 'observations-50000').cpuRatio.median,
      1.5,
    ),
  ];
}

function rowOf(rows: readonly ResultRow[], id: string): ResultRow {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`Nothing was measured under "${id}".`);
  return row;
}
