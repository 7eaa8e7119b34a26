import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { endChild, startChild, type RunningChild } from '../trust/support/child-service.js';
import type { SiegeClient } from './clients.js';
import { CA_FILE, type Surroundings } from './surroundings.js';

export const PUBLIC_BASE_URL = 'https://cds.siege.test/tacrolimus';
export const REPORTS_TOKEN = 'the-token-of-an-administrator';
/** Longer than as shipped: ten of them must be enough on a machine that has other work as well. */
export const DEADLINE_MS = 5_000;
const SITE_KEYS = `k1:${Buffer.alloc(32, 9).toString('base64')}`;
/** Small, so that large bodies meet the bound on bytes in flight. */
const HEAP_MB = 400;

/** What one look at the memory found, after a collection: bytes that are still reachable. */
const HEAP_LINE = /"siegeHeapBytes":(\d+)/g;

/** A stretch in which nobody could be let in, milliseconds since the start of this process. */
export interface Downtime {
  readonly how: NodeJS.Signals;
  readonly from: number;
  /** Infinity while it lasts. */
  to: number;
}

/** The production profile as a process of its own, which is ended and started again at the same address. */
export interface Fortress {
  readonly url: string;
  readonly downtimes: readonly Downtime[];
  isDown(): boolean;
  /** Ends it so and starts it again. @returns the exit code; null for SIGKILL */
  restart(how: NodeJS.Signals): Promise<number | null>;
  /** The site's content becomes this edition; `broken` is one that may not be used. */
  readonly publish: (edition: string) => Promise<void>;
  liveBytes(): Promise<number>;
  /** All that any of its processes has logged. */
  output(): string;
  end(): Promise<number | null>;
  clean(): Promise<void>;
}

export interface FortressOptions {
  readonly surroundings: Surroundings;
  readonly clients: readonly SiegeClient[];
  /** `DATABASE_URL` or `STORE_FILE`. */
  readonly store: Readonly<Record<string, string>>;
  readonly maxInFlight: number;
}

export async function startFortress(options: FortressOptions): Promise<Fortress> {
  const folder = await mkdtemp(join(tmpdir(), 'siege-'));
  const port = await freePort();
  const content = join(folder, 'content');
  await mkdir(join(content, 'cards'), { recursive: true });
  const clientsFile = join(folder, 'clients.json');
  await writeFile(clientsFile, JSON.stringify(await clientsOf(options, folder)));
  const variables = {
    PROFILE: 'production',
    PORT: String(port),
    PUBLIC_BASE_URL,
    CLIENTS_FILE: clientsFile,
    CONTENT_DIR: content,
    SITE_KEYS,
    REPORTS_TOKEN,
    DEADLINE_MS: String(DEADLINE_MS),
    FHIR_PRIVATE_NETWORKS: '127.0.0.1/32',
    NODE_EXTRA_CA_CERTS: CA_FILE,
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
    MAX_IN_FLIGHT: String(options.maxInFlight),
    CANARY_INTERVAL_MS: '5000',
    STORE_FILE: '',
    ...options.store,
  };
  const start = () => startChild(variables, preload(options.surroundings.nameServer));
  const downtimes: Downtime[] = [];
  let past = '';
  /** One after the other: a service that is being started would not start with content that may not be used. */
  let working: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = working.then(work);
    working = mine.catch(() => undefined);
    return mine;
  };
  const write = (edition: string) => publishEdition(content, edition);
  await write('first');
  let child: RunningChild = await start();

  const stop = async (how: NodeJS.Signals): Promise<number | null> => {
    child.process.kill(how);
    const code = await child.exited;
    past += child.output();
    return code;
  };
  return {
    url: child.url,
    downtimes,
    isDown: () => downtimes.at(-1)?.to === Number.POSITIVE_INFINITY,
    publish: (edition) => inTurn(() => write(edition)),
    restart: (how) =>
      inTurn(async () => {
        await write('sound');
        const downtime: Downtime = { how, from: performance.now(), to: Number.POSITIVE_INFINITY };
        downtimes.push(downtime);
        const code = await stop(how);
        child = await start();
        downtime.to = performance.now();
        return code;
      }),
    async liveBytes() {
      const looks = () => [...child.output().matchAll(HEAP_LINE)];
      const before = looks().length;
      child.process.kill('SIGUSR2');
      while (looks().length === before) await new Promise((resolve) => setTimeout(resolve, 50));
      return Number(looks().at(-1)?.[1]);
    },
    output: () => past + child.output(),
    end: () => stop('SIGTERM'),
    async clean() {
      await endChild(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One client's keys lie in a file, the other's on a server. */
async function clientsOf({ clients, surroundings }: FortressOptions, folder: string) {
  const fhirServers = Object.values(surroundings.fhir);
  return {
    clients: await Promise.all(
      clients.map(async ({ id, issuer, key, keysFrom }) => {
        const jwksFile = join(folder, `${id}.jwks.json`);
        if (keysFrom === 'file') await writeFile(jwksFile, JSON.stringify({ keys: [key.jwk] }));
        return {
          id,
          issuer,
          keys: keysFrom === 'file' ? { jwksFile } : { jwksUrl: surroundings.jwksUrl },
          algorithms: [key.alg],
          fhirServers,
          rateLimit: { requestsPerMinute: 1_000_000 },
        };
      }),
    ),
    // One server by its own certificate authority, the others by the machine's; and enough connections for 128 callers.
    fhirServers: [{ url: surroundings.fhir.well, caFile: CA_FILE, parallelCalls: 32 }],
  };
}

/** Two cards say of which edition they are. An edition is written file by file, as an editor would. */
async function publishEdition(content: string, edition: string): Promise<void> {
  for (const card of ['trough-high.md', 'aki-stage.md']) {
    const target = join(content, 'cards', card);
    await cp(join('cards', card), target);
    await appendFile(
      target,
      edition === 'broken' ? '\n{{ facts.nothing.of.the.kind | nofilter }}\n' : `\nEdition ${edition}.\n`,
    );
  }
}

/** Names below siege.test are the name server's, and SIGUSR2 asks how much memory is in use once nothing is left to collect. */
function preload(nameServer: string): string {
  return `
    import { Resolver } from 'node:dns/promises';
    import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';
    const told = new WeakSet();
    for (const ask of ['resolve4', 'resolve6']) {
      const original = Resolver.prototype[ask];
      Resolver.prototype[ask] = function (name, options) {
        if (name.endsWith('.siege.test') && !told.has(this)) this.setServers(['${nameServer}']);
        told.add(this);
        return original.call(this, name, options);
      };
    }
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    process.on('SIGUSR2', () => {
      collect();
      collect();
      const { heapUsed, external } = process.memoryUsage();
      process.stdout.write(JSON.stringify({ siegeHeapBytes: heapUsed + external }) + '\\n');
    });`;
}
