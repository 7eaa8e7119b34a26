import { el } from './dom.js';
import { drugOf, textOf, timeText } from './fhir-chart.js';
import { resultsView } from './results-view.js';

/** The chart in brief: who, the course, results, drugs, and the rest of the record where there is any. */
export function chartView(chart, patientId, course) {
  if (Object.values(chart).every((part) => part === null)) return [el('h3', {}, 'Chart'), notReadView()];
  return [
    el('h3', {}, 'Chart'),
    el('p', { class: 'patient-line' }, ...patientText(chart.patient, patientId)),
    course,
    ...resultsView(chart.results),
    ...medicationsView(chart),
    ...listView('Conditions', chart.conditions, conditionRow, true),
    ...listView('Procedures', chart.procedures, (found) => [textOf(found.code), found.performedDateTime, found.status]),
    ...listView('Allergies and intolerances', chart.allergies, (found) => [
      textOf(found.code),
      found.recordedDate,
      found.reaction?.map((reaction) => reaction.manifestation.map(textOf).join(', ')).join(', '),
    ]),
    ...listView('Test orders', chart.testOrders, (found) => [textOf(found.code), found.authoredOn, found.status]),
    ...listView('Care plans', chart.carePlans, carePlanRow),
  ];
}

/** Not the same as a chart in which nothing stands. */
function notReadView() {
  return el(
    'p',
    { class: 'state state-failed', role: 'alert' },
    'The chart could not be read: the FHIR server did not answer. Nothing is known of results, drugs or diagnoses.',
  );
}

function patientText(patient, patientId) {
  if (patient === null) return [el('span', { class: 'unknown' }, 'The patient could not be read.')];
  const name = patient.name?.[0];
  const full = [...(name?.given ?? []), name?.family].filter(Boolean).join(' ') || 'Name not recorded';
  return [`${full}, born ${patient.birthDate ?? 'not recorded'}, `, el('code', {}, `Patient/${patientId}`)];
}

function medicationsView({ requests, statements, dispenses, administrations }) {
  const kinds = [
    [
      'ordered',
      requests,
      (found) => found.dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod ?? { start: found.authoredOn },
    ],
    ['told', statements, (found) => found.effectivePeriod ?? { start: found.effectiveDateTime }],
    ['dispensed', dispenses, (found) => ({ start: found.whenHandedOver })],
    ['given', administrations, (found) => found.effectivePeriod ?? { start: found.effectiveDateTime }],
  ];
  const rows = kinds.flatMap(([word, list, periodOf]) =>
    (list?.resources ?? []).map((found) => {
      const { start, end } = periodOf(found);
      const state = [word, found.status, textOf(found.statusReason)].filter(Boolean).join(', ');
      return [drugOf(found, list.included), [start, end], state];
    }),
  );
  const unread = kinds.filter(([, list]) => list === null).map(([word]) => word);
  return [
    el('h4', {}, 'Medications'),
    ...(rows.length > 0 ? [rowsTable('Medications', rows)] : []),
    ...(rows.length + unread.length === 0 ? [el('p', { class: 'unknown' }, 'None on record.')] : []),
    ...(unread.length === 0 ? [] : [el('p', { class: 'unknown' }, `Could not be read: ${unread.join(', ')}.`)]),
  ];
}

function conditionRow(found) {
  return [textOf(found.code), found.onsetDateTime ?? found.recordedDate, textOf(found.clinicalStatus)];
}

function carePlanRow(found) {
  const planned = (found.activity ?? []).map(({ detail }) => textOf(detail?.productCodeableConcept ?? detail?.code));
  return [[found.title, ...planned].filter(Boolean).join(': '), found.period?.start, found.status];
}

/** Nothing on record is worth a line only where a clinician would look for it. */
function listView(title, list, toRow, always = false) {
  if (list === null) return [el('h4', {}, title), el('p', { class: 'unknown' }, 'Could not be read.')];
  if (list.resources.length === 0) {
    return always ? [el('h4', {}, title), el('p', { class: 'unknown' }, 'None on record.')] : [];
  }
  const rows = list.resources.map(toRow).map(([what, time, state]) => [what ?? 'not named', [time], state ?? '']);
  return [el('h4', {}, title), rowsTable(title, rows)];
}

function rowsTable(title, rows) {
  return el(
    'table',
    { class: 'record', 'aria-label': title },
    el(
      'tbody',
      {},
      rows.map(([what, period, state]) =>
        el('tr', {}, el('th', { scope: 'row' }, what), el('td', {}, periodText(period)), el('td', {}, state)),
      ),
    ),
  );
}

/** A day or a period; a line breaks between the dates, never inside one. */
function periodText([start, end]) {
  const date = (time) => el('span', { class: 'date' }, timeText(time));
  return end === undefined ? [date(start)] : [date(start), ' to ', date(end)];
}
