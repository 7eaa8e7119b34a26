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
  readonly height?: number;
  readonly format: (value: number) => string;
}

/** A line over weeks. The table below the chart has its numbers. */
export function weekChart({ title, unit, weeks, marked, height = 200, format }: WeekChart): string {
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
      ? [`<text x="${px(x(at))}" y="${height - 4}" text-anchor="middle">${escapeHtml(week.slice(2))}</text>`]
      : [],
  );
  const marks = weeks.flatMap(({ week }, at) =>
    marked?.has(week) === true
      ? [`<path class="mark" d="M${px(x(at))} ${bottom + 4} l5 9 h-10 z"><title>Watch: ${week}</title></path>`]
      : [],
  );
  const points = weeks.flatMap(({ value }, at) =>
    value === null ? [] : [`<circle class="point" cx="${px(x(at))}" cy="${px(y(value))}" r="2.5"/>`],
  );
  return svg(title, height, [
    `<text x="${LEFT}" y="12" class="unit">${escapeHtml(unit)}</text>`,
    ...grid,
    `<path class="line" d="${linePath(weeks, x, y)}"/>`,
    ...points,
    ...marks,
    ...labels,
  ]);
}

export interface StackedBar {
  readonly label: string;
  readonly parts: readonly number[];
}

/** One bar per row, cut into parts; every part that has room is labelled with its count, so colour says nothing alone. */
export function stackedBars(title: string, legend: readonly string[], bars: readonly StackedBar[]): string {
  const labelWidth = 190;
  const rowHeight = 30;
  const most = Math.max(1, ...bars.map(({ parts }) => sum(parts)));
  const scale = (WIDTH - labelWidth - 60) / most;
  const key = legend.map(
    (name, at) =>
      `<rect class="part${at}" x="${labelWidth + at * 130}" y="2" width="12" height="12"/>` +
      `<text x="${labelWidth + at * 130 + 18}" y="12">${escapeHtml(name)}</text>`,
  );
  const rows = bars.map(({ label, parts }, row) => {
    const y = 26 + row * rowHeight;
    const drawn = parts.map((count, at) => {
      const x = labelWidth + scale * sum(parts.slice(0, at));
      const width = scale * count;
      const text =
        width > 30
          ? `<text class="in part${at}" x="${px(x + width / 2)}" y="${y + 15}" text-anchor="middle">${count}</text>`
          : '';
      return `<rect class="part${at}" x="${px(x)}" y="${y}" width="${px(Math.max(0, width - 1))}" height="21"/>${text}`;
    });
    const end = labelWidth + scale * sum(parts) + 6;
    return (
      `<text x="${labelWidth - 8}" y="${y + 15}" text-anchor="end">${escapeHtml(label)}</text>${drawn.join('')}` +
      `<text x="${px(end)}" y="${y + 15}">${sum(parts)}</text>`
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
