import type { BurdenContract } from '../../domain/service-definition.js';
import type { WatchKind } from '../../domain/watch-kind.js';
import type { CardCell, EvaluationCell } from '../report/card-queries.js';
import { groupBy, sumOf } from '../report/period.js';
import type { Term } from '../report/rule-queries.js';
import type { Counted } from './watch-series.js';

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
      baseline: { count: Math.round(bound * 1_000), of: 100_000 },
      probability: null,
    });
    if (max !== null && per100 > max) return [broken('above-contract', max)];
    if (min !== null && per100 < min) return [broken('below-contract', min)];
    return [];
  });
}

/** A malfunction that the watch found. Codes and counts only, so that it may be logged and counted as a metric. */
export interface WatchAlarm {
  readonly kind: WatchKind;
  /** Monday of the week, UTC. */
  readonly week: string;
  /** `all` where a burden contract of the whole site is broken. */
  readonly client: string;
  /** null where it is not about a rule. */
  readonly rule: string | null;
  /** Where a prefetch key vanished: `tacrolimus-order-sign` and `creatinine`; where unknown codes come from: the latter. */
  readonly service: string | null;
  readonly source: string | null;
  /** Why a rule could not be evaluated: the reason that grew most. */
  readonly reason: string | null;
  /** The code or unit that nobody here knew; null where it is about none, or where it may not be named. */
  readonly term: Term | null;
  /** Whether that code or unit was met in none of the weeks before; null where the alarm is about neither. */
  readonly isNew: boolean | null;
  /** `count` of `of` different patients; cards and orders, for a contract. */
  readonly count: number;
  readonly of: number;
  /** Share that the weeks before would let expect; the contract's own bound, per order, for a contract. */
  readonly expected: number;
  /** The same as whole numbers, as it is kept: what was counted in the weeks before, or the bound. */
  readonly baseline: Counted;
  /** Probability of so extreme a week if nothing had changed; null for a contract, which is no guess. */
  readonly probability: number | null;
}
