import type { BarChart } from './bar-chart.js';
import type { ResultRow } from './result-row.js';

/**
 * CPU per request as multiples of bare Express, at ten connections. A signed call has its limit at 1.3 times the floor
 * with the same algorithm.
 */
export function cpuChart(rows: readonly ResultRow[], connections: number): BarChart {
  const rowOf = (key: string): ResultRow => {
    const row = rows.find(({ id }) => id === `${key}@${connections}`);
    if (row === undefined) throw new Error(`Nothing was measured under "${key}@${connections}".`);
    return row;
  };
  /** The service is compared with the floor, and the floor with Express. */
  const signed = (algorithm: string) => rowOf(`floor-${algorithm}`).cpuRatio.median;
  const ours = (label: string, value: number, limit: number) => ({ label, value, limit, tone: 'ours' as const });
  const baseline = (label: string, value: number) => ({ label, value, limit: null, tone: 'baseline' as const });
  return {
    title: 'CPU per request, as a multiple of bare Express 5',
    subtitle: 'order-sign, 80 KB, everything prefetched, all four rules; the marks are what we allow ourselves',
    bars: [
      baseline('bare node:http', rowOf('http').cpuRatio.median),
      baseline('bare Express 5', 1),
      ours('service, other drug', rowOf('other').cpuRatio.median, 1.15),
      ours('service, no token', rowOf('service').cpuRatio.median, 1.5),
      baseline('Express + zod + jose, RS384', signed('rs')),
      ours('service, RS384', rowOf('service-rs').cpuRatio.median * signed('rs'), 1.3 * signed('rs')),
      baseline('Express + zod + jose, ES384', signed('es')),
      ours('service, ES384', rowOf('service-es').cpuRatio.median * signed('es'), 1.3 * signed('es')),
    ],
  };
}
