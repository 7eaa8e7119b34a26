import { escapeHtml, htmlTable, type Section } from '../../records/report/html-table.js';
import { cellText, rateText } from './cell.js';
import type { Rehearsal } from './rehearsal.js';

const PLACED_WORDS: Readonly<Record<string, string>> = {
  issued: 'by the time at which they were issued',
  turnaround: 'by the turnaround that the site states',
  nothing: 'by when the blood was drawn: too early',
  undated: 'not at all: they have no date',
};

const STATUS_WORDS: Readonly<Record<string, string>> = {
  kept: 'as it is now',
  rebuilt: 'rebuilt from dates',
  assumed: 'over now, nobody says since when: taken as going on',
};

/** How what was known then was told from what is known now. */
export function timeSection({ lookAhead, statuses, undated, population }: Rehearsal): Section {
  return {
    id: 'time',
    title: 'What was known at the time',
    body: [
      `<p>Each order was judged with what could be seen at its own moment. ${cellText(population.dayOnly)} orders say their day only and were taken as signed at noon.</p>`,
      htmlTable(
        'How results were placed in time',
        [
          { head: 'Placed', text: ({ name }) => PLACED_WORDS[name] ?? name },
          { head: 'Results', text: ({ count }) => cellText(count), isNumber: true },
          { head: '% of all', text: ({ share }) => rateText(share === null ? null : share * 100), isNumber: true },
        ],
        lookAhead,
        'there are none',
      ),
      htmlTable(
        'Status of the records that were seen, over all orders',
        [
          { head: 'Status', text: ({ name }) => STATUS_WORDS[name] ?? name },
          { head: 'Records', text: ({ count }) => cellText(count), isNumber: true },
        ],
        statuses,
        'there are none',
      ),
      htmlTable(
        'Records without any date: drug lines are left out, others count as older',
        [
          { head: 'Type', text: ({ name }) => name },
          { head: 'Records', text: ({ count }) => cellText(count), isNumber: true },
        ],
        undated,
        'there are none',
      ),
    ].join('\n'),
  };
}

/** What was read, and what became of every line. */
export function inputSection({ of, input }: Rehearsal): Section {
  const broken = input.brokenLines.map(
    ({ file, lines }) => `<li>${escapeHtml(`${file}: line ${lines.join(', ')}`)}</li>`,
  );
  const none = input.typesTakenAsNone;
  return {
    id: 'input',
    title: 'What was read',
    body: [
      htmlTable(
        of === 'calls' ? 'Captured calls' : 'Files of the export',
        [
          { head: 'File', text: ({ file }) => file, isCode: true },
          { head: 'Lines', text: ({ lines }) => String(lines), isNumber: true },
          {
            head: of === 'calls' ? 'Calls' : 'Of patients with tacrolimus',
            text: ({ kept }) => String(kept),
            isNumber: true,
          },
          { head: 'Of no patient', text: ({ noPatient }) => String(noPatient), isNumber: true },
          { head: 'Could not be read', text: (row) => String(row.broken), isNumber: true },
        ],
        input.files,
      ),
      broken.length === 0
        ? ''
        : `<p>Lines that could not be read, the first of each file:</p><ul>${broken.join('')}</ul>`,
      of === 'calls'
        ? ''
        : `<p>Orders and lines of drugs that nobody can tell, in the whole export: ${cellText(input.drugsNotIdentified)}. Some of them may be tacrolimus.</p>`,
      none.length === 0 ? '' : `<p>Of these types the site has none: ${escapeHtml(none.join(', '))}.</p>`,
    ].join('\n'),
  };
}
