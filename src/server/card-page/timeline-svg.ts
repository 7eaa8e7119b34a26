import type {
  Timeline,
  TimelineEpisode,
  TimelineEvent,
  TimelineLimit,
  TimelinePanel,
} from '../../engine/explain/timeline.js';
import { DAY_MS } from '../../domain/time.js';
import { PAGE_WORDS, type PageWords } from './page-words.js';
import { escapeHtml } from '../../records/report/html-table.js';

/** How large a picture is drawn: one that is made smaller than that has letters that nobody can read. */
export interface PictureSize {
  readonly width: number;
  /** Dates below the axis. */
  readonly ticks: number;
}

/** For a screen or paper; for a phone or a column beside other things. */
export const WIDE: PictureSize = { width: 760, ticks: 6 };
export const NARROW: PictureSize = { width: 400, ticks: 3 };

const [PANEL, GAP, LEFT, RIGHT, TOP, AXIS] = [170, 44, 40, 92, 26, 74] as const;
/** A year of history at most: older results are in the table, and would press the course into a corner. */
const LONGEST_DAYS = 400;
const SHORTEST_DAYS = 7;
/** Between the feet of two lines of text, and between the beginnings of two doses. */
const [LINE_HEIGHT, DOSE_WIDTH] = [14, 62] as const;
const HALF_POINT = 4;

/**
 * Creatinine above, level below, on one time axis; each from zero, so that a doubling looks like one. A band is a stage
 * of AKI or a level above a limit, a dotted line the baseline, a vertical one the start of the course, a bar a time of AKI; hollow
 * points are preliminary, a diamond is dialysis or a transplant.
 */
export function timelineSvg(
  { asOf, creatinine, level, courseStart, events }: Timeline,
  words: PageWords = PAGE_WORDS.en,
  size: PictureSize = WIDE,
): string {
  const first = Math.min(...[...creatinine.points, ...level.points, ...events].map(({ at }) => at), asOf);
  const from = Math.max(Math.min(first, asOf - SHORTEST_DAYS * DAY_MS), asOf - LONGEST_DAYS * DAY_MS);
  const right = size.width - RIGHT;
  const place = (at: number) => LEFT + ((at - from) / (asOf - from)) * (right - LEFT);
  const x = (at: number) => px(place(at));
  const isShown = ({ at }: { readonly at: number }) => at >= from;
  const bottom = TOP + 2 * PANEL + GAP;
  const shownEvents = events.filter(isShown);
  const lines = [
    // First, so that the titles of the panels stand on it.
    ...(courseStart === null || !isShown(courseStart)
      ? []
      : [
          `<line class="course" x1="${x(courseStart.at)}" x2="${x(courseStart.at)}" y1="${TOP}" y2="${bottom}"/>`,
          `<text class="note" x="${x(courseStart.at)}" y="${TOP + PANEL + 16}" text-anchor="${anchorAt(courseStart.at, from, asOf)}">${escapeHtml(courseStart.what)}</text>`,
        ]),
    panelSvg({ ...creatinine, points: creatinine.points.filter(isShown) }, { top: TOP, right, place, words }),
    panelSvg({ ...level, points: level.points.filter(isShown) }, { top: TOP + PANEL + GAP, right, place, words }),
    ...shownEvents.map(
      ({ at, time, what, isOfKidneys }) =>
        `<path class="${isOfKidneys === true ? 'event kidneys' : 'event'}" d="M${x(at)} ${bottom} ${isOfKidneys === true ? `V${TOP} V${bottom} l-6 7 l6 7 l6 -7 z` : 'l-4 8 h8 z'}"><title>${escapeHtml(`${time}: ${what}`)}</title></path>`,
    ),
    ...withRoom(shownEvents, place).map(
      ({ at, dose = '' }) =>
        `<text class="dose" x="${x(at)}" y="${bottom + 22}" text-anchor="${anchorAt(at, from, asOf)}">${escapeHtml(dose)}</text>`,
    ),
    ...dates(from, asOf, size.ticks).map(
      (at) =>
        `<line class="tick" x1="${x(at)}" x2="${x(at)}" y1="${bottom}" y2="${bottom + 5}"/>` +
        `<text x="${x(at)}" y="${bottom + 42}" text-anchor="middle">${new Date(at).toISOString().slice(0, 10)}</text>`,
    ),
    ...captionLines(words.picture.caption, size).map(
      (line, at) => `<text class="note" x="4" y="${bottom + 62 + at * LINE_HEIGHT}">${escapeHtml(line)}</text>`,
    ),
  ];
  const height = bottom + AXIS + (captionLines(words.picture.caption, size).length - 1) * LINE_HEIGHT;
  return `<svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${words.picture.label}">\n${lines.join('\n')}\n</svg>`;
}

interface PanelPlace {
  readonly top: number;
  readonly right: number;
  readonly place: (at: number) => number;
  readonly words: PageWords;
}

