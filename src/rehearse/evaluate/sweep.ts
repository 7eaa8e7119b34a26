import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { RuleOutcome } from '../../domain/finding.js';
import type { Rule, RuleParams } from '../../rules/index.js';
import { CUTS, nameOfClass } from './cuts.js';
import { ONE_WAY } from './one-way.js';
import type { OneWay, SweepPlan } from './sweep-plan.js';
import type { Threshold } from './thresholds.js';

/** At which values of a threshold its rule would have put a card before the clinician: one entry for each step. */
type Fires = readonly boolean[];

/** By path of the threshold; one that is not listed would have made no difference, whatever its value. */
export type Swept = ReadonlyMap<string, Fires>;

/** The content under which a chart was evaluated. */
export interface InForce {
  readonly params: RuleParams;
  /** Whether a rule tells something under it. */
  readonly isFound: (rule: string) => boolean;
  /** Whether anybody looked at a setting on the way: where nobody did, no value of it makes a difference. */
  readonly isRead: (threshold: Pick<Threshold, 'path' | 'rule'>) => boolean;
}

/**
 * At which values of each threshold its rule would have put a card before the clinician. The rule itself is asked, with one
 * number changed, or first with many: what changes nothing together changes nothing alone, if all of them move the rule one way. All that
 * is left out here would have made no difference, which test/rehearse/sweep.test.ts holds against a trial of all values of all.
 */
export function sweepAll(plan: SweepPlan, snapshot: ClinicalSnapshot, { params, isFound, isRead }: InForce): Swept {
  const swept = new Map<string, Fires>();
  for (const { rule, oneWay, byHalves, byClass } of plan) {
    const asked = { rule, snapshot, params, inForce: isFound(rule.id), isRead };
    if (oneWay !== null) sweepTogether(oneWay, asked, swept);
    for (const each of byHalves) if (isRead(each)) keep(each, inHalves(each, asked), asked, swept);
    for (const each of byClass) if (isRead(each)) keep(each, inClasses(each, asked), asked, swept);
  }
  return swept;
}

interface Asked extends Pick<InForce, 'params' | 'isRead'> {
  readonly rule: Rule;
  readonly snapshot: ClinicalSnapshot;
  /** Whether the rule tells something under the content as it is. */
  readonly inForce: boolean;
}

function keep({ path }: Threshold, fires: Fires, { inForce }: Asked, swept: Map<string, Fires>): void {
  if (fires.some((each) => each !== inForce)) swept.set(path, fires);
}

function sweepTogether(group: OneWay, asked: Asked, swept: Map<string, Fires>): void {
  const { inForce, rule, snapshot, isRead } = asked;
  // Towards one end it only ever tells more: only at the other can it differ from what it tells now.
  const params = inForce ? group.least : group.most;
  if (!group.thresholds.some(isRead) || (params !== null && fires(rule, snapshot, params) === inForce)) return;
  if (group.halves !== null) for (const half of group.halves) sweepTogether(half, asked, swept);
  else for (const threshold of group.thresholds) keep(threshold, fromEnd(threshold, asked), asked, swept);
}

/** The end that tells something else than now is known: halves of the way to where that begins are tried. */
function fromEnd({ path, steps, site }: Threshold, { rule, snapshot, inForce }: Asked): Fires {
  const usable = steps.flatMap(({ value, params }, at) => (params === null || value === site ? [] : [at]));
  const order = (ONE_WAY[path] === 'more') === inForce ? usable : usable.reverse();
  const tell = (at: number) => {
    const params = steps[order[at] ?? 0]?.params ?? null;
    return params === null ? inForce : fires(rule, snapshot, params);
  };
  // order[0] tells something else than now, if anything does; `same` is the first place that tells the same.
  let [other, same] = [-1, order.length];
  while (same - other > 1) {
    const middle = Math.max(0, (other + same) >> 1);
    if (tell(middle) === inForce) same = middle;
    else other = middle;
  }
  const changed = new Set(order.slice(0, same));
  return steps.map((_, at) => (changed.has(at) ? !inForce : inForce));
}

/** Where two values have the same answer in every respect, so has what lies between them. */
function inHalves({ steps, site }: Threshold, { rule, snapshot, inForce }: Asked): Fires {
  const usable = steps.flatMap(({ params }, at) => (params === null ? [] : [{ at, params }]));
  const fires = new Array<boolean>(steps.length).fill(inForce);
  const ask = (place: number) => {
    const step = usable[place];
    if (step === undefined) return null;
    const outcome = outcomeOf(rule, snapshot, step.params);
    fires[step.at] = isShown(outcome);
    return inShort(outcome);
  };
  const fill = (from: number, to: number, first: string | null, last: string | null): void => {
    if (to - from < 2) return;
    if (first === last) {
      const same = fires[usable[from]?.at ?? 0] === true;
      for (const { at } of usable.slice(from + 1, to)) fires[at] = same;
      return;
    }
    const middle = (from + to) >> 1;
    const between = ask(middle);
    fill(from, middle, first, between);
    fill(middle, to, between, last);
  };
  const end = usable.length - 1;
  fill(0, end, ask(0), ask(end));
  const now = steps.findIndex(({ value }) => value === site);
  if (now !== -1) fires[now] = inForce;
  return fires;
}

/** One value of each class is tried; that of the value in force is known. */
function inClasses({ path, steps, site }: Threshold, { rule, snapshot, params, inForce }: Asked): Fires {
  const cuts = CUTS[path]?.(snapshot, params) ?? [];
  const told = new Map([[nameOfClass(site, cuts), inForce]]);
  return steps.map((step) => {
    if (step.params === null) return inForce;
    const name = nameOfClass(step.value, cuts);
    const known = told.get(name);
    if (known !== undefined) return known;
    const answer = fires(rule, snapshot, step.params);
    told.set(name, answer);
    return answer;
  });
}

/** Whether a rule has something to tell, apart from what the site only rehearses. */
function fires(rule: Rule, snapshot: ClinicalSnapshot, params: RuleParams): boolean {
  return isShown(outcomeOf(rule, snapshot, params));
}

function isShown(outcome: RuleOutcome | null): boolean {
  return outcome?.kind === 'findings' && outcome.findings.some(({ silent }) => silent !== true);
}

/** null where the rule fails. */
function outcomeOf(rule: Rule, snapshot: ClinicalSnapshot, params: RuleParams): RuleOutcome | null {
  try {
    return rule.evaluate(snapshot, params);
  } catch {
    return null;
  }
}

/** What a rule answered, without its words and numbers. */
function inShort(outcome: RuleOutcome | null): string {
  switch (outcome?.kind) {
    case undefined:
      return 'failed';
    case 'findings':
      return outcome.findings.map(({ id, severity, silent }) => `${id} ${severity} ${String(silent)}`).join(', ');
    case 'not-applicable':
      return `not applicable: ${outcome.why}`;
    case 'indeterminate':
      return `not known: ${outcome.missing.map(({ code }) => code).join(', ')}`;
  }
}
