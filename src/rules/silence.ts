import type { ClinicalSnapshot } from '../domain/clinical-snapshot.js';
import type { FactKind, FactSet, UnreadResource } from '../domain/fact-set.js';
import type { CreatinineResult, Measurement, TacrolimusLevel } from '../domain/lab-result.js';
import type { MissingCode, MissingFact, RuleOutcome, SuggestionId } from '../domain/finding.js';
import type { TimeInterval } from '../domain/time.js';
import { DAY_MS } from '../domain/time.js';
import { indeterminate, missing, preliminaryNotJudged } from './shared/missing.js';
import { formatDate } from './shared/calendar.js';
import {
  confirmed,
  latest,
  type LeftOut,
  leftOutNewer,
  listed,
  newerPreliminary,
  newestFirst,
} from './shared/results.js';

/**
 * Silence is granted, not taken (docs/clinical/README.md#principles). A rule says what its answer rests on; whether
 * "nothing found" may be shown as nothing is decided here and nowhere else. A finding may rest on what was seen.
 */

/** One set of facts that an answer without a card rests on. */
export type Basis =
  /** `newest`: the result that was judged. What is unread and older changes nothing; null: anything may be the thing. */
  | { readonly set: 'creatinine' | 'tacrolimusLevels'; readonly newest: TimeInterval | null }
  /** `kinds`: drugs whose absence or start the answer rests on. */
  | {
      readonly set: 'medications';
      readonly kinds: readonly FactKind[];
      /** Lines that were read, and do not say enough ({@link file://./shared/course.ts}). */
      readonly undecided?: readonly LeftOut[];
    }
  /** Other drugs that matter beside tacrolimus. */
  | { readonly set: 'concomitants' }
  | { readonly set: 'testOrders' | 'carePlans' };

/** What a rule answers: an outcome, with what it rests on where it shows no card. */
export type RuleAnswer = RuleOutcome & { readonly restsOn?: readonly Basis[] };

/** Looked at, and nothing to say - if what it rests on is whole. */
export function nothingFound(restsOn: readonly Basis[]): RuleAnswer {
  return { kind: 'findings', findings: [], restsOn };
}

/**
 * Turns an answer without a card into "not checked" where it rests on what is not whole, or where a newer preliminary result
 * would have warned.
 * @param answerOf what the rule answers of a chart
 */
export function grantSilence(
  snapshot: ClinicalSnapshot,
  answerOf: (chart: ClinicalSnapshot) => RuleAnswer,
): RuleOutcome {
  const { restsOn = [], ...outcome } = answerOf(snapshot);
  if (isFound(outcome)) return outcome;
  const open = [
    ...(outcome.kind === 'indeterminate' ? [] : boundThatWouldFire(snapshot, restsOn, answerOf)),
    ...preliminaryThatWouldFire(snapshot, restsOn, answerOf),
    ...openQuestions(snapshot, restsOn),
  ];
  return open.length === 0 ? outcome : indeterminate(...open);
}

/** What a site only rehearses is shown to nobody: to whoever reads the answer it is silence. */
function isFound(outcome: RuleOutcome): boolean {
  return outcome.kind === 'findings' && outcome.findings.some(({ silent }) => silent !== true);
}

/**
 * Of "<30" nobody knows whether it is past a limit of 15, nor of ">14": neither fires (docs/clinical/facts.md#comparators), and
 * where an amount that the bound allows would be a card, silence would say that it was looked at
 * (docs/clinical/not-checked.md#bounds).
 */
function boundThatWouldFire(
  snapshot: ClinicalSnapshot,
  restsOn: readonly Basis[],
  answerOf: (chart: ClinicalSnapshot) => RuleAnswer,
): MissingFact[] {
  const basis = restsOn.find(isOfResults);
  const newest = basis?.newest ?? null;
  if (basis === undefined || newest === null) return [];
  const judged = latest(
    confirmed<Result>(snapshot[basis.set].items).filter(
      (result) => result.time === newest && !('use' in result && result.use === 'baseline-only'),
    ),
  );
  const comparator = judged?.measurement.comparator ?? null;
  if (judged === null || comparator === null) return [];
  const farthest = { ...judged, measurement: farthestOf(judged.measurement) };
  if (!isFound(answerOf(withResult(snapshot, basis.set, judged, farthest)))) return [];
  const facts = { reported: judged.measurement.reported, date: formatDate(judged.time, snapshot.timeZone) };
  return [missing('result-imprecise', facts, CODES[basis.set].suggestions)];
}

/** Beyond the tolerance with which amounts are compared: what is below x does not reach x. */
const JUST_BELOW = 1 - 1e-5;
/** More than any limit, whatever the unit. */
const WITHOUT_BOUND = 1e6;

/** The highest amount that the bound allows, as if it had been measured. */
function farthestOf(measurement: Measurement): Measurement {
  const { comparator, value, canonical } = measurement;
  const factor = comparator === '<' ? JUST_BELOW : comparator === '<=' ? 1 : WITHOUT_BOUND;
  return { ...measurement, comparator: null, value: value * factor, canonical: canonical * factor };
}

/**
 * A newer result that is preliminary is not fired on; where it would warn if it were final, it is named, of several the
 * worst (docs/clinical/aki.md#preliminary). Any other is no news worth a line.
 */
