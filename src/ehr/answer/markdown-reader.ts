import MarkdownIt, { type Token } from 'markdown-it';

/**
 * Reads GitHub-Flavored Markdown as cards have it (CDS Hooks "Card Attributes", `detail`). Raw HTML is text, pictures
 * are not read at all, and a link leads to http(s) or is none.
 */
const reader = new MarkdownIt('default', { html: false, linkify: true, typographer: false });
reader.disable('image');
reader.validateLink = (url) => /^https?:\/\/[^\s\\]+$/i.test(url);
// Only whole addresses: `example.org` in a sentence from the record is no link.
reader.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });

export function readMarkdown(markdown: string): Token[] {
  return reader.parse(markdown, {});
}

/** Writes tokens as HTML; whatever is text comes out escaped. */
export function writeHtml(tokens: Token[]): string {
  return reader.renderer.render(tokens, reader.options, {});
}
