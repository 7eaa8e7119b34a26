import type { WatchAlarm } from '../watch/watch-contract.js';
import type { BurdenReport } from './burden-report.js';
import { burdenSections } from './html-burden.js';
import { committeeSection } from './html-committee.js';
import { ruleSections } from './html-rules.js';
import { groupBy } from './period.js';
import { alarmText, contractText, decimal } from './words.js';
import { htmlPage } from './html-page.js';
import { escapeHtml, type Section } from './html-table.js';

/** One file without scripts, fonts or images: it can be mailed, printed and read without a network. */
export function toHtml(report: BurdenReport): string {
  const sections = [committeeSection(report), watchSection(report), ...burdenSections(report), ...ruleSections(report)];
  const period = `${minute(report.period.from)} to ${minute(report.period.to)} (UTC)`;
  return htmlPage({
    title: `Tacrolimus alerts, ${period}`,
    body: `<a class="skip" href="#main">To the report</a>
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
should nevertheless be shared with care.</p></footer>`,
  });
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
