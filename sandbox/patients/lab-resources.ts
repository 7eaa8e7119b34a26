import type { CodeableConcept, Observation, Quantity } from 'fhir/r4.js';
import { TESTS, UCUM } from './codes.js';
import type { Timeline } from './timeline.js';

/** One laboratory result, as a table row of a story. */
export interface LabPoint {
  readonly hoursAgo: number;
  readonly value: number;
  /** UCUM code, or a print form such as `µmol/L`; null leaves the unit out altogether. */
  readonly unit?: string | null;
  readonly comparator?: '<' | '>';
  /** Sent as valueString in the place of the number. */
  readonly text?: string;
  readonly code?: CodeableConcept;
  readonly status?: Observation['status'];
}

/** What a result is when the row does not say. */
export interface LabDefaults {
  readonly unit: string;
  readonly code: CodeableConcept;
  /** The laboratory's own range, in `unit`. For tacrolimus it is the transplant unit's: a level of 17 is flagged normal. */
  readonly range: readonly [low: number, high: number];
}

export const CREATININE: LabDefaults = { unit: 'umol/L', code: TESTS.creatinineMolar, range: [45, 104] };
export const TACROLIMUS: LabDefaults = { unit: 'ng/mL', code: TESTS.tacrolimusTrough, range: [5, 20] };
export const POTASSIUM: LabDefaults = { unit: 'mmol/L', code: TESTS.potassium, range: [3.5, 5.1] };
export const MAGNESIUM: LabDefaults = { unit: 'mmol/L', code: TESTS.magnesium, range: [0.7, 1.05] };

const LATEST_HOURS = 2;
const UCUM_CODES = ['umol/L', 'mmol/L', 'mg/dL', 'ng/mL', 'ug/L', 'nmol/L'];

/** Shorthand for a row: `at(5, 66)` is 66 five days ago. */
export function at(daysAgo: number, value: number, more: Partial<LabPoint> = {}): LabPoint {
  return { hoursAgo: daysAgo * 24, value, ...more };
}

/** The result that is judged: two hours old, as it comes back from the laboratory before the order is signed. */
export function latest(value: number, more: Partial<LabPoint> = {}): LabPoint {
  return { hoursAgo: LATEST_HOURS, value, ...more };
}

/** A result that many hours before `latest`: the windows of the AKI rule are counted from the result judged. */
export function beforeLatest(hours: number, value: number, more: Partial<LabPoint> = {}): LabPoint {
  return { hoursAgo: LATEST_HOURS + hours, value, ...more };
}

export function labResource(
  chart: { readonly patientId: string; readonly timeline: Timeline },
  id: string,
  point: LabPoint,
  defaults: LabDefaults,
): Observation {
  const unit = point.unit === undefined ? defaults.unit : point.unit;
  return {
    resourceType: 'Observation',
    id,
    status: point.status ?? 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'laboratory',
            display: 'Laboratory',
          },
        ],
      },
    ],
    code: point.code ?? defaults.code,
    subject: { reference: `Patient/${chart.patientId}` },
    effectiveDateTime: chart.timeline.hoursAgo(point.hoursAgo),
    // Reported an hour after the sample was drawn: time is the effective time (docs/clinical/facts.md#time).
    issued: chart.timeline.hoursAgo(point.hoursAgo - 1),
    ...(point.text === undefined ? { valueQuantity: quantity(point, unit) } : { valueString: point.text }),
    ...(point.text === undefined && unit === defaults.unit ? flagged(point.value, defaults) : {}),
  };
}

/** What a rule must not use: the flag and the range that the laboratory prints (docs/clinical/trough.md#limits). */
function flagged(value: number, { unit, range }: LabDefaults): Pick<Observation, 'interpretation' | 'referenceRange'> {
  const [low, high] = range;
  const [code, display] = value > high ? ['H', 'High'] : value < low ? ['L', 'Low'] : ['N', 'Normal'];
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
  return {
    interpretation: [{ coding: [{ system, code, display }] }],
    referenceRange: [{ low: { value: low, unit }, high: { value: high, unit }, text: `${low}-${high} ${unit}` }],
  };
}

function quantity(point: LabPoint, unit: string | null): Quantity {
  return {
    value: point.value,
    ...(point.comparator === undefined ? {} : { comparator: point.comparator }),
    ...(unit === null ? {} : { unit }),
    ...(unit !== null && UCUM_CODES.includes(unit) ? { system: UCUM, code: unit } : {}),
  };
}
