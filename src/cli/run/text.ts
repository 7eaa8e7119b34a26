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
