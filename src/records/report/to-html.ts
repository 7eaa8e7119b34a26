import type { BurdenReport } from './burden-report.js';
import { burdenSections } from './html-burden.js';
import { committeeSection } from './html-committee.js';
import { ruleSections } from './html-rules.js';
import { watchSection } from './html-watch.js';
import { decimal } from './words.js';
import { htmlPage } from './html-page.js';
import { escapeHtml } from './html-table.js';

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
