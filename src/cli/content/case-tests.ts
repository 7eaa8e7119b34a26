import {
  type Comparator,
  MONITORING_TESTS,
  type MonitoringResult,
  type MonitoringTest,
  SCREENING_TESTS,
  type ScreeningResult,
  type ScreeningTest,
} from '../../domain/lab-result.js';
import type { TimeInterval } from '../../domain/time.js';
import { CaseError } from './case-error.js';
import { measurement } from './case-facts.js';
import { oneOf, readResult } from './case-language.js';
import { type CaseClock, readTime } from './case-time.js';

/** `potassium 5.9 mmol/L, 1 d`; also `magnesium`, `glucose`, and `height` in cm. Final, and not haemolysed. */
export function readMonitoring(text: string, clock: CaseClock): MonitoringResult {
  const [, name = '', rest = ''] = /^(\S+) (.+)$/.exec(text) ?? [];
  const test = oneOf(name, MONITORING_TESTS, text);
  const reading = readResult(rest);
  if (reading.notes.length > 0) throw new CaseError(`"${text}" says more than a value and a time`);
  const factor = TEST_FACTORS[test][reading.unit];
  if (factor === undefined) {
    throw new CaseError(`"${reading.unit}" in "${text}" is none of ${Object.keys(TEST_FACTORS[test]).join(', ')}`);
  }
  const comparator = reading.comparator ?? null;
  return monitored(test, reading.value, reading.unit, factor, readTime(reading.time, clock), comparator);
}

/** `hbsag positive, 100 d`; `c-difficile negative, 3 d`; `hiv not-readable, 20 d`. */
export function readScreening(text: string, clock: CaseClock): ScreeningResult {
  const match = /^(\S+) (positive|negative|not-readable), (.+)$/.exec(text);
  if (match === null) throw new CaseError(`not a test: "${text}"; write it like "hbsag positive, 100 d"`);
  const [, name = '', outcome = '', time = ''] = match;
  const test = oneOf(name, SCREENING_TESTS, text);
  return screened(test, oneOf(outcome, ['positive', 'negative', 'not-readable'] as const, text), readTime(time, clock));
}

/** Factors to mmol/L and cm (docs/clinical/facts.md#units). */
const TEST_FACTORS: Readonly<Record<MonitoringTest, Readonly<Record<string, number>>>> = {
  potassium: { 'mmol/L': 1, 'mEq/L': 1 },
  magnesium: { 'mmol/L': 1, 'mg/dL': 10 / 24.305, 'mEq/L': 0.5 },
  glucose: { 'mmol/L': 1, 'mg/dL': 10 / 180.156 },
  height: { cm: 1 },
};

/** @param factor to the unit of the rules */
function monitored(
  test: MonitoringTest,
  value: number,
  unit: string,
  factor: number,
  time: TimeInterval,
  comparator: Comparator | null = null,
): MonitoringResult {
  const code = { system: 'http://loinc.org', code: TEST_CODES[test], display: null };
  return {
    test,
    reference: null,
    time,
    status: 'final',
    code,
    measurement: measurement(value, unit, factor, comparator),
  };
}

const TEST_CODES = { potassium: '2823-3', magnesium: '19123-9', glucose: '2345-7', height: '8302-2' } as const;

function screened(test: ScreeningTest, outcome: ScreeningResult['outcome'], time: TimeInterval): ScreeningResult {
  const code = { system: null, code: '', display: test };
  return { test, reference: null, time, status: 'final', code, outcome, display: outcome };
}
