// Builds and runs the simulated year (scripts/simulate-year/main.ts says what it does and which options it has).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const project = fileURLToPath(new URL('simulate-year/tsconfig.build.json', import.meta.url));
const built = spawnSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
const { main } = await import(new URL('../dist/simulation/scripts/simulate-year/main.js', import.meta.url).href);
process.exitCode = await main(root, process.argv.slice(2));
