import { type Card, findingOf } from '../../domain/card.js';
import { detailFormatOf } from '../../ehr/answer/apply-profile.js';
import { markdownToSafeHtml } from '../../ehr/answer/safe-html.js';
import type { DetailFormat } from '../../ehr/profile/profile-schema.js';
import { type AnsweredCall, explainCall } from '../../engine/explain/explain-request.js';
import type { ExplainedRule } from '../../engine/explain/explanation.js';
import { timelineOf } from '../../engine/explain/timeline.js';
import { type Column, escapeHtml, htmlTable } from '../../records/report/html-table.js';
import { htmlPage } from '../../records/report/html-page.js';
import { formatDate } from '../../rules/shared/calendar.js';
import { coursePictures, courseTable } from './course.js';
import { PAGE_WORDS, type PageWords } from './page-words.js';

const PICTURE_STYLE = `
svg { width: 100%; height: auto; font: 13px system-ui, sans-serif; } svg text { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; } svg .note { fill: var(--soft); }
.narrow { display: none; } @media screen and (max-width: 40rem) { .wide { display: none; } .narrow { display: block; } }
svg .title { font-weight: 600; } svg .dose { font-weight: 600; } .frame, .tick { fill: none; stroke: var(--soft); } .series { fill: none; stroke: var(--accent); stroke-width: 2; }
.point { fill: var(--accent); } .preliminary { fill: var(--paper); stroke: var(--accent); stroke-width: 2; }
.limit { stroke: var(--alarm); stroke-width: 1.5; stroke-dasharray: 6 4; } .band { fill: var(--alarm); stroke: none; } .tint-1 { fill-opacity: .07; } .tint-2 { fill-opacity: .14; } .tint-3 { fill-opacity: .22; }
.episode { fill: var(--alarm); } svg .aki { font-weight: 600; } .kidneys { stroke: var(--soft); } .baseline { stroke: var(--ink); stroke-dasharray: 2 3; }
.course { stroke: var(--soft); } .event { fill: var(--soft); }
.behind { overflow-x: auto; } .behind a, .card a { overflow-wrap: anywhere; } main { min-width: 0; }
.card { overflow-x: auto; border-left: .4rem solid var(--soft); background: var(--band); padding: .75rem 1rem; margin: 1rem 0; }
.card.critical { border-color: var(--alarm); } .card h2 { border: 0; margin: 0; padding: 0; } .card .kind { font-weight: 600; }
section.rule ol { padding-left: 2.2rem; } section.rule li { margin: .25rem 0; max-width: 46rem; }
@media print { .skip, nav { display: none; } }`;

/**
 * Everything behind one card, for the clinician who followed its link: what it says, the course as a picture with the numbers
 * behind it, every fact, what was left out and why, and how each rule came to its answer. Needs no script. It is the chart of
 * one patient.
 *
 * @param cardUuid one of `call.cards`
 */
export function cardPage(call: AnsweredCall, cardUuid: string): string {
  const words = PAGE_WORDS[call.language ?? 'en'];
  const card = call.cards.find(({ uuid }) => isSame(uuid, cardUuid));
  const others = call.cards.filter((each) => each !== card);
  const { title, heading, kept } = words;
  return page(call, words, {
    ...{ title, heading, kept },
    top: card === undefined ? '' : cardHtml(card, words),
    behind: `${appendixHtml(call, cardUuid, words)}
${others.length === 0 ? '' : `<p>${words.shownWith}: ${others.map(({ summary }) => escapeHtml(summary)).join('; ')}.</p>`}`,
  });
}

/**
 * The same of a chart that was just read with the user's own token: all its cards, each with what stands behind it.
 * @param call whose cards are Markdown, as they were worded
 * @param first the finding whose card the user came from; null where nobody says
 */
export function chartPage(call: AnsweredCall, first: string | null = null): string {
  const words = PAGE_WORDS[call.language ?? 'en'];
  const { cards, evaluation } = call;
  const { title, heading, kept, results } = words.chart;
  const isFirst = (card: Card) => Number(first !== null && findingOf(card) === first);
  const ordered = [...cards].sort((a, b) => isFirst(b) - isFirst(a));
  const why = cards.length === 0 ? [`<p><strong>${escapeHtml(results[evaluation.event.result])}</strong></p>`] : [];
  return page(call, words, {
    ...{ title, heading, kept },
    top: [
      `<p class="patient">${patientHtml(call, words)}</p>`,
      ...why,
      ...ordered.map((card) => cardHtml(card, words)),
    ].join('\n'),
    behind: ordered.map(({ uuid, summary }) => appendixHtml(call, uuid, words, summary)).join('\n'),
  });
}

