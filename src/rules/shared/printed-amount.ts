import type { Coding } from '../../domain/coding.js';
import type { FactRow } from '../../domain/finding.js';
import type { CountingStatus, Measurement } from '../../domain/lab-result.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import type { KidneyCriteria } from './aki-stage.js';
import { daysAgo, formatDate, formatTime } from './calendar.js';
import { exceeds } from './comparison.js';
import type { LevelParams } from './current-level.js';
import type { ResultFacts } from './finding-facts.js';

/** Decimals that laboratories print. */
const DECIMALS = { 'umol/L': 0, 'mg/dL': 2, 'ng/mL': 1, 'mmol/L': 2 } as const;
export type PrintedUnit = keyof typeof DECIMALS;

/** A number has no more than 17 significant digits, so that more decimals change nothing. */
const MOST_DECIMALS = 17;

/**
 * An amount as a card prints it: with the decimals that a laboratory prints, and with more where it would otherwise reach
 * or cross a limit. What is above 15 never reads as 15, and what is below 354 never as 354.
 * @param limits in the same unit; equal within the tolerance of the rules is printed as equal
 */
export function printedAmount(value: number, unit: PrintedUnit, limits: readonly number[]): number {
  for (let decimals = DECIMALS[unit]; decimals < MOST_DECIMALS; decimals += 1) {
    const printed = Number(value.toFixed(decimals));
    if (limits.every((limit) => sideOf(printed, limit) === sideOf(value, limit))) return printed;
  }
  return value;
}

function sideOf(value: number, limit: number): -1 | 0 | 1 {
  if (exceeds(value, limit)) return 1;
  return exceeds(limit, value) ? -1 : 0;
}

/** The unit that a rule speaks, and the limits in it that a printed result has to stand on the right side of. */
export interface Scale {
  readonly unit: PrintedUnit;
  readonly limits: readonly number[];
}

export function creatinineScale({ stage3AboveMicromolPerL }: Pick<KidneyCriteria, 'stage3AboveMicromolPerL'>): Scale {
  return { unit: 'umol/L', limits: [stage3AboveMicromolPerL] };
}

/** @param more the limit of another rule on whose card the level stands */
export function levelScale({ limit, critical, aboveMaintenance, low }: LevelParams, ...more: readonly number[]): Scale {
  return { unit: 'ng/mL', limits: [limit, critical, aboveMaintenance.above, low.below, ...more] };
}

/** A result on the scale of its rule. */
export function printedResult({ canonical }: Measurement, { unit, limits }: Scale): number {
  return printedAmount(canonical, unit, limits);
}

/** A median in the unit of its results: of an even number it lies halfway between two of them, hence one decimal more. */
export function printedMedian(value: number, unit: string): number {
  return isPrintedUnit(unit) ? Number(value.toFixed(DECIMALS[unit] + 1)) : Number(value.toPrecision(5));
}

/** A creatinine in mmol/L needs more decimals than a potassium. */
function isPrintedUnit(unit: string): unit is PrintedUnit {
  return unit in DECIMALS && unit !== 'mmol/L';
}

interface DescribedResult {
  readonly time: TimeInterval;
  readonly measurement: Measurement;
  readonly status: CountingStatus;
  readonly code: Coding;
}

/** For the steps of a calculation: five significant digits hide the tail of a unit conversion. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

/** A result as the templates see it. `daysAgo` is whole days. */
export function resultFacts(result: DescribedResult, scale: Scale, asOf: number, zone: TimeZone): ResultFacts {
  return {
    reported: result.measurement.reported,
    value: printedResult(result.measurement, scale),
    date: formatDate(result.time, zone),
    daysAgo: Math.floor(daysAgo(result.time, asOf, zone)),
  };
}

/** One line of the facts table. Nothing was converted where the record has the unit of the rule. */
export function resultRow(what: string, result: DescribedResult, scale: Scale, zone: TimeZone): FactRow {
  const { measurement } = result;
  return {
    what,
    reported: measurement.reported,
    converted: measurement.unit === scale.unit ? '' : `${printedResult(measurement, scale)} ${scale.unit}`,
    time: formatTime(result.time, zone),
    code: codeText(result.code),
  };
}

const SYSTEM_NAMES: Readonly<Record<string, string>> = {
  'http://loinc.org': 'LOINC',
  'http://snomed.info/sct': 'SNOMED CT',
  'http://www.nlm.nih.gov/research/umls/rxnorm': 'RxNorm',
};

/** `LOINC 2160-0`; a code of another system with its number alone. */
export function codeText(code: Coding): string {
  const system = code.system === null ? '' : (SYSTEM_NAMES[code.system] ?? '');
  return `${system} ${code.code}`.trim();
}
