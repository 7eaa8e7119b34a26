import type { Burden, BurdenReport } from './burden-report.js';
import { DIMENSIONS } from './burden-report.js';
import { acknowledgedText, alarmText, termText } from './words.js';

const HEAD = ['section', 'item', 'detail', 'measure', 'value', 'numerator', 'denominator'] as const;
type Row = readonly (string | number | null)[];

/**
 * One long table, a measure per row, that a spreadsheet can filter and pivot (RFC 4180). Its texts are codes that begin
 * with a letter or a digit, so none of them can be taken for a formula.
 */
export function toCsv(report: BurdenReport): string {
  const rows: readonly Row[] = [
    HEAD,
    ...totalRows(report),
    ...committeeRows(report),
    ...DIMENSIONS.flatMap((dimension) =>
      report.by[dimension].flatMap((group) => burdenRows(`by-${dimension}`, group.key, group)),
    ),
    ...report.overrideReasons.map(({ rule, reason, overridden, shown, share }) => [
      ...['override-reason', rule, reason, 'share-of-shown'],
      ...[share, overridden, shown],
    ]),
    ...report.notEvaluable.flatMap(({ rule, evaluations, notEvaluable, rate, reasons }) => [
      ['not-evaluable', rule, 'all', 'rate', rate, notEvaluable, evaluations],
      ...reasons.map((each) => [
        ...['not-evaluable', rule, each.reason, 'rate'],
        ...[each.rate, each.evaluations, evaluations],
      ]),
    ]),
    ...report.unusable.map(({ client, source, reason, term, results }) => [
      ...['unusable-result', client, [source, reason, ...(term === null ? [] : [termText(term)])].join(' '), 'results'],
      ...[results, null, null],
    ]),
    ...report.wouldHaveFired.map(({ rule, finding, severity, mode, findingsOnOrders, per100Orders }) => [
      ...['would-have-fired', rule, `${finding} ${severity} ${mode}`, 'findings-per-100-orders'],
      ...[per100Orders, findingsOnOrders, report.totals.tacrolimusOrders],
    ]),
    ...report.shadow.flatMap(({ liveVersion, shadowVersion, compared, notCompared, all, rates }): readonly Row[] => [
      ...Object.entries({ compared, ...notCompared }).map(([what, orders]) => [
        ...['shadow', shadowVersion, liveVersion, `orders-${what}`],
        ...[orders, null, null],
      ]),
      ...[all, ...rates].flatMap(({ rule, severity, live, shadow, livePer100, shadowPer100 }): readonly Row[] => [
        ['shadow-live', rule, `${severity} ${liveVersion}`, 'cards-per-100-orders', livePer100, live, compared],
        ['shadow-shadow', rule, `${severity} ${shadowVersion}`, 'cards-per-100-orders', shadowPer100, shadow, compared],
      ]),
    ]),
    ...report.notShown.map(({ rule, finding, severity, why, findings }) => [
      ...['not-shown', rule, `${finding} ${severity} ${why}`, 'findings'],
      ...[findings, null, null],
    ]),
    ...report.results.map(({ result, evaluations }) => [
      ...['result', result, '', 'evaluations'],
      ...[evaluations, null, null],
    ]),
    ...report.alarms.map(({ id, first, lastWeek, state, acknowledgements }) => [
      ...['alarm', id, [alarmText(first), ...acknowledgements.map(acknowledgedText)].join(' '), state],
      ...[lastWeek, null, null],
    ]),
    ...report.watch.map((alarm) => [
      ...['watch', alarm.week, alarmText(alarm), alarm.kind],
      ...[alarm.count / alarm.of, alarm.count, alarm.of],
    ]),
  ];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function totalRows({ period, totals }: BurdenReport): readonly Row[] {
  const { evaluations, patients, cardsPerPatient, clinicianDays, cardsPerClinicianDay } = totals;
  return [
    ['total', 'period', '', 'from', period.from, null, null],
    ['total', 'period', '', 'to', period.to, null, null],
    ['total', 'all', '', 'evaluations', evaluations, null, null],
    ...burdenRows('total', 'all', totals),
    ['total', 'all', '', 'patients', patients, null, null],
    ['total', 'all', '', 'cards-per-patient', cardsPerPatient, null, patients],
    ['total', 'all', '', 'clinician-days', clinicianDays, null, null],
    ['total', 'all', '', 'cards-per-clinician-day', cardsPerClinicianDay, null, clinicianDays],
  ];
}

function committeeRows({
  committee: { previous, rates, trend, contentChanges, decisions, news },
}: BurdenReport): readonly Row[] {
  return [
    ['committee', 'previous', '', 'from', previous.from, null, null],
    ['committee', 'previous', '', 'to', previous.to, null, null],
    ...rates.flatMap(({ severity, limit, now, before, verdict }): readonly Row[] => [
      ['committee', severity, verdict, 'limit', limit, null, null],
      ['committee', severity, 'now', 'cards-per-100-orders', now.per100, now.cards, now.orders],
      ['committee', severity, 'before', 'cards-per-100-orders', before.per100, before.cards, before.orders],
    ]),
    ...decisions.map(({ about, text }) => ['committee', 'decide', text, about, null, null, null]),
    ...news.map((text) => ['committee', 'new', text, 'sentence', null, null, null]),
    ...contentChanges.map(({ week, versions }) => [
      ...['committee', 'content-changed', versions.join(' '), week],
      ...[null, null, null],
    ]),
    ...trend.flatMap(({ rule, weeks }) =>
      weeks.map(({ week, per100, cards, orders }) => [
        ...['committee-trend', rule, week, 'cards-per-100-orders'],
        ...[per100, cards, orders],
      ]),
    ),
  ];
}

function burdenRows(section: string, item: string, burden: Burden): readonly Row[] {
  const { shown, accepted, overridden, unanswered, shownOnOrders, tacrolimusOrders } = burden;
  return [
    [section, item, '', 'tacrolimus-orders', tacrolimusOrders, null, null],
    [section, item, '', 'cards-per-100-orders', burden.cardsPer100Orders, shownOnOrders, tacrolimusOrders],
    [section, item, '', 'shown', shown, null, null],
    [section, item, 'accepted', 'share-of-shown', burden.acceptedShare, accepted, shown],
    [section, item, 'overridden', 'share-of-shown', burden.overriddenShare, overridden, shown],
    [section, item, 'unanswered', 'share-of-shown', burden.unansweredShare, unanswered, shown],
  ];
}

function cell(value: string | number | null): string {
  const text = value === null ? '' : typeof value === 'number' ? String(Math.round(value * 1e6) / 1e6) : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
