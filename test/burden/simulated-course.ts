import { createPrng, seedFrom, type Prng } from '../../sandbox/patients/prng.js';
import {
  AZATHIOPRINE,
  COLITIS,
  concept,
  condition,
  creatinine,
  daysAgo,
  level,
  request,
  RXNORM,
  TACROLIMUS,
} from '../field-cases/charts.js';
import type { Chart, Json } from '../field-cases/charts.js';

/**
 * One course of tacrolimus in ten orders: the first, five changes of the dose, four renewals. Each order sees the chart as it
 * was on that day. The rates are guesses of an ordinary clinic, made to compare one version of the service with another.
 */
const ORDER_DAYS = [0, 3, 7, 14, 21, 35, 60, 90, 120, 150] as const;
/** One course in five goes on past six months. */
const LONG_ORDER_DAYS = [0, 3, 7, 14, 28, 49, 84, 126, 165, 200] as const;
const LABORATORY_DAYS = [
  1, 3, 5, 7, 10, 14, 21, 28, 35, 49, 58, 63, 77, 88, 91, 105, 118, 126, 140, 148, 163, 177, 198,
] as const;

interface Result {
  readonly day: number;
  readonly value: number;
}

/** The charts of a course, one for each order; what is in them lies before "now", the moment of that order. */
export function simulatedCourse(seed: number): readonly Chart[] {
  const prng = createPrng(seedFrom(`course ${seed}`));
  const days = prng.chance(0.2) ? LONG_ORDER_DAYS : ORDER_DAYS;
  const usual = prng.normal(74, 11);
  const injured = prng.chance(0.15) ? prng.int(3, 15) : -1;
  const around = (value: number, spread: number) => Math.max(0.5, value * (1 + prng.normal(0, spread)));
  const creatinines: Result[] = [-200, -90, -5].map((day) => ({ day, value: Math.round(around(usual, 0.05)) }));
  const levels: Result[] = [];
  LABORATORY_DAYS.forEach((day, index) => {
    if (prng.chance(0.12)) return;
    const ratio = index === injured || index === injured + 1 ? prng.pick([1.3, 1.6, 1.8, 2.2]) : 1;
    creatinines.push({ day, value: Math.round(around(usual * 1.06 * ratio, 0.05)) });
    if (day >= 3 && !prng.chance(0.1)) {
      levels.push({ day, value: Number((prng.chance(0.06) ? around(18, 0.12) : around(9, 0.2)).toFixed(1)) });
    }
  });
  const maintenance = maintenanceOf(prng);
  const bounded = prng.chance(0.7);
  return days.map((today, index) => {
    const past = <T extends Result>(results: readonly T[]) => results.filter(({ day }) => day < today);
    const ago = (day: number) => today - day + 0.2;
    return {
      creatinine: past(creatinines).map(({ day, value }) => creatinine(value, ago(day), { id: `c${day}` })),
      tacrolimusLevels: past(levels).map(({ day, value }) => level(value, ago(day), { id: `l${day}` })),
      medicationRequests: [
        ...days.slice(0, index).map((day, each) => earlierOrder(day, days[each + 1] ?? today, today, bounded)),
        ...maintenance
          .filter(({ day }) => day < today)
          .map(({ day, drug }) => request(drug, today - day, { id: `m${day}` })),
      ],
      conditions: [condition(COLITIS)],
    };
  });
}

/** An order that the next one has taken the place of is completed; the last one runs. */
function earlierOrder(day: number, next: number, today: number, bounded: boolean): Json {
  const replaced = next < today;
  const bounds = { timing: { repeat: { boundsPeriod: { start: daysAgo(today - day), end: daysAgo(today - next) } } } };
  return request(TACROLIMUS, today - day, {
    id: `t${day}`,
    status: replaced ? 'completed' : 'active',
    ...(replaced && bounded ? { dosageInstruction: [bounds] } : {}),
  });
}

const VEDOLIZUMAB = concept(RXNORM, '1538137', 'vedolizumab 300 MG Injection');

function maintenanceOf(prng: Prng): readonly { readonly day: number; readonly drug: Json }[] {
  const chance = prng.next();
  if (chance < 0.35) return [{ day: -prng.int(20, 300), drug: AZATHIOPRINE }];
  if (chance < 0.7) return [{ day: prng.int(6, 50), drug: AZATHIOPRINE }];
  return chance < 0.85 ? [{ day: prng.int(6, 50), drug: VEDOLIZUMAB }] : [];
}
