import type { BurdenReport } from './burden-report.js';
import { groupBy } from './counts.js';
import type { Section } from './html-section.js';
import { escapeHtml } from './html-table.js';
import type { WatchAlarm } from '../watch/watch-alarm.js';
import { alarmText, contractText } from './words.js';

/** One line per malfunction: what is still broken is not told anew for every week. */
export function watchSection({ watch, contract }: BurdenReport): Section {
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
