import { FINDINGS } from '../load/request-bodies.js';
import { compare, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

/** Cost of one call against the number of callers at the same time, up to what the service takes at once. */
export async function measureCallers(context: BenchContext): Promise<readonly Compared[]> {
  const { scale, service, express } = context;
  const common = { group: '80 KB, by number of callers', body: 'typical', milliseconds: scale.windowMs };
  const cases = scale.callers.flatMap((connections): ComparedCase[] => {
    const baseline = `callers-express@${connections}`;
    const all = { ...common, connections, baseline };
    return [
      { ...all, id: baseline, label: 'bare Express 5', server: express },
      { ...all, id: `callers@${connections}`, label: 'service', server: service, findings: FINDINGS.typical },
    ];
  });
  return compare(context, cases, { rounds: scale.fewRounds, warmUpShare: 0.05 });
}
