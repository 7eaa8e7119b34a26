/**
 * Builds an element. Text is always text: nothing here reads HTML.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [props] - attributes; `class`, `on<event>` listeners, booleans
 * @param {...(Node | string | null | undefined | readonly (Node | string)[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * An element of the page, of a kind that is known.
 *
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [kind]
 * @returns {T}
 */
export function byId(id, kind) {
  const node = document.getElementById(id);
  if (!(node instanceof (kind ?? HTMLElement))) throw new Error(`The page has no ${id}.`);
  return /** @type {T} */ (node);
}

const DATE = /(\d{4}-\d{2}-\d{2})/;

/** Text whose dates stay on one line: a browser would break them at their hyphens. */
export function withDates(text) {
  return text.split(DATE).map((part) => (DATE.test(part) ? el('span', { class: 'date' }, part) : part));
}

/** @param {string} summary @param {boolean} open */
export function disclosure(summary, open, ...children) {
  return el('details', { open }, el('summary', {}, summary), ...children);
}

/** A link that leaves the page; anything but http(s) becomes plain text. */
export function outsideLink(url, label) {
  const web = /^https?:\/\//i.test(url ?? '');
  return web ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label) : el('span', {}, label);
}

export const jsonBlock = (value) => el('pre', { tabindex: '0' }, JSON.stringify(value, null, 2));
