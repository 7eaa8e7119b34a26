import type { RuleId, RuleOutcome } from '../../domain/finding.js';
import { JOINING_IDS, RULE_IDS, RULES, ruleParams, type RuleParams } from '../../rules/index.js';
import { CaseError } from './case-error.js';
import { type ClinicalCase, snapshotOf } from './clinical-case.js';
import type { CaseFault, PlacedCase } from './read-tables.js';
import { type Branch, branchesOf, branchesTaken, outcomeInWords } from '../../engine/explain/rule-branches.js';

export interface CaseResult {
  readonly file: string;
  readonly line: number;
  readonly case: string;
  readonly expected: string;
  readonly got: string;
  readonly ok: boolean;
}

export interface CaseReport {
  readonly results: readonly CaseResult[];
  readonly faults: readonly CaseFault[];
  /** Answers that a rule can give and that no row of these tables reaches. */
  readonly unreached: readonly { readonly rule: RuleId; readonly branch: Branch }[];
}

/** Evaluates every row with the thresholds in force, and counts which answers of which rule were reached. */
export function runCases(cases: readonly PlacedCase[], params: RuleParams): CaseReport {
  const results: CaseResult[] = [];
  const faults: CaseFault[] = [];
  const reached = new Set<string>();
  const paramsOf = changedParams(params);
  for (const { file, line, row } of cases) {
    try {
      const outcomes = evaluateCase(row, paramsOf(row.params));
      for (const [rule, outcome] of outcomes)
        for (const branch of branchesTaken(outcome)) reached.add(`${rule} ${branch}`);
      const got = row.rule === undefined ? allFindings(outcomes) : [...outcomes.values()].map(outcomeInWords).join();
      const asked = row.rule === undefined ? sorted(got) === sorted(row.expect) : got === row.expect;
      const missed =
        row.rule === undefined ? [] : [...outcomes.values()].flatMap((each) => statedFactsMissed(row, each));
      const ok = asked && missed.length === 0;
      results.push({ file, line, case: row.case, expected: row.expect, got: [got, ...missed].join('\n'), ok });
    } catch (error) {
      if (!(error instanceof CaseError)) throw error;
      faults.push({ file, line, message: error.message });
    }
  }
  const unreached = RULE_IDS.flatMap((rule) =>
    branchesOf(rule, params)
      .filter((branch) => !reached.has(`${rule} ${branch}`))
      .map((branch) => ({ rule, branch })),
  );
  return { results, faults, unreached };
}

/**
 * The outcome of the rule that a row asks, or of all of them.
 * @param params the thresholds of the row: those in force, with its own changes
 * @throws CaseError
 */
export function evaluateCase(row: ClinicalCase, params: RuleParams): ReadonlyMap<RuleId, RuleOutcome> {
  const chart = snapshotOf(row);
  return new Map(
    RULES.filter(({ id }) => row.rule === undefined || row.rule === id).map((rule) => [
      rule.id,
      rule.evaluate(chart, params),
    ]),
  );
}

/**
 * A row that asks the whole service says which findings there are that can have a card, and `silent` where there are none. What
 * joins the "not checked" card is asked of its rule, or by the `cards` of the row.
 */
function allFindings(outcomes: ReadonlyMap<RuleId, RuleOutcome>): string {
  const found = [...outcomes.values()].flatMap((outcome) => {
    if (outcome.kind !== 'findings') return [];
    const findings = outcome.findings.filter(({ id }) => !JOINING_IDS.includes(id));
    return findings.length === 0 ? [] : branchesTaken({ kind: 'findings', findings });
  });
  return found.join(' + ') || 'silent';
}

function sorted(findings: string): string {
  return findings.split(' + ').sort().join(' + ');
}

/**
 * Thresholds with the changes of a row, each combination checked once: the check asks for the time zone, which is slow.
 * The function throws CaseError where the result is not allowed.
 */
export function changedParams(params: RuleParams): (changes: ClinicalCase['params']) => RuleParams {
  const known = new Map<string, RuleParams>();
  return (changes) => {
    if (Object.keys(changes).length === 0) return params;
    const key = JSON.stringify(changes);
    const checked = known.get(key) ?? ruleParams.safeParse(merged(params, changes)).data;
    if (checked === undefined) throw new CaseError('params: these thresholds are not allowed');
    known.set(key, checked);
    return checked;
  };
}

function merged(base: unknown, changes: unknown): unknown {
  if (!isRecord(base) || !isRecord(changes)) return changes;
  const entries = Object.entries(changes).map(([key, value]) => [key, merged(base[key], value)] as const);
  return { ...base, ...Object.fromEntries(entries) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What a row states beside the outcome and the rule did not say: facts handed to the card, suggestions. Only the facts
 * named are compared, of the first finding or of what is missing first.
 * @returns `facts.ratio: expected 1.5, got 1.49`, one per difference
 */
export function statedFactsMissed(row: ClinicalCase, outcome: RuleOutcome): string[] {
  const said =
    outcome.kind === 'findings'
      ? outcome.findings[0]
      : outcome.kind === 'indeterminate'
        ? outcome.missing[0]
        : undefined;
  return [
    ...differences('facts', row.facts, said?.facts ?? {}),
    ...(row.suggestions === undefined ? [] : differences('suggestions', row.suggestions, said?.suggestions ?? [])),
  ];
}

function differences(path: string, expected: unknown, got: unknown): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) return [difference(path, expected, got)];
    return expected.flatMap((item: unknown, at) => differences(`${path}[${at}]`, item, got[at]));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof got !== 'object' || got === null) return [difference(path, expected, got)];
    const known = got as Readonly<Record<string, unknown>>;
    return Object.entries(expected).flatMap(([key, value]) => differences(`${path}.${key}`, value, known[key]));
  }
  return expected === got ? [] : [difference(path, expected, got)];
}

function difference(path: string, expected: unknown, got: unknown): string {
  return `${path}: expected ${JSON.stringify(expected)}, got ${got === undefined ? 'nothing' : JSON.stringify(got)}`;
}
