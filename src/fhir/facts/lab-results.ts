import type { ThiopurineTestResult } from '../../domain/chart-facts.js';
import type { CodedText } from '../../domain/coding.js';
import type { FactKind, UnreadReason } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import type { CountingStatus, Measurement, TacrolimusLevel } from '../../domain/lab-result.js';
import type { TimeInterval } from '../../domain/time.js';
import type { LabRecognition } from '../../terminology/recognise/terminology.js';
import { unknownCode } from '../../terminology/recognise/unknown-term.js';
import { codedText, displayOf, isEmptyConcept, textOnly } from '../elements/coded-text.js';
import { parseFhirDate } from '../elements/fhir-date.js';
import { asCode, asObject, asString, objectsIn, referenceTo } from '../elements/json.js';
import {
  mainCoding,
  type ObservationPart,
  observationParts,
  reportedOf,
  reportedValue,
} from '../elements/observation-parts.js';
import type { Visit } from './fact-builder.js';
import { isAnotherPerson } from '../patient-match/patient-identity.js';
import type { MapperContext } from './mapper-context.js';
import { isCounting, isFinal, isWithdrawn, leaveOut, notAhead, whyNotCounting } from './result-status.js';
import { readTestResult } from './test-results.js';

/** An Observation of any FHIR version: the tests that the rules ask for, in itself or in its components. */
export function readObservation(observation: JsonObject, visit: Visit, context: MapperContext): void {
  if (isWithdrawn(asCode(observation.status))) {
    visit.notOurs('withdrawn');
    return;
  }
  if (isOfAnother(observation, context)) {
    visit.notOurs('other-person');
    return;
  }
  for (const part of observationParts(observation, context)) readPart(part, visit, context);
  const missing = membersNotAtHand(observation, context);
  if (missing > 0) {
    const time = parseFhirDate(observation.effectiveDateTime ?? observation.issued, context.timeZone);
    visit.unread('not-resolved', {
      reported: `${missing} results`,
      name: displayOf(codedText(observation.code)),
      time,
    });
  }
}

/** `focus`: what was observed is a donor or an unborn child, not the patient in whose chart it stands (docs/clinical/facts.md#modified). */
function isOfAnother({ focus }: JsonObject, context: MapperContext): boolean {
  return focus !== undefined && objectsIn(focus).some((item) => isAnotherPerson(item, context));
}

/** A panel without a value of its own names its results (`hasMember`, `related` before R4); those that did not come may be ours. */
function membersNotAtHand(observation: JsonObject, { index }: MapperContext): number {
  for (const key in observation) if (key.startsWith('value') || key === 'component') return 0;
  const related = objectsIn(observation.related).filter(({ type }) => asCode(type) === 'has-member');
  const members = [...objectsIn(observation.hasMember), ...related.map(({ target }) => asObject(target) ?? {})];
  return members.filter(({ reference }) => {
    const literal = asString(reference);
    return literal !== null && index.find(literal, observation) === null;
  }).length;
}

function readPart(part: ObservationPart, visit: Visit, context: MapperContext): void {
  const { recognition } = part;
  switch (recognition.lab) {
    case 'other':
      leaveOutByAmount(recognition.unlessAmountOf ?? [], part, visit, context);
      return;
    case 'unknown':
      leaveOutUnknown(part, recognition.mayBe ?? null, visit);
      return;
    case 'excluded':
      // A urine creatinine is another test; a level in plasma or after the dose is a level all the same.
      if (recognition.reason === 'unknown-code') visit.notOurs('other-test');
      else leaveOutLevel(recognition.reason, part, visit, context);
      return;
    case 'thiopurine-test':
      readThiopurineTest(part, recognition.enzyme, visit, context);
      return;
    case 'test':
      readTestResult(part, recognition.tests, visit, context);
      return;
    case 'creatinine':
    case 'tacrolimus':
      readResult(part, recognition, visit, context);
  }
}

function leaveOutUnknown(part: ObservationPart, mayBe: FactKind | null, visit: Visit): void {
  const reported = reportedOf(reportedValue(part.holder));
  const time = part.time ?? part.issued;
  const details = { reported, name: displayOf(part.code), time, term: unknownCode(part.code) };
  visit.unread(part.code.isCut === true ? 'over-limit' : 'unknown-code', { ...details, mayBe });
}

/** A clearance is in mL/min, a ratio in mg/g; neither is in the units of a creatinine. */
function leaveOutByAmount(
  analytes: readonly ('creatinine' | 'tacrolimus')[],
  part: ObservationPart,
  visit: Visit,
  { terminology }: MapperContext,
): void {
  const value = reportedValue(part.holder);
  const analyte = analytes.find((each) => value.kind === 'quantity' && terminology.readMeasurement(each, value.raw).ok);
  if (analyte === undefined) visit.notOurs('other-test');
  else leaveOutUnknown(part, analyte === 'creatinine' ? 'creatinine' : 'tacrolimus-level', visit);
}

