import type { Prng } from '../../sandbox/patients/prng.js';
import { ATC, concept, METFORMIN, request, TACROLIMUS_EXTENDED } from '../field-cases/charts.js';
import type { Json } from '../field-cases/charts.js';

/** One other drug of a simulated course: from this day of tacrolimus on, for so many days. */
export interface OtherDrug {
  readonly id: string;
  readonly drug: Json;
  readonly from: number;
  readonly days: number;
}

type Habit = readonly [name: string, share: number, drug: Json, from: readonly [number, number], days: number];

const atc = (code: string, name: string): Json => concept(ATC, code, name);
const LONG = 1_000;

/**
 * What is ordered beside tacrolimus, as a share of courses. Guesses: none of the sources gives co-medication
 * (docs/clinical/burden.md#simulated); a site replaces them by its silent phase.
 */
const HABITS: readonly Habit[] = [
  ['clarithromycin', 0.03, atc('J01FA09', 'clarithromycin'), [1, 140], 7],
  ['itraconazole', 0.01, atc('J02AC02', 'itraconazole'), [1, 140], 30],
  ['fluconazole', 0.05, atc('J02AC01', 'fluconazole'), [1, 140], 10],
  ['diltiazem', 0.03, atc('C08DB01', 'diltiazem'), [-300, -30], LONG],
  ['rifampicin', 0.005, atc('J04AB02', 'rifampicin'), [-60, 60], 60],
  ['phenytoin', 0.005, atc('N03AB02', 'phenytoin'), [-300, -30], LONG],
  ['ibuprofen', 0.08, atc('M01AE01', 'ibuprofen'), [1, 140], 10],
  ['gentamicin', 0.01, atc('J01GB03', 'gentamicin'), [-2, 60], 5],
  ['vancomycin', 0.03, atc('J01XA01', 'vancomycin'), [-2, 60], 7],
  ['ramipril', 0.08, atc('C09AA05', 'ramipril'), [-300, 100], LONG],
  ['spironolactone', 0.01, atc('C03DA01', 'spironolactone'), [-300, 100], LONG],
  ['co-trimoxazole', 0.3, atc('J01EE01', 'sulfamethoxazole and trimethoprim'), [0, 20], 120],
  ['ciclosporin', 0.02, atc('L04AD01', 'ciclosporin'), [-14, -4], 18],
  ['allopurinol', 0.02, atc('M04AA01', 'allopurinol'), [-300, 60], LONG],
  ['yellow fever vaccine', 0.003, atc('J07BL01', 'yellow fever vaccine'), [-40, 140], 1],
  ['another release form', 0.04, TACROLIMUS_EXTENDED, [20, 120], LONG],
];

export function otherDrugs(prng: Prng): readonly OtherDrug[] {
  return HABITS.flatMap(([id, share, drug, [earliest, latest], days]) =>
    prng.chance(share) ? [{ id: id.replaceAll(' ', '-'), drug, from: prng.int(earliest, latest), days }] : [],
  );
}

/** The orders of these drugs as the list has them on a day of the course. */
export function ordersOn(today: number, drugs: readonly OtherDrug[], dayToTime: (day: number) => string): Json[] {
  return drugs
    .filter(({ from }) => from < today)
    .map(({ id, drug, from, days }) => {
      const isOver = from + days <= today;
      const end = isOver || days < LONG ? { end: dayToTime(from + days) } : {};
      const bounds = { timing: { repeat: { boundsPeriod: { start: dayToTime(from), ...end } } } };
      return request(drug, 0, {
        ...{ id: `o-${id}`, status: isOver ? 'completed' : 'active' },
        ...{ authoredOn: dayToTime(from), dosageInstruction: [bounds] },
      });
    });
}

/** Orders of other drugs that are signed during the course, each on its first day; and one that is in no set. */
export function signedAlone(drugs: readonly OtherDrug[]): readonly OtherDrug[] {
  const isTacrolimus = ({ drug }: OtherDrug) => drug === TACROLIMUS_EXTENDED;
  return [
    ...drugs.filter((each) => each.from > 0 && !isTacrolimus(each)),
    { id: 'metformin', drug: METFORMIN, from: 40, days: LONG },
  ];
}
