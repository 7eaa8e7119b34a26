import type { FindingId, RuleId } from '../../domain/finding.js';
import type { Clock } from '../../domain/ports.js';
import { RULES } from '../../rules/index.js';
import type { ChartAt } from '../../rules/rule.js';

/** A made-up case and what the rule must say of it. */
interface CanaryStory<Case = unknown> {
  readonly rule: RuleId;
  readonly expects: FindingId;
  readonly story: Case;
}

interface CanaryResult {
  readonly rule: RuleId;
  readonly ok: boolean;
  /** `failed`: the evaluation threw. `other-findings`: the rule spoke, and said something else. */
  readonly why: 'fired' | 'silent' | 'other-findings' | 'failed';
}

export interface CanaryReport {
  /** Milliseconds since the epoch. */
  readonly ranAt: number;
  readonly results: readonly CanaryResult[];
}

interface CanaryOptions<Case> {
  /** What the rules find in a case, at this moment; may throw. */
  readonly evaluate: (
    story: Case,
    asOf: number,
  ) => Promise<readonly { readonly rule: RuleId; readonly id: FindingId }[]>;
  readonly stories: readonly CanaryStory<Case>[];
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly onResult: (report: CanaryReport) => void;
  /** Calls `task` again and again until the returned function is called; a timer unless a test brings its own. */
  readonly every?: (intervalMs: number, task: () => void) => () => void;
}

interface Canary {
  /** Runs once now, then on the timer. */
  start(): void;
  stop(): void;
  /** One run. Never throws: a story that cannot be evaluated is a result. */
  run(): Promise<CanaryReport>;
  /** For /readyz, which anybody may read: `ok`, `not-run`, or `failing: aki, trough`. */
  state(): string;
}

/**
 * Evaluates stories that must fire, on a timer, in this process, with the content in force. A rule that a change of
 * thresholds, wording or code has silenced shows here before a patient is missed (docs/clinical/README.md#principles:
 * silence must mean something). It says nothing of the EHR's codes and units: those are watched in the events.
 */
export function createCanary<Case>(options: CanaryOptions<Case>): Canary {
  const { evaluate, stories, clock, intervalMs, onResult, every = onTimer } = options;
  let last: CanaryReport | null = null;
  let stopTimer: (() => void) | null = null;
  let running: Promise<CanaryReport> | null = null;

  async function runOnce(): Promise<CanaryReport> {
    const ranAt = clock.now();
    const results: CanaryResult[] = [];
    // One after the other: clinicians' calls come in between.
    for (const story of stories) results.push(await judge(story, ranAt));
    const report: CanaryReport = { ranAt, results: worstPerRule(results) };
    last = report;
    onResult(report);
    return report;
  }

  async function judge({ rule, expects, story }: CanaryStory<Case>, asOf: number): Promise<CanaryResult> {
    try {
      const own = (await evaluate(story, asOf)).filter((finding) => finding.rule === rule);
      if (own.some(({ id }) => id === expects)) return { rule, ok: true, why: 'fired' };
      return { rule, ok: false, why: own.length === 0 ? 'silent' : 'other-findings' };
    } catch {
      return { rule, ok: false, why: 'failed' };
    }
  }

  function run(): Promise<CanaryReport> {
    running ??= runOnce().finally(() => {
      running = null;
    });
    return running;
  }

  /** A listener that throws must not end the process; the time of the last run then stands still, which is an alert. */
  function runByTimer(): void {
    run().catch(() => undefined);
  }

  return {
    start() {
      if (stopTimer !== null) return;
      stopTimer = every(intervalMs, runByTimer);
      runByTimer();
    },
    stop() {
      stopTimer?.();
      stopTimer = null;
    },
    run,
    state() {
      if (last === null) return 'not-run';
      const failing = last.results.filter(({ ok }) => !ok).map(({ rule }) => rule);
      return failing.length === 0 ? 'ok' : `failing: ${failing.join(', ')}`;
    },
  };
}

/** A rule with several stories is well only when all of them are. */
function worstPerRule(results: readonly CanaryResult[]): CanaryResult[] {
  const byRule = new Map<RuleId, CanaryResult>();
  for (const result of results) {
    const before = byRule.get(result.rule);
    if (before === undefined || before.ok) byRule.set(result.rule, result);
  }
  return [...byRule.values()];
}

function onTimer(intervalMs: number, task: () => void): () => void {
  // A process that is stopping must not wait for it.
  const timer = setInterval(task, intervalMs).unref();
  return () => clearInterval(timer);
}

/** One story per rule, and one of a rule that is asked about other drugs. Each fires under every setting that is allowed, so a red canary is a broken rule, never a choice. */
export const CANARY_STORIES: readonly CanaryStory<ChartAt>[] = RULES.flatMap(({ id, story }) =>
  [story.chart, ...(story.otherDrug === undefined ? [] : [story.otherDrug])].map((chart) => ({
    rule: id,
    expects: story.expects,
    story: chart,
  })),
);
