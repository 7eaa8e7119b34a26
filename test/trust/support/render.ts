import { createRequire } from 'node:module';

interface Token {
  readonly type: string;
  readonly tag: string;
  readonly content: string;
  readonly children: readonly Token[] | null;
}

interface Renderer {
  readonly linkify: { set(options: Readonly<Record<string, boolean>>): unknown };
  render(markdown: string): string;
  parse(markdown: string, env: object): readonly Token[];
}

// It has no types of its own; this much of it is used.
const markdownIt = createRequire(import.meta.url)('markdown-it') as (
  options: Readonly<Record<string, boolean>>,
) => Renderer;

/** GitHub tables and strikethrough, HTML let through, addresses turned into links: the most obliging client there is. */
const renderer = markdownIt({ html: true, linkify: true });
// `drug.com` alone is a link to no GFM renderer; `www.`, `http://` and mail addresses are.
renderer.linkify.set({ fuzzyLink: false });

/** What a browser would get of the detail of a card. */
export function renderDetail(markdown: string): string {
  return renderer.render(markdown);
}

/** Tags in order, without their text and attributes: the shape of a card. */
export function shapeOf(html: string): string {
  return [...html.matchAll(/<(\/?[a-z][a-z0-9]*)/gi)].map(([, tag]) => tag ?? '').join(' ');
}

/** Targets of links and pictures. */
export function targetsIn(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\s(?:href|src)="([^"]*)"/gi)].map(([, target]) => target ?? ''));
}
