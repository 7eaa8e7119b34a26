import { FINDINGS } from '../load/request-bodies.js';
import { compare, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

/** Calls a second: well below saturation, where a hospital runs it. */
const RATE = 100;

/**
 * Latency at one fixed rate for all. A closed loop of 50 connections shows how long the queue is; callers who come by
 * chance see how long an answer takes.
 */
export async function measureSteadyRate(context: BenchContext): Promise<readonly Compared[]> {
  const { service, express, clients, scale } = context;
  const tokens = { client: clients.ES384, count: Math.ceil((RATE * scale.steadyRateMs * 1.5) / 1000) };
  const common = {
    group: `80 KB at a steady ${RATE} a second`,
    milliseconds: scale.steadyRateMs,
    connections: 50,
    rate: RATE,
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
