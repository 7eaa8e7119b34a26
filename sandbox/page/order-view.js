import { el } from './dom.js';
import { nameOf } from './drafts.js';

const NOT_RECORDED = 'not recorded';

/**
 * The patient line and what is to be signed. On patient-view there is no order.
 *
 * @param {any} story
 * @param {string} hook
 * @param {import('./drafts.js').Drafts} drafts
 * @param {() => void} onUndo
 */
export function orderView(story, hook, drafts, onUndo) {
  const { patient } = story;
  const age = patient.age === null ? 'age not recorded' : `${patient.age} years`;
  return [
    el(
      'p',
      { class: 'patient-line' },
      el('strong', {}, story.title),
      el('span', { class: 'hint' }, `${capital(patient.sex)}, ${age}`),
    ),
    el('p', {}, story.story),
    ...(hook === 'patient-view'
      ? [el('p', { class: 'hint' }, 'The chart is opened; no order is sent.')]
      : draftsView(story, drafts, onUndo)),
  ];
}

function draftsView({ order, otherDrafts }, drafts, onUndo) {
  const isTakenBack = ({ reference }) => drafts.removed.has(reference);
  const others = otherDrafts.filter((draft) => !isTakenBack(draft));
  const isTouched = drafts.removed.size + drafts.changed.size + drafts.added.length > 0;
  return [
    isTakenBack(order)
      ? el('p', { class: 'taken-back' }, el('s', {}, order.drug), ' Taken back: it will not be signed.')
      : null,
    el(
      'dl',
      { class: 'facts' },
      ...(isTakenBack(order) ? [] : orderRows(drafts.changed.get(order.reference), order)),
      ...others.map(({ text }) => row('Also drafted', text)),
      ...drafts.added.filter((added) => !drafts.removed.has(`${added.resourceType}/${added.id}`)).map(addedRow),
    ),
    isTouched
      ? el('p', { class: 'undo' }, el('button', { type: 'button', onclick: onUndo }, 'Draft the order as it was'))
      : null,
  ].filter((part) => part !== null);
}

function orderRows(changed, order) {
  const dose = changed?.dosageInstruction?.[0]?.text;
  return [
    row('Drug', changed === undefined ? order.drug : nameOf(changed)),
    row('Dose', dose ?? order.dose),
    row('Reason', order.reason),
    row('Supply', order.supply),
  ];
}

const addedRow = (resource) => row('From a card', nameOf(resource));

function row(name, value) {
  const given = value ?? NOT_RECORDED;
  return el('div', {}, el('dt', {}, name), el('dd', { class: value === null ? 'unknown' : null }, given));
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
