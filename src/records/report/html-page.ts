import type { Language } from '../../domain/language.js';
import { escapeHtml } from './html-table.js';

/**
 * The page's own style: no font, image or script is loaded. Colours meet WCAG AA in both schemes; paper is always light. The
 * parts of a bar differ in lightness, so that a black-and-white printer keeps them apart.
 */
const STYLE = `
:root { color-scheme: light dark; --ink: #1a2230; --soft: #4a5668; --paper: #fff; --band: #f2f5f9; --rule: #cbd3de;
  --accent: #1f5fa8; --alarm: #a32020; --alarm-band: #fdf0ef; --part0: #17477f; --part1: #e0904f; --part2: #f2f5f9;
  --in0: #fff; --in1: #1a2230; --in2: #1a2230; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6ebf2; --soft: #aab6c6; --paper: #12171f; --band: #1b222d;
  --rule: #3a4657; --accent: #7fb2ec; --alarm: #ff9c93; --alarm-band: #33191a; --part0: #a9cdf5; --part1: #a85b26;
  --part2: #1b222d; --in0: #12171f; --in1: #fff; --in2: #e6ebf2; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
p { margin: .4rem 0; max-width: 46rem; } .lead, .note, .none { color: var(--soft); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 1rem 0 0; padding: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; margin: 1.25rem 0; }
.figures div { background: var(--band); border-radius: .4rem; padding: .7rem .9rem; }
.figures dt { color: var(--soft); font-size: .875rem; } .figures dd { margin: 0; font-size: 1.5rem; font-weight: 600; }
.figures dd small { display: block; font-size: .8125rem; font-weight: 400; color: var(--soft); }
.alarms { padding: .75rem 1rem .75rem 2rem; margin: .75rem 0; background: var(--alarm-band); border-left: 4px solid var(--alarm); }
.alarms strong { color: var(--alarm); } .alarms li + li { margin-top: .4rem; }
.table { overflow-x: auto; margin: .75rem 0 1.25rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .3rem .6rem; text-align: left; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { background: var(--band); vertical-align: bottom; } tbody th { font-weight: 500; }
.n { text-align: right; } td.n, .k { white-space: nowrap; }
svg { display: block; width: 100%; height: auto; margin: .75rem 0; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.grid { stroke: var(--rule); stroke-width: 1; } .line { fill: none; stroke: var(--accent); stroke-width: 2; }
.change { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 4 3; } .limit { stroke: var(--ink); stroke-width: 3; }
rect.earlier { fill: var(--band); stroke: none; } rect.over { fill: var(--alarm); } svg text.now { font-weight: 600; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; } .decide { padding-left: 1.5rem; max-width: 46rem; } .decide li { margin: .4rem 0; }
.over { color: var(--alarm); font-weight: 600; }
.point { fill: var(--accent); } .mark { fill: var(--alarm); } svg text.unit { fill: var(--soft); }
rect { stroke: var(--soft); stroke-width: .75; } rect.part0 { fill: var(--part0); } rect.part1 { fill: var(--part1); } rect.part2 { fill: var(--part2); }
svg text.in.part0 { fill: var(--in0); } svg text.in.part1 { fill: var(--in1); } svg text.in.part2 { fill: var(--in2); }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: .875rem; }
/* A picture shrinks to half its size on a phone: its text grows, and every other label of an axis makes room. */
@media screen and (max-width: 40rem) { svg { overflow: visible; } svg text { font-size: 20px; } svg text.odd { display: none; }
  svg text.below { transform: translateY(8px); } svg text.unit.below { transform: translateY(14px); } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } nav, .skip { display: none; } .table { overflow: visible; }
  table { font-size: 7.5pt; } th, td { padding: .2rem .35rem; } .figures { grid-template-columns: repeat(4, 1fr); }
  h2 { margin-top: 1.5rem; } h2, h3, caption { break-after: avoid; } .page { break-after: page; } svg, tr, li, .figures div, .short { break-inside: avoid; }
  thead { display: table-header-group; } .figures div, thead th, rect { print-color-adjust: exact; } }
`;

export interface HtmlPage {
  /** Of its text; English where it is left out. */
  readonly language?: Language;
  /** Plain text. */
  readonly title: string;
  /** HTML: what stands in the body. */
  readonly body: string;
  /** Beside the style of every page. */
  readonly style?: string;
}

/** One file without scripts, fonts or images: it loads nothing, its address goes nowhere, and no search engine keeps it. */
export function htmlPage({ title, body, style = '', language = 'en' }: HtmlPage): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
