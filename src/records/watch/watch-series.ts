/** One week of one series: how often something happened among how many patients. */
export interface WeekCount extends Counted {
  readonly week: string;
}

export interface WatchRule {
  readonly direction: 'fewer' | 'more';
  /** A deviation that is certain and small is no malfunction: at least this factor away from the expected share. */
  readonly factor: number;
  /** And at least so many percentage points (as a share) away. */
  readonly points: number;
}

/** What is known of a series beside its weeks. */
export interface SeriesMemory {
  /** What a fault that was going on when the weeks begin was first held against; null where there was none. */
  readonly before: Counted | null;
  /** Weeks of a change that a person called intended, Mondays: from then on it is how things are. */
  readonly intended: readonly { readonly from: string; readonly through: string }[];
}

const NO_MEMORY: SeriesMemory = { before: null, intended: [] };

export interface SeriesAlarm extends WeekCount {
  readonly expected: number;
  readonly probability: number;
  /** What it was held against: the weeks before, together. */
  readonly baseline: Counted;
  /** The weeks it was compared with. */
  readonly before: readonly string[];
}

/** Fewer than this, and a series says nothing yet. */
const BASELINE_WEEKS_LEAST = 4;
/** Older weeks no longer count, so that slow change is no malfunction. */
const BASELINE_WEEKS = 12;
const BASELINE_PATIENTS_LEAST = 40;
/** Below this many patients a week is not judged. */
const WEEK_PATIENTS_LEAST = 5;
/** About one false alarm in five years for a site with 2 clients and 4 rules: 20 series, 52 weeks, both tails. */
const ALARM_PROBABILITY = 1e-4;
/**
 * Judges every week of a series against the up to 12 weeks before it. Weeks that were called do not count as "before", however long they
 * last: a fault does not become how things are by lasting. Only a person can say that it is (`memory.intended`).
 * @param weeks in any order; weeks without patients are left out
 */
export function watchSeries(
  weeks: readonly WeekCount[],
  rule: WatchRule,
  memory: SeriesMemory = NO_MEMORY,
): readonly SeriesAlarm[] {
  const usual: WeekCount[] = [];
  const alarms: SeriesAlarm[] = [];
  let [remembered, stretch]: [Counted | null, string | null] = [memory.before, null];
  for (const week of [...weeks].sort((a, b) => (a.week < b.week ? -1 : 1))) {
    const intended = memory.intended.find(({ from, through }) => week.week >= from && week.week <= through);
    if (intended !== undefined) {
      // With a change that was meant the series begins anew.
      if (stretch !== intended.from) [usual.length, remembered] = [0, null];
      stretch = intended.from;
      usual.push(week);
      continue;
    }
    const alarm = judge(week, usual.slice(-BASELINE_WEEKS), rule, remembered);
    if (alarm === null) usual.push(week);
    else alarms.push(alarm);
  }
  return alarms;
}

function judge(
  week: WeekCount,
  before: readonly WeekCount[],
  rule: WatchRule,
  remembered: Counted | null,
): SeriesAlarm | null {
  const isEnough = before.length >= BASELINE_WEEKS_LEAST;
  const baseline = isEnough || remembered === null ? sumOfWeeks(before) : remembered;
  if ((!isEnough && remembered === null) || baseline.of < BASELINE_PATIENTS_LEAST) return null;
  if (week.of < WEEK_PATIENTS_LEAST) return null;
  const expected = expectedRate(baseline);
  const share = week.count / week.of;
  const isFar =
    rule.direction === 'fewer'
      ? share * rule.factor <= expected && expected - share >= rule.points
      : share >= expected * rule.factor && share - expected >= rule.points;
  if (!isFar) return null;
  const probabilityOf = rule.direction === 'fewer' ? probabilityOfSoFew : probabilityOfSoMany;
  const probability = probabilityOf(week, baseline);
  if (probability >= ALARM_PROBABILITY) return null;
  return { ...week, expected, probability, baseline, before: before.map((each) => each.week) };
}

function sumOfWeeks(weeks: readonly WeekCount[]): Counted {
  return weeks.reduce((sum, { count, of }) => ({ count: sum.count + count, of: sum.of + of }), { count: 0, of: 0 });
}

/**
 * Tails of the beta-binomial distribution: how probable it is to see so few (so many) events in a week, given the weeks
 * before. A binomial tail with a fixed rate would take the rate of a few weeks for the truth and call too often; this one
 * averages the binomial over what those weeks leave open (Jeffreys prior, Beta(1/2, 1/2)).
 */
export interface Counted {
  readonly count: number;
  readonly of: number;
}

/** P(X <= now.count) among `now.of`. */
export function probabilityOfSoFew(now: Counted, before: Counted): number {
  return sumOfTerms(0, now.count, now.of, before);
}

/** P(X >= now.count) among `now.of`. */
export function probabilityOfSoMany(now: Counted, before: Counted): number {
  return sumOfTerms(now.count, now.of, now.of, before);
}

/** The rate that the weeks before suggest; never quite 0 or 1. */
export function expectedRate(before: Counted): number {
  return (before.count + 0.5) / (before.of + 1);
}

function sumOfTerms(from: number, to: number, of: number, before: Counted): number {
  const a = before.count + 0.5;
  const b = before.of - before.count + 0.5;
  const whole = logBeta(a, b);
  let sum = 0;
  for (let k = from; k <= to; k += 1) {
    const choose = logGamma(of + 1) - logGamma(k + 1) - logGamma(of - k + 1);
    sum += Math.exp(choose + logBeta(k + a, of - k + b) - whole);
  }
  return Math.min(1, sum);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series (Abramowitz and Stegun 6.1.41), moved up to x >= 8 where it is good to 1e-12. For x > 0. */
function logGamma(x: number): number {
  if (x < 8) return logGamma(x + 1) - Math.log(x);
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
