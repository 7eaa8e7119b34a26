import { disclosure, el, jsonBlock, outsideLink, withDates } from './dom.js';
import { markdown } from './markdown.js';

const INDICATORS = ['info', 'warning', 'critical'];

/**
 * What can be done with a card; left out for one that is only looked at. Both tell in a sentence what came of it.
 *
 * @typedef {{
 *   accept: (card: any, suggestion: any) => { done: string[], feedback: Promise<string> },
 *   dismiss: (card: any, reason: any) => Promise<string>,
 * }} CardActions
 */

/**
 * One card, as an EHR shows it.
 *
 * @param {any} card
 * @param {string} id - of its heading, and the beginning of others in it
 * @param {boolean} isOpen - whether its detail can be read at once
 * @param {CardActions | null} actions
 */
export function cardView(card, id, isOpen, actions) {
  const indicator = INDICATORS.includes(card.indicator) ? card.indicator : 'unknown';
  const article = el(
    'article',
    { class: `card card-${indicator}`, 'aria-labelledby': id },
    el('span', { class: 'indicator' }, card.indicator ?? 'no indicator'),
    el('h3', { id }, withDates(card.summary ?? 'Card without a summary')),
    detailView(card.detail, isOpen),
    actions === null ? null : suggestionsView(card, actions),
  );
  const override = actions === null ? null : overrideView(card, `${id}-reason`, article, actions);
  if (override !== null) article.append(override);
  article.append(linksView(card));
  return article;
}

function detailView(detail, isOpen) {
  if (detail === undefined) return null;
  return isOpen ? markdown(detail) : disclosure('Detail', false, markdown(detail));
}

function suggestionsView(card, actions) {
  if (!card.suggestions?.length) return null;
  const outcome = el('div', { role: 'status', class: 'outcomes' });
  const buttons = card.suggestions.map((suggestion) => {
    const button = el('button', { type: 'button' }, suggestion.label);
    button.addEventListener('click', () => {
      if (button.ariaDisabled === 'true') return;
      (card.selectionBehavior === 'at-most-one' ? buttons : [button]).forEach(close);
      button.prepend('\u2713 ');
      const { done, feedback } = actions.accept(card, suggestion);
      outcome.append(acceptedView(suggestion, done, feedback));
    });
    return button;
  });
  return el('div', { class: 'suggestions', role: 'group', 'aria-label': 'Suggestions' }, ...buttons, outcome);
}

/** Not `disabled`: that would throw the focus of a keyboard user back to the top of the page. */
function close(button) {
  button.ariaDisabled = 'true';
}

function acceptedView(suggestion, done, feedback) {
  const changes = suggestion.actions ?? [];
  return el(
    'div',
    { class: 'accepted' },
    el(
      'p',
      {},
      done.length === 0 ? 'The suggestion changes nothing by itself.' : done.join(' '),
      ' ',
      feedbackText(feedback),
    ),
    changes.length === 0 ? null : disclosure('As sent', false, jsonBlock(changes)),
  );
}

/** A sentence that is still to come. */
function feedbackText(feedback) {
  const sentence = el('span', { class: 'feedback' }, 'Sending feedback ...');
  void feedback.then((text) => (sentence.textContent = text));
  return sentence;
}

/** Whose card it is, and what it leads to. */
function linksView({ source, links = [] }) {
  const from =
    source === undefined
      ? el('span', { class: 'unknown' }, 'Source not named')
      : el('span', { title: source.topic?.display ?? '' }, 'Source: ', outsideLink(source.url, source.label));
  return el(
    'ul',
    { class: 'links', 'aria-label': 'Links' },
    ...links.map((link) =>
      el(
        'li',
        {},
        link.type === 'smart'
          ? el('span', { class: 'unknown' }, `${link.label} (SMART app, needs an EHR launch)`)
          : outsideLink(link.url, link.label),
      ),
    ),
    el('li', { class: 'source' }, from),
  );
}

function overrideView(card, id, article, actions) {
  if (!card.overrideReasons?.length) return null;
  const select = el(
    'select',
    { id },
    el('option', { value: '' }, 'No reason chosen'),
    card.overrideReasons.map((reason, index) => el('option', { value: index }, reason.display)),
  );
  const dismiss = el('button', { type: 'button' }, 'Dismiss');
  dismiss.addEventListener('click', () => {
    const reason = select.value === '' ? null : card.overrideReasons[Number(select.value)];
    const again = el('button', { type: 'button' }, 'Show again');
    const folded = el(
      'div',
      { class: 'dismissed', role: 'status' },
      el('p', {}, `Dismissed (${reason?.display ?? 'no reason given'}): ${card.summary} `),
      el('p', {}, feedbackText(actions.dismiss(card, reason)), ' ', again),
    );
    again.addEventListener('click', () => {
      folded.replaceWith(article);
      dismiss.focus();
    });
    article.replaceWith(folded);
    again.focus();
  });
  return el('div', { class: 'override' }, el('label', { for: id }, 'Override reason'), select, dismiss);
}
