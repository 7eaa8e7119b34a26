import { el } from './dom.js';

/** GitHub tables and bare links as CDS Hooks clients render them; HTML in a card is shown as text. */
const renderer = globalThis.markdownit({ html: false, linkify: true });
renderer.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
// Pictures of other hosts are not loaded (Content-Security-Policy), so they are not asked for.
renderer.disable('image');

// As `withDates` does for other text.
renderer.renderer.rules.text = (tokens, index) =>
  renderer.utils.escapeHtml(tokens[index].content).replace(/\d{4}-\d{2}-\d{2}/g, '<span class="date">$&</span>');

export function markdown(text) {
  const container = el('div', { class: 'markdown' });
  container.innerHTML = renderer.render(text);
  for (const link of container.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  for (const table of container.querySelectorAll('table')) {
    const frame = el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Table of the card' });
    table.replaceWith(frame);
    frame.append(table);
  }
  return container;
}
