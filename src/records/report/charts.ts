import { escapeHtml } from './html-table.js';

const WIDTH = 720;
const LEFT = 56;
const RIGHT = 12;

export interface WeekValue {
  readonly week: string;
  /** null: nothing to divide by in this week; the line has a gap. */
  readonly value: number | null;
}

export interface WeekChart {
  readonly title: string;
  /** `cards per 100 orders`, for the axis. */
  readonly unit: string;
  readonly weeks: readonly WeekValue[];
  /** Weeks in which the watch called; drawn as a triangle under the axis. */
  readonly marked?: ReadonlySet<string>;
  /** Dashed lines at these weeks, each with its label. */
  readonly changes?: ReadonlyMap<string, string>;
  /** The weeks before this one are drawn on a band: the period before. */
  readonly startsAt?: string;
  readonly height?: number;
  readonly format: (value: number) => string;
}

/** A line over weeks. The table below the chart has its numbers. */
export function weekChart({ title, unit, weeks, marked, changes, startsAt, height = 200, format }: WeekChart): string {
  const top = 22;
  const bottom = height - 34;
  const most = niceCeiling(Math.max(0, ...weeks.map(({ value }) => value ?? 0)));
  const x = (at: number) => LEFT + ((WIDTH - LEFT - RIGHT) * (at + 0.5)) / Math.max(1, weeks.length);
  const y = (value: number) => bottom - ((bottom - top) * value) / most;
  const grid = [0, 0.5, 1].map(
    (part) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${px(y(most * part))}" y2="${px(y(most * part))}"/>` +
      `<text x="${LEFT - 8}" y="${px(y(most * part) + 4)}" text-anchor="end">${escapeHtml(format(most * part))}</text>`,
  );
  const every = Math.max(1, Math.ceil(weeks.length / 9));
  const labels = weeks.flatMap(({ week }, at) =>
    at % every === 0 && at + every / 2 < weeks.length + 1
      ? [
          `<text${(at / every) % 2 === 1 ? ' class="odd"' : ''} x="${px(x(at))}" y="${height - 4}" text-anchor="middle">${escapeHtml(week.slice(2))}</text>`,
        ]
      : [],
  );
  const marks = weeks.flatMap(({ week }, at) =>
    marked?.has(week) === true
      ? [`<path class="mark" d="M${px(x(at))} ${bottom + 4} l5 9 h-10 z"><title>Watch: ${week}</title></path>`]
      : [],
  );
  const lines = weeks.flatMap(({ week }, at) => {
    const label = changes?.get(week);
    if (label === undefined) return [];
    return [
      `<line class="change" x1="${px(x(at))}" x2="${px(x(at))}" y1="${top}" y2="${bottom}"><title>Content changed: ${week}</title></line>`,
      `<text x="${px(x(at) + 4)}" y="${top + 10}">${escapeHtml(label)}</text>`,
    ];
  });
  const earlier = startsAt === undefined ? 0 : weeks.filter(({ week }) => week < startsAt).length;
  const band =
    earlier === 0
      ? ''
      : `<rect class="earlier" x="${LEFT}" y="${top}" width="${px(x(earlier - 0.5) - LEFT)}" height="${bottom - top}"/>`;
  const points = weeks.flatMap(({ value }, at) =>
    value === null ? [] : [`<circle class="point" cx="${px(x(at))}" cy="${px(y(value))}" r="2.5"/>`],
  );
  return svg(title, height, [
    `<text x="${LEFT}" y="12" class="unit">${escapeHtml(unit)}</text>`,
    band,
    ...grid,
    ...lines,
    `<path class="line" d="${linePath(weeks, x, y)}"/>`,
    ...points,
    ...marks,
    ...labels,
  ]);
}

export interface LimitBar {
  readonly label: string;
  readonly now: number | null;
  readonly before: number | null;
  readonly limit: number | null;
  readonly isOver: boolean;
}

