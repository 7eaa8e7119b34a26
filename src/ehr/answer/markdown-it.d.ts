/** The part of markdown-it 14 that is used; the package ships no types. */
declare module 'markdown-it' {
  interface Token {
    readonly type: string;
    readonly content: string;
    info: string;
    attrs: [string, string][] | null;
    readonly children: Token[] | null;
    attrGet(name: string): string | null;
  }
  interface Options {
    readonly html?: boolean;
    readonly linkify?: boolean;
    readonly typographer?: boolean;
  }
  export default class MarkdownIt {
    constructor(preset: 'default', options?: Options);
    validateLink: (url: string) => boolean;
    readonly linkify: { set(options: Readonly<Record<string, boolean>>): unknown };
    readonly renderer: { render(tokens: Token[], options: object, env: object): string };
    readonly options: object;
    disable(rules: string | readonly string[]): this;
    parse(markdown: string, env: object): Token[];
  }
  export type { Token };
}
