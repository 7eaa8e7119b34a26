import { cardView } from './card-view.js';
import { disclosure, el, jsonBlock } from './dom.js';

const MOST_SEVERE_FIRST = ['critical', 'warning', 'info'];
const TRACE = 'org.tacrolimus-cds.trace';

/** The sentence that a screen reader hears, and the first thing to read. */
export function answerStatus(answer) {
  const time = answer.milliseconds === undefined ? '' : ` Answered in ${Math.round(answer.milliseconds)} ms.`;
  switch (answer.kind) {
    case 'cards':
      return `${answer.cards.length === 0 ? 'No card.' : `${counted(answer.cards)}.`}${time}`;
    case 'refused':
      return `The service refused (HTTP ${answer.status}).${time}`;
    case 'unreadable':
      return `The answer cannot be shown.${time}`;
    default:
      return 'The service could not be reached.';
  }
}

/** Cards, or why there are none; then what was expected and what went over the wire. */
export function answerView(answer, story, hook, actions) {
  return [...outcomeView(answer, actions), ...expectationView(answer, story, hook), ...wireView(answer)];
}

function outcomeView(answer, actions) {
  if (answer.kind !== 'cards') {
    return [el('div', { class: 'state state-failed' }, el('p', {}, answer.reason), notChecked(answer.kind))];
  }
  if (answer.cards.length === 0) {
    return [el('div', { class: 'state state-silent' }, el('p', {}, el('strong', {}, 'Checked, nothing to say.')))];
  }
  const sorted = [...answer.cards].sort((a, b) => rank(a) - rank(b));
  return sorted.map((card, index) =>
    cardView(card, `card-${index + 1}`, index === 0 || card.indicator === 'critical', actions),
  );
}

function notChecked(kind) {
  const text =
    kind === 'refused' ? 'Nothing was checked.' : 'Nothing was checked. The chart and the order are as before.';
  return el('p', {}, text);
}

function rank(card) {
  const place = MOST_SEVERE_FIRST.indexOf(card.indicator);
  return place === -1 ? MOST_SEVERE_FIRST.length : place;
}

function counted(cards) {
  const countOf = (word) => cards.filter((card) => card.indicator === word).length;
  const others = cards.filter((card) => !MOST_SEVERE_FIRST.includes(card.indicator)).length;
  const parts = [...MOST_SEVERE_FIRST.map((word) => [countOf(word), word]), [others, 'of unknown indicator']]
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  return `${cards.length} ${cards.length === 1 ? 'card' : 'cards'}: ${parts.join(', ')}`;
}

/** A story says what must appear on order-sign with the whole chart readable; elsewhere it is only a hint. */
function expectationView(answer, story, hook) {
  // With other drafts than the story has, it expects nothing.
  if (story === null) return [];
  const wanted = story.expected.map(({ finding, severity }) => `${finding} (${severity})`);
  const said = wanted.length === 0 ? 'no card' : wanted.join(', ');
  const comparable = answer.kind === 'cards' && hook === 'order-sign' && answer.request.fhirServer !== undefined;
  if (!comparable) return [el('p', { class: 'expected' }, `The story expects on order-sign: ${said}.`)];
  const got = answer.cards.map((card) => `${card.extension?.[TRACE]?.finding ?? 'unknown'} (${card.indicator})`);
  const same = [...got].sort().join() === [...wanted].sort().join();
  return [el('p', { class: 'expected' }, `The story expects: ${said}. ${same ? 'Met.' : 'Not met.'}`)];
}

function wireView(answer) {
  const views = [disclosure('Request JSON', false, addressLine('POST', answer.url), jsonBlock(answer.request))];
  if (answer.response !== null) {
    views.push(disclosure('Response JSON', false, addressLine('HTTP', answer.status), jsonBlock(answer.response)));
  }
  for (const { url, status, response } of answer.others ?? []) {
    views.push(
      disclosure(`Response JSON of ${url.split('/').at(-1)}`, false, addressLine('HTTP', status), jsonBlock(response)),
    );
  }
  return [el('div', { class: 'wire' }, views)];
}

function addressLine(word, value) {
  return value === undefined ? null : el('p', {}, el('code', {}, `${word} ${value}`));
}