/** Two bars per row, this period over the one before, and a tick at the limit; each says its number. */
export function limitBars(title: string, bars: readonly LimitBar[]): string {
  const labelWidth = 110;
  const rowHeight = 50;
  const most = niceCeiling(
    Math.max(0, ...bars.flatMap(({ now, before, limit }) => [now ?? 0, before ?? 0, limit ?? 0])),
  );
  const x = (value: number) => labelWidth + ((WIDTH - labelWidth - 70) * value) / most;
  const text = (value: number | null) => (value === null ? 'no orders' : value.toFixed(1));
  const rows = bars.map(({ label, now, before, limit, isOver }, row) => {
    const y = 8 + row * rowHeight;
    // The tick of the limit may stand where a number would.
    const end = (value: number | null) => px(x(value ?? 0) + 8);
    return [
      `<text x="${labelWidth - 8}" y="${y + 16}" text-anchor="end">${escapeHtml(label)}</text>`,
      `<rect class="${isOver ? 'over' : 'part0'}" x="${labelWidth}" y="${y}" width="${px(x(now ?? 0) - labelWidth)}" height="18"/>`,
      `<text x="${end(now)}" y="${y + 14}" class="now">${text(now)}</text>`,
      `<rect class="part2" x="${labelWidth}" y="${y + 20}" width="${px(x(before ?? 0) - labelWidth)}" height="10"/>`,
      `<text x="${end(before)}" y="${y + 30}" class="unit below">${text(before)}</text>`,
      limit === null
        ? ''
        : `<line class="limit" x1="${px(x(limit))}" x2="${px(x(limit))}" y1="${y - 4}" y2="${y + 34}"><title>Limit ${limit}</title></line>`,
    ].join('');
  });
  return svg(title, 8 + bars.length * rowHeight, rows);
}

export interface StackedBar {
  readonly label: string;
  readonly parts: readonly number[];
}

/** One bar per row under its name, cut into parts; every part that has room is labelled with its count, so colour says nothing alone. */
export function stackedBars(title: string, legend: readonly string[], bars: readonly StackedBar[]): string {
  const rowHeight = 46;
  const most = Math.max(1, ...bars.map(({ parts }) => sum(parts)));
  const scale = (WIDTH - 60) / most;
  const key = legend.map(
    (name, at) =>
      `<rect class="part${at}" x="${1 + at * 150}" y="2" width="12" height="12"/>` +
      `<text x="${1 + at * 150 + 18}" y="13">${escapeHtml(name)}</text>`,
  );
  const rows = bars.map(({ label, parts }, row) => {
    const y = 46 + row * rowHeight;
    const drawn = parts.map((count, at) => {
      const x = 1 + scale * sum(parts.slice(0, at));
      const width = scale * count;
      const text =
        width > 42
          ? `<text class="in part${at}" x="${px(x + width / 2)}" y="${y + 16}" text-anchor="middle">${count}</text>`
          : '';
      return `<rect class="part${at}" x="${px(x)}" y="${y}" width="${px(Math.max(0, width - 1))}" height="21"/>${text}`;
    });
    const end = 1 + scale * sum(parts) + 6;
    return (
      `<text x="0" y="${y - 5}">${escapeHtml(label)}</text>${drawn.join('')}` +
      `<text x="${px(end)}" y="${y + 16}">${sum(parts)}</text>`
    );
  });
  return svg(title, 30 + bars.length * rowHeight, [...key, ...rows]);
}

function svg(title: string, height: number, content: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}; its numbers are in the table below">
${content.join('\n')}
</svg>`;
}

/** Begins anew after every gap. */
function linePath(weeks: readonly WeekValue[], x: (at: number) => number, y: (value: number) => number): string {
  const steps = weeks.map(({ value }, at) => {
    if (value === null) return '';
    const isFirst = at === 0 || (weeks[at - 1]?.value ?? null) === null;
    return `${isFirst ? 'M' : 'L'}${px(x(at))} ${px(y(value))}`;
  });
  return steps.join('');
}

/** 1, 2, 2.5 or 5 times a power of ten: ends of an axis that people can halve. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
