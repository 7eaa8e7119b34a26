export interface Column<T> {
  readonly head: string;
  readonly text: (row: T) => string;
  /** Numbers stand right-aligned, so that they can be compared by eye. */
  readonly isNumber?: boolean;
}

/**
 * A table whose first column names its rows. It scrolls by itself where the page is narrow, and can then be reached and
 * scrolled by keyboard (WCAG 2.1.1).
 */
export function htmlTable<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[]): string {
  if (rows.length === 0) return `<p class="none">${escapeHtml(caption)}: none in this period.</p>`;
  const head = columns.map(({ head: text, isNumber }) => `<th scope="col"${right(isNumber)}>${escapeHtml(text)}</th>`);
  const body = rows.map((row) => {
    const cells = columns.map(({ text, isNumber }, at) =>
      at === 0
        ? `<th scope="row">${escapeHtml(text(row))}</th>`
        : `<td${right(isNumber)}>${escapeHtml(text(row))}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="table" role="region" tabindex="0" aria-label="${escapeHtml(caption)}">
<table><caption>${escapeHtml(caption)}</caption>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function right(isNumber: boolean | undefined): string {
  return isNumber === true ? ' class="n"' : '';
}
