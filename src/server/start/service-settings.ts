import type { Clock } from '../../engine/ports.js';
import type { Logger } from '../http/app-deps.js';
import type { CdsClient } from '../security/clients.js';
import type { ProfileSettings } from '../security/profile.js';
import type { StoreSettings } from '../../records/store/open-store.js';

/** Where Prometheus reads. */
export interface MetricsSettings {
  readonly host: string;
  readonly port: number;
  readonly token: string | null;
}

export interface ServiceSettings {
  readonly profile: 'development' | 'production';
  readonly host: string;
  readonly port: number;
  /** null: `http://<host>:<port>`, which only development accepts. */
  readonly publicBaseUrl: string | null;
  readonly clients: readonly CdsClient[];
  readonly discovery: 'open' | 'authenticated';
  readonly fhirPrivateNetworks: readonly string[];
  readonly hooksDir: string;
  readonly cardsDir: string;
  /** The site's own folder, laid over the two; null for the shipped content alone. */
  readonly overlayDir: string | null;
  readonly deadlineMs: number;
  readonly maxInFlight: number;
  readonly corsOrigins: readonly string[];
  readonly store: StoreSettings;
  /** Port for Prometheus; null for none. */
  readonly metrics: MetricsSettings | null;
  /** Who may read `GET /reports`: a token, or a header that a reverse proxy sets; both null: nobody. */
  readonly reports: { readonly token: string | null; readonly proxyHeader: string | null };
  /** Who may read `GET /traces/<card>`, and how long a call is kept, milliseconds; null: no chart is remembered. */
  readonly traces: { readonly token: string; readonly ageMs: number } | null;
  /** How often the canary proves that the rules still fire; 0 for never. */
  readonly canaryIntervalMs: number;
  /** Days that evaluations and feedback are kept. */
  readonly keepDays: number;
  /** Variables that make libraries leak, so that production can refuse them. */
  readonly environment: NonNullable<ProfileSettings['environment']>;
}

export interface ServiceDeps {
  readonly log: Logger;
  readonly clock: Clock;
}
