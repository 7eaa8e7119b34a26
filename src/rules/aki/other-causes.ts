import type { DrugClass } from '../../domain/medication.js';
import { DAY_MS } from '../../domain/time.js';
import { daysAgo, formatDate } from '../shared/calendar.js';
import { exceeds } from '../shared/comparison.js';
import { type ConcomitantUse, concomitantUses } from '../shared/concomitant-use.js';
import { diagnosesOnRecord } from '../shared/indication.js';
import type { AkiSubject } from './aki-facts.js';
import type { AkiStageFacts, OtherCause } from './facts.js';

/** What stands in the same chart (docs/clinical/aki.md#text). Fixed: a choice of this service. */
const RECENT_DAYS = 7;
const FALLING_BELOW = 0.8;

/** The highest result of the 7 days before C1, if C1 is below 0.8 times it: the worst may be over. */
export function fallingFrom({ index, results, snapshot }: AkiSubject): AkiStageFacts['fallingFrom'] {
  const { timeZone } = snapshot;
  const [peak] = results
    .filter(({ scale, time }) => scale === index.scale && time.from < index.time.from)
    .filter(({ time }) => (index.time.from - time.from) / DAY_MS <= RECENT_DAYS)
    .sort((a, b) => b.measurement.canonical - a.measurement.canonical || b.time.from - a.time.from);
  if (peak === undefined || !exceeds(peak.measurement.canonical * FALLING_BELOW, index.measurement.canonical))
    return null;
  return { reported: peak.measurement.reported, date: formatDate(peak.time, timeZone) };
}

const DRUGS: readonly (readonly [OtherCause, readonly DrugClass[]])[] = [
  ['nephrotoxin', ['nsaid', 'aminoglycoside', 'amphotericin', 'colistin-foscarnet-cidofovir']],
  ['lesser-nephrotoxin', ['vancomycin', 'tenofovir-disoproxil', 'cisplatin']],
  ['mesalazine', ['aminosalicylate']],
  ['trimethoprim', ['trimethoprim']],
];
/** Two of these at once are two causes; of the others one line tells it. */
const EACH_IS_SHOWN: readonly OtherCause[] = ['nephrotoxin', 'lesser-nephrotoxin'];
const LINES_AT_MOST = 3;

/** One line of each kind, the newest; of drugs that harm kidneys up to three (docs/clinical/aki.md#text). */
export function otherCauses({ snapshot, params }: AkiSubject): AkiStageFacts['otherCauses'] {
  const { asOf, timeZone } = snapshot;
  const contrast = diagnosesOnRecord(snapshot)
    .filter(({ classes, lastDone }) => classes.includes('contrast') && lastDone !== null)
    .filter(({ lastDone }) => lastDone !== null && daysAgo(lastDone, asOf, timeZone) <= RECENT_DAYS)
    .sort((a, b) => (b.lastDone?.from ?? 0) - (a.lastDone?.from ?? 0))
    .map(({ display, lastDone }) => ({
      kind: 'contrast' as const,
      display,
      date: lastDone === null ? '' : formatDate(lastDone, timeZone),
    }));
  const uses = concomitantUses(snapshot, params.course).filter((use) => isOrWasTaken(use, asOf));
  const drugs = DRUGS.flatMap(([kind, classes]) =>
    uses
      .filter((use) => classes.some((each) => use.classes.includes(each)))
      .sort((a, b) => (b.since?.from ?? 0) - (a.since?.from ?? 0))
      .slice(0, EACH_IS_SHOWN.includes(kind) ? LINES_AT_MOST : 1)
      .map(({ display, since }) => ({ kind, display, date: since === null ? '' : formatDate(since, timeZone) })),
  );
  return [...contrast.slice(0, 1), ...drugs];
}

/** Today, or until some day of the last week. What is only being ordered has done nothing yet. */
function isOrWasTaken({ state, ordered, since, endedBy, endKnown }: ConcomitantUse, asOf: number): boolean {
  if (state === 'taken') return ordered === 'no' || since !== null;
  return endKnown && endedBy !== null && asOf - endedBy <= RECENT_DAYS * DAY_MS;
}
