import type { Alarm } from '../watch/alarm.js';
import { DATA_GAP } from './burden.js';
import type {
  BurdenGroup,
  Decision,
  NotEvaluable,
  OverrideReasonGroup,
  RateAgainstLimit,
  ShadowReport,
  UnusableResults,
} from './burden-report.js';
import type { CardCell } from './card-queries.js';
import { ORDERS_JUDGED } from './committee.js';
import { groupBy, sumOf } from './period.js';
import { alarmText, decimal, percent, reasonName, ruleName, termText } from './words.js';

export interface Figures {
  readonly rates: readonly RateAgainstLimit[];
  readonly cards: readonly CardCell[];
  readonly byRule: readonly BurdenGroup[];
  readonly overrideReasons: readonly OverrideReasonGroup[];
  readonly unusable: readonly UnusableResults[];
  readonly notEvaluable: readonly NotEvaluable[];
  readonly alarms: readonly Alarm[];
  readonly shadow: readonly ShadowReport[];
}

/** Of fewer cards or evaluations than this no rule is named as the one that is overridden, or fails, most. */
const LEAST_TO_NAME = 20;
/** A rule that is set aside less often than this is no matter for a committee; nor one that can nearly always be evaluated. */
const OVERRIDDEN_FROM = 0.25;
const NOT_EVALUABLE_FROM = 0.1;
const MOST_UNKNOWN_NAMED = 3;

/** What the figures of the period leave to decide, the most pressing first. */
export function decisionsOf(figures: Figures): readonly Decision[] {
  return [
    ...limitsBroken(figures),
    ...openAlarms(figures.alarms),
    ...notUnderstood(figures.unusable),
    ...overriddenMost(figures),
    ...notEvaluable(figures.notEvaluable),
    ...shadowContent(figures.shadow),
    ...notAgreed(figures.rates),
  ];
}

function limitsBroken({ rates, cards }: Figures): readonly Decision[] {
  return rates.flatMap(({ severity, verdict, limit, now, before }): readonly Decision[] => {
    const what = severity === 'all' ? 'All cards together' : `${upperFirst(severity)} cards`;
    const was = before.per100 === null ? '' : ` (${decimal(before.per100)} in the period before)`;
    const rate = `${decimal(now.per100)} per 100 orders${was}`;
    if (verdict === 'below') {
      const text = `${what} are fewer than agreed: ${rate}. Has a rule stopped, or is that how it should be?`;
      return [{ about: 'below-limit', text }];
    }
    if (verdict !== 'over' || limit === null) return [];
    const most = mostOf(cards.filter((cell) => severity === 'all' || cell.severity === severity));
    const by =
      most === null ? '' : ` Most come from ${ruleName(most.rule)}: ${most.cards} of ${now.cards}. Change its limit?`;
    return [{ about: 'over-limit', text: `${what} are over the limit of ${limit}: ${rate}.${by}` }];
  });
}

/** The rule with the most of these cards at orders. */
function mostOf(cards: readonly CardCell[]): { readonly rule: string; readonly cards: number } | null {
  const rules = [...groupBy(cards, ({ rule }) => rule ?? DATA_GAP)].map(([rule, cells]) => ({
    rule,
    cards: sumOf(cells, ({ shownOnOrders }) => shownOnOrders),
  }));
  return rules.sort((a, b) => b.cards - a.cards)[0] ?? null;
}

function overriddenMost({ byRule, overrideReasons }: Figures): readonly Decision[] {
  const shown = sumOf(byRule, (group) => group.shown);
  if (shown < LEAST_TO_NAME) return [];
  if (byRule.every(({ accepted, overridden }) => accepted + overridden === 0)) {
    const text = `Of ${shown} cards shown nobody has said what became of them. Does the EHR send feedback, and does anybody answer?`;
    return [{ about: 'no-answers', text }];
  }
  const named = byRule.filter(
    (group) => group.shown >= LEAST_TO_NAME && (group.overriddenShare ?? 0) >= OVERRIDDEN_FROM,
  );
  const [most] = named.sort((a, b) => (b.overriddenShare ?? 0) - (a.overriddenShare ?? 0));
  if (most === undefined) return [];
  const reason = overrideReasons.find(({ rule }) => rule === most.key)?.reason;
  const why = reason === undefined ? '' : `, mostly "${reasonName(reason)}"`;
  const text = `${ruleName(most.key)} is overridden most: ${most.overridden} of ${most.shown} cards (${percent(most.overriddenShare)})${why}. Is its limit, its wording, or its reader the wrong one?`;
  return [{ about: 'overridden', text }];
}

function openAlarms(alarms: readonly Alarm[]): readonly Decision[] {
  return alarms
    .filter(({ state }) => state === 'open')
    .map(({ id, first, lastWeek }) => {
      const since = first.week === lastWeek ? `week of ${first.week}` : `weeks of ${first.week} to ${lastWeek}`;
      const text = `Alarm ${id} is open (${since}): ${alarmText(first)}. Was it mended, or meant? Acknowledge it (tacrolimus-cds alarms).`;
      return { about: 'open-alarm', text };
    });
}

function notUnderstood(unusable: readonly UnusableResults[]): readonly Decision[] {
  const unknown = unusable.filter(({ reason }) => reason === 'unknown-code' || reason === 'unknown-unit');
  return unknown.slice(0, MOST_UNKNOWN_NAMED).map(({ client, source, reason, term, results }) => {
    const [what, mend] =
      reason === 'unknown-code'
        ? ['code', 'Put it into a value set of hooks/valuesets, or have it mapped?']
        : ['unit', 'Have the laboratory interface send one that is known?'];
    const name = term === null ? `an unknown ${what} that may not be named` : `the unknown ${what} ${termText(term)}`;
    const text = `${client} sends ${source} under ${name}: ${results} results were not understood. ${mend}`;
    return { about: 'not-understood', text };
  });
}

function notEvaluable(rules: readonly NotEvaluable[]): readonly Decision[] {
  const named = rules.filter(
    ({ rate, evaluations }) => evaluations >= LEAST_TO_NAME && (rate ?? 0) >= NOT_EVALUABLE_FROM,
  );
  const [most] = named.sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0));
  if (most === undefined) return [];
  const [reason] = most.reasons;
  const why = reason === undefined ? '' : `, mostly ${reason.reason}`;
  const text = `${ruleName(most.rule)} could not be evaluated ${most.notEvaluable} of ${most.evaluations} times (${percent(most.rate)})${why}. Can what is missing be sent?`;
  return [{ about: 'not-evaluable', text }];
}

function shadowContent(pairs: readonly ShadowReport[]): readonly Decision[] {
  return pairs
    .filter(({ compared }) => compared >= ORDERS_JUDGED)
    .map(({ shadowVersion, liveVersion, compared, all }) => {
      const rates = `${decimal(all.shadowPer100)} cards per 100 orders, where ${liveVersion} brings ${decimal(all.livePer100)}`;
      const text = `Shadow content ${shadowVersion} would bring ${rates} (${compared} orders). Put it in force?`;
      return { about: 'shadow', text };
    });
}

function notAgreed(rates: readonly RateAgainstLimit[]): readonly Decision[] {
  const without = rates.filter(({ severity, limit, now }) => severity !== 'all' && limit === null && now.cards > 0);
  if (without.length === 0) return [];
  const each = without.map(({ severity, now }) => `${severity} ${decimal(now.per100)}`).join(', ');
  const text = `No limit is agreed for these cards per 100 orders: ${each}. What may they be (burden.maxBySeverity of hooks/rules.yaml)?`;
  return [{ about: 'not-agreed', text }];
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
