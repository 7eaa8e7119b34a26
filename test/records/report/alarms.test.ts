import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { CliError, type CliIo } from '../../../src/cli/run/terminal-io.js';
import { addAlarms } from '../../../src/cli/site/alarms-command.js';
import { buildReport } from '../../../src/records/report/build-report.js';
import { renderReport } from '../../../src/records/report/open-reports.js';
import type { OutcomeCell } from '../../../src/records/report/rule-queries.js';
import { readAlarms } from '../../../src/records/store/kept-alarms.js';
import type { Store } from '../../../src/records/store/open-store.js';
import { type Acknowledgement, alarmsOf, type KnownAlarm, memoryOf } from '../../../src/records/watch/alarm.js';
import { watch } from '../../../src/records/watch/watch.js';
import { evaluate, NOW, onBoth, openTestStore, type Place } from '../store/test-stores.js';

const WEEK_MS = 7 * 86_400_000;
const monday = (week: number) => new Date(Date.parse('2025-01-06') + week * WEEK_MS).toISOString().slice(0, 10);

/** 30 patients a week, of whom so many have a finding. */
function outcomes(weeks: readonly number[], found: (week: number) => number): readonly OutcomeCell[] {
  return weeks.flatMap((week) => {
    const cell = { week: monday(week), client: 'ehr', rule: 'aki' };
    return [
      { ...cell, outcome: 'findings', evaluations: found(week), patients: found(week) },
      { ...cell, outcome: 'silent', evaluations: 30 - found(week), patients: 30 - found(week) },
    ];
  });
}

describe('a watch that looks every week at the last half year', () => {
  const NOTHING = { calls: [], cards: [], gaps: [], prefetch: [], dropped: [], patients: [] };

  /** What is known after so many weeks. @param say what a person says at the end of a week, of the alarms that are known */
  function live(
    weeks: number,
    found: (week: number) => number,
    say: (week: number, known: readonly KnownAlarm[]) => readonly Acknowledgement[] = () => [],
  ) {
    let known: readonly KnownAlarm[] = [];
    const said: Acknowledgement[] = [];
    const states: string[] = [];
    for (let now = 0; now < weeks; now += 1) {
      const first = Math.max(0, now - 24);
      const seen = outcomes(
        Array.from({ length: now - first + 1 }, (_, at) => first + at),
        found,
      );
      const memory = memoryOf(known, said, monday(first));
      const called = watch({ ...NOTHING, outcomes: seen }, null, memory).filter(({ week }) => week >= monday(now - 1));
      known = alarmsOf(called, known, said);
      said.push(...say(now, known));
      states.push(
        alarmsOf([], known, said)
          .map(({ state }) => state)
          .join(),
      );
    }
    return { alarms: alarmsOf([], known, said), states };
  }

  const stopped = (week: number) => (week < 20 ? 12 : 0);
  const acknowledge = (as: Acknowledgement['as'], when: number) => (week: number, known: readonly KnownAlarm[]) =>
    week === when
      ? known.map(({ id }) => ({ alarm: id, at: monday(week), by: 'j.doe', as, throughWeek: monday(week) }))
      : [];

  test('a fault of 60 weeks is one alarm, open to the last', () => {
    const { alarms } = live(80, stopped);
    expect(alarms).toMatchObject([
      { state: 'open', first: { kind: 'stopped-firing', week: monday(20) }, lastWeek: monday(79) },
    ]);
  });

  test('a fault that ends by itself stays open, and is no measure for what comes', () => {
    const { alarms } = live(70, (week) => (week >= 20 && week < 50 ? 0 : 12));
    expect(alarms).toMatchObject([{ state: 'open', lastWeek: monday(49) }]);
  });

  test('a fault that was said to be mended and goes on is open again in the week after', () => {
    const { alarms, states } = live(60, stopped, acknowledge('mended', 40));
    expect(states.slice(39, 43)).toEqual(['open', 'acknowledged', 'open', 'open']);
    expect(alarms).toMatchObject([
      { state: 'open', lastWeek: monday(59), acknowledgements: [{ by: 'j.doe', as: 'mended' }] },
    ]);
  });

  test('a change that was meant is usual from then on, also when its weeks are no longer looked at', () => {
    const { alarms } = live(90, stopped, acknowledge('intended', 30));
    expect(alarms).toMatchObject([{ state: 'acknowledged', lastWeek: monday(30) }]);
  });

  test('the same fault half a year later is an alarm of its own', () => {
    const { alarms } = live(60, (week) => (week === 20 || week === 50 ? 0 : 12), acknowledge('mended', 22));
    expect(alarms.map(({ state, first }) => [state, first.week])).toEqual([
      ['open', monday(50)],
      ['acknowledged', monday(20)],
    ]);
  });
});

