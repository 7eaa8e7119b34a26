import { disclosure, el, jsonBlock, outsideLink } from './dom.js';
import { markdown } from './markdown.js';

const INDICATORS = ['info', 'warning', 'critical'];

/** One card, as an EHR shows it. `isOpen` is whether its detail can be read at once. */
export function cardView(card, number, isOpen) {
  const indicator = INDICATORS.includes(card.indicator) ? card.indicator : 'unknown';
  const headingId = `card-${number}`;
  const article = el(
    'article',
    { class: `card card-${indicator}`, 'aria-labelledby': headingId },
    el('span', { class: 'indicator' }, card.indicator ?? 'no indicator'),
    el('h3', { id: headingId }, card.summary ?? 'Card without a summary'),
    sourceLine(card.source),
    card.detail === undefined ? null : disclosure('Detail', isOpen, markdown(card.detail)),
    suggestionsView(card),
    linksView(card.links),
  );
  const body = overrideView(card, number, article);
  if (body !== null) article.append(body);
  return article;
}

function sourceLine(source) {
  if (source === undefined) return el('p', { class: 'source unknown' }, 'Source not named');
  return el(
    'p',
    { class: 'source', title: source.topic?.display ?? '' },
    'Source: ',
    outsideLink(source.url, source.label),
  );
}

function suggestionsView(card) {
  if (!card.suggestions?.length) return null;
  const list = el('ul', { class: 'suggestions' });
  const onAccept = () => {
    if (card.selectionBehavior === 'at-most-one') list.querySelectorAll('button').forEach(close);
  };
  list.append(...card.suggestions.map((suggestion) => suggestionView(suggestion, onAccept)));
  return list;
}

function suggestionView(suggestion, onAccept) {
  const outcome = el('div', { role: 'status' });
  const accept = el('button', { type: 'button', 'aria-label': `Accept: ${suggestion.label}` }, 'Accept');
  accept.addEventListener('click', () => {
    if (accept.ariaDisabled === 'true') return;
    close(accept);
    accept.textContent = 'Accepted';
    accept.setAttribute('aria-label', `Accepted: ${suggestion.label}`);
    outcome.replaceChildren(...(suggestion.actions ?? []).map(actionView));
    if (!suggestion.actions?.length) outcome.textContent = 'The suggestion changes nothing by itself.';
    onAccept();
  });
  const recommended = suggestion.isRecommended === true ? el('span', { class: 'tag' }, 'recommended') : null;
  return el(
    'li',
    {},
    el('div', { class: 'suggestion' }, accept, el('span', {}, suggestion.label), recommended),
    outcome,
  );
}

/** Not `disabled`: that would throw the focus of a keyboard user back to the top of the page. */
function close(button) {
  button.ariaDisabled = 'true';
}

function actionView(action) {
  const verb = { create: 'created', update: 'changed', delete: 'deleted' }[action.type] ?? action.type;
  return el(
    'div',
    { class: 'accepted' },
    el('p', {}, `${action.description}. In an EHR this draft would now be ${verb}; here nothing is stored:`),
    jsonBlock(action.resource ?? action.resourceId ?? null),
  );
}

function linksView(links) {
  if (!links?.length) return null;
  return el(
    'ul',
    { class: 'links', 'aria-label': 'Links' },
    links.map((link) =>
      el(
        'li',
        {},
        link.type === 'smart'
          ? el('span', { class: 'unknown' }, `${link.label} (SMART app, needs an EHR launch)`)
          : outsideLink(link.url, link.label),
      ),
    ),
  );
}

/** An EHR would send the reason as feedback; this page only folds the card. */
function overrideView(card, number, article) {
  if (!card.overrideReasons?.length) return null;
  const id = `override-${number}`;
  const select = el(
    'select',
    { id },
    el('option', { value: '' }, 'No reason chosen'),
    card.overrideReasons.map((reason) => el('option', { value: reason.code }, reason.display)),
  );
  const dismiss = el(
    'button',
    {
      type: 'button',
      onclick: () => {
        const reason = select.value === '' ? 'no reason given' : select.selectedOptions[0]?.textContent;
        const folded = el(
          'p',
          { class: 'dismissed' },
          `Dismissed (${reason}): ${card.summary} `,
          el('button', { type: 'button', onclick: () => restore(folded, article, dismiss) }, 'Show again'),
        );
        article.replaceWith(folded);
        folded.querySelector('button')?.focus();
      },
    },
    'Dismiss',
  );
  return el('div', { class: 'override' }, el('label', { for: id }, 'Override reason'), select, dismiss);
}

function restore(folded, article, focusTarget) {
  folded.replaceWith(article);
  focusTarget.focus();
}
