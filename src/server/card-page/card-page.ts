import type { Card } from '../../domain/card.js';
import { detailFormatOf } from '../../ehr/answer/apply-dialect.js';
import { markdownToSafeHtml } from '../../ehr/answer/safe-html.js';
import type { DetailFormat } from '../../ehr/profile/dialect-schema.js';
import { type AnsweredCall, explainCall } from '../../engine/explain/explain-request.js';
import type { ExplainedRule } from '../../engine/explain/explanation.js';
import { timelineOf } from '../../engine/explain/timeline.js';
import { MODE_WORDS, ruleTitle } from '../../engine/explain/words.js';
import { type Column, escapeHtml, htmlTable } from '../../records/report/html-table.js';
import { htmlPage } from '../../records/report/html-page.js';
import { coursePictures, courseTable } from './course.js';
import { PAGE_WORDS, type PageWords } from './page-words.js';

const PICTURE_STYLE = `
svg { width: 100%; height: auto; font: 13px system-ui, sans-serif; } svg text { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; } svg .note { fill: var(--soft); }
.narrow { display: none; } @media screen and (max-width: 40rem) { .wide { display: none; } .narrow { display: block; } }
svg .title { font-weight: 600; } svg .dose { font-weight: 600; } .frame, .tick { fill: none; stroke: var(--soft); } .series { fill: none; stroke: var(--accent); stroke-width: 2; }
.point { fill: var(--accent); } .preliminary { fill: var(--paper); stroke: var(--accent); stroke-width: 2; }
.limit { stroke: var(--alarm); stroke-dasharray: 6 4; } .baseline { stroke: var(--ink); stroke-dasharray: 2 3; }
.course { stroke: var(--soft); } .event { fill: var(--soft); }
.behind { overflow-x: auto; } .behind a, .card a { overflow-wrap: anywhere; } main { min-width: 0; }
.card { overflow-x: auto; border-left: .4rem solid var(--soft); background: var(--band); padding: .75rem 1rem; margin: 1rem 0; }
.card.critical { border-color: var(--alarm); } .card h2 { border: 0; margin: 0; padding: 0; } .card .kind { font-weight: 600; }
section.rule ol { padding-left: 1.4rem; } section.rule li { margin: .25rem 0; max-width: 46rem; }
@media print { .skip, nav { display: none; } }`;

/**
 * Everything behind one card, for the clinician who followed its link: what it says, the course as a picture with the numbers
 * behind it, every fact, what was left out and why, and how each rule came to its answer. Needs no script. It is the chart of
 * one patient.
 *
 * @param cardUuid one of `call.cards`
 */
export function cardPage(call: AnsweredCall, cardUuid: string): string {
  const explanation = explainCall(call);
  const { language = 'en' } = call;
  const words = PAGE_WORDS[language];
  const timeline = timelineOf(call.snapshot, call.content.params, words.timeline);
  const card = call.cards.find(({ uuid }) => isSame(uuid, cardUuid));
  const others = call.cards.filter((each) => each !== card);
  const moment = `${explanation.asOf.slice(0, 16).replace('T', ' ')} UTC`;
  return htmlPage({
    title: words.title,
    language,
    style: PICTURE_STYLE,
    body: `<a class="skip" href="#values">${words.toValues}</a><main>
<h1>${words.heading}</h1>
<p class="lead">${escapeHtml(words.lead(moment, explanation.hook, explanation.contentVersion))}</p>
${card === undefined ? '' : cardHtml(card, words)}
<h2 id="course">${words.course}</h2>
${coursePictures(timeline, words)}
${appendixHtml(call, cardUuid, words)}
${others.length === 0 ? '' : `<p>${words.shownWith}: ${others.map(({ summary }) => escapeHtml(summary)).join('; ')}.</p>`}
<h2 id="values">${words.values}</h2>
${courseTable(timeline, words)}
${words.restInEnglish === '' ? '' : `<p class="note">${words.restInEnglish}</p>`}
<div lang="en">
${htmlTable('Every fact that the rules may use', FACT_COLUMNS, explanation.facts, 'none')}
<h2>Left out, and what was not available</h2>
${htmlTable('Records that were not used', DROPPED_COLUMNS, explanation.dropped, 'none')}
${htmlTable('Data of which something is missing', INCOMPLETE_COLUMNS, explanation.incomplete, 'none')}
<h2>How each rule came to its answer</h2>
${explanation.rules.map(ruleHtml).join('\n')}
${htmlTable('Found, and not shown on a card', NOT_SHOWN_COLUMNS, explanation.notShown, 'none')}
</div>
<p class="note">${words.kept}</p>
</main>`,
  });
}

