import { createPrng, seedFrom, type Prng } from '../../sandbox/patients/prng.js';
import {
  AZATHIOPRINE,
  COLITIS,
  concept,
  condition,
  creatinine,
  daysAgo,
  level,
  LOINC,
  quantity,
  request,
  RXNORM,
  TACROLIMUS,
} from '../field-cases/charts.js';
import type { Chart, Json } from '../field-cases/charts.js';
import { ordersOn, otherDrugs, signedAlone } from './simulated-drugs.js';

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

/** A course: the charts of its ten orders of tacrolimus, and those of the other drugs that are signed in it. */
export interface SimulatedCourse {
  readonly orders: readonly Chart[];
  readonly others: readonly { readonly drug: Json; readonly chart: Chart }[];
}

/** What is in a chart lies before "now", the moment of that order. */
export function simulatedCourse(seed: number): SimulatedCourse {
  const prng = createPrng(seedFrom(`course ${seed}`));
  const days = prng.chance(0.2) ? LONG_ORDER_DAYS : ORDER_DAYS;
  const usual = prng.normal(74, 11);
  const injured = prng.chance(0.15) ? prng.int(3, 15) : -1;
  const around = (value: number, spread: number) => Math.max(0.5, value * (1 + prng.normal(0, spread)));
  const creatinines: Result[] = [-200, -90, -5].map((day) => ({ day, value: Math.round(around(usual, 0.05)) }));
  const levels: Result[] = [];
  const injuredOn: number[] = [];
  LABORATORY_DAYS.forEach((day, index) => {
    if (prng.chance(0.12)) return;
    const ratio = index === injured || index === injured + 1 ? prng.pick([1.3, 1.6, 1.8, 2.2]) : 1;
    if (ratio > 1.5) injuredOn.push(day);
    creatinines.push({ day, value: Math.round(around(usual * 1.06 * ratio, 0.05)) });
    if (day >= 3 && !prng.chance(0.1)) {
      levels.push({ day, value: Number((prng.chance(0.06) ? around(18, 0.12) : around(9, 0.2)).toFixed(1)) });
    }
  });
  const maintenance = maintenanceOf(prng);
  const bounded = prng.chance(0.7);
  // What came later has a generator of its own, so that the courses of before stay what they were.
  const more = createPrng(seedFrom(`more of course ${seed}`));
  const monitored = monitoringOf(more, injuredOn);
  const drugs = otherDrugs(more);
  const isDeclining = more.chance(0.08);
  const screened = screeningOf(createPrng(seedFrom(`screening of course ${seed}`)));
  const seizure = more.chance(0.005) ? more.int(5, 100) : null;
  const chartOn = (today: number, past: readonly number[]): Chart => {
    const until = <T extends Result>(results: readonly T[]) => results.filter(({ day }) => day < today);
    const ago = (day: number) => today - day + 0.2;
    return {
      creatinine: until(creatinines).map((result) =>
        creatinine(isDeclining ? declined(result) : result.value, ago(result.day), { id: `c${result.day}` }),
      ),
      tacrolimusLevels: until(levels).map(({ day, value }) => level(value, ago(day), { id: `l${day}` })),
      screeningTests: screened.map((result) => screeningResult(result, ago(result.day))),
      monitoringTests: until(monitored).map((result) => monitoringResult(result, ago(result.day))),
      medicationRequests: [
        ...past.map((day, each) => earlierOrder(day, past[each + 1] ?? today, today, bounded)),
        ...maintenance
          .filter(({ day }) => day < today)
          .map(({ day, drug }) => request(drug, today - day, { id: `m${day}` })),
        ...ordersOn(today, drugs, (day) => daysAgo(today - day)),
      ],
      conditions: [
        condition(COLITIS),
        ...(seizure === null || seizure >= today
          ? []
          : [condition(SEIZURE, { id: 'seizure', onsetDateTime: daysAgo(today - seizure) })]),
      ],
    };
  };
  return {
    orders: days.map((today, index) => chartOn(today, days.slice(0, index))),
    others: signedAlone(drugs).map(({ drug, from }) => ({
      drug,
      chart: chartOn(
        from,
        days.filter((day) => day < from),
      ),
    })),
  };
}

/** Kidneys that lose a third of their function in three months, and stay so. */
function declined({ day, value }: Result): number {
  return Math.round(value * (1 + (0.4 * Math.min(Math.max(day, 0), 90)) / 90));
}

type Monitored = Result & { readonly test: 'potassium' | 'magnesium' };

const SEIZURE: Json = { text: 'Seizure' };
const MONITORED = {
  potassium: concept(LOINC, '2823-3', 'Potassium [Moles/volume] in Serum or Plasma'),
  magnesium: concept(LOINC, '2601-3', 'Magnesium [Moles/volume] in Serum or Plasma'),
};

/** Potassium with most blood tests, higher in kidney injury; magnesium with a third of them, and low, as on tacrolimus it is. */
function monitoringOf(prng: Prng, injuredOn: readonly number[]): readonly Monitored[] {
  return [-5, ...LABORATORY_DAYS].flatMap((day): Monitored[] => {
    const potassium = prng.normal(day < 0 ? 4.1 : 4.4, 0.4) + (injuredOn.includes(day) ? 0.6 : 0);
    const magnesium = Math.max(0.3, prng.normal(day < 0 ? 0.8 : 0.68, 0.075));
    return [
      ...(prng.chance(0.8) ? [{ day, test: 'potassium' as const, value: Number(potassium.toFixed(1)) }] : []),
      ...(prng.chance(0.33) ? [{ day, test: 'magnesium' as const, value: Number(magnesium.toFixed(2)) }] : []),
    ];
  });
}

interface Screened {
  readonly day: number;
  readonly id: string;
  readonly code: Json;
}

/** Before the first dose: stool in most flares, hepatitis B in two of three, and nothing found. */
function screeningOf(prng: Prng): readonly Screened[] {
  const hepatitis = prng.chance(0.67);
  return [
    ...(prng.chance(0.8) ? [{ day: -3, id: 'stool', code: concept(LOINC, '34713-8', 'C. difficile toxin A') }] : []),
    ...(hepatitis ? [{ day: -200, id: 'hbsag', code: concept(LOINC, '5196-1', 'HBsAg') }] : []),
    ...(hepatitis ? [{ day: -200, id: 'anti-hbc', code: concept(LOINC, '13952-7', 'Anti-HBc') }] : []),
  ];
}

function screeningResult({ id, code }: Screened, ago: number): Json {
  const negative = { valueCodeableConcept: { text: 'Negative' } };
  return { ...level(0, ago, { id: `s-${id}`, valueQuantity: undefined }), code, ...negative };
}

function monitoringResult({ test, day, value }: Monitored, ago: number): Json {
  return { ...level(0, ago, { id: `${test}${day}` }), code: MONITORED[test], valueQuantity: quantity(value, 'mmol/L') };
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
