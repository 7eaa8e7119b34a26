import type { Kysely } from 'kysely';
import type { BurdenContract } from '../../domain/service-definition.js';
import type { Tables } from '../store/tables.js';
import type { WatchAlarm } from '../watch/watch-contract.js';
import { watch } from '../watch/watch.js';
import type { BurdenReport } from './burden-report.js';
import { burdenBy, notEvaluableOf, overrideReasonsOf, totalsOf, unusableOf, wouldHaveFired } from './burden.js';
import { cardCells, evaluationCells, overrideCells, people } from './card-queries.js';
import { groupBy, type Period, sumOf, withWeeksBefore } from './period.js';
import {
  droppedCells,
  gapCells,
  notShownCells,
  outcomeCells,
  patientCells,
  prefetchCells,
  silentCells,
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
  const calls = await evaluationCells(db, period);
  const cards = await cardCells(db, period);
  const totals = totalsOf(calls, cards, await people(db, period));
  const outcomes = await outcomeCells(db, period, 'all');
  return {
    period,
    generatedAt: new Date(now()).toISOString(),
    contract,
    totals,
    by: {
      rule: burdenBy('rule', calls, cards),
      severity: burdenBy('severity', calls, cards),
      hook: burdenBy('hook', calls, cards),
      client: burdenBy('client', calls, cards),
      contentVersion: burdenBy('contentVersion', calls, cards),
      week: burdenBy('week', calls, cards),
    },
    overrideReasons: overrideReasonsOf(await overrideCells(db, period), cards),
    notEvaluable: notEvaluableOf(outcomes, await gapCells(db, period, 'all')),
    unusable: unusableOf(await droppedCells(db, period)),
    wouldHaveFired: wouldHaveFired(await silentCells(db, period), totals.tacrolimusOrders),
    notShown: await notShownCells(db, period),
    results: [...groupBy(calls, ({ result }) => result)].map(([result, cells]) => ({
      result,
      evaluations: sumOf(cells, ({ evaluations }) => evaluations),
    })),
    watch: await findAlarms(db, period, contract),
  };
}

/** What the watch finds in the weeks of the period. */
export async function findAlarms(
  db: Kysely<Tables>,
  period: Period,
  contract: BurdenContract | null,
): Promise<readonly WatchAlarm[]> {
  const longer = withWeeksBefore(period, WEEKS_BEFORE);
  const alarms = watch(
    {
      calls: await evaluationCells(db, longer),
      cards: await cardCells(db, longer),
      outcomes: await outcomeCells(db, longer, 'tacrolimus-orders'),
      gaps: await gapCells(db, longer, 'tacrolimus-orders'),
      prefetch: await prefetchCells(db, longer),
      dropped: await droppedCells(db, longer),
      patients: await patientCells(db, longer),
    },
    contract,
  );
  // A week belongs to the report when any of its days does.
  const firstDay = new Date(Date.parse(period.from) - 6 * 86_400_000).toISOString().slice(0, 10);
  return alarms.filter(({ week }) => week >= firstDay);
}
