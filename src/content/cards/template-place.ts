import type { ContentProblem } from '../files/content-error.js';
import type { CardFile } from './load-cards.js';
import type { TemplateError } from './text-engine.js';

export type CardPart = 'summary' | 'summaryWhenLong' | 'detail';

/** Where a fault of a template stands in the files: in the card's body, in a partial, or in a line of the front matter. */
export function templateProblem(
  card: CardFile,
  part: CardPart,
  { message, line, column, partial }: Pick<TemplateError, 'message' | 'line' | 'column' | 'partial'>,
): ContentProblem {
  if (partial !== null) return { file: `cards/partials/${partial}.md`, line, column, path: '', message };
  if (part === 'detail') return { file: card.source.file, line: line + card.linesBefore, column, path: '', message };
  return { ...card.source.positionOf([part]), path: part, message };
}

/** Every problem once, however many samples met it. */
export function distinct(problems: readonly ContentProblem[]): ContentProblem[] {
  const seen = new Map(
    problems.map((problem) => [`${problem.file}:${problem.line}:${problem.column}:${problem.message}`, problem]),
  );
  return [...seen.values()];
}
