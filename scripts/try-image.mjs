/**
 * `npm run try-image [-- --store <file>] [--build-base <image> --run-base <image>] [--storage <folder>]`: the image of
 * `deploy/container/Dockerfile`, built and run without a daemon (root, Debian, `buildah` with vfs and chroot). Where no base is named
 * it is made of the packages that this machine has installed: the compiler is in the first and not in the second.
 *
 * Runs from the image, as its user: the demo up to its table, the service in the production profile with the example of a clients
 * file, the same with nothing to write to but the volume of the store, a SIGTERM to each, and with `--store` the service on what the
 * release before has written (`npm run try-package` keeps one).
 * With `--storage` images stay there, and are taken from there the next time.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';
import {
  copyStore,
  DEVELOPMENT,
  exampleClients,
  givesCard,
  isReady,
  productionEnv,
  refusesStrangers,
} from './try/first-call.mjs';
import { machineBase } from './try/machine-base.mjs';
import { freePort, started } from './try/started.mjs';

const USER = '10001';
const IMAGE = 'localhost/tried';
const text = { type: 'string' };
const { values } = parseArgs({ options: { store: text, 'build-base': text, 'run-base': text, storage: text } });
const folder = await mkdtemp(join(tmpdir(), 'try-image-'));
/** Images and containers of this run alone. */
const storage = values.storage ?? join(folder, 'storage');
const STORAGE = ['--storage-driver', 'vfs', '--root', storage, '--runroot', join(folder, 'run')];
const run = promisify(execFile);

/** A root file system in a namespace of its own, of which the volume alone can be written; `/tmp` is as read-only as the rest. */
const READ_ONLY = [
  'mount --make-rprivate /',
  'mount --bind "$0" "$0"',
  'mount --bind "$1" "$0/data"',
  'mount --rbind /dev "$0/dev"',
  'mount -t proc proc "$0/proc"',
  'mount -o remount,bind,ro "$0"',
  'shift',
  'exec "$@"',
].join(' && ');

