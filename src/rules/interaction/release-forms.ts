import type { DraftOrder, MedicationFact, TacrolimusDrug } from '../../domain/medication.js';
import { DAY_MS } from '../../domain/time.js';
import { endOfSupply, isExposure } from '../shared/supply.js';
import type { Partner } from './facts.js';
import type { Subject } from './subject.js';

const WORDS = { immediate: 'immediate release', extended: 'extended release' } as const;
type Release = keyof typeof WORDS;
const OVER = ['cancelled', 'stopped', 'completed', 'ended', 'entered-in-error'];

/** Immediate and extended release, both to be taken or one after the other (docs/clinical/interaction.md#release-forms). */
export function releasePartners(subject: Subject): Partner[] {
  const { snapshot, params, trigger } = subject;
  if (trigger !== 'tacrolimus') return [];
  const orders = snapshot.drafts.filter(({ drug, doNotPerform }) => drug.kind === 'tacrolimus' && !doNotPerform);
  const placed = orders.filter(({ status }) => !OVER.includes(status));
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
  const changed = before !== null && ordered.size > 0 && !ordered.has(before) && subject.course.state !== 'none';
  const together = both.size > 1;
  return [
    ...(together ? [partner('two-release-forms', `${WORDS.immediate} and ${WORDS.extended}`)] : []),
    ...(changed && !(together && modes['two-release-forms'] === 'live')
      ? [partner('release-changed', `${WORDS[before]} before, now ${[...ordered].map((each) => WORDS[each]).join()}`)]
      : []),
  ];
}

function beginOf({ start, recordedOn }: MedicationFact): number {
  return (start ?? recordedOn)?.from ?? 0;
}

function releaseOf({ drug }: { readonly drug: { readonly kind: string } }): Release | null {
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
