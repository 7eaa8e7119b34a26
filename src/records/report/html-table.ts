export interface Column<T> {
  readonly head: string;
  readonly text: (row: T) => string;
  /** Numbers stand right-aligned, so that they can be compared by eye. */
  readonly isNumber?: boolean;
  /** Codes and dates are not cut at their hyphens. */
  readonly isCode?: boolean;
}

/** A table of so many rows is not cut by the end of a page. */
const ROWS_KEPT_TOGETHER = 15;

/**
 * A table whose first column names its rows. It scrolls by itself where the page is narrow, and can then be reached and
 * scrolled by keyboard (WCAG 2.1.1).
 */
export function htmlTable<T>(
  caption: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
  ifEmpty = 'none in this period',
): string {
  if (rows.length === 0) return `<p class="none">${escapeHtml(caption)}: ${ifEmpty}.</p>`;
  const head = columns.map(
    ({ head, isNumber = false }) => `<th scope="col"${kindOf({ isNumber })}>${escapeHtml(head)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map((column, at) => {
      const [kind, text] = [kindOf(column), escapeHtml(column.text(row))];
      return at === 0 ? `<th scope="row"${kind}>${text}</th>` : `<td${kind}>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const isShort = rows.length <= ROWS_KEPT_TOGETHER;
  return `<div class="table${isShort ? ' short' : ''}" role="region" tabindex="0" aria-label="${escapeHtml(caption)}">
<table><caption>${escapeHtml(caption)}</caption>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function kindOf({ isNumber, isCode }: Pick<Column<never>, 'isNumber' | 'isCode'>): string {
  return isNumber === true ? ' class="n"' : isCode === true ? ' class="k"' : '';
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** HTML. */
  readonly body: string;
}
