import { FINDINGS } from '../load/request-bodies.js';
import { median } from '../measure/statistics.js';
import { compare, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

/** Share of what the service can do unauthenticated: well below saturation, where a hospital runs it. */
const SHARE = 0.25;

/**
 * Latency at one fixed rate for all. A closed loop of 50 connections shows how long the queue is; callers who come by
 * chance see how long an answer takes.
 */
export async function measureSteadyRate(
  context: BenchContext,
  fullPrefetch: readonly Compared[],
): Promise<readonly Compared[]> {
  const { service, express, clients, scale } = context;
  const busiest = fullPrefetch.filter(({ one }) => one.id.startsWith('service@')).at(-1);
  const rate = Math.max(10, Math.round(median(busiest?.measured.throughput ?? [40]) * SHARE));
  const tokens = { client: clients.ES384, count: Math.ceil((rate * scale.steadyRateMs * 1.5) / 1000) };
  const common = {
    group: `80 KB at a steady ${rate} a second`,
    milliseconds: scale.steadyRateMs,
    connections: 50,
    rate,
    body: 'typical',
    baseline: 'steady-express',
  };
  const cases: ComparedCase[] = [
    { ...common, id: 'steady-express', label: 'bare Express 5', server: express },
    { ...common, id: 'steady-service', label: 'service, no token', server: service, findings: FINDINGS.typical },
    {
      ...common,
      id: 'steady-other',
      label: 'service, other drug',
      server: service,
      body: 'otherDrug',
      findings: FINDINGS.otherDrug,
    },
    { ...common, id: 'steady-es', label: 'service, ES384', server: service, tokens, findings: FINDINGS.typical },
  ];
  return compare(context, cases, { rounds: scale.fewRounds });
}
