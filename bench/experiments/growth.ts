import { measureWindow } from '../measure/window.js';
import { withObservations } from '../load/request-bodies.js';
import { compare, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

/** Beyond what the service takes (10,000 Bundle entries, 5 MiB): it has to say so at once. */
const TOO_MANY = 50_000;

export interface Growth {
  readonly compared: readonly Compared[];
  /** Milliseconds until 50,000 Observations are refused. */
  readonly refusedMs: number;
}

/** Cost against the number of Observations in the prefetch, one call at a time. */
export async function measureGrowth(context: BenchContext): Promise<Growth> {
  const { scale, templates, asOf, express, storeless, load } = context;
  for (const count of [...scale.observations, TOO_MANY]) {
    await load.addBody(`observations-${count}`, withObservations(count, templates, asOf));
  }
  const cases = scale.observations.flatMap((count): ComparedCase[] => {
    const common = {
      group: 'by number of Observations',
      baseline: `express-observations-${count}`,
      body: `observations-${count}`,
      connections: 1,
      milliseconds: scale.windowMs,
    };
    const label = `${count.toLocaleString('en')} Observations`;
    return [
      { ...common, id: `express-observations-${count}`, label: `bare Express 5, ${label}`, server: express },
      { ...common, id: `observations-${count}`, label: `service, ${label}`, server: storeless },
    ];
  });
  const compared = await compare(context, cases, { rounds: scale.fewRounds });
  const refused = await measureWindow(load, {
    id: 'too-many',
    server: storeless,
    body: `observations-${TOO_MANY}`,
    connections: 1,
    milliseconds: scale.windowMs,
    maxRequests: 1,
    status: 413,
  });
  return { compared, refusedMs: refused.latencies[0] ?? NaN };
}
