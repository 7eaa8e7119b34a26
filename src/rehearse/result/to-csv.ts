import type { Foretold, Rehearsal, Spread } from './rehearsal.js';

type Value = string | number | boolean | null;

/** One table as CSV (RFC 4180). `few` is written for 1 to 4; nothing where it may not be told. */
interface Table {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** What the page shows, a file for each of its tables. */
export function toCsvFiles(rehearsal: Rehearsal): readonly { readonly name: string; readonly text: string }[] {
  return tablesOf(rehearsal).map(({ name, head, rows }) => ({
    name: `${name}.csv`,
    text: [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join(''),
  }));
}

function tablesOf(made: Rehearsal): readonly Table[] {
  const { cards } = made;
  return [
    {
      name: 'summary',
      head: ['measure', 'value'],
      rows: [
        ['run', made.runId],
        ['content', made.content.version],
        ['compared-with', made.vs?.version ?? null],
        ['last-day', made.period.end],
        ...Object.entries(made.population),
        ['cards', cards.all],
        ['cards-per-100-orders', cards.per100],
        ['orders-with-card', cards.signingsWithCard],
        ['prescriber-known', cards.prescriberDays.prescriberKnown],
        ...spread('cards-per-prescriber-day', cards.prescriberDays),
        ...spread('cards-per-patient', cards.perPatient),
        ...spread('days-from-aki-result-to-next-order', made.akiDelay),
        ['compared-orders-changed', made.changes?.changedOrders ?? null],
      ],
    },
    {
      name: 'files',
      head: ['file', 'lines', 'kept', 'no_patient', 'broken'],
      rows: made.input.files.map(({ file, lines, kept, noPatient, broken }) => [file, lines, kept, noPatient, broken]),
    },
    {
      name: 'cards-by-rule',
      head: ['rule', 'info', 'warning', 'critical', 'all', 'per_100_orders'],
      rows: cards.byRule.map(({ rule, info, warning, critical, all, per100 }) => [
        rule,
        info,
        warning,
        critical,
        all,
        per100,
      ]),
    },
    {
      name: 'cards-by-finding',
      head: ['finding', 'severity', 'cards', 'per_100_orders'],
      rows: cards.byFinding.map(({ name, severity, count, per100 }) => [name, severity, count, per100]),
    },
    {
      name: 'weeks',
      head: ['week', 'orders', 'cards', 'per_100_orders'],
      rows: cards.weeks.map(({ week, orders, cards: shown, per100 }) => [week, orders, shown, per100]),
    },
    {
      name: 'rules',
      head: ['rule', 'findings', 'only_rehearsed', 'nothing_to_say', 'not_applicable', 'not_checked', 'failed'],
      rows: made.rules.map((each) => [
        ...[each.rule, each.findings, each.silentFindings, each.silent],
        ...[each.notApplicable, each.indeterminate, each.failed],
      ]),
    },
    {
      name: 'not-evaluable',
      head: ['where', 'what', 'reason', 'orders'],
      rows: [
        ...made.notRehearsed.map(({ name, count }) => ['order', 'not-rehearsed', name, count]),
        ...made.notEvaluable.map(({ name, count }) => ['call', 'not-evaluable', name, count]),
        ...made.rules.flatMap(({ rule, reasons }) =>
          reasons.map(({ outcome, name, count }) => [rule, outcome, name, count]),
        ),
      ],
    },
    {
      name: 'not-understood',
      head: ['source', 'reason', 'kind', 'system', 'code', 'records', 'mend'],
      rows: made.notUnderstood.map(({ source, reason, kind, system, code, count, mend }) => {
        return [source, reason, kind, system, code, count, mend];
      }),
    },
    {
      name: 'time',
      head: ['what', 'name', 'count'],
      rows: [
        ...made.lookAhead.map(({ name, count }) => ['results-placed-by', name, count]),
        ...made.statuses.map(({ name, count }) => ['statuses', name, count]),
        ...made.undated.map(({ name, count }) => ['undated', name, count]),
      ],
    },
    {
      name: 'outcomes',
      head: [
        'rule',
        'horizon_days',
        'excluded',
        'censored',
        'ppv_low',
        'ppv_high',
        'sensitivity_low',
        'sensitivity_high',
        ...FORETOLD,
      ],
      rows: made.outcomes.map((row) => [
        ...[row.rule, row.horizonDays, row.excluded, row.censored],
        ...(row.ppvInterval ?? [null, null]),
        ...(row.sensitivityInterval ?? [null, null]),
        ...foretold(row),
      ]),
    },
    {
      name: 'thresholds',
      head: ['threshold', 'value', 'unit', 'shipped', 'site', 'allowed', 'orders', 'per_100_orders', ...FORETOLD],
      rows: made.thresholds.flatMap(({ path, unit, shipped, site, steps }) =>
        steps.flatMap(({ value, allowed, orders, per100, outcomes }) => {
          if (!allowed)
            return [
              [path, value, unit, value === shipped, value === site, false, null, null, ...FORETOLD.map(() => null)],
            ];
          const base = [path, value, unit, value === shipped, value === site, true, orders, per100];
          return outcomes.length === 0
            ? [[...base, ...FORETOLD.map(() => null)]]
            : outcomes.map((outcome) => [...base, ...foretold(outcome)]);
        }),
      ),
    },
    ...(made.changes === null
      ? []
      : [
          {
            name: 'changes',
            head: ['finding', 'what', 'because', 'orders'],
            rows: made.changes.rows.map(({ finding, what, why, count }) => [finding, what, why, count]),
          },
        ]),
  ];
}

const FORETOLD = [
  'outcome',
  'episodes',
  'followed',
  'ppv',
  'events',
  'caught',
  'sensitivity',
  'lead_p25',
  'lead_median',
  'lead_p75',
];

function foretold(row: Foretold): readonly (string | number | null)[] {
  const { outcome, episodes, followed, ppv, events, caught, sensitivity, leadP25, leadMedian, leadP75 } = row;
  return [outcome, episodes, followed, ppv, events, caught, sensitivity, leadP25, leadMedian, leadP75];
}

function spread(name: string, { p25, median, p75, p90 }: Spread): (readonly (string | number | null)[])[] {
  return [
    [`${name}-p25`, p25],
    [`${name}-median`, median],
    [`${name}-p75`, p75],
    [`${name}-p90`, p90],
  ];
}

function field(value: Value): string {
  const text = value === null ? '' : String(value);
  // A spreadsheet must not take a text of the record for a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
