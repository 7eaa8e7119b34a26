/** One thing that is wrong with a content file. Line and column start at 1. */
export interface ContentProblem {
  /** As an editor names it: `hooks/rules.yaml`, `cards/trough-high.md`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where in the file: `trough.limit`; empty where the whole file is meant. */
  readonly path: string;
  readonly message: string;
}

/** Thrown when `hooks/` and `cards/` may not be used. It lists every problem at once; the service does not start. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  readonly problems: readonly ContentProblem[];
  constructor(problems: readonly ContentProblem[]) {
    const sorted = [...problems].sort(byPlace);
    super(sorted.map(formatProblem).join('\n'));
    this.problems = sorted;
  }
}

/** `hooks/rules.yaml:14:16 trough.limit: 150 is above the allowed maximum 25` */
export function formatProblem({ file, line, column, path, message }: ContentProblem): string {
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
}

function byPlace(a: ContentProblem, b: ContentProblem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
