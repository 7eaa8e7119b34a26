import type { ResultRow } from './result-row.js';
import type { Target } from './targets.js';
import { textTable } from './text-table.js';

/** Every case, group by group. Absolute times hold for this machine and this hour; the ratios are the result. */
export function resultTables(rows: readonly ResultRow[]): string {
  const groups = [...new Set(rows.map(({ group }) => group))];
  return groups
    .map((group) => {
      const lines = rows.filter((row) => row.group === group).map((row) => cellsOf(row, rows));
      return `${group}\n\n${textTable(HEAD, lines)}`;
    })
    .join('\n\n');
}

const HEAD = [
  'What',
  'Conn.',
  'per s',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'CPU ms',
  'peak MiB',
  'CPU ratio',
  'per s ratio',
  'p99 ratio',
  'against',
];

function cellsOf(row: ResultRow, rows: readonly ResultRow[]): string[] {
  const isBaseline = row.baseline === row.id;
  const against = rows.find(({ id }) => id === row.baseline)?.label ?? row.baseline;
  return [
    row.label,
    String(row.connections),
    ...[row.perSecond, row.p50, row.p95, row.p99, row.cpuMs, row.peakMiB].map(String),
    ...[row.cpuRatio.median, row.throughputRatio.median, row.p99Ratio].map((ratio) =>
      isBaseline ? '1' : String(ratio),
    ),
    isBaseline ? '' : against,
  ];
}

export function targetTable(targets: readonly Target[]): string {
  return textTable(
    ['Target', 'Wanted', 'Measured', 'Missed by'],
    targets.map(({ what, target, measured, missedBy }) => [what, target, measured, missedBy ?? 'met']),
  );
}
