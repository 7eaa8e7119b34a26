import { type ClinicalSnapshot, SET_NAMES } from '../../domain/clinical-snapshot.js';
import { EFFECTIVE_MODES, type EffectiveMode } from '../../domain/evaluation-event.js';
import type { FactSet, SourceProblem } from '../../domain/fact-set.js';
import type { RuleId, RuleOutcome } from '../../domain/finding.js';
import { type RuleModeSetting, type ScheduledMode, type ServiceDefinition } from '../../domain/service-definition.js';
import { isoDate, toLocal } from '../../domain/local-time.js';
import type { TimeZone } from '../../domain/time.js';
import type { Rule, RuleParams } from '../../rules/index.js';

/** What one rule answered, and whether a clinician may see it. */
export interface EvaluatedRule {
  readonly rule: RuleId;
  readonly mode: Exclude<EffectiveMode, 'off'>;
  readonly outcome: RuleOutcome;
  /** The rule threw: a fault of ours. Named on the data-gap card, and no reason for the others to fall silent. */
  readonly failed: boolean;
}

/**
 * Runs every rule that the service binds. A rule that throws does not silence the others
 * (docs/clinical/not-checked.md#rule-error).
 * @param userId `context.userId`, for rules that only some people see
 */
export function evaluateRules(
  rules: readonly Rule[],
  service: ServiceDefinition,
  snapshot: ClinicalSnapshot,
  params: RuleParams,
  userId: string | null = null,
): EvaluatedRule[] {
  const viewer = { userId, today: localDay(snapshot.asOf, snapshot.timeZone) };
  const evaluated: EvaluatedRule[] = [];
  for (const rule of rules) {
    const mode = effectiveMode(service, rule.id, viewer);
    if (mode === 'off') continue;
    const { outcome, failed } = evaluateOne(rule, snapshot, params);
    evaluated.push({ rule: rule.id, mode, outcome, failed });
  }
  return evaluated;
}

/** No ordinary chart has as many; each rule looks at all of them several times. */
const MANY_FACTS = 1_000;

/**
 * As {@link evaluateRules}. A chart of ten thousand lines keeps each rule busy for a while, so other calls have their turn between
 * one rule and the next; every rule sees the same snapshot, which nobody can change.
 * @param turn lets others go on
 */