/** For a link that is no longer good: it says so, and nothing of what it once led to. */
export const GONE_PAGE = htmlPage({
  title: 'No longer kept',
  body: `<main><h1>This page is no longer kept</h1>
<p>The values behind a card are kept for some minutes after it was shown, and only in the memory of the service. Open the order or
the chart again to see a new card.</p></main>`,
});

/** A detail is in the format of the EHR that was answered, and says so itself. HTML is what we made of our own Markdown. */
const DETAIL_HTML: Readonly<Record<DetailFormat, (detail: string) => string>> = {
  html: (detail) => detail,
  text: (detail) => `<pre>${escapeHtml(detail)}</pre>`,
  markdown: markdownToSafeHtml,
};

function cardHtml(card: Card, words: PageWords): string {
  const { summary, indicator, detail, source } = card;
  const body = detail === undefined ? '' : DETAIL_HTML[detailFormatOf(card)](detail);
  return `<article class="card ${indicator}" tabindex="0" aria-label="${words.theCard}"><p class="kind">${words.severity[indicator]}</p><h2>${escapeHtml(summary)}</h2>
${body}<p class="note">${escapeHtml(source.label)}</p></article>`;
}

/** What stands behind the card, as it was worded for this call; the card above is as it was sent. */
function appendixHtml({ evaluation: { answer } }: AnsweredCall, cardUuid: string, words: PageWords): string {
  const worded = answer.kind === 'cards' ? answer.cards.find(({ uuid }) => isSame(uuid, cardUuid)) : undefined;
  if (worded?.appendix === undefined) return '';
  return `<section class="behind" tabindex="0" aria-label="${words.behind}"><h2>${words.behind}</h2>${markdownToSafeHtml(worded.appendix)}</section>`;
}

/** Uuids are compared without regard to case. */
function isSame(uuid: string, other: string): boolean {
  return uuid.toLowerCase() === other.toLowerCase();
}

function ruleHtml({ rule, mode, outcome, path }: ExplainedRule): string {
  const steps = path.map(({ looked, saw }) => `<li>${escapeHtml(looked)}: <strong>${escapeHtml(saw)}</strong></li>`);
  return `<section class="rule"><h3>${escapeHtml(ruleTitle(rule))}</h3>
<p>${escapeHtml(MODE_WORDS[mode])}. <strong>${escapeHtml(outcome)}</strong></p>${steps.length === 0 ? '' : `<ol>${steps.join('')}</ol>`}</section>`;
}

type Explained = ReturnType<typeof explainCall>;

const FACT_COLUMNS: readonly Column<Explained['facts'][number]>[] = [
  { head: 'Kind', text: ({ kind }) => kind },
  { head: 'What', text: ({ what }) => what },
  { head: 'As reported', text: ({ reported }) => reported },
  { head: 'Time', text: ({ time }) => time, isCode: true },
  { head: 'Notes', text: ({ notes }) => notes },
];
const DROPPED_COLUMNS: readonly Column<Explained['dropped'][number]>[] = [
  { head: 'From', text: ({ source }) => source },
  { head: 'As reported', text: ({ reported }) => reported },
  { head: 'Why', text: ({ why }) => why },
];
const INCOMPLETE_COLUMNS: readonly Column<Explained['incomplete'][number]>[] = [
  { head: 'Data', text: ({ kind }) => kind },
  { head: 'State', text: ({ state }) => state },
];
const NOT_SHOWN_COLUMNS: readonly Column<Explained['notShown'][number]>[] = [
  { head: 'Finding', text: ({ finding }) => finding, isCode: true },
  { head: 'Why', text: ({ why }) => why },
];
