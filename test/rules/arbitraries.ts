import fc from 'fast-check';
import type { CreatinineResult, TacrolimusLevel } from '../../src/domain/lab-result.js';
import type { MedicationFact } from '../../src/domain/medication.js';
import { creatinine, daysAgo, hoursAgo, level, medication, on, tacrolimus } from '../support/snapshot-builder.js';

/** Creatinine in hundredths of mg/dL, as laboratories report it: 0.30 to 8.00. */
export const milligrams = fc.integer({ min: 30, max: 800 }).map((hundredths) => hundredths / 100);

/** Whole hours before now, dense in the windows that matter: 48 h, 7 d, a year, and the time before treatment. */
const hoursBefore = fc.oneof(
  fc.integer({ min: 0, max: 72 }),
  fc.integer({ min: 0, max: 240 }),
  fc.integer({ min: 0, max: 700 * 24 }),
);

/** Hours before now and value, the newest at now. */
export const creatinineSeries = fc
  .tuple(milligrams, fc.array(fc.tuple(hoursBefore, milligrams), { maxLength: 12 }))
  .map(([latest, earlier]) => [[0, latest] as const, ...earlier.filter(([hours]) => hours > 0)]);

/** Creatinine results of every kind that a mapper lets through. */
export const creatinineResult: fc.Arbitrary<CreatinineResult> = fc
  .record({
    value: milligrams,
    unit: fc.constantFrom('mg/dL' as const, 'umol/L' as const),
    time: fc.oneof(
      hoursBefore.map((hours) => hoursAgo(hours)),
      fc.integer({ min: 1, max: 22 }).map((day) => on(`2026-11-${String(day).padStart(2, '0')}`)),
      fc.integer({ min: 1, max: 11 }).map((month) => on(`2026-${String(month).padStart(2, '0')}`)),
    ),
    status: fc.constantFrom('final' as const, 'final' as const, 'amended' as const, 'preliminary' as const),
    use: fc.constantFrom('any' as const, 'any' as const, 'baseline-only' as const),
    scale: fc.constantFrom('uncorrected' as const, 'uncorrected' as const, 'corrected' as const),
  })
  .map(({ value, unit, time, ...rest }) =>
    creatinine(unit === 'mg/dL' ? value : Math.round(value * 88.4), unit, time, rest),
  );

export const tacrolimusLevel: fc.Arbitrary<TacrolimusLevel> = fc
  .record({
    tenths: fc.integer({ min: 0, max: 400 }),
    hours: fc.integer({ min: 0, max: 60 * 24 }),
    status: fc.constantFrom('final' as const, 'corrected' as const, 'preliminary' as const),
  })
  .map(({ tenths, hours, status }) => level(tenths / 10, 'ng/mL', hoursAgo(hours), { status }));

/** One line of a tacrolimus history. */
export const tacrolimusLine: fc.Arbitrary<MedicationFact> = fc
  .record({
    source: fc.constantFrom('request' as const, 'statement' as const, 'dispense' as const, 'administration' as const),
    status: fc.constantFrom('active', 'completed', 'stopped', 'on-hold', 'cancelled', 'draft'),
    startDays: fc.integer({ min: 0, max: 500 }),
    lengthDays: fc.option(fc.integer({ min: 1, max: 200 })),
    supplyDays: fc.option(fc.integer({ min: 1, max: 200 })),
    writtenOnly: fc.boolean(),
    release: fc.constantFrom('immediate' as const, 'extended' as const),
  })
  .map(({ source, status, startDays, lengthDays, supplyDays, writtenOnly, release }) =>
    medication({
      source,
      status,
      drug: tacrolimus('systemic', release),
      start: writtenOnly ? null : daysAgo(startDays),
      recordedOn: daysAgo(startDays),
      end: lengthDays === null ? null : daysAgo(startDays - lengthDays),
      supplyDays,
    }),
  );
