import { weekOf } from '../../src/records/store/evaluation.js';

/** A card as an EHR sees it: what of it the report counts. */
export interface SeenCard {
  readonly uuid: string;
  readonly rule: string;
  readonly severity: string;
}

/** A count by the EHR, kept from the answers alone: nothing of it comes from the store. */
export interface Tally {
  evaluations: number;
  orders: number;
  shown: number;
  shownOnOrders: number;
  accepted: number;
  overridden: number;
  readonly shownBy: Map<string, number>;
  readonly overriddenBy: Map<string, number>;
  readonly patients: Set<string>;
  readonly clinicianDays: Set<string>;
}

export function createTally(): Tally {
  return {
    ...{ evaluations: 0, orders: 0, shown: 0, shownOnOrders: 0, accepted: 0, overridden: 0 },
    shownBy: new Map(),
    overriddenBy: new Map(),
    patients: new Set(),
    clinicianDays: new Set(),
  };
}

export interface CountedCall {
  readonly at: number;
  readonly hook: string;
  readonly patient: string;
  readonly user: string;
  readonly cards: readonly SeenCard[];
}

export function countCall(tally: Tally, { at, hook, patient, user, cards }: CountedCall): void {
  const isOrder = hook !== 'patient-view';
  tally.evaluations += 1;
  tally.shown += cards.length;
  if (isOrder) {
    tally.orders += 1;
    tally.shownOnOrders += cards.length;
    tally.patients.add(patient);
    tally.clinicianDays.add(`${user} ${new Date(at).toISOString().slice(0, 10)}`);
  }
  for (const { rule, severity } of cards) {
    for (const key of [`rule ${rule}`, `severity ${severity}`, `hook ${hook}`, `week ${weekOf(at)}`]) {
      increment(tally.shownBy, key);
    }
  }
}

export function countOverride(tally: Tally, rule: string, category: string): void {
  tally.overridden += 1;
  increment(tally.overriddenBy, `${rule} ${category}`);
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
