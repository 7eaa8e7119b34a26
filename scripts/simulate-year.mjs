// Builds and runs the simulated year (scripts/simulate-year/main.ts says what it does and which options it has).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const strip = fileURLToPath(new URL('strip-types.mjs', import.meta.url));
const folders = ['src', 'sandbox', 'scripts/simulate-year'];
const built = spawnSync(process.execPath, [strip, 'dist/simulation', ...folders], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
const { main } = await import(new URL('../dist/simulation/scripts/simulate-year/main.js', import.meta.url).href);
process.exitCode = await main(root, process.argv.slice(2));
