import type { RequestListener } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Store } from '../../records/store/open-store.js';
import { createReasonReader, type ListedReason } from '../../records/store/override-reason.js';
import type { FeedbackKeeper } from '../http/app-deps.js';
import type { Deployment } from '../start/deployment.js';
import type { MetricsSettings, ServiceDeps, ServiceSettings } from '../start/settings.js';
import { CANARY_STORIES, createCanary } from './canary.js';
import { createCanaryEvaluation } from './canary-evaluation.js';
import { faultTeller } from './observe-calls.js';
import { createMetrics, type Metrics } from './create-metrics.js';
import { checkMetricsSettings, startMetricsServer } from './metrics-server.js';

/** What the service tells about itself while it runs. */
export interface Observability {
  readonly metrics: Metrics;
  observeRequests(app: RequestListener): RequestListener;
  observeFhir(dispatcher: Dispatcher): Dispatcher;
  /** Counts what clinicians answered, beside keeping it. */
  countFeedback(keeper: FeedbackKeeper, reasons: () => readonly ListedReason[]): FeedbackKeeper;
  canaryState(): string;
  /** Starts the canary and the metrics port. @throws Error when the port is taken */
  start(current: () => Deployment, store: Store): Promise<void>;
  close(): Promise<void>;
}

/** @returns every reason not to start with these settings */
export function findMetricsFaults(settings: MetricsSettings | null): string[] {
  return settings === null ? [] : checkMetricsSettings(settings);
}

/** @param serviceIds ids of the services of the content in force: they are labels, so they come from a closed list */
export function createObservability(
  settings: ServiceSettings,
  { log, clock, logLinesLost = () => 0 }: ServiceDeps,
  serviceIds: () => readonly string[],
): Observability {
  const metrics = createMetrics({
    tellFault: faultTeller(log),
    names: { clients: () => settings.clients.map(({ id }) => id), services: () => [...serviceIds()] },
  });
  const closing: (() => Promise<void> | void)[] = [];
  const canary: { state(): string } = { state: () => 'off' };
  return {
    metrics,
    observeRequests: (app) => metrics.httpObserver(app),
    observeFhir: (dispatcher) => dispatcher.compose(metrics.fhirObserver),
    countFeedback(keeper, reasons) {
      const reasonOf = createReasonReader(reasons);
      return {
        ...keeper,
        async keep(entries, origin) {
          const kept = await keeper.keep(entries, origin);
          entries.forEach((entry, index) => {
            if (kept[index]?.repeated === true) return;
            const reason = reasonOf(entry.reason);
            metrics.feedback(entry.outcome, reason.reason_parent ?? reason.reason_state);
          });
          return kept;
        },
      };
    },
    canaryState: () => canary.state(),
    async start(current, store) {
      metrics.observeStore(() => store.counts());
      metrics.observeLog(logLinesLost);
      if (settings.metrics !== null) {
        const server = await startMetricsServer(metrics, { ...settings.metrics, log });
        closing.push(() => server.close());
      }
      if (settings.canaryIntervalMs === 0) return;
      const singing = createCanary({
        evaluate: createCanaryEvaluation(() => current().engine),
        stories: CANARY_STORIES,
        clock,
        intervalMs: settings.canaryIntervalMs,
        onResult(report) {
          metrics.canary(report);
          const rules = report.results.filter(({ ok }) => !ok).map(({ rule, why }) => `${rule}: ${why}`);
          if (rules.length > 0) log.error({ rules }, 'canary failing');
        },
      });
      canary.state = () => singing.state();
      singing.start();
      closing.push(() => singing.stop());
    },
    async close() {
      for (const close of closing) await close();
    },
  };
}
