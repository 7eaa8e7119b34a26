import { answerStatus, answerView } from './answer-view.js';
import { callHook } from './cds-client.js';
import { chartView } from './chart-view.js';
import { courseView } from './course-view.js';
import { byId, el } from './dom.js';
import { carryOut, requestWith, UNTOUCHED } from './drafts.js';
import { accepted, overridden, sendFeedback } from './feedback.js';
import { readChart } from './fhir-chart.js';
import { orderView } from './order-view.js';
import { renderPatients } from './patient-list.js';
import { unseenView } from './unseen-view.js';

const HOOKS = ['order-sign', 'order-select', 'medication-prescribe', 'patient-view'];
/** These are called as soon as a patient is opened; the others when the clinician presses the button. */
const CALLED_ON_OPENING = ['order-select', 'patient-view'];
const STACKED = matchMedia('(max-width: 47.99rem)');

/** @typedef {{ discoveryUrl: string, fhirUrl: string }} Settings */
/** @typedef {import('./patient-list.js').ListedPatient & { requests: Record<string, any> }} Story */

const state = {
  /** @type {Settings | null} */
  settings: null,
  /** @type {Story[]} */
  stories: [],
  /** @type {Story | null} */
  story: null,
  showsAll: false,
  drafts: UNTOUCHED,
  /** The last call that was answered, for a look at what stayed silent. @type {any} */
  answer: null,
  opening: new AbortController(),
  calling: new AbortController(),
};

start().catch((error) => {
  byId('patient-list').replaceChildren(
    el('p', { class: 'unknown' }, `The patients could not be loaded: ${error.message} Reload the page to try again.`),
  );
});

async function start() {
  const [settings, stories] = await Promise.all(['settings.json', 'stories.json'].map(loadJson));
  Object.assign(state, { settings, stories });
  byId('service-url').textContent = settings.discoveryUrl;
  byId('show-all').textContent = `Show all ${stories.length} patients`;
  byId('show-all').hidden = false;
  listPatients();

  byId('search').addEventListener('input', listPatients);
  byId('show-all').addEventListener('click', onShowAll);
  byId('unseen').addEventListener('click', onUnseen);
  byId('hooks').addEventListener('change', onHookChosen);
  byId('call-form').addEventListener('submit', onSubmit);
  byId('skip').addEventListener('click', () => byId('answer-heading').focus());
  byId('expand').addEventListener('click', () => openAllDetails());
  addEventListener('hashchange', followAddress);
  addEventListener('beforeprint', () => openAllDetails());
  followAddress();
}

/**
 * What is there once the page has loaded and a patient is open.
 *
 * @template T
 * @param {T | null} part
 * @returns {T}
 */
function loaded(part) {
  if (part === null) throw new Error('Nothing is open yet.');
  return part;
}

