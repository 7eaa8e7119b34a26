import { SEVERITIES } from '../../domain/finding.js';
import { SOURCES } from '../../domain/fact-set.js';
import { SOURCE_TYPES } from '../../fhir/sources/source-types.js';
import { CARD } from '../evaluate/count-signing.js';
import type { RehearsedContent } from '../evaluate/rehearsed-content.js';
import { listAt, numberAt, type Tally, tallyAt } from '../evaluate/tally.js';
import type { Reduced } from '../reduce/reduce.js';
import type { Plan } from '../run/plan.js';
import { cell, rate } from './cell.js';
import { notUnderstood } from './not-understood.js';
import { outcomeRows, thresholdCurves } from './outcome-rows.js';
import { quantile } from './quantiles.js';
import type { Counted, Rehearsal, RuleCards, RuleOutcomes, Spread } from './rehearsal.js';

export interface Made {
  readonly of: Rehearsal['of'];
  readonly plan: Pick<Plan, 'runId' | 'contentVersion' | 'vsVersion' | 'from' | 'to' | 'end' | 'types' | 'noneOf'>;
  readonly reduced: Pick<Reduced, 'files' | 'brokenLines' | 'cutShort' | 'drugsNotIdentified'>;
  readonly tally: Tally;
  readonly content: RehearsedContent;
  readonly labels: { readonly content: string; readonly vs: string | null };
}

/** The counts of a run as they may leave the site. */
export function buildRehearsal({ of, plan, reduced, tally, content, labels }: Made): Rehearsal {
  const evaluated = cell(numberAt(tally, ['evaluated']));
  const per100 = (count: ReturnType<typeof cell>) => rate(count, evaluated, 100);
  const all = cell(numberAt(tally, ['cards']));
  const curves = thresholdCurves(tally, content.thresholds, evaluated);
  return {
    of,
    runId: plan.runId,
    content: { label: labels.content, version: plan.contentVersion },
    vs: labels.vs === null || plan.vsVersion === null ? null : { label: labels.vs, version: plan.vsVersion },
    period: { from: plan.from === 0 ? null : dayOf(plan.from), to: dayOf(plan.to), end: dayOf(plan.end) },
    input: {
      files: reduced.files,
      brokenLines: reduced.brokenLines,
      cutShort: reduced.cutShort,
      typesMissing: of === 'calls' ? [] : typesMissing(plan, content),
      typesTakenAsNone: plan.noneOf,
      drugsNotIdentified: cell(reduced.drugsNotIdentified),
    },
    population: {
      patients: cell(numberAt(tally, ['patients'])),
      patientsWithOrders: cell(numberAt(tally, ['patientsWithOrders'])),
      signings: cell(numberAt(tally, ['signings'])),
      tacrolimusOrders: cell(numberAt(tally, ['tacrolimusOrders'])),
      evaluated,
      dayOnly: cell(numberAt(tally, ['dayOnly'])),
    },
    notRehearsed: counted(tally, ['notRehearsed']),
    notEvaluable: counted(tally, ['notEvaluable']),
    lookAhead: withShares(counted(tally, ['lookAhead'])),
    statuses: counted(tally, ['statuses']),
    undated: counted(tally, ['undated']),
    cards: {
      all,
      per100: per100(all),
      signingsWithCard: cell(numberAt(tally, ['signingsWithCard'])),
      byRule: cardsByRule(tally, ['cardsByRule'], per100),
      bySeverity: SEVERITIES.map((name) => {
        const count = cell(numberAt(tally, ['cardsBySeverity', name]));
        return { name, count, per100: per100(count) };
      }),
      byFinding: Object.keys(tallyAt(tally, ['cardsByFinding'])).flatMap((name) =>
        counted(tally, ['cardsByFinding', name]).map(({ name: severity, count }) => ({
          name,
          severity,
          count,
          per100: per100(count),
        })),
      ),
      weeks: Object.keys(tallyAt(tally, ['weeks'])).map((week) => {
        const [orders, cards] = [
          cell(numberAt(tally, ['weeks', week, 'evaluated'])),
          cell(numberAt(tally, ['weeks', week, 'cards'])),
        ];
        return { week, orders, cards, per100: rate(cards, orders, 100) };
      }),
      prescriberDays: prescriberDays(tally),
      perPatient: spreadOf(histogramOf(tallyAt(tally, ['cardsOfPatient']))),
    },
    rules: Object.keys(tallyAt(tally, ['rules'])).map((rule) => ruleOutcomes(tally, rule)),
    notUnderstood: notUnderstood(tally),
    outcomes: of === 'calls' ? [] : outcomeRows(tally),
    akiDelay: { ...spreadOf(listAt(tally, ['akiDelayDays'])), results: cell(sum(listAt(tally, ['akiDelayDays']))) },
    thresholds: of === 'calls' ? withoutOutcomes(curves) : curves,
    changes: plan.vsVersion === null ? null : changes(tally),
  };
}

/** What became of the patient is not in a call. */
function withoutOutcomes(curves: Rehearsal['thresholds']): Rehearsal['thresholds'] {
  return curves.map((curve) => ({ ...curve, steps: curve.steps.map((step) => ({ ...step, outcomes: [] })) }));
}

