/**
 * `npm run supply-chain [-- --out <folder>]`: what this service is built from, for whoever has to approve it. Writes `sbom.cdx.json`
 * (CycloneDX, by npm itself) and `licences.csv` of everything that runs in production, and asks the registry for known
 * vulnerabilities. Exits with 1 for a licence that nobody has looked at yet, or a vulnerability; a registry that does not answer the
 * question is said, and is no failure.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);
const MOST = 64 * 1024 * 1024;

/** Licences that let a hospital run the service without more than naming their authors. */
const LOOKED_AT = new Set([
  ...['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0', 'Python-2.0'],
  ...[
    'MIT-0',
    'Unlicense',
    'CC0-1.0',
    '(MIT OR WTFPL)',
    '(MIT OR CC0-1.0)',
    '(BSD-2-Clause OR MIT OR Apache-2.0)',
    'WTFPL OR ISC',
  ],
]);

/** Packages that name no licence npm can read: what holds stands in NOTICE. */
const IN_NOTICE = new Set(['@lhncbc/ucum-lhc']);

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist/supply-chain' } } });
await mkdir(values.out, { recursive: true });

const { stdout: sbom } = await run('npm', ['sbom', '--omit=dev', '--sbom-format=cyclonedx'], { maxBuffer: MOST });
await writeFile(join(values.out, 'sbom.cdx.json'), sbom);
const rows = JSON.parse(sbom)
  .components.map(({ name, version, licenses = [] }) => ({ name, version, licence: licenceOf(licenses) }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
const lines = rows.map(({ name, version, licence }) => [name, version, licence].map(quoted).join(','));
await writeFile(join(values.out, 'licences.csv'), ['name,version,licence', ...lines, ''].join('\n'));
const open = rows.filter(({ name, licence }) => !LOOKED_AT.has(licence) && !IN_NOTICE.has(name));
console.log(`${rows.length} packages run in production; sbom.cdx.json and licences.csv are in ${values.out}`);
for (const { name, version, licence } of open) console.log(`licence not looked at yet: ${name} ${version}: ${licence}`);

const audit = await run('npm', ['audit', '--omit=dev', '--json'], { maxBuffer: MOST }).catch((error) => error);
const found = parsed(audit.stdout)?.metadata?.vulnerabilities;
if (found === undefined)
  console.log('vulnerabilities: NOT ASKED. This registry does not answer `npm audit`; run it where one does.');
else console.log(`vulnerabilities: ${JSON.stringify(found)}`);
process.exitCode = open.length > 0 || (found?.total ?? 0) > 0 ? 1 : 0;

function licenceOf(licenses) {
  return (
    licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '').join(' AND ') ||
    'none named'
  );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
