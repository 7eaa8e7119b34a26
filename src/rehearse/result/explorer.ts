import { escapeHtml } from '../../records/report/html-table.js';
import { OUTCOMES, type OutcomeName } from '../evaluate/follow-up.js';
import { cellText, rateText } from './cell.js';
import type { Foretold, Rehearsal, ThresholdCurve, ThresholdStep } from './rehearsal.js';
import { curveSvg } from './threshold-svg.js';

/**
 * A slider, a curve and a table for each threshold that moves anything. Everything is in the page already: the script only says which row
 * is meant, so that without it nothing but the slider is missing.
 */
export function explorerSection({ thresholds }: Rehearsal): string {
  const [moving, still] = [thresholds.filter(({ moves }) => moves), thresholds.filter(({ moves }) => !moves)];
  const choices = moving.map(({ path }, at) => `<option value="${at}">${escapeHtml(path)}</option>`);
  const idle = still.map(({ path }) => `<code>${escapeHtml(path)}</code>`).join(', ');
  const note =
    idle === ''
      ? ''
      : `<details><summary>${still.length} settings that change nothing here</summary><p class="note">Within their allowed ranges these bring a card on the same orders: ${idle}.</p></details>`;
  if (moving.length === 0) return note;
  return `<p>Move a limit and see what it brings: orders on which its rule would have told something, against what came later. One number is changed at a time; other rules that read it too are not counted. A line has gaps where counts of 1 to 4 are hidden.</p>
<p class="pick"><label for="threshold">Threshold</label> <select id="threshold">${choices.join('')}</select></p>
<p id="said" role="status" aria-live="polite"></p>
${moving.map(panel).join('\n')}
<p><button type="button" id="overlay">Save as rules.yaml overlay</button></p>
${note}`;
}

function panel(curve: ThresholdCurve, at: number): string {
  const { path, unit, what, shipped, site } = curve;
  const steps = curve.steps.filter(({ allowed }) => allowed);
  const refused = curve.steps.filter(({ allowed }) => !allowed).map(({ value }) => value);
  const names = steps[0]?.outcomes.map(({ outcome }) => outcome) ?? [];
  const siteAt = steps.findIndex(({ value }) => value === site);
  const head = ['Value', 'Orders', 'Per 100', ...names.flatMap((name) => outcomeHeads(name))];
  const rows = steps.map((step) => row(step, curve));
  const values = steps.map(({ value }) => value).join(' ');
  return `<div class="panel" data-path="${escapeHtml(path)}" data-values="${values}" data-site="${siteAt}" data-unit="${escapeHtml(unit ?? '')}"${at === 0 ? '' : ' hidden'}>
<h3>${escapeHtml(path)}</h3>
<p>${escapeHtml(what)} Shipped: ${shipped}; this content: ${site}.${refused.length === 0 ? '' : ` Not possible beside the other settings of this content: ${refused.join(', ')}.`}</p>
<p class="slide"><label for="slider${at}">Value of ${escapeHtml(path)}</label>
<input type="range" id="slider${at}" min="0" max="${steps.length - 1}" step="1" value="${siteAt}" aria-valuetext="${site} ${escapeHtml(unit ?? '')}">
<output for="slider${at}" aria-live="off">${site}</output></p>
${curveSvg({ ...curve, steps })}
<div class="table" role="region" tabindex="0" aria-label="${escapeHtml(`Every value of ${path}`)}"><table><caption>${escapeHtml(`Every value of ${path}${unit === null ? '' : `, ${unit}`}`)}</caption>
<thead><tr>${head.map((text) => `<th scope="col" class="n">${escapeHtml(text)}</th>`).join('')}</tr></thead>
<tbody>${rows.join('')}</tbody></table></div>
</div>`;
}

function outcomeHeads(name: string): readonly string[] {
  const words = OUTCOMES[name as OutcomeName].words;
  return [`Caught: ${words}`, 'Sensitivity, %', 'PPV, %', 'Lead, days'];
}

function row(step: ThresholdStep, { shipped, site }: ThresholdCurve): string {
  const { value, orders, per100, outcomes } = step;
  const marks = [...(value === shipped ? ['shipped'] : []), ...(value === site ? ['in force'] : [])];
  const label = `${value}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`;
  const cells = [cellText(orders), rateText(per100), ...outcomes.flatMap(outcomeCells)];
  return `<tr><th scope="row" class="n">${label}</th>${cells.map((text) => `<td class="n">${escapeHtml(text)}</td>`).join('')}</tr>`;
}

