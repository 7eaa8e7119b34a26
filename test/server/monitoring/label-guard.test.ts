import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LABEL_VALUES, OTHER } from '../../../src/server/monitoring/label-values.js';
import { METRICS, type MetricDefinition } from '../../../src/server/monitoring/metric-catalogue.js';
import { counted, event, parseExposition, testMetrics, VERSION } from './exposition.js';
import type { EvaluationEvent } from '../../../src/domain/evaluation-event.js';
import { createLabelGuard } from '../../../src/server/monitoring/instruments.js';

/** What a caller, a chart or a broken colleague could try to put into a label. */
const HOSTILE = [
  'Patient/pat-1234',
  'Practitioner/dr-jones',
  'Jane Doe 1980-02-29',
  '"} 1\ncds_store_dropped_total 999',
  'aki"',
  'AKI',
  ' aki',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\u202eaki',
  'ǎki',
  'x'.repeat(100_000),
  '',
];

const guard = createLabelGuard({
  clients: () => ['hospital-a'],
  services: () => ['tacrolimus-order-sign'],
});

describe('the guard', () => {
  test.each(Object.entries(LABEL_VALUES))('lets every %s pass as it is', (_name, values: readonly string[]) => {
    for (const value of values) expect(guard(values, value)).toBe(value);
  });

  test.each(HOSTILE.map((value) => [JSON.stringify(value.slice(0, 40)), value] as const))(
    '%s becomes "other" in every domain',
    (_title, value) => {
      for (const domain of Object.values<MetricDefinition>(METRICS).flatMap(({ labels }) => Object.values(labels))) {
        expect(guard(domain, value)).toBe(OTHER);
      }
    },
  );

  test('only configured clients, services and reason groups pass', () => {
    expect(guard('client', 'hospital-a')).toBe('hospital-a');
    expect(guard('client', 'anonymous')).toBe('anonymous');
    expect(guard('client', 'hospital-z')).toBe(OTHER);
    expect(guard('service', 'tacrolimus-order-sign')).toBe('tacrolimus-order-sign');
    expect(guard('service', 'tacrolimus-Smith')).toBe(OTHER);
  });

  test('of 1,000 configured clients the first 200 have a label of their own', () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `client-${index}`);
    const many = createLabelGuard({ clients: () => ids, services: () => [] });
    expect(new Set(ids.map((id) => many('client', id))).size).toBe(201);
  });

  test('of 1,000 content versions the first 20 have a label of their own', () => {
    const versions = Array.from({ length: 1_000 }, (_, index) => `0.1.0+${String(index).padStart(12, '0')}`);
    const fresh = createLabelGuard({ clients: () => [], services: () => [] });
    expect(new Set(versions.map((version) => fresh('content-version', version))).size).toBe(21);
    expect(fresh('content-version', versions[0]!)).toBe(versions[0]);
  });
});

describe('through the whole of the metrics', () => {
  /** An event as a broken or careless part of the service might make it: the types are no guard at run time. */
  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ minLength: 8 }));
  const hostileEvent = fc
    .record({
      service: text,
      hook: text,
      contentVersion: text,
      result: text,
      rules: fc.array(
        fc.record({
          rule: text,
          mode: fc.oneof(text, fc.constant('live')),
          outcome: text,
          findings: fc.array(fc.record({ id: text, severity: text }), { maxLength: 3 }),
          reasons: fc.array(text, { maxLength: 3 }),
        }),
        { maxLength: 4 },
      ),
      sources: fc.dictionary(text, text, { maxKeys: 4 }),
      cards: fc.integer(),
      notShown: fc.array(fc.record({ finding: text, why: text }), { maxLength: 3 }),
    })
    .map((value) => value as unknown as EvaluationEvent);

  test('500 hostile events add no more than one series per metric and no word of theirs', async () => {
    const metrics = testMetrics();
    const before = parseExposition(await metrics.text()).samples.length;
    fc.assert(
      fc.property(hostileEvent, text, (hostile, words) => {
        metrics.evaluated(hostile, null);
        metrics.feedback(words, words);
        metrics.callerRefused(words);
        metrics.contentLoaded(words);
      }),
      { numRuns: 500 },
    );
    const { samples } = parseExposition(await metrics.text());
    const values = new Set(samples.flatMap(({ labels }) => Object.values(labels)));
    const known = new Set<string>([...Object.values(LABEL_VALUES).flat(), 'accepted', 'refused', OTHER]);
    const buckets = samples.filter(({ labels }) => labels.le !== undefined);
    expect(buckets).toEqual([]);
    expect([...values].filter((value) => !known.has(value))).toEqual([]);
    // other/other/... per metric, and of the cards one per mode and gap card.
    expect(samples.length - before).toBeLessThan(15);
  });

  test('a client nobody configured is counted as "other"', async () => {
    const metrics = testMetrics();
    metrics.evaluated(event({ sources: { patient: 'prefetch' }, contentVersion: VERSION }), 'Patient/pat-1234');
    expect(await counted(metrics, 'cds_prefetch_key_total')).toEqual(['client=other key=patient state=prefetch: 1']);
  });
});
