import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { createMetrics } from '../../../src/server/monitoring/create-metrics.js';
import { METRICS, type LabelDomain, type MetricDefinition } from '../../../src/server/monitoring/metric-catalogue.js';
import { parseExposition } from './exposition.js';
import { readExpression } from './promql.js';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}
interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string; readonly textFormat: string }[] };
}

const alertFile = parse(read('deploy/prometheus/alerts.yaml')) as { groups: { name: string; rules: Alert[] }[] };
const alerts = alertFile.groups.flatMap(({ rules }) => rules);
const dashboard = JSON.parse(read('deploy/grafana/tacrolimus-cds.json')) as Dashboard;
const operations = read('docs/operations.md');

/** Labels that Prometheus itself gives to what it scrapes. */
const SCRAPE_LABELS = ['instance', 'job'];
const definitions: readonly MetricDefinition[] = Object.values(METRICS);

/** Every series name that the service exports, with its labels; those of the process come from the registry itself. */
async function exportedSeries(): Promise<ReadonlyMap<string, Readonly<Record<string, LabelDomain | null>>>> {
  const metrics = createMetrics({ names: { clients: () => [], services: () => [] } });
  const { types } = parseExposition(await metrics.text());
  const series = new Map<string, Readonly<Record<string, LabelDomain | null>>>();
  for (const name of types.keys()) if (/^(?:process|nodejs)_/.test(name)) series.set(name, {});
  for (const { name, kind, labels } of definitions) {
    if (!types.has(name)) throw new Error(`${name} is in the catalogue and not in the registry`);
    if (kind !== 'histogram') series.set(name, labels);
    else {
      series.set(`${name}_bucket`, { ...labels, le: null });
      series.set(`${name}_sum`, labels).set(`${name}_count`, labels);
    }
  }
  return series;
}
const series = await exportedSeries();

/** What is wrong with an expression, and with the labels used in the text beside it. */
function faultsOf(expr: string, labelsInText: readonly string[] = []): string[] {
  const { selectors, grouping } = readExpression(expr);
  const known = new Set([
    ...SCRAPE_LABELS,
    ...selectors.flatMap(({ metric }) => Object.keys(series.get(metric) ?? {})),
  ]);
  return [
    ...[...grouping, ...labelsInText].filter((label) => !known.has(label)).map((label) => `no label ${label}`),
    ...selectors.flatMap(({ metric, matchers }) => {
      const labels = series.get(metric);
      if (labels === undefined) return [`no metric ${metric}`];
      return matchers.flatMap(({ label, operator, value }) => {
        if (SCRAPE_LABELS.includes(label)) return [];
        const domain = labels[label];
        if (domain === undefined) return [`${metric} has no label ${label}`];
        if (!Array.isArray(domain) || value.startsWith('$')) return [];
        const values = operator.includes('~') ? value.split('|') : [value];
        return values.filter((each) => !domain.includes(each)).map((each) => `${metric}: ${label} is never ${each}`);
      });
    }),
  ];
}

