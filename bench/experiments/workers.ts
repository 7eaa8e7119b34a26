import { FINDINGS } from '../load/request-bodies.js';
import { compare, settle, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

/**
 * Two and four processes behind one port, against one, without a store: a SQLite file belongs to one process. On a machine
 * with few cores the load generator needs one of them.
 */
export async function measureWorkers(context: BenchContext): Promise<readonly Compared[]> {
  const { scale, storeless } = context;
  const several = await Promise.all(
    scale.workers.map((count) =>
      context.start({
        name: `workers-${count}`,
        script: 'bench/servers/workers.js',
        env: { WORKERS: String(count) },
        probe: false,
      }),
    ),
  );
  await settle(context, several, 0.4);
  const common = {
    group: 'processes behind one port, 80 KB',
    baseline: 'workers-1',
    body: 'typical',
    findings: FINDINGS.typical,
    connections: 50,
    milliseconds: scale.windowMs,
  };
  const cases: ComparedCase[] = [
    { ...common, id: 'workers-1', label: 'one process', server: storeless },
    ...several.map((server, index) => ({
      ...common,
      id: server.name,
      label: `${scale.workers[index] ?? 0} processes`,
      server,
    })),
  ];
  const compared = await compare(context, cases, { rounds: scale.fewRounds });
  await Promise.all(several.map((server) => server.stop()));
  return compared;
}
