/**
 * Puts a table between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->` of a Markdown text; a text without the pair stays
 * as it is.
 */
export function fillDocument(text: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((filled, [name, table]) => {
    const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
    const from = filled.indexOf(open);
    const to = filled.indexOf(close, from);
    if (from < 0 || to < 0) return filled;
    return `${filled.slice(0, from + open.length)}\n\n${table}\n\n${filled.slice(to)}`;
  }, text);
}
