import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, SettingsError, UNUSABLE } from '../src/server/start/environment.js';

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

type Variables = Readonly<Record<string, string | undefined>>;

/** What `npm start` sets where nobody has set it: a quiet log, and a page behind each card that opens for an hour. */
const SANDBOX_DEFAULTS: Variables = { LOG_LEVEL: 'warn', CARD_PAGES: 'on', CARD_PAGE_MINUTES: '60' };

/** The environment with the defaults of the sandbox; an empty variable counts as not set. */
export function withSandboxDefaults(variables: Variables): Variables {
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value !== '');
  return { ...SANDBOX_DEFAULTS, ...Object.fromEntries(given) };
}

/** @throws SettingsError where both would listen on one port: the system would blame another program */
export function refuseSharedPort({ PORT, SANDBOX_PORT }: Pick<Environment, 'PORT' | 'SANDBOX_PORT'>): void {
  if (PORT === 0 || PORT !== SANDBOX_PORT) return;
  throw new SettingsError(UNUSABLE, [`SANDBOX_PORT: ${PORT} is the port of the service itself (PORT); choose another`]);
}
