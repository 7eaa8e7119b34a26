import type { Timeline, TimelineLimit, TimelinePanel } from '../../engine/explain/timeline.js';
import { DAY_MS } from '../../domain/time.js';
import { PAGE_WORDS, type PageWords } from './page-words.js';
import { escapeHtml } from '../../records/report/html-table.js';

const [WIDTH, PANEL, GAP, LEFT, RIGHT, TOP, AXIS] = [760, 190, 44, 52, 96, 26, 62] as const;
/** A year of history at most: older results are in the table, and would press the course into a corner. */
const LONGEST_DAYS = 400;
const SHORTEST_DAYS = 7;
const TICKS = 6;

/**
 * Creatinine above, level below, on one time axis; each from zero, so that a doubling looks like one. A dashed line is a
 * limit, a dotted one the baseline, a vertical one the start of the course; hollow points are preliminary.
 */
export function timelineSvg(
  { asOf, creatinine, level, courseStart, events }: Timeline,
  words: PageWords = PAGE_WORDS.en,
): string {
  const first = Math.min(...[...creatinine.points, ...level.points, ...events].map(({ at }) => at), asOf);
  const from = Math.max(Math.min(first, asOf - SHORTEST_DAYS * DAY_MS), asOf - LONGEST_DAYS * DAY_MS);
  const x = (at: number) => px(LEFT + ((at - from) / (asOf - from)) * (WIDTH - LEFT - RIGHT));
  const isShown = ({ at }: { readonly at: number }) => at >= from;
  const height = TOP + 2 * PANEL + GAP + AXIS;
  const bottom = TOP + 2 * PANEL + GAP;
  const lines = [
    panelSvg({ ...creatinine, points: creatinine.points.filter(isShown) }, TOP, x, words),
    panelSvg({ ...level, points: level.points.filter(isShown) }, TOP + PANEL + GAP, x, words),
    ...(courseStart === null || !isShown(courseStart)
      ? []
      : [
          `<line class="course" x1="${x(courseStart.at)}" x2="${x(courseStart.at)}" y1="${TOP}" y2="${bottom}"/>`,
          `<text class="note" x="${x(courseStart.at)}" y="${TOP + PANEL + 16}" text-anchor="${anchorAt(courseStart.at, from, asOf)}">${escapeHtml(courseStart.what)}</text>`,
        ]),
    ...events
      .filter(isShown)
      .map(
        ({ at, time, what }) =>
          `<path class="event" d="M${x(at)} ${bottom} l-4 8 h8 z"><title>${escapeHtml(`${time}: ${what}`)}</title></path>`,
      ),
    ...ticks(from, asOf).map(
      (at) =>
        `<line class="tick" x1="${x(at)}" x2="${x(at)}" y1="${bottom}" y2="${bottom + 5}"/>` +
        `<text x="${x(at)}" y="${bottom + 24}" text-anchor="middle">${new Date(at).toISOString().slice(0, 10)}</text>`,
    ),
    `<text class="note" x="${LEFT}" y="${bottom + 46}">${words.picture.triangles}</text>`,
  ];
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${words.picture.label}">\n${lines.join('\n')}\n</svg>`;
}

function panelSvg(
  { title, unit, points, limits, baseline }: TimelinePanel,
  top: number,
  x: (at: number) => string,
  words: PageWords,
): string {
  const highest =
    Math.max(...points.map(({ value }) => value), baseline?.value ?? 0, limits[0]?.value ?? 0) * 1.12 || 1;
  const y = (value: number) => px(top + PANEL - (value / highest) * PANEL);
  const drawn: TimelineLimit[] = limits.filter(({ value }) => value <= highest);
  const path = points.map(({ at, value }, i) => `${i === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join(' ');
  const line = (kind: string, { value, label }: TimelineLimit) =>
    `<line class="${kind}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/>` +
    `<text class="note" x="${WIDTH - RIGHT + 6}" y="${y(value)}" dy="4">${escapeHtml(label)}</text>`;
  return [
    `<text class="title" x="${LEFT}" y="${top - 8}">${escapeHtml(`${title}, ${unit}`)}</text>`,
    `<path class="frame" d="M${LEFT} ${top} V${top + PANEL} H${WIDTH - RIGHT}"/>`,
    ...scaleMarks(highest).map(
      (value) => `<text x="${LEFT - 6}" y="${y(value)}" dy="4" text-anchor="end">${value}</text>`,
    ),
    ...drawn.map((limit) => line('limit', limit)),
    ...(baseline === null ? [] : [line('baseline', baseline)]),
    points.length === 0
      ? `<text class="note" x="${LEFT + 12}" y="${top + PANEL / 2}">${words.picture.noneRead}</text>`
      : `<path class="series" d="${path}"/>`,
    ...points.map(
      ({ at, value, reported, time, isConfirmed }) =>
        `<circle class="${isConfirmed ? 'point' : 'point preliminary'}" cx="${x(at)}" cy="${y(value)}" r="4"><title>${escapeHtml(`${time}: ${reported}${isConfirmed ? '' : `, ${words.preliminary}`}`)}</title></circle>`,
    ),
  ].join('\n');
}

/** Three round numbers from zero upwards. */
function scaleMarks(highest: number): number[] {
  const rough = highest / 3;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].findLast((each) => each * unit <= rough) ?? 1) * unit;
  const marks = [0, 1, 2, 3, 4, 5].map((count) => Number((count * step).toPrecision(6)));
  return marks.filter((value) => value <= highest);
}

function ticks(from: number, to: number): number[] {
  return Array.from({ length: TICKS }, (_, at) => from + ((to - from) * at) / (TICKS - 1));
}

function anchorAt(at: number, from: number, to: number): string {
  const part = (at - from) / (to - from);
  return part < 0.15 ? 'start' : part > 0.85 ? 'end' : 'middle';
}

function px(value: number): string {
  return value.toFixed(1);
}
