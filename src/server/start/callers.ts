import type { Metrics } from '../monitoring/create-metrics.js';
import { type Callers, createCallers } from '../security/callers.js';
import { createClientAuthenticator } from '../security/client-jwt.js';
import { sandboxClient } from '../security/clients.js';
import { createInMemoryReplayStore } from '../security/replay-store.js';
import { createStrangerLimit } from '../security/stranger-limit.js';
import type { Store } from '../../records/store/open-store.js';
import { readJwksFile } from './clients-file.js';
import type { ServiceDeps, ServiceSettings } from './settings.js';

/** Who may call, as the settings of this start say. Keys are read before anybody is let in. */
export async function callersOf(
  settings: ServiceSettings,
  { log, clock }: ServiceDeps,
  store: Store,
  metrics: Pick<Metrics, 'callerRefused'>,
  publicBaseUrl: string | readonly string[],
): Promise<Callers> {
  const { profile, discovery } = settings;
  // Development knows the published key of the Sandbox, so that its calls are not refused for being signed.
  const clients = profile === 'development' ? [...settings.clients, sandboxClient()] : settings.clients;
  const now = () => clock.now();
  const authenticator = createClientAuthenticator({
    clients,
    publicBaseUrl,
    now,
    // Instances that share a database share what they have seen; one alone remembers by itself.
    replayStore: (store.kind === 'postgres' ? store.replayStore : null) ?? createInMemoryReplayStore({ now }),
    readJwksFile,
  });
  // Before anybody is let in: a process that is busy from its first moment would read them too late, and refuse honest calls.
  await authenticator.warmUp();
  return createCallers({
    profile,
    clients,
    authenticator,
    discovery,
    strangers: createStrangerLimit({ perMinute: settings.refusedPerMinute }),
    onRejected: (requestId, reason, client) => {
      log.warn({ requestId, reason, client }, 'caller refused');
      metrics.callerRefused(reason);
    },
  });
}
