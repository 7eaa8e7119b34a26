import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { differences } from '../../../scripts/simulate-year/compare.js';
import { simulate } from '../../../scripts/simulate-year/simulate.js';
import type { Tally } from '../../../scripts/simulate-year/tally.js';
import { untilWritten } from '../../../scripts/simulate-year/until-written.js';
import { buildReport, findAlarms } from '../../../src/records/report/build-report.js';
import type { BurdenReport } from '../../../src/records/report/burden-report.js';
import { alarmText } from '../../../src/records/report/words.js';
import { openStore } from '../../../src/records/store/open-store.js';
import type { WatchAlarm } from '../../../src/records/watch/watch-contract.js';
import { startService } from '../../../src/server/start/service.js';
import { testSettings } from '../../support/running-service.js';
import { sqlitePlace } from '../store/test-stores.js';

jest.setTimeout(600_000);

const WEEK_MS = 7 * 86_400_000;
const START = Date.parse('2025-01-06T00:00:00Z');
const WEEKS = 52;
const RENAMED = 29; // the 30th week
const UNIT_CHANGED = 39;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const monday = (week: number) => new Date(START + week * WEEK_MS).toISOString().slice(0, 10);

describe('a simulated year of about 1,000 evaluations through the real service, on SQLite', () => {
  let tally: Tally;
  let report: BurdenReport;
  const namedInTheirWeek: WatchAlarm[] = [];

  beforeAll(async () => {
    let now = START;
    const place = await sqlitePlace();
    const service = await startService(testSettings({ store: place.settings, keepDays: 36_500 }), {
      log: quiet,
      clock: { now: () => now },
    });
    const reader = await openStore(
      { ...place.settings, asCommand: true },
      { log: quiet, now: () => now, reasons: () => [] },
    );
    try {
      tally = await simulate({
        url: service.url,
        setTime: (ms) => (now = ms),
        evaluations: 1_040,
        start: START,
        weeks: WEEKS,
        seed: 2,
        malfunctions: [
          { week: RENAMED, what: 'creatinine-code-renamed' },
          { week: UNIT_CHANGED, what: 'level-unit-changed' },
        ],
        onWeek: async (week) => {
          if (week !== RENAMED && week !== UNIT_CHANGED) return;
          const period = { from: `${monday(week)}T00:00:00.000Z`, to: `${monday(week + 1)}T00:00:00.000Z` };
          await untilWritten(service.url);
          const { called: alarms } = await findAlarms(await reader.query(), period, null);
          namedInTheirWeek.push(...alarms.filter((alarm) => alarm.week === monday(week)));
        },
      });
      const period = { from: `${monday(0)}T00:00:00.000Z`, to: `${monday(WEEKS)}T00:00:00.000Z` };
      await untilWritten(service.url);
      report = await buildReport(await reader.query(), period, { now: () => now, contract: null });
    } finally {
      await reader.close();
      await service.close();
      await place.remove();
    }
  });

  test('every total of the report equals what the EHR counted for itself', () => {
    expect(differences(report, tally)).toEqual([]);
  });

  test('the year is not an empty one: all answers and several rules occur', () => {
    expect(tally.evaluations).toBe(1_040);
    expect(Math.min(tally.accepted, tally.overridden, report.totals.unanswered)).toBeGreaterThan(50);
    expect(report.by.rule.length).toBeGreaterThanOrEqual(4);
  });

  test('a renamed creatinine code is named in its own week: the kidney rule can no longer be evaluated', () => {
    expect(namedInTheirWeek).toContainEqual(
      expect.objectContaining({ kind: 'not-evaluable', rule: 'aki', week: monday(RENAMED), client: 'anonymous' }),
    );
  });

  test('a changed unit of levels is named in its own week: the level rule can no longer be evaluated', () => {
    expect(namedInTheirWeek).toContainEqual(
      expect.objectContaining({ kind: 'not-evaluable', rule: 'trough', week: monday(UNIT_CHANGED) }),
    );
  });

  test('in the same weeks the cause is named: the new code and the new unit themselves', () => {
    expect(namedInTheirWeek.map(alarmText)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^anonymous sends creatinine under the unknown code KR-7 \(urn:hospital:laboratory\), never seen before/,
        ),
        expect.stringMatching(/^anonymous sends tacrolimusLevels in the unknown unit TAC-U, never seen before/),
      ]),
    );
  });

  test('nothing is called while nothing is broken', () => {
    expect(report.watch.filter(({ week }) => week < monday(RENAMED))).toEqual([]);
  });
});