async function loadJson(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} was answered with HTTP ${response.status}.`);
  return response.json();
}

/** `#id` opens a chart, `#id/hook` also calls the service. */
function followAddress() {
  const [id = '', hook = ''] = location.hash.slice(1).split('/').map(decoded);
  if (id === '') return;
  const story = state.stories.find((candidate) => candidate.id === id);
  if (story === undefined) {
    closeChart(`There is no patient with the id ${id}.`);
    return;
  }
  if (HOOKS.includes(hook)) hookChoice(hook).checked = true;
  if (story !== state.story) openChart(story);
  showOrder();
  if (HOOKS.includes(hook)) void callService();
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const chosenHook = () => String(new FormData(byId('call-form', HTMLFormElement)).get('hook'));

/** @param {string} hook @returns {HTMLInputElement} */
function hookChoice(hook) {
  const choice = byId('hooks').querySelector(`[value="${hook}"]`);
  if (!(choice instanceof HTMLInputElement)) throw new Error(`The page offers no ${hook}.`);
  return choice;
}

function listPatients() {
  const hook = chosenHook();
  const suffix = CALLED_ON_OPENING.includes(hook) ? `/${hook}` : '';
  renderPatients(byId('patient-list'), byId('match-count'), state.stories, {
    query: byId('search', HTMLInputElement).value,
    showsAll: state.showsAll,
    currentId: state.story?.id ?? null,
    hrefOf: (id) => `#${encodeURIComponent(id)}${suffix}`,
  });
}

function onShowAll() {
  state.showsAll = !state.showsAll;
  const button = byId('show-all');
  button.setAttribute('aria-expanded', String(state.showsAll));
  button.textContent = state.showsAll ? 'Show the featured patients' : `Show all ${state.stories.length} patients`;
  listPatients();
}

function openChart(story) {
  state.story = story;
  state.drafts = UNTOUCHED;
  state.opening.abort();
  state.opening = new AbortController();
  document.title = `${story.title} - tacrolimus-cds sandbox`;
  markCurrent();
  resetAnswer('Not called yet.');
  byId('call-form').hidden = false;
  void showChart(story, state.opening.signal);
  // From any patient of a long list it is the same few steps to the order.
  bringUp('order-heading');
}

function closeChart(reason) {
  state.opening.abort();
  state.story = null;
  markCurrent();
  resetAnswer('Not called yet.');
  byId('call-form').hidden = true;
  byId('chart-view').replaceChildren();
  byId('order-view').replaceChildren(el('p', { class: 'unknown' }, reason));
}

/** A patient who was searched for, or opened by address, stays in the list. */
function markCurrent() {
  if (!state.stories.every(({ id, featured }) => featured || id !== state.story?.id)) listPatients();
  for (const link of byId('patient-list').querySelectorAll('a')) {
    const [id] = link.hash.slice(1).split('/').map(decoded);
    if (id === state.story?.id) {
      link.setAttribute('aria-current', 'true');
      link.scrollIntoView({ block: 'nearest' });
    } else link.removeAttribute('aria-current');
  }
}

async function showChart(story, signal) {
  byId('chart-view').replaceChildren(el('h3', {}, 'Chart'), el('p', { class: 'hint' }, 'Reading the chart ...'));
  try {
    const [chart, course] = await Promise.all([
      readChart(loaded(state.settings).fhirUrl, story.id, signal),
      courseView(story.id, signal),
    ]);
    byId('chart-view').replaceChildren(...chartView(chart, story.id, course));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function showOrder() {
  const hook = chosenHook();
  byId('order-view').replaceChildren(...orderView(state.story, hook, state.drafts, onUndo));
  byId('how-now').textContent = hook;
  byId('call').textContent = CALLED_ON_OPENING.includes(hook) ? 'Call service' : 'Place order';
}

function onUndo() {
  state.drafts = UNTOUCHED;
  resetAnswer('Not called yet.');
  showOrder();
  byId('order-heading').focus();
}

/** The answer on screen belongs to the hook that was called. */
function onHookChosen() {
  listPatients();
  resetAnswer('Not called yet.');
  history.replaceState(null, '', `#${encodeURIComponent(loaded(state.story).id)}`);
  showOrder();
}

function onSubmit(event) {
  event.preventDefault();
  history.replaceState(null, '', `#${encodeURIComponent(loaded(state.story).id)}/${chosenHook()}`);
  void callService();
}

function resetAnswer(status) {
  state.calling.abort();
  state.calling = new AbortController();
  byId('answer-status').textContent = status;
  byId('answer-view').replaceChildren();
  byId('unseen-view').replaceChildren();
  state.answer = null;
  for (const id of ['expand', 'unseen']) byId(id).hidden = true;
}

async function callService() {
  const [story, settings] = [loaded(state.story), loaded(state.settings)];
  const hook = chosenHook();
  resetAnswer('Calling the service ...');
  const { signal } = state.calling;
  byId('answer-view').setAttribute('aria-busy', 'true');
  const answer = await callHook(settings.discoveryUrl, hook, requestBody(story, hook), signal);
  // A slow answer must never stand under another order.
  if (answer.kind === 'aborted') return;
  byId('answer-view').removeAttribute('aria-busy');
  byId('answer-status').textContent = answerStatus(answer);
  const isAsDrafted = state.drafts === UNTOUCHED;
  byId('answer-view').replaceChildren(
    ...answerView(answer, isAsDrafted ? story : null, hook, actionsOn(answer, story, hook)),
  );
  byId('expand').hidden = byId('answer-view').querySelector('.card > details') === null;
  state.answer = answer.url === undefined ? null : answer;
  byId('unseen').hidden = state.answer === null;
  bringUp('answer-heading');
  if (isUnseenShown()) await showUnseen();
}

/** Accepting carries out what the suggestion says and tells the service; dismissing tells it why. */
function actionsOn(answer, story, hook) {
  const tell = (card, given) => sendFeedback(answer.serviceOf.get(card.uuid), given);
  return {
    accept(card, suggestion) {
      const done = (suggestion.actions ?? []).map((action) => {
        const { drafts, said } = carryOut(state.drafts, action, story.requests[hook]);
        state.drafts = drafts;
        return said;
      });
      showOrder();
      return { done, feedback: tell(card, accepted(card, suggestion)) };
    },
    dismiss: (card, reason) => tell(card, overridden(card, reason)),
  };
}

const isUnseenShown = () => byId('unseen').getAttribute('aria-pressed') === 'true';

function onUnseen() {
  byId('unseen').setAttribute('aria-pressed', String(!isUnseenShown()));
  if (isUnseenShown()) void showUnseen();
  else byId('unseen-view').replaceChildren();
}

/** On demand, and then after each call. */
async function showUnseen() {
  const { answer } = state;
  const { signal } = state.calling;
  if (answer === null) return;
  byId('unseen-view').replaceChildren(el('p', { class: 'hint' }, 'Looking for what stayed silent ...'));
  try {
    const view = await unseenView(answer.serviceUrls, answer.request, signal);
    if (!signal.aborted && isUnseenShown()) byId('unseen-view').replaceChildren(view);
  } catch {
    if (signal.aborted) return;
    byId('unseen-view').replaceChildren(el('p', { class: 'unknown' }, 'The sandbox did not answer.'));
  }
}

/** Whoever works by keyboard goes on from there; in one column the part that has just changed may be far below. */
function bringUp(headingId) {
  const heading = byId(headingId);
  heading.focus({ preventScroll: true });
  if (STACKED.matches) heading.scrollIntoView({ block: 'start' });
}

/** As `/stories.json` has it, with an instance of its own for each call. */
function requestBody(story, hook) {
  const { fhirServer, ...body } = requestWith(story.requests[hook], state.drafts);
  const hookInstance = globalThis.crypto.randomUUID?.() ?? body.hookInstance;
  return { ...body, hookInstance, ...(byId('access', HTMLInputElement).checked ? { fhirServer } : {}) };
}

function openAllDetails() {
  for (const details of byId('answer-view').querySelectorAll('.card details')) details.setAttribute('open', '');
}