type Analyte = Extract<LabRecognition, { lab: 'creatinine' | 'tacrolimus' }>;

function readResult(part: ObservationPart, recognition: Analyte, visit: Visit, context: MapperContext): void {
  const { status } = part;
  const time = part.time === null ? null : notAhead(part.time, context.asOf);
  const kind: FactKind = recognition.lab === 'creatinine' ? 'creatinine' : 'tacrolimus-level';
  const value = reportedValue(part.holder);
  if (!isCounting(status)) {
    leaveOut(whyNotCounting(status), kind, part, value, visit);
  } else if (time === null) {
    leaveOut(part.time === null ? 'no-time' : 'in-the-future', kind, part, value, visit);
  } else if (value.kind !== 'quantity') {
    leaveOut(value.kind === 'none' ? 'no-value' : 'malformed', kind, part, value, visit);
  } else {
    const reading = context.terminology.readMeasurement(recognition.lab, value.raw);
    if (!reading.ok) {
      leaveOut(reading.reason, kind, part, value, visit);
      return;
    }
    // Written out, not spread: these are most of what a chart holds.
    const reference = referenceTo(part.observation);
    const { measurement } = reading;
    const code = mainCoding(part.code);
    if (recognition.lab === 'tacrolimus') {
      const { timing } = recognition;
      visit.fact('tacrolimusLevels', kind, { reference, time, measurement, status, code, timing });
    } else {
      const { use, scale } = recognition;
      visit.fact('creatinine', kind, { reference, time, measurement, status, code, use, scale });
    }
  }
}

/** A level that does not count; one in serum or plasma with its amount, because too high there is too high. */
function leaveOutLevel(
  reason: 'not-whole-blood' | 'not-a-trough',
  part: ObservationPart,
  visit: Visit,
  { asOf, terminology }: MapperContext,
): void {
  const value = reportedValue(part.holder);
  const time = part.time === null ? null : notAhead(part.time, asOf);
  const { status } = part;
  const reading = value.kind === 'quantity' ? terminology.readMeasurement('tacrolimus', value.raw) : null;
  const level =
    reason === 'not-whole-blood' && isFinal(status) && time !== null && reading?.ok === true
      ? { ...common(part, reading.measurement, status, time), timing: 'not-coded' as const }
      : null;
  const details = { reported: reportedOf(value), name: displayOf(part.code), time: part.time ?? part.issued };
  visit.unread(reason, { ...details, mayBe: 'tacrolimus-level', level });
}

function common(
  part: ObservationPart,
  measurement: Measurement,
  status: CountingStatus,
  time: TimeInterval,
): Omit<TacrolimusLevel, 'timing'> {
  return { reference: referenceTo(part.observation), time, measurement, status, code: mainCoding(part.code) };
}

/**
 * A TPMT or NUDT15 result: phenotype, genotype or activity. It needs no date, because a genotype does not age; a preliminary
 * one is not yet a reason against a thiopurine.
 */
function readThiopurineTest(
  part: ObservationPart,
  enzyme: ThiopurineTestResult['enzyme'],
  visit: Visit,
  context: MapperContext,
): void {
  const value = resultText(part.holder);
  const reason = whyUnread(part, value, context);
  if (reason !== null) {
    const details = { reported: displayOf(value), name: displayOf(part.code), time: part.time };
    visit.unread(reason, { ...details, mayBe: 'thiopurine-test' });
    return;
  }
  visit.fact('thiopurineTests', 'thiopurine-test', {
    enzyme,
    phenotype: phenotypeOf(part, value, context),
    display: displayOf(value),
    time: part.time,
    reference: referenceTo(part.observation),
  });
}

function whyUnread(part: ObservationPart, value: CodedText, context: MapperContext): UnreadReason | null {
  if (!isFinal(part.status)) return whyNotCounting(part.status);
  if (part.time !== null && notAhead(part.time, context.asOf) === null) return 'in-the-future';
  return isEmptyConcept(value) ? 'no-value' : null;
}

/** An activity in numbers says nothing without the laboratory's range; its interpretation may put it into words. */
function phenotypeOf(
  part: ObservationPart,
  value: CodedText,
  { terminology }: MapperContext,
): ThiopurineTestResult['phenotype'] {
  const stated = terminology.readPhenotype(value);
  if (stated !== 'not-readable') return stated;
  const readings = objectsIn(part.holder.interpretation).map((item) => terminology.readPhenotype(codedText(item)));
  return readings.find((reading) => reading !== 'not-readable') ?? stated;
}

function resultText(holder: JsonObject): CodedText {
  if (asObject(holder.valueCodeableConcept) !== null) return codedText(holder.valueCodeableConcept);
  const value = reportedValue(holder);
  const isWritten = value.kind === 'quantity' || typeof holder.valueString === 'string';
  return isWritten ? textOnly(reportedOf(value)) : { codings: [], text: null };
}
