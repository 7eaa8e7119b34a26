/** A Markdown table, padded so that it reads well in a terminal too. Cells that are all numbers stand to the right. */
export function textTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length), 3),
  );
  const isNumber = head.map((_, column) => lines.every((line) => /^[\d.,x%-]*$/.test(line[column] ?? '')));
  const row = (cells: readonly string[]): string => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return isNumber[column] === true ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    isNumber[column] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [row(head), row(rule), ...lines.map(row)].join('\n');
}
