import type { Content } from '../../content/load-content.js';
import { type Card, wholeDetail } from '../../domain/card.js';
import { markdownToSafeHtml } from '../../ehr/answer/safe-html.js';
import { escapeHtml } from '../../records/report/html-table.js';
import { htmlPage } from '../../records/report/html-page.js';
import type { RuleParams } from '../../rules/index.js';
import { answerCase, type CaseAnswer } from './answer-case.js';
import type { ClinicalCase } from './clinical-case.js';
import type { PlacedCase } from './read-tables.js';
import type { CaseResult } from './run-cases.js';

/** A row that could be evaluated, with its result. */
interface SheetRow {
  readonly placed: PlacedCase;
  readonly result: CaseResult;
}

const SHEET_STYLE = `
article { border: 1px solid var(--rule); border-radius: .4rem; padding: .75rem 1rem; margin: 1rem 0; break-inside: avoid; }
article h3 { margin: 0 0 .5rem; } article.differs { border-left: .4rem solid var(--alarm); }
dl { display: grid; grid-template-columns: 10rem 1fr; gap: .15rem .75rem; margin: .5rem 0; } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .3rem; } h2 { overflow-wrap: anywhere; } } dt { color: var(--soft); }
.shown { background: var(--band); border-left: .3rem solid var(--soft); padding: .4rem .8rem; margin: .5rem 0; overflow-x: auto; }
.shown.critical { border-color: var(--alarm); } .shown p, .shown li { font-size: .9rem; }
.sign { display: flex; flex-wrap: wrap; gap: .5rem 2rem; color: var(--soft); margin-top: .75rem; }
.sign span::after { content: ''; display: inline-block; width: 11rem; border-bottom: 1px solid var(--soft); margin-left: .4rem; }
.sign .box::after { width: .9rem; height: .9rem; border: 1px solid var(--soft); vertical-align: -.1rem; }`;

/**
 * The tables on paper: each case with its chart in words, what is expected, the card as a clinician would read it, and a place
 * to sign. One file that loads nothing.
 *
 * @param label whose thresholds and words these are
 */
export async function caseSheet(
  rows: readonly SheetRow[],
  content: Content,
  paramsOf: (changes: ClinicalCase['params']) => RuleParams,
  label: string,
): Promise<string> {
  const sections: string[] = [];
  for (const file of new Set(rows.map(({ placed }) => placed.file))) {
    const own = rows.filter(({ placed }) => placed.file === file);
    const articles: string[] = [];
    for (const { placed, result } of own) {
      const answer = await answerCase(placed.row, content, paramsOf(placed.row.params));
      articles.push(caseHtml(placed, result, answer));
    }
    sections.push(`<h2>${escapeHtml(file)}</h2>\n${articles.join('\n')}`);
  }
  const differing = rows.filter(({ result }) => !result.ok).length;
  return htmlPage({
    title: 'Clinical cases',
    style: SHEET_STYLE,
    body: `<main><h1>Clinical cases, to be reviewed</h1>
<p class="lead">${rows.length} cases under ${escapeHtml(label)}, content ${escapeHtml(content.version)}: ${rows.length - differing} answered as expected, ${differing} not.
The patients are invented. A case is about one rule, unless it says otherwise; its card is what that rule shows.</p>
${sections.join('\n')}
</main>`,
  });
}

function caseHtml({ row, line }: PlacedCase, { ok, expected, got }: CaseResult, answer: CaseAnswer): string {
  const facts = chartInWords(row).map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`);
  return `<article${ok ? '' : ' class="differs"'}><h3>${escapeHtml(row.case)}</h3>
<dl>${facts.join('')}<dt>Expected</dt><dd><strong>${escapeHtml(expected)}</strong></dd>${ok ? '' : `<dt>Got</dt><dd><strong>${escapeHtml(got)}</strong></dd>`}</dl>
${answer.kind === 'refusal' ? `<p class="shown">No card, an error to the EHR: ${escapeHtml(answer.why)}</p>` : cardsHtml(answer.cards)}
<p class="sign"><span class="box">Right</span><span class="box">Wrong</span><span>Name</span><span>Date</span><small>line ${line}</small></p></article>`;
}

function cardsHtml(cards: readonly Card[]): string {
  if (cards.length === 0) return '<p class="shown">No card.</p>';
  return cards
    .map(
      ({ indicator, summary, ...texts }) =>
        `<div class="shown ${indicator}"><p><strong>${indicator.toUpperCase()} - ${escapeHtml(summary)}</strong></p>${markdownToSafeHtml(wholeDetail(texts))}</div>`,
    )
    .join('\n');
}

/** Names of the fields of a row, for somebody who does not write tables. */
const FIELDS = {
  hook: 'Hook',
  patient: 'Patient',
  order: 'Order',
  alsoOrdered: 'Also ordered',
  creatinine: 'Creatinine',
  unreadableCreatinine: 'Creatinine, not usable',
  levels: 'Tacrolimus levels',
  unreadableLevels: 'Levels, not usable',
  medications: 'Medication list',
  unreadableMedications: 'Medications, not usable',
  conditions: 'Diagnoses',
  procedures: 'Procedures',
  allergies: 'Allergies',
  tests: 'TPMT, NUDT15',
  pendingTests: 'Tests ordered',
  carePlans: 'Care plans',
} as const satisfies Partial<Record<keyof ClinicalCase, string>>;

/** What the row says of the chart; an empty list says nothing. Sets that are not whole are named as such. */
function chartInWords(row: ClinicalCase): (readonly [string, string])[] {
  const { sex, age } = row;
  const patient = [row.patient, ...(sex === undefined ? [] : [sex]), ...(age === undefined ? [] : [`age ${age}`])];
  const said = { ...row, patient: patient.join('; '), order: row.order ?? 'none: the chart is opened' };
  const fields = Object.entries(FIELDS).flatMap(([key, name]) => {
    const value = said[key as keyof typeof FIELDS];
    const text = typeof value === 'string' ? value : value.join('; ');
    return text === '' ? [] : [[name, text] as const];
  });
  const gaps = Object.entries(row).filter(
    (field): field is [string, string] => /(?:Is|Are)$/.test(field[0]) && field[1] !== 'complete',
  );
  const changed = Object.keys(row.params).length === 0 ? [] : [['Settings', JSON.stringify(row.params)] as const];
  return [...fields, ...gaps.map(([key, value]) => [key.replace(/(?:Is|Are)$/, ''), value] as const), ...changed];
}
