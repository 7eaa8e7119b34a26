import type { ClinicalSnapshot } from '../../domain/clinical-snapshot.js';
import type { MedicationFact } from '../../domain/medication.js';
import type { TimeInterval } from '../../domain/time.js';
import { formatDate } from '../shared/calendar.js';
import { isEnding } from '../shared/supply.js';
import { SET_ASIDE, type SetAside } from './facts.js';
import { isFailure, isHarm } from './reason-words.js';

/** A reason that repeats the word of the card. */
const SAYS_NO_MORE = /^(treatment fail(ed|ure)|stopped)\.?$/i;

type Evidence = Pick<SetAside, 'drug' | 'kind' | 'why'> & { readonly time: TimeInterval | null };

/**
 * What the chart says against maintenance drugs, one line for each drug: an option that has just failed is none
 * (docs/clinical/thiopurine-plan.md#set-aside). The strongest word counts, and of equal ones the newest.
 * @param drugs those that the card would name
 */
export function setAsideOf(snapshot: ClinicalSnapshot, drugs: readonly string[]): SetAside[] {
  const evidence = [...allergies(snapshot), ...diagnoses(snapshot), ...orders(snapshot), ...history(snapshot)];
  return [...drugs].sort().flatMap((name) => {
    const [worst] = evidence.filter(({ drug }) => drug === name).sort(strongestFirst);
    if (worst === undefined) return [];
    const { drug, kind, why, time } = worst;
    return { drug, kind, why, date: time === null ? '' : formatDate(time, snapshot.timeZone) };
  });
}

function strongestFirst(a: Evidence, b: Evidence): number {
  const byKind = SET_ASIDE.indexOf(a.kind) - SET_ASIDE.indexOf(b.kind);
  return byKind !== 0 ? byKind : (b.time?.from ?? 0) - (a.time?.from ?? 0) || (a.why < b.why ? -1 : 1);
}

function allergies({ allergies: { items } }: ClinicalSnapshot): Evidence[] {
  return items
    .filter(({ kind }) => kind === 'alternative-maintenance')
    .map(({ drug, recordedOn }) => ({ drug, kind: 'allergy', why: '', time: recordedOn }));
}

/** "Loss of response to infliximab", "adverse reaction to adalimumab": a diagnosis that only names the drug says nothing. */
function diagnoses({ conditions }: ClinicalSnapshot): Evidence[] {
  return conditions.items.flatMap(({ drug, display }): Evidence[] => {
    const kind = isHarm(display) ? 'not-tolerated' : isFailure(display) ? 'failed' : null;
    return drug === undefined || kind === null ? [] : [{ drug, kind, why: display, time: null }];
  });
}

/** An order of this session that ends a drug, or says not to give it. */
function orders({ drafts }: ClinicalSnapshot): Evidence[] {
  return drafts.flatMap(({ drug, doNotPerform, status }): Evidence[] => {
    if (drug.kind !== 'alternative-maintenance') return [];
    if (doNotPerform) return [{ drug: drug.name, kind: 'do-not-perform', why: '', time: null }];
    return isEnding({ status }) ? [{ drug: drug.name, kind: 'stopped', why: '', time: null }] : [];
  });
}

function history({ medications }: ClinicalSnapshot): Evidence[] {
  return medications.items.flatMap((line): Evidence[] => {
    if (line.drug.kind !== 'alternative-maintenance') return [];
    const kind = kindOf(line);
    const why = SAYS_NO_MORE.test(line.statusReason ?? '') ? '' : (line.statusReason ?? '');
    return kind === null ? [] : [{ drug: line.drug.name, kind, why, time: line.end ?? line.changedOn }];
  });
}

/** A reason says it, whatever the status; without one a drug that was stopped or is not taken is named as that. */
function kindOf({ doNotPerform, statusReason, source, status }: MedicationFact): SetAside['kind'] | null {
  if (isHarm(statusReason)) return 'not-tolerated';
  if (isFailure(statusReason)) return 'failed';
  if (doNotPerform) return 'do-not-perform';
  const wasStopped = source === 'request' || source === 'statement' ? ['stopped', 'not-taken'] : [];
  return wasStopped.includes(status) ? 'stopped' : null;
}
