import type { Token } from 'markdown-it';
import { readMarkdown, writeHtml } from './markdown-reader.js';

/** Tags that say how text is arranged, and nothing that loads, runs or styles. */
const TAGS = 'p|br|hr|strong|em|s|ul|ol|li|table|thead|tbody|tr|th|td|code|pre|blockquote|h1|h2|h3|h4|h5|h6';
const HARMLESS_TAG = new RegExp(`^(?:<(?:${TAGS})>|</(?:${TAGS}|a)>)$`);
const HARMLESS_LINK = /^<a href="https?:\/\/[^"<>\s\\]+" rel="noopener noreferrer">$/i;

/**
 * The detail of a card as HTML, for EHRs that want it. Only the tags above come out, without attributes but for the
 * address of a link; text from the record was escaped before and is escaped again.
 */
export function markdownToSafeHtml(markdown: string): string {
  const tokens = readMarkdown(markdown);
  tokens.forEach(strip);
  const html = writeHtml(tokens).trim();
  // A second look, by other means: what is not on the list is not sent, whatever the parser may do one day.
  return findHtmlFaults(html).length === 0 ? html : `<p>${escapeHtml(markdown)}</p>`;
}

/**
 * @returns one message for each tag that is not on the allow-list, or is not in the one form that is written here;
 *   without the text around it
 */
export function findHtmlFaults(html: string): string[] {
  const tags = html.match(/<[^>]*>?/g) ?? [];
  const faults = tags.filter((tag) => !HARMLESS_TAG.test(tag) && !HARMLESS_LINK.test(tag));
  return [
    ...new Set(faults.map((tag) => `holds a tag that is not allowed: ${/^<\/?[a-z]{0,20}/i.exec(tag)?.[0] ?? '<'}`)),
  ];
}

/** Takes off alignment, classes, titles: everything but where a link leads. */
function strip(token: Token): void {
  const href = token.type === 'link_open' ? token.attrGet('href') : null;
  token.attrs =
    href === null
      ? null
      : [
          ['href', href],
          ['rel', 'noopener noreferrer'],
        ];
  token.info = '';
  token.children?.forEach(strip);
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
