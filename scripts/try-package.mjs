/**
 * `npm run try-package [-- --previous <tarball of the release before>]`: what a stranger gets. Packs this checkout, installs the tarball
 * into an empty folder and runs it there: the demo up to its table, the service in the production profile with the example of a
 * clients file, a SIGTERM to each. With `--previous`, that release first writes a store, which this one then has to read.
 */
import { Buffer } from 'node:buffer';
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);
const { values } = parseArgs({ options: { previous: { type: 'string' } } });
const root = process.cwd();
const folder = await mkdtemp(join(tmpdir(), 'try-package-'));
const LONG_MS = 300_000;
/** Its keys are files beside it that a site makes. */
const clients = (await readFile(join(root, 'deploy/clients.example.yaml'), 'utf8')).replace(
  'jwksFile: keys/vendor-north.jwks.json',
  'jwksUrl: https://cds.vendor.example/keys',
);
const subject = { reference: 'Patient/p1' };
/** An order of tacrolimus with a level of 22 ng/mL of the day before: a card. */
const body = {
  hook: 'order-sign',
  hookInstance: '8f0c5a56-1c44-4b7a-8f0e-3b2a91c40001',
  context: {
    userId: 'Practitioner/1',
    patientId: 'p1',
    draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: order('draft') }] },
  },
  prefetch: {
    patient: { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1985-04-02' },
    tacrolimusLevels: {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        {
          resource: {
            ...{ resourceType: 'Observation', id: 'level', status: 'final', subject },
            code: { coding: [{ system: 'http://loinc.org', code: '77348-1' }] },
            effectiveDateTime: new Date(Date.now() - 86_400_000).toISOString(),
            valueQuantity: { value: 22, unit: 'ng/mL', system: 'http://unitsofmeasure.org', code: 'ng/mL' },
          },
        },
      ],
    },
  },
};

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

/** A command of the package, until its output says so; then it is told to end, and has to. */
async function upTo(cwd, args, env, isThere) {
  const child = spawn(process.execPath, [join(cwd, 'node_modules/.bin/tacrolimus-cds'), ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)));
  const started = performance.now();
  while (!(await isThere(output))) {
    if (child.exitCode !== null || performance.now() - started > LONG_MS)
      throw new Error(`it did not start:\n${output}`);
    await sleep(100);
  }
  return {
    output,
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function tryDemo(cwd) {
  const [port, sandbox] = [await freePort(), await freePort()];
  const env = { PORT: String(port), SANDBOX_PORT: String(sandbox) };
  const demo = await upTo(cwd, ['sandbox'], env, (output) => output.includes('Ctrl-C stops both'));
  console.log(`demo: its table came; SIGTERM: ${await demo.stop()}`);
}

async function production(cwd, changes = {}) {
  const port = await freePort();
  await writeFile(join(cwd, 'clients.yaml'), clients);
  const env = {
    ...{ NODE_ENV: 'production', PROFILE: 'production', PORT: String(port), CLIENTS_FILE: 'clients.yaml' },
    ...{ PUBLIC_BASE_URL: 'https://cds.hospital.example', STORE_FILE: 'store.sqlite', STOP_GRACE_MS: '0' },
    SITE_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    ...changes,
  };
  const url = `http://127.0.0.1:${port}`;
  const isReady = async () => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200;
  return { url, ...(await upTo(cwd, ['serve'], env, isReady)) };
}

async function tryProduction(cwd) {
  const service = await production(cwd);
  const post = await call(service.url);
  if (post.status !== 401) throw new Error(`a stranger got ${post.status}, not 401`);
  console.log(`production: ready, a stranger gets 401; SIGTERM: ${await service.stop()}`);
}

/** Development, so that a call needs no token; the store is the same. */
async function tryUpgrade(before, now) {
  const store = join(folder, 'upgraded.sqlite');
  const settings = { PROFILE: 'development', NODE_ENV: 'development', CLIENTS_FILE: '', STORE_FILE: store };
  for (const cwd of [before, now]) {
    const service = await production(cwd, settings);
    const answer = await call(service.url);
    const { cards } = await answer.json();
    if (answer.status !== 200 || cards.length === 0) throw new Error(`no card: ${answer.status}`);
    await service.stop();
  }
  const asked = ['tacrolimus-cds', 'retention', '--store', store, '--dry-run', '--json'];
  const { stdout } = await run('npx', asked, { cwd: now });
  const { rows } = JSON.parse(stdout).held.evaluations;
  if (rows !== 2) throw new Error(`the store holds ${rows} calls, not the 2 of both releases`);
  console.log('upgrade: the store of the release before is read and written; it holds the calls of both');
}

function call(url) {
  return fetch(`${url}/cds-services/tacrolimus-order-sign`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function order(status) {
  const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
  const medicationCodeableConcept = { coding: [{ system: rxnorm, code: '198377' }] };
  return {
    resourceType: 'MedicationRequest',
    id: 'draft',
    status,
    intent: 'order',
    subject,
    medicationCodeableConcept,
  };
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
