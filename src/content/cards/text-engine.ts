import { Liquid, LiquidError } from 'liquidjs';
import type { ContentProblem } from '../files/content-error.js';
import { compileTemplate } from './compile-template.js';
import { escapeMarkdown, escapePlain, shorten } from './escape.js';
import type { CardFile } from './load-cards.js';

const FORMAT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 7, useGrouping: false });

/**
 * A number as a card prints it: at most 7 significant digits, a decimal point, no exponent, no trailing zeros. The rules
 * hand over what a laboratory would print (src/rules/shared/printed-amount.ts); the digits keep apart what they hold apart, which
 * is a millionth: a level of 15.0002 ng/mL must not read as 15.
 * @throws RangeError for NaN and infinities, which are no measurement
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('not a finite number');
  return value === 0 ? '0' : FORMAT.format(value);
}

/** Text that needs no escaping: it comes from `cards/`, or was escaped before. Everything else a template prints is. */
export class SafeText {
  constructor(readonly text: string) {}
}

/** Finds the wording of a key: `labels` and `gaps` look into the section of that name. */
export interface Wording {
  label(section: string, key: string): string | null;
  gap(section: string, key: string): string | null;
}

export interface TextEngineOptions {
  /** `markdown` for the detail of a card, `plain` for its summary. */
  readonly markup: 'markdown' | 'plain';
  /**
   * Strict refuses what can only be a slip of the author: an unknown variable or key, a value printed that may be
   * missing. Content is checked strictly at load; at run time a card with a blank is better than no card.
   */
  readonly strict: boolean;
  readonly wording: Wording;
  /** Partials by name, for `{% render 'name' %}`. */
  readonly partials: Readonly<Record<string, string>>;
}

export interface TextTemplate {
  render(scope: object): string;
}

/** A template that cannot be used, at its place in the template (line and column start at 1). */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
    /** The partial it is in; null for the template itself. */
    readonly partial: string | null,
  ) {
    super(message);
  }
}

/**
 * What a template may use. No arithmetic: a card never computes (docs/clinical/cards.md#never). No `raw`: nothing
 * escapes escaping.
 */
const TAGS = new Set(['if', 'unless', 'case', 'for', 'break', 'continue', 'assign', 'render', 'comment', '#']);
const FILTERS = new Set(['size', 'first', 'last', 'default']);
/** A value of the record in a summary; longer ones are cut, so that what follows still fits. */
const SUMMARY_VALUE_MAX = 32;
/** The same in the detail, so that one overlong value cannot bury the rest. */
const DETAIL_VALUE_MAX = 200;

/** A Liquid engine for card texts: few tags, no file access, every printed value escaped for where it stands. */
export class TextEngine {
  readonly #liquid: Liquid;
  readonly #escape: (text: string) => string;

