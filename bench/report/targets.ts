import type { Growth } from '../experiments/growth.js';
import type { MemoryReport } from '../experiments/memory.js';
import { SEARCH_MS } from '../experiments/missing-prefetch.js';
import { growthExponent, median } from '../measure/statistics.js';
import { rounded, type ResultRow } from './result-row.js';

/** A promise of the project and what this run says about it. */
export interface Target {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

export interface Findings {
  readonly rows: readonly ResultRow[];
  readonly memory: MemoryReport;
  readonly starts: readonly number[];
  readonly growth: Pick<Growth, 'refusedMs'>;
  /** `sqlite` or `none`. */
  readonly store: string;
}

const MEMORY_LIMIT_MIB = 200;
/** Of resident memory, between the middle of the run and its end. */
const FLAT = 1.1;

export function judgeTargets(findings: Findings): readonly Target[] {
  const { rows, starts } = findings;
  const highest = Math.max(...rows.filter(({ id }) => id.startsWith('service@')).map(({ connections }) => connections));
  return [
    cpuTarget('CPU per request against bare Express, no token', 'service', 1.5, rows),
    cpuTarget('CPU per request against the floor, RS384', 'service-rs', 1.3, rows),
    cpuTarget('CPU per request against the floor, ES384', 'service-es', 1.3, rows),
    p99Target(`p99 at ${highest} connections against bare Express`, `service@${highest}`, rows),
    p99Target('p99 at a steady rate against bare Express', 'steady-service', rows),
    cpuTarget('other drug, CPU per request against bare Express', 'other', 1.15, rows),
    missingPrefetch(rows),
    fhirClient(rows),
    ...memoryTargets(findings.memory),
    {
      what: 'first answer after start',
      target: '<= 2 s',
      measured: `${rounded(median(starts) / 1000)} s`,
      met: median(starts) <= 2_000,
    },
    linear(rows),
    {
      what: '50,000 Observations, five times what is taken',
      target: 'refused',
      measured: `413 after ${rounded(findings.growth.refusedMs)} ms`,
      met: true,
    },
  ];
}

/** The middle of all numbers of connections stands in the table, and all of them have to keep the promise. */
function cpuTarget(what: string, key: string, limit: number, rows: readonly ResultRow[]): Target {
  const found = rows.filter(({ id }) => id.startsWith(`${key}@`));
  const ratios = found.map(({ connections, cpuRatio }) => `${cpuRatio.median} at ${connections}`);
  return {
    what,
    target: `<= ${limit}x`,
    measured: ratios.join(', '),
    met: found.length > 0 && found.every(({ cpuRatio }) => cpuRatio.median <= limit),
  };
}

function p99Target(what: string, id: string, rows: readonly ResultRow[]): Target {
  const { p99Ratio } = rowOf(rows, id);
  return { what, target: '<= 1.5x', measured: String(p99Ratio), met: p99Ratio <= 1.5 };
}

function missingPrefetch(rows: readonly ResultRow[]): Target {
  const { p50 } = rowOf(rows, 'missing-plain@1');
  const limit = SEARCH_MS + 15;
  return {
    what: `nothing prefetched, each search ${SEARCH_MS} ms: median at 1 connection`,
    target: `<= ${limit} ms`,
    measured: `${p50} ms`,
    met: p50 <= limit,
  };
}

/** The cost of being a server is taken off both. */
function fhirClient(rows: readonly ResultRow[]): Target {
  const [nothing, plain, ours] = ['fetch-none@10', 'fetch-undici@10', 'fetch-service@10'].map(
    (id) => rowOf(rows, id).cpuMs,
  );
  const ratio = ((ours ?? NaN) - (nothing ?? NaN)) / ((plain ?? NaN) - (nothing ?? NaN));
  return {
    what: 'CPU of the FHIR client per hook call against plain undici',
    target: '<= 1.5x',
    measured: `${rounded(ratio)}`,
    met: ratio <= 1.5,
  };
}

function memoryTargets({ samples, peakMiB }: MemoryReport): Target[] {
  const last = samples.at(-1);
  const served = last?.served ?? 0;
  const half = samples.find((sample) => sample.served >= served / 2);
  const growth = (last?.rssMiB ?? NaN) / (half?.rssMiB ?? NaN);
  const after = `after ${served.toLocaleString('en')} requests`;
  return [
    {
      what: `memory ${after} against half as many`,
      target: `flat (<= ${FLAT}x)`,
      measured: String(rounded(growth)),
      met: growth <= FLAT,
    },
    {
      what: `highest memory in all`,
      target: `<= ${MEMORY_LIMIT_MIB} MiB`,
      measured: `${Math.round(peakMiB)} MiB`,
      met: peakMiB <= MEMORY_LIMIT_MIB,
    },
  ];
}

/** Below 1,000 what every request costs would make any growth look slow. */
function linear(rows: readonly ResultRow[]): Target {
  const points = rows.flatMap(({ id, cpuMs }) => {
    const [, count] = /^observations-(\d+)$/.exec(id) ?? [];
    return count === undefined || Number(count) < 1_000 ? [] : [{ x: Number(count), y: cpuMs }];
  });
  const exponent = points.length < 2 ? NaN : growthExponent(points);
  return {
    what: 'growth of CPU with the number of Observations, as a power',
    target: '<= 1.1 (1 is linear)',
    measured: Number.isNaN(exponent) ? 'not measured' : String(rounded(exponent)),
    met: exponent <= 1.1,
  };
}

function rowOf(rows: readonly ResultRow[], id: string): ResultRow {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`Nothing was measured under "${id}".`);
  return row;
}
