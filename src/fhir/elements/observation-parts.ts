import type { CodedText, Coding } from '../../domain/coding.js';
import type { TimeInterval } from '../../domain/time.js';
import type { LabRecognition } from '../../terminology/recognise/terminology.js';
import { codedText, textOnly } from './coded-text.js';
import { parseFhirDate } from './fhir-date.js';
import { asCode, asObject, asString, objectsIn } from './json.js';
import type { JsonObject } from './json.js';
import type { MapperContext } from '../facts/mapper-context.js';

/** An Observation, or one of its components: a code with a value, under the status and time of the whole. */
export interface ObservationPart {
  readonly observation: JsonObject;
  /** Holds `value[x]`. */
  readonly holder: JsonObject;
  readonly code: CodedText;
  readonly recognition: LabRecognition;
  readonly status: string | null;
  readonly time: TimeInterval | null;
}

/**
 * Takes an Observation apart into the results it holds. A panel that has its results in `component` is not itself
 * reported as a result with an unknown code or without value.
 */
export function observationParts(observation: JsonObject, context: MapperContext): readonly ObservationPart[] {
  const specimen = specimenOf(observation, context);
  const status = asCode(observation.status);
  const time = effectiveTime(observation, context);
  const part = (holder: JsonObject): ObservationPart => {
    const code = codedText(holder.code);
    return { observation, holder, code, recognition: context.terminology.recogniseLab(code, specimen), status, time };
  };
  const whole = part(observation);
  const components = objectsIn(observation.component)
    .map(part)
    .filter(({ recognition }) => recognition.lab !== 'unknown');
  if (components.length === 0) return [whole];
  const wholeIsPanel = whole.recognition.lab === 'unknown' || !hasValue(observation);
  return wholeIsPanel ? components : [whole, ...components];
}

/** The coding for the facts table: LOINC where there is one. */
export function mainCoding(code: CodedText): Coding {
  const loinc = code.codings.find(({ system }) => system === 'http://loinc.org');
  return loinc ?? code.codings[0] ?? { system: null, code: '', display: code.text };
}

/**
 * When the specimen was taken; `issued` is when the laboratory spoke, and never counts (docs/clinical/facts.md#time).
 */
function effectiveTime(observation: JsonObject, { timeZone }: MapperContext): TimeInterval | null {
  const period = asObject(observation.effectivePeriod);
  const stated = observation.effectiveDateTime ?? observation.effectiveInstant ?? period?.start;
  return parseFhirDate(stated, timeZone);
}

function specimenOf(observation: JsonObject, { index }: MapperContext): CodedText | null {
  const field = asObject(observation.specimen);
  const reference = asString(field?.reference);
  const found = reference === null ? null : index.find(reference, observation);
  if (found !== null) return codedText(found.type);
  const display = asString(field?.display);
  return display === null ? null : textOnly(display);
}

function hasValue(observation: JsonObject): boolean {
  return Object.entries(observation).some(
    ([key, value]) => (key.startsWith('value') || key === 'dataAbsentReason') && value !== undefined,
  );
}
