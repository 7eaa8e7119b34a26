/**
 * `npm run try-package [-- --previous <tarball of the release before> [--keep-store <file>]]`: what a stranger gets. Packs this checkout,
 * installs the tarball into an empty folder and runs it there: the demo up to its table, the service in the production profile with the
 * example of a clients file, a SIGTERM to each. With `--previous`, that release first writes a store, which this one then has to read;
 * `--keep-store` leaves what the release before wrote for `npm run try-image`.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
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
import { freePort, started } from './try/started.mjs';

const run = promisify(execFile);
const { values } = parseArgs({ options: { previous: { type: 'string' }, 'keep-store': { type: 'string' } } });
const root = process.cwd();
const folder = await mkdtemp(join(tmpdir(), 'try-package-'));

try {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  const tarball = join(folder, stdout.trim().split('\n').at(-1));
  const now = await install('now', tarball);
  const { stdout: version } = await run('npx', ['tacrolimus-cds', '--version'], { cwd: now });
  console.log(`installed from ${basename(tarball)}: version ${version.trim()}`);
  await tryDemo(now);
  await tryProduction(now);
  if (values.previous !== undefined) await tryUpgrade(await install('before', resolve(values.previous)), now);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function install(name, tarball) {
  const place = join(folder, name);
  await mkdir(place);
  await writeFile(join(place, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: place });
  return place;
}

/** A command of the package, until it is there; then it is told to end, and has to. */
async function upTo(cwd, args, env, isThere) {
  const options = { cwd, env: { PATH: process.env.PATH, ...env } };
  const argv = [join(cwd, 'node_modules/.bin/tacrolimus-cds'), ...args];
  const { child, ended } = await started(process.execPath, argv, options, isThere);
  return async () => {
    child.kill('SIGTERM');
    return ended;
  };
}

async function tryDemo(cwd) {
  const [port, sandbox] = [await freePort(), await freePort()];
  const env = { PORT: String(port), SANDBOX_PORT: String(sandbox) };
  const stop = await upTo(cwd, ['sandbox'], env, (output) => output.includes('Ctrl-C stops both'));
  console.log(`demo: its table came; SIGTERM: ${await stop()}`);
}

async function production(cwd, changes = {}) {
  const port = await freePort();
  await writeFile(join(cwd, 'clients.yaml'), await exampleClients());
  const url = `http://127.0.0.1:${port}`;
  const stop = await upTo(cwd, ['serve'], { ...productionEnv(port), ...changes }, () => isReady(url));
  return { url, stop };
}

async function tryProduction(cwd) {
  const service = await production(cwd);
  await refusesStrangers(service.url);
  console.log(`production: ready, a stranger gets 401; SIGTERM: ${await service.stop()}`);
}

async function tryUpgrade(before, now) {
  const store = join(folder, 'upgraded.sqlite');
  for (const cwd of [before, now]) {
    const service = await production(cwd, { ...DEVELOPMENT, STORE_FILE: store });
    await givesCard(service.url);
    await service.stop();
    if (cwd === before && values['keep-store'] !== undefined) await copyStore(store, values['keep-store']);
  }
  const asked = ['tacrolimus-cds', 'retention', '--store', store, '--dry-run', '--json'];
  const { stdout } = await run('npx', asked, { cwd: now });
  const { rows } = JSON.parse(stdout).held.evaluations;
  if (rows !== 2) throw new Error(`the store holds ${rows} calls, not the 2 of both releases`);
  console.log('upgrade: the store of the release before is read and written; it holds the calls of both');
}
