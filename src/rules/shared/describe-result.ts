import type { Coding } from '../../domain/coding.js';
import type { FactRow } from '../../domain/finding.js';
import type { CountingStatus, Measurement } from '../../domain/lab-result.js';
import type { TimeInterval, TimeZone } from '../../domain/time.js';
import { daysAgo, formatDate, formatTime } from './calendar.js';
import type { ResultFacts } from './finding-facts.js';
import { printedResult, type Scale } from './printed-amount.js';

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

function codeText(code: Coding): string {
  const system = code.system === null ? '' : (SYSTEM_NAMES[code.system] ?? '');
  return `${system} ${code.code}`.trim();
}
