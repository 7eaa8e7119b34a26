import type { Coding } from '../domain/coding.js';
import type { FactRow } from '../domain/finding.js';
import type { CountingStatus, Measurement } from '../domain/lab-result.js';
import type { TimeInterval, TimeZone } from '../domain/time.js';
import { daysAgo, formatDate, formatTime } from './calendar.js';
import type { ResultFacts } from './finding-facts.js';

interface DescribedResult {
  readonly time: TimeInterval;
  readonly measurement: Measurement;
  readonly status: CountingStatus;
  readonly code: Coding;
}

/** Five significant digits are more than any laboratory reports, and hide the tail of a unit conversion. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

/** A result as the templates see it. `daysAgo` is whole days. */
export function resultFacts(result: DescribedResult, asOf: number, zone: TimeZone): ResultFacts {
  return {
    reported: result.measurement.reported,
    value: rounded(result.measurement.canonical),
    date: formatDate(result.time, zone),
    daysAgo: Math.floor(daysAgo(result.time, asOf, zone)),
  };
}

/** One line of the facts table. `unit` is the unit the rule speaks; nothing was converted where the record has it. */
export function resultRow(what: string, result: DescribedResult, unit: 'umol/L' | 'ng/mL', zone: TimeZone): FactRow {
  return {
    what,
    reported: result.measurement.reported,
    converted: result.measurement.unit === unit ? '' : `${rounded(result.measurement.canonical)} ${unit}`,
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
