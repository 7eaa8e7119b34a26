import type { FactKind, UnreadReason } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import type { CountingStatus, Measurement, TacrolimusLevel } from '../../domain/lab-result.js';
import type { TimeInterval } from '../../domain/time.js';
import type { LabRecognition } from '../../terminology/recognise/terminology.js';
import { unknownCode, unknownUnit } from '../../terminology/recognise/unknown-term.js';
import { displayOf } from '../elements/coded-text.js';
import { asCode, referenceTo } from '../elements/json.js';
import { mainCoding, observationParts, type ObservationPart } from '../elements/observation-parts.js';
import { type LabValue, labValue } from '../elements/quantities.js';
import type { Visit } from './fact-builder.js';
import type { MapperContext } from './mapper-context.js';
import { isWithdrawn, notAhead, whyNotCounting } from './result-status.js';
import { readThiopurineTest } from './thiopurine-tests.js';

const COUNTING: ReadonlySet<string | null> = new Set<CountingStatus>(['final', 'amended', 'corrected', 'preliminary']);
/** An Observation of any FHIR version: creatinine, tacrolimus, TPMT and NUDT15, in itself or in its components. */
export function readObservation(observation: JsonObject, visit: Visit, context: MapperContext): void {
  if (isWithdrawn(asCode(observation.status))) {
    visit.notOurs('withdrawn');
    return;
  }
  for (const part of observationParts(observation, context)) readPart(part, visit, context);
}

function readPart(part: ObservationPart, visit: Visit, context: MapperContext): void {
  const { recognition, code } = part;
  switch (recognition.lab) {
    case 'other':
      visit.notOurs('other-test');
      return;
    case 'unknown': {
      const { reported } = labValue(part.holder);
      const time = part.time ?? part.issued;
      const details = { reported, name: displayOf(code), time, term: unknownCode(code) };
      visit.unread('unknown-code', { ...details, mayBe: recognition.mayBe ?? null });
      return;
    }
    case 'excluded':
      // A urine creatinine is another test; a level in plasma or after the dose is a level all the same.
      if (recognition.reason === 'unknown-code') visit.notOurs('other-test');
      else leaveOut(recognition.reason, 'tacrolimus-level', part, labValue(part.holder), visit);
      return;
    case 'thiopurine-test':
      readThiopurineTest(part, recognition.enzyme, visit, context);
      return;
    case 'creatinine':
    case 'tacrolimus':
      readResult(part, recognition, visit, context);
  }
}

type Analyte = Extract<LabRecognition, { lab: 'creatinine' | 'tacrolimus' }>;

function readResult(part: ObservationPart, recognition: Analyte, visit: Visit, context: MapperContext): void {
  const { status } = part;
  const time = part.time === null ? null : notAhead(part.time, context.asOf);
  const kind: FactKind = recognition.lab === 'creatinine' ? 'creatinine' : 'tacrolimus-level';
  const value = labValue(part.holder);
  const leave = (reason: UnreadReason): void => leaveOut(reason, kind, part, value, visit);
  if (!isCounting(status)) {
    leave(whyNotCounting(status));
  } else if (time === null) {
    leave(part.time === null ? 'no-time' : 'in-the-future');
  } else if (value.kind !== 'quantity') {
    leave(value.kind === 'none' ? 'no-value' : 'malformed');
  } else {
    const reading = context.terminology.readMeasurement(recognition.lab, value.raw);
    if (!reading.ok) {
      leave(reading.reason);
      return;
    }
    const result = common(part, reading.measurement, status, time);
    if (recognition.lab === 'tacrolimus') {
      visit.fact('tacrolimusLevels', kind, { ...result, timing: recognition.timing });
    } else {
      visit.fact('creatinine', kind, { ...result, use: recognition.use, scale: recognition.scale });
    }
  }
}

function leaveOut(reason: UnreadReason, mayBe: FactKind, part: ObservationPart, value: LabValue, visit: Visit): void {
  const term = reason === 'unknown-unit' && value.kind === 'quantity' ? unknownUnit(value.raw) : null;
  const time = part.time ?? part.issued;
  visit.unread(reason, { reported: value.reported, name: displayOf(part.code), time, term, mayBe });
}

function common(
  part: ObservationPart,
  measurement: Measurement,
  status: CountingStatus,
  time: TimeInterval,
): Omit<TacrolimusLevel, 'timing'> {
  return { reference: referenceTo(part.observation), time, measurement, status, code: mainCoding(part.code) };
}

function isCounting(status: string | null): status is CountingStatus {
  return COUNTING.has(status);
}
