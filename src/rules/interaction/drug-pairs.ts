import type { DraftOrder, MedicationFact, TacrolimusDrug } from '../../domain/medication.js';
import { DAY_MS, type TimeInterval } from '../../domain/time.js';
import { formatDate } from '../shared/calendar.js';
import { endOfSupply, isBeingOrdered, isExposure } from '../shared/supply.js';
import type { Partner, ReleaseForm } from './facts.js';
import { isNew, type Subject } from './subject.js';

const WORDS: Readonly<Record<ReleaseForm, string>> = { immediate: 'immediate release', extended: 'extended release' };

/** Immediate and extended release, both to be taken or one after the other (docs/clinical/interaction.md#release-forms). */
export function releasePartners(subject: Subject): Partner[] {
  const { snapshot, params, trigger } = subject;
  if (trigger !== 'tacrolimus') return [];
  const orders = snapshot.drafts.filter(({ drug, doNotPerform }) => drug.kind === 'tacrolimus' && !doNotPerform);
  const placed = orders.filter(isBeingOrdered);
  const isTaken = stillTaken(subject, orders);
  const history = snapshot.medications.items.filter((line) => releaseOf(line) !== null && isExposure(line));
  const taken = history.filter(isTaken);
  const ordered = new Set(placed.flatMap((order) => releaseOf(order) ?? []));
  const both = new Set([...ordered, ...taken.flatMap((line) => releaseOf(line) ?? [])]);
  const { severity, modes } = params.interaction;
  const partner = (kind: 'two-release-forms' | 'release-changed', drug: string): Partner => {
    return { drug, name: 'tacrolimus', kind, state: 'ordered', date: '', severity: severity[kind] };
  };
  const [newest] = history.filter((line) => !isTaken(line)).sort((a, b) => beginOf(b) - beginOf(a));
  const before = newest === undefined ? null : releaseOf(newest);
  // A form that has been taken for longer is renewed; what came before it is no news any more.
  const renewed = taken.some(
    (line) => isOneOf(ordered, releaseOf(line)) && !isNew(subject, line.start ?? line.recordedOn),
  );
  const changed =
    before !== null && ordered.size > 0 && !ordered.has(before) && subject.course.state !== 'none' && !renewed;
  const together = both.size > 1;
  return [
    ...(together ? [partner('two-release-forms', `${WORDS.immediate} and ${WORDS.extended}`)] : []),
    ...(changed && !(together && modes['two-release-forms'] === 'live')
      ? [...ordered].map((changesTo) => ({
          ...partner('release-changed', `${WORDS[before]} before, now ${WORDS[changesTo]}`),
          changesTo,
        }))
      : []),
  ];
}

function isOneOf(forms: ReadonlySet<ReleaseForm>, form: ReleaseForm | null): boolean {
  return form !== null && forms.has(form);
}

function beginOf({ start, recordedOn }: MedicationFact): number {
  return (start ?? recordedOn)?.from ?? 0;
}

function releaseOf({ drug }: { readonly drug: { readonly kind: string } }): ReleaseForm | null {
  if (drug.kind !== 'tacrolimus') return null;
  const { release, route } = drug as TacrolimusDrug;
  return release === 'not-known' || route === 'topical' ? null : release;
}

/** An active order or statement that this session neither replaces nor ends, and whose time has not run out. */
function stillTaken({ snapshot, params }: Subject, orders: readonly DraftOrder[]): (line: MedicationFact) => boolean {
  const { asOf } = snapshot;
  const named = new Set(
    orders.flatMap(({ reference, replaces }) => [reference, replaces]).filter((one) => one !== null),
  );
  return (line) => {
    const start = line.start ?? line.recordedOn;
    if (line.status !== 'active' || line.source === 'dispense' || line.source === 'administration') return false;
    if (line.reference !== null && named.has(line.reference)) return false;
    if (start === null) return true;
    const end = endOfSupply(line, start, asOf, params.course);
    return line.end === null ? end + params.course.maxGapDays * DAY_MS >= asOf : end > asOf;
  };
}

/** A thiopurine with allopurinol or febuxostat: the second stops the breakdown of the first (docs/clinical/interaction.md#classes). */
export function thiopurinePartners(subject: Subject): Partner[] {
  const { snapshot, params, uses, trigger } = subject;
  const drafted = snapshot.drafts.filter(({ drug, doNotPerform }) => drug.kind === 'thiopurine' && !doNotPerform);
  const running = snapshot.medications.items.filter(
    (line) =>
      line.drug.kind === 'thiopurine' &&
      line.status === 'active' &&
      (line.source === 'request' || line.source === 'statement') &&
      isExposure(line),
  );
  const [thiopurine] = [...running, ...drafted].map(({ drug }) => (drug.kind === 'thiopurine' ? drug.name : ''));
  if (thiopurine === undefined) return [];
  const starts = running.map(({ start, recordedOn }) => start ?? recordedOn);
  const [earliest = null] = starts.filter((start) => start !== null).sort((a, b) => a.from - b.from);
  const kind = 'thiopurine-with-xanthine-oxidase-inhibitor';
  const { severity } = params.interaction;
  return uses
    .filter(({ classes, state }) => classes.includes('xanthine-oxidase-inhibitor') && state === 'taken')
    .flatMap(({ display, name, since, ordered }) => {
      const isOrderedHere = ordered === 'triggering' || drafted.some(({ triggering }) => triggering);
      const isYoung = isNew(subject, later(since, earliest));
      if (trigger === 'other' && (!isOrderedHere || !isYoung)) return [];
      const date = since === null ? '' : formatDate(since, snapshot.timeZone);
      return {
        drug: `${display} with ${thiopurine}`,
        name,
        kind,
        state: since === null && ordered !== 'no' ? ('ordered' as const) : ('since' as const),
        date,
        severity: isYoung ? severity[kind] : severity[`${kind}-running`],
      };
    });
}

/** null where one of the two begins now, or nobody knows since when. */
function later(a: TimeInterval | null, b: TimeInterval | null): TimeInterval | null {
  if (a === null || b === null) return null;
  return a.from > b.from ? a : b;
}
