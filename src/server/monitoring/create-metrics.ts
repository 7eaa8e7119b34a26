import type { RequestListener } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Dispatcher } from 'undici';
import type { ShadowCounts } from '../../domain/shadow-counts.js';
import type { WatchKind } from '../../domain/watch-kind.js';
import type { EvaluationEvent, RuleEvent } from '../../domain/evaluation-event.js';
import type { CanaryReport } from './canary.js';
import { type ConfiguredNames, createInstruments, createLabelGuard, type Instruments } from './instruments.js';
import { LABEL_VALUES, NONE } from './label-values.js';
import { observeFhirCalls, observeHttp } from './observe-calls.js';

export interface MetricsOptions {
  readonly names: ConfiguredNames;
  /** Told of every connection to a FHIR server that failed. */
  readonly tellFault?: Parameters<typeof observeFhirCalls>[1];
  /** Memory, event loop, file handles and garbage collection of the process; true unless said otherwise. */
  readonly processMetrics?: boolean;
}

/** The part of the store's own counts that is shown. */
export interface StoreCounts {
  readonly lost: number;
  readonly queued: number;
}

/** The part of an alarm of the watch that is shown: not the rule, code or unit, which the log and the report name. */
export interface WatchAlarmLabels {
  readonly kind: WatchKind;
  /** `all` where it concerns the whole site. */
  readonly client: string;
}

/** Where the parts of the service report to. Nothing here throws, waits, or keeps anything about a patient. */
export interface Metrics extends ShadowCounts {
  /**
   * Takes one event per evaluation.
   * @param client configured id of the client; null where the call came from none
   */
  evaluated(event: EvaluationEvent, client: string | null): void;
  /** Around the HTTP application: `startHttpServer(metrics.httpObserver(app), ...)`. */
  httpObserver(listener: RequestListener): RequestListener;
  /** Around the way out: `createFhirDispatcher(...).compose(metrics.fhirObserver)`. */
  readonly fhirObserver: Dispatcher.DispatcherComposeInterceptor;
  /** A feedback entry that was kept for the first time; `reasonGroup` as {@link LABEL_VALUES} has it. */
  feedback(outcome: string, reasonGroup: string): void;
  /** A caller whose token was refused, by the reason of `CallersOptions.onRejected`. */
  callerRefused(reason: string): void;
  /** Content that was loaded, at start or again; `version` of what is now in force. */
  contentLoaded(version: string): void;
  /** A reload that was refused: the previous content stays in force. */
  contentRefused(): void;
  /** Where to ask for the counts of the store, at every scrape; `lost` only ever rises. */
  observeStore(counts: () => StoreCounts): void;
  /** Where to ask how many log lines were lost so far, at every scrape; it only ever rises. */
  observeLog(lost: () => number): void;
  /** Where to ask what the watch calls, at every scrape. */
  observeAlarms(current: () => readonly WatchAlarmLabels[]): void;
  canary(report: CanaryReport): void;
  /** Media type of {@link text}. */
  readonly contentType: string;
  /** The Prometheus text exposition format, 0.0.4. */
  text(): Promise<string>;
}

