import type { Timeline } from '../../engine/explain/timeline.js';
import { type Column, htmlTable } from '../../records/report/html-table.js';
import type { PageWords } from './page-words.js';
import { NARROW, timelineSvg, WIDE } from './timeline-svg.js';

/** The course as a picture, drawn twice: the page shows the one that fits (`.wide`, `.narrow`), and no other is read out. */
export function coursePictures(timeline: Timeline, words: PageWords): string {
  return `<div class="picture wide">${timelineSvg(timeline, words, WIDE)}</div>
<div class="picture narrow">${timelineSvg(timeline, words, NARROW)}</div>`;
}

/** The same numbers, for whoever cannot see the picture or wants them exactly. */
export function courseTable(timeline: Timeline, words: PageWords): string {
  return htmlTable(words.valuesCaption, timelineColumns(words), rowsOf(timeline, words), words.none);
}

interface TimelineRow {
  readonly at: number;
  readonly time: string;
  readonly what: string;
  readonly value: string;
  readonly converted: string;
}

function rowsOf({ creatinine, level, events, courseStart }: Timeline, words: PageWords): TimelineRow[] {
  const results = [creatinine, level].flatMap(({ title, unit, points }) =>
    points.map(({ at, time, reported, value, isConfirmed, stage }) => ({
      at,
      time,
      what: [title, ...(isConfirmed ? [] : [words.preliminary]), ...(stage === undefined ? [] : [stage])].join(', '),
      value: reported,
      converted: `${Number(value.toPrecision(4))} ${unit}`,
    })),
  );
  const others = [...(courseStart === null ? [] : [courseStart]), ...events].map(({ at, time, what }) => ({
    ...{ at, time, what },
    value: '',
    converted: '',
  }));
  // Lines and bands of the picture hold for all of it; they stand last.
  const lines = [creatinine, level].flatMap(({ title, unit, limits, baseline }) =>
    [...(baseline === null ? [] : [baseline]), ...limits].map(({ label }) => ({
      ...{ at: Infinity, time: words.picture.throughout, what: `${title}: ${words.picture.lines}`, value: '' },
      converted: `${label} ${unit}`,
    })),
  );
  return [...[...results, ...others].sort((a, b) => a.at - b.at), ...lines];
}

function timelineColumns({ columns }: PageWords): readonly Column<TimelineRow>[] {
  return [
    { head: columns.time, text: ({ time }) => time, isCode: true },
    { head: columns.what, text: ({ what }) => what },
    { head: columns.reported, text: ({ value }) => value, isNumber: true },
    { head: columns.drawn, text: ({ converted }) => converted, isNumber: true },
  ];
}