function outcomeCells({ caught, events, sensitivity, ppv, leadMedian }: Foretold): readonly string[] {
  const percent = (share: number | null) => rateText(share === null ? null : share * 100);
  return [`${cellText(caught)} of ${cellText(events)}`, percent(sensitivity), percent(ppv), rateText(leadMedian, 0)];
}

export const EXPLORER_STYLE = `
.pick select, button { font: inherit; padding: .3rem .6rem; } .slide { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; }
.slide input { flex: 1 1 16rem; accent-color: var(--accent); } .slide output { min-width: 4rem; font-weight: 600; }
h3 { font-size: 1.05rem; margin: 1rem 0 .25rem; } [hidden] { display: none; } summary { cursor: pointer; }
tr.meant > * { background: var(--band); } tr.meant > th { box-shadow: inset 4px 0 var(--accent); }
#outcomes table { font-size: .8125rem; } #outcomes th, #outcomes td { padding-inline: .35rem; }
#outcomes tbody td:nth-child(2) { min-width: 9rem; } #said { font-weight: 600; min-height: 4.8em; }
.caught { fill: none; stroke: var(--alarm); stroke-width: 2; stroke-dasharray: 5 4; } .dot { fill: var(--alarm); }
@media (width < 40rem) { #said { min-height: 9.6em; } }
@media print { .pick, .slide input, #said:empty, #overlay { display: none; } #outcomes table { font-size: 7.5pt; } }
svg .now { stroke: var(--ink); stroke-width: 1.5; } svg .fixed { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; }
`;

/** Runs in the page: it reads the tables and moves the marks. It makes no request, and no text of the record gets near it. */
export const EXPLORER_SCRIPT = `
(() => {
  const choice = document.getElementById('threshold');
  if (choice === null) return;
  const panels = [...document.querySelectorAll('.panel')];
  const said = document.getElementById('said');
  const current = () => panels[Number(choice.value)];
  const textsOf = (row) => [...row.children].map((each) => each.textContent);
  function show() {
    for (const panel of panels) panel.hidden = panel !== current();
    const panel = current();
    const slider = panel.querySelector('input');
    const rows = [...panel.querySelectorAll('tbody tr')];
    const [at, site] = [Number(slider.value), Number(panel.dataset.site)];
    const value = panel.dataset.values.split(' ')[at];
    panel.querySelector('output').textContent = value + ' ' + panel.dataset.unit;
    slider.setAttribute('aria-valuetext', value + ' ' + panel.dataset.unit);
    rows.forEach((row, place) => row.classList.toggle('meant', place === at));
    const line = panel.querySelector('.now');
    const mark = panel.querySelector('[data-at="' + at + '"]');
    if (line !== null && mark !== null) for (const end of ['x1', 'x2']) line.setAttribute(end, mark.dataset.x);
    said.textContent = sentence(panel, rows, at, site, value);
  }
  function sentence(panel, rows, at, site, value) {
    const [is, was] = [textsOf(rows[at]), textsOf(rows[site])];
    const heads = textsOf(panel.querySelector('thead tr'));
    const parts = [is[2] === '\\u2013' ? 'too few orders to tell' : is[2] + ' orders per 100 with a card' + difference(is[2], was[2])];
    heads.forEach((head, place) => {
      if (head.startsWith('Caught: ')) parts.push(head.slice(8) + ': ' + is[place] + ' caught' + difference(first(is[place]), first(was[place])));
    });
    return panel.dataset.path + ' ' + value + ' ' + panel.dataset.unit + ': ' + parts.join('; ') + '.';
  }
  const first = (text) => text.split(' ')[0];
  function difference(is, was) {
    const by = Number(is) - Number(was);
    // One of the two is hidden: what it is now stands there as the table has it.
    if (Number.isNaN(by)) return ' (now ' + (was === '\\u2013' ? 'too few to tell' : was) + ')';
    const text = String(Math.round(Math.abs(by) * 10) / 10);
    return by === 0 ? ' (as now)' : ' (' + text + (by > 0 ? ' more' : ' fewer') + ' than now)';
  }
  choice.addEventListener('change', show);
  for (const panel of panels) panel.querySelector('input').addEventListener('input', show);
  document.getElementById('overlay').addEventListener('click', () => {
    const panel = current();
    const steps = panel.dataset.path.split('.');
    const value = panel.dataset.values.split(' ')[Number(panel.querySelector('input').value)];
    const yaml = steps.map((step, depth) => '  '.repeat(depth) + step + ':' + (depth === steps.length - 1 ? ' ' + value : '')).join('\\n');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([yaml + '\\n'], { type: 'text/yaml' }));
    link.download = 'rules.yaml';
    link.click();
    said.textContent = 'Saved as rules.yaml. Put it into hooks/ of your site folder.';
  });
  show();
})();
`;
