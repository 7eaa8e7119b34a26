import { FINDINGS } from '../load/request-bodies.js';
import { compare, settle, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

/**
 * What it costs to share events, feedback and used tokens between instances: the service with a PostgreSQL store against
 * the same without one. Only where BENCH_DATABASE_URL names a database whose contents do not matter.
 */
export async function measureSharedStore(context: BenchContext, databaseUrl: string): Promise<readonly Compared[]> {
  const { scale, clients, folder } = context;
  const shared = await context.start({
    name: 'service-postgres',
    script: 'bundle/main.js',
    env: { DATABASE_URL: databaseUrl, CLIENTS_FILE: `${folder}/clients.json` },
  });
  const alone = await context.start({
    name: 'service-signed',
    script: 'bundle/main.js',
    env: { CLIENTS_FILE: `${folder}/clients.json` },
  });
  await settle(context, [shared, alone]);
  const common = { group: 'with PostgreSQL, 80 KB', body: 'typical', connections: 10, milliseconds: scale.windowMs };
  const tokens = { client: clients.RS384, count: scale.tokensPerWindow };
  const findings = FINDINGS.typical;
  const other = { body: 'otherDrug', findings: FINDINGS.otherDrug, tokens };
  const cases: ComparedCase[] = [
    { ...common, id: 'none', findings, baseline: 'none', label: 'service, no store', server: alone },
    { ...common, id: 'postgres', findings, baseline: 'none', label: 'service, PostgreSQL', server: shared },
    {
      ...common,
      id: 'none-rs',
      findings,
      baseline: 'none-rs',
      label: 'service, RS384, no store',
      server: alone,
      tokens,
    },
    {
      ...common,
      id: 'postgres-rs',
      findings,
      baseline: 'none-rs',
      label: 'service, RS384, PostgreSQL',
      server: shared,
      tokens,
    },
    {
      ...common,
      ...other,
      id: 'none-other',
      baseline: 'none-other',
      label: 'other drug, RS384, no store',
      server: alone,
    },
    {
      ...common,
      ...other,
      id: 'postgres-other',
      baseline: 'none-other',
      label: 'other drug, RS384, PostgreSQL',
      server: shared,
    },
  ];
  const compared = await compare(context, cases, { rounds: scale.fewRounds + 1, warmUpShare: 0.3 });
  await Promise.all([shared.stop(), alone.stop()]);
  return compared;
}
