import { RULE_IDS } from '../../src/rules/index.js';

/** Rules that the service binds; each has to be evaluated for every tacrolimus order. */
const RULES = RULE_IDS;

/** What the measured service says of its own work (`GET /metrics`). */
export interface WorkDone {
  /** Calls in which the rules ran. */
  readonly evaluated: number;
  /** Calls without tacrolimus. */
  readonly otherDrugs: number;
  /** Evaluations per rule, failed ones not counted. */
  readonly perRule: Readonly<Record<string, number>>;
  /** Evaluations that the store lost. */
  readonly lost: number;
}

/** @param exposition the Prometheus text format */
export function readWorkDone(exposition: string): WorkDone {
  const sum = (name: string, ...labels: readonly string[]): number =>
    exposition
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => labels.every((label) => line.includes(label)))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  const perRule = RULES.map((rule) => {
    const all = sum('cds_rule_outcome_total', `rule="${rule}"`);
    return [rule, all - sum('cds_rule_outcome_total', `rule="${rule}"`, 'outcome="failed"')];
  });
  return {
    evaluated: sum('cds_evaluation_result_total', 'result="cards"'),
    otherDrugs: sum('cds_evaluation_result_total', 'result="no-tacrolimus"'),
    perRule: Object.fromEntries(perRule) as Record<string, number>,
    lost: sum('cds_store_dropped_total'),
  };
}

/**
 * @param served answers that the load generator counted
 * @throws Error when the service did less than it was measured for: a call answered without its four rules, or not kept
 */
export function assertWorkDone(work: WorkDone, served: number): void {
  const { evaluated, otherDrugs, perRule, lost } = work;
  const skipped = Object.entries(perRule).filter(([, times]) => times !== evaluated);
  if (skipped.length > 0) throw new Error(`Rules ran ${JSON.stringify(perRule)} times in ${evaluated} evaluations.`);
  if (evaluated + otherDrugs < served) throw new Error(`${served} answers, but ${evaluated + otherDrugs} evaluations.`);
  if (lost > 0) throw new Error(`The store lost ${lost} evaluations.`);
}
