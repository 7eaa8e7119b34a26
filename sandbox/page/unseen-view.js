import { cardView } from './card-view.js';
import { disclosure, el } from './dom.js';

/**
 * What a call found that no clinician saw, from the sandbox's own server: the service does not answer it to anybody.
 *
 * @param {{ serviceUrl: string }[]} calls
 * @param {any} request - as it was sent
 */
export async function unseenView(calls, request, signal) {
  const parts = await Promise.all(calls.map(({ serviceUrl }) => partOf(serviceUrl, request, signal)));
  return el('section', { class: 'unseen', 'aria-labelledby': 'unseen-heading' }, [
    el('h3', { id: 'unseen-heading' }, 'What stayed silent'),
    ...parts.flat(),
  ]);
}

async function partOf(serviceUrl, request, signal) {
  const id = serviceUrl.split('/').at(-1);
  const response = await fetch(`unseen/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  });
  const body = await response.json();
  const title = el('h4', {}, el('code', {}, id));
  if (!response.ok) return [title, el('p', { class: 'unknown' }, `Nothing can be shown: ${body.reason}`)];
  const { cards, rules, notShown } = body;
  return [
    title,
    ...(cards.length === 0
      ? [el('p', { class: 'hint' }, 'No silent card: no rule found anything that it may not show.')]
      : [
          el('p', { class: 'hint' }, 'Evaluated and counted, shown to no clinician. So they would read:'),
          ...cards.map((card, index) => cardView(card, `unseen-${id}-${index}`, true, null)),
        ]),
    ...(notShown.length === 0
      ? []
      : [
          el('p', {}, 'Found, and without a card of its own:'),
          el('ul', {}, ...notShown.map(({ finding, why }) => el('li', {}, el('code', {}, finding), `: ${why}`))),
        ]),
    disclosure('What each rule answered', false, rulesTable(rules, id)),
  ];
}

function rulesTable(rules, id) {
  const head = ['Rule', 'Mode', 'Answer'].map((text) => el('th', { scope: 'col' }, text));
  return el(
    'table',
    { class: 'rules', 'aria-label': `What each rule of ${id} answered` },
    el('thead', {}, el('tr', {}, head)),
    el(
      'tbody',
      {},
      rules.map(({ rule, mode, outcome }) =>
        el('tr', {}, el('th', { scope: 'row' }, rule), el('td', {}, mode), el('td', {}, outcome)),
      ),
    ),
  );
}