/** Which patient it is, as far as the rules know one: the page stands in a window of its own. */
function patientHtml({ snapshot }: AnsweredCall, { chart }: PageWords): string {
  const [patient] = snapshot.patient.items;
  const sex = patient?.sex === 'male' || patient?.sex === 'female' ? patient.sex : 'unknown';
  const born = patient?.birthDate ? `, ${chart.born} ${formatDate(patient.birthDate, snapshot.timeZone)}` : '';
  return escapeHtml(`${chart.sex[sex]}${born}`);
}

interface PageParts {
  readonly title: string;
  readonly heading: string;
  /** HTML before the course. */
  readonly top: string;
  /** HTML after it. */
  readonly behind: string;
  readonly kept: string;
}

function page(call: AnsweredCall, words: PageWords, { title, heading, top, behind, kept }: PageParts): string {
  const { rules } = words;
  const explanation = rules.explain(explainCall(call));
  const { language = 'en' } = call;
  const timeline = timelineOf(call.snapshot, call.content.params, words.timeline);
  const moment = `${explanation.asOf.slice(0, 16).replace('T', ' ')} UTC`;
  return htmlPage({
    title,
    language,
    style: PICTURE_STYLE,
    body: `<a class="skip" href="#values">${words.toValues}</a><main>
<h1>${heading}</h1>
<p class="lead">${escapeHtml(words.lead(moment, explanation.hook, explanation.contentVersion))}</p>
${top}
<h2 id="course">${words.course}</h2>
${coursePictures(timeline, words)}
${behind}
<h2 id="values">${words.values}</h2>
${courseTable(timeline, words)}
${rules.note === '' ? '' : `<p class="note">${rules.note}</p>`}
${htmlTable(rules.facts, factColumns(words), explanation.facts, words.none)}
<h2>${rules.leftOut}</h2>
${htmlTable(rules.notUsed, droppedColumns(words), explanation.dropped, words.none)}
${htmlTable(rules.incomplete, incompleteColumns(words), explanation.incomplete, words.none)}
<h2>${rules.how}</h2>
${explanation.rules.map((rule) => ruleHtml(rule, words)).join('\n')}
${htmlTable(rules.notShown, notShownColumns(words), explanation.notShown, words.none)}
<p class="note">${kept}</p>
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
function appendixHtml({ evaluation: { answer } }: AnsweredCall, cardUuid: string, words: PageWords, of = ''): string {
  const worded = answer.kind === 'cards' ? answer.cards.find(({ uuid }) => isSame(uuid, cardUuid)) : undefined;
  if (worded?.appendix === undefined) return '';
  // Of several cards each says whose it is.
  const title = escapeHtml(of === '' ? words.behind : `${words.behind}: ${of}`);
  return `<section class="behind" tabindex="0" aria-label="${title}"><h2>${title}</h2>${markdownToSafeHtml(worded.appendix)}</section>`;
}

/** Uuids are compared without regard to case. */
function isSame(uuid: string, other: string): boolean {
  return uuid.toLowerCase() === other.toLowerCase();
}

function ruleHtml({ rule, mode, outcome, path }: ExplainedRule, { rules }: PageWords): string {
  const steps = path.map(({ looked, saw }) => `<li>${escapeHtml(looked)}: <strong>${escapeHtml(saw)}</strong></li>`);
  return `<section class="rule"><h3>${escapeHtml(rules.title(rule))}</h3>
<p>${escapeHtml(rules.modes[mode])}. <strong>${escapeHtml(outcome)}</strong></p>${steps.length === 0 ? '' : `<ol>${steps.join('')}</ol>`}</section>`;
}

type Explained = ReturnType<typeof explainCall>;

function factColumns({ columns, rules: { heads } }: PageWords): readonly Column<Explained['facts'][number]>[] {
  return [
    { head: heads.kind, text: ({ kind }) => kind },
    { head: columns.what, text: ({ what }) => what },
    { head: columns.reported, text: ({ reported }) => reported },
    { head: columns.time, text: ({ time }) => time, isCode: true },
    { head: heads.notes, text: ({ notes }) => notes },
  ];
}

function droppedColumns({ columns, rules: { heads } }: PageWords): readonly Column<Explained['dropped'][number]>[] {
  return [
    { head: heads.from, text: ({ source }) => source },
    { head: columns.reported, text: ({ reported }) => reported },
    { head: heads.why, text: ({ why }) => why },
  ];
}

function incompleteColumns({ rules: { heads } }: PageWords): readonly Column<Explained['incomplete'][number]>[] {
  return [
    { head: heads.data, text: ({ kind }) => kind },
    { head: heads.state, text: ({ state }) => state },
  ];
}

function notShownColumns({ rules: { heads } }: PageWords): readonly Column<Explained['notShown'][number]>[] {
  return [
    { head: heads.finding, text: ({ finding }) => finding, isCode: true },
    { head: heads.why, text: ({ why }) => why },
  ];
}
