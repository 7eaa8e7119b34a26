import { ruleTitle } from '../../engine/explain/words.js';
import { RULE_IDS } from '../../rules/index.js';
import { weekChart } from '../../records/report/charts.js';
import { htmlPage } from '../../records/report/html-page.js';
import { type Column, escapeHtml, htmlTable, type Section } from '../../records/report/html-table.js';
import { OUTCOMES, type OutcomeName } from '../evaluate/follow-up.js';
import { GAPS } from '../evaluate/card-findings.js';
import { type Cell, cellText, rateText } from './cell.js';
import { explorerSection, EXPLORER_SCRIPT, EXPLORER_STYLE } from './explorer.js';
import { inputSection, timeSection } from './html-input.js';
import type { Counted, OutcomeRow, Rehearsal, RuleCards } from './rehearsal.js';

/** One file: no font, image or script is loaded, and nothing in it can send anything anywhere. */
export function toHtml(made: Rehearsal): string {
  const sections = [
    cardsSection(made),
    { id: 'explorer', title: 'What if a limit were another one', body: explorerSection(made) },
    ...(made.of === 'calls' ? [] : [outcomesSection(made)]),
    changesSection(made),
    notEvaluableSection(made),
    notUnderstoodSection(made),
    ...(made.of === 'calls' ? [] : [timeSection(made)]),
    inputSection(made),
  ].filter((section) => section !== null);
  const nav = sections.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`);
  return htmlPage({
    title: 'Rehearsal of the tacrolimus decision support',
    style: EXPLORER_STYLE,
    body: `<a class="skip" href="#cards">To the cards</a>
<header><h1>Rehearsal of the tacrolimus decision support</h1>
<p class="lead">${lead(made)}
Content ${escapeHtml(made.content.version)} (${escapeHtml(made.content.label)}); run ${escapeHtml(made.runId)}.</p>
${figures(made)}
${warnings(made)}
<nav aria-label="Parts of this page"><ul>${nav.join('')}</ul></nav></header>
<main>
${sections.map(({ id, title, body }) => `<section id="${id}"><h2>${escapeHtml(title)}</h2>\n${body}</section>`).join('\n')}
</main>
<footer><p>Counts of 1 to 4 are written as &lt;5, and no rate is made of them.
${limits(made)}</p></footer>
<script>${EXPLORER_SCRIPT}</script>`,
  });
}

function lead({ of, period, population }: Rehearsal): string {
  if (of === 'orders')
    return `What would have been shown at every order of tacrolimus until ${escapeHtml(period.end)}, had the service been there.`;
  return `What would have been shown at ${cellText(population.signings)} captured calls until ${escapeHtml(period.end)}. Where this page says order, it means a
captured call, of whatever hook; calls without tacrolimus are among what could not be evaluated (<code>not-systemic</code>).`;
}

function limits({ of }: Rehearsal): string {
  const said = 'A rehearsal shows what would have been said, not what anybody would have done.';
  return of === 'orders'
    ? `Only order signing can be rehearsed: when somebody opened a chart (patient-view) or chose an order (order-select) is not in an export. ${said}`
    : `Nothing was fetched: what a call did not bring along is missing here. What became of the patients is not in a call. ${said}`;
}

function figures({ population, cards }: Rehearsal): string {
  const rows: readonly (readonly [string, string, string])[] = [
    ['Cards per 100 orders', rateText(cards.per100), `${cellText(cards.all)} cards`],
    ['Orders with a card', rateText(percentOf(cards.signingsWithCard, population.evaluated)), 'of 100'],
    ['Orders evaluated', cellText(population.evaluated), `of ${cellText(population.signings)} signed`],
    [
      'Patients',
      cellText(population.patientsWithOrders),
      `with orders, of ${cellText(population.patients)} with tacrolimus`,
    ],
  ];
  return `<dl class="figures">${rows.map(([what, value, more]) => `<div><dt>${what}</dt><dd>${value}<small>${more}</small></dd></div>`).join('')}</dl>`;
}

function percentOf(part: Cell, whole: Cell): number | null {
  return part === 'few' || whole === 'few' || whole === 0 ? null : (part / whole) * 100;
}

/** What a reader must know before any number: not everything was there, or could be read. */
function warnings({ input, lookAhead }: Rehearsal): string {
  const broken = input.files.reduce((sum, file) => sum + file.broken, 0);
  const blind = lookAhead.find(({ name }) => name === 'nothing')?.share ?? 0;
  const found = [
    ...(input.typesMissing.length === 0
      ? []
      : [
          `The export holds no ${input.typesMissing.join(', no ')}. The service asks for them, so "not checked" is said more often here than it would be. If the EHR has none of them, say so with --none-of and rehearse again.`,
        ]),
    ...(broken === 0
      ? []
      : [`${broken} lines of the export could not be read and were left out; they are named below.`]),
    ...input.cutShort.map((file) => `${file} ends before its end: what came after is missing.`),
    ...(blind > 0
      ? [
          `${(blind * 100).toFixed(1)} % of the results do not say when they were known. They count from when the blood was drawn, which is too early; state a turnaround with --turnaround.`,
        ]
      : []),
  ];
  return found.length === 0
    ? ''
    : `<ul class="alarms">${found.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
}

const number = <T>(head: string, text: (row: T) => string): Column<T> => ({ head, text, isNumber: true });

function cardsSection({ cards }: Rehearsal): Section {
  const weeks = cards.weeks.map(({ week, per100 }) => ({ week, value: per100 }));
  const { prescriberDays, perPatient } = cards;
  return {
    id: 'cards',
    title: 'How many cards',
    body: [
      htmlTable<RuleCards>(
        'Cards by rule and severity',
        [
          { head: 'Rule', text: ({ rule }) => nameOf(rule) },
          number('Information', ({ info }) => cellText(info)),
          number('Warning', ({ warning }) => cellText(warning)),
          number('Critical', ({ critical }) => cellText(critical)),
          number('All', ({ all }) => cellText(all)),
          number('Per 100 orders', ({ per100 }) => rateText(per100)),
        ],
        cards.byRule,
        'none',
      ),
      htmlTable<Rehearsal['cards']['bySeverity'][number]>(
        'Cards by severity',
        [
          { head: 'Severity', text: ({ name }) => name },
          number('Cards', ({ count }) => cellText(count)),
          number('Per 100 orders', ({ per100 }) => rateText(per100)),
        ],
        cards.bySeverity,
      ),
      `<p>Half of the prescribers' days with an order of tacrolimus had at most ${cardsText(prescriberDays.median)}, nine of ten at most ${cardsText(prescriberDays.p90)} (the prescriber is known for ${rateText(prescriberDays.prescriberKnown === null ? null : prescriberDays.prescriberKnown * 100)} % of the orders). Half of the patients had at most ${cardsText(perPatient.median)} in the whole time, nine of ten at most ${cardsText(perPatient.p90)}.</p>`,
      weekChart({
        title: 'Cards per 100 orders, by week',
        unit: 'cards per 100 orders',
        weeks,
        format: (value) => value.toFixed(0),
      }),
      '<p class="note">A week without a point had too few orders or cards for a rate.</p>',
      `<details><summary>The weeks as a table</summary>${htmlTable<Rehearsal['cards']['weeks'][number]>(
        'Cards by week',
        [
          { head: 'Week', text: ({ week }) => week, isCode: true },
          number('Orders', ({ orders }) => cellText(orders)),
          number('Cards', (row) => cellText(row.cards)),
          number('Per 100 orders', ({ per100 }) => rateText(per100)),
        ],
        cards.weeks,
      )}</details>`,
      htmlTable<Rehearsal['cards']['byFinding'][number]>(
        'Cards by finding',
        [
          { head: 'Finding', text: ({ name }) => name, isCode: true },
          { head: 'Severity', text: ({ severity }) => severity },
          number('Cards', ({ count }) => cellText(count)),
          number('Per 100 orders', ({ per100 }) => rateText(per100)),
        ],
        cards.byFinding,
      ),
    ].join('\n'),
  };
}

function cardsText(count: number | null): string {
  const text = rateText(count, 0);
  return text === '1' ? '1 card' : `${text} cards`;
}

function outcomesSection({ outcomes, akiDelay }: Rehearsal): Section {
  const share = (value: number | null, between: readonly [number, number] | null) =>
    value === null
      ? '–'
      : `${(value * 100).toFixed(1)} %${between === null ? '' : ` (${(between[0] * 100).toFixed(0)}–${(between[1] * 100).toFixed(0)})`}`;
  return {
    id: 'outcomes',
    title: 'Against what came later',
    body: `<p>A card starts an episode; it foretold where the event came within the days named. Where the event was there already the episode is left out, and where the export ends too early nobody knows. In brackets: 95 % interval, resampled by patient.</p>
${htmlTable<OutcomeRow>(
  'Cards and what came later',
  [
    { head: 'Rule', text: ({ rule }) => nameOf(rule) },
    {
      head: 'Event',
      text: ({ outcome, horizonDays }) => `${OUTCOMES[outcome as OutcomeName].words}, within ${horizonDays} days`,
    },
    number('Episodes', ({ episodes }) => cellText(episodes)),
    number('Foretold', ({ followed }) => cellText(followed)),
    number('PPV', ({ ppv, ppvInterval }) => share(ppv, ppvInterval)),
    number('Events', ({ events }) => cellText(events)),
    number('Caught', ({ caught }) => cellText(caught)),
    number('Sensitivity', ({ sensitivity, sensitivityInterval }) => share(sensitivity, sensitivityInterval)),
    number('Lead, days', ({ leadMedian, leadP25, leadP75 }) =>
      leadMedian === null ? '–' : `${leadMedian} (${String(leadP25)}–${String(leadP75)})`,
    ),
    number('Left out / unknown', ({ excluded, censored }) => `${cellText(excluded)} / ${cellText(censored)}`),
  ],
  outcomes,
)}
<p>The kidney rule is the event itself. What it would have changed is the delay: from a creatinine at stage 1 or more to the next order half of ${cellText(akiDelay.results)} took ${rateText(akiDelay.median, 0)} days or less (middle half ${rateText(akiDelay.p25, 0)} to ${rateText(akiDelay.p75, 0)}).</p>`,
  };
}

function changesSection({ changes, vs, content, cards }: Rehearsal): Section | null {
  if (changes === null || vs === null) return null;
  return {
    id: 'changes',
    title: `Changed by ${vs.label}`,
    body: `<p>${cellText(changes.changedOrders)} of ${cellText(changes.compared)} orders would have got other cards under ${escapeHtml(vs.version)} than under ${escapeHtml(content.version)}: ${rateText(changes.cardsPer100)} cards per 100 orders instead of ${rateText(cards.per100)}.</p>
${htmlTable<(typeof changes.rows)[number]>(
  'Changed orders, and why',
  [
    { head: 'Finding', text: ({ finding }) => finding, isCode: true },
    { head: 'What', text: ({ what }) => what },
    number('Orders', ({ count }) => cellText(count)),
    { head: 'Because', text: ({ why }) => why },
  ],
  changes.rows,
  'none',
)}`,
  };
}

function notEvaluableSection({ notRehearsed, notEvaluable, rules }: Rehearsal): Section {
  const orders = [...notRehearsed, ...notEvaluable];
  const reasons = rules.flatMap(({ rule, reasons: list }) => list.map((reason) => ({ ...reason, rule })));
  return {
    id: 'not-evaluable',
    title: 'What could not be evaluated',
    body: [
      htmlTable<Counted>(
        'Orders of tacrolimus that were not rehearsed, or not evaluable',
        [{ head: 'Reason', text: ({ name }) => name, isCode: true }, number('Orders', ({ count }) => cellText(count))],
        orders,
        'none',
      ),
      htmlTable<Rehearsal['rules'][number]>(
        'What each rule came to',
        [
          { head: 'Rule', text: ({ rule }) => nameOf(rule) },
          number('Finding', ({ findings }) => cellText(findings)),
          number('Only rehearsed', ({ silentFindings }) => cellText(silentFindings)),
          number('Nothing to say', ({ silent }) => cellText(silent)),
          number('Not applicable', ({ notApplicable }) => cellText(notApplicable)),
          number('Not checked', ({ indeterminate }) => cellText(indeterminate)),
          number('Failed', ({ failed }) => cellText(failed)),
        ],
        rules,
      ),
      htmlTable<(typeof reasons)[number]>(
        'Why rules were not applicable, or could not check',
        [
          { head: 'Rule', text: ({ rule }) => nameOf(rule) },
          { head: 'Outcome', text: ({ outcome }) => outcome },
          { head: 'Reason', text: ({ name }) => name, isCode: true },
          number('Orders', ({ count }) => cellText(count)),
        ],
        reasons,
        'none',
      ),
    ].join('\n'),
  };
}

function notUnderstoodSection({ notUnderstood }: Rehearsal): Section {
  return {
    id: 'not-understood',
    title: 'What of this hospital is not understood',
    body: htmlTable<Rehearsal['notUnderstood'][number]>(
      'Codes, units and statuses, most frequent first',
      [
        { head: 'Question', text: ({ source }) => source, isCode: true },
        { head: 'Reason', text: ({ reason }) => reason, isCode: true },
        { head: 'Named', text: ({ code, system }) => (system === '' ? code || '–' : `${code} (${system})`) },
        number('Records', ({ count }) => cellText(count)),
        { head: 'What would mend it', text: ({ mend }) => mend },
      ],
      notUnderstood,
      'everything was understood',
    ),
  };
}

function nameOf(rule: string): string {
  if (rule === GAPS) return 'What could not be checked';
  return RULE_IDS.includes(rule) ? ruleTitle(rule) : rule;
}
