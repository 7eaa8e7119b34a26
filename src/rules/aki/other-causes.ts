import type { ConcomitantFact, DrugClass } from '../../domain/medication.js';
import { DAY_MS } from '../../domain/time.js';
import { daysAgo, formatDate } from '../shared/calendar.js';
import { exceeds } from '../shared/comparison.js';
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

const DRUGS: readonly (readonly [OtherCause, DrugClass])[] = [
  ['mesalazine', 'aminosalicylate'],
  ['trimethoprim', 'trimethoprim'],
];

/** At most one line of each kind, the newest. */
export function otherCauses({ snapshot }: AkiSubject): AkiStageFacts['otherCauses'] {
  const { asOf, timeZone, concomitants } = snapshot;
  const isRecent = (ms: number) => ms <= asOf && asOf - ms <= RECENT_DAYS * DAY_MS;
  const contrast = diagnosesOnRecord(snapshot)
    .filter(({ classes, lastDone }) => classes.includes('contrast') && lastDone !== null)
    .filter(({ lastDone }) => lastDone !== null && daysAgo(lastDone, asOf, timeZone) <= RECENT_DAYS)
    .sort((a, b) => (b.lastDone?.from ?? 0) - (a.lastDone?.from ?? 0))
    .map(({ display, lastDone }) => ({
      kind: 'contrast' as const,
      display,
      date: lastDone === null ? '' : formatDate(lastDone, timeZone),
    }));
  const drugs = DRUGS.flatMap(([kind, drugClass]) =>
    concomitants.items
      .filter((fact) => fact.classes.includes(drugClass) && (isRunning(fact, asOf) || isRecent(fact.end?.to ?? NaN)))
      .sort((a, b) => startOf(b) - startOf(a))
      .slice(0, 1)
      .map((fact) => {
        const start = fact.start ?? fact.recordedOn;
        return { kind, display: fact.display, date: start === null ? '' : formatDate(start, timeZone) };
      }),
  );
  return [...contrast.slice(0, 1), ...drugs];
}

function startOf({ start, recordedOn }: ConcomitantFact): number {
  return (start ?? recordedOn)?.from ?? 0;
}

/** Taken today, as far as the list says. */
function isRunning({ status, end, doNotPerform }: ConcomitantFact, asOf: number): boolean {
  return !doNotPerform && ['active', 'in-progress', 'recorded'].includes(status) && (end === null || end.to >= asOf);
}
