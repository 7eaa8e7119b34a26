import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A token for `explain --card` that nobody had to think of, in a file that only this user can read. */
export interface TraceToken {
  readonly token: string;
  readonly file: string;
  discard(): Promise<void>;
}

export async function makeTraceToken(): Promise<TraceToken> {
  const folder = await mkdtemp(join(tmpdir(), 'tacrolimus-cds-'));
  const file = join(folder, 'trace-token');
  const token = randomBytes(32).toString('base64url');
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return { token, file, discard: () => rm(folder, { recursive: true, force: true }) };
}
