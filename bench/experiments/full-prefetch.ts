import { FINDINGS, type Body } from '../load/request-bodies.js';
import type { BenchClient } from '../load/client-tokens.js';
import type { MeasuredServer } from '../measure/start-server.js';
import { compare, type BenchContext, type Compared, type ComparedCase } from './bench-context.js';

interface Line {
  readonly key: string;
  readonly label: string;
  readonly server: MeasuredServer;
  readonly body: Body;
  readonly client?: BenchClient;
  /** `key` of the line it is compared with. */
  readonly against: string;
}

/** 80 KB with everything in it, by every way of calling, at every number of connections: the heart of the bench. */
export async function measureFullPrefetch(context: BenchContext): Promise<readonly Compared[]> {
  const { service, storeless, berlin, express, clients } = context;
  const clientsFile = `${context.folder}/clients.json`;
  const http = await context.start({ name: 'bare-http', script: 'bench/servers/bare-http.js' });
  const floor = await context.start({
    name: 'floor',
    script: 'bench/servers/floor.js',
    env: { CLIENTS_FILE: clientsFile },
  });
  const body = 'typical';
  const lines: readonly Line[] = [
    { key: 'http', label: 'bare node:http', server: http, body, against: 'express' },
    { key: 'express', label: 'bare Express 5', server: express, body, against: 'express' },
    { key: 'service', label: 'service, no token', server: service, body, against: 'express' },
    { key: 'storeless', label: 'service, no token, no store', server: storeless, body, against: 'express' },
    { key: 'berlin', label: 'service, no token, no store, Europe/Berlin', server: berlin, body, against: 'express' },
    {
      key: 'express-other',
      label: 'bare Express 5, other drug',
      server: express,
      body: 'otherDrug',
      against: 'express-other',
    },
    { key: 'other', label: 'service, other drug', server: service, body: 'otherDrug', against: 'express-other' },
    { key: 'floor-rs', label: 'floor, RS384', server: floor, body, client: clients.RS384, against: 'express' },
    { key: 'service-rs', label: 'service, RS384', server: service, body, client: clients.RS384, against: 'floor-rs' },
    { key: 'floor-es', label: 'floor, ES384', server: floor, body, client: clients.ES384, against: 'express' },
    { key: 'service-es', label: 'service, ES384', server: service, body, client: clients.ES384, against: 'floor-es' },
  ];
  const compared = await compare(context, casesOf('80 KB, all prefetched', lines, context), { warmUpShare: 1 });
  await Promise.all([http.stop(), floor.stop()]);
  return compared;
}

/**
 * What reaches a service of a hospital: orders of other drugs for the most part, signed, with everything prefetched because
 * the EHR cannot know. The figures of docs/scaling.md come from here.
 */
export async function measureHospitalCalls(context: BenchContext): Promise<readonly Compared[]> {
  const { service, express, clients } = context;
  const lines: readonly Line[] = [
    {
      key: 'mix-express',
      label: 'bare Express 5, other drug',
      server: express,
      body: 'otherDrug',
      against: 'mix-express',
    },
    ...[null, clients.RS384, clients.ES384].flatMap((client): Line[] => {
      const auth = client?.algorithm ?? 'no token';
      const common = { server: service, against: 'mix-express', ...(client === null ? {} : { client }) };
      return [
        { ...common, key: `mix-other-${auth}`, label: `service, other drug, ${auth}`, body: 'otherDrug' },
        { ...common, key: `mix-tacrolimus-${auth}`, label: `service, tacrolimus, ${auth}`, body: 'typical' },
      ];
    }),
  ];
  return compare(context, casesOf('what a hospital sends, 80 KB', lines, context, [10]), {
    rounds: context.scale.fewRounds + 1,
    warmUpShare: 0.1,
  });
}

/** The other sizes, where what is parsed and mapped outweighs what every request costs. */
export async function measureSizes(context: BenchContext): Promise<readonly Compared[]> {
  const { service, storeless, express } = context;
  const sizes: readonly Line[] = [
    { key: 'express-small', label: 'bare Express 5, 9 KB', server: express, body: 'small', against: 'express-small' },
    { key: 'small', label: 'service, 9 KB', server: service, body: 'small', against: 'express-small' },
    { key: 'express-large', label: 'bare Express 5, 1.6 MB', server: express, body: 'large', against: 'express-large' },
    {
      key: 'large',
      label: 'service, 1.6 MB, 5,000 results',
      server: storeless,
      body: 'large',
      against: 'express-large',
    },
  ];
  return compare(context, casesOf('other sizes', sizes, context, [10]), { rounds: context.scale.fewRounds });
}

/** Baselines answer a constant card. */
function isService({ name }: MeasuredServer): boolean {
  return name.startsWith('service');
}

function casesOf(
  group: string,
  lines: readonly Line[],
  { scale }: BenchContext,
  numbers: readonly number[] = scale.connections,
): ComparedCase[] {
  return numbers.flatMap((connections) =>
    lines.map(({ key, label, server, body, client, against }) => ({
      id: `${key}@${connections}`,
      baseline: `${against}@${connections}`,
      group,
      label,
      server,
      body,
      findings: isService(server) ? FINDINGS[body] : undefined,
      connections,
      milliseconds: scale.windowMs,
      tokens: client === undefined ? null : { client, count: scale.tokensPerWindow },
    })),
  );
}
