import type {
  Burden,
  BurdenGroup,
  CardCounts,
  Dimension,
  NotEvaluable,
  OverrideReasonGroup,
  Totals,
  UnusableResults,
  WouldHaveFired,
} from './burden-report.js';
import type { CardCell, EvaluationCell, OverrideCell, People } from './card-queries.js';
import { groupBy, ratio, sumOf } from './period.js';
import {
  type DroppedCell,
  type GapCell,
  NAMED_FROM_PATIENTS,
  type OutcomeCell,
  type SilentCell,
} from './rule-queries.js';

/** Stands in place of a rule on the card that says what could not be evaluated. */
export const DATA_GAP = 'data-gap';
const SEVERITY_ORDER = ['critical', 'warning', 'info'];

export function totalsOf(calls: readonly EvaluationCell[], cards: readonly CardCell[], people: People): Totals {
  return {
    evaluations: sumOf(calls, ({ evaluations }) => evaluations),
    ...burdenOf(cards, ordersOf(calls)),
    patients: people.patients,
    cardsPerPatient: ratio(people.cardsOfPatients, people.patients),
    clinicianDays: people.clinicianDays,
    cardsPerClinicianDay: ratio(people.cardsOfClinicians, people.clinicianDays),
  };
}

/** Orders belong to a hook, a client, a version and a week; to a rule and a severity belong all orders of the period. */
export function burdenBy(
  dimension: Dimension,
  calls: readonly EvaluationCell[],
  cards: readonly CardCell[],
): readonly BurdenGroup[] {
  if (dimension === 'rule' || dimension === 'severity') {
    const orders = ordersOf(calls);
    const groups = [...groupBy(cards, (cell) => (dimension === 'rule' ? (cell.rule ?? DATA_GAP) : cell.severity))].map(
      ([key, cells]) => ({ key, ...burdenOf(cells, orders) }),
    );
    return dimension === 'rule'
      ? groups
      : groups.sort((a, b) => SEVERITY_ORDER.indexOf(a.key) - SEVERITY_ORDER.indexOf(b.key));
  }
  const cardsOf = groupBy(cards, (cell) => cell[dimension]);
  return [...groupBy(calls, (cell) => cell[dimension])].map(([key, cells]) => ({
    key,
    ...burdenOf(cardsOf.get(key) ?? [], ordersOf(cells)),
  }));
}

export function overrideReasonsOf(
  overrides: readonly OverrideCell[],
  cards: readonly CardCell[],
): readonly OverrideReasonGroup[] {
  const shownBy = groupBy(cards, ({ rule }) => rule ?? DATA_GAP);
  return [...groupBy(overrides, ({ rule }) => rule ?? DATA_GAP)].flatMap(([rule, ofRule]) => {
    const shown = sumOf(shownBy.get(rule) ?? [], (cell) => cell.shown);
    return [...groupBy(ofRule, ({ reason }) => reason)]
      .map(([reason, cells]) => {
        const overridden = sumOf(cells, (cell) => cell.overridden);
        return { rule, reason, overridden, shown, share: ratio(overridden, shown) };
      })
      .sort((a, b) => b.overridden - a.overridden);
  });
}

export function notEvaluableOf(outcomes: readonly OutcomeCell[], gaps: readonly GapCell[]): readonly NotEvaluable[] {
  const gapsOf = groupBy(gaps, ({ rule }) => rule);
  return [...groupBy(outcomes, ({ rule }) => rule)].map(([rule, ofRule]) => {
    const { evaluations, notEvaluable } = evaluability(ofRule);
    const reasons = [...groupBy(gapsOf.get(rule) ?? [], ({ reason }) => reason)].map(([reason, cells]) => {
      const count = sumOf(cells, (cell) => cell.evaluations);
      return { reason, evaluations: count, rate: ratio(count, evaluations) };
    });
    const weeks = [...groupBy(ofRule, ({ week }) => week)].map(([week, cells]) => {
      const ofWeek = evaluability(cells);
      return { week, rate: ratio(ofWeek.notEvaluable, ofWeek.evaluations) };
    });
    return {
      rule,
      evaluations,
      notEvaluable,
      rate: ratio(notEvaluable, evaluations),
      reasons: reasons.sort((a, b) => b.evaluations - a.evaluations),
      weeks,
    };
  });
}

/** The most frequent first. */
export function unusableOf(cells: readonly DroppedCell[]): readonly UnusableResults[] {
  const namedIn = groupBy(cells, termKey);
  const isNamed = (cell: DroppedCell) =>
    (namedIn.get(termKey(cell)) ?? []).some(({ patients }) => patients >= NAMED_FROM_PATIENTS);
  const named = cells.map((cell) => (cell.term === null || isNamed(cell) ? cell : { ...cell, term: null }));
  return [...groupBy(named, termKey).values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { client, source, reason, term } = first;
      const weeks = group.map(({ week }) => week).sort();
      const [firstWeek = '', lastWeek = ''] = [weeks[0], weeks.at(-1)];
      return [{ client, source, reason, term, results: sumOf(group, (cell) => cell.results), firstWeek, lastWeek }];
    })
    .sort((a, b) => b.results - a.results);
}

function termKey({ client, source, reason, term }: DroppedCell): string {
  return JSON.stringify([client, source, reason, term]);
}

export function wouldHaveFired(cells: readonly SilentCell[], tacrolimusOrders: number): readonly WouldHaveFired[] {
  return cells.map((cell) => ({ ...cell, per100Orders: per100(cell.findingsOnOrders, tacrolimusOrders) }));
}

function evaluability(cells: readonly OutcomeCell[]): { readonly evaluations: number; readonly notEvaluable: number } {
  const count = (...outcomes: readonly string[]) =>
    sumOf(
      cells.filter(({ outcome }) => outcomes.includes(outcome)),
      ({ evaluations }) => evaluations,
    );
  const notEvaluable = count('indeterminate', 'failed');
  return { evaluations: notEvaluable + count('findings', 'silent'), notEvaluable };
}

function burdenOf(cells: readonly CardCell[], tacrolimusOrders: number): Burden {
  const shownOnOrders = sumOf(cells, (cell) => cell.shownOnOrders);
  return {
    tacrolimusOrders,
    shownOnOrders,
    cardsPer100Orders: per100(shownOnOrders, tacrolimusOrders),
    ...answersOf(cells),
  };
}

function answersOf(cells: readonly CardCell[]): CardCounts {
  const shown = sumOf(cells, (cell) => cell.shown);
  const accepted = sumOf(cells, (cell) => cell.accepted);
  const overridden = sumOf(cells, (cell) => cell.overridden);
  const unanswered = shown - accepted - overridden;
  return {
    shown,
    accepted,
    overridden,
    unanswered,
    acceptedShare: ratio(accepted, shown),
    overriddenShare: ratio(overridden, shown),
    unansweredShare: ratio(unanswered, shown),
  };
}

function ordersOf(calls: readonly EvaluationCell[]): number {
  return sumOf(calls, ({ tacrolimusOrders }) => tacrolimusOrders);
}

function per100(count: number, orders: number): number | null {
  const rate = ratio(count, orders);
  return rate === null ? null : rate * 100;
}
