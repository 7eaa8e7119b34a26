/**
 * `npm run other-nodes`: a witness of each kind of room under the later releases of Node, which are taken from the npm registry into a
 * folder of their own. better-sqlite3 is built for the Node that installed it, so these runs keep their store with Node's own SQLite.
 * A release that the registry or this machine does not have is said, and is no failure; a test that fails is.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const RELEASES = ['22', '24'];
const WITNESSES = [
  'test/records/store/store.test.ts',
  'test/fhir/fhir-access.test.ts',
  'test/trust/jwt.test.ts',
  'test/service/medication-prescribe.test.ts',
];

const folder = await mkdtemp(join(tmpdir(), 'other-nodes-'));
try {
  for (const release of RELEASES) await tryUnder(release);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function tryUnder(release) {
  const bin = await install(release).catch(() => null);
  if (bin === null) {
    console.log(`Node ${release}: NOT RUN. The registry has no build of it for ${platform()}-${arch()}.`);
    return;
  }
  const env = { ...process.env, TESTS: 'core', PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  console.log(`Node ${release}:`);
  const { status } = spawnSync('npm', ['run', '--silent', 'jest', '--', '--ci', ...WITNESSES], {
    env,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

async function install(release) {
  const name = `node-${platform()}-${arch()}`;
  const prefix = join(folder, release);
  await promisify(execFile)('npm', ['install', '--no-save', '--prefix', prefix, `${name}@${release}`]);
  return join(prefix, 'node_modules', name, 'bin');
}
