import { isOverlong } from '../../cds-hooks/request/json-body.js';
import type { CodedText } from '../../domain/coding.js';
import type { FactKind, UnreadReason } from '../../domain/fact-set.js';
import type { JsonObject } from '../../domain/json.js';
import {
  MONITORING_TESTS,
  type MonitoringTest,
  type ScreeningResult,
  type ScreeningTest,
} from '../../domain/lab-result.js';
import { codedText, displayOf, lettersOf, MOST_LETTERS, textOnly } from '../elements/coded-text.js';
import { asObject, asString, objectsIn, referenceTo } from '../elements/json.js';
import {
  mainCoding,
  type ObservationPart,
  reportedOf,
  type ReportedValue,
  reportedValue,
} from '../elements/observation-parts.js';
import type { Visit } from './fact-builder.js';
import type { MapperContext } from './mapper-context.js';
import { isFinal, leaveOut, notAhead, whyNotCounting } from './result-status.js';

/**
 * A test beside creatinine and levels (docs/clinical/facts.md#optional-tests): a number, or what an infection test found. One code
 * may be several tests; a result counts when it is final, dated, and not of a haemolysed specimen.
 */
export function readTestResult(
  part: ObservationPart,
  tests: readonly (MonitoringTest | ScreeningTest)[],
  visit: Visit,
  context: MapperContext,
): void {
  const { status } = part;
  const value = reportedValue(part.holder);
  for (const test of tests) {
    const isNumber = isMonitoring(test);
    const kind: FactKind = isNumber ? 'monitoring-test' : 'screening-test';
    const leave = (reason: UnreadReason): void => leaveOut(reason, kind, part, value, visit);
    const time = part.time === null ? null : notAhead(part.time, context.asOf);
    if (!isFinal(status)) leave(whyNotCounting(status));
    else if (time === null) leave(part.time === null ? 'no-time' : 'in-the-future');
    else if (isNumber && test !== 'height' && hasOverlongRemarks(part)) leave('over-limit');
    else {
      const said = { reference: referenceTo(part.observation), time, status, code: mainCoding(part.code) };
      if (!isNumber) {
        const outcome = outcomeOf(test, part.holder, value, context);
        const display = shownResult(part.holder, value);
        if (display === '') leave('no-value');
        else visit.fact('screeningTests', kind, { ...said, test, outcome, display });
      } else if (value.kind !== 'quantity') leave(value.kind === 'none' ? 'no-value' : 'malformed');
      else if (test !== 'height' && isHaemolysed(part, context)) leave('haemolysed');
      else {
        const reading = context.terminology.readMeasurement(test, value.raw);
        if (reading.ok) visit.fact('monitoringTests', kind, { ...said, test, measurement: reading.measurement });
        else leave(reading.reason);
      }
    }
  }
}

function isMonitoring(test: MonitoringTest | ScreeningTest): test is MonitoringTest {
  return MONITORING_TESTS.some((name) => name === test);
}

/** Of numbers only an amount of virus speaks for itself; the others need the laboratory's word. */
function outcomeOf(
  test: ScreeningTest,
  holder: JsonObject,
  value: ReportedValue,
  { terminology }: MapperContext,
): ScreeningResult['outcome'] {
  const words = [
    valueWords(holder),
    ...objectsIn(holder.interpretation).map(codedText),
    codedText(holder.interpretation),
  ];
  const said = words.map((each) => terminology.readOutcome(each)).find((outcome) => outcome !== 'not-readable');
  if (said !== undefined) return said;
  const isAmount = test === 'hbv-dna' && value.kind === 'quantity' && value.raw.comparator?.startsWith('<') !== true;
  return isAmount && (value.raw.value ?? 0) > 0 ? 'positive' : 'not-readable';
}

function valueWords(holder: JsonObject): CodedText {
  const text = asString(holder.valueString);
  return text === null ? codedText(holder.valueCodeableConcept) : textOnly(text);
}

function shownResult(holder: JsonObject, value: ReportedValue): string {
  const words = displayOf(valueWords(holder));
  if (words !== '') return words;
  if (value.kind !== 'none') return reportedOf(value);
  return displayOf(codedText(objectsIn(holder.interpretation)[0] ?? holder.interpretation));
}

function isHaemolysed(part: ObservationPart, { terminology }: MapperContext): boolean {
  return remarksOn(part).some((each) => terminology.saysHaemolysed(each));
}

/** More than is looked at, and one specimen may be that of a thousand results. */
function hasOverlongRemarks(part: ObservationPart): boolean {
  if (part.specimen !== null && isOverlong(part.specimen)) return true;
  let letters = 0;
  return remarksOn(part).some((each) => {
    letters += lettersOf(each);
    return letters > MOST_LETTERS || each.isCut === true;
  });
}

/** Where laboratories write it: the condition of the specimen, an interpretation, a note (a comment, before R4). */
function remarksOn({ observation, holder, specimen }: ObservationPart): readonly CodedText[] {
  const notes = [observation, specimen ?? {}].flatMap(({ note }) => objectsIn(note).map(({ text }) => asString(text)));
  const texts = [...notes, asString(observation.comment), asString(observation.comments)];
  const concepts = [
    ...objectsIn(specimen?.condition),
    ...[observation, holder].flatMap(({ interpretation }) => [...objectsIn(interpretation), asObject(interpretation)]),
  ];
  return [...texts.flatMap((text) => (text === null ? [] : textOnly(text))), ...concepts.map(codedText)];
}