/** Metrics of one service, in a registry of their own: two services in one process do not mix. */
export function createMetrics({ names, processMetrics = true, tellFault }: MetricsOptions): Metrics {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const instruments = createInstruments(registry, createLabelGuard(names));
  startAtZero(instruments);
  let versionInForce: string | null = null;
  let shadowVersion: string | null = null;
  let storeCounts = (): StoreCounts => ({ lost: 0, queued: 0 });
  let lostSoFar = 0;
  let logLinesLost = (): number => 0;
  let logLinesReported = 0;
  let alarms = (): readonly WatchAlarmLabels[] => [];
  let alarmsShown: readonly WatchAlarmLabels[] = [];

  return {
    evaluated: (event, client) => countEvent(event, client, instruments),
    httpObserver: (listener) => observeHttp(listener, instruments),
    fhirObserver: observeFhirCalls(instruments, tellFault),
    feedback: (outcome, reason_group) => instruments.feedback({ outcome, reason_group }),
    callerRefused: (reason) => instruments.callersRefused({ reason }),
    contentLoaded(version) {
      // The first load is the start, and no reload.
      if (versionInForce !== null) {
        instruments.contentReloads({ result: 'accepted' });
        instruments.contentInfo({ content_version: versionInForce }, 0);
      }
      instruments.contentInfo({ content_version: version }, 1);
      versionInForce = version;
    },
    shadowed({ result, live, shadow }) {
      instruments.shadowResults({ result });
      for (const [content, cards] of [['live', live] as const, ['shadow', shadow] as const]) {
        for (const { rule, severity } of cards)
          instruments.shadowCards({ content, rule: rule ?? NONE, indicator: severity ?? NONE });
      }
    },
    shadowLoaded(version) {
      if (shadowVersion !== null) instruments.shadowInfo({ content_version: shadowVersion }, 0);
      instruments.shadowInfo({ content_version: version }, 1);
      shadowVersion = version;
    },
    contentRefused: () => instruments.contentReloads({ result: 'refused' }),
    observeStore(counts) {
      storeCounts = counts;
    },
    observeLog(lost) {
      logLinesLost = lost;
    },
    observeAlarms(current) {
      alarms = current;
    },
    canary({ ranAt, results }) {
      for (const { rule, ok } of results) instruments.canaryOk({ rule }, ok ? 1 : 0);
      instruments.canaryLastRun({}, ranAt / 1000);
    },
    contentType: registry.contentType,
    text() {
      const { lost, queued } = storeCounts();
      instruments.storeDropped({}, Math.max(0, lost - lostSoFar));
      lostSoFar = Math.max(lost, lostSoFar);
      instruments.storeQueue({}, queued);
      const lines = logLinesLost();
      instruments.logLinesLost({}, Math.max(0, lines - logLinesReported));
      logLinesReported = Math.max(lines, logLinesReported);
      // What is no longer called goes back to zero, so that an alert on it ends.
      for (const { client, kind } of alarmsShown) instruments.watchAlarms({ client, kind }, 0);
      alarmsShown = alarms().map(({ client, kind }) => ({ client: client === 'all' ? NONE : client, kind }));
      for (const { client, kind } of alarmsShown) {
        const same = alarmsShown.filter((each) => each.client === client && each.kind === kind);
        instruments.watchAlarms({ client, kind }, same.length);
      }
      return registry.metrics();
    },
  };
}

/** Prometheus cannot see the rise of a series from nothing to 1, and a rule that never fired has to be there to be missed. */
function startAtZero(instruments: Instruments): void {
  for (const rule of LABEL_VALUES.rule) {
    instruments.ruleOutcomes({ rule, outcome: 'findings', reason: NONE }, 0);
    instruments.ruleOutcomes({ rule, outcome: 'failed', reason: 'rule-error' }, 0);
  }
  for (const kind of LABEL_VALUES.watchKind) instruments.watchAlarms({ client: NONE, kind }, 0);
  for (const result of LABEL_VALUES.reload) instruments.contentReloads({ result }, 0);
}

/**
 * Counts what is kept of one call.
 * @param client configured id of the client; null where the call came from none
 */
function countEvent(event: EvaluationEvent, client: string | null, instruments: Instruments): void {
  const { service, hook, result } = event;
  instruments.evaluations({ service, hook, result });
  for (const [key, state] of Object.entries(event.sources)) {
    instruments.prefetchKeys({ client: client ?? NONE, key, state });
  }
  for (const { rule, outcome, reasons } of event.rules) {
    // One count per evaluation, so that outcomes add up to evaluations: rules put the reason that decided first.
    instruments.ruleOutcomes({ rule, outcome, reason: reasons[0] ?? NONE });
  }
  for (const { source, reason, count } of event.dropped ?? []) {
    // Without the code or unit that was unknown: that is the sender's text, and no label.
    instruments.resultsDropped({ client: client ?? NONE, key: source, reason }, count);
  }
  for (const { finding, why } of event.notShown ?? []) instruments.cardsDropped({ finding, why });
  countCards(event, instruments);
}

function countCards(event: EvaluationEvent, instruments: Instruments): void {
  const { contentVersion: content_version } = event;
  let shown = 0;
  for (const { rule, mode, id, severity, isShown } of event.rules.flatMap((each) => findingsOf(each, event))) {
    // A finding that was left out of the answer is no card; it is counted as dropped.
    if (isSpeaking(mode) && !isShown) continue;
    if (isShown) shown += 1;
    instruments.cards({ rule, finding: id, indicator: severity, mode, content_version });
  }
  // The card that names what was not checked belongs to no rule, and is the only other one of an answer.
  if (event.result === 'cards' && event.cards > shown) {
    instruments.cards({ rule: NONE, finding: 'not-evaluated', indicator: NONE, mode: 'live', content_version });
  }
}

function findingsOf({ rule, mode, findings }: RuleEvent, event: EvaluationEvent) {
  const leftOut = new Set((event.notShown ?? []).map(({ finding }) => finding));
  return findings.map(({ id, severity, mode: own = mode }) => ({
    rule,
    mode: own,
    id,
    severity,
    isShown: isSpeaking(own) && event.result === 'cards' && !leftOut.has(id),
  }));
}

function isSpeaking(mode: RuleEvent['mode']): boolean {
  return mode === 'live' || mode === 'pilot-shown';
}
