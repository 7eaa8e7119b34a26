import { type Alarm, malfunctionOf } from '../watch/alarm.js';
import type { WatchAlarm } from '../watch/watch-contract.js';
import type { BurdenReport } from './burden-report.js';
import { escapeHtml, type Section } from './html-table.js';
import { acknowledgedText, alarmText, contractText } from './words.js';

const NOTE =
  'Each rule, client and week is compared with the up to twelve weeks before it that were not called; nothing is called in the first four. An alarm stays open until somebody acknowledges it: <code>tacrolimus-cds alarms acknowledge &lt;id&gt; --by &lt;who&gt; --as mended</code>.';

/** One line per malfunction: what is still broken is not told anew for every week. Open ones first. */
export function watchSection({ watch, alarms, contract }: BurdenReport): Section {
  const [open, acknowledged] = (['open', 'acknowledged'] as const).map((state) =>
    alarms.filter((alarm) => alarm.state === state),
  );
  const lines = (some: readonly Alarm[] = []) => some.map((alarm) => item(alarm, weeksOf(alarm, watch))).join('\n');
  const body = [
    contract === null ? '' : `<p>${escapeHtml(contractText(contract))}</p>`,
    alarms.length === 0
      ? '<p>No rule, order or prefetch key behaves unlike the weeks before, and no alarm is open.</p>'
      : '',
    open?.length === 0 ? '' : `<h3>Open</h3><ul class="alarms">${lines(open)}</ul>`,
    acknowledged?.length === 0 ? '' : `<h3>Acknowledged</h3><ul class="decide">${lines(acknowledged)}</ul>`,
    `<p class="note">${NOTE}</p>`,
  ];
  return { id: 'watch', title: 'Malfunction watch', body: body.join('') };
}

/** The weeks of this period in which it was called. */
function weeksOf({ first, lastWeek }: Alarm, called: readonly WatchAlarm[]): readonly WatchAlarm[] {
  const name = malfunctionOf(first);
  return called.filter((each) => malfunctionOf(each) === name && each.week >= first.week && each.week <= lastWeek);
}

function item({ id, first, lastWeek, acknowledgements }: Alarm, called: readonly WatchAlarm[]): string {
  const shown = called.find(({ week }) => week === first.week) ?? first;
  const chance = shown.probability === null ? '' : ` (by chance: ${probabilityText(shown.probability)})`;
  const again =
    first.week === lastWeek ? '' : ` Called until the week of ${lastWeek}, in ${called.length} weeks of this period.`;
  const said = acknowledgements.map((each) => ` ${acknowledgedText(each)}`).join('');
  const text = `${alarmText(shown)}${chance}.${again}${said}`;
  return `<li><strong>Week of ${escapeHtml(first.week)}</strong>, alarm <code>${escapeHtml(id)}</code>: ${escapeHtml(text)}</li>`;
}

function probabilityText(probability: number): string {
  return probability < 1e-6 ? 'less than 1 in a million' : `1 in ${Math.round(1 / probability)}`;
}
