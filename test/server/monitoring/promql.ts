/** One metric in a PromQL expression, with its label matchers. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

export interface Expression {
  readonly selectors: readonly Selector[];
  /** Labels named by `by (...)`, `on (...)` and the like. */
  readonly grouping: readonly string[];
}

const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^()]*)\)/g;
const KEYWORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'by', 'on', 'inf', 'nan']);
const MATCHER = /^\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/;
/** A brace pair may hold strings that hold braces (`/cds-services/{id}`). */
const SELECTOR = /([a-zA-Z_:][\w:]*)\s*(\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\})?\s*(\(?)/g;

/** The part of PromQL that the files in `deploy/` use; what it does not understand is an error. */
export function readExpression(text: string): Expression {
  assertBalanced(text);
  const grouping = [...text.matchAll(GROUPING)].flatMap(([, list = '']) => names(list));
  const rest = text.replaceAll(GROUPING, ' ').replaceAll(/\[[^\]]*\]/g, ' ');
  const selectors = [...rest.matchAll(SELECTOR)].flatMap(([, metric = '', braces = '', parenthesis]): Selector[] => {
    if (parenthesis === '(' || KEYWORDS.has(metric.toLowerCase())) return [];
    return [{ metric, matchers: matchersOf(braces) }];
  });
  if (selectors.length === 0) throw new Error(`no metric in: ${text}`);
  return { selectors, grouping };
}

function matchersOf(braces: string): Selector['matchers'] {
  const matchers: Selector['matchers'][number][] = [];
  let rest = braces.slice(1, -1);
  while (rest.trim() !== '') {
    const match = MATCHER.exec(rest);
    if (match === null) throw new Error(`not a matcher: ${rest}`);
    matchers.push({ label: match[1]!, operator: match[2]!, value: match[3]! });
    rest = rest.slice(match[0].length);
  }
  return matchers;
}

function names(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function assertBalanced(text: string): void {
  const open: string[] = [];
  for (const character of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/[()[\]{}]/g) ?? []) {
    if ('([{'.includes(character)) open.push(character);
    else if (`${open.pop() ?? ''}${character}`.search(/^(?:\(\)|\[\]|\{\})$/) < 0)
      throw new Error(`unbalanced: ${text}`);
  }
  if (open.length > 0) throw new Error(`unbalanced: ${text}`);
}
