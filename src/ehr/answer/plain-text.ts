import type { Token } from 'markdown-it';
import { readMarkdown } from './markdown-reader.js';

interface Writing {
  readonly lines: string[];
  /** Lists that are open, outermost first; `next` is the number of the next item, 0 in a bulleted list. */
  readonly lists: { next: number }[];
  marker: string;
  /** Cells of the table row that is open. */
  cells: string[] | null;
}

/**
 * The detail of a card without any markup, for EHRs that show text as it stands: lists keep their dashes, a table row
 * is one line, a link is followed by its address.
 */
export function markdownToText(markdown: string): string {
  const writing: Writing = { lines: [], lists: [], marker: '', cells: null };
  for (const token of readMarkdown(markdown)) write(token, writing);
  return setApart(
    writing.lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  );
}

function write(token: Token, writing: Writing): void {
  switch (token.type) {
    case 'bullet_list_open':
      writing.lists.push({ next: 0 });
      break;
    case 'ordered_list_open':
      writing.lists.push({ next: Number(token.attrGet('start') ?? 1) || 1 });
      break;
    case 'bullet_list_close':
    case 'ordered_list_close':
      writing.lists.pop();
      if (writing.lists.length === 0) writing.lines.push('');
      break;
    case 'list_item_open':
      writing.marker = nextMarker(writing.lists.at(-1));
      break;
    case 'tr_open':
      writing.cells = [];
      break;
    case 'tr_close':
      writing.lines.push((writing.cells ?? []).join(' | '));
      writing.cells = null;
      break;
    case 'table_close':
      writing.lines.push('');
      break;
    case 'inline':
      writeInline(inlineText(token.children ?? []), writing);
      break;
    case 'fence':
    case 'code_block':
      writing.lines.push(...token.content.trimEnd().split('\n'), '');
      break;
  }
}

function nextMarker(list: { next: number } | undefined): string {
  if (list === undefined || list.next === 0) return '- ';
  list.next += 1;
  return `${list.next - 1}. `;
}

function writeInline(text: string, writing: Writing): void {
  if (writing.cells !== null) {
    writing.cells.push(text);
    return;
  }
  writing.lines.push(`${'  '.repeat(Math.max(0, writing.lists.length - 1))}${writing.marker}${text}`);
  writing.marker = '';
  if (writing.lists.length === 0) writing.lines.push('');
}

function inlineText(tokens: readonly Token[]): string {
  let text = '';
  let link: { readonly href: string; readonly from: number } | null = null;
  for (const token of tokens) {
    if (token.type === 'link_open') link = { href: token.attrGet('href') ?? '', from: text.length };
    else if (token.type === 'link_close') {
      if (link !== null && text.slice(link.from) !== link.href) text += ` (${link.href})`;
      link = null;
    } else if (token.type === 'softbreak') text += ' ';
    else if (token.type === 'hardbreak') text += '\n';
    else text += token.content;
  }
  return text;
}

/** Some clients read plain text as HTML or Markdown all the same; `< b` and `] (` open nothing there, and still read well. */
function setApart(text: string): string {
  return text.replace(/<(?=[A-Za-z/!?])/g, '< ').replace(/\](?=[(:])/g, '] ');
}
