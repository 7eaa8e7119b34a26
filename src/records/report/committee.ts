import { SEVERITIES } from '../../domain/finding.js';
import type { BurdenContract } from '../../domain/service-definition.js';
import { DAY_MS } from '../../domain/time.js';
import { weekOf } from '../store/evaluation.js';
import { DATA_GAP } from './burden.js';
import type { ContentChange, Rate, RateAgainstLimit, RuleTrend } from './burden-report.js';
import type { CardCell, EvaluationCell } from './card-queries.js';
import { groupBy, type Period, ratio, sumOf } from './period.js';

/** Fewer orders than this are held against no limit: a single card would decide. The watch asks for as many. */
export const ORDERS_JUDGED = 50;

/** The period before, of equal length. */
export function periodBefore({ from, to }: Period): Period {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return { from: new Date(start - (end - start)).toISOString(), to: from };
}

/** The calls and the cards of one period. */
export interface Counted {
  readonly calls: readonly EvaluationCell[];
  readonly cards: readonly CardCell[];
}

/** All cards, and those of each severity, against what was agreed; the most serious first. */
export function ratesOf(now: Counted, before: Counted, contract: BurdenContract | null): readonly RateAgainstLimit[] {
  const severities = [...SEVERITIES].reverse();
  return (['all', ...severities] as const).map((severity) => {
    const ofSeverity = ({ calls, cards }: Counted) =>
      rateOf(
        cards.filter((cell) => severity === 'all' || cell.severity === severity),
        ordersOf(calls),
      );
    const limit = severity === 'all' ? contract?.maxCardsPer100Orders : contract?.maxBySeverity[severity];
    const least = severity === 'all' ? (contract?.minCardsPer100Orders ?? null) : null;
    const rate = ofSeverity(now);
    return {
      severity,
      limit: limit ?? null,
      now: rate,
      before: ofSeverity(before),
      verdict: verdictOf(rate, limit ?? null, least),
    };
  });
}

function verdictOf({ per100, orders }: Rate, most: number | null, least: number | null): RateAgainstLimit['verdict'] {
  if (most === null && least === null) return 'not-agreed';
  if (per100 === null || orders < ORDERS_JUDGED) return 'too-few-orders';
  if (most !== null && per100 > most) return 'over';
  return least !== null && per100 < least ? 'below' : 'within';
}

/** Rules that had a card in either period, by week, over both. */
export function trendOf(now: Counted, before: Counted, both: Period): readonly RuleTrend[] {
  const cards = [...before.cards, ...now.cards];
  const ordersIn = groupBy([...before.calls, ...now.calls], ({ week }) => week);
  const weeks = weeksOf(both);
  return [...groupBy(cards, ({ rule }) => rule ?? DATA_GAP)].map(([rule, ofRule]) => {
    const cardsIn = groupBy(ofRule, ({ week }) => week);
    return {
      rule,
      weeks: weeks.map((week) => ({ week, ...rateOf(cardsIn.get(week) ?? [], ordersOf(ordersIn.get(week) ?? [])) })),
    };
  });
}

/** Weeks in which the content changed, by the tacrolimus orders that it answered. */
export function contentChangesOf(now: Counted, before: Counted): readonly ContentChange[] {
  const orders = [...before.calls, ...now.calls].filter(({ tacrolimusOrders }) => tacrolimusOrders > 0);
  const weeks = [...groupBy(orders, ({ week }) => week)].map(([week, cells]) => ({
    week,
    versions: [...groupBy(cells, ({ contentVersion }) => contentVersion).keys()],
  }));
  return weeks.slice(1).flatMap(({ week, versions }, at) => {
    const known = weeks[at]?.versions ?? [];
    const fresh = versions.filter((version) => !known.includes(version));
    return fresh.length === 0 ? [] : [{ week, versions: fresh }];
  });
}

/** Every Monday from the week in which a period begins to that in which it ends. */
function weeksOf({ from, to }: Period): readonly string[] {
  const first = Date.parse(weekOf(Date.parse(from)));
  const count = Math.ceil((Date.parse(to) - first) / (7 * DAY_MS));
  return Array.from({ length: count }, (_, at) => new Date(first + at * 7 * DAY_MS).toISOString().slice(0, 10));
}

function rateOf(cells: readonly CardCell[], orders: number): Rate {
  const cards = sumOf(cells, ({ shownOnOrders }) => shownOnOrders);
  const share = ratio(cards, orders);
  return { cards, orders, per100: share === null ? null : share * 100 };
}

function ordersOf(cells: readonly EvaluationCell[]): number {
  return sumOf(cells, ({ tacrolimusOrders }) => tacrolimusOrders);
}
