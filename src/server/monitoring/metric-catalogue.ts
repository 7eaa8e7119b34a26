import { LABEL_VALUES as values } from './label-values.js';

/**
 * The values of one label: a closed list, or a set that only configuration can fill. There is no third kind, so nothing
 * that a request carries can become a label.
 */
export type LabelDomain = readonly string[] | ConfiguredLabel;
export type ConfiguredLabel = 'client' | 'service' | 'content-version';

export interface MetricDefinition {
  /** As Prometheus has it: dots of the OpenTelemetry name become underscores, with unit and `_total` behind. */
  readonly name: string;
  /** OpenTelemetry name; `http.server.request.duration` is the one of its semantic conventions. */
  readonly otel: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: Readonly<Record<string, LabelDomain>>;
}

/** Seconds: the advice of the OpenTelemetry semantic conventions for HTTP. */
export const DURATION_BUCKETS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Every metric of the service. `deploy/` and docs/operations.md are checked against this list by a test. */
export const METRICS = {
  httpDuration: {
    name: 'http_server_request_duration_seconds',
    otel: 'http.server.request.duration',
    kind: 'histogram',
    help: 'Time from a request to the end of its answer',
    labels: { http_route: values.route, status_class: values.statusClass },
  },
  evaluations: {
    name: 'cds_evaluation_result_total',
    otel: 'cds.evaluation.result',
    kind: 'counter',
    help: 'Evaluated hook calls by what came of them',
    labels: { service: 'service', hook: values.hook, result: values.result },
  },
  cards: {
    name: 'cds_card_count_total',
    otel: 'cds.card.count',
    kind: 'counter',
    help: 'Cards shown (mode live, pilot-shown) and findings that a silent or hidden rule kept to itself',
    labels: {
      rule: values.ruleOrNone,
      finding: values.finding,
      indicator: values.indicator,
      mode: values.mode,
      content_version: 'content-version',
    },
  },
  cardsDropped: {
    name: 'cds_cards_dropped_total',
    otel: 'cds.cards.dropped',
    kind: 'counter',
    help: 'Findings of speaking rules that were left out: by the card limit, by the findings list of a service, or because the user was told before',
    labels: { finding: values.finding, why: values.notShown },
  },
  ruleOutcomes: {
    name: 'cds_rule_outcome_total',
    otel: 'cds.rule.outcome',
    kind: 'counter',
    help: 'Rule evaluations by outcome; reason is the first one that the rule gave',
    labels: { rule: values.rule, outcome: values.outcome, reason: values.reason },
  },
  prefetchKeys: {
    name: 'cds_prefetch_key_total',
    otel: 'cds.prefetch.key',
    kind: 'counter',
    help: 'How the data of each prefetch key were obtained',
    labels: { client: 'client', key: values.key, state: values.state },
  },
  resultsDropped: {
    name: 'cds_results_dropped_total',
    otel: 'cds.results.dropped',
    kind: 'counter',
    help: 'Results in charts that could not be used; a result counts in every call that met it',
    labels: { client: 'client', key: values.key, reason: values.dropReason },
  },
  watchAlarms: {
    name: 'cds_watch_alarms',
    otel: 'cds.watch.alarms',
    kind: 'gauge',
    help: 'Malfunctions that the watch over the store has called and nobody has acknowledged',
    labels: { client: 'client', kind: values.watchKind },
  },
  feedback: {
    name: 'cds_feedback_total',
    otel: 'cds.feedback',
    kind: 'counter',
    help: 'Feedback entries that were kept, by HL7 category of the reason',
    labels: { outcome: values.feedback, reason_group: values.reasonGroup },
  },
  fhirDuration: {
    name: 'cds_fhir_client_duration_seconds',
    otel: 'cds.fhir.client.duration',
    kind: 'histogram',
    help: 'Requests to the FHIR servers of clients, each page and retry for itself',
    labels: { resource_type: values.resourceType, result: values.fhirResult },
  },
  contentReloads: {
    name: 'cds_content_reload_total',
    otel: 'cds.content.reload',
    kind: 'counter',
    help: 'Attempts to load hooks and cards again; after a refused one the previous content stays in force',
    labels: { result: values.reload },
  },
  contentInfo: {
    name: 'cds_content_info',
    otel: 'cds.content.info',
    kind: 'gauge',
    help: '1 for the content version in force, 0 for one that was replaced',
    labels: { content_version: 'content-version' },
  },
  shadowResults: {
    name: 'cds_shadow_result_total',
    otel: 'cds.shadow.result',
    kind: 'counter',
    help: 'Answered calls by what came of them under the shadow content',
    labels: { result: values.shadowResult },
  },
  shadowCards: {
    name: 'cds_shadow_cards_total',
    otel: 'cds.shadow.cards',
    kind: 'counter',
    help: 'Cards of the compared calls under the live and under the shadow content, repeats included',
    labels: { content: values.shadowContent, rule: values.ruleOrNone, indicator: values.indicator },
  },
  shadowInfo: {
    name: 'cds_shadow_info',
    otel: 'cds.shadow.info',
    kind: 'gauge',
    help: '1 for the shadow content in use, 0 for one that was replaced',
    labels: { content_version: 'content-version' },
  },
  storeDropped: {
    name: 'cds_store_dropped_total',
    otel: 'cds.store.dropped',
    kind: 'counter',
    help: 'Evaluations that will never be in the store',
    labels: {},
  },
  storeQueue: {
    name: 'cds_store_queue_length',
    otel: 'cds.store.queue.length',
    kind: 'gauge',
    help: 'Evaluations that wait to be written to the store',
    labels: {},
  },
  logLinesLost: {
    name: 'cds_log_lines_lost_total',
    otel: 'cds.log.lines.lost',
    kind: 'counter',
    help: 'Log lines that could not be written: the target is full, unread or gone',
    labels: {},
  },
  callersRefused: {
    name: 'cds_caller_refused_total',
    otel: 'cds.caller.refused',
    kind: 'counter',
    help: 'Calls refused for their token, by the reason that only the operator is told',
    labels: { reason: values.refusal },
  },
  canaryOk: {
    name: 'cds_canary_ok',
    otel: 'cds.canary.ok',
    kind: 'gauge',
    help: '1 when the rule found what it must find in a story made for it, else 0; absent until the first run',
    labels: { rule: values.rule },
  },
  canaryLastRun: {
    name: 'cds_canary_last_run_timestamp_seconds',
    otel: 'cds.canary.last_run',
    kind: 'gauge',
    help: 'When the canary last ran to its end, in seconds since the epoch; 0 before the first run',
    labels: {},
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