onBoth('alarms that are kept', (newPlace) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await newPlace();
    ({ store } = await openTestStore(place.settings));
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  const first: KnownAlarm['first'] = {
    ...{ kind: 'unknown-code', week: '2024-03-04', client: 'ehr', rule: null, service: null, source: 'creatinine' },
    ...{ reason: null, term: { kind: 'code', system: null, code: 'KR-7' }, isNew: true, count: 15, of: 20 },
    ...{ expected: 0.5 / 361, baseline: { count: 0, of: 360 }, probability: null },
  };
  const alarm = (id: string, lastWeek = first.week): KnownAlarm => ({ id, first, lastWeek });
  const said = {
    alarm: 'a1',
    at: '2024-03-12T09:00:00.000Z',
    by: 'drug-safety',
    as: 'mended',
    throughWeek: '2024-03-11',
  } as const;
  const report = async () => {
    const period = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
    return buildReport(await store.query(), period, { now: () => NOW, contract: null });
  };

  test('come back as they were; their last week moves on and never back, their first stays', async () => {
    await store.keepAlarms([alarm('a1', '2024-03-11')]);
    await store.keepAlarms([
      alarm('a1', '2024-03-18'),
      { ...alarm('b2'), first: { ...first, count: 1, isNew: null, term: null } },
    ]);
    await store.keepAlarms([{ ...alarm('a1', '2024-03-04'), first: { ...first, count: 3 } }]);
    await store.keepAcknowledgement(said);
    const { known, acknowledgements } = await readAlarms(await store.query());
    expect(known).toEqual([
      alarm('a1', '2024-03-18'),
      { ...alarm('b2'), first: { ...first, count: 1, isNew: null, term: null } },
    ]);
    expect(acknowledgements).toEqual([said]);
  });

  test('one of two years ago that nobody acknowledged stands in the report of today', async () => {
    await store.keepAlarms([alarm('a1')]);
    const open = await report();
    expect(open.alarms).toMatchObject([{ id: 'a1', state: 'open' }]);
    expect(open.committee.decisions).toMatchObject([{ about: 'open-alarm', text: expect.stringContaining('KR-7') }]);
    expect(renderReport(open, 'html')).toContain('<h3>Open</h3>');
    expect(renderReport(open, 'csv')).toMatch(/\r\nalarm,a1,.*KR-7.*,open,2024-03-04,,\r\n/);
    await store.keepAcknowledgement(said);
    expect((await report()).alarms).toEqual([]);
  });

  test('one of the period is shown with who acknowledged it, when and as what', async () => {
    const now = { ...alarm('a1', '2026-11-09'), first: { ...first, week: '2026-11-09' } };
    await store.keepAlarms([now]);
    await store.keepAcknowledgement({ ...said, at: '2026-11-12T09:00:00.000Z', throughWeek: '2026-11-09' });
    const page = renderReport(await report(), 'html');
    expect(page).toContain('<h3>Acknowledged</h3>');
    expect(page).toContain('Acknowledged 2026-11-12 by drug-safety: the cause was mended.');
    expect(page).not.toContain('<h3>Open</h3>');
  });

  test('retention leaves what is open, and takes what was acknowledged with what was said', async () => {
    await evaluate(store);
    await store.keepAlarms([alarm('a1'), { ...alarm('b2'), first: { ...first, source: 'tacrolimusLevels' } }]);
    await store.keepAcknowledgement(said);
    await store.purge(365);
    const { known, acknowledgements } = await readAlarms(await store.query());
    expect([known.map(({ id }) => id), acknowledgements]).toEqual([['b2'], []]);
  });

  async function run(...args: readonly string[]) {
    const out: string[] = [];
    let code = -1;
    const io: CliIo = {
      out: (block) => void out.push(block),
      err: () => undefined,
      readStdin: () => Promise.resolve(''),
      ...{ width: 200, color: false, now: () => NOW, cwd: '/', packageRoot: '/' },
      serve: () => Promise.resolve(0),
    };
    const program = new Command().exitOverride();
    const settings = () => ({ store: place.settings, contract: () => Promise.resolve(null) });
    addAlarms(program, io, (exitCode) => void (code = exitCode), settings);
    await program.parseAsync(['alarms', ...args], { from: 'user' });
    return { code, out: out.join('\n') };
  }

  test('the command lists what is open, and acknowledges it once', async () => {
    await store.keepAlarms([alarm('a1')]);
    const listed = await run();
    expect(listed.code).toBe(1);
    expect(listed.out).toMatch(/a1 .*open .*2024-03-04 .*ehr sends creatinine under the unknown code KR-7/);
    const done = await run('acknowledge', 'a1', '--by', 'j.doe', '--as', 'intended');
    expect(done.out).toContain('Acknowledged 2026-11-22 by j.doe: a change that was meant');
    expect(await run()).toEqual({ code: 0, out: 'No alarm is open.' });
    expect((await run('--all')).out).toMatch(/a1 .*acknowledged /);
    const again = run('acknowledge', 'a1', '--by', 'k.roe', '--as', 'mended');
    await expect(again).rejects.toThrow('Alarm a1 is closed. Acknowledged 2026-11-22 by j.doe');
    expect((await readAlarms(await store.query())).acknowledgements).toMatchObject([
      { by: 'j.doe', throughWeek: '2026-11-16' },
    ]);
  });

  test.each([
    ['an alarm that is not there', ['zz', '--by', 'j.doe', '--as', 'mended'], 'There is no alarm zz'],
    [
      'a name that is a sentence',
      ['a1', '--by', 'Dr Doe, for Anna Smith', '--as', 'mended'],
      '--by: write a user name',
    ],
    ['a name that is a number', ['a1', '--by', '12345678', '--as', 'mended'], '--by: write a user name'],
  ])('the command refuses %s', async (_title, args, message) => {
    await store.keepAlarms([alarm('a1')]);
    const failure = run('acknowledge', ...args);
    await expect(failure).rejects.toThrow(CliError);
    await expect(failure).rejects.toThrow(message);
    expect((await readAlarms(await store.query())).acknowledgements).toEqual([]);
  });
});