describe('alert rules', () => {
  test.each(alerts.map((alert) => [alert.alert, alert] as const))('%s asks for what is exported', (_name, alert) => {
    const told = [
      ...Object.values(alert.annotations)
        .join(' ')
        .matchAll(/\$labels\.(\w+)/g),
    ].map(([, label]) => label!);
    expect(faultsOf(alert.expr, told)).toEqual([]);
  });

  test.each(alerts.map((alert) => [alert.alert, alert] as const))(
    '%s says how urgent it is and what to do',
    (name, alert) => {
      expect(['page', 'ticket']).toContain(alert.labels.severity);
      expect(alert.annotations.summary).toBeTruthy();
      expect(alert.annotations.runbook).toBe(`docs/operations.md#${name.toLowerCase()}`);
      expect(operations).toContain(`\n### ${name}\n`);
      if (alert.for !== undefined) expect(alert.for).toMatch(/^\d+[smhd]$/);
      // A label of the text that the expression sums away would stay empty.
      const { grouping } = readExpression(alert.expr);
      const told = [
        ...Object.values(alert.annotations)
          .join(' ')
          .matchAll(/\$labels\.(\w+)/g),
      ].map(([, label]) => label!);
      if (/^\(*\s*(?:sum|min|max)\b/.test(alert.expr))
        expect(told.filter((label) => !grouping.includes(label))).toEqual([]);
    },
  );

  test('every alert that the page explains exists, once', () => {
    const explained = [...operations.matchAll(/^### (Cds\w+)$/gm)].map(([, name]) => name!);
    expect(alerts.map(({ alert }) => alert).sort()).toEqual(explained.sort());
    expect(new Set(explained).size).toBe(explained.length);
  });

  test.each([
    ['a rule that is silent while orders flow', 'outcome="findings"'],
    ['rules that cannot be evaluated', 'outcome="indeterminate"'],
    ['412', 'result="data-unavailable"'],
    ['slow calls', 'histogram_quantile'],
    ['lost evaluations', 'cds_store_dropped_total'],
    ['refused content', 'cds_content_reload_total{result="refused"}'],
    ['the canary', 'cds_canary_ok'],
    ['FHIR servers that time out', 'timeout'],
  ])('there is one for %s', (_what, part) => {
    expect(alerts.filter(({ expr }) => expr.includes(part)).length).toBeGreaterThan(0);
  });
});

describe('the dashboard', () => {
  const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map((target, index) => [`${title} (${index + 1})`, target] as const),
  );

  test.each(queries)('%s asks for what is exported', (_title, { expr, legendFormat }) => {
    const told = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
    expect(faultsOf(expr, told)).toEqual([]);
    const variables = [...expr.matchAll(/\$(\w+)/g)].map(([, name]) => name!);
    const declared = ['__rate_interval', ...dashboard.templating.list.map(({ name }) => name)];
    expect(variables.filter((name) => !declared.includes(name))).toEqual([]);
  });

  test('its variables and annotations do too', () => {
    const [, metric = '', label = ''] = /label_values\((\w+), (\w+)\)/.exec(dashboard.templating.list[1]!.query) ?? [];
    expect(Object.keys(series.get(metric) ?? {})).toContain(label);
    for (const { expr } of dashboard.annotations.list) expect(faultsOf(expr)).toEqual([]);
  });

  test('panels have their own id, a word of explanation, and a place that no other has', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { type, description, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      if (type !== 'row') expect(description).toMatch(/\.$/);
    }
  });

  test('every metric of the service is on it or in an alert', () => {
    const used = [...queries.map(([, { expr }]) => expr), ...alerts.map(({ expr }) => expr)].join('\n');
    expect(definitions.filter(({ name }) => !used.includes(name)).map(({ name }) => name)).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  test('the table names every metric with its labels, and no other', () => {
    const rows = [...operations.matchAll(/^\| `((?:cds|http)_\w+)` *\| ([^|]*)\|/gm)].map(([, name, labels]) => [
      name!,
      [...labels!.matchAll(/`(\w+)`/g)].map(([, label]) => label!).sort(),
    ]);
    expect(rows.sort()).toEqual(definitions.map(({ name, labels }) => [name, Object.keys(labels).sort()]).sort());
  });

  test('every metric that the text mentions exists', () => {
    const mentioned = [...operations.matchAll(/\b((?:cds|http)_[a-z_]+)/g)].map(([, name]) => name!);
    const known = [...series.keys(), ...definitions.flatMap(({ name, labels }) => [name, ...Object.keys(labels)])];
    expect(mentioned.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('this check finds what is wrong', () => {
  test.each([
    ['sum(cds_cards_total)', 'no metric cds_cards_total'],
    ['sum by (patient) (cds_canary_ok)', 'no label patient'],
    ['cds_canary_ok{finding="aki"}', 'cds_canary_ok has no label finding'],
    ['cds_canary_ok{rule="akii"}', 'cds_canary_ok: rule is never akii'],
    ['cds_rule_outcome_total{outcome=~"findings|fired"}', 'cds_rule_outcome_total: outcome is never fired'],
    ['http_server_request_duration_seconds{}', 'no metric http_server_request_duration_seconds'],
  ])('%s: %s', (expr, fault) => {
    expect(faultsOf(expr)).toEqual([fault]);
  });

  test('a bracket too few', () => {
    expect(() => faultsOf('sum(cds_canary_ok')).toThrow('unbalanced');
  });
});
