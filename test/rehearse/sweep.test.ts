import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { loadContent } from '../../src/content/load-content.js';
import type { ClinicalSnapshot } from '../../src/domain/clinical-snapshot.js';
import { ONE_WAY } from '../../src/rehearse/evaluate/one-way.js';
import { sweepAll } from '../../src/rehearse/evaluate/sweep.js';
import { sweepPlanOf } from '../../src/rehearse/evaluate/sweep-plan.js';
import { type Threshold, thresholdsOf } from '../../src/rehearse/evaluate/thresholds.js';
import { watchedParams } from '../../src/rehearse/evaluate/watched-params.js';
import { RULES, type RuleParams } from '../../src/rules/index.js';
import { readTable } from '../../src/cli/content/read-tables.js';
import { snapshotOf } from '../../src/cli/content/clinical-case.js';
import { ROOT } from '../cli/cli-harness.js';

jest.setTimeout(300_000);

/** The core takes every fifteenth row, the deep tier each, `.ci/run` every third. */
const EVERY = process.env.TEST_DEEP === '1' ? Number(process.env.SWEEP_EVERY ?? 1) : 15;

let params: RuleParams;
let thresholds: readonly Threshold[];
let snapshots: readonly (readonly [string, ClinicalSnapshot])[];
const tables = () => {
  const folder = `${ROOT}/test/cases`;
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return names.flatMap((name) => readTable(name, readFileSync(`${folder}/${name}`, 'utf8'), params).cases);
};

beforeAll(async () => {
  ({ params } = await loadContent({ hooksDir: `${ROOT}/hooks`, cardsDir: `${ROOT}/cards` }));
  thresholds = thresholdsOf(params);
  snapshots = tables().map(({ row }) => [row.case, snapshotOf(row)]);
});

const tells = (rule: string, snapshot: ClinicalSnapshot, with_: RuleParams) => {
  const outcome = RULES.find(({ id }) => id === rule)?.evaluate(snapshot, with_);
  return outcome?.kind === 'findings' && outcome.findings.some(({ silent }) => silent !== true);
};

describe('another limit on the same facts', () => {
  test('every number with a range is tried, from end to end, at the shipped value and at the one in force', () => {
    const limit = thresholds.find(({ path }) => path === 'trough.limit');
    expect(limit).toMatchObject({ rule: 'trough', unit: 'ng/mL', shipped: 15, site: 15 });
    expect(limit?.steps.map(({ value }) => value)).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    ]);
    expect(limit?.steps.filter((step) => step.params === null).map(({ value }) => value)).toEqual([
      20, 21, 22, 23, 24, 25,
    ]);
    expect(thresholds.length).toBeGreaterThan(30);
    for (const { steps, shipped, site } of thresholds) {
      expect(steps.map(({ value }) => value)).toEqual(expect.arrayContaining([shipped, site]));
      expect(steps.length).toBeLessThan(20);
    }
  });

  test('every threshold that is said to move its rule one way is one', () => {
    const paths = thresholds.map(({ path }) => path);
    expect(Object.keys(ONE_WAY).filter((path) => !paths.includes(path))).toEqual([]);
  });

  test('what is left out of the trials would have made no difference, on the rows of the clinical tables', () => {
    expect(snapshots.length).toBeGreaterThan(300);
    const rows = snapshots.filter((_, at) => at % EVERY === 0);
    const watched = watchedParams(params);
    const ofWatched = thresholdsOf(watched.params);
    const plan = sweepPlanOf(ofWatched, watched.params);
    const wrong = rows.flatMap(([name, snapshot]) => {
      watched.begin();
      const found = RULES.filter(({ id }) => tells(id, snapshot, watched.params)).map(({ id }) => id);
      const isFound = (rule: string) => found.includes(rule);
      const isRead = ({ path }: { readonly path: string }) => watched.isRead(path);
      const swept = sweepAll(plan, snapshot, { params: watched.params, isFound, isRead });
      return thresholds.flatMap(({ path, rule, steps, site }) =>
        steps.flatMap(({ value, params: changed }, at) => {
          if (changed === null || value === site) return [];
          const fires = swept.get(path)?.[at] ?? isFound(rule);
          return fires === tells(rule, snapshot, changed) ? [] : [`${name}: ${path} ${value}`];
        }),
      );
    });
    expect(wrong).toEqual([]);
  });
});
