/**
 * Makes text from the record inert in Markdown, wherever it stands: in a sentence, in a table cell, at the start of a
 * line, and in clients that let raw HTML through or that make links of bare addresses. The words stay readable.
 *
 * `<`, `>` and `&` become entities, because a client may render the detail as HTML without reading Markdown first.
 * Addresses are opened with blanks (`http: / /`): some renderers find links after backslashes are gone.
 */
export function escapeMarkdown(text: string): string {
  const inert = breakAddresses(visibleText(text))
    .replace(/[\\`*_{}[\]#|~!$^]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
  // Only at its start can a value become a list, a heading's underline or a rule.
  return inert.replace(/^[-+=]/, '\\$&').replace(/^(\d{1,9})([.)])(?= |$)/, '$1\\$2');
}

/**
 * Text from the record for a summary, which is plain text: one line, no control characters, and a `<` that could open a
 * tag is set apart, for clients that show plain text as HTML.
 */
export function escapePlain(text: string): string {
  return breakAddresses(visibleText(text)).replace(/<(?=[A-Za-z/!?])/g, '< ');
}

/** At most `max` UTF-16 units, with an ellipsis where something was cut; never half a character. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Takes out what is not seen but acts: control characters, direction marks, zero-width and tag characters. */
function visibleText(text: string): string {
  return text
    .replace(/[\p{Zl}\p{Zp}\p{Zs}\t\n\v\f\r\u0085]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u115F\u1160\u3164\uFFA0]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function breakAddresses(text: string): string {
  return (
    text
      .replace(/:(?=\/\/)/g, ': ')
      // linkify-it, which many Markdown renderers use, makes a link of `//host.example` too.
      .replace(/\/(?=\/)/g, '/ ')
      .replace(/www\.(?=\S)/gi, (match) => `${match.slice(0, 3)} .`)
      .replace(/(?<=\S)@(?=\S)/g, ' @ ')
  );
}
