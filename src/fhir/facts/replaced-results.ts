import type { CreatinineResult, MonitoringResult, ScreeningResult, TacrolimusLevel } from '../../domain/lab-result.js';

export type AnyResult = CreatinineResult | TacrolimusLevel | MonitoringResult | ScreeningResult;

const CORRECTIONS: ReadonlySet<string> = new Set(['corrected', 'amended']);

/**
 * The positions of results that a corrected or amended result of the same instant replaces, when the correction comes as a
 * record of its own (docs/clinical/facts.md#status). Only instants: what was taken on one day may be two specimens.
 */
export function replacedResults(results: readonly AnyResult[]): ReadonlySet<number> {
  const replaced = new Set<number>();
  if (!results.some(({ status }) => CORRECTIONS.has(status))) return replaced;
  const corrected = new Set<string>();
  for (const result of results) {
    if (CORRECTIONS.has(result.status) && result.time.precision === 'instant') corrected.add(specimenOf(result));
  }
  results.forEach((result, at) => {
    const isInstant = result.time.precision === 'instant';
    if (isInstant && !CORRECTIONS.has(result.status) && corrected.has(specimenOf(result))) replaced.add(at);
  });
  return replaced;
}

/** Instant, and what two results of one instant must share to be the same one: the test; scale and use of a creatinine. */
function specimenOf(result: AnyResult): string {
  const kind = 'scale' in result ? `${result.scale} ${result.use}` : 'test' in result ? result.test : '';
  return `${result.time.from} ${kind}`;
}
