import { describe, expect, it } from '@jest/globals';
import type { ClinicalSnapshot } from '../../../src/domain/clinical-snapshot.js';
import { timelineOf } from '../../../src/engine/explain/timeline.js';
import { courseTable } from '../../../src/server/card-page/course.js';
import { PAGE_WORDS } from '../../../src/server/card-page/page-words.js';
import { timelineSvg } from '../../../src/server/card-page/timeline-svg.js';
import { ownContent } from '../../content/content-in-memory.js';
import { complete, condition, creatinine, daysAgo, level, patient, snapshot } from '../../support/snapshot-builder.js';

/** The picture of the course, and the table that says the same: what the rules' own functions make of the chart. */
const { params } = ownContent();
const words = PAGE_WORDS.en;
const courseOf = (changes: Partial<ClinicalSnapshot>) => timelineOf(snapshot(changes), params);
const results = (...values: readonly (readonly [value: number, daysAgo: number])[]) =>
  complete(values.map(([value, days]) => creatinine(value, 'umol/L', daysAgo(days))));

/** Two injuries with a recovery between them. */
const TWICE = results([80, 90], [85, 60], [130, 40], [170, 39], [84, 30], [82, 10], [260, 1]);

describe('stages of AKI', () => {
  it('each result that met the criteria says so, and neighbours are one episode of the highest stage', () => {
    const { creatinine: panel } = courseOf({ creatinine: TWICE });
    expect(panel.points.map(({ value, stage = null }) => [value, stage])).toEqual([
      [80, null],
      [85, null],
      [130, 'AKI warning stage 1'],
      [170, 'AKI warning stage 2'],
      [84, null],
      [82, null],
      [260, 'AKI warning stage 3'],
    ]);
    const [begin = 0, second = 0, third = 0] = [40, 39, 1].map((days) => daysAgo(days).to);
    expect(panel.episodes).toEqual([
      { from: begin, to: second, label: 'AKI 2' },
      { from: third, to: third, label: 'AKI 3' },
    ]);
  });

  it.each([
    [
      'stage 3 from its ratio',
      [
        [80, 30],
        [90, 1],
      ],
      ['stage 1: 120', 'stage 2: 160', 'stage 3: 240'],
    ],
    [
      'stage 3 from the absolute limit where that is lower',
      [
        [200, 30],
        [210, 1],
      ],
      ['stage 1: 300', 'stage 3: 354'],
    ],
    [
      'all of it is stage 3 where the limit lies below stage 1',
      [
        [300, 30],
        [310, 1],
      ],
      ['stage 3: 450'],
    ],
  ] as const)('%s', (_what, values, labels) => {
    expect(courseOf({ creatinine: results(...values) }).creatinine.limits.map(({ label }) => label)).toEqual(labels);
  });

  it('a child has no absolute limit of adults', () => {
    const child = { patient: patient('female', daysAgo(3_000)) };
    const { limits } = courseOf({ ...child, creatinine: results([200, 30], [210, 1]) }).creatinine;
    expect(limits.map(({ label }) => label)).toEqual(['stage 1: 300', 'stage 2: 400', 'stage 3: 600']);
  });

  it.each([
    ['a kidney transplant', { conditions: complete([condition('kidney-transplant')]) }],
    ['dialysis', { procedures: complete([{ ...condition('dialysis'), clinicalStatus: 'ongoing' as const }]) }],
    ['an infant', { patient: patient('male', daysAgo(100)) }],
  ])('%s: the rule stages nothing, and neither does the picture', (_what, changes) => {
    const { points, limits, baseline, episodes } = courseOf({ ...changes, creatinine: TWICE }).creatinine;
    expect([limits, baseline, episodes, points.length]).toEqual([[], null, [], 7]);
    expect(points.every(({ stage }) => stage === undefined)).toBe(true);
  });

  it('a preliminary result, and one below a limit of detection, are staged by nobody', () => {
    const { creatinine: panel } = courseOf({
      creatinine: complete([
        creatinine(80, 'umol/L', daysAgo(30)),
        creatinine(300, 'umol/L', daysAgo(2), { status: 'preliminary' }),
        creatinine(300, 'umol/L', daysAgo(1), { comparator: '<' }),
      ]),
    });
    expect([panel.points.length, panel.episodes]).toEqual([3, []]);
  });
});

describe('picture and table say the same', () => {
  const course = courseOf({
    creatinine: TWICE,
    tacrolimusLevels: complete([level(22, 'ng/mL', daysAgo(5))]),
    procedures: complete([{ ...condition('dialysis'), clinicalStatus: 'over' as const, lastDone: daysAgo(38) }]),
  });
  const svg = timelineSvg(course, words);
  const table = courseTable(course, words);

  it('every line, stage and event of the picture is in the table', () => {
    const { creatinine: panel, level: levels, events } = course;
    const lines = [panel, levels].flatMap(({ baseline, limits }) => [
      ...(baseline === null ? [] : [baseline]),
      ...limits,
    ]);
    expect(lines.length).toBe(6);
    for (const { label } of lines.filter(({ value }) => value < 260)) expect(svg).toContain(label);
    for (const { label } of lines) expect(table).toContain(label);
    for (const stage of ['AKI warning stage 1', 'AKI warning stage 2', 'AKI warning stage 3'])
      for (const whole of [svg, table]) expect(whole).toContain(stage);
    expect(events.length).toBeGreaterThan(0);
    for (const { what } of events) for (const whole of [svg, table]) expect(whole).toContain(what);
  });

  it('a band for each stage in view, up to the next; two above the limits of a level', () => {
    const tints = [...svg.matchAll(/class="band tint-(\d)".*? y="([\d.]+)" height="([\d.]+)"/g)].map(([, ...all]) =>
      all.map(Number),
    );
    expect(tints.map(([tint]) => tint)).toEqual([1, 2, 3, 2, 3]);
    const [[, y1 = 0] = [], [, y2 = 0, h2 = 0] = []] = tints;
    // Stage 2 stands on stage 1: no gap, and nothing drawn twice.
    expect(y2 + h2).toBeCloseTo(y1, 0);
  });

  it('dialysis has a mark of its own', () => {
    expect(svg.match(/class="event kidneys"/g)).toHaveLength(1);
    expect(svg.match(/class="episode"/g)).toHaveLength(2);
  });
});
