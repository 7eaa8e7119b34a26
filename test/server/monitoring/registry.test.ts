import { describe, expect, test } from '@jest/globals';
import { createMetrics } from '../../../src/server/monitoring/create-metrics.js';
import { METRICS, type MetricDefinition } from '../../../src/server/monitoring/metric-catalogue.js';
import { counted, event, parseExposition, testMetrics, VERSION } from './exposition.js';

const definitions: readonly MetricDefinition[] = Object.values(METRICS);

describe('what is exported', () => {
  test('every metric of the catalogue is there with its type and help, and nothing else', async () => {
    const { types, helps } = parseExposition(await testMetrics().text());
    expect([...types].sort()).toEqual(definitions.map(({ name, kind }) => [name, kind]).sort());
    expect([...helps].sort()).toEqual(definitions.map(({ name, help }) => [name, help]).sort());
  });

  test.each(definitions.map((definition) => [definition.otel, definition] as const))(
    'the name of %s follows the OpenTelemetry rules for Prometheus',
    (otel, { name, kind }) => {
      const suffix = { counter: '_total', gauge: '', histogram: '_seconds' }[kind];
      const unit = otel === 'cds.canary.last_run' ? '_timestamp_seconds' : suffix;
      expect(name).toBe(`${otel.replaceAll('.', '_')}${unit}`);
    },
  );

  test('process metrics come beside it, without a label for anybody', async () => {
    const metrics = createMetrics({
      names: { clients: () => [], services: () => [] },
    });
    const { types } = parseExposition(await metrics.text());
    expect([...types.keys()]).toEqual(
      expect.arrayContaining(['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds']),
    );
  });

  test('two services in one process do not mix', async () => {
    const [one, other] = [testMetrics(), testMetrics()];
    one.callerRefused('expired');
    expect(await counted(one, 'cds_caller_refused_total')).toEqual(['reason=expired: 1']);
    expect(await counted(other, 'cds_caller_refused_total')).toEqual([]);
  });

  test('what an alert waits for begins at zero: rises, and rules that never fired', async () => {
    const { samples } = parseExposition(await testMetrics().text());
    const zeros = samples.filter(({ value }) => value === 0).map(({ name, labels }) => `${name} ${labels.rule ?? ''}`);
    expect(zeros).toEqual(
      expect.arrayContaining([
        'cds_rule_outcome_total aki',
        'cds_rule_outcome_total trough',
        'cds_rule_outcome_total thiopurine-plan',
        'cds_rule_outcome_total duration',
        'cds_content_reload_total ',
        'cds_store_dropped_total ',
      ]),
    );
  });
});

describe('what is reported by the parts', () => {
  test('what the watch calls, and no longer when it no longer calls', async () => {
    const metrics = testMetrics();
    const called = [
      { kind: 'unknown-code', client: 'hospital-a' },
      { kind: 'unknown-code', client: 'hospital-a' },
      { kind: 'above-contract', client: 'all' },
    ] as const;
    let current: readonly (typeof called)[number][] = called;
    metrics.observeAlarms(() => current);
    const raised = async () => {
      const { samples } = parseExposition(await metrics.text());
      return samples
        .filter(({ name, value }) => name === 'cds_watch_alarms' && value > 0)
        .map(({ labels, value }) => `${labels.client} ${labels.kind}: ${value}`);
    };
    expect((await raised()).sort()).toEqual(['hospital-a unknown-code: 2', 'none above-contract: 1']);
    current = called.slice(2);
    expect(await raised()).toEqual(['none above-contract: 1']);
  });

  test('feedback, refusals and content', async () => {
    const metrics = testMetrics();
    metrics.feedback('overridden', 'cds-not-applicable');
    metrics.feedback('accepted', 'none');
    metrics.callerRefused('expired');
    metrics.contentLoaded(VERSION);
    metrics.contentRefused();
    metrics.contentLoaded('0.1.0+aaaaaaaaaaaa');
    expect(await counted(metrics, 'cds_feedback_total')).toEqual([
      'outcome=accepted reason_group=none: 1',
      'outcome=overridden reason_group=cds-not-applicable: 1',
    ]);
    expect(await counted(metrics, 'cds_caller_refused_total')).toEqual(['reason=expired: 1']);
    // The load at start is no reload.
    expect(await counted(metrics, 'cds_content_reload_total')).toEqual(['result=accepted: 1', 'result=refused: 1']);
    expect(await counted(metrics, 'cds_content_info')).toEqual(['content_version=0.1.0+aaaaaaaaaaaa: 1']);
  });

  test('the store is asked at every scrape; what it lost is counted once', async () => {
    const metrics = testMetrics();
    const counts = { lost: 2, queued: 7 };
    metrics.observeStore(() => counts);
    expect(await counted(metrics, 'cds_store_dropped_total')).toEqual([': 2']);
    expect(await counted(metrics, 'cds_store_queue_length')).toEqual([': 7']);
    Object.assign(counts, { lost: 5, queued: 0 });
    expect(await counted(metrics, 'cds_store_dropped_total')).toEqual([': 5']);
    expect(await counted(metrics, 'cds_store_dropped_total')).toEqual([': 5']);
    expect(await counted(metrics, 'cds_store_queue_length')).toEqual([]);
  });

  test('a canary report becomes one gauge per rule', async () => {
    const metrics = testMetrics();
    metrics.canary({
      ranAt: 1_700_000_000_000,
      results: [
        { rule: 'aki', ok: true, why: 'fired' },
        { rule: 'trough', ok: false, why: 'silent' },
      ],
    });
    const { samples } = parseExposition(await metrics.text());
    expect(samples.filter(({ name }) => name.startsWith('cds_canary'))).toEqual([
      { name: 'cds_canary_ok', labels: { rule: 'aki' }, value: 1 },
      { name: 'cds_canary_ok', labels: { rule: 'trough' }, value: 0 },
      { name: 'cds_canary_last_run_timestamp_seconds', labels: {}, value: 1_700_000_000 },
    ]);
  });

  test('a call from no client is counted under "none"', async () => {
    const metrics = testMetrics();
    metrics.evaluated(event({ sources: { patient: 'prefetch' } }), null);
    expect(await counted(metrics, 'cds_prefetch_key_total')).toEqual(['client=none key=patient state=prefetch: 1']);
  });
});
