import { TokenKind } from 'liquidjs';

/** What a template sees: loops and local names hide the names of the scope. */
export interface Names {
  readonly scope: object;
  /** Arguments of `render`, and what was assigned. */
  readonly locals: Record<string, unknown>;
  loop: Loop | null;
}

export interface Loop {
  readonly variable: string;
  readonly length: number;
  item: unknown;
  at: number;
  readonly outer: Loop | null;
}

export type Reading = (names: Names) => unknown;

/** Thrown while compiling: then liquidjs renders the template. */
export class NotCompiled extends Error {}

/** Filters that need nothing but their arguments. */
const PLAIN_FILTERS = new Set(['num', 'label', 'gap', 'size']);

export function filtered({ initial, filters }: Filtered): Reading {
  const first = expression(initial.postfix);
  const steps = filters.map(({ name, args, handler }) => {
    // The last filter of an output is its escaping, which has no name of its own.
    if (!PLAIN_FILTERS.has(name) && name !== ESCAPING) throw new NotCompiled();
    const given = args.map((arg) => {
      if (Array.isArray(arg)) throw new NotCompiled();
      return reading(arg as Token);
    });
    return { handler: handler as (...values: unknown[]) => unknown, given };
  });
  if (steps.length === 0) return first;
  return (names) => {
    let value = first(names);
    for (const { handler, given } of steps)
      value = given.length === 0 ? handler(value) : handler(value, ...given.map((read) => read(names)));
    return value;
  };
}

/** How liquidjs names the filter that it makes of `outputEscape`. */
const ESCAPING = '[object Function]';

const OPERATORS: Readonly<Record<string, (left: unknown, right: unknown) => unknown>> = {
  '==': isEqual,
  '!=': (left, right) => !isEqual(left, right),
  '>': (left, right) => (left as number) > (right as number),
  '<': (left, right) => (left as number) < (right as number),
  '>=': (left, right) => (left as number) >= (right as number),
  '<=': (left, right) => (left as number) <= (right as number),
  contains,
  and: (left, right) => Boolean(left) && Boolean(right),
  or: (left, right) => Boolean(left) || Boolean(right),
};

export function isEqual(left: unknown, right: unknown): boolean {
  if (!Array.isArray(left)) return left === right;
  return Array.isArray(right) && left.length === right.length && left.every((each, at) => isEqual(each, right[at]));
}

function contains(left: unknown, right: unknown): boolean {
  if (Array.isArray(left)) return left.some((each) => isEqual(each, right));
  return typeof left === 'string' && left.includes(String(right));
}

function expression(postfix: readonly Token[]): Reading {
  const stack: Reading[] = [];
  for (const token of postfix) {
    if (token.kind !== TokenKind.Operator) {
      stack.push(reading(token));
      continue;
    }
    const operate = OPERATORS[token.operator ?? ''];
    const right = stack.pop();
    const left = stack.pop();
    if (operate === undefined || left === undefined || right === undefined) throw new NotCompiled();
    stack.push((names) => operate(left(names), right(names)));
  }
  const [whole] = stack;
  if (whole === undefined || stack.length > 1) throw new NotCompiled();
  return whole;
}

export function reading(token: Token): Reading {
  if (token.kind === TokenKind.PropertyAccess) return property(token);
  const { content } = token;
  // `empty`, `blank` and `nil` are objects with a mind of their own.
  if (typeof content !== 'string' && typeof content !== 'number' && typeof content !== 'boolean')
    throw new NotCompiled();
  return () => content;
}

const OF_LOOPS: Readonly<Record<string, (loop: Loop) => unknown>> = {
  first: ({ at }) => at === 0,
  last: ({ at, length }) => at === length - 1,
  index: ({ at }) => at + 1,
  index0: ({ at }) => at,
  length: ({ length }) => length,
};

function property({ variable, props = [] }: Token): Reading {
  const path = props.map(({ content }) => content);
  const [root, ...steps] = path;
  if (variable !== undefined || typeof root !== 'string') throw new NotCompiled();
  if (steps.some((step) => typeof step !== 'string' && typeof step !== 'number')) throw new NotCompiled();
  if (root === 'forloop') {
    const read = steps.length === 1 ? OF_LOOPS[String(steps[0])] : undefined;
    if (read === undefined) throw new NotCompiled();
    return ({ loop }) => (loop === null ? undefined : read(loop));
  }
  return (names) => {
    let value = named(root, names);
    for (const step of steps) value = memberOf(value, step as string | number);
    return value;
  };
}

function named(name: string, { scope, locals, loop }: Names): unknown {
  for (let each = loop; each !== null; each = each.outer) if (each.variable === name) return each.item;
  return Object.hasOwn(locals, name) ? locals[name] : memberOf(scope, name);
}

/** Own members only; lists and texts have a size, lists a first and a last. */
function memberOf(value: unknown, step: string | number): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) {
    if (typeof step === 'number') return value[step < 0 ? value.length + step : step] as unknown;
    if (step === 'first') return value[0] as unknown;
    if (step === 'last') return value.at(-1) as unknown;
  }
  const own: unknown = Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : undefined;
  if (step !== 'size' || own !== undefined) return own;
  if (Array.isArray(value) || typeof value === 'string') return value.length;
  return typeof value === 'object' ? Object.keys(value).length : undefined;
}

export function listed(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return value === '' ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/* What liquidjs 10 keeps of what it has parsed, as far as it is read here. */

export interface Token {
  readonly kind: TokenKind;
  readonly content?: unknown;
  readonly operator?: string;
  readonly variable?: unknown;
  readonly props?: readonly Token[];
}

export interface Filtered {
  readonly initial: { readonly postfix: readonly Token[] };
  readonly filters: readonly { readonly name: string; readonly args: readonly unknown[]; readonly handler: unknown }[];
}
