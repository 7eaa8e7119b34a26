import type { ClinicalSnapshot } from '../domain/clinical-snapshot.js';
import type { FactKind, FactSet, UnreadResource } from '../domain/fact-set.js';
import type { CreatinineResult, TacrolimusLevel } from '../domain/lab-result.js';
import type { MissingCode, MissingFact, RuleOutcome, SuggestionId } from '../domain/finding.js';
import type { TimeInterval } from '../domain/time.js';
import { DAY_MS } from '../domain/time.js';
import { indeterminate, missing, preliminaryNotJudged } from './shared/missing.js';
import { type LeftOut, leftOutNewer, listed, newerPreliminary, newestFirst } from './shared/results.js';

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
  const open = [...preliminaryThatWouldFire(snapshot, restsOn, answerOf), ...openQuestions(snapshot, restsOn)];
  return open.length === 0 ? outcome : indeterminate(...open);
}

/** What a site only rehearses is shown to nobody: to whoever reads the answer it is silence. */
function isFound(outcome: RuleOutcome): boolean {
  return outcome.kind === 'findings' && outcome.findings.some(({ silent }) => silent !== true);
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
  const basis = restsOn.find(({ set }) => set === 'creatinine' || set === 'tacrolimusLevels');
  if (basis === undefined || !('newest' in basis)) return [];
  const worst = newerPreliminary<CreatinineResult | TacrolimusLevel>(snapshot[basis.set].items, basis.newest)
    .sort((a, b) => b.measurement.canonical - a.measurement.canonical)
    .slice(0, MOST_PRELIMINARY)
    .find((result) => isWarning(answerOf(withFinal(snapshot, basis.set, result))));
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

/** The chart as it were if this result were final. */
function withFinal(
  snapshot: ClinicalSnapshot,
  set: 'creatinine' | 'tacrolimusLevels',
  result: CreatinineResult | TacrolimusLevel,
): ClinicalSnapshot {
  const final = <T extends CreatinineResult | TacrolimusLevel>(facts: FactSet<T>): FactSet<T> => ({
    ...facts,
    items: facts.items.map((item) => (item === result ? { ...item, status: 'final' } : item)),
  });
  return set === 'creatinine'
    ? { ...snapshot, creatinine: final(snapshot.creatinine) }
    : { ...snapshot, tacrolimusLevels: final(snapshot.tacrolimusLevels) };
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
