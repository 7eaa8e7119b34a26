import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** What every Debian has, and no package names as something that it needs. */
const ESSENTIAL = [
  'base-files',
  'base-passwd',
  'dash',
  'coreutils',
  'libc-bin',
  'sed',
  'grep',
  'findutils',
  'tar',
  'gzip',
];
/** Links that no package owns: programs by the name of one of several alternatives. */
const ALTERNATIVES = ['/etc/alternatives', '/usr/bin/awk', '/usr/bin/cc', '/usr/bin/c++'];

/** Documentation, and names of characters that nobody converts. */
const LEFT_OUT = /^\/usr\/(?:share|lib\/[^/]+\/gconv)\//;

/**
 * A root file system with these Debian packages and what they need, as they are installed on this machine, and its Node.
 * @param {string} root where to put it
 * @param {readonly string[]} packages
 */
export async function machineBase(root, packages) {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await mkdir(join(root, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(root, name));
  }
  for (const name of ['etc', 'proc', 'sys', 'dev', 'root']) await mkdir(join(root, name), { recursive: true });
  await mkdir(join(root, 'tmp'));
  await chmod(join(root, 'tmp'), 0o1777);
  const files = await filesOf(await withNeeds([...ESSENTIAL, ...packages]));
  const owned = files.filter((path) => !LEFT_OUT.test(path) && existsSync(path) && !isFolder(path));
  await copy([...owned, ...ALTERNATIVES.filter((path) => existsSync(path))], root);
  await cp(process.execPath, join(root, 'usr/bin/node'));
  if (packages.includes('nodejs')) await copyNpm(root);
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  await writeFile(join(root, 'etc/group'), 'root:x:0:\n');
}

/** Which may be another than that of the package. */
async function copyNpm(root) {
  const { stdout } = await run('npm', ['root', '--global']);
  const modules = join(root, 'usr/lib/node_modules');
  await rm(modules, { recursive: true, force: true });
  await cp(join(stdout.trim(), 'npm'), join(modules, 'npm'), { recursive: true, verbatimSymlinks: true });
  await rm(join(root, 'usr/bin/npm'), { force: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/bin/npm'));
}

const isFolder = (path) => statSync(path).isDirectory();

/** Of alternatives the one that is installed; packages that only name what others provide are passed over. */
async function withNeeds(first) {
  const { stdout } = await run('dpkg-query', ['-W', '-f', '${Package}\t${Pre-Depends}, ${Depends}\n'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const needs = new Map(
    stdout.split('\n').map((line) => {
      const [name, listed = ''] = line.split('\t');
      return [name, listed.split(/[,|]/).map((each) => each.trim().split(/[ :(]/)[0])];
    }),
  );
  const all = new Set();
  const waiting = [...first];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === '' || all.has(name) || !needs.has(name)) continue;
    all.add(name);
    waiting.push(...needs.get(name));
  }
  return [...all];
}

async function filesOf(packages) {
  const { stdout } = await run('dpkg', ['-L', ...packages], { maxBuffer: 256 * 1024 * 1024 });
  return [...new Set(stdout.split('\n').filter((line) => line.startsWith('/')))];
}

/** With their folders, links as links; through the links of the new root, where Debian keeps `/bin` and `/lib` below `/usr`. */
async function copy(paths, root) {
  const pack = spawn('tar', ['--directory', '/', '--create', '--files-from=-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const unpack = spawn('tar', ['--extract', '--keep-directory-symlink', '--directory', root], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  pack.stdout.pipe(unpack.stdin);
  pack.stdin.end(paths.map((path) => path.slice(1)).join('\n'));
  const [[packed], [unpacked]] = await Promise.all([once(pack, 'exit'), once(unpack, 'exit')]);
  if (packed !== 0 || unpacked !== 0) throw new Error('the packages of this machine could not be copied');
}
