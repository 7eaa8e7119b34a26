import { disclosure, el } from './dom.js';
import { textOf, timeText } from './fhir-chart.js';

const SHOWN = 4;

/** Laboratory results as one series per test, newest first; creatinine in blood and tacrolimus come before the rest. */
export function resultsView(list) {
  if (list === null) return [el('p', { class: 'unknown' }, 'The results could not be read.')];
  if (list.resources.length === 0) return [el('p', { class: 'unknown' }, 'No results on record.')];
  const series = [...Map.groupBy(list.resources, nameOf)].sort(([a], [b]) => rank(a) - rank(b));
  return [
    ...series.map(([name, results]) => seriesView(name, results)),
    ...(list.isWhole ? [] : [el('p', { class: 'unknown' }, 'Older results exist and are not shown here.')]),
  ];
}

const nameOf = (result) => textOf(result.code) ?? 'Test not named';

function rank(name) {
  if (/^creatinine.*(serum|blood)/i.test(name)) return 0;
  return /^tacrolimus/i.test(name) ? 1 : 2;
}

function seriesView(name, results) {
  return el(
    'section',
    { class: 'series' },
    el('h4', {}, name),
    resultTable(name, results.slice(0, SHOWN)),
    results.length <= SHOWN
      ? null
      : disclosure(`${results.length - SHOWN} earlier`, false, resultTable(`${name}, earlier`, results.slice(SHOWN))),
  );
}

function resultTable(name, results) {
  return el(
    'table',
    { 'aria-label': name },
    el(
      'thead',
      { class: 'visually-hidden' },
      el('tr', {}, el('th', { scope: 'col' }, 'Time'), el('th', { scope: 'col' }, 'Result')),
    ),
    el(
      'tbody',
      {},
      results.map((result) => el('tr', {}, el('td', {}, timeText(result.effectiveDateTime)), valueCell(result))),
    ),
  );
}

function valueCell(result) {
  const withdrawn = result.status === 'entered-in-error';
  const value = valueText(result);
  return el(
    'td',
    { class: 'value' },
    withdrawn ? el('s', {}, value) : value,
    result.status === 'final' ? null : el('span', { class: 'status' }, ` ${result.status.replaceAll('-', ' ')}`),
  );
}

function valueText({ valueQuantity, valueString, valueCodeableConcept }) {
  if (valueQuantity !== undefined) {
    const { comparator = '', value, unit } = valueQuantity;
    return `${comparator}${comparator === '' ? '' : ' '}${value} ${unit ?? '(no unit)'}`;
  }
  return valueString ?? textOf(valueCodeableConcept) ?? 'no value';
}
