import type { BurdenContract } from '../../domain/burden-contract.js';
import type { CardCell, EvaluationCell } from '../report/card-cells.js';
import { groupBy, sumOf } from '../report/counts.js';
import type { WatchAlarm } from './watch-alarm.js';

/** A single week of a small hospital is chance; four are what a committee meets about. */
const CONTRACT_WEEKS = 4;
const ORDERS_LEAST = 50;

/** Compares every four weeks on end with the contract. The alarm carries the Monday of the last of them. */
export function watchContract(
  calls: readonly EvaluationCell[],
  cards: readonly CardCell[],
  { maxCardsPer100Orders: max, minCardsPer100Orders: min }: BurdenContract,
): readonly WatchAlarm[] {
  const cardsOf = groupBy(cards, ({ week }) => week);
  const weeks = [...groupBy(calls, ({ week }) => week)].map(([week, cells]) => ({
    week,
    orders: sumOf(cells, ({ tacrolimusOrders }) => tacrolimusOrders),
    shown: sumOf(cardsOf.get(week) ?? [], ({ shownOnOrders }) => shownOnOrders),
  }));
  return weeks.flatMap(({ week }, index) => {
    const four = weeks.slice(index - CONTRACT_WEEKS + 1, index + 1);
    if (index + 1 < CONTRACT_WEEKS) return [];
    const of = sumOf(four, ({ orders }) => orders);
    const count = sumOf(four, ({ shown }) => shown);
    if (of < ORDERS_LEAST) return [];
    const per100 = (count / of) * 100;
    const broken = (kind: 'above-contract' | 'below-contract', bound: number): WatchAlarm => ({
      kind,
      week,
      client: 'all',
      rule: null,
      service: null,
      source: null,
      reason: null,
      term: null,
      isNew: null,
      count,
      of,
      expected: bound / 100,
      probability: null,
    });
    if (max !== null && per100 > max) return [broken('above-contract', max)];
    if (min !== null && per100 < min) return [broken('below-contract', min)];
    return [];
  });
}