function panelSvg(
  { title, unit, points, limits, baseline, episodes }: TimelinePanel,
  { top, right, place, words }: PanelPlace,
): string {
  const highest =
    Math.max(...points.map(({ value }) => value), baseline?.value ?? 0, limits[0]?.value ?? 0) * 1.12 || 1;
  const height = (value: number) => top + PANEL - (value / highest) * PANEL;
  const y = (value: number) => px(height(value));
  const x = (at: number) => px(place(at));
  const drawn = [
    ...limits.filter(({ value }) => value <= highest).map((limit) => ({ ...limit, kind: 'limit' })),
    ...(baseline === null ? [] : [{ ...baseline, kind: 'baseline' }]),
  ];
  const path = points.map(({ at, value }, i) => `${i === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join(' ');
  return [
    `<text class="title" x="${LEFT}" y="${top - 8}">${escapeHtml(`${title}, ${unit}`)}</text>`,
    `<path class="frame" d="M${LEFT} ${top} V${top + PANEL} H${right}"/>`,
    ...bandsOf(limits, highest).map(
      ({ from, to, tint }) =>
        `<rect class="band tint-${tint}" x="${LEFT}" width="${right - LEFT}" y="${y(to)}" height="${px(height(from) - height(to))}"/>`,
    ),
    ...scaleMarks(highest).map(
      (value) => `<text x="${LEFT - 6}" y="${y(value)}" dy="4" text-anchor="end">${value}</text>`,
    ),
    ...drawn.map(
      ({ kind, value }) => `<line class="${kind}" x1="${LEFT}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/>`,
    ),
    ...apart(drawn, height).map(
      ({ label, foot }) => `<text class="note" x="${right + 6}" y="${px(foot)}" dy="4">${escapeHtml(label)}</text>`,
    ),
    points.length === 0
      ? `<text class="note" x="${LEFT + 12}" y="${top + PANEL / 2}">${words.picture.noneRead}</text>`
      : `<path class="series" d="${path}"/>`,
    ...points.map(
      ({ at, value, reported, time, isConfirmed, stage }) =>
        `<circle class="${isConfirmed ? 'point' : 'point preliminary'}" cx="${x(at)}" cy="${y(value)}" r="4"><title>${escapeHtml(`${time}: ${reported}${isConfirmed ? '' : `, ${words.preliminary}`}${stage === undefined ? '' : `, ${stage}`}`)}</title></circle>`,
    ),
    ...episodes.filter(({ to }) => place(to) >= LEFT).map((episode) => episodeSvg(episode, { top, right, place })),
  ].join('\n');
}

/** From each limit to the next, the last one to the top of what is drawn. */
function bandsOf(limits: readonly TimelineLimit[], highest: number) {
  return limits.flatMap(({ value }, at) => {
    const next = limits[at + 1]?.value ?? highest;
    return value >= highest ? [] : [{ from: value, to: Math.min(next, highest), tint: 3 - (limits.length - 1 - at) }];
  });
}

/** A bar along the top of the panel; one result alone is as wide as its point. */
function episodeSvg({ from, to, label }: TimelineEpisode, { top, right, place }: Omit<PanelPlace, 'words'>): string {
  const [begins, ends] = [Math.max(place(from) - HALF_POINT, LEFT), Math.min(place(to) + HALF_POINT, right)];
  const anchor = begins > (LEFT + right) / 2 ? 'end' : 'start';
  // Beside the bar, and not below it: the highest point stands there.
  const at = anchor === 'end' ? begins - HALF_POINT : ends + HALF_POINT;
  return [
    `<rect class="episode" x="${px(begins)}" width="${px(ends - begins)}" y="${top}" height="5"><title>${escapeHtml(label)}</title></rect>`,
    `<text class="aki" x="${px(at)}" y="${top + 10}" text-anchor="${anchor}">${escapeHtml(label)}</text>`,
  ].join('');
}

/** The names of the lines, lowest line first; a name that would stand on another one is lifted above it. */
function apart(limits: readonly TimelineLimit[], height: (value: number) => number) {
  let free = Infinity;
  return [...limits]
    .sort((a, b) => a.value - b.value)
    .map(({ label, value }) => {
      const foot = Math.min(height(value), free);
      free = foot - LINE_HEIGHT;
      return { label, foot };
    });
}

/** Doses that can stand beside each other; the newest come first, and all are in the table. */
function withRoom(events: readonly TimelineEvent[], place: (at: number) => number): TimelineEvent[] {
  let free = Infinity;
  return events.toReversed().filter(({ dose, at }) => {
    if (dose === undefined || place(at) > free) return false;
    free = place(at) - DOSE_WIDTH;
    return true;
  });
}

/** SVG does not break lines. */
function captionLines(text: string, { width }: PictureSize): string[] {
  const most = Math.floor(width / 6.5);
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    const fits = last !== undefined && last.length + word.length < most;
    return fits ? [...lines.slice(0, -1), `${last} ${word}`] : [...lines, word];
  }, []);
}

/** Three round numbers from zero upwards. */
function scaleMarks(highest: number): number[] {
  const rough = highest / 3;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].findLast((each) => each * unit <= rough) ?? 1) * unit;
  const marks = [0, 1, 2, 3, 4, 5].map((count) => Number((count * step).toPrecision(6)));
  return marks.filter((value) => value <= highest);
}

function dates(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => from + ((to - from) * at) / (count - 1));
}

function anchorAt(at: number, from: number, to: number): string {
  const part = (at - from) / (to - from);
  return part < 0.15 ? 'start' : part > 0.85 ? 'end' : 'middle';
}

function px(value: number): string {
  return value.toFixed(1);
}
