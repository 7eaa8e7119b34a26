import type { BurdenGroup, BurdenReport, Dimension } from './burden-report.js';
import { stackedBars, weekChart } from './charts.js';
import { decimal, DIMENSION_WORDS, percent, reasonName, ruleName } from './words.js';
import { type Column, htmlTable, type Section } from './html-table.js';

const ANSWERS = ['accepted', 'overridden', 'unanswered'] as const;

/** How many cards, to whom, and what became of them. */
export function burdenSections(report: BurdenReport): readonly Section[] {
  const { by, watch } = report;
  const week = weekChart({
    title: 'Cards per 100 tacrolimus orders, by week',
    unit: 'Cards per 100 tacrolimus orders',
    weeks: by.week.map(({ key, cardsPer100Orders }) => ({ week: key, value: cardsPer100Orders })),
    marked: new Set(watch.map((alarm) => alarm.week)),
    format: (value) => String(Math.round(value * 10) / 10),
  });
  const bars = stackedBars(
    'What became of the cards, by rule',
    ['Accepted', 'Overridden', 'Unanswered'],
    by.rule.map((group) => ({ label: ruleName(group.key), parts: ANSWERS.map((answer) => group[answer]) })),
  );
  return [
    {
      id: 'rules',
      title: 'What became of the cards',
      body: `${bars}\n${table('rule', by.rule)}\n${table('severity', by.severity)}`,
    },
    { id: 'reasons', title: 'Why cards were overridden', body: reasonTable(report) },
    {
      id: 'places',
      title: 'Where cards were shown',
      body: (['hook', 'client', 'contentVersion'] as const).map((each) => table(each, by[each])).join('\n'),
    },
    {
      id: 'weeks',
      title: 'Week by week',
      body: `${week}\n<p class="note">Triangles under the line: the watch called in that week.</p>\n${table('week', by.week)}`,
    },
  ];
}

function table(dimension: Dimension, groups: readonly BurdenGroup[]): string {
  const columns: readonly Column<BurdenGroup>[] = [
    {
      head: DIMENSION_WORDS[dimension],
      text: ({ key }) => (dimension === 'rule' ? ruleName(key) : key),
      isCode: dimension !== 'rule',
    },
    { head: 'Tacrolimus orders', text: (group) => String(group.tacrolimusOrders), isNumber: true },
    { head: 'Cards per 100 orders', text: (group) => decimal(group.cardsPer100Orders), isNumber: true },
    { head: 'Shown', text: (group) => String(group.shown), isNumber: true },
    { head: 'Accepted', text: (group) => share(group.accepted, group.acceptedShare), isNumber: true },
    { head: 'Overridden', text: (group) => share(group.overridden, group.overriddenShare), isNumber: true },
    { head: 'Unanswered', text: (group) => share(group.unanswered, group.unansweredShare), isNumber: true },
  ];
  return htmlTable(`By ${lowerFirst(DIMENSION_WORDS[dimension])}; shares are of the cards shown`, columns, groups);
}

function reasonTable({ overrideReasons }: BurdenReport): string {
  return htmlTable(
    'Reasons by rule (shares of the cards shown)',
    [
      { head: 'Rule', text: ({ rule }) => ruleName(rule) },
      { head: 'Reason (HL7 category)', text: ({ reason }) => reasonName(reason) },
      { head: 'Overridden', text: ({ overridden }) => String(overridden), isNumber: true },
      { head: 'Shown', text: ({ shown }) => String(shown), isNumber: true },
      { head: 'Share', text: (row) => percent(row.share), isNumber: true },
    ],
    overrideReasons,
  );
}

function share(count: number, of: number | null): string {
  return `${count} (${percent(of)})`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
