import type { WatchAlarm } from '../watch/watch-contract.js';
import type { BurdenReport } from './burden-report.js';
import { burdenSections } from './html-burden.js';
import { ruleSections } from './html-rules.js';
import { groupBy } from './period.js';
import { alarmText, contractText, decimal } from './words.js';
import { escapeHtml, type Section } from './html-table.js';

/**
 * The page's own style: no font, image or script is loaded. Colours meet WCAG AA in both schemes; paper is always light. The
 * parts of a bar differ in lightness, so that a black-and-white printer keeps them apart.
 */
export const STYLE = `
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
.alarms strong { color: var(--alarm); }
.table { overflow-x: auto; margin: .75rem 0 1.25rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .3rem .6rem; text-align: left; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { background: var(--band); vertical-align: bottom; } tbody th { font-weight: 500; }
.n { text-align: right; } td.n, .k { white-space: nowrap; }
svg { display: block; width: 100%; height: auto; margin: .75rem 0; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.grid { stroke: var(--rule); stroke-width: 1; } .line { fill: none; stroke: var(--accent); stroke-width: 2; }
.point { fill: var(--accent); } .mark { fill: var(--alarm); } svg text.unit { fill: var(--soft); }
rect { stroke: var(--soft); stroke-width: .75; } rect.part0 { fill: var(--part0); } rect.part1 { fill: var(--part1); } rect.part2 { fill: var(--part2); }
svg text.in.part0 { fill: var(--in0); } svg text.in.part1 { fill: var(--in1); } svg text.in.part2 { fill: var(--in2); }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: .875rem; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } nav, .skip { display: none; } .table { overflow: visible; }
  table { font-size: 7.5pt; } th, td { padding: .2rem .35rem; } .figures { grid-template-columns: repeat(4, 1fr); }
  h2 { margin-top: 1.5rem; } h2, caption { break-after: avoid; } svg, tr, li, .figures div, .short { break-inside: avoid; }
  thead { display: table-header-group; } .figures div, thead th, rect { print-color-adjust: exact; } }
`;

/** One file without scripts, fonts or images: it can be mailed, printed and read without a network. */
export function toHtml(report: BurdenReport): string {
  const sections = [watchSection(report), ...burdenSections(report), ...ruleSections(report)];
  const period = `${minute(report.period.from)} to ${minute(report.period.to)} (UTC)`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Tacrolimus alerts, ${escapeHtml(period)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
<header>
<h1>Tacrolimus alerts: how many, what became of them, and are they alive</h1>
<p class="lead">${escapeHtml(period)}</p>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join('')}</ul></nav>
</header>
<main id="main">
${figures(report)}
${sections.map(({ id, title, body }) => `<section aria-labelledby="${id}"><h2 id="${id}">${escapeHtml(title)}</h2>\n${body}\n</section>`).join('\n')}
</main>
<footer><p>Made ${escapeHtml(minute(report.generatedAt))} UTC. No patient or clinician can be told from these numbers; small groups
should nevertheless be shared with care.</p></footer>
</body>
</html>
`;
}

function figures({ totals }: BurdenReport): string {
  const { shown, tacrolimusOrders, shownOnOrders, patients, clinicianDays } = totals;
  const items: readonly (readonly [string, string, string])[] = [
    [
      'Cards per 100 tacrolimus orders',
      decimal(totals.cardsPer100Orders),
      `${shownOnOrders} at ${tacrolimusOrders} orders`,
    ],
    ['Cards per patient', decimal(totals.cardsPerPatient), `${patients} patients`],
    ['Cards per clinician-day', decimal(totals.cardsPerClinicianDay), `${clinicianDays} clinician-days`],
    ['Cards shown', String(shown), `in ${totals.evaluations} calls`],
  ];
  const cells = items.map(
    ([name, value, of]) =>
      `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}<small>${escapeHtml(of)}</small></dd></div>`,
  );
  return `<dl class="figures">${cells.join('')}</dl>`;
}

function minute(moment: string): string {
  return moment.slice(0, 16).replace('T', ' ');
}

/** One line per malfunction: what is still broken is not told anew for every week. */
function watchSection({ watch, contract }: BurdenReport): Section {
  const malfunctions = [...groupBy(watch, malfunctionOf).values()]
    .map((alarms) => [...alarms].sort((a, b) => (a.week < b.week ? -1 : 1)))
    .sort((a, b) => ((a.at(-1)?.week ?? '') < (b.at(-1)?.week ?? '') ? 1 : -1));
  const note =
    '<p class="note">Each rule, client and week is compared with the up to twelve weeks before it; nothing is called in the first four. After eight weeks on end the new level counts as usual.</p>';
  const agreed = contract === null ? '' : `<p>${escapeHtml(contractText(contract))}</p>`;
  const body =
    malfunctions.length === 0
      ? `<p>No rule, order or prefetch key behaves unlike the weeks before.</p>${note}`
      : `<ul class="alarms">${malfunctions.map(item).join('\n')}</ul>${note}`;
  return { id: 'watch', title: 'Malfunction watch', body: `${agreed}${body}` };
}

function malfunctionOf({ kind, client, rule, service, source, term }: WatchAlarm): string {
  return JSON.stringify([kind, client, rule, service, source, term]);
}

function item(alarms: readonly WatchAlarm[]): string {
  const [first] = alarms;
  const last = alarms.at(-1);
  if (first === undefined || last === undefined) return '';
  const again = alarms.length === 1 ? '' : ` Called in ${alarms.length} weeks, last in that of ${last.week}.`;
  const chance = first.probability === null ? '' : ` (by chance: ${probabilityText(first.probability)})`;
  const text = `${alarmText(first)}${chance}.${again}`;
  return `<li><strong>Week of ${escapeHtml(first.week)}</strong>: ${escapeHtml(text)}</li>`;
}

function probabilityText(probability: number): string {
  return probability < 1e-6 ? 'less than 1 in a million' : `1 in ${Math.round(1 / probability)}`;
}