/** Of what the service asks for, that of which the export holds nothing about anybody. */
function typesMissing(plan: Made['plan'], { service }: RehearsedContent): readonly string[] {
  const asked = SOURCES.filter((source) => service.sources[source] !== undefined);
  const missing = asked.filter(
    (source) => !SOURCE_TYPES[source].some((type) => plan.types.includes(type) || plan.noneOf.includes(type)),
  );
  return [...new Set(missing.map((source) => SOURCE_TYPES[source][0] ?? ''))].sort();
}

function cardsByRule(
  tally: Tally,
  path: readonly string[],
  per100: (count: ReturnType<typeof cell>) => number | null,
): readonly RuleCards[] {
  return Object.keys(tallyAt(tally, path))
    .map((rule) => {
      const [info, warning, critical] = ['info', 'warning', 'critical'].map((severity) =>
        numberAt(tally, [...path, rule, severity]),
      );
      const all = cell((info ?? 0) + (warning ?? 0) + (critical ?? 0));
      return {
        rule,
        info: cell(info ?? 0),
        warning: cell(warning ?? 0),
        critical: cell(critical ?? 0),
        all,
        per100: per100(all),
      };
    })
    .sort((a, b) => (b.per100 ?? 0) - (a.per100 ?? 0));
}

function ruleOutcomes(tally: Tally, rule: string): RuleOutcomes {
  const at = (outcome: string) => cell(numberAt(tally, ['rules', rule, 'outcomes', outcome]));
  const outcomes = Object.keys(tallyAt(tally, ['rules', rule, 'reasons']));
  const silentFindings =
    numberAt(tally, ['rules', rule, 'outcomes', 'silent']) - numberAt(tally, ['rules', rule, 'quiet']);
  return {
    rule,
    findings: at('findings'),
    silentFindings: cell(Math.max(0, silentFindings)),
    silent: cell(numberAt(tally, ['rules', rule, 'quiet'])),
    notApplicable: at('not-applicable'),
    indeterminate: at('indeterminate'),
    failed: at('failed'),
    reasons: outcomes.flatMap((outcome) =>
      counted(tally, ['rules', rule, 'reasons', outcome]).map((reason) => ({ ...reason, outcome })),
    ),
  };
}

function prescriberDays(tally: Tally): Rehearsal['cards']['prescriberDays'] {
  const cards = Object.values(tallyAt(tally, ['prescriberDays'])).flatMap((value) =>
    typeof value === 'number' ? [Math.floor(value / CARD)] : [],
  );
  const histogram: number[] = [];
  for (const each of cards) {
    while (histogram.length <= each) histogram.push(0);
    histogram[each] = (histogram[each] ?? 0) + 1;
  }
  const evaluated = numberAt(tally, ['evaluated']);
  const known = evaluated === 0 ? null : (evaluated - numberAt(tally, ['withoutPrescriber'])) / evaluated;
  return { ...spreadOf(histogram), days: cell(cards.length), prescriberKnown: known };
}

function histogramOf(counts: Tally): readonly number[] {
  const most = Math.max(-1, ...Object.keys(counts).map(Number));
  return Array.from({ length: most + 1 }, (_, value) => numberAt(counts, [String(value)]));
}

/** Of fewer than 5 nothing is told. */
function spreadOf(histogram: readonly number[]): Spread {
  const shown = typeof cell(sum(histogram)) === 'number' ? histogram : [];
  return {
    p25: quantile(shown, 0.25),
    median: quantile(shown, 0.5),
    p75: quantile(shown, 0.75),
    p90: quantile(shown, 0.9),
  };
}

function changes(tally: Tally): Rehearsal['changes'] {
  const findings = tallyAt(tally, ['vs', 'changes']);
  const rows = Object.keys(findings).flatMap((finding) =>
    Object.keys(tallyAt(findings, [finding])).flatMap((what) =>
      counted(findings, [finding, what]).map(({ name: why, count }) => ({ name: finding, finding, what, why, count })),
    ),
  );
  const cards = sum(
    Object.keys(tallyAt(tally, ['vs', 'cardsByRule'])).flatMap((rule) =>
      SEVERITIES.map((severity) => numberAt(tally, ['vs', 'cardsByRule', rule, severity])),
    ),
  );
  return {
    compared: cell(numberAt(tally, ['vs', 'compared'])),
    changedOrders: cell(numberAt(tally, ['vs', 'changedOrders'])),
    rows: rows.sort((a, b) => rank(b.count) - rank(a.count)),
    cardsPer100: rate(cell(cards), cell(numberAt(tally, ['vs', 'evaluated'])), 100),
  };
}

/** Most frequent first. */
function counted(tally: Tally, path: readonly string[]): Counted[] {
  return Object.entries(tallyAt(tally, path))
    .flatMap(([name, count]) => (typeof count === 'number' ? [{ name, count }] : []))
    .sort((a, b) => b.count - a.count)
    .map(({ name, count }) => ({ name, count: cell(count) }));
}

function withShares(rows: readonly Counted[]) {
  const whole = cell(rows.reduce((total, { count }) => total + (count === 'few' ? 0 : count), 0));
  return rows.map((row) => ({ ...row, share: rate(row.count, whole) }));
}

function rank(count: ReturnType<typeof cell>): number {
  return count === 'few' ? 1 : count;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
