/**
 * True when GitHub-Flavored Markdown holds raw HTML or a link that could run script. Clients render both to very
 * different degrees (the Sandbox executes a good part), so cards hold neither (Argonaut: detail without HTML).
 * An escaped `\<` and an autolink such as `<https://...>` are no HTML.
 */
export function containsHtml(markdown: string): boolean {
  const unescaped = markdown.replace(/\\[\s\S]/g, '');
  return RAW_HTML.test(unescaped) || SCRIPT_LINK.test(unescaped);
}

/** A tag, closing tag, comment, declaration or processing instruction. */
const RAW_HTML = /<(?:[A-Za-z][A-Za-z0-9-]*(?=[\s/>]|$)|[/!?])/m;
/** As a link's destination, a reference definition or an autolink; the word "data:" in prose is none of these. */
const SCRIPT_LINK = /(?:\]\(\s*<?|\]:\s*<?|<)\s*(?:javascript|vbscript|data):/i;
