import type { Dispatcher } from 'undici';
import { createFhirDispatcher } from '../../fhir/client/dispatcher.js';
import type { AddressGuardOptions } from '../../fhir/client/address-guard.js';
import { createFhirServers, type FhirServers } from '../../fhir/client/fhir-servers.js';
import type { FhirLimits } from '../../fhir/client/limits.js';
import { createServerDispatcher } from '../../fhir/client/server-connections.js';
import { entryFor } from '../security/fhir-servers.js';
import type { FhirServerOfFile } from './clients-file.js';

export interface FhirConnections {
  /** For the servers without connections of their own. */
  readonly dispatcher: Dispatcher;
  /** What is known of each FHIR base. One for the process: new content does not forget what the servers have shown. */
  readonly servers: FhirServers;
  close(): Promise<void>;
}

/**
 * The connections to all FHIR servers: one pool for most, and one each for those that the clients file says are reached by a
 * proxy, with a certificate authority or a client certificate of their own.
 * @param observe measures what goes through a pool
 */
export function openFhirConnections(
  limits: FhirLimits,
  guard: AddressGuardOptions,
  entries: readonly FhirServerOfFile[],
  observe: (pool: Dispatcher) => Dispatcher,
): FhirConnections {
  const common = createFhirDispatcher(limits, guard);
  const own = new Map(
    entries.flatMap(({ url, connection }) =>
      connection === null ? [] : [[url, createServerDispatcher(limits, guard, connection)] as const],
    ),
  );
  const observed = new Map([...own].map(([url, pool]) => [url, observe(pool)]));
  return {
    dispatcher: observe(common),
    servers: createFhirServers({
      limits,
      settingsOf(base) {
        const entry = entryFor(base.href, entries);
        return entry === null ? {} : { ...entry.settings, dispatcher: observed.get(entry.url) ?? null };
      },
    }),
    async close() {
      await Promise.all([common, ...own.values()].map((pool) => pool.close()));
    },
  };
}
