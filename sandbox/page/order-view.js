import { el } from './dom.js';

const NOT_RECORDED = 'not recorded';

/** The patient line and the order that is being placed. On patient-view there is no order. */
export function orderView(story, hook) {
  const { patient, order, otherDrafts } = story;
  const age = patient.age === null ? 'age not recorded' : `${patient.age} years`;
  return [
    el(
      'p',
      { class: 'patient-line' },
      el('strong', {}, story.title),
      el('span', { class: 'hint' }, `${capital(patient.sex)}, ${age}`),
    ),
    el('p', {}, story.story),
    hook === 'patient-view'
      ? el('p', { class: 'hint' }, 'The chart is opened; no order is sent.')
      : el(
          'dl',
          { class: 'facts' },
          row('Drug', order.drug),
          row('Dose', order.dose),
          row('Reason', order.reason),
          row('Supply', order.supply),
          ...otherDrafts.map((draft) => row('Also drafted', draft)),
        ),
  ];
}

function row(name, value) {
  const given = value ?? NOT_RECORDED;
  return el('div', {}, el('dt', {}, name), el('dd', { class: value === null ? 'unknown' : null }, given));
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