  constructor(private readonly options: TextEngineOptions) {
    this.#escape =
      options.markup === 'markdown'
        ? (text) => escapeMarkdown(shorten(text, DETAIL_VALUE_MAX))
        : (text) => shorten(escapePlain(text), SUMMARY_VALUE_MAX);
    this.#liquid = new Liquid({
      strictVariables: options.strict,
      lenientIf: true,
      strictFilters: true,
      ownPropertyOnly: true,
      jsTruthy: true,
      templates: { ...options.partials },
      cache: true,
      outputEscape: (value: unknown) => this.#print(value),
    });
    keepOnly(this.#liquid.tags, TAGS);
    keepOnly(this.#liquid.filters, FILTERS);
    this.#liquid.registerFilter('num', (value: unknown) => this.#number(value));
    this.#liquid.registerFilter('label', (key: unknown, section: unknown) =>
      this.#word(key, section ?? 'rows', 'label'),
    );
    this.#liquid.registerFilter('gap', (key: unknown, section: unknown) =>
      this.#word(key, section ?? 'caveats', 'gap'),
    );
  }

  /**
   * A strict engine reads the text at once. The other has nothing to find in it that the strict one did not, and reads it when it is
   * first printed: most texts of both languages are printed in no call between two starts.
   * @throws TemplateError for a template that is not valid Liquid, or uses what is not allowed; a lenient one when it is first printed
   */
  parse(text: string): TextTemplate {
    if (this.options.strict) return this.#read(text);
    let template: TextTemplate | null = null;
    return { render: (scope) => (template ??= this.#read(text)).render(scope) };
  }

  #read(text: string): TextTemplate {
    const templates = this.#located(() => this.#liquid.parse(text));
    const compiled = compileTemplate(templates, (name) => this.#liquid.parseFileSync(name));
    const byLiquid = (scope: object) => String(this.#liquid.renderSync(templates, scope, { globals: scope }));
    const written = (scope: object) => {
      if (compiled === null) return byLiquid(scope);
      if (!this.options.strict) return compiled(scope);
      const wanted = byLiquid(scope);
      if (compiled(scope) !== wanted) throw new Error('A template is not compiled to what Liquid makes of it.');
      return wanted;
    };
    return { render: (scope) => this.#located(() => tidy(written(scope), this.options.markup)) };
  }

  /** Every variable the template and its partials may read, for the check of branches that no sample reaches. */
  variables(text: string): readonly TemplateVariable[] {
    const templates = this.#located(() => this.#liquid.parse(text));
    this.#refuseUnknownPartials(text);
    const found = this.#located(() => this.#liquid.analyzeSync(templates));
    return Object.values(found.globals).flatMap((uses) =>
      uses.map(({ segments, location }) => ({
        path: segments.filter((step): step is string | number => typeof step === 'string' || typeof step === 'number'),
        line: location.row,
        column: location.col,
        partial: location.file ?? null,
      })),
    );
  }

  /** Liquid itself would look for the file on disk, and not say where it was asked for. */
  #refuseUnknownPartials(template: string): void {
    const texts = [[null, template] as const, ...Object.entries(this.options.partials)];
    for (const [partial, text] of texts) {
      for (const match of text.matchAll(/\{%-?\s*render\s+['"]?([^'"\s,%]*)/g)) {
        const [, name = ''] = match;
        if (Object.hasOwn(this.options.partials, name)) continue;
        const before = text.slice(0, match.index).split('\n');
        const column = (before.at(-1)?.length ?? 0) + 1;
        throw new TemplateError(`there is no partial "${name}" in cards/partials`, before.length, column, partial);
      }
    }
  }

  #located<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!LiquidError.is(error)) throw error;
      const [line = 1, column = 1] = error.token.getPosition();
      // Not every token knows its file, but each knows the text it is from.
      const { input } = error.token;
      const partial = Object.entries(this.options.partials).find(([, text]) => text === input)?.[0] ?? null;
      throw new TemplateError(readable(error.originalError?.message ?? error.message), line, column, partial);
    }
  }

  #print(value: unknown): string {
    if (value instanceof SafeText) return value.text;
    if (typeof value === 'string') return this.#escape(value);
    if (typeof value === 'number') return this.#number(value);
    return this.#blank(
      value === null || value === undefined
        ? 'prints a value that may be missing; put it inside {% if %}'
        : 'prints a list, a group or a yes/no; name one of its values',
    );
  }

  #number(value: unknown): string {
    if (typeof value === 'number' && Number.isFinite(value)) return formatNumber(value);
    return this.#blank('num: not a number');
  }

  #word(key: unknown, section: unknown, kind: 'label' | 'gap'): SafeText {
    const text = this.options.wording[kind](String(section), String(key));
    if (text !== null) return new SafeText(text);
    this.#blank(`${kind}: nothing is worded for this key in the section "${String(section)}"`);
    return new SafeText(this.#escape(String(key)));
  }

  #blank(slip: string): string {
    if (this.options.strict) throw new Error(slip);
    return '';
  }
}

export interface TemplateVariable {
  readonly path: readonly (string | number)[];
  readonly line: number;
  readonly column: number;
  readonly partial: string | null;
}

function keepOnly(registry: object, names: ReadonlySet<string>): void {
  for (const name of Object.keys(registry)) if (!names.has(name)) Reflect.deleteProperty(registry, name);
}

/** Summaries are one line. In the detail, tags leave blank lines behind; more than one in a row says nothing. */
function tidy(text: string, markup: 'markdown' | 'plain'): string {
  if (markup === 'plain') return text.replace(/\s+/g, ' ').trim();
  return text
    .replace(/(?<![ \t])[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function readable(message: string): string {
  return message
    .replace(/, (file|line):.*$/s, '')
    .replace(/^undefined variable: (.*)$/, 'unknown variable $1')
    .replace(/^undefined filter: (.*)$/, 'unknown filter $1; there are num, label, gap, size, first, last, default')
    .replace(/^tag "(.*)" not found$/, 'unknown tag $1; there are if, unless, case, for, assign, render, comment');
}

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