async function buildah(...args) {
  const { stdout } = await run('buildah', [...STORAGE, ...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

try {
  const image = await built();
  const container = await buildah('from', image);
  const { config } = JSON.parse(await buildah('inspect', container)).OCIv1;
  if (!config.User.startsWith(USER)) throw new Error(`the image runs as ${config.User}`);
  await mkdir(join(folder, 'data'));
  await run('chown', [USER, join(folder, 'data')]);
  await chmod(folder, 0o755);
  console.log(`built: runs ${config.Cmd.join(' ')} as ${config.User}`);
  await tryDemo(container);
  await tryProduction(container, config.Cmd);
  await tryReadOnly(container, config);
  if (values.store !== undefined) await tryUpgrade(container, config.Cmd, values.store);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function built() {
  if ((await buildah('images', '--format', '{{.Name}}')).split('\n').includes(IMAGE)) return IMAGE;
  const bases = {
    BUILD_BASE: values['build-base'] ?? (await baseOf('build', ['nodejs', 'gcc', 'g++', 'make', 'python3'])),
    RUN_BASE: values['run-base'] ?? (await baseOf('run', ['libstdc++6'])),
  };
  const args = Object.entries(bases).flatMap(([name, image]) => ['--build-arg', `${name}=${image}`]);
  await buildah(
    ...[
      'bud',
      '--isolation',
      'chroot',
      '--format',
      'docker',
      '--file',
      'deploy/container/Dockerfile',
      '--tag',
      'tried',
    ],
    ...(await settingsOfNpm()),
    ...args,
    '.',
  );
  return IMAGE;
}

async function baseOf(name, packages) {
  const root = join(folder, name);
  await machineBase(root, packages);
  const container = await buildah('from', 'scratch');
  await buildah('copy', container, root, '/');
  await buildah('commit', '--rm', container, `base-${name}`);
  await rm(root, { recursive: true });
  return `localhost/base-${name}`;
}

/** The registry, certificates and cache of this machine's npm, for the time of the build; none of it is in the image. */
async function settingsOfNpm() {
  const settings = ['userconfig', 'globalconfig', 'cache', 'cafile'];
  const paths = await Promise.all(
    settings.map(async (name) => (await run('npm', ['config', 'get', name])).stdout.trim()),
  );
  const [user, global, cache, certificates] = paths.map((path) => (existsSync(path) ? path : null));
  const mounts = [
    ...(user === null ? [] : [`${user}:/root/.npmrc:ro`]),
    ...(global === null ? [] : [`${global}:${global}:ro`]),
    ...(certificates === null ? [] : [`${certificates}:${certificates}:ro`]),
    ...(cache === null ? [] : [`${cache}:/root/.npm`]),
  ];
  return mounts.flatMap((mount) => ['--volume', mount]);
}

/** A process of the image, until it is there; the signal goes to that process, not to what runs it. */
async function upTo(container, command, env, isThere) {
  const settings = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const mounts = ['--volume', `${join(folder, 'data')}:/site`];
  const args = [...STORAGE, 'run', '--isolation', 'chroot', ...settings, ...mounts, container, '--', ...command];
  const { child, ended } = await started('buildah', args, {}, isThere);
  return async () => {
    process.kill(await processOf(child.pid, command[0]), 'SIGTERM');
    return ended;
  };
}

/** The youngest of the processes that this one has started which runs the command. */
async function processOf(pid, command) {
  const { stdout } = await run('ps', ['-e', '-o', 'pid=,ppid=,comm=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const below = (parent) => rows.filter(([, of]) => of === String(parent)).flatMap((row) => [row, ...below(row[0])]);
  const found = below(pid).findLast(([, , name]) => name === command);
  if (found === undefined) throw new Error(`no ${command} runs in the container`);
  const uid = /^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${found[0]}/status`, 'utf8'))?.[1];
  if (uid !== USER) throw new Error(`it runs as user ${uid}`);
  return Number(found[0]);
}

async function tryDemo(container) {
  const [port, sandbox] = [await freePort(), await freePort()];
  const env = { ...DEVELOPMENT, HOST: '127.0.0.1', PORT: String(port), SANDBOX_PORT: String(sandbox) };
  const command = ['node', '--disable-warning=ExperimentalWarning', 'dist/bundle/main.js', 'sandbox'];
  const stop = await upTo(container, command, env, (output) => output.includes('Ctrl-C stops both'));
  console.log(`demo: its table came; SIGTERM: ${await stop()}`);
}

async function production(container, command, changes) {
  const port = await freePort();
  await writeFile(join(folder, 'data/clients.yaml'), await exampleClients());
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...productionEnv(port),
    CLIENTS_FILE: '/site/clients.yaml',
    STORE_FILE: '/site/store.sqlite',
    ...changes,
  };
  return { url, stop: await upTo(container, command, env, () => isReady(url)) };
}

async function tryProduction(container, command) {
  const service = await production(container, command, {});
  await refusesStrangers(service.url);
  const ready = await (await fetch(`${service.url}/readyz`)).json();
  if (ready.store !== 'sqlite') throw new Error(`its store is ${ready.store}`);
  console.log(`production: ready with its store, a stranger gets 401; SIGTERM: ${await service.stop()}`);
}

async function tryReadOnly(container, { Cmd, Env, WorkingDir }) {
  const root = await buildah('mount', container);
  const data = join(folder, 'read-only-data');
  await mkdir(data);
  await writeFile(join(data, 'clients.yaml'), await exampleClients());
  await run('chown', ['-R', USER, data]);
  const inside = (command) => ['--mount', 'sh', '-c', READ_ONLY, root, data, ...asUser(root, WorkingDir, command)];
  const look = `for (const path of ['/app/x', '/tmp/x', '/data/x']) try { require('fs').writeFileSync(path, ''); console.log(path) } catch {}`;
  const { stdout } = await run('unshare', inside(['node', '-e', look]));
  if (stdout.trim() !== '/data/x') throw new Error(`what can be written: ${stdout}`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const ofImage = Object.fromEntries(Env.map((each) => each.split(/=(.*)/s)));
  const env = { ...ofImage, ...productionEnv(port), HOST: '127.0.0.1', CLIENTS_FILE: '/data/clients.yaml' };
  const options = { env: { ...env, STORE_FILE: '/data/store.sqlite' } };
  const { child, ended } = await started('unshare', inside(Cmd), options, () => isReady(url));
  await refusesStrangers(url);
  const ready = await (await fetch(`${url}/readyz`)).json();
  if (ready.store !== 'sqlite') throw new Error(`its store is ${ready.store}`);
  // Every step from `unshare` on becomes the next one: this is the service itself.
  child.kill('SIGTERM');
  console.log(
    `read-only: only /data can be written; ready with its store, a stranger gets 401; SIGTERM: ${await ended}`,
  );
}

function asUser(root, folder, command) {
  return [
    'chroot',
    `--userspec=${USER}:${USER}`,
    '--groups=',
    root,
    'sh',
    '-c',
    'cd "$0" && exec "$@"',
    folder,
    ...command,
  ];
}

async function tryUpgrade(container, command, store) {
  await copyStore(store, join(folder, 'data/before.sqlite'));
  await run('chown', ['-R', USER, join(folder, 'data')]);
  const settings = { ...DEVELOPMENT, HOST: '127.0.0.1', STORE_FILE: '/site/before.sqlite' };
  const service = await production(container, command, settings);
  await givesCard(service.url);
  console.log(`upgrade: the store of the release before is read and written; SIGTERM: ${await service.stop()}`);
  const { stdout } = await run('buildah', [
    ...[
      ...STORAGE,
      'run',
      '--isolation',
      'chroot',
      '--volume',
      `${join(folder, 'data')}:/site`,
      container,
      '--',
      'node',
    ],
    ...['--disable-warning=ExperimentalWarning', 'dist/bundle/main.js', 'retention', '--store', '/site/before.sqlite'],
    ...['--dry-run', '--json'],
  ]);
  const { rows } = JSON.parse(stdout).held.evaluations;
  if (rows !== 2) throw new Error(`the store holds ${rows} calls, not the 2 of both releases`);
  console.log('upgrade: it holds the calls of both');
}
