import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import { type RuleParams, RULES } from '../../rules/index.js';
import { settingsRead } from './settings-read.js';
import type { Threshold } from './thresholds.js';

/**
 * At which values of each threshold its rule would have put a card before the clinician, by path, one entry for each step. The rule itself
 * is asked, with one number changed - and only where it looks at that number at all, and where the ends of the range do not agree with
 * the value in force: but for a few, each threshold moves its rule one way (test/rehearse/sweep.test.ts tries all values of all).
 */
export function sweepAll(
  thresholds: readonly Threshold[],
  snapshot: ClinicalSnapshot,
  params: RuleParams,
  isFound: (rule: string) => boolean,
): ReadonlyMap<string, readonly boolean[]> {
  const read = new Map<string, ReadonlySet<string>>();
  return new Map(
    thresholds.map((threshold) => {
      const { rule, path, steps } = threshold;
      const looked = read.get(rule) ?? settingsRead(rule, snapshot, params);
      read.set(rule, looked);
      const inForce = isFound(rule);
      return [path, looked.has(path) ? sweep(threshold, snapshot, inForce) : steps.map(() => inForce)];
    }),
  );
}

/** Between two values without a card there may be one with it: of these every value is tried. */
const NOT_ONE_WAY: ReadonlySet<string> = new Set(['aki.lowEgfr', 'duration.limitMonths']);

function sweep(threshold: Threshold, snapshot: ClinicalSnapshot, inForce: boolean): readonly boolean[] {
  const { steps, site, rule } = threshold;
  const usable = steps.flatMap(({ value, params }) => (params === null || value === site ? [] : [params]));
  const ends = [usable[0], usable.at(-1)];
  const atEnds = ends.map((params) => (params === undefined ? inForce : fires(rule, snapshot, params)));
  if (!NOT_ONE_WAY.has(threshold.path) && atEnds.every((end) => end === inForce)) return steps.map(() => inForce);
  return steps.map(({ value, params }) => {
    if (params === null || value === site) return inForce;
    const end = ends.indexOf(params);
    return end === -1 ? fires(rule, snapshot, params) : atEnds[end] === true;
  });
}

/** Whether a rule has something to tell, apart from what the site only rehearses. */
function fires(rule: string, snapshot: ClinicalSnapshot, params: RuleParams): boolean {
  const found = RULES.find(({ id }) => id === rule);
  if (found === undefined) return false;
  try {
    const outcome = found.evaluate(snapshot, params);
    return outcome.kind === 'findings' && outcome.findings.some(({ silent }) => silent !== true);
  } catch {
    return false;
  }
}
