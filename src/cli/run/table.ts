import Table from 'cli-table3';
import type { Severity } from '../../domain/finding.js';

/** Breaks paragraphs between words. `indent` stands before every line, `hang` before those that go on. */
export function wrap(text: string, width: number, indent = '', hang = indent): string {
  return text
    .split('\n')
    .map((paragraph) => wrapLine(paragraph, width, indent, hang))
    .join('\n');
}

function wrapLine(paragraph: string, width: number, indent: string, hang: string): string {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const word of paragraph.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = hang + word;
    } else line = isEmpty ? line + word : `${line} ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()].join('\n');
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A heading, underlined so that it also stands out in a log without colour. */
export function heading(text: string): string {
  return `\n${text}\n${'-'.repeat(text.length)}`;
}

const ANSI = { info: '36', warning: '33', critical: '31' } as const satisfies Record<Severity, string>;

export function severityText(severity: Severity, color: boolean): string {
  const text = severity.toUpperCase();
  return color ? `\u001b[1;${ANSI[severity]}m${text}\u001b[0m` : text;
}

/** What `--json` prints. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Two blanks around a cell, and the line after it. */
const FRAME = 3;
const NARROWEST = 8;
const HEAD_LINE = 2;

/** Rows under a head, as wide as the terminal at most. Long cells are broken between words, empty columns left out. */
export function table(names: readonly string[], cells: readonly (readonly string[])[], width: number): string {
  const isUsed = (_: string, at: number) => cells.some((row) => (row[at] ?? '') !== '');
  const head = names.filter(isUsed);
  const rows = cells.map((row) => row.filter(isUsed));
  const widths = columnWidths([head, ...rows], width);
  const fits = rows.every((row) => row.every((cell, at) => cell.length <= (widths[at] ?? 0)));
  const drawn = new Table({
    head: [...head],
    colWidths: widths.map((each) => each + FRAME - 1),
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) drawn.push(row.map((cell, at) => withBreaks(cell, widths[at] ?? width)));
  const lines = drawn.toString().split('\n');
  // Lines between rows help only where rows take several lines; the one under the head always does.
  return lines.filter((line, at) => at === HEAD_LINE || !fits || !line.startsWith('├')).join('\n');
}

/** Words longer than their column (references, codes) go on in the next line: cut off they would be useless. */
function withBreaks(cell: string, width: number): string {
  return cell.replace(/\S+/g, (word) =>
    word.length <= width ? word : (word.match(new RegExp(`.{1,${width}}`, 'g')) ?? [word]).join('\n'),
  );
}

/** Every column as wide as its longest line; what is too much is taken from the widest, again and again. */
function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => Math.max(...(row[column] ?? '').split('\n').map((line) => line.length)))),
  );
  const available = Math.max(count * NARROWEST, width - count * FRAME - 1);
  while (widths.reduce((sum, each) => sum + each, 0) > available) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}
