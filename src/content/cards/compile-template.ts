import {
  AssignTag,
  CaseTag,
  CommentTag,
  ForTag,
  IfTag,
  InlineCommentTag,
  Output,
  RenderTag,
  type Template,
  TokenKind,
  UnlessTag,
} from 'liquidjs';
import {
  type Filtered,
  filtered,
  isEqual,
  listed,
  type Loop,
  type Names,
  NotCompiled,
  reading,
  type Token,
} from './template-values.js';

/**
 * Liquid as plain functions: each template that liquidjs has parsed becomes closures over its parts, made once at load. liquidjs
 * itself walks the parts anew in generators, for every card; it stays what parses, what checks strictly, and what renders
 * whatever is not known here. At load each card is rendered by both, and must come out the same.
 */

type Part = (names: Names) => string;

/**
 * @param partialOf the parsed text of a partial
 * @returns null where the template has something that is not compiled here
 */
export function compileTemplate(
  templates: readonly Template[],
  partialOf: (name: string) => readonly Template[],
): ((scope: object) => string) | null {
  try {
    const render = compiler(partialOf)(templates);
    return (scope) => render({ scope, locals: {}, loop: null });
  } catch {
    // Not compiled, or a partial that cannot be read: liquidjs says so where it is rendered.
    return null;
  }
}

function compiler(partialOf: (name: string) => readonly Template[]): (templates: readonly Template[]) => Part {
  const partials = new Map<string, Part | null>();

  function all(templates: readonly Template[]): Part {
    const parts = templates.map(one);
    return (names) => {
      let text = '';
      for (const part of parts) text += part(names);
      return text;
    };
  }

  function one(template: Template): Part {
    if (template.token.kind === TokenKind.HTML) {
      const { str } = template as unknown as { readonly str: string };
      return () => str;
    }
    if (template instanceof Output) {
      const value = filtered(template.value as unknown as Filtered);
      return (names) => String(value(names));
    }
    if (template instanceof IfTag) return branches(template as unknown as Branching, false);
    if (template instanceof UnlessTag) return branches(template as unknown as Branching, true);
    if (template instanceof CaseTag) return cases(template as unknown as Cases);
    if (template instanceof ForTag) return loop(template);
    if (template instanceof RenderTag) return partial(template as unknown as Rendering);
    if (template instanceof AssignTag) {
      const { key, value } = template as unknown as { readonly key: string; readonly value: Filtered };
      const read = filtered(value);
      return (names) => {
        names.locals[key] = read(names);
        return '';
      };
    }
    if (template instanceof CommentTag || template instanceof InlineCommentTag) return () => '';
    throw new NotCompiled();
  }

  function branches({ branches: conditions, elseTemplates }: Branching, isUnless: boolean): Part {
    const ways = conditions.map(({ value, templates }, at) => ({
      holds: filtered(value),
      wanted: !(isUnless && at === 0),
      then: all(templates),
    }));
    const otherwise = all(elseTemplates ?? []);
    return (names) => {
      for (const { holds, wanted, then } of ways) if (Boolean(holds(names)) === wanted) return then(names);
      return otherwise(names);
    };
  }

  /** As liquidjs does: every branch that fits is rendered, once for each. */
  function cases({ value, branches: ways, elseTemplates }: Cases): Part {
    const subject = filtered(value);
    const compiled = ways.map(({ values, templates }) => ({ values: values.map(reading), then: all(templates) }));
    const otherwise = all(elseTemplates ?? []);
    return (names) => {
      const wanted = subject(names);
      const hit = compiled.filter(({ values }) => values.some((each) => isEqual(wanted, each(names))));
      return hit.length === 0 ? otherwise(names) : hit.map(({ then }) => then(names)).join('');
    };
  }

  function loop({ variable, collection, hash, templates, elseTemplates }: Looping): Part {
    const { limit, ...others } = hash.hash;
    if (Object.keys(others).length > 0) throw new NotCompiled();
    const most = limit === undefined ? null : reading(limit);
    const list = reading(collection);
    const body = all(templates);
    const otherwise = all(elseTemplates);
    return (names) => {
      const whole = listed(list(names));
      if (whole.length === 0) return otherwise(names);
      const items = most === null ? whole : whole.slice(0, most(names) as number);
      const here: Loop = { variable, length: items.length, item: null, at: 0, outer: names.loop };
      names.loop = here;
      let text = '';
      for (const item of items) {
        here.item = item;
        text += body(names);
        here.at += 1;
      }
      names.loop = here.outer;
      return text;
    };
  }

  function partial({ file, hash, with: bound, forBinding }: Rendering): Part {
    if (typeof file !== 'string' || bound !== undefined || forBinding !== undefined) throw new NotCompiled();
    const known = partials.get(file);
    // A partial that renders itself.
    if (known === null) throw new NotCompiled();
    partials.set(file, null);
    const body = known ?? all(partialOf(file));
    partials.set(file, body);
    const given = Object.entries(hash.hash).map(([name, token]) => {
      if (token === undefined) throw new NotCompiled();
      return [name, reading(token)] as const;
    });
    return (names) => {
      const locals: Record<string, unknown> = {};
      for (const [name, read] of given) locals[name] = read(names);
      return body({ scope: names.scope, locals, loop: null });
    };
  }

  return all;
}

/* What liquidjs 10 keeps of what it has parsed, as far as it is read here. */

interface Branching {
  readonly branches: readonly { readonly value: Filtered; readonly templates: readonly Template[] }[];
  readonly elseTemplates?: readonly Template[];
}

interface Cases {
  readonly value: Filtered;
  readonly branches: readonly { readonly values: readonly Token[]; readonly templates: readonly Template[] }[];
  readonly elseTemplates?: readonly Template[];
}

interface Arguments {
  readonly hash: Readonly<Record<string, Token | undefined>>;
}

interface Looping {
  readonly variable: string;
  readonly collection: Token;
  readonly hash: Arguments;
  readonly templates: readonly Template[];
  readonly elseTemplates: readonly Template[];
}

interface Rendering {
  readonly file: unknown;
  readonly hash: Arguments;
  readonly with?: unknown;
  readonly forBinding?: unknown;
}
