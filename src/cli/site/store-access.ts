import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openStore, type Store, type StoreSettings } from '../../records/store/open-store.js';
import { databaseErrorCode, StoreError } from '../../records/store/store-error.js';
import { CliError, type CliIo } from '../run/terminal-io.js';

/**
 * Works on the store beside the running service, and closes it.
 * @param file of `--store`; without it the store of the environment
 * @throws CliError where there is no store, or it cannot be used
 */
export async function withStore<T>(
  file: string | undefined,
  io: CliIo,
  set: StoreSettings,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const settings = await storeOf(file, io, set);
  const quiet = () => undefined;
  try {
    const store = await openStore(settings, {
      log: { info: quiet, warn: quiet, error: quiet },
      now: () => io.now(),
      reasons: () => [],
    });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    const why = error instanceof StoreError ? error.message : databaseErrorCode(error);
    throw new CliError(`The store cannot be used: ${why}`);
  }
}

/** A file that is not there must not be made by asking for it. */
async function storeOf(file: string | undefined, io: CliIo, set: StoreSettings): Promise<StoreSettings> {
  const chosen = file === undefined ? set : { ...set, databaseUrl: null, file: resolve(io.cwd, file) };
  if (chosen.databaseUrl === null) {
    if (chosen.file === null) throw new CliError('There is no store: set DATABASE_URL or STORE_FILE, or use --store.');
    await access(chosen.file).catch(() => {
      throw new CliError(file === undefined ? 'STORE_FILE: there is no such file' : `--store ${file}: no such file`);
    });
  }
  // A service may go on without a store; a command about one may not.
  return { ...chosen, asCommand: true, required: true };
}