export async function evaluateInTurns(
  rules: readonly Rule[],
  service: ServiceDefinition,
  snapshot: ClinicalSnapshot,
  params: RuleParams,
  userId: string | null,
  turn: () => Promise<void> = nextTurn,
): Promise<EvaluatedRule[]> {
  if (!hasManyFacts(snapshot)) return evaluateRules(rules, service, snapshot, params, userId);
  const evaluated: EvaluatedRule[] = [];
  for (const rule of rules) {
    evaluated.push(...evaluateRules([rule], service, snapshot, params, userId));
    await turn();
  }
  return evaluated;
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Then whoever looks at all of them lets others have a turn before and after. */
export function hasManyFacts(snapshot: ClinicalSnapshot): boolean {
  let count = 0;
  for (const name of SET_NAMES) count += snapshot[name].items.length + snapshot[name].unread.length;
  return count >= MANY_FACTS;
}

function evaluateOne(rule: Rule, snapshot: ClinicalSnapshot, params: RuleParams) {
  try {
    return { outcome: rule.evaluate(snapshot, params), failed: false };
  } catch {
    // What went wrong may quote the chart, so only the fact is kept.
    return { outcome: RULE_ERROR, failed: true };
  }
}

export const RULE_ERROR: RuleOutcome = {
  kind: 'indeterminate',
  missing: [{ code: 'rule-error', unavailable: false, facts: {}, suggestions: [] }],
};

/** Whether any rule of the service may speak to this user on this day. */
export function anyRuleShown(rules: readonly Rule[], service: ServiceDefinition, viewer: Viewer): boolean {
  return rules.some(({ id }) => isShown(effectiveMode(service, id, viewer)));
}

/** `2026-11-22` in the site's calendar. */
export function localDay(asOf: number, timeZone: TimeZone): string {
  return isoDate(toLocal(asOf, timeZone));
}

/**
 * True when nothing could be evaluated, and only because data could not be had: then the answer is 412 and not an empty
 * list of cards (docs/clinical/not-checked.md#http-412; CDS Hooks "HTTP Status Codes").
 */
export function isNothingEvaluable(evaluated: readonly EvaluatedRule[]): boolean {
  const open = evaluated.filter(({ outcome }) => outcome.kind === 'indeterminate');
  return (
    open.length > 0 &&
    evaluated.every(({ outcome }) => outcome.kind !== 'findings') &&
    open.every(({ outcome }) => outcome.kind === 'indeterminate' && outcome.missing.every((fact) => fact.unavailable))
  );
}

/**
 * Every problem met while reading the chart, once each. Of the optional tests only that another patient's record was among them:
 * what did not come there is no gap (docs/clinical/facts.md#optional-tests).
 */
export function sourceProblems(snapshot: ClinicalSnapshot): SourceProblem[] {
  const sets: FactSet<unknown>[] = [
    snapshot.patient,
    snapshot.creatinine,
    snapshot.tacrolimusLevels,
    snapshot.medications,
    snapshot.conditions,
    snapshot.procedures,
    snapshot.allergies,
    snapshot.thiopurineTests,
    snapshot.testOrders,
    snapshot.carePlans,
  ];
  const tests: readonly FactSet<unknown>[] = [snapshot.monitoringTests, snapshot.screeningTests];
  const strangers = tests.flatMap((set) => set.problems).filter(({ code }) => code === 'other-patient');
  const distinct = new Map(
    [...sets.flatMap((set) => set.problems), ...strangers].map((problem) => [
      `${problem.source}|${problem.code}`,
      problem,
    ]),
  );
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, problem]) => problem);
}

/** Who is looking, and on which day. */
interface Viewer {
  /** `context.userId`: `Practitioner/123`; null where the EHR did not say. */
  readonly userId: string | null;
  /** Local day, `2026-11-22`. */
  readonly today: string;
}

/** The mode of a rule in one call. The site and the service each have a say, and the more cautious one holds. */
export function effectiveMode(service: ServiceDefinition, rule: RuleId, viewer: Viewer): EffectiveMode {
  const own = resolve(service.rules[rule] ?? 'off', viewer);
  const site = resolve(service.siteRules?.[rule] ?? 'live', viewer);
  return EFFECTIVE_MODES.find((mode) => mode === own || mode === site) ?? 'off';
}

export function isShown(mode: EffectiveMode): boolean {
  return mode === 'live' || mode === 'pilot-shown';
}

/** The long form of a mode that may be written as one word. A one-word pilot has nobody to be shown to. */
export function scheduledMode(setting: RuleModeSetting): ScheduledMode {
  return typeof setting === 'string'
    ? { mode: setting, users: [], roles: [], effectiveFrom: null, reviewBy: null }
    : setting;
}

function resolve(setting: RuleModeSetting, { userId, today }: Viewer): EffectiveMode {
  // A pilot in one word has nobody to be shown to.
  if (typeof setting === 'string') return setting === 'pilot' ? 'pilot-hidden' : setting;
  const { mode, users, roles, effectiveFrom } = setting;
  switch (mode) {
    case 'off':
    case 'silent':
      return mode;
    case 'pilot':
    case 'live':
      // ISO dates sort as text. Until its day comes a rule is rehearsed, so that its first day brings no surprise.
      if (effectiveFrom !== null && today < effectiveFrom) return 'silent';
      if (mode === 'live') return 'live';
      return isListed(userId, [...users, ...roles]) ? 'pilot-shown' : 'pilot-hidden';
  }
}

const REFERENCE = /(?:^|\/)([A-Za-z]+\/[A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]*)?$/;

/** EHRs send `Practitioner/123`, the same with its server in front, or with a version behind. */
function isListed(userId: string | null, references: readonly string[]): boolean {
  const reference = REFERENCE.exec(userId ?? '')?.[1];
  return reference !== undefined && references.includes(reference);
}
