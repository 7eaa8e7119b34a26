import { startService } from '../../../src/server/start/service.js';
import type { ServiceSettings } from '../../../src/server/start/settings.js';
import type { LogLine } from '../../server/http/test-app.js';
import { NOW, PUBLIC_BASE } from '../../server/security/tokens.js';
import { testSettings } from '../../support/running-service.js';

export interface SecuredService {
  /** Where it listens: `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly logged: readonly LogLine[];
  /** Milliseconds since the epoch; a test may move it. */
  readonly clock: { now: number };
  close(): Promise<void>;
}

/** The whole service as a hospital runs it, behind a proxy that ends TLS: the profile's own rules have let it start. */
export function startProduction(changes: Partial<ServiceSettings>): Promise<SecuredService> {
  return startSecured({
    profile: 'production',
    publicBaseUrl: PUBLIC_BASE,
    discovery: 'authenticated',
    ...changes,
  });
}

/** The whole service on one's own machine: strangers may call, but a token that is presented is verified. */
export function startDevelopment(changes: Partial<ServiceSettings> = {}): Promise<SecuredService> {
  return startSecured(changes);
}

async function startSecured(changes: Partial<ServiceSettings>): Promise<SecuredService> {
  const logged: LogLine[] = [];
  const clock = { now: NOW };
  const at = (level: LogLine['level']) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    logged.push({ level, fields, message });
  };
  const service = await startService(testSettings(changes), {
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    clock: { now: () => clock.now },
  });
  return { url: service.url, logged, clock, close: () => service.close() };
}
