import { createRequire } from 'node:module';
import { shipped } from './program.mjs';

/** Pools of threads of the program, as `typescript-workers.mjs` does it for threads alone: a pool is told the entry otherwise. */
const { Piscina: Pool } = createRequire(import.meta.url)('../../node_modules/piscina');

export class Piscina extends Pool {
  constructor(options) {
    super({ ...options, filename: shipped(options.filename) });
  }
}
