import { type LimitBar, limitBars, weekChart } from './charts.js';
import type { BurdenReport, Committee, RateAgainstLimit } from './burden-report.js';
import { ORDERS_JUDGED } from './committee.js';
import { escapeHtml, htmlTable, type Section } from './html-table.js';
import { weekOf } from '../store/evaluation.js';
import { decimal, ruleName } from './words.js';

/** What a committee looks at once a quarter: one page in front, from the same figures as the rest. */
export function committeeSection({ committee, period }: BurdenReport): Section {
  const { rates, previous, decisions, news } = committee;
  const body = [
    `<p class="lead">Compared with the ${days(previous)} days before (${previous.from.slice(0, 10)} to ${dayBefore(previous.to)}).</p>`,
    heading('What to decide'),
    list(
      decisions.map(({ text }) => text),
      'Nothing in these figures asks for a decision.',
    ),
    heading('Cards per 100 tacrolimus orders, against what was agreed'),
    limitBars('Cards per 100 tacrolimus orders by severity, this period over the one before', rates.map(barOf)),
    '<p class="note">Wide bar: this period, red where it is over the limit; narrow bar below it: the period before; upright line: the agreed limit.</p>',
    rateTable(rates),
    heading('What is new'),
    list(news, 'Nothing that was not so in the period before.'),
    heading('Each rule by week'),
    ...trendCharts(committee, period.from),
  ];
  // The numbers of the trend are long: on paper they follow the page that is passed round.
  const page = `<div class="page">${body.join('\n')}</div>\n${trendTable(committee)}`;
  return { id: 'committee', title: 'For the committee', body: page };
}

function barOf({ severity, limit, now, before, verdict }: RateAgainstLimit): LimitBar {
  const label = severity === 'all' ? 'All cards' : severity;
  return { label, limit, now: now.per100, before: before.per100, isOver: verdict === 'over' };
}

const VERDICTS: Readonly<Record<RateAgainstLimit['verdict'], string>> = {
  over: 'over the limit',
  below: 'fewer than agreed',
  within: 'as agreed',
  'not-agreed': 'nothing agreed',
  'too-few-orders': `fewer than ${ORDERS_JUDGED} orders: not judged`,
};

function rateTable(rates: readonly RateAgainstLimit[]): string {
  return htmlTable(
    'Cards per 100 tacrolimus orders by severity',
    [
      { head: 'Severity', text: ({ severity }) => (severity === 'all' ? 'all cards' : severity) },
      { head: 'Agreed at most', text: ({ limit }) => (limit === null ? '–' : String(limit)), isNumber: true },
      { head: 'This period', text: ({ now }) => decimal(now.per100), isNumber: true },
      { head: 'Cards', text: ({ now }) => `${now.cards} at ${now.orders}`, isNumber: true },
      { head: 'Period before', text: ({ before }) => decimal(before.per100), isNumber: true },
      { head: 'Cards', text: ({ before }) => `${before.cards} at ${before.orders}`, isNumber: true },
      { head: 'Judged', text: ({ verdict }) => VERDICTS[verdict] },
    ],
    rates,
  );
}

function trendCharts({ trend, contentChanges }: Committee, from: string): readonly string[] {
  if (trend.length === 0) return ['<p class="none">No card was shown at an order in either period.</p>'];
  const labels = new Map(contentChanges.map(({ week }, at) => [week, markOf(at)]));
  const charts = trend.map(({ rule, weeks }) =>
    weekChart({
      title: `${ruleName(rule)}: cards per 100 tacrolimus orders, by week`,
      unit: `${ruleName(rule)}: cards per 100 tacrolimus orders`,
      weeks: weeks.map(({ week, per100 }) => ({ week, value: per100 })),
      changes: labels,
      startsAt: weekOf(Date.parse(from)),
      height: 120,
      format: (value) => String(Math.round(value * 10) / 10),
    }),
  );
  const marks = contentChanges.map(
    ({ week, versions }, at) => `${markOf(at)}: week of ${week}, content ${versions.join(' and ')}`,
  );
  const note =
    marks.length === 0
      ? 'Grey: the period before. The content did not change.'
      : `Grey: the period before. Dashed lines: the content changed. ${marks.join('; ')}.`;
  return [...charts, `<p class="note">${escapeHtml(note)}</p>`];
}

function trendTable({ trend, contentChanges }: Committee): string {
  const marks = new Map(contentChanges.map(({ week }, at) => [week, markOf(at)]));
  const weeks = trend[0]?.weeks ?? [];
  return htmlTable(
    'Cards per 100 tacrolimus orders by rule and week',
    [
      { head: 'Week (Monday)', text: ({ week }) => week, isCode: true },
      { head: 'Orders', text: ({ orders }) => String(orders), isNumber: true },
      { head: 'Content changed', text: ({ week }) => marks.get(week) ?? '' },
      ...trend.map((each) => ({
        head: ruleName(each.rule),
        text: ({ week }: { readonly week: string }) =>
          decimal(each.weeks.find((one) => one.week === week)?.per100 ?? null),
        isNumber: true,
      })),
    ],
    weeks,
  );
}

/** `A`, `B` ... `Z`, `A2`: content versions are too long to stand in a chart. */
function markOf(at: number): string {
  const round = Math.floor(at / 26);
  return `${String.fromCharCode(65 + (at % 26))}${round === 0 ? '' : round + 1}`;
}

function heading(text: string): string {
  return `<h3>${escapeHtml(text)}</h3>`;
}

function list(sentences: readonly string[], ifNone: string): string {
  if (sentences.length === 0) return `<p class="none">${escapeHtml(ifNone)}</p>`;
  return `<ul class="decide">${sentences.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
}

function days({ from, to }: Committee['previous']): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The last day of a period whose end is not part of it. */
function dayBefore(to: string): string {
  return new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
}
