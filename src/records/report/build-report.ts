import type { Kysely } from 'kysely';
import type { BurdenContract } from '../../domain/service-definition.js';
import { weekOf } from '../store/evaluation.js';
import { readAlarms } from '../store/kept-alarms.js';
import type { Tables } from '../store/tables.js';
import { type Alarm, alarmsOf, memoryOf } from '../watch/alarm.js';
import type { WatchAlarm } from '../watch/watch-contract.js';
import { watch } from '../watch/watch.js';
import type { BurdenReport, Committee } from './burden-report.js';
import { burdenBy, notEvaluableOf, overrideReasonsOf, totalsOf, unusableOf, wouldHaveFired } from './burden.js';
import { queryCards, queryEvaluations, queryOverrides, people } from './card-queries.js';
import { contentChangesOf, type Counted, periodBefore, ratesOf, trendOf } from './committee.js';
import { decisionsOf, type Figures } from './committee-decisions.js';
import { newsOf } from './committee-news.js';
import { queryShadow, shadowOf } from './shadow.js';
import { groupBy, type Period, sumOf, withWeeksBefore } from './period.js';
import {
  queryDropped,
  queryGaps,
  queryNotShown,
  queryOutcomes,
  queryPatients,
  queryPrefetch,
  querySilent,
} from './rule-queries.js';

export interface ReportDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly contract: BurdenContract | null;
}

/** The first week of a report is judged by those before it, and they by theirs. */
const WEEKS_BEFORE = 24;

/** Reads the store and adds up everything a report says. @throws the database's error where it is away */
export async function buildReport(
  db: Kysely<Tables>,
  period: Period,
  { now, contract }: ReportDeps,
): Promise<BurdenReport> {
  // One after the other: a report must not take every connection from the calls that are being recorded.
  const calls = await queryEvaluations(db, period);
  const cards = await queryCards(db, period);
  const totals = totalsOf(calls, cards, await people(db, period));
  const outcomes = await queryOutcomes(db, period, 'all');
  const byRule = burdenBy('rule', calls, cards);
  const overrideReasons = overrideReasonsOf(await queryOverrides(db, period), cards);
  const notEvaluable = notEvaluableOf(outcomes, await queryGaps(db, period, 'all'));
  const unusable = unusableOf(await queryDropped(db, period));
  const { called, alarms } = await findAlarms(db, period, contract);
  const shadow = shadowOf(await queryShadow(db, period));
  return {
    period,
    generatedAt: new Date(now()).toISOString(),
    contract,
    committee: await committeeOf(db, period, contract, {
      ...{ calls, cards, byRule, overrideReasons, notEvaluable, unusable, alarms, shadow },
    }),
    totals,
    by: {
      rule: byRule,
      severity: burdenBy('severity', calls, cards),
      hook: burdenBy('hook', calls, cards),
      client: burdenBy('client', calls, cards),
      contentVersion: burdenBy('contentVersion', calls, cards),
      week: burdenBy('week', calls, cards),
    },
    overrideReasons,
    notEvaluable,
    unusable,
    shadow,
    wouldHaveFired: wouldHaveFired(await querySilent(db, period), totals.tacrolimusOrders),
    notShown: await queryNotShown(db, period),
    results: [...groupBy(calls, ({ result }) => result)].map(([result, cells]) => ({
      result,
      evaluations: sumOf(cells, ({ evaluations }) => evaluations),
    })),
    watch: called,
    alarms,
  };
}

/** What the figures of a period say to a committee, beside those of the period before. */
async function committeeOf(
  db: Kysely<Tables>,
  period: Period,
  contract: BurdenContract | null,
  { calls, ...figures }: Omit<Figures, 'rates'> & Counted,
): Promise<Committee> {
  const previous = periodBefore(period);
  const now = { calls, cards: figures.cards };
  const before = { calls: await queryEvaluations(db, previous), cards: await queryCards(db, previous) };
  const rates = ratesOf(now, before, contract);
  const contentChanges = contentChangesOf(now, before);
  const firstWeek = weekOf(Date.parse(period.from));
  return {
    previous,
    rates,
    decisions: decisionsOf({ ...figures, rates }),
    news: newsOf({
      changes: contentChanges.filter(({ week }) => week >= firstWeek),
      byRule: { now: figures.byRule, before: burdenBy('rule', before.calls, before.cards) },
      unusable: { now: figures.unusable, before: unusableOf(await queryDropped(db, previous)) },
      alarms: figures.alarms.filter(({ first }) => first.week >= firstWeek),
      isComparable: before.calls.some(({ tacrolimusOrders }) => tacrolimusOrders > 0),
    }),
    trend: trendOf(now, before, { from: previous.from, to: period.to }),
    contentChanges,
  };
}

/** What the watch finds. */
export interface Found {
  /** Every week of the period in which something was called, the newest first. */
  readonly called: readonly WatchAlarm[];
  /** The malfunctions behind them, and those of any time that are open. */
  readonly alarms: readonly Alarm[];
}

/** What the watch finds in the weeks of the period, and what is open from before. */
export async function findAlarms(db: Kysely<Tables>, period: Period, contract: BurdenContract | null): Promise<Found> {
  const longer = withWeeksBefore(period, WEEKS_BEFORE);
  const { known, acknowledgements } = await readAlarms(db);
  const found = watch(
    {
      calls: await queryEvaluations(db, longer),
      cards: await queryCards(db, longer),
      outcomes: await queryOutcomes(db, longer, 'tacrolimus-orders'),
      gaps: await queryGaps(db, longer, 'tacrolimus-orders'),
      prefetch: await queryPrefetch(db, longer),
      dropped: await queryDropped(db, longer),
      patients: await queryPatients(db, longer),
    },
    contract,
    memoryOf(known, acknowledgements, weekOf(Date.parse(longer.from))),
  );
  // A week belongs to the report when any of its days does.
  const firstDay = new Date(Date.parse(period.from) - 6 * 86_400_000).toISOString().slice(0, 10);
  const called = found.filter(({ week }) => week >= firstDay);
  const isOf = ({ first, lastWeek }: Alarm) => lastWeek >= firstDay && first.week < period.to;
  // Of the weeks before the period only the known ones count: they are there to compare with.
  const alarms = alarmsOf(called, known, acknowledgements);
  return { called, alarms: alarms.filter((alarm) => alarm.state === 'open' || isOf(alarm)) };
}
