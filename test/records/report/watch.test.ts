import { describe, expect, test } from '@jest/globals';
import type { CardCell, EvaluationCell } from '../../../src/records/report/card-queries.js';
import type { DroppedCell, OutcomeCell, PrefetchCell } from '../../../src/records/report/rule-queries.js';
import { watch, type Watched } from '../../../src/records/watch/watch.js';
import { alarmText } from '../../../src/records/report/words.js';

const NOT_BY_SEVERITY = { critical: null, warning: null, info: null };

const NOTHING: Watched = { calls: [], cards: [], outcomes: [], gaps: [], prefetch: [], dropped: [], patients: [] };
const CALL = { client: 'ehr', service: 'tacrolimus-order-sign', hook: 'order-sign', contentVersion: '1.0.0' };
const weeks = Array.from({ length: 10 }, (_, at) =>
  new Date(Date.parse('2025-01-06') + at * 7 * 86_400_000).toISOString().slice(0, 10),
);
const LAST = '2025-03-10';

const named = (seen: Partial<Watched>, contract: Parameters<typeof watch>[1] = null) =>
  watch({ ...NOTHING, ...seen }, contract).map(({ kind, week, rule, source, reason }) => ({
    ...{ kind, week, rule, source, reason },
  }));

function calls(orders: (week: string) => number, of = 100): readonly EvaluationCell[] {
  return weeks.map((week) => {
    const tacrolimus = orders(week);
    const counts = { evaluations: of, tacrolimusOrders: tacrolimus, patients: of, patientsWithOrders: tacrolimus };
    return { ...CALL, week, result: 'cards', ...counts };
  });
}

function shown(count: (week: string) => number): readonly CardCell[] {
  return weeks.map((week) => {
    const cards = count(week);
    return {
      ...{ ...CALL, week, rule: 'aki', severity: 'warning' },
      ...{ shown: cards, shownOnOrders: cards, accepted: 0, overridden: 0 },
    };
  });
}

describe('the watch', () => {
  test('a prefetch key that is no longer sent is named with its service', () => {
    const prefetch = weeks.map((week): PrefetchCell => ({
      ...{ week, client: 'ehr', service: CALL.service, source: 'creatinine' },
      ...{ state: week === LAST ? 'fetched' : 'prefetch', patients: 20 },
    }));
    const alarms = watch({ ...NOTHING, prefetch }, null);
    expect(alarms.map(alarmText)).toEqual([
      'ehr no longer sends the prefetch key creatinine to tacrolimus-order-sign: 0 of 20 patients, 99.7% expected from the weeks before',
    ]);
  });

  test('a drug that is no longer recognised is named: the orders go on, tacrolimus is gone', () => {
    const alarms = named({ calls: calls((week) => (week === LAST ? 0 : 30)) });
    expect(alarms).toMatchObject([{ kind: 'orders-not-recognised', week: LAST }]);
  });

  test('a rule that turns not evaluable is named with the reason that rose', () => {
    const cell = { client: 'ehr', rule: 'aki' };
    const outcomes = weeks.flatMap((week): OutcomeCell[] => {
      const missing = week === LAST ? 30 : 2;
      return [
        { ...cell, week, outcome: 'indeterminate', evaluations: missing, patients: missing },
        { ...cell, week, outcome: 'silent', evaluations: 30 - missing, patients: 30 - missing },
      ];
    });
    const gaps = weeks.flatMap((week) => [
      { ...cell, week, reason: 'creatinine-stale', evaluations: 2, patients: 2 },
      ...(week === LAST ? [{ ...cell, week, reason: 'no-creatinine', evaluations: 28, patients: 28 }] : []),
    ]);
    expect(named({ outcomes, gaps })).toEqual([
      { kind: 'not-evaluable', week: LAST, rule: 'aki', source: null, reason: 'no-creatinine' },
    ]);
  });

  describe('codes and units that nobody here knows', () => {
    const patients = weeks.map((week) => ({ week, client: 'ehr', patients: 20 }));
    const unknown = (over: Partial<DroppedCell>): DroppedCell => ({
      ...{ week: LAST, client: 'ehr', source: 'creatinine', reason: 'unknown-code' },
      ...{ term: { kind: 'code', system: 'urn:hospital:laboratory', code: 'KR-7' }, results: 30, patients: 15 },
      ...over,
    });
    const UNIT = { kind: 'unit', system: null, code: 'TAC-U' };
    const texts = (dropped: readonly DroppedCell[]) => watch({ ...NOTHING, patients, dropped }, null).map(alarmText);

    test('a renamed code is named in its first week', () => {
      expect(texts([unknown({})])).toEqual([
        'ehr sends creatinine under the unknown code KR-7 (urn:hospital:laboratory), never seen before: 15 of 20 patients, 0.3% expected from the weeks before',
      ]);
    });

    test('a changed unit is named in its first week', () => {
      expect(texts([unknown({ source: 'tacrolimusLevels', reason: 'unknown-unit', term: UNIT })])).toEqual([
        'ehr sends tacrolimusLevels in the unknown unit TAC-U, never seen before: 15 of 20 patients, 0.3% expected from the weeks before',
      ]);
    });

    test('what may not be named is told without its name', () => {
      expect(texts([unknown({ term: null })])[0]).toMatch(
        /^ehr sends creatinine under an unknown code that may not be/,
      );
    });

    test('a code that was always unknown is no news; that it becomes frequent is', () => {
      const always = weeks.map((week) => unknown({ week, patients: 3 }));
      expect(texts(always)).toEqual([]);
      expect(texts([...always.slice(0, -1), unknown({})])[0]).toMatch(
        /laboratory\): 15 of 20 patients, 15.\d% expected/,
      );
    });

    test.each([
      ['one patient is chance', unknown({ patients: 1 })],
      ['another client has its own weeks', unknown({ client: 'other-ehr' })],
      ['results that are only too old or cancelled are no unknown code', unknown({ reason: 'status', term: null })],
    ])('%s', (_title, cell) => {
      expect(texts([cell])).toEqual([]);
    });
  });

  test.each([
    ['within it', 20, []],
    ['above it', 45, ['above-contract']],
    ['below it', 2, ['below-contract']],
  ])('four weeks of a burden contract of 5 to 40 cards per 100 orders, %s', (_title, cards, kinds) => {
    const seen = { calls: calls(() => 100), cards: shown(() => cards) };
    const alarms = named(seen, { maxCardsPer100Orders: 40, minCardsPer100Orders: 5, maxBySeverity: NOT_BY_SEVERITY });
    expect([...new Set(alarms.map(({ kind }) => kind))]).toEqual(kinds);
    // The first three weeks are no four weeks.
    expect(alarms).toHaveLength(kinds.length * 7);
  });

  test('a contract says nothing over fewer than 50 orders in four weeks', () => {
    const seen = { calls: calls(() => 12, 12), cards: shown(() => 12) };
    expect(
      named(seen, { maxCardsPer100Orders: 40, minCardsPer100Orders: null, maxBySeverity: NOT_BY_SEVERITY }),
    ).toEqual([]);
  });
});