function preliminaryThatWouldFire(
  snapshot: ClinicalSnapshot,
  restsOn: readonly Basis[],
  answerOf: (chart: ClinicalSnapshot) => RuleAnswer,
): MissingFact[] {
  const basis = restsOn.find(isOfResults);
  if (basis === undefined) return [];
  const worst = newerPreliminary<Result>(snapshot[basis.set].items, basis.newest)
    .sort((a, b) => b.measurement.canonical - a.measurement.canonical)
    .slice(0, MOST_PRELIMINARY)
    .find((result) => isWarning(answerOf(withResult(snapshot, basis.set, result, { ...result, status: 'final' }))));
  if (worst === undefined) return [];
  return [preliminaryNotJudged(worst, snapshot.timeZone, CODES[basis.set].suggestions)];
}

/** Information for want of a better result is no cause to name one that is not final yet. */
function isWarning(answer: RuleAnswer): boolean {
  return (
    answer.kind === 'findings' && answer.findings.some(({ severity, silent }) => severity !== 'info' && silent !== true)
  );
}

/** Nobody has more results under way at once; a hostile chart may. */
const MOST_PRELIMINARY = 5;

type Result = CreatinineResult | TacrolimusLevel;
type BasisOfResults = Extract<Basis, { readonly newest: unknown }>;

function isOfResults(basis: Basis): basis is BasisOfResults {
  return 'newest' in basis;
}

/** The chart as it were if this result were another. */
function withResult(
  snapshot: ClinicalSnapshot,
  set: BasisOfResults['set'],
  result: Result,
  other: Result,
): ClinicalSnapshot {
  const changed = <T extends Result>(facts: FactSet<T>): FactSet<T> => ({
    ...facts,
    items: facts.items.map((item) => (item === result ? { ...item, ...other } : item)),
  });
  return set === 'creatinine'
    ? { ...snapshot, creatinine: changed(snapshot.creatinine) }
    : { ...snapshot, tacrolimusLevels: changed(snapshot.tacrolimusLevels) };
}

/** Why an answer may not rest on these sets; empty where it may. Each reason once. */
export function openQuestions(snapshot: ClinicalSnapshot, bases: readonly Basis[]): MissingFact[] {
  const open = bases.flatMap((basis) => openQuestion(snapshot, basis) ?? []);
  return open.filter(({ code }, index) => open.findIndex((other) => other.code === code) === index);
}

interface Codes {
  readonly unavailable: MissingCode;
  readonly incomplete: MissingCode;
  readonly leftOut: MissingCode;
  readonly suggestions: readonly SuggestionId[];
}

const CODES: Readonly<Record<Basis['set'], Codes>> = {
  creatinine: {
    unavailable: 'creatinine-unavailable',
    incomplete: 'creatinine-incomplete',
    leftOut: 'creatinine-unusable',
    suggestions: ['order-creatinine'],
  },
  tacrolimusLevels: {
    unavailable: 'levels-unavailable',
    incomplete: 'levels-incomplete',
    leftOut: 'level-unusable',
    suggestions: ['order-tacrolimus-level'],
  },
  medications: {
    unavailable: 'medications-unavailable',
    incomplete: 'medications-incomplete',
    leftOut: 'medications-left-out',
    suggestions: [],
  },
  concomitants: {
    unavailable: 'medications-unavailable',
    incomplete: 'medications-incomplete',
    leftOut: 'medications-left-out',
    suggestions: [],
  },
  testOrders: planCodes(),
  carePlans: planCodes(),
};

function planCodes(): Codes {
  const code = 'plan-sources-incomplete';
  return { unavailable: code, incomplete: code, leftOut: code, suggestions: [] };
}

function openQuestion(snapshot: ClinicalSnapshot, basis: Basis): MissingFact | null {
  const set = snapshot[basis.set];
  const { unavailable, incomplete, leftOut, suggestions } = CODES[basis.set];
  if (set.state === 'unavailable') return missing(unavailable);
  const unread = leftOutOf(snapshot, basis);
  if (unread.length > 0)
    return missing(leftOut, { count: unread.length, results: listed(unread, snapshot.timeZone) }, suggestions);
  // A narrower question may have missed the thing itself; of what was found there the newest is the newest all the same.
  const isPart = set.asked === 'narrower' && !('newest' in basis && basis.newest !== null);
  return set.state === 'truncated' || isPart ? missing(incomplete) : null;
}

/** What came and was left out, and may be newer than what was judged, or may be the very thing. Newest first. */
export function leftOutOf(snapshot: ClinicalSnapshot, basis: Basis): readonly LeftOut[] {
  const { unread } = snapshot[basis.set];
  switch (basis.set) {
    case 'creatinine':
    case 'tacrolimusLevels':
      return leftOutNewer(snapshot[basis.set], basis.newest);
    case 'medications':
      return unread
        .filter(({ mayBe }) => mayBe === null || basis.kinds.includes(mayBe))
        .filter((line) => !isLongOver(line, snapshot.asOf))
        .map((line): LeftOut => line)
        .concat(basis.undecided ?? [])
        .sort(newestFirst);
    case 'concomitants':
      return unread.filter((line) => !isLongOver(line, snapshot.asOf)).sort(newestFirst);
    case 'testOrders':
    case 'carePlans':
      return [...unread].sort(newestFirst);
  }
}

/** Whether the history of these drugs is known in full: only then may anything be called the first, or absent. */
export function isHistoryWhole(snapshot: ClinicalSnapshot, kinds: readonly FactKind[]): boolean {
  return openQuestions(snapshot, [{ set: 'medications', kinds }]).length === 0;
}

const OVER = ['completed', 'stopped', 'cancelled', 'ended', 'not-taken', 'not-done', 'declined'];
const LONG_DAYS = 365;

/** A line that ended more than a year ago says nothing about a course of today. */
function isLongOver({ status, time }: UnreadResource, asOf: number): boolean {
  return status !== null && OVER.includes(status) && time !== null && time.to < asOf - LONG_DAYS * DAY_MS;
}
