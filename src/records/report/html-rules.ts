import type { BurdenReport, NotEvaluable, ShadowReport } from './burden-report.js';
import { weekChart } from './charts.js';
import { decimal, notShownName, percent, ruleName, termText } from './words.js';
import { escapeHtml, htmlTable, type Section } from './html-table.js';

/** Whether the rules could do their work, and what silent ones would have said. */
export function ruleSections(report: BurdenReport): readonly Section[] {
  return [
    { id: 'evaluable', title: 'What could not be evaluated', body: notEvaluable(report) },
    { id: 'unusable', title: 'Results that could not be used', body: unusable(report) },
    { id: 'silent', title: 'What silent rules would have said', body: silent(report) },
    { id: 'shadow', title: 'Live and shadow content, side by side', body: shadow(report) },
    { id: 'not-shown', title: 'Found, and not shown', body: notShown(report) },
    {
      id: 'results',
      title: 'All calls',
      body: htmlTable(
        'Results of calls',
        [
          { head: 'Result', text: ({ result }) => result },
          { head: 'Calls', text: ({ evaluations }) => String(evaluations), isNumber: true },
        ],
        report.results,
      ),
    },
  ];
}

function notEvaluable({ notEvaluable: rules, watch }: BurdenReport): string {
  const charts = rules.map((rule) =>
    weekChart({
      title: `${ruleName(rule.rule)}: share that could not be evaluated, by week`,
      unit: `${ruleName(rule.rule)}: share that could not be evaluated`,
      weeks: rule.weeks.map(({ week, rate }) => ({ week, value: rate })),
      marked: new Set(watch.filter((alarm) => alarm.rule === rule.rule).map((alarm) => alarm.week)),
      height: 130,
      format: (value) => `${Math.round(value * 1000) / 10}%`,
    }),
  );
  const rows = rules.flatMap((rule) => [
    { rule: rule.rule, reason: 'all', count: rule.notEvaluable, of: rule.evaluations, rate: rule.rate },
    ...rule.reasons.map(({ reason, evaluations, rate }) => ({
      ...{ rule: rule.rule, reason, count: evaluations },
      ...{ of: rule.evaluations, rate },
    })),
  ]);
  const reasons = htmlTable(
    'By rule and reason (an evaluation can have several reasons)',
    [
      { head: 'Rule', text: ({ rule }) => ruleName(rule) },
      { head: 'Reason', text: ({ reason }) => reason, isCode: true },
      { head: 'Not evaluated', text: ({ count }) => String(count), isNumber: true },
      { head: 'Evaluations that concern the rule', text: ({ of }) => String(of), isNumber: true },
      { head: 'Rate', text: ({ rate }) => percent(rate), isNumber: true },
    ],
    rows,
  );
  return `${charts.join('\n')}\n${weekTable(rules)}\n${reasons}`;
}

function weekTable(rules: readonly NotEvaluable[]): string {
  const weeks = [...new Set(rules.flatMap((rule) => rule.weeks.map(({ week }) => week)))].sort();
  const rateIn = (rule: NotEvaluable, week: string) => rule.weeks.find((each) => each.week === week)?.rate ?? null;
  return htmlTable(
    'Share that could not be evaluated, by week',
    [
      { head: 'Week (Monday)', text: (week) => week, isCode: true },
      ...rules.map((rule) => ({
        head: ruleName(rule.rule),
        text: (week: string) => percent(rateIn(rule, week)),
        isNumber: true,
      })),
    ],
    weeks,
  );
}

function unusable({ unusable: rows }: BurdenReport): string {
  return htmlTable(
    'By client, prefetch key and reason (a result counts in every call that met it)',
    [
      { head: 'Client', text: ({ client }) => client, isCode: true },
      { head: 'Prefetch key', text: ({ source }) => source, isCode: true },
      { head: 'Reason', text: ({ reason }) => reason, isCode: true },
      { head: 'Unknown code or unit', text: ({ term }) => (term === null ? '–' : termText(term)) },
      { head: 'First week', text: ({ firstWeek }) => firstWeek, isCode: true },
      { head: 'Last week', text: ({ lastWeek }) => lastWeek, isCode: true },
      { head: 'Results', text: ({ results }) => String(results), isNumber: true },
    ],
    rows,
  );
}

function silent({ wouldHaveFired }: BurdenReport): string {
  return htmlTable(
    'Findings that were counted and not shown (rules in silent mode, or outside a pilot)',
    [
      { head: 'Rule', text: ({ rule }) => ruleName(rule) },
      { head: 'Finding', text: ({ finding }) => finding },
      { head: 'Severity', text: ({ severity }) => severity },
      { head: 'Mode', text: ({ mode }) => mode },
      { head: 'Findings', text: ({ findings }) => String(findings), isNumber: true },
      { head: 'Per 100 orders', text: ({ per100Orders }) => decimal(per100Orders), isNumber: true },
    ],
    wouldHaveFired,
  );
}

function shadow({ shadow: pairs }: BurdenReport): string {
  if (pairs.length === 0)
    return '<p class="none">No shadow content (SHADOW_CONTENT_DIR) saw an order in this period.</p>';
  return pairs.map(shadowTable).join('\n');
}

function shadowTable({ liveVersion, shadowVersion, compared, notCompared, all, rates }: ShadowReport): string {
  const { shed, failed, noService } = notCompared;
  const left = `not compared: ${shed} while too many waited, ${failed} that failed, ${noService} without such a service`;
  const note = `${compared} tacrolimus orders were put to both; ${left}. Repeats that a user was spared count on both sides.`;
  const table = htmlTable(
    `Cards per 100 compared orders, live ${liveVersion} and shadow ${shadowVersion}`,
    [
      { head: 'Rule', text: ({ rule }) => (rule === 'all' ? 'All cards' : ruleName(rule)) },
      { head: 'Severity', text: ({ severity }) => (severity === 'none' ? '–' : severity) },
      { head: 'Live', text: ({ livePer100 }) => decimal(livePer100), isNumber: true },
      { head: 'Shadow', text: ({ shadowPer100 }) => decimal(shadowPer100), isNumber: true },
      { head: 'Live cards', text: ({ live }) => String(live), isNumber: true },
      { head: 'Shadow cards', text: ({ shadow: cards }) => String(cards), isNumber: true },
    ],
    [all, ...rates],
  );
  return `${table}\n<p class="note">${escapeHtml(note)}</p>`;
}

function notShown({ notShown: cells }: BurdenReport): string {
  return htmlTable(
    'Findings of rules that speak, and that a clinician was not shown',
    [
      { head: 'Rule', text: ({ rule }) => ruleName(rule) },
      { head: 'Finding', text: ({ finding }) => finding },
      { head: 'Severity', text: ({ severity }) => severity },
      { head: 'Why', text: ({ why }) => notShownName(why) },
      { head: 'Findings', text: ({ findings }) => String(findings), isNumber: true },
    ],
    cells,
  );
}
